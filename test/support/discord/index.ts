/**
 * A stand-in for Discord: REST (version 10) and gateway on a loopback port, for an unmodified discord.js.
 *
 *     await using discord = await startDiscord();
 *     const guild = discord.addGuild({ name: 'River coalition' });
 *     const ada = discord.addPerson({ name: 'Ada' });
 *     // new Client({ rest: { api: discord.apiUrl } }).login(discord.token)
 *     const ack = await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
 *
 * It refuses what Discord refuses, and notes in `violations` also what Discord would pass over in silence.
 */
import type { AddressInfo } from 'node:net';
import type { Fault, FaultOptions, RandomFaults } from '../wire/index.ts';
import { type Ack, until } from './act.ts';
import {
  dmWith,
  ephemeralsOf,
  eventsIn,
  messagesIn,
  modalOf,
  type SeenEvent,
  type SeenMessage,
  type SeenModal,
  type SeenThread,
  threadsIn,
} from './eyes.ts';
import { type ModalValue, submitModal } from './form.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { type CommandUse, chooseValues, complete, pressButton, useCommand } from './hands.ts';
import { population } from './population.ts';
import { type Allowance, createMeter, permitted, type Stretch } from './rates.ts';
import { answeredRoutes } from './routes.ts';
import { createRestServer } from './server.ts';
import {
  type Call,
  type Channel,
  createWorld,
  type DiscordPerson,
  type Guild,
  nonceOfMessage,
  type StoredMessage,
} from './world.ts';

export { type Fault, unruly } from '../wire/index.ts';
export type { Ack } from './act.ts';
export type {
  SeenButton,
  SeenEvent,
  SeenField,
  SeenMessage,
  SeenModal,
  SeenPicture,
  SeenSelect,
  SeenThread,
} from './eyes.ts';
export type { ModalValue } from './form.ts';
export type { CommandUse } from './hands.ts';
export { publishedRates } from './rates.ts';
export type { Call, Channel, DiscordPerson, Guild, StoredMessage } from './world.ts';
export { permission } from './world.ts';

export interface DiscordOptions {
  /** 0, the default, takes any free port; a fixed one lets a stand-in come back where it was. */
  port?: number;
  /** How long a person's action waits for its first answer; Discord's 3000 ms unless given. */
  ackMs?: number;
  heartbeatMs?: number;
  /** Privileged intents granted: 1 << 1 members, 1 << 8 presences, 1 << 15 message content. None unless given. */
  privilegedIntents?: number;
  /** Discord's 50 requests a second for a bot. */
  globalPerSecond?: number;
  /** Each route's bucket per channel or guild; 50 a second unless given, so that tests need not wait. */
  bucket?: (route: string) => Allowance;
  /** How many direct messages may be opened anew in so many seconds; 40003 beyond. No limit unless given: Discord has one and does not say which. */
  dmOpens?: Allowance;
  /** After how many answers of 401, 403 and 429 in ten minutes Cloudflare bans the bot; Discord's 10,000 unless given. */
  invalidRequests?: number;
  /** For how long a nonce is known: “the past few minutes”, taken as 3 min unless given. */
  nonceMs?: number;
  /** How many of the last calls are kept, for soaks; all unless given. */
  keepCalls?: number;
  /** The key under which `postedBy` counts a message; its nonce unless given. */
  keyOf?: (message: StoredMessage) => string | undefined;
  /** The id of application and bot, from which the token is made; a new one unless given. */
  applicationId?: string;
  /** What the bot is called; `Weft` unless given. */
  name?: string;
  /** Whether `violations` also holds what Discord would take: a message that could mention people. It does unless you say false. */
  habits?: boolean;
  /** The wall clock in ms. */
  nowMs?: () => number;
}

export interface ChannelWish {
  name: string;
  botMayPost?: boolean;
  botMaySee?: boolean;
}

export interface DiscordStandIn extends AsyncDisposable {
  readonly apiUrl: string;
  readonly gatewayUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  /** The routes that are answered, as Discord's document writes them; any other is 404 and a violation. */
  readonly routes: readonly string[];

