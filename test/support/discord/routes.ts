/** The REST routes of the stand-in, by the paths of Discord's OpenAPI document. */
import { commands, registerCommands } from './commands.ts';
import { createEvent, deleteEvent, editEvent, listEvents, readEvent } from './events.ts';
import { answerInteraction, deleteReply, editReply, followUp, readReply } from './interactions.ts';
import { text } from './json.ts';
import { channelIn, guildIn, messageIn } from './lookups.ts';
import { deleteMessage, editMessage, postMessage } from './messages.ts';
import {
  channelPayload,
  guildPayload,
  memberPayload,
  messagePayload,
  rolesPayload,
  userPayload,
} from './payloads.ts';
import type { Meter } from './rates.ts';
import { refusal, refuseProblems } from './refusals.ts';
import type { Answer, Handler, Request } from './request.ts';
import {
  addThreadMember,
  createThread,
  editChannel,
  readThreadMember,
  removeThreadMember,
  threadMembers,
  threadsPayload,
} from './threads.ts';
import {
  botPermissionsIn,
  type Channel,
  dmChannel,
  permission,
  type StoredMessage,
  type World,
} from './world.ts';

const post: Handler = (world, request) => {
  const channel = channelIn(world, request);
  mustBeAbleToPost(world, channel);
  mustBeAbleToAttach(world, channel, request);
  const { nonce, enforce_nonce: enforced } = request.body;
  const earlier = enforced === true && nonce ? madeBy(world, String(nonce)) : undefined;
  if (earlier) {
    if (earlier.channelId !== channel.id)
      refuseProblems(world, request.call, [
        { path: ['nonce'], message: 'was used in another channel', remark: true },
      ]);
    return { status: 200, body: messagePayload(world, earlier) };
  }
  const { call, body, uploads } = request;
  if (typeof nonce === 'number' || text(nonce).length > 25)
    refuseProblems(world, call, [{ path: ['nonce'], message: 'must be text of 25 or fewer characters' }]);
  const message = postMessage(world, { call, channel, body, uploads });
  if (enforced === true && nonce)
    world.nonces.set(String(nonce), { messageId: message.id, at: world.steadyMs() });
  return { status: 200, body: messagePayload(world, message) };
};

/** The message that a nonce made, if that was within the “past few minutes” in which it is known. */
function madeBy(world: World, nonce: string): StoredMessage | undefined {
  const made = world.nonces.get(nonce);
  if (!made || world.steadyMs() - made.at > world.nonceMs) return undefined;
  return world.messages.get(made.messageId);
}

function mustBeAbleToPost(world: World, channel: Channel): void {
  const person = channel.personId ? world.people.get(channel.personId) : undefined;
  if (person) {
    if (![...person.guilds].some((id) => world.guilds.has(id))) throw refusal.noMutualGuild();
    if (person.closedDms || person.bot) throw refusal.closedDms();
    return;
  }
  const needed = channel.thread ? permission.sendMessagesInThreads : permission.sendMessages;
  if (!(botPermissionsIn(world, channel) & needed)) throw refusal.missingPermissions();
  if (channel.type === 12 && !channel.thread?.members.has(world.botId)) throw refusal.missingAccess();
}

function mustBeAbleToAttach(world: World, channel: Channel, { uploads }: Request): void {
  const may = botPermissionsIn(world, channel) & permission.attachFiles;
  if (uploads.size > 0 && !may) throw refusal.missingPermissions();
}

