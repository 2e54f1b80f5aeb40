import { isObj, type Obj, str } from './json.ts';
import { type Call, findChannel, findThread, type Method, need } from './method.ts';
import { refuse, refuseBug } from './refuse.ts';
import { problemsOfBlocks } from './validate-blocks.ts';
import { recordMentions } from './validate-message.ts';
import {
  addMessage,
  nextId,
  type SlackChannel,
  type SlackFile,
  type SlackMessage,
  violate,
  type World,
} from './world.ts';

const longestAltText = 1000;
/** Nothing is published of the words above a file; a message's are advised to be no longer [?]. */
const longestComment = 4000;

/** The methods that show files: one asks where to upload, one shows what was uploaded, one takes it away. */
export const fileMethods: Record<string, Method> = {
  'files.getUploadURLExternal': {
    scope: 'files:write',
    args: ['filename', 'length', 'alt_txt'],
    run: (call) => {
      const name = need(call, 'filename');
      const length = Number(call.args.length ?? 0);
      if (length === 0) throw refuseBug('missing_argument');
      if (!Number.isInteger(length) || length < 0) throw refuseBug('invalid_arguments');
      const altText = str(call.args.alt_txt);
      if (altText.length > longestAltText) throw refuseBug('alt_txt_too_large');
      const id = nextId(call.world, 'F');
      const file = { id, teamId: call.team.id, name, length, altText, title: name, completed: false };
      call.world.files.set(id, file);
      const address = nextId(call.world, 'u');
      call.world.uploads.set(address, file);
      return { upload_url: `${call.world.filesOrigin}/upload/v1/${address}`, file_id: id };
    },
  },
  'files.completeUploadExternal': {
    scope: 'files:write',
    args: ['files', 'channel_id', 'thread_ts', 'initial_comment', 'blocks'],
    run: (call) => {
      const asked = readFiles(call);
      const channel = call.args.channel_id === undefined ? undefined : findTarget(call);
      // What a thread that is not there is called here is published nowhere [?].
      const thread = channel ? findThread(call, channel) : {};
      const content = readContent(call);
      for (const { file, title } of asked) Object.assign(file, { title, completed: true });
      const files = asked.map(({ file }) => file);
      if (channel) show(call, channel, files, { ...content, ...thread });
      return { files: files.map(fileObject) };
    },
  },
  'files.delete': {
    scope: 'files:write',
    args: ['file'],
    run: (call) => {
      const file = call.world.files.get(need(call, 'file'));
      if (file?.teamId !== call.team.id) throw refuse('file_not_found');
      if (file.deleted === true) throw refuse('file_deleted');
      file.deleted = true;
      for (const message of [...call.world.postedIn.values()].flat()) takeFrom(message, file);
      return {};
    },
  },
};

/** A file goes from every message that shows it, and a message of nothing else goes with it. */
function takeFrom(message: SlackMessage, file: SlackFile): void {
  if (!message.files?.includes(file)) return;
  message.files = message.files.filter((one) => one !== file);
  if (message.files.length === 0 && message.blocks.length === 0) message.deleted = true;
}

/** Takes the bytes of a file at its address, once; anything else is no 200. */
export function takeUpload(world: World, address: string, bytes: Buffer): { status: number; text: string } {
  const file = world.uploads.get(address);
  if (!file || file.bytes) return bad(world, 404, 'this address is not there, or was used before');
  if (bytes.length !== file.length) return bad(world, 400, `${bytes.length} bytes instead of ${file.length}`);
  file.bytes = bytes;
  return { status: 200, text: `OK - ${bytes.length}` };
}

/** The bytes in an upload: all of them, or the one file in a form. */
export async function readUpload(type: string, body: Buffer): Promise<Buffer> {
  if (!type.startsWith('multipart/form-data')) return body;
  const headers = { 'content-type': type };
  const form = await new Response(new Uint8Array(body), { headers }).formData();
  const [file] = [...form.values()].filter((one) => typeof one !== 'string');
  return file ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0);
}

/** Returns the file object that history and answers carry. */
export function fileObject({ id, name, title, altText }: SlackFile): Obj {
  return { id, name, title, alt_txt: altText };
}

function bad(world: World, status: number, problem: string): { status: number; text: string } {
  violate(world, `upload_url: ${problem}`);
  return { status, text: problem };
}

/** The files that are named, each uploaded by this team's bot and shown nowhere yet. */
function readFiles(call: Call): { file: SlackFile; title: string }[] {
  const { files } = call.args;
  if (!Array.isArray(files) || files.length === 0) throw refuseBug('invalid_arguments');
  return files.map((one: unknown) => {
    if (!isObj(one)) throw refuseBug('invalid_arguments');
    const file = call.world.files.get(str(one.id));
    if (file?.teamId !== call.team.id || !file.bytes || file.completed) throw refuseBug('file_not_found');
    return { file, title: str(one.title) || file.name };
  });
}

/** Files go into conversations only: the id of a person is refused, as the SDK's issues have it (slackapi/bolt-js#2115). */
function findTarget(call: Call): SlackChannel {
  const id = need(call, 'channel_id');
  if (!/^[CGDZ][A-Z0-9]{8,}$/.test(id)) {
    const problem = 'input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]';
    throw refuseBug('invalid_arguments', `[ERROR] ${problem}`);
  }
  const channel = findChannel(call, id);
  if (!channel.botIsMember) throw refuse('not_in_channel');
  if (channel.archived) throw refuse('posting_to_channel_denied');
  return channel;
}

/** What stands above the files; with words there, blocks are ignored, as the method's page says. */
function readContent({ args }: Call): { text: string; blocks: unknown } {
  const text = str(args.initial_comment);
  if (text.length > longestComment) throw refuseBug('msg_too_long');
  if (text !== '' || args.blocks === undefined) return { text, blocks: undefined };
  if (!Array.isArray(args.blocks)) throw refuseBug('invalid_blocks');
  // slackapi/python-slack-sdk#1756
  if (args.blocks.some((block) => isObj(block) && block.type === 'markdown'))
    throw refuseBug('internal_error');
  const problems = problemsOfBlocks(args.blocks, 'message');
  if (problems.length > 0) throw refuseBug('invalid_blocks', ...problems);
  return { text, blocks: args.blocks };
}

function show(
  { world, team, method }: Call,
  channel: SlackChannel,
  files: SlackFile[],
  content: { text: string; blocks: unknown; threadTs?: string },
): void {
  recordMentions(world, content, method);
  addMessage(world, {
    channel: channel.id,
    teamId: channel.teamId,
    author: 'bot',
    userId: team.botUserId,
    ...content,
    files,
    via: method,
  });
}
