// Closes one pulse as the product does: its due work, by the schedule, twice, because the close has two steps.
import '../support/unlocked.ts';
import { createPulse, keyStore } from '#pulse/index.ts';
import { createSchedule } from '#schedule/index.ts';
import { openStore } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { hearStatements } from './hear.ts';
import { idleNow, listenToLoop } from './pulse-figures.ts';

/** What was measured of one close, in ms and bytes. */
export interface PulseFigures {
  readonly idle: number;
  /** the most it had resident, above that */
  readonly aboveIdle: number;
  readonly closeMs: number;
  /** of it until statements were answered */
  readonly databaseMs: number;
  readonly finishMs: number;
  /** the longest time in which the event loop did not turn */
  readonly deafMs: number;
}

const { DATABASE_URL: url = '', KEYS = '', CLOSES_AT = '' } = process.env;
const store = await openStore({ url });
const clock = manualClock(CLOSES_AT);
const log = { info() {}, warn: console.error, error: console.error };
const dues = (createPulse(keyStore(KEYS)).dues ?? []).filter(({ name }) => name === 'pulse.close');
const schedule = createSchedule({ store, clock, random: Math.random, log, dues });
clock.set(Temporal.Instant.from(CLOSES_AT).subtract({ minutes: 1 }));
await schedule.tick();

const idle = await idleNow();
const loop = listenToLoop();
let databaseMs = 0;
const stop = hearStatements((one) => {
  databaseMs += one.ms;
});
clock.set(CLOSES_AT);
const began = performance.now();
await schedule.tick();
const closeMs = performance.now() - began;
stop();
const peak = loop.stop();
clock.set(Temporal.Instant.from(CLOSES_AT).add({ seconds: 2 }));
const finishing = performance.now();
await schedule.tick();
const finishMs = performance.now() - finishing;
const figures: PulseFigures = {
  ...{ idle, aboveIdle: peak.resident - idle, closeMs, databaseMs, finishMs, deafMs: peak.deafMs },
};
console.log(`figures ${JSON.stringify(figures)}`);
await store.close();
