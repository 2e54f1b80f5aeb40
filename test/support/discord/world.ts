import { EventEmitter } from 'node:events';
import { createFaultScript, type FaultScript } from '../wire/index.ts';
import type { Dict } from './json.ts';

/** Permission bits that the stand-in knows (Discord developer documentation, Permissions). */
export const permission = {
  administrator: 1n << 3n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  readMessageHistory: 1n << 16n,
  useApplicationCommands: 1n << 31n,
  manageEvents: 1n << 33n,
  manageThreads: 1n << 34n,
  createPrivateThreads: 1n << 36n,
  sendMessagesInThreads: 1n << 38n,
  createEvents: 1n << 44n,
} as const;

/** What the bot may do in a guild unless the test says otherwise. */
export const usualBotPermissions =
  permission.viewChannel |
  permission.sendMessages |
  permission.embedLinks |
  permission.attachFiles |
  permission.readMessageHistory |
  permission.createPrivateThreads |
  permission.sendMessagesInThreads |
  permission.createEvents;

export interface DiscordPerson {
  readonly id: string;
  readonly name: string;
  locale: string;
  bot: boolean;
  closedDms: boolean;
  /** Guilds the person belongs to, and those of them where the person is an administrator. */
  readonly guilds: Set<string>;
  readonly adminOf: Set<string>;
}

export interface Guild {
  readonly id: string;
  name: string;
  ownerId: string;
  locale: string;
  botPermissions: bigint;
  readonly botRoleId: string;
  readonly adminRoleId: string;
  readonly events: Map<string, Dict>;
}

export interface Thread {
  ownerId: string;
  archived: boolean;
  locked: boolean;
  invitable: boolean;
  autoArchiveMinutes: number;
  readonly members: Set<string>;
}

export interface Channel {
  readonly id: string;
  /** 0 text, 1 direct message, 11 public thread, 12 private thread. */
  readonly type: number;
  name: string;
  readonly guildId: string | null;
  readonly parentId: string | null;
  readonly personId: string | null;
  botMayPost: boolean;
  botMaySee: boolean;
  readonly thread: Thread | null;
}

export interface StoredFile {
  id: string;
  filename: string;
  description: string | null;
  contentType: string;
  bytes: Buffer;
}

export interface StoredMessage {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly type: number;
  content: string;
  embeds: Dict[];
  components: Dict[];
  files: StoredFile[];
  flags: number;
  readonly nonce: string | number | null;
  /** The message that it answers. */
  readonly repliesTo: string | null;
  readonly createdAt: string;
  editedAt: string | null;
  edits: number;
  deleted: boolean;
  /** The only person who sees it, if it is ephemeral. */
  readonly onlyFor: string | null;
  readonly interaction: Interaction | null;
}

/** What Discord was told first about an interaction: the callback's type and data; `type` null when nothing came in time. */
export interface FirstAnswer {
  type: number | null;
  data: Dict;
}

export interface Interaction {
  readonly id: string;
  readonly token: string;
  /** 2 command, 3 component, 4 autocomplete, 5 modal submission. */
  readonly type: number;
  readonly person: DiscordPerson;
  readonly guildId: string | null;
  readonly channelId: string;
  readonly payload: Dict;
  readonly source: StoredMessage | null;
  answer: FirstAnswer | null;
  originalId: string | null;
  /** A deferred reply that has not been filled in: the first follow-up goes there. */
  thinking: boolean;
  expired: boolean;
}

export interface Call {
  method: string;
  path: string;
  route: string;
  body: Dict;
  /** The status answered, or null when the connection was dropped or never answered. */
  status: number | null;
  /** The kind of the fault that met it, if one did. */
  fault?: string;
}

/** Sends an event; a payload given as a function is only made when somebody listens. */
export type Announce = (
  event: string,
  payload: Dict | (() => Dict),
  where: { guildId: string | null; intent: number },
) => void;

