import { EventEmitter } from 'node:events';
import { createFaultScript, type FaultScript, fileUnder } from '../wire/index.ts';
import type { Delivered, Held } from './deliver.ts';
import { isObj, type Obj } from './json.ts';
import type { Rates } from './rates.ts';
import type { ConnectionList } from './socket.ts';

/** One Slack workspace in which the app is installed. */
export interface SlackTeam {
  id: string;
  domain: string;
  name: string;
  botToken: string;
  botUserId: string;
  botId: string;
  /** The error every call with this team's token gets, once the token is dead. */
  tokenError?: string;
  /** How old a message may be for chat.update, in milliseconds, where the workspace has set that; whether bots are held to it [?]. */
  editWindowMs?: number;
  /** The scopes its token was given, for methods that are checked against them; all unless given. */
  scopes?: readonly string[];
}

/** A member of a workspace. */
export interface SlackPerson {
  id: string;
  teamId: string;
  name: string;
  realName: string;
  email: string;
  tz: string;
  locale: string;
  isAdmin: boolean;
  isBot: boolean;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  /** From another company, here through a shared channel. */
  isStranger: boolean;
  deleted: boolean;
}

/** A conversation: channel, private channel, DM with the bot, or group DM with the bot in it. */
export interface SlackChannel {
  id: string;
  teamId: string;
  kind: 'public' | 'private' | 'im' | 'mpim';
  name: string;
  members: Set<string>;
  botIsMember: boolean;
  archived: boolean;
}

/** A file from the moment its upload was asked for; seen by whoever sees a message that holds it. */
export interface SlackFile {
  id: string;
  teamId: string;
  name: string;
  /** As announced; what comes must be as long. */
  length: number;
  /** What it shows, for those who do not see it. */
  altText: string;
  title: string;
  /** What was uploaded, once it was. */
  bytes?: Buffer;
  /** An upload that is never completed is nowhere. */
  completed: boolean;
  deleted?: boolean;
}

/** A message as it stands now; deleted and ephemeral ones stay in the log. */
export interface SlackMessage {
  ts: string;
  channel: string;
  teamId: string;
  author: 'bot' | 'person';
  userId: string;
  text: string;
  blocks: Obj[];
  metadata?: Obj;
  files?: SlackFile[];
  /** The message whose thread it is an answer in. */
  threadTs?: string;
  /** Of an answer in a thread: before the whole conversation as well. */
  broadcast?: boolean;
  /** How many answers its thread holds. */
  answers?: number;
  editedTs?: string;
  /** The only person who sees it. */
  ephemeralTo?: string;
  deleted: boolean;
  /** Which way it came: a method, `response_url`, `ack` or `person`. */
  via: string;
}

/** A modal or a Home as a person has it before their eyes, with what they typed so far. */
export interface SlackView {
  id: string;
  teamId: string;
  personId: string;
  type: 'modal' | 'home';
  callbackId: string;
  externalId: string;
  privateMetadata: string;
  title?: Obj;
  submit?: Obj;
  close?: Obj;
  blocks: Obj[];
  clearOnClose: boolean;
  notifyOnClose: boolean;
  hash: string;
  rootId: string;
  previousId: string | null;
  values: Values;
  /** What the last submission was told, by block id. */
  errors: Record<string, string>;
  open: boolean;
}

/** state.values of a view or message: by block id, then action id. */
export type Values = Record<string, Record<string, Obj>>;

/** One request the app made, as it was understood. */
export interface SlackCall {
  method: string;
  args: Obj;
  token: string;
  teamId: string | undefined;
  /** 'ok', an error code, or the scripted fault that met it. */
  outcome: string;
}

export interface Trigger {
  teamId: string;
  personId: string;
  issuedAt: number;
  used: boolean;
  expired: boolean;
  viewId?: string;
}

export interface ResponseUrl {
  teamId: string;
  personId: string;
  channel: string;
  messageTs?: string;
  issuedAt: number;
  uses: number;
  expired: boolean;
}

/** A mention or link that reached a reader. */
export interface Ping {
  kind: 'channel' | 'person' | 'group';
  target: string;
  method: string;
}
export interface Link {
  url: string;
  label: string | undefined;
  method: string;
}

