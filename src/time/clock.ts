/** Where moments come from: injected, so that a year passes in a test and a week in the playground. */
export type Clock = { now(): Temporal.Instant };

/** The clock of this machine, to the millisecond, which is what the store keeps. */
export const systemClock: Clock = { now: () => Temporal.Instant.fromEpochMilliseconds(Date.now()) };

export type ManualClock = Clock & {
  set(at: Temporal.Instant | string): void;
  /** Moves on by a duration up to days, each of 24 hours. */
  advance(by: Temporal.DurationLike): void;
};

/** A clock that stands still until it is moved. */
export function manualClock(start: Temporal.Instant | string): ManualClock {
  let at = Temporal.Instant.from(start);
  return {
    now: () => at,
    set(to) {
      at = Temporal.Instant.from(to);
    },
    advance(by) {
      at = at.add({ milliseconds: Math.round(Temporal.Duration.from(by).total('milliseconds')) });
    },
  };
}
