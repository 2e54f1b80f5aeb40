import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Hono } from 'hono';
import { type App, createApp } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import { cast, type Seeded, seedCast, story } from '#cast/index.ts';
import { complete, type Log, trace } from '#chat/index.ts';
import type { Config } from '#config.ts';
import { createRegister } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createMetrics, type Metrics } from '#metrics/index.ts';
import { drawPicture } from '#pictures/index.ts';
import {
  createPlayground,
  type Playground,
  playgroundPages,
  type World,
} from '#platforms/playground/index.ts';
import { playgroundClock } from '#platforms/playground/tables.ts';
import { resealAll } from '#privacy/index.ts';
import { migrate, openStore, type Store, type Tx } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';
import type { Calendars } from '#web.ts';

/** The cast as the playground shows it. */
export const world: World = {
  name: cast.coalition.name,
  zone: cast.coalition.zone,
  spaces: cast.spaces.map(({ tenant, name, channels }) => ({ tenant, name, channels })),
  people: cast.people.map((one) => ({
    account: one.account,
    name: one.name,
    tenant: one.tenants[0] ?? 'clearwater',
    also: one.tenants.slice(1),
    about: aboutOf(one),
    zone: one.zone,
    administrator: one.account === cast.administrator,
    organisation: one.organisation,
    badges: badgesOf(one.account),
  })),
  story,
};

function aboutOf({ offers, needs }: { offers: string; needs: string }): string {
  return [offers && `offers ${offers}`, needs && `needs ${needs}`].filter(Boolean).join('; ');
}

function badgesOf(account: string): readonly string[] {
  return [
    ...cast.roles.filter((one) => one.account === account).map(({ role }) => role),
    ...[...cast.representatives, ...cast.hubRepresentatives]
      .filter((one) => one.account === account)
      .map(() => 'representative'),
    ...(cast.newcomers.includes(account) ? ['not joined yet'] : []),
    ...(cast.unvouched.includes(account) ? ['not vouched for yet'] : []),
    ...(cast.shy.includes(account) ? ['not to be suggested'] : []),
  ];
}

/** An open playground: an app, a database and a clock of its own, and its pages. */
export interface OpenPlayground {
  readonly pages: Hono;
  readonly metrics: Metrics;
  /** its days, for whoever asks for a calendar file of them */
  readonly calendars: Calendars;
  stop(): Promise<void>;
}

/** How often is looked for work that a process before this one had begun and not ended, in milliseconds. */
const lookEvery = 5_000;

/** Opens the playground kept in `WEFT_DATA/playground`, seeding it the first time. */
export async function openPlayground(
  config: Pick<Config, 'folder' | 'url'>,
  log: Log,
): Promise<OpenPlayground> {
  const store = await openStore({
    folder: join(config.folder, 'playground'),
    log: { warn: (_fields, words) => log.warn(words) },
  });
  await migrate(store);
  const clock = await keptClock(store);
  const register = createRegister({ db: store.db, clock, platform: 'playground' });
  const playground = createPlayground({
    ...{ db: store.db, clock, log, world, register },
    ...{ draw: drawPicture, write: writeCalendar },
  });
  const pulseKeys = join(config.folder, 'playground-pulse-keys');
  const { url } = config;
  const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys, url });
  await resealAll(store, features, log);
  const metrics = createMetrics({ store, clock });
  const { watch } = metrics;
  const app = createApp({ store, clock, random: Math.random, platforms: [playground], features, log, watch });

  // Only here is anything carried out, one turn after another: a clock that is moved must not overtake a worker.
  let last: Promise<unknown> = Promise.resolve();
  let moving = false;
  let stopping = false;
  function turn(run: () => Promise<void>): Promise<void> {
    const mine = last.then(run);
    last = mine.catch(() => {});
    return mine;
  }
  /** What follows from what a person did, unless the clock is moving: then it is carried out on the way. */
  const follow = async () => (moving ? undefined : await turn(app.settle));

  await app.connect();
  await app.resume();
  await turn(app.settle);
  const look = setInterval(() => {
    follow().catch((error) => log.warn('the playground waits', { error: trace(error) }));
  }, lookEvery);

  const pages = playgroundPages({
    playground: following(playground, follow),
    log,
    allowedHosts: ['localhost', '127.0.0.1', '[::1]', ...(config.url ? [new URL(config.url).host] : [])],
    complete: (line) => complete(app.tree, line),
    help: app.tree.commands.map((one) => ({ ...one, about: one.about.en })),
    clockControl: {
      now: () => clock.now(),
      get busy() {
        return moving;
      },
      async move(to) {
        moving = true;
        try {
          await turn(() =>
            moveClock(app, clock, to, async () => {
              // The clock stays where it was kept last, and what was due then is carried out at the next start.
              if (stopping) throw new Error('the playground stops while its clock is moving');
              await keepClock(store.db, clock.now());
              playground.changed();
            }),
          );
        } finally {
          moving = false;
          playground.changed();
        }
        await follow();
      },
    },
    reset: () =>
      turn(async () => {
        await store.db.transaction(async (tx) => {
          await emptyTables(tx);
          await begin(tx);
        });
        clock.set(cast.begins);
        playground.changed();
      }),
  });
  return {
    pages,
    metrics,
    calendars: { store, clock },
    async stop() {
      stopping = true;
      clearInterval(look);
      await last;
      await app.stop();
      await store.close();
    },
  };
}

