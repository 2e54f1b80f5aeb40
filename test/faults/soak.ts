/**
 * A hundred thousand messages through three processes, of which one is killed every three seconds, against stand-ins
 * that fail one call in twenty: in the end the rows balance with what the stand-ins have, to zero.
 *
 *     node test/faults/soak.ts             100,000, by hand: some ten minutes
 *     await soak({ messages: 1_000, seed: 1, killEveryMs: 1_500 })
 *
 * Leases are 1.5 s and what is unclear settles for 2 s, instead of 8 s and 15 s. That is enough only because here no
 * request lands later than half a second after it was sent; with a real platform `settleMs` must be longer than the
 * client's own timeout.
 */
import '../support/unlocked.ts';
import { setInterval as every, setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore } from '#store/index.ts';
import { type Fault, seeded } from '../support/wire/index.ts';
import { keepRunning, type Replica } from './replica.ts';
import { type PlayedCast, playCast } from './replica-cast.ts';
import { balance, type Ledger } from './replica-ledger.ts';
import { writeToAll } from './replica-letters.ts';
import { type FaultyServer, startFaultyServer } from './server.ts';
import { addCrowd } from './soak-crowd.ts';

export interface SoakGiven {
  readonly messages: number;
  readonly seed: number;
  /** 3 s unless given */
  readonly killEveryMs?: number;
  /** told now and then how far it is */
  say?(words: string): void;
}

export interface Soaked extends Ledger {
  readonly told: number;
  readonly kills: number;
  /** how workers ended by themselves, which none should once it is up */
  readonly falls: readonly string[];
  readonly seconds: number;
  /** how often each fault struck */
  readonly faults: { readonly slack: Record<string, number>; readonly discord: Record<string, number> };
  /** why rows were not sent, by state and code */
  readonly unsent: Readonly<Record<string, number>>;
  /** what workers logged as errors, by name */
  readonly logged: Readonly<Record<string, number>>;
}

const share = 0.05;
const worker = fileURLToPath(new URL('./soak-worker.ts', import.meta.url));
/** What both platforms do: fail before and after they have carried something out, or leave that open. */
const faults: readonly Fault[] = [
  'drop-before',
  'drop-after',
  'close-before',
  'close-after',
  'reset-mid-body',
  'truncated',
  'html',
  { status: 500 },
  { status: 503 },
  { status: 500, accepted: true },
  { status: 502, accepted: true },
  { delay: 300 },
  { delay: 300, accepted: true },
];
/** Each costs its worker a slot for as long as the client waits, 8 to 10 s. */
const hangs: readonly Fault[] = ['hang-before', 'hang-after', 'hang-mid-body'];

/** Soaks, and says what became of every row. Throws when that takes ten minutes longer than it should. */
export async function soak({
  messages,
  seed,
  killEveryMs = 3_000,
  say = () => {},
}: SoakGiven): Promise<Soaked> {
  const chance = seeded(seed);
  await using server = await startFaultyServer();
  await using played = await playCast(server.url, 100);
  const crowd = Math.max(20, Math.round(messages / 50));
  const store = await openStore({ url: server.url });
  await addCrowd(store, played, { onSlack: Math.ceil(crowd * 0.6), onDiscord: Math.ceil(crowd * 0.4) });

  const env = { ...played.slackEnv, ...played.discordEnv };
  const run = (name: string) => keepRunning({ name, env, args: [worker] });
  await using one = run('one');
  await using two = run('two');
  await using three = run('three');
  const workers: readonly Replica[] = [one, two, three];
  await Promise.all(workers.map((each) => each.up()));
  spoil(played, seed);

  const began = performance.now();
  let told = 0;
  for (let round = 0; told < messages; round += 1)
    told += await writeToAll(store, played.seeded.coalitionId, round);
  await store.close();
  const over = new AbortController();
  const killing = killOneAfterTheOther(workers, { killEveryMs, chance, over: over.signal });
  await untilBalanced(server, { say, within: 600_000 + told * 20 });
  const seconds = Math.round((performance.now() - began) / 1000);
  over.abort();
  await killing;
  played.slack.clearFaults();
  played.discord.clearFaults();
  for (const each of workers) await each.stop();

  const ledger = await balance(server, played);
  const [kept] = await server.query<{ n: number }>(
    `select count(*)::int n from delivery where kind = 'letters.letter'`,
  );
  const unsent = await server.query<{ why: string; n: number }>(
    `select concat_ws(' ', platform, state, code) why, count(*)::int n from delivery where state <> 'sent' group by 1`,
  );
  const logged: Record<string, number> = {};
  for (const line of workers.flatMap((each) => each.printed().split('\n'))) {
    const event = /"event":"([^"]+)"/.exec(line)?.[1];
    if (event !== undefined) logged[event] = (logged[event] ?? 0) + 1;
  }
  return {
    ...ledger,
    problems: [...ledger.problems, ...(kept?.n === told ? [] : [`${told} told, and ${kept?.n} rows`])],
    told,
    kills: workers.reduce((all, { kills }) => all + kills, 0),
    falls: workers.flatMap(({ falls }) => falls),
    seconds,
    faults: { slack: played.slack.faultCounts(), discord: played.discord.faultCounts() },
    unsent: Object.fromEntries(unsent.map(({ why, n }) => [why, n])),
    logged,
  };
}

