import {
  type Block,
  type Draw,
  type Log,
  literal,
  type Message,
  note,
  trace,
  type WriteCalendar,
} from '#chat/index.ts';
import { limits } from './limits.ts';
import { cut, fileTitle } from './literal.ts';
import { words } from './words.ts';

/** What makes the files of messages: pictures are drawn, calendar entries written. */
export interface Makers {
  readonly draw: Draw;
  readonly write: WriteCalendar;
  readonly log: Log;
}

/** A file as it is uploaded: what it is called, its bytes, the line beside it, and what it shows for those who do not see it. */
interface MadeFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly alt?: string;
}
export type Files = readonly [MadeFile, ...MadeFile[]];

/**
 * How the files of a message go. Pictures go above its words, as one upload. An upload holds no buttons, cannot be edited
 * and is not found again: a message with another file is posted as ever, and its files go into its thread.
 */
export function filesOf({ blocks }: Message): 'none' | 'above' | 'below' {
  if (blocks.some(({ kind }) => kind === 'calendar' || kind === 'file')) return 'below';
  return blocks.some(({ kind }) => kind === 'picture') ? 'above' : 'none';
}

/** Makes the files of a message; undefined when there are none, or when one cannot be made, which is logged. */
export async function makeFiles(makers: Makers, message: Message): Promise<Files | undefined> {
  try {
    const [first, ...rest] = await Promise.all(message.blocks.flatMap((block) => makeFile(makers, block)));
    return first && [first, ...rest];
  } catch (error) {
    makers.log.warn('file not made', { platform: 'slack', error: trace(error) });
    return undefined;
  }
}

function makeFile({ draw, write }: Makers, block: Block): (MadeFile | Promise<MadeFile>)[] {
  if (block.kind === 'calendar') {
    const title = fileTitle(block.calendar.name, limits.fileTitle);
    return [{ name: 'weft.ics', bytes: write(block.calendar), title }];
  }
  if (block.kind === 'file') {
    const { name, text } = block;
    return [{ name, bytes: new TextEncoder().encode(text), title: fileTitle(name, limits.fileTitle) }];
  }
  if (block.kind !== 'picture') return [];
  const { picture, alt } = block;
  return [
    draw(picture).then((bytes) => ({
      name: 'picture.png',
      bytes,
      title: fileTitle(picture.title, limits.fileTitle),
      alt: cut(alt, limits.altText),
    })),
  ];
}

/** The message with notes in the place of its files, that say where they are, or that a file is nowhere. */
export function withoutFiles(message: Message, areSent: boolean): Message {
  const { pictureSent, calendarSent, calendarNotSent, fileSent, fileNotSent } = words.en;
  const blocks = message.blocks.map((block) => {
    if (block.kind === 'calendar') return note(literal(areSent ? calendarSent : calendarNotSent));
    if (block.kind === 'file') return note(literal(areSent ? fileSent : fileNotSent));
    return block.kind === 'picture' && areSent ? note(literal(pictureSent)) : block;
  });
  return { ...message, blocks };
}
