import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import type { Store } from './db.ts';
import { isConflict } from './errors.ts';

const mostTries = 10;
const ownMigrations = fileURLToPath(new URL('../../migrations', import.meta.url));

/**
 * Brings the database to the newest migration; does nothing when it is there already. Processes that start
 * together wait for one another, since drizzle's migrator takes no lock of its own.
 */
export async function migrate(store: Store, migrationsFolder = ownMigrations): Promise<void> {
  if (!existsSync(join(migrationsFolder, 'meta/_journal.json'))) return;
  await store.alone('migrate', async (db) => {
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
  });
}
