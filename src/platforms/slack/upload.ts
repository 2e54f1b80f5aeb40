import type { webApi } from '@slack/bolt';
import { type Block, type Draw, type Log, type Message, type Outcome, trace } from '#chat/index.ts';
import { limits } from './limits.ts';
import { cut, fileTitle } from './literal.ts';
import { type Failure, type For, outcomeOf, repeatable } from './outcome.ts';
import { passed } from './take.ts';

/** A picture as it is uploaded: its bytes, the line above it, and what it shows for those who do not see it. */
interface Drawing {
  readonly png: Uint8Array;
  readonly title: string;
  readonly alt: string;
}
export type Drawings = readonly [Drawing, ...Drawing[]];

type Files = webApi.FilesCompleteUploadExternalArguments['files'];

/**
 * How long the calls may take that come before the one that shows something: with those on either side of them, 10 s
 * each, they end within the 30 s after which the core takes a call for lost.
 */
const prepareMs = 8000;

/** Whether a message holds a picture. */
export function holdsPicture(message: Message): boolean {
  return message.blocks.some(({ kind }) => kind === 'picture');
}

/** Draws the pictures of a message; undefined when there are none, or when one cannot be drawn, which is logged. */
export async function drawPictures(draw: Draw, log: Log, message: Message): Promise<Drawings | undefined> {
  try {
    const [first, ...rest] = await Promise.all(message.blocks.flatMap((block) => drawBlock(draw, block)));
    return first && [first, ...rest];
  } catch (error) {
    log.warn('picture not drawn', { platform: 'slack', error: trace(error) });
    return undefined;
  }
}

function drawBlock(draw: Draw, block: Block): Promise<Drawing>[] {
  if (block.kind !== 'picture') return [];
  const { picture, alt } = block;
  return [
    draw(picture).then((png) => ({
      png,
      title: fileTitle(picture.title, limits.fileTitle),
      alt: cut(alt, limits.altText),
    })),
  ];
}

/**
 * Shows pictures in a conversation as one message, with words above them in mrkdwn. Only its last call shows anybody
 * anything: what fails before that has certainly not been seen. `posted` is a file, which no edit can name.
 */
export async function upload(
  client: webApi.WebClient,
  given: { readonly conversation: string; readonly drawings: Drawings; readonly words?: string },
  whom: For,
): Promise<Outcome> {
  const { conversation, drawings, words } = given;
  const late: Failure = repeatable({ kind: 'unclear', code: 'upload_late' });
  const files = await Promise.race([
    prepare(client, drawings, whom),
    passed(AbortSignal.timeout(prepareMs), late),
  ]);
  if ('kind' in files) return files;
  try {
    // Words rather than blocks: of blocks Slack takes some kinds here and answers internal_error to others
    // (slackapi/python-slack-sdk#1756), which would leave it unclear for good whether people saw anything.
    await client.files.completeUploadExternal({
      channel_id: conversation,
      files,
      ...(words !== undefined && { initial_comment: words }),
    });
    // Where the message stands is told later or never; the file can be named at once.
    return { kind: 'sent', conversation, posted: files[0].id };
  } catch (error) {
    return outcomeOf(error, whom);
  }
}

/** Puts the bytes of each picture where Slack takes them, unseen; never rejects. */
async function prepare(
  client: webApi.WebClient,
  [first, ...rest]: Drawings,
  whom: For,
): Promise<Files | Failure> {
  try {
    return [await put(client, first), ...(await Promise.all(rest.map((one) => put(client, one))))];
  } catch (error) {
    return repeatable(outcomeOf(error, whom));
  }
}

async function put(client: webApi.WebClient, { png, title, alt }: Drawing): Promise<Files[0]> {
  // The SDK's types say alt_text, Slack reads alt_txt: docs.slack.dev/reference/methods/files.getUploadURLExternal
  const described = { alt_txt: alt };
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: 'picture.png',
    length: png.byteLength,
    ...described,
  });
  if (!url || !id) throw new Error('no address to upload to', { cause: { code: 'no_upload_url' } });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(png),
    redirect: 'error',
    signal: AbortSignal.timeout(prepareMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error('upload not taken', { cause: { code: `http_${response.status}` } });
  return { id, title };
}
