import { fileUnder } from '../wire/index.ts';
import type { Problem } from './body.ts';
import { type Dict, dict, isDict, list, number, text } from './json.ts';
import { everyComponent, flag, isShown, mentionRemarks, messageProblems, pingsIn } from './limits.ts';
import { fileUrl, messagePayload } from './payloads.ts';
import { refusal, refuseProblems } from './refusals.ts';
import {
  botPermissionsIn,
  type Call,
  type Channel,
  changed,
  type Interaction,
  permission,
  type StoredFile,
  type StoredMessage,
  type World,
} from './world.ts';

export type Upload = Omit<StoredFile, 'id' | 'description'>;

/** Without boosts, a file may have 10 MiB, and a request 25 (Discord developer documentation, "Uploading Files"). */
const maxFileBytes = 10 * 1024 * 1024;
const maxRequestBytes = 25 * 1024 * 1024;

export interface Posting {
  call: Call;
  channel: Channel;
  body: Dict;
  uploads: Map<number, Upload>;
  interaction?: Interaction;
  onlyFor?: string;
}

/** Keeps a new message of the bot, if it is one that Discord accepts. */
export function postMessage(world: World, posting: Posting): StoredMessage {
  const { body, channel, call, interaction, onlyFor } = posting;
  const repliesTo = repliedTo(world, posting);
  const message: StoredMessage = {
    id: world.nextId(),
    channelId: channel.id,
    authorId: world.botId,
    type: interaction?.type === 2 ? 20 : interaction || repliesTo !== null ? 19 : 0,
    content: '',
    embeds: [],
    components: [],
    files: [],
    flags: 0,
    nonce: interaction
      ? null
      : typeof body.nonce === 'string' || typeof body.nonce === 'number'
        ? body.nonce
        : null,
    repliesTo,
    createdAt: isoNow(world),
    editedAt: null,
    edits: 0,
    deleted: false,
    onlyFor: onlyFor ?? null,
    interaction: interaction ?? null,
  };
  fill(world, message, posting, onlyFor ? flag.ephemeral : 0);
  if (number(body.flags) & flag.ephemeral && !interaction)
    refuseProblems(world, call, [
      { path: ['flags'], message: 'only an interaction can be answered ephemerally' },
    ]);
  keep(world, message, channel);
  return message;
}

/**
 * The message that a new one answers, if it is in the same channel; that it is not is only taken when the body says so.
 * Whoever may not read the channel may not answer anything in it.
 */
function repliedTo(world: World, { body, call, channel }: Posting): string | null {
  if (!isDict(body.message_reference)) return null;
  const { message_id: id, fail_if_not_exists: fails } = body.message_reference;
  if (!(botPermissionsIn(world, channel) & permission.readMessageHistory)) throw refusal.replyUnread();
  const found = world.messages.get(text(id));
  if (found && !found.deleted && found.channelId === channel.id && !found.onlyFor) return found.id;
  if (fails !== false)
    refuseProblems(world, call, [{ path: ['message_reference'], message: 'Unknown message' }]);
  return null;
}

/** A reply that only says “thinking…”, to be filled in by an edit. */
export function postPlaceholder(
  world: World,
  channel: Channel,
  interaction: Interaction,
  onlyFor?: string,
): StoredMessage {
  const message: StoredMessage = {
    id: world.nextId(),
    channelId: channel.id,
    authorId: world.botId,
    type: interaction.type === 2 ? 20 : 19,
    content: '',
    embeds: [],
    components: [],
    files: [],
    flags: flag.loading | (onlyFor ? flag.ephemeral : 0),
    nonce: null,
    repliesTo: null,
    createdAt: isoNow(world),
    editedAt: null,
    edits: 0,
    deleted: false,
    onlyFor: onlyFor ?? null,
    interaction,
  };
  keep(world, message, channel);
  return message;
}

/** Puts what somebody else wrote, or what Discord itself notes, into a channel. */
export function postForeign(
  world: World,
  channel: Channel,
  authorId: string,
  content: string,
  type = 0,
): StoredMessage {
  const message: StoredMessage = {
    id: world.nextId(),
    channelId: channel.id,
    authorId,
    type,
    content,
    embeds: [],
    components: [],
    files: [],
    flags: 0,
    nonce: null,
    repliesTo: null,
    createdAt: isoNow(world),
    editedAt: null,
    edits: 0,
    deleted: false,
    onlyFor: null,
    interaction: null,
  };
  keep(world, message, channel);
  return message;
}