/** From now on one call in twenty fails, the same for the same seed. */
function spoil({ slack, discord }: PlayedCast, seed: number): void {
  const slackCalls = /^(chat|conversations)\./;
  const discordCalls = /^(GET|POST|PATCH) \/(channels|users\/@me\/channels)/;
  slack.randomly({
    where: slackCalls,
    share: share * 0.9,
    faults: [...faults, { error: 'fatal_error', accepted: true }, { error: 'internal_error' }],
    seed,
  });
  discord.randomly({
    where: discordCalls,
    share: share * 0.9,
    faults: [...faults, { rateLimited: 1, scope: 'user' }, { rateLimited: 1, scope: 'shared' }],
    seed: seed + 1,
  });
  slack.randomly({ where: slackCalls, share: share * 0.1, faults: hangs, seed: seed + 2 });
  discord.randomly({ where: discordCalls, share: share * 0.1, faults: hangs, seed: seed + 3 });
  // Slack's 429 is for a whole workspace, which then goes a quarter slower for ten minutes: a few are enough.
  slack.randomly({ where: slackCalls, share: 0.0001, faults: [{ rateLimited: 1 }], seed: seed + 4 });
}

async function killOneAfterTheOther(
  workers: readonly Replica[],
  { killEveryMs, chance, over }: { killEveryMs: number; chance: () => number; over: AbortSignal },
): Promise<void> {
  try {
    for await (const _ of every(killEveryMs, undefined, { signal: over })) {
      const up = workers.filter(({ isUp }) => isUp);
      // Never the last: a slow machine would do nothing but start them.
      if (up.length < 2) continue;
      up[Math.floor(chance() * up.length)]?.kill();
    }
  } catch (error) {
    if (!over.aborted) throw error;
  }
}

/** Resolves when every row has come to its end. */
async function untilBalanced(
  server: FaultyServer,
  { say, within }: { say(words: string): void; within: number },
): Promise<void> {
  const end = performance.now() + within;
  for (let tries = 1; ; tries += 1) {
    const rows = await server.query<{ state: string; n: number }>(
      'select state, count(*)::int n from delivery group by 1 order by 1',
    );
    const all = rows.map(({ state, n }) => `${state} ${n}`).join(', ');
    if (!rows.some(({ state }) => state === 'due' || state === 'sending')) return;
    if (performance.now() > end) throw new Error(`not all has ended: ${all}`);
    if (tries % 15 === 0) say(all);
    await pause(1_000);
  }
}

if (import.meta.main) {
  const messages = Number(process.argv[2] ?? 100_000);
  const seed = Number(process.argv[3] ?? 1);
  const killEveryMs = Number(process.argv[4] ?? 3_000);
  const soaked = await soak({ messages, seed, killEveryMs, say: console.log });
  console.log({ seed, ...soaked, problems: soaked.problems.slice(0, 20) });
  const perSecond = Math.round(soaked.told / soaked.seconds);
  console.log(
    `${soaked.told} told in ${soaked.seconds} s (${perSecond} a second), ${soaked.problems.length} that do not balance`,
  );
  process.exitCode = soaked.problems.length > 0 || soaked.falls.length > 0 ? 1 : 0;
}
