import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { casing, checkChannel, type Db, type Store, StoreError, type StoreLog } from './db.ts';
import { isDatabaseDown } from './errors.ts';
import { guardInside } from './inside.ts';
import { listenOn } from './listen.ts';
import { locksOn, whereFree } from './locks.ts';
import { watchWith } from './watch.ts';

const oldest = 15;
// Somebody waits at the other end and a platform gives us 3 s: a database that is away must be noticed in 2.
const connectWithin = 2_000;

export type ServerOptions = { url: string; log?: StoreLog; connections?: number };

/** A pool on a PostgreSQL server. Throws `StoreError` when it is not reached or is older than version 15. */
export async function openServer({ url, log, connections = 10 }: ServerOptions): Promise<Store> {
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: connectWithin,
    keepAlive: true,
    application_name: 'weft',
    options: '-c TimeZone=UTC',
  };
  const pool = new pg.Pool({
    ...settings,
    max: connections,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  pool.on('error', (error) => log?.warn({ err: error }, 'an idle database connection was lost'));
  // A connection in use has no listener of the pool's: unheard, its error would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));

  const inside = guardInside();
  const watched = watchWith(settings);
  const onOne = (client: pg.ClientBase) =>
    drizzle({ client: watched(client) as unknown as pg.Client, casing }) as unknown as Db;

  // Not pool.query and drizzle's own transaction: the first drops the connection after every refused statement,
  // the second never returns one on which `begin` failed and hides the error that caused a rollback.
  async function withClient<T>(
    work: (client: pg.PoolClient) => Promise<T>,
    isBroken: (error: unknown) => boolean,
  ) {
    const client = await pool.connect();
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isBroken(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }
  const outer = {
    query: async (...args: unknown[]) => {
      inside.refuse();
      return await withClient((client) => watched(client).query(...args), isDatabaseDown);
    },
  };
  const db = drizzle({ client: outer as unknown as pg.Pool, casing }) as unknown as Db;
  db.transaction = async (run, config) => {
    inside.refuse();
    let first: unknown;
    return await withClient(
      async (client) => {
        try {
          const work: typeof run = (tx) =>
            inside
              .run(() => run(tx))
              .catch((error) => {
                first = error ?? new Error('a transaction was refused without a reason');
                throw first;
              });
          return await onOne(client).transaction(work, config);
        } catch (error) {
          throw first ?? error;
        }
      },
      // After an error of the work and a rollback that went well, the connection is as good as new.
      (error) => first === undefined || isDatabaseDown(error) || isDatabaseDown(first),
    );
  };

  try {
    const answer = await outer.query('show server_version_num');
    const version = Math.floor(Number(answer.rows[0]?.server_version_num) / 10_000);
    if (version < oldest)
      throw new StoreError(`Weft needs PostgreSQL ${oldest} or newer, and DATABASE_URL names a ${version}.`);
  } catch (error) {
    await pool.end();
    if (error instanceof StoreError) throw error;
    const why = error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : String(error);
    throw new StoreError(`The database that DATABASE_URL names cannot be used: ${why.trim()}.`, {
      cause: error,
    });
  }

  const locks = locksOn({ settings, watched, onOne });
  const stops = new Set<() => Promise<void>>();
  let closing: Promise<void> | undefined;
  return {
    db,
    kind: 'server',
    async ping() {
      return await outer.query('select 1').then(
        () => true,
        () => false,
      );
    },
    async listen(channel, fn) {
      checkChannel(channel);
      const end = await listenOn({ settings, channel, fn, log });
      const stop = async () => {
        stops.delete(stop);
        await end();
      };
      stops.add(stop);
      return stop;
    },
    alone: locks.alone,
    lead: locks.lead,
    async ifFree(name, run) {
      const work = (client: pg.PoolClient) => whereFree((...ask) => watched(client).query(...ask), name, run);
      // After an error the connection may still have the lock and must not go back into the pool.
      return await withClient(work, () => true);
    },
    close() {
      closing ??= (async () => {
        await Promise.all([...stops].map((stop) => stop()));
        await locks.close();
        await pool.end();
      })();
      return closing;
    },
  };
}
