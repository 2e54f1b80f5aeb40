/** Two people by their places in a list, the first lower. */
export type Pair = readonly [number, number];

/** The `most` pairs of the greatest weight, of equals those that were added first; the others are not even kept. */
export interface Strongest {
  /** whether a pair of that weight would be kept now */
  wants(weight: number): boolean;
  add(weight: number, pair: Pair): void;
  /** the strongest first */
  all(): readonly Pair[];
}

/** Collects pairs without keeping more than it must: their number grows with the square of the people's. */
export function strongest(most: number): Strongest {
  const byWeight = new Map<number, Pair[]>();
  let held = 0;
  let lowest = Number.POSITIVE_INFINITY;
  return {
    wants: (weight) => held < most || weight > lowest,
    add(weight, pair) {
      const same = byWeight.get(weight);
      if (same) same.push(pair);
      else byWeight.set(weight, [pair]);
      held += 1;
      lowest = Math.min(lowest, weight);
      for (;;) {
        const weakest = byWeight.get(lowest)?.length ?? 0;
        if (held - weakest < most) return;
        byWeight.delete(lowest);
        held -= weakest;
        lowest = Math.min(...byWeight.keys());
      }
    },
    all: () =>
      [...byWeight]
        .toSorted(([a], [b]) => b - a)
        .flatMap(([, pairs]) => pairs)
        .slice(0, most),
  };
}
