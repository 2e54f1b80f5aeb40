import { sql } from 'drizzle-orm';
import { type App, createApp, createCommandTree, type Parts } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import { cast, type Seeded, seedCast } from '#cast/index.ts';
import type { Intake, Platform, Reaction } from '#chat/index.ts';
import { createRegister, type Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createLog } from '#log.ts';
import { createMetrics, type Metrics } from '#metrics/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { createDiscord, discordCommands } from '#platforms/discord/index.ts';
import { createSlack } from '#platforms/slack/index.ts';
import { type Db, openStore, type Store } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { startWeb } from '#web.ts';
import { testDatabase } from './database.ts';
import type { DiscordOptions } from './discord/index.ts';
import { pulseKeys } from './pulse-keys.ts';
import type { SlackOptions } from './slack/index.ts';
import { discordCast } from './stage/discord.ts';
import type { LooseHands } from './stage/hands.ts';
import { slackCast } from './stage/slack.ts';

/** A Wednesday, noon in Chicago: nobody sleeps. */
const begins = '2027-05-12T17:00:00Z';

/** One Weft in this process, over real clients, as a replica of all the others in its house. */
export interface Replica extends AsyncDisposable {
  readonly app: App;
  readonly metrics: Metrics;
  /** its log, as it would be written */
  readonly lines: readonly string[];
  /** where its web server listens */
  readonly url: string;
  /** Waits until what it acknowledged is carried out, and carries out everything that is due. */
  settle(): Promise<void>;
}

/** How one replica differs. */
export interface ReplicaWish {
  /** which platforms it serves; both unless given */
  readonly on?: readonly ('slack' | 'discord')[];
  /** its way to the database; one of its own where there is a server, else the house's */
  readonly store?: Store;
  /** between the platforms and the inbox */
  readonly between?: (intake: Intake) => Intake;
  readonly parts?: Partial<Parts>;
  readonly slackClock?: { now(): Temporal.Instant };
  readonly ackMs?: number;
}

type Cast<Of extends (...args: never[]) => Promise<unknown>> = Awaited<ReturnType<Of>>;

/** Stand-ins of both platforms with the cast on them, Clearwater on Slack and the Delta on Discord, and one database. */
export interface House extends AsyncDisposable {
  readonly db: Db;
  readonly databaseUrl: string | undefined;
  readonly clock: ManualClock;
  readonly seeded: Seeded;
  readonly features: readonly Feature[];
  readonly slack: Cast<typeof slackCast>['slack'];
  readonly discord: Cast<typeof discordCast>['discord'];
  readonly hands: { readonly slack: LooseHands; readonly discord: LooseHands };
  open(wish?: ReplicaWish): Promise<Replica>;
}

