import { join } from 'node:path';
import type { Hono } from 'hono';
import { type App, createApp } from '#app.ts';
import { cast, type Seeded, seedCast } from '#cast/index.ts';
import { complete, type Log } from '#chat/index.ts';
import type { Config } from '#config.ts';
import { createRegister } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createPlayground, playgroundPages, type World } from '#platforms/playground/index.ts';
import { playgroundClock } from '#platforms/playground/tables.ts';
import { migrate, openStore, type Store } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';

/** The cast as the playground shows it. */
export const world: World = {
  name: cast.coalition.name,
  zone: cast.coalition.zone,
  spaces: cast.spaces.map(({ tenant, name, channels }) => ({ tenant, name, channels })),
  people: cast.people.map((one) => ({
    account: one.account,
    name: one.name,
    tenant: one.tenants[0] ?? 'clearwater',
    about: [one.offers && `offers ${one.offers}`, one.needs && `needs ${one.needs}`]
      .filter(Boolean)
      .join('; '),
    zone: one.zone,
    administrator: one.account === cast.administrator,
    organisation: one.organisation,
    badges: [
      ...cast.roles.filter(({ account }) => account === one.account).map(({ role }) => role),
      ...cast.representatives.filter(({ account }) => account === one.account).map(() => 'representative'),
      ...(cast.newcomers.includes(one.account) ? ['not joined yet'] : []),
    ],
  })),
  story: [
    {
      account: 'ana',
      line: 'intro queue',
      says: 'You are Ana, a weaver. Type /weft intro queue to see who should meet, and why. Press Offer on the first.',
    },
    {
      account: 'cara',
      beside: 'ben',
      says: 'Cara needs someone who knows zoning law, and Ben offers it. Each was asked alone. Press Yes as Cara.',
    },
    {
      account: 'ben',
      beside: 'cara',
      says: 'Nothing has changed for Ben: he cannot see what Cara pressed. Press Yes as Ben too.',
    },
    {
      account: 'cara',
      beside: 'ben',
      says: 'Both said yes, so a conversation opened with their own words in it. Look at it under groups.',
    },
    {
      account: 'cara',
      beside: 'ben',
      says: 'Move the clock by a week. Both are asked whether they met and what came of it.',
    },
    {
      account: 'finn',
      line: 'coalition join',
      says: 'Last, be Finn, who is new: type /weft coalition join and see what a newcomer is asked.',
    },
  ],
};

/** An open playground: an app, a database and a clock of its own, and its pages. */
export interface OpenPlayground {
  readonly pages: Hono;
  stop(): Promise<void>;
}

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
  const playground = createPlayground({
    db: store.db,
    clock,
    log,
    world,
    register: createRegister({ db: store.db, clock, platform: 'playground', secret: '' }),
  });
  const features = createFeatures({ embedded: true, platforms: ['playground'] });
  const app = createApp({ store, clock, random: Math.random, platforms: [playground], features, log });
  await app.start();
  let busy = false;
  const pages = playgroundPages({
    playground,
    log,
    allowedHosts: ['localhost', '127.0.0.1', '[::1]', ...(config.url ? [new URL(config.url).host] : [])],
    complete: (line) => complete(app.tree, line),
    help: app.tree.commands.map(({ topic, verb, about, example }) => ({
      topic,
      verb,
      about: about.en,
      example,
    })),
    clockControl: {
      now: () => clock.now(),
      get busy() {
        return busy;
      },
      async move(to) {
        busy = true;
        try {
          await moveClock(app, clock, to);
          await keepClock(store, clock);
        } finally {
          busy = false;
        }
      },
    },
  });
  return {
    pages,
    async stop() {
      await app.stop();
      await store.close();
    },
  };
}

/** Moves a clock from due moment to due moment, carrying out everything on the way. */
export async function moveClock(
  app: Pick<App, 'next' | 'settle'>,
  clock: ManualClock,
  to: Temporal.Instant,
): Promise<void> {
  await app.settle();
  for (;;) {
    const next = await app.next();
    if (!next || Temporal.Instant.compare(next, to) > 0) break;
    clock.set(next);
    await app.settle();
  }
  clock.set(to);
  await app.settle();
}

/** Seeds the cast into the playground's two spaces; everyone is there under the account the cast gives them. */
export async function seedPlayground(store: Store, clock: ManualClock): Promise<Seeded> {
  return await store.db.transaction((tx) =>
    seedCast(
      { tx, now: clock.now() },
      {
        spaces: {
          clearwater: {
            platform: 'playground',
            tenant: 'clearwater',
            account: (account) => account,
            channel: 'introductions',
          },
          delta: {
            platform: 'playground',
            tenant: 'delta',
            account: (account) => account,
            channel: 'delta-intros',
          },
        },
      },
    ),
  );
}

async function keptClock(store: Store): Promise<ManualClock> {
  const [row] = await store.db.select().from(playgroundClock);
  const clock = manualClock(row?.standsAt ?? cast.begins);
  if (!row) {
    await seedPlayground(store, clock);
    await keepClock(store, clock);
  }
  return clock;
}

async function keepClock(store: Store, clock: ManualClock): Promise<void> {
  const standsAt = clock.now();
  await store.db
    .insert(playgroundClock)
    .values({ id: 'clock', standsAt })
    .onConflictDoUpdate({ target: playgroundClock.id, set: { standsAt } });
}
