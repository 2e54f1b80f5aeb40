import { seededRandom } from '../filled.ts';

/** What chance decides, the same for the same seed. */
export interface Chance {
  /** below this number, from 0 */
  whole(below: number): number;
  between(least: number, most: number): number;
  often(share: number): boolean;
  any<T>(list: readonly T[]): T;
  /** so many of them, each once */
  some<T>(list: readonly T[], count: number): readonly T[];
  id(at: number): string;
}

export function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const hex = (length: number) => Array.from({ length }, () => whole(16).toString(16)).join('');
  const any = <T>(list: readonly T[]): T => {
    const [first] = list;
    const drawn = list[whole(list.length)] ?? first;
    if (drawn === undefined) throw new Error('nothing to draw from');
    return drawn;
  };
  return {
    ...{ whole, any },
    // Whole milliseconds, where they are moments.
    between: (least, most) => Math.floor(least + random() * (most - least)),
    often: (share) => random() < share,
    some: (list, count) => {
      const drawn = new Set<(typeof list)[number]>();
      for (let tries = 0; drawn.size < Math.min(count, list.length) && tries < 20 * count; tries += 1)
        drawn.add(any(list));
      return [...drawn];
    },
    // As the code makes them: UUIDv7.
    id: (at) => {
      const time = Math.floor(at).toString(16).padStart(12, '0');
      return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
    },
  };
}