/** Everything the stand-in knows. */
export interface World {
  appId: string;
  /** What the bot is called, in small letters. */
  appName: string;
  /** Whether bad habits count as violations. */
  habits: boolean;
  appToken: string;
  signingSecret: string;
  verificationToken: string;
  mode: 'socket' | 'http';
  origin: string;
  /** Where files are uploaded to, another host than the Web API's. */
  filesOrigin: string;
  eventsUrl: string | undefined;
  ackDeadlineMs: number;
  /** After how many milliseconds an event that was not acknowledged is sent again, each time. */
  eventRetriesMs: readonly number[];
  clockSkewSec: number;
  /** Slack's clock, in milliseconds; skewed when the test says so. */
  now: () => number;
  /** The clock that rates are measured with, never skewed. */
  steadyNow: () => number;
  keepCalls: number;
  teams: Map<string, SlackTeam>;
  people: Map<string, SlackPerson>;
  channels: Map<string, SlackChannel>;
  posted: SlackMessage[];
  /** What `posted` holds, by conversation, by timestamp and by the only reader. */
  postedIn: Map<string, SlackMessage[]>;
  postedAt: Map<string, SlackMessage>;
  postedOnlyFor: Map<string, SlackMessage[]>;
  /** How often something was posted under a key. */
  postedBy: Map<string, number>;
  keyOf: (message: SlackMessage) => string | undefined;
  /** DMs and group DMs with the bot, by team and people. */
  conversations: Map<string, SlackChannel>;
  files: Map<string, SlackFile>;
  /** Files by the end of their upload address, which serves once. */
  uploads: Map<string, SlackFile>;
  views: Map<string, SlackView>;
  /** Open modals by person, bottom first. */
  stacks: Map<string, SlackView[]>;
  homes: Map<string, SlackView>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  suggestions: Map<string, Obj[]>;
  calls: SlackCall[];
  violations: string[];
  pings: Ping[];
  links: Link[];
  /** The moment at which each allowance would be full again. */
  spent: Map<string, number>;
  /** The rates to enforce, if any. */
  rates: Rates | undefined;
  rateLimited: string[];
  faults: FaultScript;
  /** What waits to be released, while something holds it. */
  held: Held[] | undefined;
  deliveries: Delivered[];
  retries: Set<NodeJS.Timeout>;
  connections: ConnectionList;
  changes: EventEmitter;
  counter: number;
  lastMicros: number;
}

/** Returns an empty world; the server fills in its address. */
export function createWorld(
  options: Pick<
    World,
    | 'appName'
    | 'habits'
    | 'mode'
    | 'signingSecret'
    | 'steadyNow'
    | 'ackDeadlineMs'
    | 'eventRetriesMs'
    | 'keepCalls'
    | 'keyOf'
  >,
): World {
  const world: World = {
    appId: 'A0STANDIN',
    appToken: 'xapp-1-A0STANDIN-1-stand-in',
    verificationToken: 'stand-in-verification',
    origin: '',
    filesOrigin: '',
    eventsUrl: undefined,
    clockSkewSec: 0,
    now: () => options.steadyNow() + world.clockSkewSec * 1000,
    ...options,
    teams: new Map(),
    people: new Map(),
    channels: new Map(),
    posted: [],
    postedIn: new Map(),
    postedAt: new Map(),
    postedOnlyFor: new Map(),
    postedBy: new Map(),
    conversations: new Map(),
    files: new Map(),
    uploads: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    suggestions: new Map(),
    calls: [],
    violations: [],
    pings: [],
    links: [],
    spent: new Map(),
    rates: undefined,
    rateLimited: [],
    faults: createFaultScript(),
    held: undefined,
    deliveries: [],
    retries: new Set(),
    connections: {
      sockets: [],
      tickets: new Set(),
      pending: new Map(),
      next: 0,
      carried: new Map(),
      greetings: [],
      stranded: [],
      heartbeats: 0,
    },
    changes: new EventEmitter().setMaxListeners(0),
    counter: 0,
    lastMicros: 0,
  };
  return world;
}

