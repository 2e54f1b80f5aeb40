import type { types } from '@slack/bolt';
import {
  type Block,
  type Button,
  buttonWire,
  type Language,
  literal,
  type Message,
  type Text,
} from '#chat/index.ts';
import { fallback } from './fallback.ts';
import { limits } from './limits.ts';
import { lengthOf, plainText, unlinked, wellFormed } from './literal.ts';
import { isToken, mrkdwnToken, richElements, splitText, textLength } from './rich.ts';
import { words } from './words.ts';

/** A message as Slack takes it: `text` is what notifications and screen readers get. */
export interface Drawn {
  readonly text: string;
  readonly blocks: types.KnownBlock[];
}

/** Draws a message for a conversation within Slack's limits; a title, if given, stands above it. */
export function drawMessage(message: Message, title?: string): Drawn {
  const blocks = drawBlocks(message, limits.messageBlocks, limits.messageText, title);
  return { text: fallback(message, title), blocks };
}

/** Draws a message for a modal or the App Home, which hold more. */
export function drawForView(message: Message): types.KnownBlock[] {
  return drawBlocks(message, limits.viewBlocks, limits.viewText);
}

type Rich = types.RichTextBlock['elements'];
interface Piece {
  readonly block: types.KnownBlock;
  readonly weight: number;
}

function drawBlocks(message: Message, most: number, mostText: number, title?: string): types.KnownBlock[] {
  const blocks: Block[] = [
    ...(title === undefined ? [] : [{ kind: 'heading' as const, text: literal(title) }]),
    { kind: 'paragraph', text: message.text },
    ...message.blocks,
  ];
  const roomy = blocks.flatMap(drawBlock);
  const pieces = roomy.length <= most ? roomy : together(blocks.flatMap(drawTight));
  return squeeze(pieces, most, mostText, 'en');
}

/** Neighbouring words in as few blocks as they fit into. */
function together(pieces: readonly Piece[]): readonly Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    const weight = (last?.weight ?? 0) + piece.weight + 1;
    if (last?.block.type === 'rich_text' && piece.block.type === 'rich_text' && weight <= limits.blockText)
      joined[joined.length - 1] = rich(below(last.block.elements, piece.block.elements), weight);
    else joined.push(piece);
  }
  return joined;
}

/** Elements of rich text one below the other: no documentation says that a second section begins a line. */
function below(upper: Rich, [next, ...more]: Rich): Rich {
  const last = upper.at(-1);
  if (last?.type !== 'rich_text_section' || next?.type !== 'rich_text_section')
    return [...upper, ...(next ? [next] : []), ...more];
  const elements = [...last.elements, { type: 'text' as const, text: '\n' }, ...next.elements];
  return [...upper.slice(0, -1), { ...last, elements }, ...more];
}

/** A block as words that can stand in one block with others, where it has words. */
function drawTight(block: Block): Piece[] {
  if (block.kind === 'heading') return sections(block.text, { bold: true });
  return block.kind === 'note' ? sections(block.text, { italic: true }) : drawBlock(block);
}

/** Leaves out what does not fit, buttons last of all, and says so. */
function squeeze(
  pieces: readonly Piece[],
  most: number,
  mostText: number,
  language: Language,
): types.KnownBlock[] {
  const isActions = (piece: Piece) => piece.block.type === 'actions';
  let room = mostText - pieces.filter(isActions).reduce((sum, piece) => sum + piece.weight, 0);
  const light = pieces.filter((piece) => {
    if (isActions(piece)) return true;
    room -= piece.weight;
    return room >= 0;
  });
  const dropped = Math.max(0, light.length - (light.length < pieces.length ? most - 1 : most));
  if (light.length === pieces.length && dropped === 0) return pieces.map((piece) => piece.block);
  const spare = light.filter((piece) => !isActions(piece)).slice(-(dropped + 1));
  const kept = light.filter((piece) => dropped === 0 || !spare.includes(piece)).slice(0, most - 1);
  return [
    ...kept.map((piece) => piece.block),
    small([plainText(words[language].shortened, limits.blockText)]),
  ];
}

function drawBlock(block: Block): Piece[] {
  switch (block.kind) {
    case 'heading':
      return drawHeading(block.text);
    case 'paragraph':
      return sections(block.text);
    case 'quote':
      return splitText(literal(block.words), limits.blockText).map((page, index, pages) => {
        const by = index === pages.length - 1 ? block.by : undefined;
        const text = by === undefined ? page : [...page, ...literal(`\n– ${by}`)];
        return rich([{ type: 'rich_text_quote', elements: richElements(text) }], textLength(text));
      });
    case 'facts':
      return sections(
        block.facts.flatMap(
          ({ label, value }, index): Text => [
            { kind: 'strong', words: `${index === 0 ? '' : '\n'}${label}:` },
            { kind: 'words', words: ' ' },
            ...value,
          ],
        ),
      );
    case 'items':
      return drawItems(block.items);
    case 'buttons':
      return rows(block.buttons).map((row) => ({
        block: { type: 'actions', elements: drawButtons(row) },
        weight: row.reduce((sum, { label }) => sum + Math.min(lengthOf(label), limits.buttonLabel), 0),
      }));
    case 'note':
      return drawNote(block.text);
    case 'picture': // no block holds bytes: they are uploaded, or left out
    case 'calendar':
    case 'file':
      return [];
  }
}

