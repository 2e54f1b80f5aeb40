/** Calls `wake` once, at the earliest of the moments asked for; asking again for a later one changes nothing. */
export function createWaker(wake: () => void): { wakeIn(ms: number): void; stopWaking(): void } {
  let timer: NodeJS.Timeout | undefined;
  let at = Number.POSITIVE_INFINITY;
  function stopWaking(): void {
    clearTimeout(timer);
    at = Number.POSITIVE_INFINITY;
  }
  return {
    stopWaking,
    wakeIn(ms) {
      // A timer cannot be longer than 2^31 ms, and the tick looks every two seconds anyway.
      const wanted = performance.now() + Math.min(Math.max(1, ms), 60_000);
      if (wanted >= at) return;
      stopWaking();
      at = wanted;
      timer = setTimeout(
        () => {
          at = Number.POSITIVE_INFINITY;
          wake();
        },
        Math.ceil(wanted - performance.now()),
      );
      timer.unref();
    },
  };
}
