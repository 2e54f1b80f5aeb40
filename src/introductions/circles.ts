import { limits } from './limits.ts';

/** Who is tied to whom, and what that says about two people who are not. */
export interface Circles {
  readonly all: ReadonlyMap<string, ReadonlySet<string>>;
  neighbours(id: string): ReadonlySet<string>;
  /** Those tied to both; first the one with the fewest ties, who says most. */
  common(a: string, b: string): readonly string[];
  /** What an introduction would join that no tie joins yet; never claimed before there are enough ties. */
  bridge(a: string, b: string): 'organisations' | 'circles' | undefined;
}

const nobody: ReadonlySet<string> = new Set();

/** Reads ties, each given once or twice, in any order, with a pause after each. */
export function* circlesOf(
  ties: readonly (readonly [string, string])[],
  organisationOf: ReadonlyMap<string, string>,
): Generator<void, Circles> {
  const all = new Map<string, Set<string>>();
  const near = (id: string) => {
    const set = all.get(id) ?? new Set();
    all.set(id, set);
    return set;
  };
  const tied = new Set<string>();
  for (const [a, b] of ties) {
    near(a).add(b);
    near(b).add(a);
    const [one, other] = [organisationOf.get(a), organisationOf.get(b)];
    if (one !== undefined && other !== undefined) tied.add(joint(one, other));
    yield;
  }
  const count = [...all.values()].reduce((sum, set) => sum + set.size, 0) / 2;
  const circle = yield* circleOf(all);
  const neighbours = (id: string): ReadonlySet<string> => all.get(id) ?? nobody;
  return {
    all,
    neighbours,
    common(a, b) {
      const [few, many] = neighbours(a).size <= neighbours(b).size ? [a, b] : [b, a];
      return [...neighbours(few)]
        .filter((id) => neighbours(many).has(id))
        .sort((x, y) => neighbours(x).size - neighbours(y).size || (x < y ? -1 : 1));
    },
    bridge(a, b) {
      if (count < limits.bridgesFrom) return undefined;
      const [one, other] = [organisationOf.get(a), organisationOf.get(b)];
      if (one !== undefined && other !== undefined && one !== other && !tied.has(joint(one, other)))
        return 'organisations';
      const [here, there] = [circle.get(a), circle.get(b)];
      return here !== undefined && there !== undefined && here !== there ? 'circles' : undefined;
    },
  };
}

/** Numbers for the parts of the network that no tie joins; people without ties have none. */
function* circleOf(
  all: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<void, ReadonlyMap<string, number>> {
  const circle = new Map<string, number>();
  for (const [start] of all) {
    if (circle.has(start)) continue;
    const part = circle.size;
    const open = [start];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (circle.has(id)) continue;
      circle.set(id, part);
      open.push(...(all.get(id) ?? []));
      yield;
    }
  }
  return circle;
}

function joint(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}
