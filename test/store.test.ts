import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import {
  id,
  isDatabaseDown,
  isUniqueViolation,
  migrate,
  moment,
  newId,
  notify,
  openStore,
  readMoment,
  type Store,
  StoreError,
  whileNoneStarts,
} from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { type Door, door } from './support/door.ts';
import { run } from './support/program.ts';

/** About connections to a server, which the embedded database does not have. */
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

const at = Temporal.Instant.from('2026-11-22T21:30:00.123Z');
const notes = pgTable('scratch_notes', { id: id(), words: text().unique(), writtenAt: moment().notNull() });

async function withNotes() {
  const database = await testDatabase();
  await database.db.execute(
    sql`create table scratch_notes (id uuid primary key, words text constraint words_once unique, written_at timestamptz(3) not null)`,
  );
  return database;
}

const note = (words: string) => ({ id: newId(at), words, writtenAt: at });
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => undefined).catch((error) => error);

test('a moment comes back as it went in, and raw answers can be read too', async () => {
  await using database = await withNotes();
  await database.db.insert(notes).values(note('one'));
  const [row] = await database.db.select().from(notes).where(eq(notes.writtenAt, at));
  expect(row?.writtenAt.equals(at)).toBe(true);
  const raw = await database.db.execute<{ written_at: unknown }>(sql`select written_at from scratch_notes`);
  expect(readMoment(raw.rows[0]?.written_at).equals(at)).toBe(true);
});

test('the session works in UTC wherever the server is', async () => {
  await using database = await testDatabase();
  const raw = await database.db.execute<{ date: string }>(
    sql`select (timestamptz '2026-11-22T21:30:00Z')::date::text as date`,
  );
  expect(raw.rows[0]?.date).toBe('2026-11-22');
});

test('a statement says how many rows it changed', async () => {
  await using database = await withNotes();
  await database.db.insert(notes).values([note('one'), note('two')]);
  expect((await database.db.execute(sql`delete from scratch_notes`)).rowCount).toBe(2);
});

test('a unique violation is told from other errors, by its constraint if one is named', async () => {
  await using database = await withNotes();
  await database.db.insert(notes).values(note('one'));
  const twice = await failure(database.db.insert(notes).values(note('one')));
  expect([isUniqueViolation(twice), isUniqueViolation(twice, 'words_once')]).toEqual([true, true]);
  expect(isUniqueViolation(twice, 'another')).toBe(false);
  expect(isDatabaseDown(twice)).toBe(false);
  const nonsense = await failure(database.db.execute(sql`select nonsense`));
  expect([isUniqueViolation(nonsense), isDatabaseDown(nonsense)]).toEqual([false, false]);
});

test('a transaction that throws leaves nothing behind and throws what was thrown', async () => {
  await using database = await withNotes();
  const thrown = new Error('changed my mind');
  const work = database.db.transaction(async (tx) => {
    await tx.insert(notes).values(note('one'));
    throw thrown;
  });
  expect(await failure(work)).toBe(thrown);
  expect(await database.db.$count(notes)).toBe(0);
});

test('a savepoint inside a transaction can fail alone', async () => {
  await using database = await withNotes();
  await database.db.transaction(async (tx) => {
    await tx.insert(notes).values(note('kept'));
    await failure(
      tx.transaction(async (inner) => {
        await inner.insert(notes).values(note('lost'));
        await inner.insert(notes).values(note('kept'));
      }),
    );
  });
  expect((await database.db.select().from(notes)).map((one) => one.words)).toEqual(['kept']);
});

test('the outer db inside a transaction throws, whether it reads or opens another', async () => {
  await using database = await withNotes();
  const { db } = database;
  expect(await failure(db.transaction(async () => db.select().from(notes)))).toMatchObject({
    cause: { message: expect.stringContaining('pass tx') },
  });
  const nested = await failure(db.transaction(async () => db.transaction(async () => {})));
  expect(String(nested)).toContain('pass tx');
});

