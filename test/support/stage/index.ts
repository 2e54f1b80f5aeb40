/**
 * The stage: the cast's coalition on any of the three platforms, or on two at once, over the real app, the real
 * clients and a real database, with a clock that is set and never slept on.
 *
 *     await using stage = await openStage('slack');
 *     await stage.as('ana').types('intro queue');
 *     await stage.as('ana').presses('Offer');
 *     expect(await stage.as('cara').sees()).toContain('zoning law');
 */
import { sql } from 'drizzle-orm';
import { type App, createApp, createCommandTree } from '#app.ts';
import { cast, type Seeded, seedCast } from '#cast/index.ts';
import {
  type Answer,
  type Deed,
  type Given,
  type Incoming,
  type Intake,
  type Platform,
  type PlatformName,
  plain,
  type Tree,
} from '#chat/index.ts';
import type { Context, May } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { eventCell } from '#inbox/cells.ts';
import { moveClock } from '#playground.ts';
import { schedule } from '#pulse/tables.ts';
import { type Db, openJson, type SealedJson, type Tx } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import { type TestDatabase, testDatabase } from '../database.ts';
import { pulseKeys } from '../pulse-keys.ts';
import { breakable } from './breakable.ts';
import { discordHands } from './discord.ts';
import type { Hands, Shown, ShownForm } from './hands.ts';
import { playgroundHands } from './playground.ts';
import { logged } from './quiet-log.ts';
import { slackHands } from './slack.ts';

export type { Shown, ShownForm } from './hands.ts';

/** Which platform each of the cast's two spaces is on. */
export type Casting = PlatformName | Readonly<Record<cast.Tenant, PlatformName>>;

/** Where only the database differs, one platform is enough: TEST_CASTING names it. */
const only = process.env.TEST_CASTING as PlatformName | undefined;

/** Each story is told on each of these: `describe.each(castings)('on %s', …)`. */
export const castings: readonly Casting[] = only ? [only] : ['playground', 'slack', 'discord'];

/** One person of the cast, in one of the spaces. */
export interface Player {
  types(line: string): Promise<void>;
  presses(label: string): Promise<void>;
  fills(values: Given): Promise<void>;
  /** Everything before them as one text, oldest first. */
  sees(): Promise<string>;
  /** The newest thing before them that is no form. */
  latest(): Promise<Shown | undefined>;
  shown(): Promise<readonly Shown[]>;
  form(): Promise<ShownForm | undefined>;
}

export interface StageOf extends AsyncDisposable {
  readonly app: App;
  readonly db: Db;
  readonly database: TestDatabase;
  readonly clock: ManualClock;
  readonly seeded: Seeded;
  readonly hands: ReadonlyMap<PlatformName, Hands>;
  /** A person in their first space, or in the given one. */
  as(who: string, space?: cast.Tenant): Player;
  /** What the platform calls them, for `person:` options. */
  account(who: string, space?: cast.Tenant): string;
  /** Moves the clock from due moment to due moment. */
  pass(time: Temporal.DurationLike): Promise<void>;
  /** From now on what comes in is stored and acknowledged, and not carried out, until `carriesOn` or a restart. */
  holds(): void;
  /** Carries out what was held, and holds nothing any more. */
  carriesOn(): Promise<void>;
  /** Stops the app as it is and starts another on the same database and platforms, as after a restart. */
  restart(): Promise<void>;
  /** The database cannot be reached until it is told otherwise. */
  goesDown(down: boolean): void;
  /**
   * Hands in what no honest client would send, as this person in their space: a button nobody drew for them, a form
   * sent twice. Returns what they are told.
   */
  crafts(who: string, deed: Deed): Promise<string>;
  /** Waits until everything that came in is done, and everything due has been carried out. */
  settle(): Promise<void>;
  /** What any platform refused, every ping, and what was logged as an error; empty at the end of a good story. */
  problems(): readonly string[];
}

