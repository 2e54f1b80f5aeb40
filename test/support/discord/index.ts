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
import { type Ack, until } from './act.ts';
import {
  dmWith,
  ephemeralsOf,
  messagesIn,
  modalOf,
  type SeenMessage,
  type SeenModal,
  type SeenThread,
  threadsIn,
} from './eyes.ts';
import { createFaults, type Fault } from './faults.ts';
import { type ModalValue, submitModal } from './form.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { type CommandUse, chooseValues, complete, pressButton, useCommand } from './hands.ts';
import { population } from './population.ts';
import { createRates } from './rates.ts';
import { createRestServer } from './server.ts';
import { type Call, type Channel, createWorld, type DiscordPerson, type Guild } from './world.ts';

export type { Ack } from './act.ts';
export type { SeenButton, SeenField, SeenMessage, SeenModal, SeenSelect, SeenThread } from './eyes.ts';
export type { Fault } from './faults.ts';
export type { ModalValue } from './form.ts';
export type { CommandUse } from './hands.ts';
export type { Call, Channel, DiscordPerson, Guild } from './world.ts';
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
  bucket?: (route: string) => { limit: number; seconds: number };
  /** The wall clock in ms, for skewed ones. */
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
  /** Resolves with what `look` finds, as soon as it finds something; throws after `ms` (3000). */
  see<T>(look: () => T | undefined | null | false, ms?: number): Promise<T>;

  readonly calls: Call[];
  readonly violations: string[];
  readonly pings: string[];
  /** Requests that were one too many for the rate limits (not those limited by script). */
  readonly rateLimited: string[];

  /**
   * Plans a fault for the next `times` requests that match: `METHOD /path/{of}/document`, `METHOD /path/with/ids`,
   * a pattern for the latter, or `*`.
   */
  fail(route: string | RegExp, fault: Fault, times?: number): void;
  clearFaults(): void;
  /** Lets the token of an interaction run out, as 15 minutes do. */
  expireToken(ack: Ack): void;
  /** Delivers an interaction a second time, the last one unless given. */
  redeliver(ack?: Ack): void;
  /** Lets a few minutes pass for `nonce`: the same one makes a new message again. */
  forgetNonces(): void;
  readonly gateway: Gateway;
  /** The sides of `gateway` that tests use most. */
  dropGateway(code?: number): void;
  reconnectOp7(): void;
  invalidSession(resumable?: boolean): void;
}

/** Starts a stand-in on 127.0.0.1; disposing of it closes everything. */
export async function startDiscord(options: DiscordOptions = {}): Promise<DiscordStandIn> {
  const nowMs = options.nowMs ?? Date.now;
  const ackMs = options.ackMs ?? 3000;
  const world = createWorld(nowMs, options.privilegedIntents ?? 0);
  const faults = createFaults();
  const bucket = options.bucket ?? (() => ({ limit: 50, seconds: 1 }));
  const rate = createRates({ globalPerSecond: options.globalPerSecond ?? 50, bucket }, nowMs);
  let port = options.port ?? 0;
  const gatewayUrl = () => `ws://127.0.0.1:${port}`;
  const server = createRestServer(world, faults, rate, gatewayUrl);
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
    async see(look, ms = 3000) {
      let found = look();
      await until(world, ms, () => {
        found ||= look();
        return Boolean(found);
      });
      if (!found) throw new Error(`nothing to see after ${ms} ms`);
      return found;
    },
    calls: world.calls,
    violations: world.violations,
    pings: world.pings,
    rateLimited: world.rateLimited,
    fail: (route, fault, times = 1) => faults.plan(route, fault, times),
    clearFaults: () => faults.clear(),
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
