import { type Dict, number, text } from './json.ts';
import { channelIn } from './lookups.ts';
import { postForeign } from './messages.ts';
import { channelPayload, memberPayload, threadMemberPayload, userPayload } from './payloads.ts';
import { refusal } from './refusals.ts';
import type { Handler, Request } from './request.ts';
import { botPermissionsIn, type Channel, changed, permission, type Thread, type World } from './world.ts';

const recipientAdded = 1;
const recipientRemoved = 2;

/** POST /channels/{id}/threads: a thread without a message, private unless another type is given. */
export const createThread: Handler = (world, request) => {
  const parent = channelIn(world, request);
  if (parent.type !== 0) throw refusal.wrongChannelType();
  const { body } = request;
  const type = number(body.type) || 12;
  if (!(botPermissionsIn(world, parent) & permission.createPrivateThreads))
    throw refusal.missingPermissions();
  const channel: Channel = {
    id: world.nextId(),
    type,
    name: text(body.name),
    guildId: parent.guildId,
    parentId: parent.id,
    personId: null,
    botMayPost: true,
    botMaySee: true,
    thread: {
      ownerId: world.botId,
      archived: false,
      locked: false,
      invitable: body.invitable !== false,
      autoArchiveMinutes: number(body.auto_archive_duration) || 4320,
      members: new Set([world.botId]),
    },
  };
  world.channels.set(channel.id, channel);
  announceThread(world, 'THREAD_CREATE', channel, { newly_created: true });
  return { status: 201, body: channelPayload(world, channel) };
};

/** PATCH /channels/{id}: renames, archives, unarchives or locks a thread. */
export const editChannel: Handler = (world, request) => {
  const channel = channelIn(world, request);
  const { body } = request;
  const { thread } = channel;
  if (!thread) throw refusal.missingPermissions();
  const unarchives = body.archived === false;
  if (thread.archived && !unarchives) throw refusal.archivedThread();
  if (typeof body.locked === 'boolean' && !manages(world, channel)) throw refusal.missingPermissions();
  if (typeof body.name === 'string') channel.name = body.name;
  if (typeof body.archived === 'boolean') thread.archived = body.archived;
  if (typeof body.locked === 'boolean') thread.locked = body.locked;
  if (typeof body.invitable === 'boolean') thread.invitable = body.invitable;
  if (body.auto_archive_duration) thread.autoArchiveMinutes = number(body.auto_archive_duration);
  announceThread(world, 'THREAD_UPDATE', channel);
  return { status: 200, body: channelPayload(world, channel) };
};

/** PUT /channels/{id}/thread-members/{user}: adds a person of the guild; Discord notes it in the thread. */
export const addThreadMember: Handler = (world, request) => {
  const { channel, thread, id } = threadIn(world, request);
  if (thread.archived) throw refusal.archivedThread();
  if (id !== world.botId && !world.people.get(id)?.guilds.has(channel.guildId ?? ''))
    throw refusal.unknownMember();
  if (!thread.members.has(id)) {
    thread.members.add(id);
    if (id !== world.botId) postForeign(world, channel, world.botId, '', recipientAdded);
    announceThread(world, 'THREAD_UPDATE', channel);
  }
  return { status: 204 };
};

/** DELETE /channels/{id}/thread-members/{user}: needs Manage Threads, or to have made a private thread. */
export const removeThreadMember: Handler = (world, request) => {
  const { channel, thread, id } = threadIn(world, request);
  if (thread.archived) throw refusal.archivedThread();
  const may =
    id === world.botId || manages(world, channel) || (channel.type === 12 && thread.ownerId === world.botId);
  if (!may) throw refusal.missingPermissions();
  if (!thread.members.delete(id)) throw refusal.unknownMember();
  if (id !== world.botId) postForeign(world, channel, world.botId, '', recipientRemoved);
  announceThread(world, 'THREAD_UPDATE', channel);
  return { status: 204 };
};

/** GET /channels/{id}/thread-members. */
export const threadMembers: Handler = (world, request) => {
  const { channel, thread } = threadIn(world, request);
  const guild = world.guilds.get(channel.guildId ?? '');
  const withMember = request.query.get('with_member') === 'true';
  const body = [...thread.members].map((id) => ({
    ...threadMemberPayload(channel, id),
    ...(withMember && guild
      ? { member: { ...memberPayload(world, guild, id), user: userPayload(world, id) } }
      : {}),
  }));
  return { status: 200, body };
};

/** GET /channels/{id}/thread-members/{user}. */
export const readThreadMember: Handler = (world, request) => {
  const { channel, thread, id } = threadIn(world, request);
  if (!thread.members.has(id)) throw refusal.unknownMember();
  return { status: 200, body: threadMemberPayload(channel, id) };
};

/** Threads with the bot's memberships, as the lists of threads show them. */
export function threadsPayload(world: World, threads: Channel[]): Dict {
  const joined = threads.filter((one) => one.thread?.members.has(world.botId));
  return {
    threads: threads.map((one) => channelPayload(world, one)),
    members: joined.map((one) => threadMemberPayload(one, world.botId)),
  };
}

function threadIn(world: World, request: Request): { channel: Channel; thread: Thread; id: string } {
  const channel = channelIn(world, request);
  if (!channel.thread) throw refusal.wrongChannelType();
  return { channel, thread: channel.thread, id: request.params.user_id ?? world.botId };
}

function manages(world: World, channel: Channel): boolean {
  return (botPermissionsIn(world, channel) & permission.manageThreads) !== 0n;
}

function announceThread(world: World, event: string, channel: Channel, extra: Dict = {}): void {
  world.announce(
    event,
    { ...channelPayload(world, channel), ...extra },
    { guildId: channel.guildId, intent: 1 },
  );
  changed(world);
}