/** Returns a fresh id such as U00000012. */
export function nextId(world: World, prefix: string): string {
  world.counter += 1;
  return `${prefix}${String(world.counter).padStart(8, '0')}`;
}

/** Returns a message timestamp, seconds and microseconds, never the same twice. */
export function nextTs(world: World): string {
  world.lastMicros = Math.max(world.now() * 1000, world.lastMicros + 1);
  const micros = String(Math.floor(world.lastMicros)).padStart(16, '0');
  return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
}

/** Records something that Slack would refuse or that a well-behaved app does not do. */
export function violate(world: World, sentence: string): void {
  world.violations.push(sentence);
}

/** Returns the team of a person or channel; a test that invents one is wrong, so it throws. */
export function teamOf(world: World, teamId: string): SlackTeam {
  const team = world.teams.get(teamId);
  if (!team) throw new Error(`There is no team ${teamId}.`);
  return team;
}

/** Returns messages of a conversation that everyone in it can still see there, without opening a thread, oldest first. */
export function visibleMessages(world: World, channel: string): SlackMessage[] {
  return (world.postedIn.get(channel) ?? []).filter(
    (m) => !m.deleted && m.ephemeralTo === undefined && (m.threadTs === undefined || m.broadcast === true),
  );
}

/** Returns the answers in the thread of a message, oldest first. */
export function answersTo(world: World, { channel, ts }: SlackMessage): SlackMessage[] {
  return (world.postedIn.get(channel) ?? []).filter((m) => !m.deleted && m.threadTs === ts);
}

/** Adds a message to the log and returns it. */
export function addMessage(
  world: World,
  message: Omit<SlackMessage, 'ts' | 'deleted' | 'blocks'> & { blocks: unknown },
): SlackMessage {
  const blocks = nameBlocks(world, message.blocks);
  const added: SlackMessage = { ...message, blocks, ts: nextTs(world), deleted: false };
  world.posted.push(added);
  world.postedAt.set(added.ts, added);
  fileUnder(world.postedIn, added.channel, added);
  const first = added.threadTs === undefined ? undefined : messageAt(world, added.channel, added.threadTs);
  if (first) first.answers = (first.answers ?? 0) + 1;
  if (added.ephemeralTo !== undefined) fileUnder(world.postedOnlyFor, added.ephemeralTo, added);
  const key = added.author === 'bot' ? world.keyOf(added) : undefined;
  if (key !== undefined) world.postedBy.set(key, (world.postedBy.get(key) ?? 0) + 1);
  return added;
}

/** The first text in the payload of a message's metadata, where an app that wants to know it again puts its id. */
export function keyInMetadata({ metadata }: SlackMessage): string | undefined {
  const payload = metadata?.event_payload;
  const found = isObj(payload) ? Object.values(payload).find((one) => typeof one === 'string') : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** Finds a message that is still there. */
export function messageAt(world: World, channel: string, ts: string | undefined): SlackMessage | undefined {
  const found = world.postedAt.get(ts ?? '');
  return found?.channel === channel && !found.deleted ? found : undefined;
}

/** Copies blocks and gives those without one a block id, and interactive elements an action id, as Slack does. */
export function nameBlocks(world: World, blocks: unknown): Obj[] {
  const copy: unknown = structuredClone(blocks ?? []);
  if (!Array.isArray(copy)) return [];
  return copy.map((block: Obj) => {
    const named: Obj = { ...block, block_id: block.block_id ?? nextId(world, 'b') };
    for (const element of elementsOf(named)) {
      element.action_id ??= nextId(world, 'a');
    }
    return named;
  });
}

/** Returns the interactive elements of a block, without looking into nested cards or containers. */
export function elementsOf(block: Obj): Obj[] {
  const found: unknown[] = [block.accessory, block.element];
  if (['actions', 'context_actions'].includes(String(block.type)) && Array.isArray(block.elements)) {
    found.push(...block.elements);
  }
  if (block.type === 'card' && Array.isArray(block.actions)) found.push(...block.actions);
  return found.filter(
    (item): item is Obj => typeof item === 'object' && item !== null && !('alt_text' in item),
  );
}
