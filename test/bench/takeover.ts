/**
 * Takeover: two workers on one database in the middle of sends that take a second each; one is killed (SIGKILL), and the
 * clock runs until every row that it held has been taken over by the other and was sent. Leases as in production. Some
 * pairs run beside one another, each with a database and a Slack of its own; in a pair, one kill follows the other.
 */
import '../support/unlocked.ts';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { openStore, type Store } from '#store/index.ts';
import { startSlack } from '../support/slack/index.ts';
import { type Line, percentile } from './figures.ts';
import { fill } from './fill.ts';
import { tellEverybody } from './kind.ts';
import { type Program, start } from './program.ts';
import type { BenchServer } from './server.ts';

const people = 2_000;
const sendMs = 1_000;
/** What another worker sends has arrived by then; a lease of 8 s, renewed every 2.7, has not yet run out. */
const ownAreDoneMs = 4_000;
const giveUpMs = 60_000;
const goalMs = 15_000;

export async function takeover(
  server: BenchServer,
  { kills = 200, pairs = 4 }: { kills?: number; pairs?: number } = {},
): Promise<Line[]> {
  const began = performance.now();
  let left = kills;
  let done = 0;
  const results = await Promise.all(
    Array.from({ length: Math.min(pairs, kills) }, async (_, index) => {
      await using pair = await openPair(server, index);
      const waits: Wait[] = [];
      while (left > 0) {
        left -= 1;
        const wait = await pair.kill();
        if (wait.rows.length === 0) left += 1;
        else {
          waits.push(wait);
          done += 1;
          if (done % 10 === 0) console.error(`takeover: ${done} of ${kills} kills`);
        }
      }
      return { waits, doubled: pair.doubled() };
    }),
  );
  const waits = results.flatMap((one) => one.waits);
  const last = waits.map(({ rows }) => Math.max(...rows));
  const rows = waits.flatMap((one) => one.rows);
  const unsentRows = waits.flatMap((one) => one.others);
  const doubled = results.reduce((sum, one) => sum + one.doubled, 0);
  const minutes = ((performance.now() - began) / 60_000).toFixed(0);
  const seconds = (value: number) => `${(value / 1000).toFixed(1)} s`;
  return [
    {
      what: `takeover: all rows of a killed worker sent, p99 of ${waits.length} kills, ${pairs} pairs in ${minutes} min`,
      ...{ weft: seconds(percentile(last, 0.99)), baseline: seconds(goalMs) },
      ...{ ratio: percentile(last, 0.99) / goalMs, goal: { most: 1 } },
    },
    { what: '  p50', weft: seconds(percentile(last, 0.5)), baseline: '' },
    { what: '  the slowest', weft: seconds(Math.max(...last)), baseline: '' },
    {
      what: `  kills slower than ${seconds(goalMs)}`,
      weft: String(last.filter((one) => one > goalMs).length),
      baseline: '',
    },
    {
      what: '  rows not sent within a minute, or at all',
      weft: String(unsentRows.length),
      baseline: [...new Set(unsentRows)].join(', '),
      ...{ ratio: unsentRows.length, goal: { most: 0 }, unit: '' },
    },
    { what: `  p99 of ${rows.length} rows`, weft: seconds(percentile(rows, 0.99)), baseline: '' },
    {
      what: '  messages that arrived twice',
      weft: String(doubled),
      baseline: '',
      ratio: doubled,
      goal: { most: 0 },
      unit: '',
    },
  ];
}

/** One kill: for each row that the killed worker held, the milliseconds until it was sent. */
interface Wait {
  readonly rows: readonly number[];
  /** the states of those that were not */
  readonly others: readonly string[];
}

async function openPair(server: BenchServer, index: number) {
  await using open = new AsyncDisposableStack();
  const slack = open.use(await startSlack({ mode: 'http', keepCalls: 100 }));
  const accounts = Array.from({ length: people }, (_, i) => slack.addPerson({ name: `Person ${i}` }).id);
  slack.fail('chat.postMessage', { delay: sendMs, accepted: true }, Number.POSITIVE_INFINITY);
  const url = await server.database(`takeover_${index}`);
  await fill(url, {
    ...{ people, rows: 0, now: Temporal.Now.instant(), accounts: { slack: accounts, discord: [] } },
    tenants: { slack: slack.teamId, discord: '0' },
  });
  const store = await openStore({ url });
  open.defer(() => store.close());
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  open.defer(() => client.end());
  const env = { DATABASE_URL: url, SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken };
  const startOne = async () => {
    const worker = start('test/bench/takeover-side.ts', env, ['--import', './src/guard.mjs']);
    await worker.printed(/working/);
    return worker;
  };
  const workers: Program[] = [await startOne(), await startOne()];
  open.defer(async () => void (await Promise.all(workers.map((worker) => worker.end('SIGKILL')))));
  const disposing = open.move();
  return {
    doubled: () => [...slack.postedBy.values()].filter((times) => times > 1).length,
    async kill(): Promise<Wait> {
      await keepBusy(store, client);
      await pause(1_000 + Math.random() * 2_000);
      const victim = workers.shift();
      if (!victim) throw new Error('there is no worker');
      victim.process.kill('SIGKILL');
      const killedAt = Date.now();
      const held = await sending(client);
      await pause(ownAreDoneMs);
      const its = await unsent(client, held);
      const wait = await untilSent(client, its, killedAt);
      await victim.end();
      workers.push(await startOne());
      return wait;
    },
    [Symbol.asyncDispose]: () => disposing.disposeAsync(),
  };
}

/** Never fewer than some hundred messages to send, so that both workers always hold some. */
async function keepBusy(store: Store, client: pg.Client): Promise<void> {
  const { rows } = await client.query(`select 1 from delivery where state = 'due' limit 500`);
  if (rows.length < 500) await tellEverybody(store);
}

async function sending(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`select id from delivery where state = 'sending'`);
  return rows.map((row) => row.id);
}

async function unsent(client: pg.Client, ids: readonly string[]): Promise<string[]> {
  const open = `select id from delivery where id = any ($1) and ended_at is null`;
  const { rows } = await client.query<{ id: string }>(open, [ids]);
  return rows.map((row) => row.id);
}

/** When each of them was sent, in milliseconds since the kill; a row that is not sent in a minute counts as that. */
async function untilSent(client: pg.Client, ids: readonly string[], killedAt: number): Promise<Wait> {
  while ((await unsent(client, ids)).length > 0 && Date.now() - killedAt < giveUpMs) await pause(100);
  const { rows } = await client.query<{ at: Date | null; state: string }>(
    'select ended_at as at, state from delivery where id = any ($1)',
    [ids],
  );
  return {
    rows: rows.map(({ at, state }) => (state === 'sent' && at ? at.getTime() - killedAt : giveUpMs)),
    others: rows.flatMap(({ state }) => (state === 'sent' ? [] : [state])),
  };
}
