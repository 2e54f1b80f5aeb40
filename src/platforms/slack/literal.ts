import type { types } from '@slack/bolt';

/** Characters as Slack counts them: `&`, `<` and `>` as their entities. */
export function lengthOf(words: string): number {
  return escapeEntities(words).length;
}

/** The words cut to `max` characters as Slack counts them, with an ellipsis where something is missing. */
export function cut(words: string, max: number): string {
  const whole = wellFormed(words);
  if (lengthOf(whole) <= max) return whole;
  let left = max - 1;
  let kept = '';
  for (const letter of whole) {
    left -= lengthOf(letter);
    if (left < 0) break;
    kept += letter;
  }
  return `${kept}…`;
}

/** A plain_text object: literal by construction, with `:names:` left as they are. Never empty. */
export function plainText(words: string, max: number): types.PlainTextElement {
  const line = cut(words.trim(), max);
  return { type: 'plain_text', text: line === '' ? '–' : line, emoji: false };
}

// What turns the rest of a line around would change words that are not this person's.
const strange = /[\0\u202A-\u202E\u2066-\u2069]/g;

/** Words without direction-changing characters and what JSON or Slack chokes on: lone surrogates, NUL and carriage returns. */
export function wellFormed(words: string): string {
  return words.toWellFormed().replaceAll(strange, '').replaceAll(/\r\n?/g, '\n');
}

/** The three characters Slack asks to escape; docs.slack.dev/messaging/formatting-message-text. */
export function escapeEntities(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Words in which clients find nothing to link or mention: U+200B breaks addresses, `@name` and `#name`. */
export function unlinked(words: string): string {
  return wellFormed(words)
    .replaceAll('://', ':\u200b//')
    .replaceAll(/([\p{L}\p{N}])\.(?=\p{L}{2})/gu, '$1.\u200b')
    .replaceAll(/[@#](?=[\p{L}\p{N}_])/gu, '$&\u200b')
    .replaceAll(/(mailto|tel):/gi, '$1:\u200b');
}

/**
 * A file's title, which Slack shows as it is. No documentation promises that, so nothing in it could be a mention or a
 * link if it were read as mrkdwn.
 */
export function fileTitle(words: string, max: number): string {
  return cut(unlinked(words).replaceAll('<', '<\u200b').trim(), max);
}

const twins: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/**
 * Words for a mrkdwn field, where `* _ ~ \`` cannot be escaped: each that could begin a format becomes a character
 * that looks like it, quotes and `:emoji:` are broken with U+200B, and entities are escaped last.
 */
export function mrkdwnLiteral(words: string): string {
  return escapeEntities(
    // Lookalikes first: some of them count as letters, and could make an address with what stands beside them.
    unlinked(words.replaceAll(/(?<![A-Za-z0-9])[*_~]|`/g, (mark) => twins[mark] ?? mark))
      .replaceAll(/^([^\S\n]*)>/gm, '$1\u200b>')
      // Every colon, since the parts of a text are joined afterwards and an emoji's name may span them.
      .replaceAll(/:(?!\u200b)/g, ':\u200b'),
  );
}
