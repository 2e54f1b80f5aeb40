import { join } from 'node:path';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { drizzle } from 'drizzle-orm/pglite';
import { type Campaign, casing, checkChannel, type Db, type Store, type StoreLog } from './db.ts';
import { guardInside } from './inside.ts';
import { campaign, seatsHere } from './lead.ts';
import { lockFolder } from './lock.ts';

const yieldEvery = 8; // ms; PGlite works on this thread and would give timers and sockets no turn at all
const upkeepEvery = 5 * 60_000; // ms; PGlite has neither autovacuum nor a checkpointer

export type EmbeddedOptions = { folder?: string; log?: StoreLog; copyOf?: Blob };

/** The embedded database can also be copied whole, for `copyOf` of another. */
export type EmbeddedStore = Store & { copy(): Promise<Blob> };

/** PGlite in a folder that only this process uses, or in memory, where `copyOf` is a dump to start from. */
export async function openEmbedded({ folder, log, copyOf }: EmbeddedOptions): Promise<EmbeddedStore> {
  const unlock = folder === undefined ? async () => {} : await lockFolder(folder);
  let pglite: PGlite;
  try {
    pglite = await PGlite.create({
      ...(folder === undefined ? {} : { dataDir: join(folder, 'pgdata') }),
      ...(copyOf === undefined ? {} : { loadDataDir: copyOf }),
      extensions: { pg_trgm },
    });
    await pglite.exec("set time zone 'UTC'");
  } catch (error) {
    await unlock();
    throw error;
  }

  const take = turns();
  const inside = guardInside();
  let used = false;
  type Query = PGlite['query'];
  const asking =
    (on: PGlite | Transaction) =>
    async (...[text, values, options]: Parameters<Query>) => {
      used = true;
      const answer = await on.query(text, values, options);
      return Object.assign(answer, { rowCount: answer.affectedRows ?? 0 });
    };
  const client = {
    async query(...args: Parameters<Query>) {
      inside.refuse();
      return await take.turn(() => asking(pglite)(...args));
    },
    async transaction<T>(run: (tx: Transaction) => Promise<T>) {
      inside.refuse();
      return await take.turn(() =>
        pglite.transaction((tx) => {
          const ask = asking(tx);
          const query = async (...args: Parameters<Query>) => {
            await take.breathe();
            return await ask(...args);
          };
          return inside.run(() => run({ ...tx, query } as Transaction));
        }),
      );
    },
  };
  const db = drizzle({ client: client as unknown as PGlite, casing }) as unknown as Db;

  async function upkeep(): Promise<void> {
    if (!used) return;
    used = false;
    try {
      await take.turn(() => pglite.exec('VACUUM (ANALYZE)'));
      await take.turn(() => pglite.exec('CHECKPOINT'));
    } catch (error) {
      log?.warn({ err: error }, 'the embedded database could not be tidied');
    }
  }
  const timer = setInterval(upkeep, upkeepEvery);
  timer.unref();

  const locks = new Map<string, Promise<unknown>>();
  const sit = seatsHere();
  const campaigns = new Set<Campaign>();
  let closing: Promise<void> | undefined;
  return {
    db,
    kind: 'embedded',
    async ping() {
      return await client.query('select 1').then(
        () => true,
        () => false,
      );
    },
    async listen(channel, fn) {
      checkChannel(channel);
      const stop = await take.turn(() => pglite.listen(channel, fn));
      return () => (pglite.closed ? Promise.resolve() : take.turn(() => stop()));
    },
    // One process has the folder and advisory locks belong to its one session, so a queue does the same.
    async alone(name, run) {
      const turn = (locks.get(name) ?? Promise.resolve()).then(() => run(db, new AbortController().signal));
      locks.set(
        name,
        turn.catch(() => {}),
      );
      return await turn;
    },
    async ifFree(name, run) {
      const seat = sit();
      if (!(await seat.take(name))) return false;
      await run().finally(() => seat.leave());
      return true;
    },
    lead(names, work) {
      const one = campaign(async () => sit(), names, work);
      campaigns.add(one);
      return one;
    },
    copy: () => take.turn(() => pglite.dumpDataDir('none')),
    close() {
      clearInterval(timer);
      closing ??= Promise.all([...campaigns].map((one) => one.stop()))
        .then(() => take.turn(() => pglite.close()))
        .finally(unlock);
      return closing;
    },
  };
}

/** One thing after another, with a turn for timers and sockets at least every 8 ms of work. */
function turns() {
  let tail: Promise<unknown> = Promise.resolve();
  let since = performance.now();
  async function breathe(): Promise<void> {
    if (performance.now() - since < yieldEvery) return;
    await new Promise((resolve) => setImmediate(resolve));
    since = performance.now();
  }
  function turn<T>(work: () => Promise<T>): Promise<T> {
    const mine = tail.then(breathe).then(work);
    tail = mine.catch(() => {});
    return mine;
  }
  return { breathe, turn };
}
