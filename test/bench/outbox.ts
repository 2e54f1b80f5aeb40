/**
 * The outbox: writing a mass send (one INSERT … SELECT) beside a bare INSERT … SELECT into the same table, and draining it
 * on a platform that takes everything at once, beside raw batched SQL and graphile-worker's batches. Each way of draining
 * has a process and a database of its own, and they take turns.
 */
import '../support/unlocked.ts';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { newId, openStore } from '#store/index.ts';
import { type Line, median, ms, perSecond } from './figures.ts';
import { fill, slackAccounts } from './fill.ts';
import { coalitionId } from './fill-sql.ts';
import { tellEverybody } from './kind.ts';
import { start } from './program.ts';
import { ask, type BenchServer } from './server.ts';

const people = 14_000;

/** The same rows by one statement without any thought, into the same table with its indexes and foreign keys. */
const bareFanOut = `
  insert into delivery (id, coalition_id, kind, subject, recipient, person_id, broadcast_id, unasked, lane, due_at,
    expires_at, created_at)
  select gen_random_uuid(), coalition_id, 'bench.bare', $1::uuid, 'person:' || id, id, $2::uuid, false, 4, now(),
    now() + interval '1 day', now()
  from person where coalition_id = $3 and left_at is null`;

export async function fanOuts(
  server: BenchServer,
  { rounds = 11 }: { rounds?: number } = {},
): Promise<Line[]> {
  const url = await server.database('fan_out');
  await fill(url, { people, rows: 0, now: Temporal.Now.instant() });
  const store = await openStore({ url });
  const [ours, bare]: number[][] = [[], []];
  for (let round = -2; round < rounds; round += 1) {
    console.error(`outbox: writing, round ${round + 1} of ${rounds}`);
    // The bare statement names a mass send too; its row is there before.
    const campaign = newId(Temporal.Now.instant());
    await ask(
      url,
      `insert into broadcast (id, coalition_id, kind, subject, expires_at, created_at) values ($1, $2, 'bench.bare', $1, now(), now())`,
      [campaign, coalitionId],
    );
    const sides = [
      async () => {
        const began = performance.now();
        const count = await tellEverybody(store);
        if (count !== people) throw new Error(`told ${count}`);
        if (round >= 0) ours?.push(performance.now() - began);
      },
      async () => {
        const began = performance.now();
        await store.db.execute(
          sql.raw(
            bareFanOut
              .replaceAll('$1', `'${campaign}'`)
              .replace('$2', `'${campaign}'`)
              .replace('$3', `'${coalitionId}'`),
          ),
        );
        if (round >= 0) bare?.push(performance.now() - began);
      },
    ];
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side();
  }
  await store.close();
  const [a, b] = [median(ours ?? []), median(bare ?? [])];
  return [
    {
      what: `writing a mass send for ${people} people, beside INSERT … SELECT`,
      ...{ weft: ms(a), baseline: ms(b), ratio: a / b, goal: { most: 1.5 } },
    },
  ];
}

export async function drains(
  server: BenchServer,
  { rows = 20_000, rounds = 3 }: { rows?: number; rounds?: number } = {},
): Promise<Line[]> {
  const rates = new Map<string, number[]>();
  const sides = [];
  for (const way of ['weft', 'wide', 'raw', 'graphile'] as const) {
    const url = await server.database(`drain_${way}`);
    // Slack alone: an account on Discord would wait for a platform that does not run here.
    const accounts = { slack: slackAccounts(people), discord: [] };
    await fill(url, { people, rows: 0, now: Temporal.Now.instant(), accounts });
    sides.push({ way, url });
  }
  for (let round = -1; round < rounds; round += 1) {
    for (const { way, url } of round % 2 === 0 ? sides : sides.toReversed()) {
      console.error(`outbox: draining, ${way}, round ${round + 1} of ${rounds}`);
      await using side = start('test/bench/drain-side.ts', { DATABASE_URL: url }, [], [way]);
      await once(side.process, 'message');
      await (way === 'graphile' ? addJobs(url, rows) : addRows(url, rows));
      side.process.send(rows);
      const [took] = (await once(side.process, 'message')) as [number];
      if (round >= 0) rates.set(way, [...(rates.get(way) ?? []), (rows * 1000) / took]);
    }
  }
  const rate = (way: string) => median(rates.get(way) ?? []);
  const line = (way: string, other: string, least: number): Line => ({
    what: `draining ${rows} rows, ${how[way]}, beside ${how[other]}`,
    ...{ weft: perSecond(rate(way)), baseline: perSecond(rate(other)) },
    ...{ ratio: rate(way) / rate(other), goal: { least } },
  });
  return ['weft', 'wide'].flatMap((way) => [line(way, 'raw', 0.7), line(way, 'graphile', 0.9)]);
}

const how: Readonly<Record<string, string>> = {
  weft: '32 under way at once as it comes',
  wide: '256 under way at once',
  raw: 'raw batched SQL',
  graphile: 'graphile-worker, batched',
};

async function addRows(url: string, rows: number): Promise<void> {
  await ask(url, 'truncate delivery, broadcast');
  const store = await openStore({ url });
  for (let left = rows; left > 0; left -= people) {
    await tellEverybody(store);
    const [count] = await ask<{ count: number }>(url, 'select count(*)::int as count from delivery');
    const more = (count?.count ?? 0) - rows;
    if (more > 0)
      await ask(
        url,
        'delete from delivery where id in (select id from delivery order by position desc limit $1)',
        [more],
      );
  }
  await store.close();
  await ask(url, 'vacuum (analyze) delivery');
}

async function addJobs(url: string, rows: number): Promise<void> {
  await ask(
    url,
    `select count(*) from graphile_worker.add_jobs(array(
       select json_populate_record(null::graphile_worker.job_spec, json_build_object('identifier', 'send',
         'payload', json_build_object('id', gen_random_uuid(), 'text', 'Something for you.')))
       from generate_series(1, $1::int)))`,
    [rows],
  );
  await ask(url, 'vacuum (analyze) graphile_worker._private_jobs');
}
