/** Letters of scripts that put no spaces between words: each stands for itself. */
const alone = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]`;
const startsAlone = new RegExp(`^${alone}`, 'u');
const word = new RegExp(String.raw`${alone}|[\p{L}\p{N}\p{M}]+`, 'gu');

/** Text as ` words `, in no case and without signs, so that one is found in another only as whole words; empty without any. */
export function wholeWords(written: string): string {
  const all = written.toLowerCase().match(word) ?? [];
  return all.length === 0 ? '' : ` ${all.join(' ')} `;
}

/** Whether it begins with a letter of a script that puts no spaces between words. */
export const standsAlone = (written: string): boolean => startsAlone.test(written);
