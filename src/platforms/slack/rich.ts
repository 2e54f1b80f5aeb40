import type { types } from '@slack/bolt';
import type { Inline, MomentShow, Text } from '#chat/index.ts';
import { escapeEntities, lengthOf, mrkdwnLiteral, wellFormed } from './literal.ts';

// rich_text is used wherever people's words are shown: its text elements are never read as mrkdwn, so nothing in
// them can mention, link or format. docs.slack.dev/reference/block-kit/blocks/rich-text-block

// `{ago}` is documented for the past only, so a relative moment is shown as a near date.
const formats: Readonly<Record<MomentShow, string>> = {
  day: '{date_long_pretty}',
  time: '{time}',
  full: '{date_long_pretty} at {time}',
  relative: '{date_short_pretty} at {time}',
};

type Mark = types.RichTextText['style'];

/** Text as the elements of a rich_text section, with a style laid over all of it if one is given. */
export function richElements(text: Text, over?: Mark): types.RichTextElement[] {
  return text.flatMap((part): types.RichTextElement[] => {
    if (part.kind === 'moment') {
      const { timestamp, format, fallback } = momentParts(part);
      return [{ type: 'date', timestamp, format, fallback, ...(over && { style: over }) }];
    }
    const words = wellFormed(wordsOf(part));
    if (words === '') return [];
    const style = { ...over, ...styleOf(part) };
    return [{ type: 'text', text: words, ...(Object.keys(style).length > 0 && { style }) }];
  });
}

/** Text for a mrkdwn field, in pieces none of which may be cut in two: a character, or a whole date token. */
export function mrkdwnPieces(text: Text): string[] {
  return text.flatMap((part) => {
    if (part.kind === 'moment') return [mrkdwnMoment(part)];
    return mrkdwnLiteral(wordsOf(part)).match(/&(?:amp|lt|gt);|./gsu) ?? [];
  });
}

/** A moment as Slack's date token, shown in the reader's zone. */
export function mrkdwnMoment(part: Inline & { kind: 'moment' }): string {
  const { timestamp, format, fallback } = momentParts(part);
  return `<!date^${timestamp}^${format}|${escapeEntities(fallback)}>`;
}

/** How many characters Slack counts in some text; a moment as long as it may become. */
export function textLength(text: Text): number {
  return text.reduce((sum, part) => sum + (part.kind === 'moment' ? 40 : lengthOf(wordsOf(part))), 0);
}

/** The text in pieces of at most `max` characters each, divided at a space where there is one. */
export function splitText(text: Text, max: number): Text[] {
  const pages: Inline[][] = [[]];
  let left = max;
  for (const part of text.flatMap((one) => splitInline(one, max))) {
    const length = textLength([part]);
    if (length > left && left < max) {
      pages.push([]);
      left = max;
    }
    pages.at(-1)?.push(part);
    left -= length;
  }
  return pages.filter((page) => page.length > 0);
}

function splitInline(part: Inline, max: number): Inline[] {
  if (part.kind === 'moment' || textLength([part]) <= max) return [part];
  const whole = wordsOf(part);
  const pieces: string[] = [];
  let piece = '';
  for (const word of whole.match(/\s*\S{1,400}|\s+$/gu) ?? []) {
    if (lengthOf(piece) + lengthOf(word) > max) {
      pieces.push(piece);
      piece = '';
    }
    piece += word;
  }
  return [...pieces, piece].map((words) =>
    part.kind === 'typed' ? { kind: 'typed', command: words } : { kind: part.kind, words },
  );
}

function wordsOf(part: Exclude<Inline, { kind: 'moment' }>): string {
  return part.kind === 'typed' ? part.command : part.words;
}

function styleOf(part: Exclude<Inline, { kind: 'moment' }>): Mark {
  switch (part.kind) {
    case 'words':
      return {};
    case 'strong':
      return { bold: true };
    case 'typed':
      return { code: true };
  }
}

function momentParts(part: Inline & { kind: 'moment' }) {
  const timestamp = Math.floor(Temporal.Instant.from(part.at).epochMilliseconds / 1000);
  return {
    timestamp,
    format: formats[part.show],
    fallback: `${part.at.slice(0, 16).replace('T', ' ')} UTC`,
  };
}
