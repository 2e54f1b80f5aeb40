import {
  type Block,
  type Draw,
  type Effect,
  type Log,
  literal,
  type Message,
  note,
  trace,
  type WriteCalendar,
} from '#chat/index.ts';
import { isWhole } from './fallback.ts';
import { limits } from './limits.ts';
import { cut, fileTitle } from './literal.ts';
import { words } from './words.ts';

/** What makes the files of messages: pictures are drawn, calendar entries written. */
export interface Makers {
  readonly draw: Draw;
  readonly write: WriteCalendar;
  readonly log: Log;
}

type OfFile = Extract<Block, { kind: 'picture' | 'calendar' | 'file' }>;

/** A file as it is uploaded: what it is called, its bytes, the line beside it, and what it shows for those who do not see it. */
interface MadeFile {
  readonly of: Block;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly title: string;
  readonly alt?: string;
}
export type Files = readonly [MadeFile, ...MadeFile[]];

/** Whether a message holds what goes as a file. */
export const hasFiles = ({ blocks }: Message): boolean => blocks.some(isOfFile);

/**
 * Whether an effect is one upload: pictures, and lines of words above them. An upload holds no buttons or headings, cannot
 * be edited or continued and is not found again: every other message is posted as ever, and its files go into its thread.
 */
export function isUpload(effect: Effect): boolean {
  if (effect.kind !== 'post' || effect.after !== undefined || !hasFiles(effect.message)) return false;
  const lines: readonly Block['kind'][] = ['picture', 'paragraph', 'items', 'note'];
  return effect.message.blocks.every(({ kind }) => lines.includes(kind)) && isWhole(effect.message);
}

/**
 * Makes the files of a message, in their order; undefined when there are none. One that cannot be made is left out and
 * logged, since it must not cost the others.
 */
export async function makeFiles(makers: Makers, { blocks }: Message): Promise<Files | undefined> {
  const made = await Promise.all(blocks.filter(isOfFile).map((block) => tryFile(makers, block)));
  const [first, ...rest] = made.flatMap((one) => one ?? []);
  return first && [first, ...rest];
}

async function tryFile(makers: Makers, block: OfFile): Promise<MadeFile | undefined> {
  try {
    return { of: block, ...(await makeFile(makers, block)) };
  } catch (error) {
    makers.log.warn('file not made', { platform: 'slack', kind: block.kind, error: trace(error) });
    return undefined;
  }
}

async function makeFile({ draw, write }: Makers, block: OfFile): Promise<Omit<MadeFile, 'of'>> {
  const titled = (title: string) => ({ title: fileTitle(title, limits.fileTitle) });
  switch (block.kind) {
    case 'picture': {
      const { picture, alt } = block;
      const bytes = await draw(picture);
      const name = `${picture.kind}.png`;
      return { name, bytes, ...titled(picture.title), alt: cut(alt, limits.altText) };
    }
    case 'calendar':
      return { name: 'weft.ics', bytes: write(block.calendar), ...titled(block.calendar.name) };
    case 'file': {
      const { name, text } = block;
      return { name, bytes: new TextEncoder().encode(text), ...titled(name) };
    }
  }
}

/**
 * The message with notes in the place of its files that say where each is, where something is to be said; the same message
 * when nothing is.
 */
export function withNotes(
  message: Message,
  where: (block: OfFile) => 'thread' | 'direct' | 'nowhere' | undefined,
): Message {
  const blocks = message.blocks.map((block) => {
    const place = isOfFile(block) ? where(block) : undefined;
    const said = isOfFile(block) && place ? words.en.files[block.kind][place] : undefined;
    return said === undefined ? block : note(literal(said));
  });
  return blocks.every((block, at) => block === message.blocks[at]) ? message : { ...message, blocks };
}

function isOfFile(block: Block): block is OfFile {
  return block.kind === 'picture' || block.kind === 'calendar' || block.kind === 'file';
}