/** Changes a message of the bot as an edit does: what the body leaves out stays. */
export function editMessage(world: World, message: StoredMessage, posting: Omit<Posting, 'onlyFor'>): void {
  if (message.authorId !== world.botId) throw refusal.notOwnMessage();
  if (message.deleted) throw refusal.unknownMessage();
  const filled = message.flags & flag.loading;
  fill(world, message, posting, message.flags & ~flag.loading);
  message.editedAt = filled ? null : isoNow(world);
  message.edits += 1;
  announceMessage(world, 'MESSAGE_UPDATE', message, posting.channel);
}

/** Takes a message away. */
export function deleteMessage(world: World, message: StoredMessage, channel: Channel): void {
  message.deleted = true;
  const ids = {
    id: message.id,
    channel_id: channel.id,
    ...(channel.guildId ? { guild_id: channel.guildId } : {}),
  };
  if (!message.onlyFor)
    world.announce('MESSAGE_DELETE', ids, { guildId: channel.guildId, intent: intent(channel) });
  changed(world);
}

function fill(
  world: World,
  message: StoredMessage,
  posting: Pick<Posting, 'body' | 'call' | 'uploads'>,
  kept: number,
): void {
  const { body, call, uploads } = posting;
  const sizes = [...uploads.values()].map(({ bytes }) => bytes.length);
  if (sizes.some((size) => size > maxFileBytes) || sizes.reduce((a, b) => a + b, 0) > maxRequestBytes)
    throw refusal.tooLarge();
  refuseProblems(world, call, strangeAttachments(message, body, uploads));
  const files = filesAfter(world, message, body, uploads);
  const settable = flag.componentsV2 | (1 << 2) | (1 << 12);
  const merged = {
    content: 'content' in body ? text(body.content) : message.content,
    embeds: 'embeds' in body ? list(body.embeds).map(dict) : message.embeds,
    components: 'components' in body ? list(body.components).map(dict) : message.components,
    flags: kept | (number(body.flags) & settable),
  };
  const names = files.map((file) => file.filename);
  // Components that are already there had their attachments checked when they were sent.
  const problems: Problem[] = messageProblems(
    'components' in body ? merged : { ...merged, components: withoutMedia(merged.components) },
    names,
  );
  if (merged.flags & flag.componentsV2 && isDict(body.poll))
    problems.push({ path: ['poll'], message: 'not with V2' });
  refuseProblems(world, call, [
    ...problems,
    ...(world.habits ? mentionRemarks(body) : []),
    ...hiddenFiles(merged, files),
    ...(world.habits ? wordlessPictures(merged.components) : []),
  ]);
  const empty = merged.content === '' && merged.embeds.length === 0 && merged.components.length === 0;
  if (empty && files.length === 0 && !isDict(body.poll)) throw refusal.emptyMessage();
  const said = { ...merged, allowed_mentions: body.allowed_mentions };
  for (const ping of pingsIn(said, message.repliesTo !== null))
    world.pings.push(`${message.channelId}: ${ping}`);
  message.content = merged.content;
  message.embeds = merged.embeds;
  message.files = files;
  message.flags = merged.flags;
  if ('components' in body)
    message.components = numbered(merged.components, message.channelId, files, { next: 1 });
  changed(world);
}

function withoutMedia(components: Dict[]): Dict[] {
  return JSON.parse(JSON.stringify(components), (key, value) =>
    key === 'media' || key === 'file' ? undefined : value,
  );
}

/** Discord takes a file that no component shows, or two of one name, of which one is not seen: nobody means that. */
function hiddenFiles(message: Dict, files: StoredFile[]): Problem[] {
  if (!(number(message.flags) & flag.componentsV2)) return [];
  return files
    .filter((file) => !isShown(file, message.components) || files.find(named(file.filename)) !== file)
    .map(({ filename }) => ({
      path: ['attachments'],
      message: `no component shows ${filename}`,
      remark: true,
    }));
}

const named = (name: string) => (file: StoredFile) => file.filename === name;

/** Pictures without a word for those who do not see them; Discord does not mind. */
function wordlessPictures(components: Dict[]): Problem[] {
  return everyComponent(components).flatMap(({ node, path }) =>
    list(node.items)
      .filter((item) => text(dict(item).description).trim() === '')
      .map(() => ({ path: [...path, 'description'], message: 'is missing', remark: true })),
  );
}

