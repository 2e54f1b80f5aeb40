import { str } from './json.ts';
import { type Call, findChannel, findPerson, type Method, need, page } from './method.ts';
import { messageObject } from './methods-chat.ts';
import { conversationObject, openConversation, slackbot, userObject } from './people.ts';
import { refuse, refuseBug } from './refuse.ts';
import { answersTo, messageAt, visibleMessages } from './world.ts';

/** The methods about conversations, people and the workspace. */
export const conversationMethods: Record<string, Method> = {
  'conversations.open': {
    args: ['users', 'channel', 'return_im', 'prevent_creation'],
    run: (call) => {
      const given = str(call.args.channel);
      if (given !== '') return { channel: conversationObject(call.world, findChannel(call, given)) };
      const before = call.world.channels.size;
      const channel = openConversation(call.world, call.team, peopleToOpen(call));
      const isOld = call.world.channels.size === before;
      const full = call.args.return_im === true ? conversationObject(call.world, channel) : {};
      return { channel: { id: channel.id, ...full }, ...(isOld ? { no_op: true, already_open: true } : {}) };
    },
  },
  'conversations.info': {
    args: ['channel', 'include_locale', 'include_num_members'],
    run: (call) => ({
      channel: conversationObject(call.world, findChannel(call, need(call, 'channel'))),
    }),
  },
  'conversations.members': {
    args: ['channel', 'limit', 'cursor'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      const all = [...channel.members, ...(channel.botIsMember ? [call.team.botUserId] : [])];
      const { items, next } = page(call, all, 100, 1000);
      return { members: items, response_metadata: { next_cursor: next } };
    },
  },
  'conversations.history': {
    args: ['channel', 'limit', 'cursor', 'oldest', 'latest', 'inclusive', 'include_all_metadata'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      if (!channel.botIsMember) throw refuse('not_in_channel');
      const oldest = Number(call.args.oldest ?? 0);
      const latest = Number(call.args.latest ?? Number.POSITIVE_INFINITY);
      const inclusive = call.args.inclusive === true;
      const inRange = (ts: number) => (inclusive ? ts >= oldest && ts <= latest : ts > oldest && ts < latest);
      const all = visibleMessages(call.world, channel.id)
        .filter((one) => inRange(Number(one.ts)))
        .reverse();
      const { items, next } = page(call, all, 100, 999);
      const withMetadata = call.args.include_all_metadata === true;
      return {
        messages: items.map((one) => messageObject(call.world, one, withMetadata)),
        has_more: next !== '',
        response_metadata: { next_cursor: next },
      };
    },
  },
  'conversations.replies': {
    args: ['channel', 'ts', 'limit', 'cursor', 'oldest', 'latest', 'inclusive', 'include_all_metadata'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      if (!channel.botIsMember) throw refuse('not_in_channel');
      const first = messageAt(call.world, channel.id, need(call, 'ts'));
      if (!first || first.ephemeralTo !== undefined) throw refuse('thread_not_found');
      const { items, next } = page(call, [first, ...answersTo(call.world, first)], 1000, 1000);
      const withMetadata = call.args.include_all_metadata === true;
      return {
        messages: items.map((one) => messageObject(call.world, one, withMetadata)),
        has_more: next !== '',
        response_metadata: { next_cursor: next },
      };
    },
  },
  'conversations.list': {
    args: ['types', 'exclude_archived', 'limit', 'cursor'],
    run: (call) => {
      const types = str(call.args.types ?? 'public_channel').split(',');
      const all = [...call.world.channels.values()].filter((channel) => {
        if (channel.teamId !== call.team.id) return false;
        if (channel.archived && call.args.exclude_archived === true) return false;
        const type = { public: 'public_channel', private: 'private_channel', im: 'im', mpim: 'mpim' };
        return types.includes(type[channel.kind]) && (channel.kind === 'public' || channel.botIsMember);
      });
      const { items, next } = page(call, all, 100, 999);
      return {
        channels: items.map((one) => conversationObject(call.world, one)),
        response_metadata: { next_cursor: next },
      };
    },
  },
  'conversations.invite': {
    args: ['channel', 'users', 'force'],
    run: (call) => {
      const channel = findChannel(call, need(call, 'channel'));
      if (channel.kind === 'im' || channel.kind === 'mpim') {
        throw refuseBug('method_not_supported_for_channel_type');
      }
      if (!channel.botIsMember) throw refuse('not_in_channel');
      for (const id of need(call, 'users').split(',')) {
        if (id === call.team.botUserId) throw refuseBug('cant_invite_self');
        if (channel.members.has(id)) throw refuse('already_in_channel');
        channel.members.add(findPerson(call, id).id);
      }
      return { channel: conversationObject(call.world, channel) };
    },
  },
  'users.info': {
    args: ['user', 'include_locale'],
    run: (call) => ({
      user: userObject(findPerson(call, need(call, 'user')), call.args.include_locale === true),
    }),
  },
  'users.list': {
    args: ['limit', 'cursor', 'include_locale'],
    run: (call) => {
      const people = [...call.world.people.values()].filter((one) => one.teamId === call.team.id);
      const { items, next } = page(call, [slackbot(call.team), ...people], 1000, 1000);
      const members = items.map((one) => userObject(one, call.args.include_locale === true));
      return { members, cache_ts: 1_700_000_000, response_metadata: { next_cursor: next } };
    },
  },
  'team.info': {
    args: ['team'],
    run: ({ team }) => ({
      team: {
        id: team.id,
        name: team.name,
        domain: team.domain,
        email_domain: '',
        url: `https://${team.domain}.slack.com/`,
      },
    }),
  },
  'auth.test': {
    args: [],
    run: ({ world, team }) => ({
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: world.appName,
      team_id: team.id,
      user_id: team.botUserId,
      bot_id: team.botId,
      is_enterprise_install: false,
    }),
  },
};

/** Returns the people a DM or group DM is asked for: one to eight, active, and never the bot itself. */
function peopleToOpen(call: Call): string[] {
  const ids = [...new Set(need(call, 'users').split(','))].filter((id) => id !== call.team.botUserId);
  if (ids.length === 0) throw refuseBug('not_enough_users');
  if (ids.length > 8) throw refuseBug('too_many_users');
  for (const id of ids) {
    const person = findPerson(call, id);
    if (person.isBot && ids.length === 1) throw refuse('cannot_dm_bot');
    if (person.deleted) throw refuse('user_disabled');
    if (person.isStranger) throw refuse('user_not_visible');
  }
  return ids;
}