/**
 * Opens a stage; `empty` leaves the coalition unmade, for stories of setting one up. Only with `pulses` a pulse opens
 * by itself every week, as it does for every coalition: in other stories its messages to everyone are left out.
 */
export async function openStage(
  casting: Casting,
  options: { empty?: boolean; pulses?: boolean; random?: () => number } = {},
): Promise<StageOf> {
  const database = await testDatabase();
  const { db } = database;
  const { store, breaks } = breakable(database.store);
  const clock = manualClock(cast.begins);
  const where = typeof casting === 'string' ? { clearwater: casting, delta: casting } : casting;
  const names = [...new Set([where.clearwater, where.delta])];
  const features = createFeatures({ embedded: store.kind === 'embedded', platforms: names, pulseKeys });
  const tree = createCommandTree(features);
  const hands = new Map<PlatformName, Hands>();
  for (const name of names) {
    const spaces = cast.spaces.map(({ tenant }) => tenant).filter((tenant) => where[tenant] === name);
    hands.set(name, await openHands(name, { db, registerDb: store.db, clock, spaces, tree }));
  }
  const handsOf = (space: cast.Tenant): Hands => {
    const found = hands.get(where[space]);
    if (!found) throw new Error(`nobody plays ${space}`);
    return found;
  };
  const loggedBefore = logged.length;
  const quiet = {
    info: () => {},
    warn: () => {},
    error: (event: string, fields?: object) => void logged.push(`${event} ${JSON.stringify(fields ?? {})}`),
  };
  const held: (() => Promise<void>)[] = [];
  /** what was acknowledged and is being carried out */
  const underWay = new Set<Promise<void>>();
  let holding = false;
  let isDown = false;
  const begin = (platform: Platform): Platform => ({
    ...platform,
    start: (intake) => platform.start(holdable(intake)),
  });
  const holdable = (intake: Intake): Intake => ({
    ...intake,
    async take(incoming) {
      const reaction = await intake.take(incoming);
      if (reaction.kind !== 'later') return reaction;
      if (holding) {
        held.push(reaction.finish);
        return { ...reaction, finish: async () => {} };
      }
      const { promise, resolve } = Promise.withResolvers<void>();
      underWay.add(promise);
      const finish = async () => {
        try {
          await reaction.finish();
        } finally {
          underWay.delete(promise);
          resolve();
        }
      };
      return { ...reaction, finish };
    },
  });
  const open = (platforms: readonly Platform[]): App =>
    createApp({
      store,
      clock,
      random: options.random ?? seededRandom(7),
      platforms: platforms.map(begin),
      features,
      log: quiet,
      leaseMs: 2_000,
      settleMs: 50,
    });
  let app = open([...hands.values()].map(({ platform }) => platform));
  await app.connect();
  for (const one of hands.values()) await one.ready();
  const spaceOf = (who: string) =>
    cast.people.find(({ account }) => account === who)?.tenants[0] ?? 'clearwater';
  const seeded: Seeded = options.empty
    ? { coalitionId: '', people: new Map(), organisations: new Map(), hubs: new Map() }
    : await db.transaction((tx) =>
        seedCast(
          { tx, now: clock.now() },
          { spaces: { clearwater: stageSpace('clearwater'), delta: stageSpace('delta') } },
        ),
      );

  if (!options.empty && !options.pulses)
    await db.insert(schedule).values({ coalitionId: seeded.coalitionId, weekday: 2, hour: 10, nextAt: null });

  function stageSpace(space: cast.Tenant) {
    const mine = handsOf(space);
    const lives = (who: string) =>
      cast.people.some(({ account, tenants }) => account === who && tenants.includes(space));
    return {
      platform: mine.name,
      tenant: mine.tenant(space),
      channel: mine.channel(space),
      actions: mine.channel(space, 'actions'),
      pulse: mine.channel(space, 'pulse'),
      account: (who: string) => (lives(who) ? mine.account(who, space) : undefined),
    };
  }

  async function settle(): Promise<void> {
    if (holding || isDown) return;
    await Promise.all(underWay);
    await app.settle();
  }

  return {
    get app() {
      return app;
    },
    db,
    database,
    clock,
    seeded,
    hands,
    settle,
    account: (who, space = spaceOf(who)) => handsOf(space).account(who, space),
    as(who, space = spaceOf(who)) {
      const mine = handsOf(space);
      const after = async (gesture: Promise<void>) => {
        await gesture;
        await settle();
      };
      return {
        types: (line) => after(mine.type(who, space, line)),
        presses: (label) => after(mine.press(who, space, label)),
        fills: (values) => after(mine.fill(who, space, values)),
        shown: () => mine.sees(who, space),
        form: () => mine.form(who, space),
        sees: async () => (await mine.sees(who, space)).map(({ text }) => text).join('\n'),
        latest: async () => (await mine.sees(who, space)).findLast((one) => one.where !== 'form'),
      };
    },
    async pass(time) {
      const ms = Math.round(
        Temporal.Duration.from(time).total({
          unit: 'milliseconds',
          relativeTo: clock.now().toZonedDateTimeISO('UTC'),
        }),
      );
      await moveClock(app, clock, clock.now().add({ milliseconds: ms }));
    },
    holds() {
      holding = true;
    },
    async carriesOn() {
      holding = false;
      for (const finish of held.splice(0)) await finish();
      await settle();
    },
    async restart() {
      await app.stop();
      holding = false;
      held.length = 0;
      app = open([...hands.values()].map((one) => one.reconnect()));
      await app.connect();
      await app.resume();
      await settle();
    },
    goesDown(down) {
      isDown = down;
      breaks(down);
    },
    async crafts(who, deed) {
      const space = spaceOf(who);
      const mine = handsOf(space);
      const incoming: Incoming = {
        key: crypto.randomUUID(),
        platform: mine.name,
        tenant: mine.tenant(space),
        sender: { account: mine.account(who, space), name: who, administrator: false },
        reply: {},
        ...deed,
      };
      const reaction = await app.intake.take(incoming);
      if (reaction.kind === 'later') await reaction.finish();
      const { rows } = await db.execute<{ answer: SealedJson | null }>(
        sql`update inbox set answer = null from inbox old
            where inbox.key = ${incoming.key} and old.key = inbox.key returning old.answer`,
      );
      await settle();
      if (reaction.kind === 'form') return reaction.view.title;
      if (reaction.kind === 'errors') return Object.values(reaction.errors).join(' ');
      const cell = eventCell('answer', incoming.platform, incoming.key);
      const kept = rows[0]?.answer && openJson<Answer>(cell, rows[0].answer);
      const said = reaction.kind === 'answer' ? reaction.answer : kept;
      return said ? plain(said.message) : '';
    },
    problems: () => [...[...hands.values()].flatMap((one) => one.problems()), ...logged.slice(loggedBefore)],
    async [Symbol.asyncDispose]() {
      await app.stop();
      for (const one of hands.values()) await one.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

/** The cast on one platform, with nothing behind it yet. */
export async function openHands(
  name: PlatformName,
  given: {
    db: Db;
    /** what the platform's register reads and writes; `db` unless it is to fail */
    registerDb?: Db;
    clock: ManualClock;
    spaces: readonly cast.Tenant[];
    tree: Tree<Context, May, Tx>;
  },
): Promise<Hands> {
  const { db, registerDb = db, ...rest } = given;
  switch (name) {
    case 'slack':
      return await slackHands({ ...rest, db: registerDb });
    case 'discord':
      return await discordHands({ ...rest, db: registerDb });
    case 'playground':
      return await playgroundHands({ ...rest, db, registerDb });
  }
}

/** A small generator of numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
