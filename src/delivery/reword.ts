import type { Block, Inline, Message, Picture, Text } from '#chat/index.ts';
import type { KeptEffect } from './kind.ts';

/** What becomes of words; what else a message is made of, its kinds, ids, commands and addresses, never changes. */
export interface Reword {
  /** of sentences, and of what people wrote */
  words(words: string): string;
  /** of what Weft calls a thing: on buttons, before facts, and in files */
  labels(words: string): string;
  /** of what is sealed in rows; like `words`, if absent */
  secrets?(words: string): string;
  /** of a whole file, in place of what is in it */
  files?(file: File): string;
}

type File = Extract<Block, { kind: 'file' }>;

/** The same effect in other words, wherever it shows any. */
export function rewordEffect(effect: KeptEffect, say: Reword): KeptEffect {
  const message = rewordMessage(effect.message, say);
  switch (effect.kind) {
    case 'post':
    case 'edit':
      return { ...effect, message };
    case 'open':
      return { ...effect, message, title: say.words(effect.title) };
    case 'event': {
      const { name, about, where } = effect.event;
      const said = { name: say.words(name), about: say.words(about), where: say.words(where) };
      return { ...effect, message, event: { ...effect.event, ...said } };
    }
  }
}

/** The same message in other words. */
export function rewordMessage(message: Message, say: Reword): Message {
  const { text, blocks } = message;
  return { ...message, text: rewordText(text, say), blocks: blocks.map((block) => rewordBlock(block, say)) };
}

const rewordText = (text: Text, say: Reword): Text =>
  text.map((part): Inline => {
    if (!('words' in part)) return part;
    const change = part.kind === 'secret' ? (say.secrets ?? say.words) : say.words;
    return { ...part, words: change(part.words) };
  });

function rewordBlock(block: Block, say: Reword): Block {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return { ...block, text: rewordText(block.text, say) };
    case 'quote': {
      const by = block.by === undefined ? {} : { by: say.words(block.by) };
      return { ...block, words: say.words(block.words), ...by };
    }
    case 'facts':
      return {
        ...block,
        facts: block.facts.map(({ label, value }) => ({
          label: say.labels(label),
          value: rewordText(value, say),
        })),
      };
    case 'items':
      return { ...block, items: block.items.map((item) => rewordText(item, say)) };
    case 'buttons':
      return {
        ...block,
        buttons: block.buttons.map((one) => ({ ...one, label: say.labels(one.label) })),
      };
    case 'picture':
      return { ...block, picture: rewordPicture(block.picture, say), alt: say.words(block.alt) };
    case 'calendar': {
      const { name, about } = block.calendar;
      return { ...block, calendar: { ...block.calendar, name: say.words(name), about: say.words(about) } };
    }
    case 'file':
      return { ...block, text: say.files ? say.files(block) : rewordFile(block, say) };
  }
}

function rewordPicture(picture: Picture, say: Reword): Picture {
  const title = say.words(picture.title);
  switch (picture.kind) {
    case 'trend': {
      const lines = picture.lines.map((line) => ({ ...line, name: say.words(line.name) }));
      return { ...picture, title, lines };
    }
    case 'map': {
      const nodes = picture.nodes.map((node) => ({ ...node, label: say.words(node.label) }));
      return { ...picture, title, nodes };
    }
  }
}

/** What is in a file, in other words. */
export const rewordFile = ({ type, text }: File, say: Reword): string =>
  type === 'application/json' ? inJson(text, say) : say.labels(text);

/** Its values alone: the keys are what a machine reads. What is no JSON is a text like any other. */
function inJson(json: string, say: Reword): string {
  const said = (_key: string, value: unknown) => (typeof value === 'string' ? say.labels(value) : value);
  try {
    return JSON.stringify(JSON.parse(json, said), undefined, 2);
  } catch {
    return say.labels(json);
  }
}
