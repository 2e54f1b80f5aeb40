// Plans a day and carries out its rounds and its tally as the product does: the press by the whole app, what is due by the
// schedule, on a clock that is set. Nothing is sent; what it writes is counted, and what it asks the database.
import '../support/unlocked.ts';
import { sql } from 'drizzle-orm';
import { createApp } from '#app.ts';
import { createConvergence } from '#convergence/index.ts';
import { delivery } from '#delivery/tables.ts';
import { createSchedule } from '#schedule/index.ts';
import { openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { recordingPlatform } from '../support/recording-platform.ts';
import { countedAt, dayId, hosts, hubs, numbers, outage, plannedAt } from './converge-fill.ts';
import { hearStatements } from './hear.ts';
import { listenToLoop } from './pulse-figures.ts';
import { ask } from './server.ts';

/** What one act came to. */
export interface ActFigures {
  readonly ms: number;
  /** processor time of this process, which other programs lengthen less */
  readonly cpuMs: number;
  readonly statements: number;
  /** deliveries that it wrote */
  readonly rows: number;
  /** of its time until statements were answered */
  readonly databaseMs: number;
  /** the longest time in which the event loop did not turn */
  readonly deafMs: number;
}

export interface ConvergeFigures {
  readonly planned: ActFigures;
  /** each tells one round where 10:00 has come */
  readonly wakes: readonly ActFigures[];
  /** everything of one round in one wake, as after an outage */
  readonly whole: ActFigures;
  readonly tally: ActFigures;
  readonly tallyChanged: ActFigures;
  /** the same rows as the plan and the whole round wrote, by one INSERT … SELECT each */
  readonly barePlanMs: number;
  readonly bareWholeMs: number;
}

const { DATABASE_URL: url = '', TENANT: tenant = '', ACCOUNT: account = '' } = process.env;
const store = await openStore({ url });
let seen = 0;
const clock = manualClock(plannedAt);
const log = { info() {}, warn: console.error, error: console.error };
const feature = createConvergence(undefined);
const platforms = [recordingPlatform('slack'), recordingPlatform('discord')];
const app = createApp({ store, clock, random: Math.random, platforms, features: [feature], log });
await app.connect();
const dues = (feature.dues ?? []).filter(({ name }) => name !== 'converge.drop');
const schedule = createSchedule({ store, clock, random: Math.random, log, dues });
await schedule.tick();

const planned = await measured(async () => {
  const press = { kind: 'press', press: 'converge.plan', subject: dayId } as const;
  const from = {
    platform: 'slack',
    tenant,
    sender: { account, name: 'Mara', administrator: false },
  } as const;
  const reaction = await app.intake.take({ key: 'plan', reply: {}, ...from, ...press });
  if (reaction.kind === 'later') await reaction.finish();
});
const barePlanMs = await bare();
await hosts(url, 1, 300);
await hosts(url, 301, 350, 'asked');
await ask(url, 'vacuum (analyze)');

const wakes: ActFigures[] = [];
let whole: ActFigures | undefined;
let tallies: readonly ActFigures[] = [];
let bareWholeMs = 0;
for (let wake = await schedule.next(); wake; wake = await schedule.next()) {
  if (tallies.length === 0 && Temporal.Instant.compare(countedAt, wake) < 0) {
    await hosts(url, 301, hubs);
    tallies = [await drawn(countedAt, 0), await drawn(countedAt.add({ minutes: 10 }), 3)];
  }
  const isMissed = !whole && Temporal.Instant.compare(outage.from, wake) < 0;
  clock.set(isMissed ? outage.until : wake);
  const figures = await measured(async () => void (await schedule.tick()));
  if (isMissed) {
    whole = figures;
    bareWholeMs = await bare();
  } else wakes.push(figures);
}
const [tally, tallyChanged] = tallies;
if (!whole || !tally || !tallyChanged) throw new Error('the day was over too soon');
const figures: ConvergeFigures = { planned, wakes, whole, tally, tallyChanged, barePlanMs, bareWholeMs };
console.log(`figures ${JSON.stringify(figures)}`);
await app.stop();
await store.close();

async function drawn(at: Temporal.Instant, more: number): Promise<ActFigures> {
  await numbers(url, more, at.toString());
  clock.set(at);
  return await measured(async () => void (await schedule.tick()));
}

/** How long one INSERT … SELECT of the rows takes that were written last, into a table with the same indexes. */
async function bare(): Promise<number> {
  await store.db.execute(sql`create table if not exists bare (like delivery including all)`);
  const began = performance.now();
  const { rows } = await store.db.execute<{ position: string }>(
    sql`insert into bare overriding system value select * from delivery where position > ${seen} returning position`,
  );
  const ms = performance.now() - began;
  seen = Math.max(seen, ...rows.map(({ position }) => Number(position)));
  return ms;
}

async function measured(run: () => Promise<void>): Promise<ActFigures> {
  const before = await written();
  const loop = listenToLoop();
  let statements = 0;
  let databaseMs = 0;
  const stop = hearStatements(({ ms }) => {
    statements += 1;
    databaseMs += ms;
  });
  const [began, used] = [performance.now(), process.cpuUsage()];
  await run();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(used);
  stop();
  const { deafMs } = loop.stop();
  return {
    ms,
    cpuMs: (user + system) / 1000,
    statements,
    rows: (await written()) - before,
    databaseMs,
    deafMs,
  };
}

async function written(): Promise<number> {
  return await store.db.$count(delivery);
}
