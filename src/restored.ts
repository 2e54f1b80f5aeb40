/**
 * After a backup was restored, and before Weft is started (`npm run restored`; docs/operations.md). What the database
 * now takes for due may have been sent after the backup was made, so that none of it goes out by itself: what the
 * schedule would do is done, and every message that is due then is one of which nobody knows whether it arrived. Whoever
 * deleted what was kept of them after the backup is deleted from it again.
 */
import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import { type Config, ConfigError, loadConfig, secretsOf } from '#config.ts';
import { delivery } from '#delivery/tables.ts';
import type { Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createLog } from '#log.ts';
import { replayDeletions, resealAll } from '#privacy/index.ts';
import { createSchedule, noteOutage } from '#schedule/index.ts';
import { openStore, type Store, StoreError, unlockWith, whileNoneStarts } from '#store/index.ts';
import { systemClock } from '#time/index.ts';

try {
  const config = loadConfig();
  const { database } = config;
  if (database.kind !== 'server')
    throw new ConfigError('DATABASE_URL is missing: name the restored database.');
  unlockWith(secretsOf(config));
  const store = await openStore({ url: database.url });
  try {
    const count = await whileNoneStarts(store, async (bring) => {
      if (await isInUse(store))
        throw new StoreError('Weft is running on this database: stop every process first.');
      await bring();
      const features = featuresOf(config);
      const sealed = await resealAll(store, features, createLog(config.logLevel));
      const forgotten = await replayDeletions(store.db, {
        path: config.deletions,
        now: systemClock.now(),
        features,
      });
      return {
        unreadable: sealed?.unreadable ?? 0,
        forgotten,
        doubted: await doubt(store, config, features),
      };
    });
    if (count.unreadable > 0)
      console.log(
        `${count.unreadable} sealed texts do not open: they were sealed under another secret. Name it as WEFT_SECRET_BEFORE and run this again; otherwise they stay unreadable.`,
      );
    console.log(
      `Deleted again, because they had left or deleted what was kept of them: ${count.forgotten} people, organisations, spaces and coalitions. ${count.doubted} messages that were due may have arrived after the backup was made. None is sent again by itself: "/weft status show" has a button for each. Weft may be started.`,
    );
  } finally {
    await store.close();
  }
} catch (error) {
  const isKnown = error instanceof ConfigError || error instanceof StoreError;
  console.error(isKnown ? error.message : error);
  process.exitCode = 1;
}

function featuresOf({ pulseKeys, deletions, url }: Config): readonly Feature[] {
  return createFeatures({ embedded: false, platforms: [], pulseKeys, deletions, url });
}

/** Every process of Weft listens for deliveries, on a connection of its own. */
async function isInUse({ db }: Store): Promise<boolean> {
  const { rows } = await db.execute(
    sql`select 1 from pg_stat_activity where datname = current_database() and application_name like 'weft listens%'`,
  );
  return rows.length > 0;
}

/** Does what is due by now and sends nothing; how many messages are in doubt. An edit may be made twice, and goes out. */
async function doubt(store: Store, { logLevel }: Config, features: readonly Feature[]): Promise<number> {
  const schedule = createSchedule({
    store,
    clock: systemClock,
    random: Math.random,
    log: createLog(logLevel),
    dues: features.flatMap((feature) => feature.dues ?? []),
  });
  // Before the tick, which says that Weft is there again.
  await store.db.transaction((tx) => noteOutage({ tx, now: systemClock.now() }));
  await schedule.tick();
  const now = systemClock.now();
  const due = and(eq(delivery.state, 'due'), lte(delivery.dueAt, now), gt(delivery.expiresAt, now));
  const doubted = await store.db
    .update(delivery)
    .set({ state: 'uncertain', code: 'restored', endedAt: now, gate: null, notBefore: null })
    .where(and(due, isNull(delivery.edits)))
    .returning({ id: delivery.id });
  return doubted.length;
}
