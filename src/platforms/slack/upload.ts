import type { webApi } from '@slack/bolt';
import type { Outcome } from '#chat/index.ts';
import type { Files } from './files.ts';
import { type Failure, type For, outcomeOf, repeatable } from './outcome.ts';
import { passed } from './take.ts';

type Uploaded = webApi.FilesCompleteUploadExternalArguments['files'];

/**
 * How long the calls may take that come before the one that shows something: with those on either side of them, 10 s
 * each, they end within the 30 s after which the core takes a call for lost.
 */
export const prepareMs = 8000;

/** Where files are shown: in a conversation, with words above them in mrkdwn, or in the thread of a message there. */
export interface Shelf {
  readonly conversation: string;
  readonly words?: string;
  readonly thread?: string;
}

/**
 * Shows files as one message. Only its last call shows anybody anything: what fails before that has certainly not been
 * seen. `posted` is a file, which no edit can name.
 */
export async function upload(
  client: webApi.WebClient,
  files: Files,
  { conversation, words, thread }: Shelf,
  whom: For,
): Promise<Outcome> {
  const late: Failure = repeatable({ kind: 'unclear', code: 'upload_late' });
  const uploaded = await Promise.race([
    prepare(client, files, whom),
    passed(AbortSignal.timeout(prepareMs), late),
  ]);
  if ('kind' in uploaded) return uploaded;
  try {
    // Words rather than blocks: of blocks Slack takes some kinds here and answers internal_error to others
    // (slackapi/python-slack-sdk#1756), which would leave it unclear for good whether people saw anything.
    await client.files.completeUploadExternal({
      channel_id: conversation,
      files: uploaded,
      ...(words !== undefined && { initial_comment: words }),
      ...(thread !== undefined && { thread_ts: thread }),
    });
    // Where the message stands is told later or never; the file can be named at once.
    return { kind: 'sent', conversation, posted: uploaded[0].id };
  } catch (error) {
    return outcomeOf(error, whom);
  }
}

/** Puts the bytes of each file where Slack takes them, unseen; never rejects. */
async function prepare(
  client: webApi.WebClient,
  [first, ...rest]: Files,
  whom: For,
): Promise<Uploaded | Failure> {
  try {
    return [await put(client, first), ...(await Promise.all(rest.map((one) => put(client, one))))];
  } catch (error) {
    return repeatable(outcomeOf(error, whom));
  }
}

async function put(
  client: webApi.WebClient,
  { name, bytes, title, alt }: Files[number],
): Promise<Uploaded[0]> {
  // The SDK's types say alt_text, Slack reads alt_txt: docs.slack.dev/reference/methods/files.getUploadURLExternal
  const described = alt !== undefined && { alt_txt: alt };
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.byteLength,
    ...described,
  });
  if (!url || !id) throw new Error('no address to upload to', { cause: { code: 'no_upload_url' } });
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
    redirect: 'error',
    signal: AbortSignal.timeout(prepareMs),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error('upload not taken', { cause: { code: `http_${response.status}` } });
  return { id, title };
}
