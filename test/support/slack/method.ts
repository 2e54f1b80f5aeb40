import { type Obj, str } from './json.ts';
import { refuse, refuseBug } from './refuse.ts';
import {
  messageAt,
  type SlackChannel,
  type SlackPerson,
  type SlackTeam,
  violate,
  type World,
} from './world.ts';

/** One call of a Web API method, its token already known to be good. */
export interface Call {
  world: World;
  team: SlackTeam;
  method: string;
  args: Obj;
}

/** A method: which arguments it knows and what it does. It throws a Refused, or returns its answer. */
export interface Method {
  args: string[];
  /** The scope it needs, where that is checked. */
  scope?: string;
  run: (call: Call) => Obj;
}

/** Returns a required string argument. */
export function need(call: Call, name: string): string {
  const value = call.args[name];
  if (typeof value === 'string' && value !== '') return value;
  throw refuseBug('invalid_arguments', `[ERROR] missing required field: ${name} [json-pointer:/${name}]`);
}

/** Returns the conversation of this team with that id, in which the bot takes part or which is public. */
export function findChannel(call: Call, id: string): SlackChannel {
  const channel = call.world.channels.get(id);
  if (channel?.teamId !== call.team.id) throw refuse('channel_not_found');
  if (channel.kind !== 'public' && !channel.botIsMember) throw refuse('channel_not_found');
  return channel;
}

/**
 * Returns the thread that a call names, or nothing when it names none. "Never use a reply’s ts value": Slack takes it, and
 * makes a thread of its own of that reply (wee-slack/wee-slack#751), so it is noted.
 */
export function findThread({ world, method, args }: Call, channel: SlackChannel): { threadTs?: string } {
  const threadTs = str(args.thread_ts);
  if (threadTs === '') {
    if (args.reply_broadcast === true) violate(world, `${method}: reply_broadcast without thread_ts`);
    return {};
  }
  const first = messageAt(world, channel.id, threadTs);
  if (!first || first.ephemeralTo !== undefined) throw refuse('thread_not_found');
  if (first.threadTs !== undefined) violate(world, `${method}: thread_ts names an answer in a thread`);
  return { threadTs };
}

/** Returns the member of this team with that id. */
export function findPerson(call: Call, id: string): SlackPerson {
  const person = call.world.people.get(id);
  if (person?.teamId !== call.team.id) throw refuse('user_not_found');
  return person;
}

/** Cuts a list into pages by `limit` and `cursor`, and says where the next one begins. */
export function page<T>(call: Call, all: T[], usual: number, most: number): { items: T[]; next: string } {
  const asked = call.args.limit === undefined ? usual : Number(call.args.limit);
  if (!Number.isInteger(asked) || asked < 1) throw refuseBug('invalid_limit');
  const limit = Math.min(asked, most);
  const cursor = str(call.args.cursor);
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('from:', ''));
  if (!Number.isInteger(start)) throw refuseBug('invalid_cursor');
  const end = start + limit;
  const next = end < all.length ? Buffer.from(`from:${end}`).toString('base64') : '';
  return { items: all.slice(start, end), next };
}
