/**
 * Commands and deliveries while PostgreSQL ends a session of Weft's, any of them, every 50 ms, and is stopped at once:
 * everything acknowledged is stored and done, each letter arrives once.
 *
 *     node test/faults/database.ts            3,000 commands and 1,000 letters, by hand
 *     await shake({ commands: 200, letters: 60, seed: 1 })
 */
import { setInterval as every, setTimeout as pause } from 'node:timers/promises';
import { seeded } from '../support/wire/index.ts';
import { type Balance, weigh } from './commands-check.ts';
import { act, codesRead } from './commands-people.ts';
import { startDispatcher } from './dispatcher.ts';
import { playCast } from './replica-cast.ts';
import { startHere } from './replica-here.ts';
import { balance, type Ledger, untilDone } from './replica-ledger.ts';
import { letters, writeLetters } from './replica-letters.ts';
import { type FaultyServer, startFaultyServer } from './server.ts';

export interface Shaken extends Balance {
  readonly ledger: Ledger;
  /** sessions that were ended, how many of them listened for work, and stops of the whole server */
  readonly ended: number;
  readonly listeners: number;
  readonly stops: number;
  readonly seconds: number;
}

const endEvery = 50; // ms
const settles = 90_000; // ms
// Short, because faults come often. A request can land for as long as the stand-ins take to answer, a few ms.
const parts = { leaseMs: 2_000, settleMs: 500, backoffMs: 200 };

/** Shakes two replicas of this process for so many commands, and says how it ended. */
export async function shake(given: { commands: number; letters: number; seed: number }): Promise<Shaken> {
  const began = performance.now();
  const random = seeded(given.seed);
  await using server = await startFaultyServer();
  await using played = await playCast(server.url);
  await using dispatcher = await startDispatcher();
  const env = { ...played.slackEnv, ...played.discordEnv };
  await using one = await startHere({ env, features: [letters], parts });
  await using two = await startHere({ env, features: [letters], parts });
  dispatcher.add('one', one.address);
  dispatcher.add('two', two.address);
  played.slack.eventsUrl = `${dispatcher.url}/slack/events`;
  const everyone = [...played.onSlack, ...played.onDiscord];
  const people = Array.from({ length: given.letters }, (_, at) => everyone[at % everyone.length]?.id ?? '');
  await writeLetters(one.store, { coalitionId: played.seeded.coalitionId, people });

  const over = new AbortController();
  const ending = endSessions(server, over.signal);
  let stops = 0;
  let stopping: Promise<void> | undefined;
  async function stop(): Promise<void> {
    await server.crash();
    await pause(200 + random() * 600);
    await server.start();
  }
  const deeds = await act({
    played,
    commands: given.commands,
    random,
    // Twice, whatever their number.
    strike(count) {
      if (stopping || stops >= 2 || count < (given.commands * (stops + 1)) / 3) return;
      stops += 1;
      stopping = stop().finally(() => {
        stopping = undefined;
      });
    },
  });
  await stopping;
  over.abort();
  const { ended, listeners } = await ending;
  await untilDone(server, settles);

  const weighed = await weigh(server, deeds, codesRead(played));
  const ledger = await balance(server, played);
  const seconds = Math.round((performance.now() - began) / 1000);
  return {
    ...weighed,
    problems: [...weighed.problems, ...ledger.problems],
    ledger,
    ended,
    listeners,
    stops,
    seconds,
  };
}

/** Ends one session of Weft's, any, every 50 ms, while there is a server; how many those were, and listened. */
async function endSessions(server: FaultyServer, over: AbortSignal) {
  const any = `select application_name "name", pg_terminate_backend(pid) from pg_stat_activity
    where application_name like 'weft%' and application_name <> 'weft faults' order by random() limit 1`;
  const counts = { ended: 0, listeners: 0 };
  try {
    for await (const _ of every(endEvery, undefined, { signal: over })) {
      const [one] = await server.query<{ name: string }>(any).catch(() => []);
      if (!one) continue;
      counts.ended += 1;
      if (one.name.startsWith('weft listens')) counts.listeners += 1;
    }
  } catch (error) {
    if (!over.aborted) throw error;
  }
  return counts;
}

if (import.meta.main) {
  const seed = Number(process.argv[3] ?? 1);
  const shaken = await shake({ commands: Number(process.argv[2] ?? 3_000), letters: 1_000, seed });
  console.log({ seed, ...shaken, problems: shaken.problems.slice(0, 20) });
  console.log(`${shaken.problems.length} promises broken`);
  process.exit(shaken.problems.length > 0 ? 1 : 0);
}