/** Entries of the list of attachments that are neither a file of this request nor one that is there. */
function strangeAttachments(message: StoredMessage, body: Dict, uploads: Map<number, Upload>): Problem[] {
  const known = [...[...uploads.keys()].map(String), ...message.files.map(({ id }) => id)];
  return list(body.attachments).flatMap((entry, index) =>
    known.includes(String(dict(entry).id))
      ? []
      : [{ path: ['attachments', String(index), 'id'], message: 'is neither sent nor there' }],
  );
}

function filesAfter(
  world: World,
  message: StoredMessage,
  body: Dict,
  uploads: Map<number, Upload>,
): StoredFile[] {
  const listed = Array.isArray(body.attachments) ? body.attachments.map(dict) : undefined;
  const added = [...uploads].map(([index, upload]) => {
    const entry = listed?.find((one) => String(one.id) === String(index));
    return {
      ...upload,
      id: world.nextId(),
      description: text(entry?.description) || null,
      filename: text(entry?.filename) || upload.filename,
    };
  });
  const keptFiles = listed
    ? message.files.filter((file) => listed.some((one) => one.id === file.id))
    : message.files;
  return [...keptFiles, ...added];
}

function numbered(
  components: Dict[],
  channelId: string,
  files: StoredFile[],
  count: { next: number },
): Dict[] {
  const media = (value: unknown) => {
    const url = text(dict(value).url);
    const file = files.find((one) => url === `attachment://${one.filename}`);
    return {
      ...dict(value),
      url: file ? fileUrl(channelId, file) : url,
      ...(file ? { attachment_id: file.id } : {}),
    };
  };
  return components.map((component) => {
    const copy: Dict = { ...component, id: number(component.id) || count.next++ };
    if (Array.isArray(component.components))
      copy.components = numbered(component.components.map(dict), channelId, files, count);
    if (isDict(component.accessory))
      copy.accessory = numbered([component.accessory], channelId, files, count)[0];
    if (isDict(component.component))
      copy.component = numbered([component.component], channelId, files, count)[0];
    if (isDict(component.media)) copy.media = media(component.media);
    if (isDict(component.file)) {
      copy.file = media(component.file);
      const shown = files.find(({ id }) => id === dict(copy.file).attachment_id);
      if (shown) Object.assign(copy, { name: shown.filename, size: shown.bytes.length });
    }
    if (Array.isArray(component.items))
      copy.items = component.items.map((item) => ({ ...dict(item), media: media(dict(item).media) }));
    return copy;
  });
}

/** The components of a modal with the ids that Discord gives them. */
export function numberedModal(modal: Dict): Dict {
  return { ...modal, components: numbered(list(modal.components).map(dict), '', [], { next: 1 }) };
}

/** Finds a component of a message by its custom id. */
export function componentOf(message: StoredMessage, customId: string): Dict | undefined {
  return everyComponent(message.components).find(({ node }) => node.custom_id === customId)?.node;
}

// What the bot says by itself: new, or in answer to a message.
const ownTypes = { 0: true, 19: true };

function keep(world: World, message: StoredMessage, channel: Channel): void {
  world.messages.set(message.id, message);
  fileUnder(world.messagesIn, channel.id, message);
  if (message.onlyFor) fileUnder(world.messagesOnlyFor, message.onlyFor, message);
  const isOwn = message.authorId === world.botId && message.type in ownTypes && !message.interaction;
  if (isOwn) world.posted.push(message);
  const key = isOwn ? world.keyOf(message) : undefined;
  if (key !== undefined) world.postedBy.set(key, (world.postedBy.get(key) ?? 0) + 1);
  if (channel.thread) channel.thread.archived = false;
  announceMessage(world, 'MESSAGE_CREATE', message, channel);
  changed(world);
}

function announceMessage(world: World, event: string, message: StoredMessage, channel: Channel): void {
  if (message.onlyFor) return;
  const payload = () => ({
    ...messagePayload(world, message),
    ...(channel.guildId ? { guild_id: channel.guildId } : {}),
  });
  world.announce(event, payload, { guildId: channel.guildId, intent: intent(channel) });
}

function intent(channel: Channel): number {
  return channel.guildId ? 1 << 9 : 1 << 12;
}

function isoNow(world: World): string {
  return new Date(world.nowMs()).toISOString().replace('Z', '000+00:00');
}
