import { and, asc, eq, gt } from 'drizzle-orm';
import { schedule as cron } from 'node-cron';
import type { Log } from '#chat/index.ts';
import { trace } from '#chat/index.ts';
import type { Store } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import { carryOutOldest } from './carry.ts';
import type { Due } from './due.ts';
import { dueFailure } from './tables.ts';

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
  /** Ticks every ten seconds until `stop`. */
  start(): void;
  /** Resolves when the tick under way is over. */
  stop(): Promise<void>;
}

/** The schedule of all that is due. Throws when two kinds of due work have one name. */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { dues, store, clock, log } = options;
  const names = new Set(dues.map((due) => due.name));
  if (names.size < dues.length) throw new Error('two kinds of due work have one name');
  let running: Promise<unknown> | undefined;
  let stopped = false;
  let task: ReturnType<typeof cron> | undefined;

  async function tick(): Promise<number> {
    const turns = new Map(dues.map((due) => [due.name, new Map<string, number>()]));
    let count = 0;
    // Due work can make other work due, so that a round in which nothing was done is the last.
    for (let before = -1; before !== count && !stopped; ) {
      before = count;
      for (const due of dues) {
        while (!stopped && (await carryOutOldest(options, due, turns.get(due.name) ?? new Map()))) count += 1;
      }
    }
    return count;
  }

  return {
    tick,
    async next() {
      const now = clock.now();
      const moments: Temporal.Instant[] = [];
      for (const due of dues) {
        const [row] = await store.db
          .select({ at: due.dueAt })
          .from(due.table)
          .where(and(gt(due.dueAt, now), due.where))
          .orderBy(asc(due.dueAt))
          .limit(1);
        if (row) moments.push(row.at as Temporal.Instant);
      }
      const [failure] = await store.db
        .select({ at: dueFailure.retryAt })
        .from(dueFailure)
        .where(and(eq(dueFailure.stuck, false), gt(dueFailure.retryAt, now)))
        .orderBy(asc(dueFailure.retryAt))
        .limit(1);
      if (failure) moments.push(failure.at);
      return moments.sort(Temporal.Instant.compare)[0];
    },
    start() {
      const once = () => {
        running = tick()
          .catch((error) => log.error('the tick broke', { error: trace(error) }))
          .finally(() => {
            running = undefined;
          });
        return running;
      };
      task = cron('*/10 * * * * *', once, { timezone: 'UTC', noOverlap: true });
    },
    async stop() {
      stopped = true;
      await task?.destroy();
      await running;
    },
  };
}
