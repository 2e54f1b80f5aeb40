/**
 * So many commands, presses of “send” and steps of forms while replicas are killed and PostgreSQL is stopped at once:
 * everything acknowledged is stored and done, nothing is done twice.
 *
 *     node test/faults/commands.ts            10,000, by hand
 *     await stormOf({ commands: 400, seed: 1 })
 */
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { seeded } from '../support/wire/index.ts';
import { type Balance, weigh } from './commands-check.ts';
import { act, codesRead } from './commands-people.ts';
import { startDispatcher } from './dispatcher.ts';
import { keepRunning, type Replica } from './replica.ts';
import { playCast } from './replica-cast.ts';
import { balance, untilDone } from './replica-ledger.ts';
import { startFaultyServer } from './server.ts';

export interface StormGiven {
  readonly commands: number;
  readonly seed: number;
  /** how many commands pass between two kills and between two stops of the database, roughly */
  readonly killEvery?: number;
  readonly stopEvery?: number;
  /** the control: acknowledges before it stores */
  readonly hasty?: boolean;
}

export interface Storm extends Balance {
  readonly kills: number;
  readonly stops: number;
  /** how replicas ended by themselves, which none should once it is up */
  readonly falls: readonly string[];
  readonly messages: number;
  readonly seconds: number;
}

const settles = 90_000; // ms

/** Runs one and says how it ended. Throws, with what the replicas said last, when something is not carried out within a minute and a half. */
export async function stormOf({
  commands,
  seed,
  killEvery = 300,
  stopEvery = 1_500,
  hasty,
}: StormGiven): Promise<Storm> {
  const random = seeded(seed);
  const began = performance.now();
  await using server = await startFaultyServer();
  await using played = await playCast(server.url);
  await using dispatcher = await startDispatcher();
  played.slack.eventsUrl = `${dispatcher.url}/slack/events`;
  const args = hasty
    ? ['--import', fileURLToPath(new URL('./commands-hasty.ts', import.meta.url)), 'src/main.ts']
    : ['src/main.ts'];
  const run = (name: string) =>
    keepRunning({
      name,
      env: { ...played.slackEnv, ...played.discordEnv },
      args,
      onUp: dispatcher.add,
      onDown: dispatcher.remove,
    });
  await using one = run('one');
  await using two = run('two');
  const replicas: readonly Replica[] = [one, two];
  await Promise.all(replicas.map((replica) => replica.up()));

  let [nextKill, nextStop] = [killEvery, stopEvery];
  let stops = 0;
  let stopping: Promise<void> | undefined;
  async function stopDatabase(): Promise<void> {
    await server.crash();
    await pause(200 + random() * 800);
    await server.start();
    stops += 1;
  }
  const around = (every: number) => Math.max(1, Math.round(every * (0.5 + random())));
  function strike(count: number): void {
    if (count >= nextKill) {
      nextKill = count + around(killEvery);
      const up = replicas.filter((replica) => replica.isUp);
      up[Math.floor(random() * up.length)]?.kill();
    }
    if (count >= nextStop && !stopping) {
      nextStop = count + around(stopEvery);
      stopping = stopDatabase().finally(() => {
        stopping = undefined;
      });
    }
  }

  const deeds = await act({ played, commands, random, strike, ...(hasty && { only: 'link' as const }) });
  await stopping;
  await Promise.all(replicas.map((replica) => replica.up()));
  await untilDone(server, settles).catch((error) => {
    throw new Error(replicas.map((replica) => replica.printed().slice(-2_000)).join('\n'), { cause: error });
  });
  for (const replica of replicas) await replica.stop();

  const weighed = await weigh(server, deeds, hasty ? [] : codesRead(played));
  const ledger = await balance(server, played);
  return {
    ...weighed,
    problems: [
      ...weighed.problems,
      ...ledger.problems,
      ...played.slack.violations.filter((said) => !crossed.test(said)).map((said) => `Slack: ${said}`),
      ...played.discord.violations.map((said) => `Discord: ${said}`),
      ...bugs(replicas),
    ],
    kills: replicas.reduce((all, { kills }) => all + kills, 0),
    falls: replicas.flatMap(({ falls }) => falls),
    stops,
    messages: ledger.messages,
    seconds: Math.round((performance.now() - began) / 1000),
  };
}

/** A warning that took 2.5 s and the answer that came right after it can cross: it then names a field of what was there before. */
const crossed = /^view_submission errors: \w+ is not an input block of the view$/;

/** What no fault excuses: an error that nobody caught, and a handler that broke. */
function bugs(replicas: readonly Replica[]): string[] {
  const lines = replicas.flatMap((replica) => replica.printed().split('\n'));
  return lines.filter((line) => /nobody caught it|handler broke|delivery broke|due work broke/.test(line));
}

if (import.meta.main) {
  const commands = Number(process.argv[2] ?? 10_000);
  const seed = Number(process.argv[3] ?? 1);
  const storm = await stormOf({ commands, seed });
  console.log({ seed, ...storm, problems: storm.problems.slice(0, 20) });
  console.log(`${storm.problems.length} promises broken`);
  process.exitCode = storm.problems.length > 0 || storm.falls.length > 0 ? 1 : 0;
}
