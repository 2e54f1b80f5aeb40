import { ComponentType, type RawFile, type RESTAPIAttachment } from 'discord.js';
import { type Block, type Draw, type Log, type Message, type Picture, trace } from '#chat/index.ts';
import { maxFileBytes } from './limits.ts';
import { type Drawn, pictureName, renderMessage } from './render.ts';

/** A message's body with the files it shows, as one request carries them. */
export interface Composed {
  readonly body: Drawn & { readonly attachments?: readonly RESTAPIAttachment[] };
  readonly files: RawFile[];
  /** the same without its pictures, for where files are not allowed */
  readonly words?: Composed;
}
export type Compose = (message: Message, marker?: number) => Promise<Composed>;

/**
 * Renders messages together with their pictures. A picture that cannot be drawn is left out and logged, since it must
 * not cost the words; rejects when the words themselves cannot be rendered.
 */
export function composeWith(draw: Draw, log: Log): Compose {
  const drawn = async (picture: Picture): Promise<Uint8Array | undefined> => {
    const left = { platform: 'discord', kind: picture.kind };
    try {
      const bytes = await draw(picture);
      if (bytes.length <= maxFileBytes) return bytes;
      log.warn('picture left out', { ...left, code: 'too large' });
    } catch (error) {
      log.warn('picture left out', { ...left, error: trace(error) });
    }
    return undefined;
  };
  return async (message, marker) => {
    const blocks: Block[] = [];
    const pictures: Uint8Array[] = [];
    for (const block of message.blocks) {
      const bytes = block.kind === 'picture' ? await drawn(block.picture) : undefined;
      if (bytes) pictures.push(bytes);
      if (bytes || block.kind !== 'picture') blocks.push(block);
    }
    const body = renderMessage({ ...message, blocks }, marker);
    // What the limits on a message left out is at its end: no file goes out that nothing shows.
    const shown = body.components.filter(({ type }) => type === ComponentType.MediaGallery).length;
    const files = pictures
      .slice(0, shown)
      .map((data, index) => ({ name: pictureName(index), data, contentType: 'image/png' }));
    if (files.length === 0) return { body, files };
    // On an edit, what is not in this list goes: a picture is replaced by its successor.
    const attachments = files.map(({ name }, index) => ({ id: String(index), filename: name }));
    const spoken = message.blocks.filter(({ kind }) => kind !== 'picture');
    const words = { body: renderMessage({ ...message, blocks: spoken }, marker), files: [] };
    return { body: { ...body, attachments }, files, words };
  };
}
