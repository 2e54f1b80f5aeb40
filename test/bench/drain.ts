/**
 * Writing a mass send, beside a bare INSERT … SELECT of as many rows into the same table; and carrying it out to a
 * platform that says `sent` at once, beside raw batched SQL on a copy of the table and beside graphile-worker at its best.
 * All on one server that commits to disk, one after the other in turns.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { Logger, makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import type { Platform } from '#chat/index.ts';
import { createDelivery } from '#delivery/index.ts';
import { manner } from '#home/index.ts';
import { openStore, type Store } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { type Crowd, fillCrowd, massKind, tellCrowd } from './crowd.ts';
import { type Line, median, ms, perSecond } from './figures.ts';
import type { BenchServer } from './server.ts';

export interface DrainOptions {
  readonly rounds?: number;
  readonly rows?: number;
}

const batch = 100; // rows that raw SQL and graphile-worker take at a time
const width = 128; // effects that Weft has under way at once

export async function drain(server: BenchServer, { rounds = 5, rows = 14_000 }: DrainOptions = {}) {
  const url = await server.database('drain');
  const store = await openStore({ url });
  const lines: Line[] = [];
  try {
    const crowd = await fillCrowd(store, systemClock.now(), { size: rows, platform: 'slack', tenant: 'T1' });
    await store.db.execute(sql`create table bare_delivery (like delivery including all)`);
    const graphile = await openGraphile(url);
    const times = { tell: [], insert: [], weft: [], raw: [], graphile: [] } as Record<string, number[]>;
    for (let round = -1; round < rounds; round += 1) {
      console.error(`drain: round ${round + 1} of ${rounds}${round < 0 ? ' (warming up)' : ''}`);
      const took = {
        insert: await emptied(store, () => time(() => insertBare(store, crowd))),
        tell: await time(() => tellCrowd(store, systemClock.now(), crowd)),
        raw: await copied(store, () => time(() => drainRaw(url, rows))),
        weft: await time(() => drainWeft(store, crowd)),
        graphile: await graphile.drain(rows),
      };
      await store.db.execute(sql`truncate delivery, broadcast, bare_delivery`);
      if (round < 0) continue;
      for (const [name, value] of Object.entries(took)) times[name]?.push(value);
    }
    await graphile.release();
    const of = (name: string) => median(times[name] ?? []);
    const rate = (name: string) => (rows / of(name)) * 1000;
    lines.push(
      {
        what: `writing ${rows} rows: INSERT … SELECT`,
        ...{ weft: ms(of('tell')), baseline: ms(of('insert')) },
        ...{ ratio: of('tell') / of('insert'), goal: { most: 1.5 } },
      },
      {
        what: 'carrying out: raw batched SQL',
        ...{ weft: perSecond(rate('weft')), baseline: perSecond(rate('raw')) },
        ...{ ratio: rate('weft') / rate('raw'), goal: { least: 0.7 } },
      },
      {
        what: 'carrying out: graphile-worker',
        ...{ weft: perSecond(rate('weft')), baseline: perSecond(rate('graphile')) },
        ...{ ratio: rate('weft') / rate('graphile'), goal: { least: 0.9 } },
      },
    );
  } finally {
    await store.close();
  }
  return lines;
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function emptied(store: Store, work: () => Promise<number>): Promise<number> {
  const took = await work();
  await store.db.execute(sql`truncate delivery, broadcast, bare_delivery`);
  return took;
}

/** The rows that Weft is about to carry out, in a table of the same shape and with the same indexes. */
async function copied(store: Store, work: () => Promise<number>): Promise<number> {
  await store.db.execute(sql`insert into bare_delivery overriding system value select * from delivery`);
  await store.db.execute(sql`vacuum (analyze) bare_delivery`);
  await store.db.execute(sql`vacuum (analyze) delivery`);
  return await work();
}

/** As many rows with the same columns into the same table, and nothing else. */
async function insertBare(store: Store, { coalitionId }: Crowd): Promise<void> {
  await store.db.execute(sql`
    insert into delivery (id, coalition_id, kind, subject, recipient, occurrence, person_id, unasked, lane, due_at, expires_at,
      created_at)
    select gen_random_uuid(), coalition_id, 'bench.mass', coalition_id, 'person:' || id, '', id, false, 4,
      statement_timestamp(), statement_timestamp() + interval '2 days', statement_timestamp()
    from person where coalition_id = ${coalitionId} and left_at is null`);
}

/** Weft's own worker with its own questions; only the platform answers at once. */
async function drainWeft(store: Store, { size }: Crowd): Promise<void> {
  const all = Promise.withResolvers<void>();
  let arrived = 0;
  const platform = {
    name: 'slack',
    perform: async ({ address }: { address: { conversation?: string } }) => ({
      ...{ kind: 'sent', conversation: address.conversation ?? '', posted: String(arrived) },
    }),
  } as unknown as Platform;
  const worker = createDelivery({
    ...{ store, clock: systemClock, platforms: [platform], kinds: [massKind], manner, width },
    log: { info() {}, warn() {}, error() {} },
    watch: {
      ended: () => {
        arrived += 1;
        if (arrived === size) all.resolve();
      },
    },
  });
  await worker.start();
  await all.promise;
  await worker.stop();
}

/** Two statements for each hundred: take, and mark as sent. */
async function drainRaw(url: string, rows: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (let done = 0; done < rows; ) {
    const taken = await client.query(`
      update bare_delivery set state = 'sending', attempts = attempts + 1, lease_owner = gen_random_uuid(),
        lease_until = clock_timestamp() + interval '8 seconds'
      where id in (select id from bare_delivery where state = 'due' and gate is null order by lane, due_at, position
        limit ${batch} for update skip locked)
      returning *`);
    const ids = taken.rows.map((row) => row.id);
    await client.query(
      `update bare_delivery set state = 'sent', ended_at = statement_timestamp(), conversation = 'D', posted = '1',
        lease_owner = null, lease_until = null where id = any($1)`,
      [ids],
    );
    done += ids.length;
  }
  await client.end();
}

/** graphile-worker with a local queue and its completions in batches, jobs that do nothing. */
async function openGraphile(url: string) {
  const logger = new Logger(() => () => {});
  const utils = await makeWorkerUtils({ connectionString: url, logger });
  await utils.migrate();
  return {
    release: () => utils.release(),
    async drain(rows: number): Promise<number> {
      await utils.withPgClient((client) =>
        client.query(
          `select graphile_worker.add_jobs(array(select row('noop', '{"text": "The day of action"}'::json, null, null, null, null, null, null)::graphile_worker.job_spec from generate_series(1, $1)))`,
          [rows],
        ),
      );
      let done = 0;
      const all = Promise.withResolvers<void>();
      const began = performance.now();
      const runner = await run({
        connectionString: url,
        noHandleSignals: true,
        maxPoolSize: 10,
        concurrency: batch,
        preset: {
          worker: {
            localQueue: { size: 5 * batch },
            completeJobBatchDelay: 0,
            failJobBatchDelay: 0,
          },
        },
        logger,
        taskList: {
          noop: () => {
            done += 1;
            if (done === rows) all.resolve();
          },
        },
      });
      await all.promise;
      await untilEmpty(url);
      const took = performance.now() - began;
      await runner.stop();
      return took;
    },
  };
}

/** What is done is deleted: only then is it recorded. */
async function untilEmpty(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (;;) {
    const { rows } = await client.query('select 1 from graphile_worker._private_jobs limit 1');
    if (rows.length === 0) break;
    await pause(5);
  }
  await client.end();
}
