import type { Block, Message, Text } from '#chat/index.ts';

/**
 * What a digest may take of one message: Discord has 4,000 characters and 40 components, Slack 50 blocks ("limits.ts" in
 * their rooms), and something stands around it: what a preview says, “Why this?”, that some was left out.
 */
const most = { characters: 3500, components: 36, blocks: 46 };

/** What of a message is more than a platform shows: its words, its buttons and pictures, or nothing. */
export function tooMuch({ text, blocks }: Message): 'words' | 'buttons' | undefined {
  const all: readonly Block[] = [{ kind: 'paragraph', text }, ...blocks];
  const characters = all.reduce((sum, block) => sum + lengthOf(block), 0);
  if (characters > most.characters || all.length > most.blocks) return 'words';
  return componentsIn(all) > most.components ? 'buttons' : undefined;
}

/** As many as Discord needs at least: texts side by side become one. */
function componentsIn(blocks: readonly Block[]): number {
  const counts = blocks.map(componentsOf);
  return counts.reduce<number>((sum, count, at) => {
    if (count === undefined) return sum + (at === 0 || counts[at - 1] !== undefined ? 1 : 0);
    return sum + count;
  }, 0);
}

/** Undefined where it is text. */
function componentsOf(block: Block): number | undefined {
  if (block.kind === 'buttons') return 1 + block.buttons.length;
  return ['picture', 'calendar', 'file'].includes(block.kind) ? 1 : undefined;
}

/** In characters as Discord writes them, each line with what marks it and its end. */
function lengthOf(block: Block): number {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return lettersIn(block.text) + 5;
    case 'items':
      return block.items.reduce((sum, item) => sum + lettersIn(item) + 3, 0);
    case 'facts':
      return block.facts.reduce((sum, { label, value }) => sum + label.length + lettersIn(value) + 7, 0);
    case 'quote':
      return written(block.words) + 2 * block.words.split('\n').length + (block.by?.length ?? 0) + 7;
    case 'buttons':
    case 'picture':
    case 'calendar':
    case 'file':
      return 0;
  }
}

const lettersIn = (text: Text): number => text.reduce((sum, part) => sum + lettersOf(part), 0);

function lettersOf(part: Text[number]): number {
  switch (part.kind) {
    case 'words':
    case 'secret':
      return written(part.words);
    case 'strong':
      return written(part.words) + 5;
    case 'typed':
      return part.command.length + 2;
    case 'link':
      return part.href.length + 2;
    case 'moment':
      return '<t:1700000000:F>'.length;
  }
}

/** A sign that Discord could read as its own stands behind a backslash. */
const written = (words: string): number => words.length + (words.match(/[\\*_~`|<>[\]#@/]/g) ?? []).length;
