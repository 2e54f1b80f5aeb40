import { type Block, literal, type Message, type Text } from '#chat/index.ts';
import { limits } from './limits.ts';
import { mrkdwnPieces } from './rich.ts';
import { words } from './words.ts';

/** The whole message as mrkdwn in which only moments are alive, cut between characters, never within an entity. */
export function fallback(message: Message, title: string | undefined): string {
  let out = '';
  for (const piece of piecesOf(message, title)) {
    if (out.length + piece.length > limits.fallback) return `${out}…`;
    out += piece;
  }
  return out.trim() === '' ? words.en.answer : out;
}

/** Whether that is the whole message, and nothing of it is cut. */
export function isWhole(message: Message): boolean {
  return piecesOf(message, undefined).reduce((sum, { length }) => sum + length, 0) <= limits.fallback;
}

function piecesOf(message: Message, title: string | undefined): readonly string[] {
  const lines = [
    ...(title === undefined ? [] : [literal(title)]),
    message.text,
    ...message.blocks.flatMap(linesOf),
  ];
  return lines
    .map(mrkdwnPieces)
    .filter((line) => line.length > 0)
    .flatMap((line, index) => (index === 0 ? line : ['\n', ...line]));
}

function linesOf(block: Block): Text[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return [block.text];
    case 'quote':
      return [literal(block.by === undefined ? `“${block.words}”` : `${block.by}: “${block.words}”`)];
    case 'facts':
      return block.facts.map(({ label, value }) => [...literal(`${label}: `), ...value]);
    case 'items':
      return block.items.map((item) => [...literal('• '), ...item]);
    case 'buttons':
    case 'picture': // files go with their own words, for those who do not see them
    case 'calendar':
    case 'file':
      return [];
  }
}
