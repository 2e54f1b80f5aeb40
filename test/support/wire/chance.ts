/** A number from 0 to 1, the next of a seeded sequence (mulberry32). */
export type Chance = () => number;

/** The same sequence for the same seed, on every machine. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** An order for `release`: the events permuted, and so large a share of them twice. */
export function unruly({ seed, repeats = 0.2 }: { seed: number; repeats?: number }) {
  const chance = seeded(seed);
  return <T>(events: readonly T[]): T[] => {
    const all = events.flatMap((one) => (chance() < repeats ? [one, one] : [one]));
    for (let last = all.length - 1; last > 0; last -= 1) {
      const other = Math.floor(chance() * (last + 1));
      [all[last], all[other]] = [all[other] as T, all[last] as T];
    }
    return all;
  };
}
