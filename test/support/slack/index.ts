/**
 * A strict stand-in for Slack: a real HTTP and WebSocket server on 127.0.0.1 that the unmodified Bolt talks to, in
 * Socket Mode or over HTTP. It refuses what Slack refuses, notes what a well-behaved app does not do (`violations`),
 * shows what people see, and fails as scripted.
 *
 *     await using slack = await startSlack();
 *     const ada = slack.addPerson({ name: 'Ada' });
 *     const app = new App({ token: slack.botToken, appToken: slack.appToken, socketMode: true, convoStore: false,
 *       clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, rejectRateLimitedCalls: true } });
 *     await app.start();
 *     await slack.command({ person: ada, text: 'help' });
 *     expect(slack.ephemerals(ada)).toHaveLength(1);
 */
import type { Fault, FaultOptions, RandomFaults } from '../wire/index.ts';
import { knownMethods } from './api.ts';
import { type Ack, type Delivery, deliver, type Held, release, replay } from './deliver.ts';
import * as gestures from './gestures.ts';
import type { Obj } from './json.ts';
import {
  addChannel,
  addPerson,
  addTeam,
  type ChannelOptions,
  conversationOf,
  type PersonOptions,
  userObject,
} from './people.ts';
import { permitted, type Rates, type Stretch } from './rates.ts';
import { listen } from './server.ts';
import { cutSockets, type Greeting } from './socket.ts';
import {
  answersTo,
  createWorld,
  keyInMetadata,
  type SlackChannel,
  type SlackMessage,
  type SlackPerson,
  type SlackTeam,
  teamOf,
  visibleMessages,
} from './world.ts';

export { type Fault, unruly } from '../wire/index.ts';
export type { Ack, Delivered, Delivery, Held } from './deliver.ts';
export type { Submitted } from './gestures.ts';
export { buttons, inFiles, interactive, offers, readable } from './look.ts';
export type { Entry } from './values.ts';
export type {
  Link,
  Ping,
  SlackCall,
  SlackChannel,
  SlackFile,
  SlackMessage,
  SlackPerson,
  SlackTeam,
  SlackView,
} from './world.ts';

/** How a stand-in is set up. */
export interface SlackOptions {
  mode?: 'socket' | 'http';
  /** 0, the default, takes any free port. */
  port?: number;
  signingSecret?: string;
  /** Milliseconds since 1970, for message timestamps and rates; the real clock unless given. */
  now?: () => number;
  /** How long Slack waits for an acknowledgement, 3,000 ms unless given. */
  ackDeadlineMs?: number;
  /**
   * After how many milliseconds an event that was not acknowledged is sent again. Slack's own are
   * [0, 60_000, 300_000]; none unless given.
   */
  eventRetriesMs?: readonly number[];
  /** How many of the last calls and deliveries are kept, for soaks; all unless given. */
  keepCalls?: number;
  /** The key under which `postedBy` counts a message; the first text in its metadata's payload unless given. */
  keyOf?: (message: SlackMessage) => string | undefined;
  /** What the bot and its command are called; `weft` unless given. */
  name?: string;
  /** Whether `violations` also holds what Slack would take: links unfurled, no text for screen readers. It does unless you say false. */
  habits?: boolean;
  team?: Partial<SlackTeam>;
}

/** A running stand-in; dispose of it with `await using`. */
export type SlackStandIn = Awaited<ReturnType<typeof startSlack>>;

