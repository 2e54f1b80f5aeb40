import { schedule as cron } from 'node-cron';
import type { Log } from '#chat/index.ts';
import { trace } from '#chat/index.ts';
import type { Store } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { carryOutOldest } from './carry.ts';
import type { Due } from './due.ts';
import { nextMoment, whatIsDue } from './find.ts';
import { markDone, tickName } from './mark.ts';
import { noteOutage } from './outage.ts';

export interface ScheduleOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  readonly dues: readonly Due[];
  readonly log: Log;
}

export interface Schedule {
  /** Carries out everything that is due now, each row in a transaction of its own; how many rows that were. */
  tick(): Promise<number>;
  /** The next moment, after now, at which something is due or is tried again. */
  next(): Promise<Temporal.Instant | undefined>;
  /** Ticks now and every ten seconds until `stop`, and notes when for five minutes nobody had. */
  start(): void;
  /** Resolves when the tick under way is over. */
  stop(): Promise<void>;
}

/** How many rows of one kind are carried out before the other kinds get their turn. */
const mostInARow = 100;

/** The schedule of all that is due. Throws when two kinds of due work have one name, or one that of the tick. */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { dues, store, clock, log } = options;
  const names = new Set([tickName, ...dues.map((due) => due.name)]);
  if (names.size <= dues.length) throw new Error('two kinds of due work have one name');
  const dueNow = whatIsDue(store.db, dues);
  const nextAfter = nextMoment(store.db, dues);
  let running: Promise<void> | undefined;
  let stopped = false;
  let task: ReturnType<typeof cron> | undefined;

  async function tick(): Promise<number> {
    const turns = new Map(dues.map((due) => [due.name, new Map<string, number>()]));
    let count = 0;
    // Due work can make other work due, so that a round in which nothing was done is the last.
    for (let before = -1; before !== count && !stopped; ) {
      before = count;
      const well = new Set<string>();
      for (const due of await dueNow(clock.now())) {
        for (let row = 0; row < mostInARow && !stopped; row += 1) {
          const outcome = await carryOutOldest(options, due, turns.get(due.name) ?? new Map());
          if (outcome === 'nothing') break;
          if (outcome === 'done') well.add(due.name);
          count += 1;
        }
      }
      if (!stopped) well.add(tickName);
      await markDone(store.db, [...well], clock.now());
    }
    return count;
  }

  async function tickAlone(): Promise<void> {
    const outage = await store.db.transaction((tx) => noteOutage({ tx, now: clock.now() }));
    if (outage) {
      const ms = Math.round(outage.endedAt.since(outage.beganAt).total('milliseconds'));
      log.warn('nothing was done for a while', { ms });
    }
    await tick();
  }

  return {
    tick,
    next: () => nextAfter(clock.now()),
    start() {
      const once = () => {
        running ??= tickAlone()
          .catch((error) => log.error('the tick broke', { error: trace(error) }))
          .finally(() => {
            running = undefined;
          });
        return running;
      };
      task = cron('*/10 * * * * *', once, { timezone: 'UTC', suppressMissedWarning: true });
      void once();
    },
    async stop() {
      stopped = true;
      await task?.destroy();
      await running;
    },
  };
}
