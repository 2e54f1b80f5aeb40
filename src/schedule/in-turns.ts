/** So much of the event loop is taken at a time, in ms: what answers people waits no longer than that. */
const turn = 20;

/** Does work that pauses now and then, and lets everything else have its turn after some of it; what it leads to. */
export async function inTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const began = performance.now();
    do {
      const { done, value } = work.next();
      if (done === true) return value;
    } while (performance.now() - began < turn);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
