import type { types } from '@slack/bolt';
import { type Inline, type MomentShow, shownLink, type Text } from '#chat/index.ts';
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
    if (part.kind === 'link') {
      const { href: url } = part;
      return [{ type: 'link', url, text: shownLink(url), ...(over && { style: over }) }];
    }
    const words = wellFormed(wordsOf(part));
    if (words === '') return [];
    const style = { ...over, ...styleOf(part) };
    return [{ type: 'text', text: words, ...(Object.keys(style).length > 0 && { style }) }];
  });
}

/** What of a text is drawn by a token of Slack's own, and never cut in two. */
type Token = Extract<Inline, { kind: 'moment' | 'link' }>;
type Spoken = Exclude<Inline, Token>;

/** Whether this part becomes a token. */
export function isToken(part: Inline): part is Token {
  return part.kind === 'moment' || part.kind === 'link';
}

/** Text for a mrkdwn field, in pieces none of which may be cut in two: a character, or a whole token. */
export function mrkdwnPieces(text: Text): string[] {
  return text.flatMap((part) => {
    if (isToken(part)) return [mrkdwnToken(part)];
    return mrkdwnLiteral(wordsOf(part)).match(/&(?:amp|lt|gt);|./gsu) ?? [];
  });
}

/** A moment as Slack's date token, shown in the reader's zone; an address as a link whose words name its real host. */
export function mrkdwnToken(part: Token): string {
  if (part.kind === 'link') return `<${escapeEntities(part.href)}|${mrkdwnLiteral(shownLink(part.href))}>`;
  const { timestamp, format, fallback } = momentParts(part);
  return `<!date^${timestamp}^${format}|${escapeEntities(fallback)}>`;
}

/** How many characters Slack counts in some text; a moment as long as it may become, a link with its address. */
export function textLength(text: Text): number {
  return text.reduce((sum, part) => sum + lengthOfInline(part), 0);
}

function lengthOfInline(part: Inline): number {
  if (part.kind === 'moment') return 40;
  return part.kind === 'link' ? lengthOf(part.href) + shownLink(part.href).length : lengthOf(wordsOf(part));
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
  if (isToken(part) || textLength([part]) <= max) return [part];
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

function wordsOf(part: Spoken): string {
  return part.kind === 'typed' ? part.command : part.words;
}

function styleOf(part: Spoken): Mark {
  switch (part.kind) {
    case 'words':
    case 'secret':
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
