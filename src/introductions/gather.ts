import type { Circles } from './circles.ts';
import type { Evidence, Index } from './evidence.ts';
import type { Candidate } from './suggest.ts';

/** What more pairs than this share says too little about each of them. */
const mostPairs = 20_000;
/** Somebody tied to more people than this knows everybody: no triangle begins there. */
const mostNeighbours = 30;
const hosts = 10;

/**
 * The pairs for which there is any evidence, roughly the strongest first; never two of one organisation, nor two with a
 * tie. Found through the indexes, so two thousand people take a fraction of a second.
 */
export function gatherPairs(
  people: readonly Candidate[],
  evidence: Evidence,
  circles: Circles,
  isNew: readonly boolean[],
): readonly (readonly [number, number])[] {
  const n = people.length;
  const strength = new Map<number, number>();
  const add = (i: number, j: number, weight: number) => {
    if (i === j) return;
    const key = i < j ? i * n + j : j * n + i;
    strength.set(key, (strength.get(key) ?? 0) + weight);
  };
  const cross = (from: Index, to: Index, weight: number) => {
    for (const [stem, first] of from) {
      const second = to.get(stem) ?? [];
      if (first.length * second.length > mostPairs || (from === to && !evidence.says(from, stem))) continue;
      for (const i of first) for (const j of second) if (from !== to || i < j) add(i, j, weight);
    }
  };
  cross(evidence.neededBy, evidence.offeredBy, 40);
  cross(evidence.issueOf, evidence.issueOf, 10);
  cross(evidence.placeOf, evidence.placeOf, 8);
  cross(evidence.languageOf, evidence.languageOf, 6);

  const place = new Map(people.map((one, i) => [one.id, i]));
  for (const [, neighbours] of circles.all) {
    if (neighbours.size > mostNeighbours) continue;
    const here = [...neighbours].flatMap((id) => place.get(id) ?? []);
    for (const i of here) for (const j of here) if (i < j) add(i, j, 15);
  }
  const connected = people
    .map((one, i) => ({ i, ties: circles.neighbours(one.id).size }))
    .sort((a, b) => b.ties - a.ties || a.i - b.i)
    .slice(0, hosts);
  for (const [i, fresh] of isNew.entries()) if (fresh) for (const host of connected) add(i, host.i, 20);
  const spoken = [...speakers(people, circles).values()];
  for (const [at, i] of spoken.entries()) {
    for (const j of spoken.slice(at + 1))
      if (circles.bridge(people[i]?.id ?? '', people[j]?.id ?? '')) add(i, j, 15);
  }

  return [...strength]
    .map(([key, weight]) => ({ i: Math.floor(key / n), j: key % n, weight }))
    .filter(({ i, j }) => mayMeet(people[i], people[j], circles))
    .sort((a, b) => b.weight - a.weight || a.i - b.i || a.j - b.j)
    .map(({ i, j }) => [i, j] as const);
}

/** For each organisation, whoever of it has most ties: the one through whom it would get to know another. */
function speakers(people: readonly Candidate[], circles: Circles): ReadonlyMap<string, number> {
  const best = new Map<string, number>();
  const ties = (i: number | undefined) => circles.neighbours(people[i ?? -1]?.id ?? '').size;
  for (const [i, { organisationId }] of people.entries()) {
    if (organisationId === null) continue;
    const before = best.get(organisationId);
    if (before === undefined || ties(i) > ties(before)) best.set(organisationId, i);
  }
  return best;
}

function mayMeet(a: Candidate | undefined, b: Candidate | undefined, circles: Circles): boolean {
  if (!a || !b) return false;
  const together = a.organisationId !== null && a.organisationId === b.organisationId;
  return !together && !circles.neighbours(a.id).has(b.id);
}
