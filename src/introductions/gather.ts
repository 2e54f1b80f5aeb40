import type { Circles } from './circles.ts';
import type { Evidence, Index } from './evidence.ts';
import { type Pair, strongest } from './strongest.ts';
import type { Candidate } from './suggest.ts';

/** What more pairs than this share says too little about each of them. */
const mostPairs = 20_000;
/** Somebody tied to more people than this knows everybody: no triangle begins there. */
const mostNeighbours = 30;
const hosts = 10;
const bridgeWeight = 15;

/**
 * The pairs for which there is most evidence, roughly the strongest first, at most so many; never two of one
 * organisation, nor two with a tie. Found through the indexes, person by person, with a pause after each.
 */
export function* gatherPairs(
  people: readonly Candidate[],
  evidence: Evidence,
  circles: Circles,
  isNew: readonly boolean[],
  most: number,
): Generator<void, readonly Pair[]> {
  const best = strongest(most);
  const place = new Map(people.map((one, i) => [one.id, i]));
  const connected = people
    .map((one, i) => ({ i, ties: circles.neighbours(one.id).size }))
    .sort((a, b) => b.ties - a.ties || a.i - b.i)
    .slice(0, hosts)
    .map(({ i }) => i);
  const fresh = [...isNew.keys()].filter((i) => isNew[i]);
  const spoken = [...speakers(people, circles).values()].sort((a, b) => a - b);
  const speaks = new Set(spoken);
  yield;

  // What is known of everybody together with the one whose turn it is, and who of them there is anything known of.
  const weights = new Int32Array(people.length);
  let others: number[] = [];
  for (const [i, one] of people.entries()) {
    const add = (j: number, weight: number) => {
      if (j <= i) return;
      if (weights[j] === 0) others.push(j);
      weights[j] = (weights[j] ?? 0) + weight;
    };
    const cross = (
      stems: ReadonlySet<string> | undefined,
      [own, theirs]: readonly [Index, Index],
      weight: number,
    ) => {
      for (const stem of stems ?? []) {
        const list = theirs.get(stem) ?? [];
        if ((own.get(stem)?.length ?? 0) * list.length > mostPairs) continue;
        if (own === theirs && !evidence.says(own, stem)) continue;
        // In their order: whoever comes before was a pair with this one in their own turn.
        for (let at = list.length - 1; at >= 0 && (list[at] ?? 0) > i; at -= 1) add(list[at] ?? 0, weight);
      }
    };
    cross(evidence.needs[i], [evidence.neededBy, evidence.offeredBy], 40);
    cross(evidence.offers[i], [evidence.offeredBy, evidence.neededBy], 40);
    cross(evidence.issues[i], [evidence.issueOf, evidence.issueOf], 10);
    cross(evidence.places[i], [evidence.placeOf, evidence.placeOf], 8);
    cross(evidence.languages[i], [evidence.languageOf, evidence.languageOf], 6);
    for (const through of circles.neighbours(one.id)) {
      const around = circles.neighbours(through);
      if (around.size <= mostNeighbours) for (const id of around) add(place.get(id) ?? -1, 15);
    }
    if (isNew[i]) for (const host of connected) add(host, 20);
    if (connected.includes(i)) for (const newcomer of fresh) add(newcomer, 20);
    if (speaks.has(i)) {
      // Those of whom nothing else is known are looked at only while so little may be enough.
      const known = best.wants(bridgeWeight) ? spoken : others.filter((j) => speaks.has(j));
      for (const j of known) {
        if (j > i && circles.bridge(one.id, people[j]?.id ?? '') !== undefined) add(j, bridgeWeight);
      }
    }
    const wanted = others.filter((j) => best.wants(weights[j] ?? 0)).sort((a, b) => a - b);
    for (const j of wanted) {
      const weight = weights[j] ?? 0;
      if (best.wants(weight) && mayMeet(one, people[j], circles)) best.add(weight, [i, j]);
    }
    for (const j of others) weights[j] = 0;
    others = [];
    yield;
  }
  return best.all();
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

function mayMeet(a: Candidate, b: Candidate | undefined, circles: Circles): boolean {
  if (!b) return false;
  const together = a.organisationId !== null && a.organisationId === b.organisationId;
  return !together && !circles.neighbours(a.id).has(b.id);
}
