import { seeded } from './chance.ts';
import { type Fault, kindOf } from './faults.ts';

/** How often a fault strikes, and whom: `when` sees the arguments or the body of the request. */
export interface FaultOptions {
  times?: number;
  when?: (args: Record<string, unknown>) => boolean;
}

/** Faults by chance: of the requests meant by `where` (all, unless given) this share meets one of the faults. */
export interface RandomFaults {
  where?: string | RegExp;
  share: number;
  faults: readonly Fault[];
  /** The same seed and the same requests give the same faults; 1 unless given. */
  seed?: number;
}

/** A request by all the names that may be meant (a method; a route; a route with its ids), and what it carries. */
export interface Asked {
  names: readonly string[];
  args: Record<string, unknown>;
}

/** Faults planned for requests. */
export type FaultScript = ReturnType<typeof createFaultScript>;

/** A script without faults. Planned ones are met first, the earliest planned first, then those by chance. */
export function createFaultScript() {
  let planned: {
    where: string | RegExp;
    fault: Fault;
    left: number;
    when: Required<FaultOptions>['when'];
  }[] = [];
  let chances: ((asked: Asked) => Fault | undefined)[] = [];
  const met = new Map<string, number>();

  const nextPlanned = (asked: Asked): Fault | undefined => {
    const found = planned.find((one) => isMeant(one.where, asked) && one.when(asked.args));
    if (!found) return undefined;
    found.left -= 1;
    if (found.left <= 0) planned = planned.filter((one) => one !== found);
    return found.fault;
  };

  return {
    plan(where: string | RegExp, fault: Fault, { times = 1, when = () => true }: FaultOptions = {}): void {
      if (times > 0) planned.push({ where, fault, left: times, when });
    },
    randomly({ where = '*', share, faults, seed = 1 }: RandomFaults): void {
      const chance = seeded(seed);
      chances.push((asked) => {
        if (!isMeant(where, asked) || chance() >= share) return undefined;
        return faults[Math.floor(chance() * faults.length)];
      });
    },
    /** The fault that a request meets; counted. */
    next(asked: Asked): Fault | undefined {
      let found = nextPlanned(asked);
      for (const ask of chances) found ??= ask(asked);
      if (found !== undefined) met.set(kindOf(found), (met.get(kindOf(found)) ?? 0) + 1);
      return found;
    },
    /** Nothing goes wrong any more; the counts stay. */
    clear(): void {
      planned = [];
      chances = [];
    },
    counts: (): Record<string, number> => Object.fromEntries(met),
  };
}

function isMeant(where: string | RegExp, { names }: Asked): boolean {
  return typeof where === 'string' ? names.includes(where) : names.some((name) => where.test(name));
}
