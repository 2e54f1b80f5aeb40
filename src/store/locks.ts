import pg from 'pg';
import type { Campaign, Db, Store } from './db.ts';
import { campaign, type Seat } from './lead.ts';
import type { watchWith } from './watch.ts';

type Given = {
  readonly settings: pg.ClientConfig;
  readonly watched: ReturnType<typeof watchWith>;
  readonly onOne: (client: pg.ClientBase) => Db;
};

export type Locks = Pick<Store, 'alone' | 'lead'> & { close(): Promise<void> };

const key = 'hashtextextended($1, 0)';

// A lock lives as long as its session: the server shall notice within about ten seconds that a machine has gone, and
// no limit that somebody set for this account or database shall end it sooner.
/** Whoever leads asks every second: a session that says nothing for ten belongs to a process that hangs. */
const talkative = '-c idle_session_timeout=10000';
const enduring =
  '-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c statement_timeout=0 -c lock_timeout=0';

/** Session advisory locks, on connections of their own. Behind a pooler they need its session mode. */
export function locksOn({ settings, watched, onOne }: Given): Locks {
  const open = new Set<pg.Client>();
  const campaigns = new Set<Campaign>();

  async function connect(name: string, lost: () => void): Promise<pg.Client> {
    const patience = name === 'weft leads' ? talkative : '-c idle_session_timeout=0';
    const options = [settings.options, enduring, patience].join(' ');
    const client = new pg.Client({ ...settings, options, application_name: name });
    client.on('error', lost);
    client.on('end', lost);
    open.add(client);
    client.on('end', () => open.delete(client));
    try {
      await client.connect();
      return client;
    } catch (error) {
      await leave(client);
      throw error;
    }
  }

  async function leave(client: pg.Client): Promise<void> {
    open.delete(client);
    await client.end();
  }

  async function sit(lost: () => void): Promise<Seat> {
    const client = await connect('weft leads', lost);
    const held = new Set<string>();
    const ask = (text: string, ...values: unknown[]) => watched(client).query(text, values);
    return {
      async take(name) {
        const { rows } = await ask(`select pg_try_advisory_lock(${key}) as taken`, lockOf(name));
        if (rows[0].taken) held.add(name);
        return rows[0].taken;
      },
      async give(name) {
        if (held.delete(name)) await ask(`select pg_advisory_unlock(${key})`, lockOf(name));
      },
      async prove() {
        await ask('select 1');
      },
      leave: () => leave(client),
    };
  }

  return {
    async alone(name, run) {
      const lost = new AbortController();
      const client = await connect('weft alone', () => lost.abort());
      try {
        await watched(client).query(`select pg_advisory_lock(${key})`, [lockOf(name)]);
        return await run(onOne(client), lost.signal);
      } finally {
        await leave(client);
      }
    },
    lead(names, work) {
      const one = campaign(sit, names, work);
      campaigns.add(one);
      return one;
    },
    async close() {
      await Promise.all([...campaigns].map((one) => one.stop()));
      await Promise.all([...open].map(leave));
    },
  };
}

/** Runs `run` on a connection of the pool that has the lock, unless another process has it. */
export async function whereFree(
  query: (text: string, values: unknown[]) => Promise<pg.QueryResult>,
  name: string,
  run: () => Promise<void>,
): Promise<boolean> {
  const { rows } = await query(`select pg_try_advisory_lock(${key}) as taken`, [lockOf(name)]);
  if (!rows[0].taken) return false;
  try {
    await run();
  } finally {
    await query(`select pg_advisory_unlock(${key})`, [lockOf(name)]);
  }
  return true;
}

const lockOf = (name: string) => `weft ${name}`;
