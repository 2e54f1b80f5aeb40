import type { RawFile, RESTAPIAttachment } from 'discord.js';
import {
  type Block,
  type Draw,
  type Log,
  type LogFields,
  type Message,
  trace,
  type WriteCalendar,
} from '#chat/index.ts';
import { maxFileBytes } from './limits.ts';
import { type Drawn, filesShown, isOfFile, type OfFile, renderMessage } from './render.ts';

/** A message's body with the files it shows, as one request carries them. */
export interface Composed {
  readonly body: Drawn & { readonly attachments?: readonly RESTAPIAttachment[] };
  readonly files: RawFile[];
  /** Draws the same without its files, for where they are not allowed. */
  readonly words?: () => Composed;
}
export type Compose = (message: Message, marker?: number) => Promise<Composed>;

type File = Omit<RawFile, 'name'>;

/**
 * Renders messages together with their pictures and files. A file that cannot be made is left out and logged,
 * since it must not cost the words; rejects when the words themselves cannot be rendered.
 */
export function composeWith({ draw, write, log }: { draw: Draw; write: WriteCalendar; log: Log }): Compose {
  const fileOf = async (block: OfFile): Promise<File & { readonly data: Uint8Array }> => {
    switch (block.kind) {
      case 'picture':
        return { data: await draw(block.picture), contentType: 'image/png' };
      case 'calendar':
        return { data: write(block.calendar), contentType: 'text/calendar' };
      case 'file':
        return { data: new TextEncoder().encode(block.text), contentType: block.type };
    }
  };
  const made = async (block: OfFile): Promise<File | undefined> => {
    const left = (why: LogFields) => {
      const kind = block.kind === 'picture' ? block.picture.kind : block.kind;
      log.warn('file left out', { platform: 'discord', kind, ...why });
    };
    try {
      const file = await fileOf(block);
      if (file.data.length <= maxFileBytes) return file;
      left({ code: 'too large' });
    } catch (error) {
      left({ error: trace(error) });
    }
    return undefined;
  };
  return async (message, marker) => {
    const blocks: Block[] = [];
    const files: File[] = [];
    for (const block of message.blocks) {
      const file = isOfFile(block) ? await made(block) : undefined;
      if (file) files.push(file);
      if (file || !isOfFile(block)) blocks.push(block);
    }
    const body = renderMessage({ ...message, blocks }, marker);
    // What the limits on a message left out is at its end: no file goes out that nothing shows.
    const shown = filesShown(body).flatMap((name, index) => {
      const file = files[index];
      return file ? [{ ...file, name }] : [];
    });
    if (shown.length === 0) return { body, files: [] };
    // On an edit, what is not in this list goes: a file is replaced by its successor.
    const attachments = shown.map(({ name }, index) => ({ id: String(index), filename: name }));
    const words = () => {
      const spoken = message.blocks.filter((block) => !isOfFile(block));
      return { body: renderMessage({ ...message, blocks: spoken }, marker), files: [] };
    };
    return { body: { ...body, attachments }, files: shown, words };
  };
}