  addGuild(wish: {
    name: string;
    ownerId?: string;
    locale?: string;
    channels?: ChannelWish[];
    botPermissions?: bigint;
  }): Guild;
  addChannel(guild: Guild, wish: ChannelWish): Channel;
  /** The text channels of a guild, or the one of a name. */
  channelsOf(guild: Guild): Channel[];
  /** A person, in every guild there is unless `guilds` says otherwise; `isAdmin` in all of those. */
  addPerson(wish: {
    name: string;
    locale?: string;
    guilds?: Guild[];
    isAdmin?: boolean;
    bot?: boolean;
    closedDms?: boolean;
  }): DiscordPerson;
  join(person: DiscordPerson, guild: Guild): void;
  leave(person: DiscordPerson, guild: Guild): void;
  /** The bot is thrown out of the guild (GUILD_DELETE), or the guild has an outage and comes back with `guildReturns`. */
  removeBot(guild: Guild): void;
  guildOutage(guild: Guild): void;
  guildReturns(guild: Guild): void;
  /** Registers commands without the bot; throws when Discord would refuse them. */
  registerCommands(commands: unknown, guild?: Guild): void;

  command(use: CommandUse): Promise<Ack>;
  autocomplete(use: CommandUse & { focused: string }): Promise<{ name: string; value: string | number }[]>;
  press(press: {
    person: DiscordPerson;
    message: SeenMessage | string;
    customId?: string;
    label?: string;
  }): Promise<Ack>;
  choose(choice: {
    person: DiscordPerson;
    message: SeenMessage | string;
    customId: string;
    values: string[];
  }): Promise<Ack>;
  submit(form: { person: DiscordPerson; values: Record<string, ModalValue> }): Promise<Ack>;
  /** A person writes in a channel, a thread or to the bot. */
  say(words: { person: DiscordPerson; channel?: { id: string }; content: string }): SeenMessage;

  messages(place: { id: string } | string): SeenMessage[];
  dm(person: DiscordPerson): SeenMessage[];
  ephemerals(person: DiscordPerson): SeenMessage[];
  modal(person: DiscordPerson): SeenModal | undefined;
  threads(guild: Guild): SeenThread[];
  events(guild: Guild): SeenEvent[];
  /** Resolves with what `look` finds, as soon as it finds something; throws after `ms` (3000). */
  see<T>(look: () => T | undefined | null | false, ms?: number): Promise<T>;

  /** A channel, a thread or a direct-message channel by its id. */
  channel(id: string): Channel | undefined;
  /** Every message that the bot posted by itself (not in answer to an interaction), in order, deleted ones too. */
  posted(): readonly StoredMessage[];
  /** How often the bot posted something under each key: more than once is a duplicate. */
  readonly postedBy: ReadonlyMap<string, number>;
  readonly calls: Call[];
  readonly violations: string[];
  readonly pings: string[];
  /** Requests that were one too many for the rate limits (not those limited by script). */
  readonly rateLimited: string[];

  /**
   * Plans a fault for the next `times` requests that match: `METHOD /path/{of}/document`, `METHOD /path/with/ids`,
   * a pattern for the latter, or `*`.
   */
  fail(route: string | RegExp, fault: Fault, times?: number | FaultOptions): void;
  /** From now on a share of the requests meets a fault by chance, the same ones for the same seed. */
  randomly(faults: RandomFaults): void;
  clearFaults(): void;
  /** How often each kind of fault struck: `drop-after`, `503 accepted`, `429 shared`, `error 50007`. */
  faultCounts(): Record<string, number>;
  /** The most requests that the rates allow in a stretch of time, by which a benchmark can divide what it got. */
  permitted(stretch: Stretch): number;
  /** Answers of 401, 403 and 429 in the present ten minutes; 10,000 of them are a ban. */
  invalidRequests(): number;
  /** Takes the bot's token away (401, and gateway close 4004), or gives it back. */
  revoke(revoked?: boolean): void;
  /** Sets Discord's clock wrong by so many seconds: ids, timestamps, resets in headers, the Date header. */
  skewClock(seconds: number): void;
  /** Lets the token of an interaction run out, as 15 minutes do. */
  expireToken(ack: Ack): void;
  /** Delivers an interaction a second time, the last one unless given. */
  redeliver(ack?: Ack): void;
  /** Lets a few minutes pass for `nonce`: the same one makes a new message again. */
  forgetNonces(): void;
  /** Keeps events back until released, in the order given; one that it names twice comes twice. */
  hold(): void;
  release: Gateway['release'];
  readonly gateway: Gateway;
  /** The sides of `gateway` that tests use most. */
  dropGateway(code?: number): void;
  reconnectOp7(): void;
  invalidSession(resumable?: boolean): void;
}

