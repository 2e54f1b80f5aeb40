import { randomBytes } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { inject } from 'vitest';
import { openEmbedded } from '#store/embedded.ts';
import { type Db, openStore, type Store } from '#store/index.ts';
import { administer, databaseUrl } from './postgres/global.ts';

export type TestDatabase = AsyncDisposable & {
  store: Store;
  db: Db;
  /** For a second process or replica on the same database; undefined on PGlite. */
  url?: string;
};

/** A migrated, empty database of its own: `await using database = await testDatabase()`. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = inject('database');
  if (server.kind === 'embedded') {
    const store = await openEmbedded({ copyOf: await openAsBlob(server.copy) });
    return { store, db: store.db, [Symbol.asyncDispose]: () => store.close() };
  }
  const name = `weft_test_${randomBytes(6).toString('hex')}`;
  // By its files: written to the log row by row, as is usual, it costs three times as much.
  await administer(server.url, `create database ${name} template ${server.template} strategy file_copy`);
  const url = databaseUrl(server.url, name);
  const store = await openStore({ url });
  return {
    store,
    db: store.db,
    url,
    async [Symbol.asyncDispose]() {
      await store.close();
      await administer(server.url, `drop database ${name} with (force)`);
    },
  };
}