function drawHeading(text: Text): Piece[] {
  const line = plainLine(text);
  if (line === undefined || lengthOf(line) > limits.header) return sections(text, { bold: true });
  return line === ''
    ? []
    : [{ block: { type: 'header', text: plainText(line, limits.header) }, weight: lengthOf(line) }];
}

function sections(text: Text, style?: types.RichTextText['style']): Piece[] {
  return splitText(text, limits.blockText).flatMap((page) => {
    const elements = richElements(page, style);
    return elements.length === 0 ? [] : [rich([{ type: 'rich_text_section', elements }], textLength(page))];
  });
}

/** Bullets, in as many lists as their words need; one bullet is at most one block long. */
function drawItems(items: readonly Text[]): Piece[] {
  const lists: { text: Text; length: number }[][] = [[]];
  let room: number = limits.blockText;
  for (const item of items) {
    const text = splitText(item, limits.blockText)[0] ?? [];
    const length = textLength(text);
    if (length === 0) continue;
    if (length > room) {
      lists.push([]);
      room = limits.blockText;
    }
    lists.at(-1)?.push({ text, length });
    room -= length;
  }
  return lists
    .filter((list) => list.length > 0)
    .map((list) => {
      const elements = list.map(({ text }) => ({
        type: 'rich_text_section' as const,
        elements: richElements(text),
      }));
      return rich(
        [{ type: 'rich_text_list', style: 'bullet', elements }],
        list.reduce((sum, { length }) => sum + length, 0),
      );
    });
}

/** Small print: words as plain_text, and only moments and links as mrkdwn, so that no words of a person are ever parsed. */
function drawNote(text: Text): Piece[] {
  const [page = []] = splitText(text, limits.blockText);
  const elements = joinWords(page).flatMap((part): types.ContextBlock['elements'] => {
    if (typeof part === 'string') return part.trim() === '' ? [] : [plainText(part, limits.blockText)];
    return [{ type: 'mrkdwn', text: mrkdwnToken(part), verbatim: true }];
  });
  if (elements.length > limits.contextElements) return sections(text, { italic: true });
  return elements.length === 0 ? [] : [{ block: small(elements), weight: textLength(page) }];
}

/** Neighbouring words as one string, unlinked, and the moments and links between them. */
function joinWords(text: Text) {
  const joined: (string | Extract<Text[number], { kind: 'moment' | 'link' }>)[] = [];
  let line = '';
  for (const part of text) {
    if (!isToken(part)) {
      line += unlinked(part.kind === 'typed' ? part.command : part.words);
      continue;
    }
    joined.push(line, part);
    line = '';
  }
  return [...joined, line];
}

function rows(buttons: readonly Button[]): Button[][] {
  const count = Math.ceil(buttons.length / limits.actionsInRow);
  return Array.from({ length: count }, (_, row) =>
    buttons.slice(row * limits.actionsInRow, (row + 1) * limits.actionsInRow),
  );
}

/** Buttons whose action id is their wire form; Slack refuses two of one id in a row, so a second gets a mark. */
function drawButtons(buttons: readonly Button[]): types.Button[] {
  const styles = { main: 'primary', danger: 'danger' } as const;
  const seen = new Set<string>();
  return buttons.map((button, index) => {
    const { label, style } = button;
    const wire = buttonWire(button);
    const action_id = seen.has(wire) ? `${wire}#${index}` : wire;
    seen.add(wire);
    return {
      type: 'button',
      action_id,
      text: plainText(label, limits.buttonLabel),
      ...(style && { style: styles[style] }),
    };
  });
}

function rich(elements: Rich, weight: number): Piece {
  return { block: { type: 'rich_text', elements }, weight };
}

/** A line of small print. */
export function small(elements: types.ContextBlock['elements']): types.ContextBlock {
  return { type: 'context', elements };
}

/** One line of words, or undefined where a moment or a link is among them, which plain_text cannot show. */
function plainLine(text: Text): string | undefined {
  if (text.some(isToken)) return undefined;
  const whole = text.map((part) => (part.kind === 'typed' ? part.command : isToken(part) ? '' : part.words));
  return unlinked(wellFormed(whole.join('')).replaceAll(/\s+/g, ' ').trim());
}
