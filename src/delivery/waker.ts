import { AsyncResource } from 'node:async_hooks';

const longest = 60_000; // ms; the worker's tick looks every two seconds anyway
const grain = 20; // ms: moments as near as this are one

/** Calls `wake` at each of the moments asked for, outside whatever transaction it was asked in. */
export function createWaker(wake: () => void): { wakeIn(ms: number): void; stopWaking(): void } {
  const outside = AsyncResource.bind(wake);
  const moments = new Set<number>();
  let timer: NodeJS.Timeout | undefined;

  function arm(): void {
    clearTimeout(timer);
    const next = Math.min(...moments);
    if (next === Number.POSITIVE_INFINITY) return;
    timer = setTimeout(ring, Math.max(1, Math.ceil(next - performance.now())));
    timer.unref();
  }
  function ring(): void {
    const now = performance.now();
    for (const moment of moments) if (moment <= now) moments.delete(moment);
    arm();
    outside();
  }
  return {
    wakeIn(ms) {
      const wanted = performance.now() + Math.min(Math.max(1, ms), longest);
      moments.add(Math.ceil(wanted / grain) * grain);
      arm();
    },
    stopWaking() {
      clearTimeout(timer);
      moments.clear();
    },
  };
}