/** The playground whose people see at once what follows from what they do. */
function following(playground: Playground, follow: () => Promise<void>): Playground {
  const then =
    <G>(act: (given: G) => Promise<void>) =>
    async (given: G) => {
      await act(given);
      await follow();
    };
  return {
    ...playground,
    type: then(playground.type),
    press: then(playground.press),
    fill: then(playground.fill),
  };
}

/** Moves a clock from due moment to due moment, carrying out everything on the way; `stands` is told of each. */
export async function moveClock(
  app: Pick<App, 'next' | 'settle'>,
  clock: ManualClock,
  to: Temporal.Instant,
  stands: () => Promise<void> = async () => {},
): Promise<void> {
  await app.settle();
  for (;;) {
    const next = await app.next();
    const last = !next || Temporal.Instant.compare(next, to) > 0;
    clock.set(last ? to : next);
    await stands();
    await app.settle();
    if (last) break;
  }
}

/** Seeds the cast into the playground's two spaces; everyone is there under the account the cast gives them. */
export async function seedPlayground(store: Store, clock: ManualClock): Promise<Seeded> {
  return await store.db.transaction((tx) => seed(tx, clock.now()));
}

async function seed(tx: Tx, now: Temporal.Instant, mapped = false): Promise<Seeded> {
  const space = (tenant: cast.Tenant) => {
    const { introductions: channel, actions, pulse } = cast.uses[tenant];
    return {
      platform: 'playground',
      tenant,
      channel,
      actions,
      pulse,
      account: (who: string) => who,
    } as const;
  };
  const spaces = { clearwater: space('clearwater'), delta: space('delta') };
  return await seedCast({ tx, now }, { spaces, mapped });
}

/** The cast as it is when the story begins, and the clock with it. */
async function begin(tx: Tx): Promise<void> {
  const begins = Temporal.Instant.from(cast.begins);
  await seed(tx, begins, true);
  await keepClock(tx, begins);
}

async function emptyTables(tx: Tx): Promise<void> {
  const found = await tx.execute<{ name: string }>(
    sql`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  const names = sql.raw(found.rows.map(({ name }) => name).join(', '));
  await tx.execute(sql`truncate ${names} restart identity`);
}

async function keptClock(store: Store): Promise<ManualClock> {
  const [kept] = await store.db.select().from(playgroundClock);
  if (kept === undefined) await store.db.transaction(begin);
  return manualClock(kept?.standsAt ?? cast.begins);
}

async function keepClock(tx: Tx, standsAt: Temporal.Instant): Promise<void> {
  await tx
    .insert(playgroundClock)
    .values({ id: 'clock', standsAt })
    .onConflictDoUpdate({ target: playgroundClock.id, set: { standsAt } });
}
