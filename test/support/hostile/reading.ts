/** Some words as a reader has them before their eyes, and what they are shown as: “bold”, “quote item”, or nothing. */
export interface Run {
  readonly marks: string;
  readonly words: string;
}

/** What a platform makes of a message: its words, whom it calls, and what can be followed from it. */
export interface Reading {
  readonly runs: readonly Run[];
  readonly pings: readonly string[];
  readonly links: readonly string[];
}

/** A moment, whatever a platform makes of it. */
export const moment: Run = { marks: 'moment', words: '◷' };

// What takes no room, and the control characters that are no blanks.
const unseen = /\p{Cf}|(?!\s)\p{Cc}/gu;

/** Words as a reader sees them: blanks as one, and without what cannot be seen. Halves of a character may be a whole one. */
export function seen(words: string): string {
  return words
    .replaceAll(unseen, '')
    .replaceAll(/[\ud800-\udfff\ufffd]+/g, '◇')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** Runs in one text that can be compared: neighbours that look alike are one, and blanks belong to nobody. */
export function written(runs: readonly Run[]): string {
  const out: { marks: string; words: string }[] = [];
  for (const { marks, words } of runs) {
    const last = out.at(-1);
    const blank = seen(words) === '';
    if (last && (blank || last.marks === marks)) last.words += words;
    else if (!blank) out.push({ marks, words });
  }
  return out.map(({ marks, words }) => `${marks}⟨${seen(words)}⟩`).join('');
}
