import type { ButtonId, Wire } from './press.ts';
import type { Text } from './text.ts';

/**
 * What Weft says: a first sentence that carries the point, then blocks. `text` is shown first on every platform
 * and is what a notification or a screen reader begins with.
 */
export interface Message {
  readonly text: Text;
  readonly blocks: readonly Block[];
  /** a platform may show in a channel what its links lead to; none does, if absent */
  readonly previews?: true;
}

/** The few things a message is made of. Renderers switch over `kind` without a default: a new kind must be drawn everywhere. */
export type Block =
  | { readonly kind: 'heading'; readonly text: Text }
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'quote'; readonly words: string; readonly by?: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'items'; readonly items: readonly Text[] }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | { readonly kind: 'note'; readonly text: Text }
  | { readonly kind: 'picture'; readonly picture: Picture; readonly alt: string }
  | { readonly kind: 'calendar'; readonly calendar: Calendar }
  | ({ readonly kind: 'file' } & TextFile);

/** A picture as what it shows: it is drawn when it goes out, so that rows hold numbers and no bytes. */
export type Picture = Trend | NetworkMap;

/** Draws a picture as a PNG. */
export type Draw = (picture: Picture) => Promise<Uint8Array>;

/** How shares went from time to time, the oldest first. */
export interface Trend {
  readonly kind: 'trend';
  readonly title: string;
  /** what stands below each point */
  readonly labels: readonly string[];
  /** a share for each label, 0 to 1; null where none is known */
  readonly lines: readonly { readonly name: string; readonly shares: readonly (number | null)[] }[];
}

/** An entry for somebody’s calendar as what it says: the file is written when it goes out, so that rows hold no bytes. */
export interface Calendar {
  /** the same for every version and form of one entry */
  readonly uid: string;
  /** raised with every change: what has more replaces what has less */
  readonly sequence: number;
  readonly state: 'planned' | 'cancelled';
  readonly name: string;
  readonly about: string;
  readonly when:
    | { readonly kind: 'hours'; readonly from: string; readonly until: string }
    /** whole days, both included, whatever the zone of whoever reads it */
    | { readonly kind: 'days'; readonly first: string; readonly last: string };
  /** when this version was made */
  readonly stampedAt: string;
}

/** Writes an entry as an .ics file, in UTF-8. */
export type WriteCalendar = (calendar: Calendar) => Uint8Array;

/** A file of text: in a private answer, or a direct message. */
export interface TextFile {
  /** with its ending: “ties.csv” */
  readonly name: string;
  readonly type: 'text/csv' | 'application/json' | 'text/markdown';
  readonly text: string;
}

/** Who is tied to whom: laid out when it is drawn, the same way for the same map. */
export interface NetworkMap {
  readonly kind: 'map';
  readonly title: string;
  /** `community` numbers those who are tied closely, the largest first; -1 has no tie */
  readonly nodes: readonly { readonly label: string; readonly community: number; readonly ties: number }[];
  /** between two nodes, by their place in the list, and how many ties it stands for */
  readonly edges: readonly (readonly [number, number, number])[];
  /** what stands over those without a tie: “41 not connected yet” */
  readonly alone: string;
}

export interface Fact {
  readonly label: string;
  readonly value: Text;
}

/** A button carries no state: `press` says which handler, `subject` which row. At most five stand side by side. */
export interface Button extends Wire {
  readonly label: string;
  readonly style?: 'main' | 'danger';
}

/** A message from its first sentence and its blocks; empty and absent blocks are left out. */
export function message(first: Text, ...blocks: readonly (Block | undefined | false)[]): Message {
  return {
    text: first,
    blocks: blocks.filter((block): block is Block => Boolean(block) && !isEmpty(block as Block)),
  };
}

/** A line that names what follows. */
export const heading = (words: Text): Block => ({ kind: 'heading', text: words });
/** Sentences. */
export const paragraph = (words: Text): Block => ({ kind: 'paragraph', text: words });
/** Small print. */
export const note = (words: Text): Block => ({ kind: 'note', text: words });
/** Lines of a list. */
export const items = (...list: readonly Text[]): Block => ({ kind: 'items', items: list });
/** Labels with their values. */
export const facts = (...list: readonly Fact[]): Block => ({ kind: 'facts', facts: list });
/** Somebody’s own words, and whose they are. */
export const quote = (words: string, by?: string): Block =>
  by === undefined ? { kind: 'quote', words } : { kind: 'quote', words, by };
/** A picture, and the same in words: `alt`, up to 1,000 characters, carries every number in it. */
export const picture = (shown: Picture, alt: string): Block => ({ kind: 'picture', picture: shown, alt });
/** A file for somebody’s calendar. An edit replaces it where a platform can, and without one it may go; elsewhere what was sent before stands. */
export const calendar = (entry: Calendar): Block => ({ kind: 'calendar', calendar: entry });
/** A file, as somebody asked for it. */
export const file = (given: TextFile): Block => ({ kind: 'file', ...given });
/** Buttons side by side; absent ones are left out. */
export const buttons = (...list: readonly (Button | undefined | false)[]): Block => ({
  kind: 'buttons',
  buttons: list.filter((button): button is Button => Boolean(button)),
});

/** A button for a declared press, about one row. */
export function button(press: ButtonId, label: string, subject?: string, style?: Button['style']): Button {
  return { press, label, ...(subject !== undefined && { subject }), ...(style !== undefined && { style }) };
}

/** The same blocks as parts of a message that holds other things too: an answer to one of their buttons replaces nothing. */
export function apart(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) =>
    block.kind === 'buttons'
      ? { ...block, buttons: block.buttons.map((one) => ({ ...one, apart: true as const })) }
      : block,
  );
}

/** The same message with more blocks at its end. */
export function withBlocks(first: Message, ...more: readonly Block[]): Message {
  return { text: first.text, blocks: [...first.blocks, ...more] };
}

function isEmpty(block: Block): boolean {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return block.text.length === 0;
    case 'quote':
      return block.words === '';
    case 'facts':
      return block.facts.length === 0;
    case 'items':
      return block.items.length === 0;
    case 'buttons':
      return block.buttons.length === 0;
    case 'picture':
      return block.picture.kind === 'trend'
        ? block.picture.lines.length === 0
        : block.picture.nodes.length === 0;
    case 'calendar':
    case 'file':
      return false;
  }
}
