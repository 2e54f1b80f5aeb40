import { type Obj, objects, str } from './json.ts';
import { optionsOf } from './values.ts';
import { elementsOf, type SlackFile } from './world.ts';

/** An interactive element with the block it stands in. */
export interface Found {
  block: Obj;
  element: Obj;
}

/** Which element is meant: by action id, by block id, or by the words on it (label or placeholder). */
export interface Aim {
  actionId?: string;
  blockId?: string;
  label?: string;
}

/** Returns every interactive element, also those in cards, carousels and containers. */
export function interactive(blocks: Obj[]): Found[] {
  return blocks.flatMap((block) => [
    ...elementsOf(block).map((element) => ({ block, element })),
    ...(block.type === 'carousel' ? interactive(objects(block.elements)) : []),
    ...interactive(objects(block.child_blocks)),
  ]);
}

/** Returns the words of a text object. */
export function words(text: unknown): string {
  return str((text as Obj | undefined)?.text);
}

/** Finds the one element that is meant; throws and lists what there is when none or several fit. */
export function aimAt(blocks: Obj[], aim: Aim): Found {
  const all = interactive(blocks);
  const fits = all.filter(({ block, element }) => {
    if (aim.actionId !== undefined && element.action_id !== aim.actionId) return false;
    if (aim.blockId !== undefined && block.block_id !== aim.blockId) return false;
    return aim.label === undefined || labelsOf({ block, element }).includes(aim.label);
  });
  const [found] = fits;
  if (!found || fits.length > 1) {
    const there = all.map((one) => `${str(one.element.action_id)} (${labelsOf(one).join(' / ')})`);
    const problem = found ? 'is there more than once' : 'is not there';
    throw new Error(
      `${JSON.stringify(aim)} ${problem}. There is: ${there.join(', ') || 'nothing to press'}.`,
    );
  }
  return found;
}

function labelsOf({ block, element }: Found): string[] {
  const own = [words(element.text), words(element.placeholder)];
  return [...own, words(block.label)].filter((one) => one !== '');
}

/** Returns the labels of all buttons that can be pressed, in order. */
export function buttons(shown: { blocks: Obj[] }): string[] {
  return interactive(shown.blocks)
    .filter(({ element }) => element.type === 'button')
    .map(({ element }) => words(element.text));
}

/**
 * Returns all words a reader sees, a line for each text; the notification text alone when there are no blocks. Of a
 * file they read its title and what it shows.
 */
export function readable(shown: {
  text?: string;
  title?: Obj;
  blocks: Obj[];
  files?: readonly SlackFile[];
}): string {
  const lines: string[] = [];
  if (shown.title) lines.push(words(shown.title));
  gather(shown.blocks, lines);
  if (lines.length === 0 && shown.text) lines.push(shown.text);
  return [...lines, ...inFiles(shown)].join('\n');
}

/** Returns what stands beside the files of a message: the title of each, and what it shows in words. */
export function inFiles({ files = [] }: { files?: readonly SlackFile[] }): string[] {
  return files.flatMap(({ title, altText }) => [title, altText]).filter((line) => line !== '');
}

function gather(value: unknown, lines: string[]): void {
  if (Array.isArray(value)) {
    for (const one of value) gather(one, lines);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      const isWords = ['text', 'title', 'alt_text', 'caption'].includes(name);
      if (isWords && typeof one === 'string') lines.push(one);
      else if (name !== 'state') gather(one, lines);
    }
  }
}

/** Returns the labels of the options an element offers. */
export function offers(element: Obj): string[] {
  return optionsOf(element).map((option) => words(option.text));
}