export interface World {
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly appName: string;
  /** Whether what could mention somebody by accident counts as a violation. */
  readonly habits: boolean;
  /** Privileged intents granted to the application: 1 << 1 members, 1 << 8 presences, 1 << 15 message content. */
  readonly privilegedIntents: number;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly people: Map<string, DiscordPerson>;
  readonly messages: Map<string, StoredMessage>;
  /** What `messages` holds, by channel and by the only reader. */
  readonly messagesIn: Map<string, StoredMessage[]>;
  readonly messagesOnlyFor: Map<string, StoredMessage[]>;
  /** The channels of direct messages, by person. */
  readonly dms: Map<string, Channel>;
  /** What the bot posted by itself, in order. */
  readonly posted: StoredMessage[];
  /** How often the bot posted something under a key. */
  readonly postedBy: Map<string, number>;
  readonly keyOf: (message: StoredMessage) => string | undefined;
  /** By token. */
  readonly interactions: Map<string, Interaction>;
  readonly modals: Map<string, { interaction: Interaction; data: Dict }>;
  readonly commands: Map<string, Dict[]>;
  /** The message that a nonce made, and when; older than `nonceMs` it is forgotten. */
  readonly nonces: Map<string, { messageId: string; at: number }>;
  readonly nonceMs: number;
  readonly keepCalls: number;
  readonly faults: FaultScript;
  readonly calls: Call[];
  readonly violations: string[];
  readonly pings: string[];
  readonly rateLimited: string[];
  /** Emits `change` whenever anything that a person could see has changed. */
  readonly changes: EventEmitter;
  announce: Announce;
  /** Whether the bot's token was taken away. */
  revoked: boolean;
  readonly clock: { skewSec: number };
  nextId(): string;
  /** Discord's clock, in milliseconds; skewed when the test says so. */
  nowMs(): number;
  /** The clock that rates are measured with, never skewed. */
  steadyMs(): number;
}

/** What a world is made with. */
export interface Setting {
  steadyMs: () => number;
  privilegedIntents: number;
  applicationId: string | undefined;
  appName: string;
  habits: boolean;
  keepCalls: number;
  nonceMs: number;
  keyOf: (message: StoredMessage) => string | undefined;
}

/** An empty Discord that knows one application. */
export function createWorld({ applicationId, ...setting }: Setting): World {
  let last = 0n;
  const clock = { skewSec: 0 };
  const nowMs = () => setting.steadyMs() + clock.skewSec * 1000;
  const nextId = () => {
    const id = (BigInt(nowMs() - 1_420_070_400_000) << 22n) + 1n;
    last = id > last ? id : last + 1n;
    return String(last);
  };
  const botId = applicationId ?? nextId();
  return {
    ...setting,
    clock,
    token: `${Buffer.from(botId).toString('base64url')}.stand.in`,
    applicationId: botId,
    botId,
    guilds: new Map(),
    channels: new Map(),
    people: new Map(),
    messages: new Map(),
    messagesIn: new Map(),
    messagesOnlyFor: new Map(),
    dms: new Map(),
    posted: [],
    postedBy: new Map(),
    interactions: new Map(),
    modals: new Map(),
    commands: new Map(),
    nonces: new Map(),
    faults: createFaultScript(),
    calls: [],
    violations: [],
    pings: [],
    rateLimited: [],
    changes: new EventEmitter().setMaxListeners(0),
    announce: () => {},
    revoked: false,
    nextId,
    nowMs,
  };
}

/** What a message is counted under unless a test says otherwise: the nonce it was sent with. */
export function nonceOfMessage({ nonce }: StoredMessage): string | undefined {
  return nonce === null ? undefined : String(nonce);
}

/** Tells everyone who waits that something may have changed. */
export function changed(world: World): void {
  world.changes.emit('change');
}

/** The bits the bot has in a channel. */
export function botPermissionsIn(world: World, channel: Channel): bigint {
  const guild = channel.guildId ? world.guilds.get(channel.guildId) : undefined;
  if (!guild) return usualBotPermissions;
  const place =
    channel.thread && channel.parentId ? (world.channels.get(channel.parentId) ?? channel) : channel;
  let bits = guild.botPermissions;
  if (!place.botMaySee) return 0n;
  if (!place.botMayPost) bits &= ~permission.sendMessages;
  return bits;
}

/** The bits a person has in a guild. */
export function personPermissions(person: DiscordPerson, guildId: string): bigint {
  const usual =
    permission.viewChannel |
    permission.sendMessages |
    permission.readMessageHistory |
    permission.sendMessagesInThreads |
    permission.useApplicationCommands;
  return person.adminOf.has(guildId) ? (1n << 53n) - 1n : usual;
}

/** Says whether a person can see what is said in a channel. */
export function canSee(person: DiscordPerson, channel: Channel): boolean {
  if (channel.personId) return channel.personId === person.id;
  if (!channel.guildId || !person.guilds.has(channel.guildId)) return false;
  if (channel.type !== 12) return true;
  return channel.thread?.members.has(person.id) === true || person.adminOf.has(channel.guildId);
}

/** The direct-message channel of a person, opened if there is none yet. */
export function dmChannel(world: World, person: DiscordPerson): Channel {
  const there = world.dms.get(person.id);
  if (there) return there;
  const channel: Channel = {
    id: world.nextId(),
    type: 1,
    name: person.name,
    guildId: null,
    parentId: null,
    personId: person.id,
    botMayPost: true,
    botMaySee: true,
    thread: null,
  };
  world.channels.set(channel.id, channel);
  world.dms.set(person.id, channel);
  return channel;
}