const readMessages: Handler = (world, request) => {
  const channel = channelIn(world, request);
  if (!(botPermissionsIn(world, channel) & permission.readMessageHistory)) return { status: 200, body: [] };
  const limit = Number(request.query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    refuseProblems(world, request.call, [{ path: ['limit'], message: 'must be between 1 and 100' }]);
  const here = (world.messagesIn.get(channel.id) ?? []).filter((m) => !m.deleted && !m.onlyFor);
  const after = request.query.get('after');
  const before = request.query.get('before');
  const later = after ? here.filter((m) => BigInt(m.id) > BigInt(after)) : here;
  const within = before ? later.filter((m) => BigInt(m.id) < BigInt(before)) : later;
  const page = after ? within.slice(0, limit) : within.slice(-limit);
  return { status: 200, body: page.map((m) => messagePayload(world, m)).reverse() };
};

const readMessage: Handler = (world, request) => {
  channelIn(world, request);
  return { status: 200, body: messagePayload(world, messageIn(world, request)) };
};

const edit: Handler = (world, request) => {
  const channel = channelIn(world, request);
  const message = messageIn(world, request);
  if (channel.thread?.archived) throw refusal.archivedThread();
  mustBeAbleToAttach(world, channel, request);
  const { call, body, uploads } = request;
  editMessage(world, message, { call, channel, body, uploads });
  return { status: 200, body: messagePayload(world, message) };
};

const remove: Handler = (world, request) => {
  const channel = channelIn(world, request);
  const message = messageIn(world, request);
  if (message.authorId !== world.botId) throw refusal.missingPermissions();
  deleteMessage(world, message, channel);
  return { status: 204 };
};

/** POST /users/@me/channels: too many new ones in a short time are refused (40003), if the meter says so. */
export const openDm = (meter: Meter, world: World, request: Request): Answer => {
  const person = world.people.get(text(request.body.recipient_id));
  if (!person) throw refusal.unknownUser();
  if (!world.dms.has(person.id) && !meter.mayOpenDm()) throw refusal.openingTooFast();
  return { status: 200, body: channelPayload(world, dmChannel(world, person)) };
};

const readMember: Handler = (world, request) => {
  const guild = guildIn(world, request);
  const id = request.params.user_id ?? '';
  if (id !== world.botId && !world.people.get(id)?.guilds.has(guild.id)) throw refusal.unknownMember();
  return { status: 200, body: { ...memberPayload(world, guild, id), user: userPayload(world, id) } };
};

const readGuild: Handler = (world, request) => {
  const guild = guildIn(world, request);
  const count = 1 + [...world.people.values()].filter((p) => p.guilds.has(guild.id)).length;
  const counts = { approximate_member_count: count, approximate_presence_count: count };
  const counted = request.query.get('with_counts') === 'true' ? counts : {};
  return { status: 200, body: { ...guildPayload(world, guild), ...counted } };
};

const readChannels: Handler = (world, request) => {
  const guild = guildIn(world, request);
  const here = [...world.channels.values()].filter((c) => c.guildId === guild.id && !c.thread);
  return { status: 200, body: here.map((c) => channelPayload(world, c)) };
};

const readThreads =
  (archived: boolean, joined = false): Handler =>
  (world, request) => {
    const parent = request.params.channel_id ? channelIn(world, request) : undefined;
    const guildId = parent?.guildId ?? guildIn(world, request).id;
    const manager = parent && botPermissionsIn(world, parent) & permission.manageThreads;
    if (archived && !joined && !manager) throw refusal.missingPermissions();
    const found = [...world.channels.values()].filter(
      (c) =>
        c.guildId === guildId &&
        c.thread?.archived === archived &&
        (!parent || c.parentId === parent.id) &&
        ((archived && !joined) || c.type === 11 || c.thread.members.has(world.botId)),
    );
    return {
      status: 200,
      body: { ...threadsPayload(world, found), ...(archived ? { has_more: false } : {}) },
    };
  };

const self: Handler = (world) => ({
  status: 200,
  body: {
    ...userPayload(world, world.botId),
    mfa_enabled: true,
    locale: 'en-US',
    verified: true,
    email: null,
  },
});

const application: Handler = (world) => ({
  status: 200,
  body: {
    id: world.applicationId,
    name: world.appName,
    icon: null,
    description: '',
    type: null,
    summary: '',
    verify_key: '0'.repeat(64),
    flags: 0,
    bot: userPayload(world, world.botId),
    bot_public: true,
    bot_require_code_grant: false,
    integration_types_config: { 0: {} },
    approximate_guild_count: world.guilds.size,
  },
});

/** The routes with what answers them; the server adds those that need its address or its meter. */
export const routes: Record<string, Handler> = {
  'GET /applications/@me': application,
  'GET /applications/{application_id}/commands': commands,
  'PUT /applications/{application_id}/commands': registerCommands,
  'GET /applications/{application_id}/guilds/{guild_id}/commands': commands,
  'PUT /applications/{application_id}/guilds/{guild_id}/commands': registerCommands,
  'GET /channels/{channel_id}': (world, request) => ({
    status: 200,
    body: channelPayload(world, channelIn(world, request)),
  }),
  'PATCH /channels/{channel_id}': editChannel,
  'GET /channels/{channel_id}/messages': readMessages,
  'POST /channels/{channel_id}/messages': post,
  'GET /channels/{channel_id}/messages/{message_id}': readMessage,
  'PATCH /channels/{channel_id}/messages/{message_id}': edit,
  'DELETE /channels/{channel_id}/messages/{message_id}': remove,
  'POST /channels/{channel_id}/threads': createThread,
  'GET /channels/{channel_id}/threads/archived/private': readThreads(true),
  'GET /channels/{channel_id}/users/@me/threads/archived/private': readThreads(true, true),
  'GET /channels/{channel_id}/thread-members': threadMembers,
  'PUT /channels/{channel_id}/thread-members/@me': addThreadMember,
  'DELETE /channels/{channel_id}/thread-members/@me': removeThreadMember,
  'GET /channels/{channel_id}/thread-members/{user_id}': readThreadMember,
  'PUT /channels/{channel_id}/thread-members/{user_id}': addThreadMember,
  'DELETE /channels/{channel_id}/thread-members/{user_id}': removeThreadMember,
  'GET /guilds/{guild_id}': readGuild,
  'GET /guilds/{guild_id}/channels': readChannels,
  'GET /guilds/{guild_id}/members/{user_id}': readMember,
  'GET /guilds/{guild_id}/roles': (world, request) => ({
    status: 200,
    body: rolesPayload(world, guildIn(world, request)),
  }),
  'GET /guilds/{guild_id}/threads/active': readThreads(false),
  'GET /guilds/{guild_id}/scheduled-events': listEvents,
  'POST /guilds/{guild_id}/scheduled-events': createEvent,
  'GET /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}': readEvent,
  'PATCH /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}': editEvent,
  'DELETE /guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}': deleteEvent,
  'POST /interactions/{interaction_id}/{interaction_token}/callback': answerInteraction,
  'GET /users/@me': self,
  'GET /users/{user_id}': (world, request) => {
    const id = request.params.user_id ?? '';
    if (id !== world.botId && !world.people.has(id)) throw refusal.unknownUser();
    return { status: 200, body: userPayload(world, id) };
  },
  'POST /webhooks/{webhook_id}/{webhook_token}': followUp,
  'GET /webhooks/{webhook_id}/{webhook_token}/messages/@original': readReply,
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original': editReply,
  'DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original': deleteReply,
  'GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}': readReply,
  'PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}': editReply,
  'DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}': deleteReply,
};

/** The names of all routes that are answered. */
export const answeredRoutes: readonly string[] = [
  'GET /gateway/bot',
  'POST /users/@me/channels',
  ...Object.keys(routes),
].toSorted();