/** Starts a stand-in on 127.0.0.1; disposing of it closes everything. */
export async function startDiscord(options: DiscordOptions = {}): Promise<DiscordStandIn> {
  const ackMs = options.ackMs ?? 3000;
  const world = createWorld({
    steadyMs: options.nowMs ?? Date.now,
    privilegedIntents: options.privilegedIntents ?? 0,
    applicationId: options.applicationId,
    appName: options.name ?? 'Weft',
    habits: options.habits ?? true,
    keepCalls: options.keepCalls ?? Number.POSITIVE_INFINITY,
    nonceMs: options.nonceMs ?? 180_000,
    keyOf: options.keyOf ?? nonceOfMessage,
  });
  const rates = {
    globalPerSecond: options.globalPerSecond ?? 50,
    bucket: options.bucket ?? (() => ({ limit: 50, seconds: 1 })),
    dmOpens: options.dmOpens,
    invalidRequests: options.invalidRequests ?? 10_000,
  };
  const meter = createMeter(rates, world);
  let port = options.port ?? 0;
  const gatewayUrl = () => `ws://127.0.0.1:${port}`;
  const server = createRestServer(world, meter, gatewayUrl);
  const gateway = createGateway(world, server, gatewayUrl, options.heartbeatMs ?? 41_250);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // listen() on a TCP port gives an AddressInfo.
  port = (server.address() as AddressInfo).port;

  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    gatewayUrl: gatewayUrl(),
    token: world.token,
    applicationId: world.applicationId,
    botId: world.botId,
    routes: answeredRoutes,
    ...population(world),
    command: (use) => useCommand(world, ackMs, use),
    autocomplete: (use) => complete(world, ackMs, use),
    press: (press) => pressButton(world, ackMs, press),
    choose: (choice) => chooseValues(world, ackMs, choice),
    submit: (form) => submitModal(world, ackMs, form),
    messages: (place) => messagesIn(world, typeof place === 'string' ? place : place.id),
    dm: (person) => dmWith(world, person),
    ephemerals: (person) => ephemeralsOf(world, person),
    modal: (person) => modalOf(world, person),
    threads: (guild) => threadsIn(world, guild),
    events: (guild) => eventsIn(world, guild),
    async see(look, ms = 3000) {
      let found = look();
      await until(world, ms, () => {
        found ||= look();
        return Boolean(found);
      });
      if (!found) throw new Error(`nothing to see after ${ms} ms`);
      return found;
    },
    channel: (id) => world.channels.get(id),
    posted: () => world.posted,
    postedBy: world.postedBy,
    calls: world.calls,
    violations: world.violations,
    pings: world.pings,
    rateLimited: world.rateLimited,
    fail: (route, fault, times = 1) =>
      world.faults.plan(route, fault, typeof times === 'number' ? { times } : times),
    randomly: (faults) => world.faults.randomly(faults),
    clearFaults: () => world.faults.clear(),
    faultCounts: () => world.faults.counts(),
    permitted: (stretch) => permitted(rates, stretch),
    invalidRequests: () => meter.invalid(),
    revoke(revoked = true) {
      world.revoked = revoked;
      if (revoked) gateway.drop(4004);
    },
    skewClock(seconds) {
      world.clock.skewSec = seconds;
    },
    expireToken(ack) {
      const interaction = world.interactions.get(ack.token);
      if (interaction) interaction.expired = true;
    },
    redeliver(ack) {
      const interaction = ack ? world.interactions.get(ack.token) : [...world.interactions.values()].at(-1);
      if (!interaction) throw new Error('there is no interaction to deliver again');
      world.announce('INTERACTION_CREATE', interaction.payload, { guildId: interaction.guildId, intent: 0 });
    },
    forgetNonces: () => world.nonces.clear(),
    hold: () => gateway.hold(),
    release: (order) => gateway.release(order),
    gateway,
    dropGateway: (code) => gateway.drop(code),
    reconnectOp7: () => gateway.reconnect(),
    invalidSession: (resumable = false) => gateway.invalidate(resumable),
    async [Symbol.asyncDispose]() {
      gateway.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