/** Starts a Slack with one workspace on an ephemeral port of 127.0.0.1. */
export async function startSlack(options: SlackOptions = {}) {
  const world = createWorld({
    appName: (options.name ?? 'weft').toLowerCase(),
    habits: options.habits ?? true,
    mode: options.mode ?? 'socket',
    signingSecret: options.signingSecret ?? 'stand-in-signing-secret',
    steadyNow: options.now ?? Date.now,
    ackDeadlineMs: options.ackDeadlineMs ?? 3000,
    eventRetriesMs: options.eventRetriesMs ?? [],
    keepCalls: options.keepCalls ?? Number.POSITIVE_INFINITY,
    keyOf: options.keyOf ?? keyInMetadata,
  });
  const servers = await listen(world, options.port ?? 0);
  const home = addTeam(world, options.team);
  let last: Delivery | undefined;

  /** Remembers what was sent, so that it can be sent again. */
  const remember = async <T extends Ack | undefined>(acknowledging: Promise<T>): Promise<T> => {
    const ack = await acknowledging;
    if (ack) last = ack.delivery;
    return ack;
  };

  return {
    apiUrl: `${world.origin}/api/`,
    botToken: home.botToken,
    appToken: world.appToken,
    signingSecret: world.signingSecret,
    teamId: home.id,
    team: home,
    appId: world.appId,
    /** The methods of the Web API that are answered; any other is `unknown_method` and a violation. */
    methods: knownMethods,
    mode: world.mode,
    /** Where payloads are posted in HTTP mode. */
    get eventsUrl(): string | undefined {
      return world.eventsUrl;
    },
    set eventsUrl(url: string | undefined) {
      world.eventsUrl = url;
    },

    addTeam: (team: Partial<SlackTeam> = {}) => addTeam(world, team),
    addPerson: (person: PersonOptions) => addPerson(world, person.team ?? home, person),
    addChannel: (channel: ChannelOptions) => addChannel(world, channel.team ?? home, channel),

    // What a person does. Each resolves once the app has acknowledged, or after 3 s without.
    command: (gesture: gestures.CommandGesture) => remember(gestures.command(world, gesture)),
    press: (gesture: Parameters<typeof gestures.press>[1]) => remember(gestures.press(world, gesture)),
    choose: (gesture: Parameters<typeof gestures.choose>[1]) => remember(gestures.choose(world, gesture)),
    submit: (gesture: Parameters<typeof gestures.submit>[1]) => remember(gestures.submit(world, gesture)),
    suggest: (gesture: Parameters<typeof gestures.suggest>[1]) => gestures.suggest(world, gesture),
    dismiss: (person: SlackPerson) => remember(gestures.dismiss(world, person)),
    openHome: (person: SlackPerson) => remember(gestures.openHome(world, person)),
    say: (gesture: Parameters<typeof gestures.say>[1]) => remember(gestures.say(world, gesture)),
    shortcut: (person: SlackPerson, callbackId: string) =>
      remember(gestures.shortcut(world, person, callbackId)),
    join: (person: SlackPerson, channel: SlackChannel) =>
      remember(gestures.move(world, person, channel, 'joined')),
    leave: (person: SlackPerson, channel: SlackChannel) =>
      remember(gestures.move(world, person, channel, 'left')),
    /** Sends any event of the Events API, in the first workspace unless another is named. */
    event: (inner: Obj, team: SlackTeam = home) => remember(gestures.event(world, team.id, inner)),
    /** Changes a person and tells the app (`user_change`). */
    changePerson: (person: SlackPerson, changes: Partial<SlackPerson>) => {
      Object.assign(person, changes);
      return remember(
        gestures.event(world, person.teamId, { type: 'user_change', user: userObject(person) }),
      );
    },
    /** Sends a payload again exactly as it was, the last one unless another is named; events count as retries. */
    redeliver: (delivery: Delivery | undefined = last, retry = 1): Promise<Ack> => {
      if (!delivery) throw new Error('Nothing was delivered yet.');
      return deliver(world, delivery, { retry, reason: 'http_timeout' });
    },
    /** Sends the very bytes of an earlier request again, signature and all, the last one unless another is named; HTTP only. */
    replay: (delivery: Delivery | undefined = last): Promise<Ack> => {
      if (!delivery) throw new Error('Nothing was delivered yet.');
      return replay(world, delivery);
    },
    /** Holds back whatever would be delivered, until it is released. */
    hold: () => {
      world.held ??= [];
    },
    /**
     * Delivers what was held back, in the order given, each once the one before was answered. One that the order
     * names twice is sent again as a retry, one that it leaves out is lost.
     */
    release: (order: (held: Held[]) => Held[] = (held) => held): Promise<Ack[]> => release(world, order),

    // What people see.
    messages: (channel: SlackChannel | string): SlackMessage[] =>
      visibleMessages(world, typeof channel === 'string' ? channel : channel.id),
    /** The answers in a message’s thread, which are seen once it is opened. */
    thread: (message: SlackMessage): SlackMessage[] => answersTo(world, message),
    /** Messages only this person sees, those in answer to commands and presses among them. */
    ephemerals: (person: SlackPerson) =>
      (world.postedOnlyFor.get(person.id) ?? []).filter((one) => !one.deleted),
    /** What the bot and the person wrote each other. */
    dm: (person: SlackPerson): SlackMessage[] => {
      const channel = conversationOf(world, person.teamId, [person.id]);
      return channel ? visibleMessages(world, channel.id) : [];
    },
    /** The group DMs a person is in with the bot. */
    groups: (person: SlackPerson) =>
      [...world.conversations.values()].filter((one) => one.kind === 'mpim' && one.members.has(person.id)),
    view: (person: SlackPerson) => world.stacks.get(person.id)?.at(-1),
    home: (person: SlackPerson) => world.homes.get(person.id),
    channel: (id: string) => world.channels.get(id),
    /** Every file whose upload was ever asked for, in order, also those that are shown nowhere. */
    files: () => [...world.files.values()],

    /** Every message that was ever accepted, in order, deleted and ephemeral ones too. */
    posted: world.posted,
    /** How often a message was posted under each key: more than once is a duplicate. */
    postedBy: world.postedBy as ReadonlyMap<string, number>,
    calls: world.calls,
    /** Every attempt to deliver something to the app, retries among them. */
    deliveries: world.deliveries,
    /** Calls that came faster than the rates allow, `method channel`; not those limited by script. */
    rateLimited: world.rateLimited,
    violations: world.violations,
    pings: world.pings,
    links: world.links,
    /** Resolves as soon as a condition holds, looked at after every request; rejects after `ms` with what was called. */
    until: async (condition: () => boolean, ms = 5000): Promise<void> => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const look = () => (condition() ? resolve() : undefined);
      const recent = () => world.calls.slice(-8).map((call) => `${call.method} ${call.outcome}`);
      const timer = setTimeout(
        () => reject(new Error(`It did not come true. Last calls: ${recent().join(', ')}.`)),
        ms,
      );
      world.changes.on('change', look);
      look();
      try {
        await promise;
      } finally {
        clearTimeout(timer);
        world.changes.off('change', look);
      }
    },

    // What goes wrong.
    /**
     * Scripts the fate of the next calls of a method (`response_url`, `upload_url`, `*` for any), or of the next payload on its way
     * to the app: `delivery`, or one kind, such as `delivery events_api`.
     */
    fail: (where: string | RegExp, fault: Fault, times: number | FaultOptions = 1) =>
      world.faults.plan(where, fault, typeof times === 'number' ? { times } : times),
    /** From now on a share of the calls meets a fault by chance, the same ones for the same seed. */
    randomly: (faults: RandomFaults) => world.faults.randomly(faults),
    clearFaults: () => world.faults.clear(),
    /** How often each kind of fault struck: `drop-after`, `503 accepted`, `429`, `error fatal_error`. */
    faultCounts: () => world.faults.counts(),
    /** Lets every trigger_id given out so far expire. */
    expireTriggers: () => {
      for (const trigger of world.triggers.values()) trigger.expired = true;
    },
    /** Lets every response_url given out so far expire. */
    expireResponseUrls: () => {
      for (const use of world.responseUrls.values()) use.expired = true;
    },
    /** Makes every later call with a team's token fail, or work again when no error is named. */
    revoke: (error: string | undefined = 'token_revoked', team: SlackTeam = home) => {
      delete team.tokenError;
      if (error !== undefined) team.tokenError = error;
    },
    /** Removes the app from a team: its token dies and both events are sent, in the order given. */
    uninstall: async (
      team: SlackTeam = home,
      order: ('app_uninstalled' | 'tokens_revoked')[] = ['tokens_revoked', 'app_uninstalled'],
    ): Promise<Ack[]> => {
      teamOf(world, team.id).tokenError = 'account_inactive';
      const acks: Ack[] = [];
      for (const type of order) {
        const tokens = type === 'tokens_revoked' ? { tokens: { oauth: [], bot: [team.botUserId] } } : {};
        acks.push(await gestures.event(world, team.id, { type, ...tokens }));
      }
      return acks;
    },
    /** What the next Socket Mode connections meet instead of a hello. */
    failSocket: (how: Greeting, times = 1) => {
      world.connections.greetings.push(...Array<Greeting>(times).fill(how));
    },
    /** Cuts every Socket Mode connection without a word. */
    dropSocket: () => cutSockets(world),
    /** Asks every Socket Mode connection to reconnect, as Slack does every few hours, for any of its reasons. */
    refreshSocket: (
      reason: 'refresh_requested' | 'warning' | 'link_disabled' | 'too_many_websockets' = 'refresh_requested',
    ) => {
      const text = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-stand-in' } });
      for (const socket of world.connections.sockets) socket.send(text);
    },
    /** Leaves every connection open but deaf: nothing is read, no ping answered. */
    deafenSocket: () => {
      for (const socket of world.connections.sockets) socket.pause();
    },
    /** How many Socket Mode connections are open and heard. */
    connectionCount: () => world.connections.sockets.filter((socket) => !socket.isPaused).length,
    /** How many pings of Socket Mode clients were answered. */
    heartbeats: () => world.connections.heartbeats,
    /** How many payloads each Socket Mode connection was given, in the order in which they were opened. */
    payloadsBySocket: () => [...world.connections.carried.values()],
    /** Sets Slack's clock wrong by so many seconds: signatures, message timestamps, the Date header of answers. */
    skewClock: (seconds: number) => {
      world.clockSkewSec = seconds;
    },
    /**
     * From now on answers 429 where Slack would: one post a second in a conversation, the tiers of the methods, and
     * so many posts a minute in a workspace, if you say how many.
     */
    enforceRates: (enforce: boolean | Rates = true) => {
      world.rates = enforce === true ? {} : enforce || undefined;
    },
    /** The most calls that the rates allow in a stretch of time, by which a benchmark can divide what it got. */
    permitted: (stretch: Stretch): number => permitted(world.rates ?? {}, stretch),

    async [Symbol.asyncDispose](): Promise<void> {
      for (const timer of world.retries) clearTimeout(timer);
      for (const one of world.held ?? []) one.giveUp();
      cutSockets(world);
      for (const waiting of world.connections.pending.values())
        waiting.settle({ failure: 'connection_lost' });
      await Promise.all(
        servers.map(async (server) => {
          const closed = new Promise<void>((resolve) => server.close(() => resolve()));
          server.closeAllConnections();
          await closed;
        }),
      );
    },
  };
}