test('work of others waits for a transaction, and work begun inside goes on after it', async () => {
  await using database = await withNotes();
  const { db } = database;
  const { promise: goOn, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  let later: Promise<unknown> | undefined;
  const transaction = db.transaction(async (tx) => {
    await tx.insert(notes).values(note('inside'));
    later = goOn.then(() => transaction).then(() => db.insert(notes).values(note('later')));
    begin();
    await goOn;
  });
  await begun;
  const other = db.insert(notes).values(note('other'));
  resolve();
  await Promise.all([transaction, other]);
  await later;
  expect(await db.$count(notes)).toBe(3);
});

test('a notification arrives after the commit, and none after a rollback or once it is stopped', async () => {
  await using database = await testDatabase();
  const { store, db } = database;
  const heard: string[] = [];
  let arrived = Promise.withResolvers<void>();
  const stop = await store.listen('scratch', (words) => {
    heard.push(words);
    arrived.resolve();
  });
  await failure(
    db.transaction(async (tx) => {
      await notify(tx, 'scratch', 'lost');
      throw new Error('rolled back');
    }),
  );
  await db.transaction((tx) => notify(tx, 'scratch', 'one'));
  await arrived.promise;
  arrived = Promise.withResolvers<void>();
  await stop();
  await notify(db, 'scratch', 'unheard');
  await db.execute(sql`select 1`);
  expect(heard).toEqual(['one']);
  await expect(store.listen('Scratch "x"', () => {})).rejects.toThrow(StoreError);
});

test('only one holds the lock of a name at a time, and one that fails passes it on', async () => {
  await using database = await testDatabase();
  const { store } = database;
  let holders = 0;
  let most = 0;
  const hold = (fails: boolean) =>
    store.alone('scratch', async (db) => {
      holders += 1;
      most = Math.max(most, holders);
      await db.execute(sql`select 1`);
      holders -= 1;
      if (fails) throw new Error('failed while holding');
    });
  const ends = await Promise.allSettled([hold(false), hold(true), hold(false), hold(false)]);
  expect(ends.map((end) => end.status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(most).toBe(1);
});

/** One migration that can be applied once, in drizzle-kit's layout; its moment lies after those of Weft's own. */
function scratchMigration(): string {
  const folder = mkdtempSync(join(tmpdir(), 'weft-migrations-'));
  const entries = [{ idx: 0, version: '7', when: 9e12, tag: '0000_scratch', breakpoints: true }];
  mkdirSync(join(folder, 'meta'));
  writeFileSync(
    join(folder, 'meta/_journal.json'),
    JSON.stringify({ version: '7', dialect: 'postgresql', entries }),
  );
  writeFileSync(join(folder, '0000_scratch.sql'), 'create table scratch_once (n int);');
  return folder;
}

test('processes that start together migrate once, and migrating again changes nothing', async () => {
  await using database = await testDatabase();
  const folder = scratchMigration();
  const { url } = database;
  const replicas = url === undefined ? [] : await Promise.all([1, 2, 3].map(() => openStore({ url })));
  try {
    await Promise.all([database.store, database.store, ...replicas].map((store) => migrate(store, folder)));
    await migrate(database.store, folder);
    expect((await database.db.execute(sql`select * from scratch_once`)).rows).toEqual([]);
  } finally {
    for (const replica of replicas) await replica.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Whether one of three processes that migrate one database together, without the lock, fails. */
async function getInTheWay(): Promise<boolean> {
  await using database = await testDatabase();
  const folder = scratchMigration();
  const { url = '' } = database;
  const replicas = await Promise.all([1, 2, 3].map(() => openStore({ url })));
  try {
    const unlocked = replicas.map((store): Store => {
      const alone: Store['alone'] = (_name, run) => run(store.db, new AbortController().signal);
      return { ...store, alone };
    });
    const ends = await Promise.allSettled(unlocked.map((store) => migrate(store, folder)));
    return ends.some(({ status }) => status === 'rejected');
  } finally {
    for (const replica of replicas) await replica.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

onServer('without the lock, processes that migrate together get in each other’s way', async () => {
  // On a busy machine they may come one after the other all the same.
  let rounds = 0;
  while (rounds < 20 && !(await getInTheWay())) rounds += 1;
  expect(rounds).toBeLessThan(20);
});

test('without migrations there is nothing to do', async () => {
  await using database = await testDatabase();
  await migrate(database.store, '/nowhere');
  expect(await database.store.ping()).toBe(true);
});

test('a Weft that is older than its database says so in one sentence, and changes nothing', async () => {
  await using database = await testDatabase();
  // The control: at its own newest migration it has nothing to say.
  await migrate(database.store);
  const newer = scratchMigration();
  try {
    await migrate(database.store, newer);
  } finally {
    rmSync(newer, { recursive: true, force: true });
  }
  const refused = await migrate(database.store).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(StoreError);
  expect(String(refused)).toMatch(/^StoreError: A newer Weft has migrated this database: [^\n]+$/);
  const { rows } = await database.db.execute<{ count: number }>(
    sql`select count(*)::int as count from drizzle.__drizzle_migrations where created_at = 9e12`,
  );
  expect(rows).toEqual([{ count: 1 }]);
  if (database.url === undefined) return;
  const program = run({
    ...{ DATABASE_URL: database.url, WEFT_SECRET: 'a secret of at least thirty-two characters' },
    ...{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1', LOG_LEVEL: 'silent' },
  });
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(/^A newer Weft has migrated this database: [^\n]+\n$/);
});

test('whoever starts waits for whoever keeps them out', async () => {
  await using database = await testDatabase();
  const { url, store } = database;
  const other = url === undefined ? store : await openStore({ url });
  const order: string[] = [];
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const working = whileNoneStarts(store, async (bring) => {
    begun.resolve();
    await bring();
    await goOn.promise;
    order.push('worked');
  });
  await begun.promise;
  const starting = migrate(other).then(() => order.push('started'));
  for (let look = 0; look < 20; look += 1) await database.db.execute(sql`select 1`);
  goOn.resolve();
  await Promise.all([working, starting]);
  if (other !== store) await other.close();
  expect(order).toEqual(['worked', 'started']);
});

test('an id is a UUIDv7 that sorts by its moment', () => {
  const early = newId(at);
  const late = newId(at.add({ milliseconds: 1 }));
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(early.replace('-', '').slice(0, 12), 16)).toBe(at.epochMilliseconds);
  expect(early < late).toBe(true);
  expect(newId(at)).not.toBe(early);
});

// The embedded database, whatever the rest of the tests run on.

test('the embedded database keeps what was written and takes one process at a time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-store-'));
  try {
    const first = await openStore({ folder });
    await first.db.execute(sql`create table kept (n int)`);
    await expect(openStore({ folder })).rejects.toThrow(/Another Weft already uses .*WEFT_DATA/);
    await first.close();
    const again = await openStore({ folder });
    expect((await again.db.execute(sql`select * from kept`)).rows).toEqual([]);
    await again.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);

test('a killed process frees its folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-store-'));
  const lock = new URL('../src/store/lock.ts', import.meta.url).href;
  const script = `const { lockFolder } = await import('${lock}'); await lockFolder('${folder}'); console.log('held'); setInterval(() => {}, 1e6);`;
  const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(other.stdout, 'data');
    const { lockFolder } = await import('#store/lock.ts');
    await expect(lockFolder(folder)).rejects.toThrow(StoreError);
    other.kill('SIGKILL');
    await once(other, 'exit');
    const unlock = await lockFolder(folder);
    await unlock();
  } finally {
    other.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

test('timers get their turn while the embedded database works without a pause', async () => {
  const store = await openStore({});
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  await Promise.all(Array.from({ length: 300 }, () => store.db.execute(sql`select 1`)));
  const together = turns;
  await store.db.transaction(async (tx) => {
    for (let i = 0; i < 300; i += 1) await tx.execute(sql`select 1`);
  });
  clearInterval(timer);
  await store.close();
  expect(together).toBeGreaterThan(0);
  expect(turns).toBeGreaterThan(together);
});

// A server, behind a door that can be shut or go dead.

async function behindDoor(work: (store: Store, entrance: Door) => Promise<void>) {
  await using database = await testDatabase();
  await using entrance = await door(database.url ?? '');
  const store = await openStore({ url: entrance.url });
  await work(store, entrance);
  await store.close();
}

onServer('lost connections fail what was running, are no crash, and are replaced', async () => {
  await behindDoor(async (store, entrance) => {
    const slow = failure(store.db.execute(sql`select pg_sleep(600)`));
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const transaction = failure(
      store.db.transaction(async (tx) => {
        await tx.execute(sql`select 1`);
        begun.resolve();
        await goOn.promise;
        await tx.execute(sql`select 1`);
      }),
    );
    await begun.promise;
    entrance.cut();
    goOn.resolve();
    expect([isDatabaseDown(await slow), isDatabaseDown(await transaction)]).toEqual([true, true]);
    expect(await store.ping()).toBe(true);
  });
});

onServer('a server that no longer answers fails a statement while a slow one is waited for', async () => {
  await behindDoor(async (store, entrance) => {
    const waited = await store.db.execute<{ n: number }>(sql`select 1 as n from pg_sleep(1.2)`);
    expect(waited.rows).toEqual([{ n: 1 }]);
    entrance.die();
    const error = await failure(store.db.execute(sql`select 1`));
    expect(isDatabaseDown(error)).toBe(true);
    entrance.cut();
  });
});

onServer(
  'a refused statement does not cost its connection, and failed transactions do not use the pool up',
  async () => {
    await using database = await withNotes();
    const { db } = database;
    const backend = async () => (await db.execute(sql`select pg_backend_pid() as pid`)).rows[0];
    const before = await backend();
    await failure(db.execute(sql`select nonsense`));
    for (let i = 0; i < 12; i += 1) await failure(db.transaction((tx) => tx.execute(sql`select nonsense`)));
    expect(await backend()).toEqual(before);
  },
);

onServer(
  'a listener comes back after its connection was lost, and says that it may have missed something',
  async () => {
    await behindDoor(async (store, entrance) => {
      const heard: string[] = [];
      let next = Promise.withResolvers<void>();
      await store.listen('scratch', (words) => {
        heard.push(words);
        next.resolve();
      });
      entrance.cut();
      await next.promise;
      next = Promise.withResolvers<void>();
      await notify(store.db, 'scratch', 'again');
      await next.promise;
      expect(heard).toEqual(['', 'again']);
    });
  },
);

test('a database that is not there is said in one sentence without its password', async () => {
  const error = await failure(openStore({ url: 'postgres://weft:hunter2@127.0.0.1:1/weft' }));
  expect(error).toBeInstanceOf(StoreError);
  expect(isDatabaseDown(error)).toBe(true);
  expect(String(error)).toContain('DATABASE_URL');
  expect(String(error)).not.toContain('hunter2');
});
