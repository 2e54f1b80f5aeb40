import type { Block, Message } from './message.ts';
import type { Inline, Text } from './text.ts';

/** How a moment reads where no platform draws it: UTC, said so. */
type ShowMoment = (at: string, show: Extract<Inline, { kind: 'moment' }>['show']) => string;

const inUtc: ShowMoment = (at) => `${at.slice(0, 16).replace('T', ' ')} UTC`;

/** Text as one plain string. */
export function plainText(words: Text, showMoment: ShowMoment = inUtc): string {
  return words.map((part) => plainInline(part, showMoment)).join('');
}

/** A whole message as plain text, for notifications, screen readers and logs of what was seen in tests; buttons are left out. */
export function plain(message: Message, showMoment: ShowMoment = inUtc): string {
  return [
    plainText(message.text, showMoment),
    ...message.blocks.map((block) => plainBlock(block, showMoment)),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function plainInline(part: Inline, showMoment: ShowMoment): string {
  switch (part.kind) {
    case 'words':
    case 'secret':
    case 'strong':
      return part.words;
    case 'typed':
      return part.command;
    case 'moment':
      return showMoment(part.at, part.show);
    case 'link':
      return part.href;
  }
}

function plainBlock(block: Block, showMoment: ShowMoment): string {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
    case 'note':
      return plainText(block.text, showMoment);
    case 'quote':
      return block.by === undefined ? `“${block.words}”` : `${block.by}: “${block.words}”`;
    case 'facts':
      return block.facts.map((fact) => `${fact.label}: ${plainText(fact.value, showMoment)}`).join('\n');
    case 'items':
      return block.items.map((item) => `• ${plainText(item, showMoment)}`).join('\n');
    case 'buttons':
      return '';
    case 'picture':
      return block.alt;
    case 'calendar':
      return '';
    case 'file':
      return block.name;
  }
}
