// One way of draining rows whose effect takes no time, in a process of its own: told "go" it drains what there is and says
// in how many milliseconds. The way is the first argument: weft, wide, raw or graphile.
import '../support/unlocked.ts';
import { makeWorkerUtils, run } from 'graphile-worker';
import pg from 'pg';
import { createApp } from '#app.ts';
import type { Platform } from '#chat/index.ts';
import type { Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { openStore } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { recordingPlatform } from '../support/recording-platform.ts';
import { benchKind } from './kind.ts';
import { ask } from './server.ts';

const { DATABASE_URL: url = '' } = process.env;

/** Drains so many rows; resolves when nothing is left. */
type Drain = (rows: number) => Promise<void>;

const ways: Record<string, () => Promise<Drain>> = {
  weft: () => wholeApp({}),
  /** The same with more under way at once than any platform's pace lets there be. */
  wide: () => wholeApp({ width: 256 }),
  /** Two statements for each hundred rows, on one connection. */
  async raw() {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return async () => {
      for (;;) {
        const { rows } = await client.query<{ id: string }>(
          `update delivery set state = 'sending', attempts = attempts + 1, lease_until = clock_timestamp() + interval '8 s'
           where id in (select id from delivery where state = 'due' and gate is null and due_at <= now()
             order by lane, due_at, position limit 100 for update skip locked) returning *`,
        );
        if (rows.length === 0) return;
        await client.query(
          `update delivery set state = 'sent', ended_at = now(), lease_until = null, conversation = 'D1', posted = '1'
           where id = any ($1)`,
          [rows.map((row) => row.id)],
        );
      }
    };
  },
  /** graphile-worker with a local queue and batched completion, as its documentation says for throughput. */
  async graphile() {
    const preset = {
      worker: {
        ...{ connectionString: url, concurrentJobs: 24, maxPoolSize: 10, localQueue: { size: 500 } },
        ...{ completeJobBatchDelay: 0, failJobBatchDelay: 0 },
      },
    };
    const utils = await makeWorkerUtils({ connectionString: url });
    await utils.release();
    let count = 0;
    const send = async () => {
      count += 1;
    };
    return async (rows) => {
      const runner = await run({ preset, taskList: { send }, noHandleSignals: true });
      await until(() => count >= rows);
      await until(
        async () => (await ask(url, 'select 1 from graphile_worker._private_jobs limit 1')).length === 0,
      );
      await runner.stop();
    };
  },
};

/** The whole app with its real manner of finding addresses, unpaced, on a platform that takes everything at once. */
async function wholeApp(width: { width?: number }): Promise<Drain> {
  const own: Feature = { name: 'bench', commands: [], presses: {}, kinds: [benchKind] };
  let count = 0;
  const slack: Platform = {
    ...recordingPlatform('slack'),
    // Everybody was written to before, as in any mass send but the first.
    async perform({ address }) {
      count += 1;
      const known =
        address.kind === 'person' ? (address.conversation ?? `D${address.account}`) : address.channel;
      return { kind: 'sent', conversation: known, posted: String(count) };
    },
  };
  const store = await openStore({ url });
  const log = { info() {}, warn: console.error, error: console.error };
  const features = [...createFeatures({ embedded: false, platforms: ['slack'], pulseKeys }), own];
  const app = createApp({
    store,
    clock: systemClock,
    random: Math.random,
    platforms: [slack],
    features,
    log,
    ...width,
  });
  return async (rows) => {
    await app.start();
    await until(() => count >= rows);
    await until(
      async () => (await ask(url, `select 1 from delivery where state = 'sending' limit 1`)).length === 0,
    );
    await app.stop();
  };
}

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 10));
}

const drain = await ways[process.argv[2] ?? '']?.();
if (!drain) throw new Error(`there is no way called ${process.argv[2]}`);
process.on('message', async (rows: number) => {
  const began = performance.now();
  await drain(rows);
  process.send?.(performance.now() - began);
});
process.send?.('ready');
