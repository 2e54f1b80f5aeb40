import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { type Db, type Store, StoreError } from './db.ts';
import { isConflict } from './errors.ts';

const mostTries = 10;
const ownMigrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Brings the database to the newest migration; does nothing when it is there already. Processes that start together wait
 * for one another, since drizzle's migrator takes no lock of its own. Throws `StoreError` where a newer Weft migrated.
 */
export async function migrate(store: Store, migrationsFolder = ownMigrations): Promise<void> {
  await whileNoneStarts(store, (bring) => bring(), migrationsFolder);
}

/** Runs `work` while every process that starts waits; `bring` migrates as `migrate` does. */
export async function whileNoneStarts<T>(
  store: Store,
  work: (bring: () => Promise<void>) => Promise<T>,
  migrationsFolder = ownMigrations,
): Promise<T> {
  return await store.alone('migrate', (db) => work(() => bringUpToDate(db, migrationsFolder)));
}

async function bringUpToDate(db: Db, migrationsFolder: string): Promise<void> {
  const journal = join(migrationsFolder, 'meta/_journal.json');
  if (!existsSync(journal)) return;
  const { entries } = JSON.parse(readFileSync(journal, 'utf8')) as { entries: { when: number }[] };
  if ((await newestIn(db)) > Math.max(0, ...entries.map(({ when }) => when)))
    throw new StoreError(
      'A newer Weft has migrated this database: start that one or a newer one, or restore a backup from before the upgrade.',
    );
  // The migrator only runs statements and is the same for every driver; its type names one.
  const on = db as unknown as Parameters<typeof applyMigrations>[0];
  for (let tries = 1; ; tries += 1) {
    try {
      return await applyMigrations(on, { migrationsFolder });
    } catch (error) {
      // Replicas that still work lock the same tables in another order.
      if (tries >= mostTries || !isConflict(error)) throw error;
    }
  }
}

/** The moment of the newest migration that was ever applied, as drizzle's migrator keeps it (ms since 1970); 0 when none was. */
async function newestIn(db: Db): Promise<number> {
  const found = await db.execute<{ kept: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as kept`,
  );
  if (found.rows[0]?.kept !== true) return 0;
  const { rows } = await db.execute<{ newest: number }>(
    sql`select coalesce(max(created_at), 0)::float8 as newest from drizzle.__drizzle_migrations`,
  );
  return Number(rows[0]?.newest ?? 0);
}