/** Opens a house with nobody in it yet; `more` are features besides Weft's own. */
export async function openHouse(
  given: { slack?: SlackOptions; discord?: DiscordOptions; more?: readonly Feature[] } = {},
): Promise<House> {
  const database = await testDatabase();
  const { db, url } = database;
  const clock = manualClock(begins);
  const features = [
    ...createFeatures({
      embedded: database.store.kind === 'embedded',
      platforms: ['slack', 'discord'],
      pulseKeys,
    }),
    ...(given.more ?? []),
  ];
  const tree = createCommandTree(features);
  const { slack, hands: onSlack } = await slackCast(['clearwater'], given.slack);
  const { discord, hands: onDiscord } = await discordCast(['delta'], tree, given.discord);
  discord.registerCommands(discordCommands(tree));
  const lives = (who: string, space: cast.Tenant) =>
    cast.people.some(({ account, tenants }) => account === who && tenants.includes(space));
  const space = (hands: LooseHands, name: cast.Tenant) => ({
    platform: hands.name,
    tenant: hands.tenant(name),
    channel: hands.channel(name),
    actions: hands.channel(name, 'actions'),
    pulse: hands.channel(name, 'pulse'),
    account: (who: string) => (lives(who, name) ? hands.account(who, name) : undefined),
  });
  const seeded = await db.transaction((tx) =>
    seedCast(
      { tx, now: clock.now() },
      { spaces: { clearwater: space(onSlack, 'clearwater'), delta: space(onDiscord, 'delta') } },
    ),
  );
  const replicas = new Set<Replica>();

  async function open({
    on = ['slack', 'discord'],
    between = (intake) => intake,
    ...wish
  }: ReplicaWish = {}) {
    const own = wish.store === undefined && url !== undefined;
    const store = wish.store ?? (url === undefined ? database.store : await openStore({ url }));
    const lines: string[] = [];
    const log = createLog('trace', (line) => void lines.push(line));
    const register = (platform: 'slack' | 'discord') => createRegister({ db: store.db, clock, platform });
    const ackMs = wish.ackMs === undefined ? {} : { ackMs: wish.ackMs };
    const weftOnSlack = createSlack({
      mode:
        slack.mode === 'socket'
          ? { mode: 'socket', botToken: slack.botToken, appToken: slack.appToken, apiUrl: slack.apiUrl }
          : {
              mode: 'http',
              botToken: slack.botToken,
              signingSecret: slack.signingSecret,
              apiUrl: slack.apiUrl,
            },
      ...{ register: register('slack'), draw: drawPicture, write: writeCalendar, log },
      ...{ clock: wish.slackClock ?? clock, ...ackMs },
    });
    const { token, apiUrl } = discord;
    const weftOnDiscord = createDiscord({
      ...{ token, apiUrl, tree, register: register('discord'), log, clock, ...ackMs },
      ...{ draw: drawPicture, write: writeCalendar },
    });
    const metrics = createMetrics({ store, clock });
    const underWay = new Set<Promise<void>>();
    const all: Platform[] = [weftOnSlack, weftOnDiscord];
    const platforms = all
      .filter(({ name }) => on.some((wanted) => wanted === name))
      .map((platform) => ({
        ...platform,
        start: (intake: Intake) => platform.start(between(followed(intake, underWay))),
      }));
    const app = createApp({
      ...{ store, clock, platforms, features, log, random: () => 0.5, watch: metrics.watch },
      ...{ leaseMs: 2_000, settleMs: 50, ...wish.parts },
    });
    await app.connect();
    const web = await startWeb({
      ...{ host: '127.0.0.1', port: 0, ready: () => store.ping(), slack: weftOnSlack.listener },
      metrics: { token: undefined, scrape: metrics.scrape },
    });
    const address = `http://127.0.0.1:${web.port}`;
    if (slack.mode === 'http' && on.includes('slack')) slack.eventsUrl ??= `${address}/slack/events`;
    const replica: Replica = {
      ...{ app, metrics, lines, url: address },
      async settle() {
        await Promise.all(underWay);
        await app.settle();
      },
      async [Symbol.asyncDispose]() {
        if (!replicas.delete(replica)) return;
        await app.stop();
        await web.stop();
        if (own) await store.close();
      },
    };
    replicas.add(replica);
    return replica;
  }

  return {
    ...{ db, clock, seeded, features, slack, discord, open },
    databaseUrl: url,
    hands: { slack: onSlack, discord: onDiscord },
    async [Symbol.asyncDispose]() {
      for (const replica of replicas) await replica[Symbol.asyncDispose]();
      await slack[Symbol.asyncDispose]();
      await discord[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** An intake that remembers what it put off, so that a test can wait for it. */
function followed(intake: Intake, underWay: Set<Promise<void>>): Intake {
  return {
    ...intake,
    async take(incoming) {
      const reaction = await intake.take(incoming);
      if (reaction.kind === 'later') follow(reaction, underWay);
      return reaction;
    },
  };
}

/** The reaction itself is changed: the inbox knows it again when it is acknowledged. */
function follow(reaction: Extract<Reaction, { kind: 'later' }>, underWay: Set<Promise<void>>): void {
  const { promise, resolve } = Promise.withResolvers<void>();
  underWay.add(promise);
  const { finish } = reaction;
  Object.assign(reaction, {
    finish: async () => {
      try {
        await finish();
      } finally {
        underWay.delete(promise);
        resolve();
      }
    },
  });
}

/** A sum of every row of every table, by table. */
export async function sums(db: Db): Promise<Readonly<Record<string, string>>> {
  const { rows } = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const all: Record<string, string> = {};
  for (const { name } of rows) {
    const found = await db.execute<{ sum: string }>(
      sql`select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${sql.identifier(name)} t`,
    );
    all[name] = found.rows[0]?.sum ?? '';
  }
  return all;
}
