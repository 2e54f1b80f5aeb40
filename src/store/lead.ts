import type { Campaign, Work } from './db.ts';

/** One session that holds locks for as long as it lives. */
export interface Seat {
  /** Takes the lock of that name if it is free; never one that it has. */
  take(name: string): Promise<boolean>;
  give(name: string): Promise<void>;
  /** Rejects when the session has ended. */
  prove(): Promise<void>;
  /** Ends the session, and every lock with it. */
  leave(): Promise<void>;
}

type Led = { readonly lost: AbortController; readonly over: Promise<void> };

const lookEvery = 1_000; // ms
// In looks. After taking one, others who start now get their share; after work that failed, ever longer.
const restAfterTaking = 5;
const longestRest = 60;
// In looks. Whoever led before a lost connection looks first.
const restAfterReturn = 3;
/** How long work goes on without a database: for a restart or a failover nothing is dropped, for a split it must be. */
const keepFor = 30_000; // ms

/**
 * Tries the lock of each name every second until it has one, then rests 5 s before it takes the next. It never waits
 * inside the database: a statement that waits for hours keeps vacuum from everything that died since.
 */
export function campaign(
  sit: (lost: () => void) => Promise<Seat>,
  names: readonly string[],
  work: Work,
): Campaign {
  const led = new Map<string, Led>();
  const { promise: known, resolve: know } = Promise.withResolvers<boolean>();
  let stopped = false;
  let seat: Seat | undefined;
  let returning = false;
  let awaySince: number | undefined;
  let rest = 0;
  let failures = 0;
  let wake = () => {};

  async function look(): Promise<void> {
    seat ??= await takeSeat();
    if (rest > 0) {
      rest -= 1;
      return await seat.prove();
    }
    let asked = false;
    for (const name of names) {
      if (led.has(name)) continue;
      asked = true;
      if (!(await seat.take(name))) continue;
      led.set(name, begin(name));
      rest = restAfterTaking;
      break;
    }
    if (!asked) await seat.prove();
    know(led.size > 0);
  }

  /** A new seat; what was led without one is led on, unless another process took it meanwhile. */
  async function takeSeat(): Promise<Seat> {
    let taken: Seat | undefined;
    taken = await sit(() => {
      if (seat !== taken) return;
      seat = undefined;
      wake();
    });
    try {
      for (const [name, { lost }] of led) if (!(await taken.take(name))) lost.abort();
    } catch (error) {
      void taken.leave().catch(() => {});
      throw error;
    }
    if (returning && led.size === 0) rest = restAfterReturn;
    returning = true;
    awaySince = undefined;
    return taken;
  }

  function begin(name: string): Led {
    const lost = new AbortController();
    const began = performance.now();
    const over = work(name, lost.signal)
      .catch(() => {})
      .then(async () => {
        if (!lost.signal.aborted) {
          // It ended by itself: another process may try, and this one again after a while.
          if (performance.now() - began > longestRest * lookEvery) failures = 0;
          rest = Math.min(restAfterTaking * 2 ** failures, longestRest);
          failures += 1;
        }
        await seat?.give(name).catch(() => {});
        led.delete(name);
      });
    return { lost, over };
  }

  function dropAll(): void {
    for (const { lost } of led.values()) lost.abort();
  }

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await look();
      } catch {
        know(led.size > 0);
        void seat?.leave().catch(() => {});
        seat = undefined;
        awaySince ??= performance.now();
        if (performance.now() - awaySince > keepFor) dropAll();
      }
      if (!stopped) await turn();
    }
    dropAll();
    await Promise.all([...led.values()].map(({ over }) => over));
    await seat?.leave().catch(() => {});
  }

  /** Until the next look; at once when the seat is lost. */
  async function turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, lookEvery);
    wake = resolve;
    await promise;
    clearTimeout(timer);
  }

  const running = run();
  return {
    known,
    async stop() {
      stopped = true;
      dropAll();
      wake();
      await running;
    },
  };
}

/** Seats of one process alone: what one of them has, no other takes. */
export function seatsHere(): () => Seat {
  const taken = new Set<string>();
  return () => {
    const mine = new Set<string>();
    const give = async (name: string) => void (mine.delete(name) && taken.delete(name));
    return {
      async take(name) {
        if (taken.has(name)) return false;
        taken.add(name);
        mine.add(name);
        return true;
      },
      give,
      async prove() {},
      async leave() {
        for (const name of [...mine]) await give(name);
      },
    };
  };
}
