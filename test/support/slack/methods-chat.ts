import { type Obj, obj, str } from './json.ts';
import { type Call, findChannel, findThread, type Method, need } from './method.ts';
import { fileObject } from './methods-files.ts';
import { openConversation } from './people.ts';
import { Refused, refuse, refuseBug } from './refuse.ts';
import { noteHabits, recordMentions, refusalOfMessage } from './validate-message.ts';
import {
  addMessage,
  messageAt,
  nameBlocks,
  nextTs,
  type SlackChannel,
  type SlackMessage,
  type World,
} from './world.ts';

const content = ['channel', 'text', 'blocks', 'attachments', 'metadata', 'link_names', 'parse', 'mrkdwn'];

/** The methods that post, change and remove messages. */
export const chatMethods: Record<string, Method> = {
  'chat.postMessage': {
    args: [...content, 'thread_ts', 'reply_broadcast', 'unfurl_links', 'unfurl_media'],
    run: (call) => {
      const channel = findTarget(call, need(call, 'channel'));
      checkContent(call);
      const broadcast = call.args.reply_broadcast === true;
      const message = post(call, channel, call.method, { ...findThread(call, channel), broadcast });
      return { channel: channel.id, ts: message.ts, message: messageObject(call.world, message, true) };
    },
  },
  'chat.postEphemeral': {
    args: [...content.filter((name) => name !== 'metadata'), 'user', 'thread_ts'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      const user = need(call, 'user');
      if (!channel.botIsMember) throw refuse('not_in_channel');
      if (!channel.members.has(user)) throw refuse('user_not_in_channel');
      checkContent(call);
      return { message_ts: post(call, channel, call.method, { ephemeralTo: user }).ts };
    },
  },
  'chat.update': {
    args: [...content, 'ts', 'reply_broadcast'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      const message = findOwn(call, channel, need(call, 'ts'), 'cant_update_message');
      const age = call.world.now() - Number(message.ts) * 1000;
      if (age > (call.team.editWindowMs ?? Number.POSITIVE_INFINITY)) throw refuse('edit_window_closed');
      checkContent(call);
      edit(call.world, message, call.args);
      recordMentions(call.world, call.args, call.method);
      const shown = messageObject(call.world, message, true);
      return { channel: channel.id, ts: message.ts, text: message.text, message: shown };
    },
  },
  'chat.delete': {
    args: ['channel', 'ts'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      findOwn(call, channel, need(call, 'ts'), 'cant_delete_message').deleted = true;
      return { channel: channel.id, ts: call.args.ts };
    },
  },
};

/** Finds where a message goes: a conversation, or the DM with the person whose id was given. */
function findTarget(call: Call, id: string): SlackChannel {
  if (/^[UW]/.test(id)) {
    if (id === 'USLACKBOT') throw refuse('cannot_dm_bot');
    const person = call.world.people.get(id);
    if (person?.teamId !== call.team.id) throw refuse('channel_not_found');
    if (person.isBot) throw refuse('cannot_dm_bot');
    if (person.deleted) throw refuse('user_disabled');
    return openConversation(call.world, call.team, [id]);
  }
  const channel = findChannel(call, id);
  if (channel.archived) throw refuse('is_archived');
  if (!channel.botIsMember) throw refuse('not_in_channel');
  return channel;
}

function checkContent(call: Call): void {
  noteHabits(call.world, call.args, call.method);
  const refusal = refusalOfMessage(call.args, call.method);
  if (refusal) throw new Refused(refusal.error, refusal.bug, refusal.problems);
}

function post(
  call: Call,
  channel: SlackChannel,
  via: string,
  extra: { threadTs?: string; broadcast?: boolean; ephemeralTo?: string },
): SlackMessage {
  const { metadata } = call.args;
  recordMentions(call.world, call.args, call.method);
  return addMessage(call.world, {
    channel: channel.id,
    teamId: channel.teamId,
    author: 'bot',
    userId: call.team.botUserId,
    text: str(call.args.text),
    blocks: call.args.blocks,
    ...(metadata === undefined ? {} : { metadata: obj(metadata) }),
    ...extra,
    via,
  });
}

/** Changes a message as chat.update does: text without blocks removes them, metadata left out is kept. */
export function edit(world: World, message: SlackMessage, args: Obj): void {
  if (args.text !== undefined) message.text = str(args.text);
  message.blocks = nameBlocks(world, args.blocks);
  if (args.metadata !== undefined) message.metadata = obj(args.metadata);
  message.editedTs = nextTs(world);
}

function findOwn(call: Call, channel: SlackChannel, ts: string, forbidden: string): SlackMessage {
  const message = messageAt(call.world, channel.id, ts);
  if (!message || message.ephemeralTo !== undefined) throw refuse('message_not_found');
  if (message.author !== 'bot' || message.userId !== call.team.botUserId) throw refuseBug(forbidden);
  return message;
}

/** Returns the message object that history, payloads and answers carry. The first message of a thread names itself. */
export function messageObject(world: World, message: SlackMessage, withMetadata: boolean): Obj {
  const thread = message.threadTs ?? (message.answers ? message.ts : undefined);
  const team = world.teams.get(message.teamId);
  const bot = message.author === 'bot' ? { bot_id: team?.botId, app_id: world.appId } : {};
  return {
    type: 'message',
    user: message.userId,
    ts: message.ts,
    ...bot,
    text: message.text,
    team: message.teamId,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.files ? { files: message.files.map(fileObject) } : {}),
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    ...(message.editedTs === undefined ? {} : { edited: { user: message.userId, ts: message.editedTs } }),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}
