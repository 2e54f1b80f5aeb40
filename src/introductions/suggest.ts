import { type Circles, circlesOf } from './circles.ts';
import { type Evidence, rarity, readEvidence, shared } from './evidence.ts';
import { gatherPairs } from './gather.ts';
import { limits } from './limits.ts';
import { entryWith } from './stems.ts';

/** What somebody declared, and nothing else. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string | null;
  readonly offers: string;
  readonly needs: string;
  readonly issues: string;
  readonly place: string;
  readonly spoken: string;
  readonly joinedAt: Temporal.Instant;
}

/** Why two people should know each other, each with its weight; kept with the suggestion. */
export type Reason = { readonly weight: number } & (
  | { readonly kind: 'ask' | 'need'; readonly by: string; readonly other: string; readonly need: string }
  | { readonly kind: 'issue' | 'place' | 'language'; readonly shared: string }
  | { readonly kind: 'triangle'; readonly through: string }
  | { readonly kind: 'bridge'; readonly between: 'organisations' | 'circles' }
  | { readonly kind: 'newcomer'; readonly who: string }
);

/** Two people, the lower id first, and the reasons, the weightiest first. */
export interface Suggestion {
  readonly firstId: string;
  readonly secondId: string;
  readonly score: number;
  readonly reasons: readonly Reason[];
}

export interface SuggestInput {
  /** those who may be suggested now */
  readonly people: readonly Candidate[];
  /** every tie of the coalition that counts, also of people who may not be suggested */
  readonly ties: readonly (readonly [string, string])[];
  /** the organisations of everybody, for bridges */
  readonly organisationOf: ReadonlyMap<string, string>;
  readonly now: Temporal.Instant;
  readonly limit: number;
  /** a pair that must not be suggested: blocked, offered within twelve weeks, put aside */
  forbidden(a: string, b: string): boolean;
}

/** How much each reason weighs: at least `from`, up to `to` when what is shared is rare or much is. */
const weights = {
  ask: { from: 60, to: 100 },
  need: { from: 40, to: 70 },
  triangle: { from: 15, to: 25 },
  newcomer: { from: 20, to: 20 },
  bridge: { from: 15, to: 15 },
  issue: { from: 10, to: 25 },
  place: { from: 8, to: 12 },
  language: { from: 6, to: 10 },
} as const;

/** One person is in at most this many suggestions at once, so that the queue is about many. */
const perPerson = 2;
const weighed = 3000;

/**
 * The best pairs with the reasons for each, best first. Deterministic, and the same in whatever order people and ties
 * come and whichever of two has the lower id; equals are put in the order in which people joined, then by name.
 */
export function suggest(input: SuggestInput): readonly Suggestion[] {
  const people = input.people.toSorted(inOrder);
  const evidence = readEvidence(people);
  const circles = circlesOf(input.ties, input.organisationOf);
  const newcomersSince = input.now.subtract({ hours: 24 * limits.newcomerDays });
  const isNew = people.map(
    (one) =>
      Temporal.Instant.compare(one.joinedAt, newcomersSince) > 0 && circles.neighbours(one.id).size === 0,
  );
  const pairs = gatherPairs(people, evidence, circles, isNew).slice(0, weighed);
  const scored = pairs.flatMap(([i, j]) => {
    const reasons = reasonsFor(people, i, j, evidence, circles, isNew);
    const score = reasons.reduce((sum, reason) => sum + reason.weight, 0);
    return reasons.length === 0 ? [] : [{ i, j, score, reasons }];
  });
  scored.sort((a, b) => b.score - a.score || a.i - b.i || a.j - b.j);

  const taken = new Map<number, number>();
  const chosen: Suggestion[] = [];
  for (const { i, j, score, reasons } of scored) {
    if (chosen.length >= input.limit) break;
    const [a, b] = [people[i], people[j]];
    if (!a || !b || (taken.get(i) ?? 0) >= perPerson || (taken.get(j) ?? 0) >= perPerson) continue;
    if (input.forbidden(a.id, b.id)) continue;
    taken.set(i, (taken.get(i) ?? 0) + 1);
    taken.set(j, (taken.get(j) ?? 0) + 1);
    chosen.push(paired(a.id, b.id, score, reasons));
  }
  return chosen;
}

/** The people whose offers come closest to what somebody asks for, best first; the same organisation is no hindrance here. */
export function suggestFor(
  ask: { readonly words: string; readonly by: string },
  input: Pick<SuggestInput, 'people' | 'ties' | 'forbidden'> & { readonly limit: number },
): readonly Suggestion[] {
  const people = input.people.filter((one) => one.id !== ask.by).toSorted(inOrder);
  const evidence = readEvidence(people);
  const known = new Set(input.ties.flatMap(([a, b]) => (a === ask.by ? [b] : b === ask.by ? [a] : [])));
  const wanted = evidence.read(ask.words);
  const scored = people.flatMap((one, i) => {
    const offered = shared(wanted, evidence.offers[i]);
    const near = [...shared(wanted, evidence.issues[i]), ...shared(wanted, evidence.places[i])];
    if (offered.length === 0 && shared(wanted, evidence.issues[i]).length === 0) return [];
    const strength = offered.reduce(
      (sum, stem) => sum + 0.2 + 0.2 * rarity(evidence.offeredBy, stem, people.length),
      0,
    );
    const weight = between(weights.ask, strength + 0.1 * near.length);
    return [{ one, weight }];
  });
  scored.sort((a, b) => b.weight - a.weight || inOrder(a.one, b.one));
  return scored
    .filter(({ one }) => !known.has(one.id) && !input.forbidden(ask.by, one.id))
    .slice(0, input.limit)
    .map(({ one, weight }) =>
      paired(ask.by, one.id, weight, [{ kind: 'ask', by: ask.by, other: one.id, need: ask.words, weight }]),
    );
}

function reasonsFor(
  people: readonly Candidate[],
  i: number,
  j: number,
  evidence: Evidence,
  circles: Circles,
  isNew: readonly boolean[],
): readonly Reason[] {
  const [a, b] = [people[i], people[j]];
  if (!a || !b) return [];
  const reasons: Reason[] = [];
  const n = people.length;
  for (const [by, other, x, y] of [
    [a, b, i, j],
    [b, a, j, i],
  ] as const) {
    const met = shared(evidence.needs[x], evidence.offers[y]);
    if (met.length === 0) continue;
    const strength = met.reduce((sum, stem) => sum + 0.2 + 0.4 * rarity(evidence.offeredBy, stem, n), 0);
    const need = entryWith(by.needs, new Set(met));
    reasons.push({ kind: 'need', by: by.id, other: other.id, need, weight: between(weights.need, strength) });
  }
  for (const [kind, sets, lists, field] of [
    ['issue', evidence.issues, evidence.issueOf, 'issues'],
    ['place', evidence.places, evidence.placeOf, 'place'],
    ['language', evidence.languages, evidence.languageOf, 'spoken'],
  ] as const) {
    const both = shared(sets[i], sets[j]).filter((stem) => evidence.says(lists, stem));
    if (both.length === 0) continue;
    const strength = both.reduce((sum, stem) => sum + 0.2 + 0.4 * rarity(lists, stem, n), 0);
    reasons.push({
      kind,
      shared: entryWith(a[field], new Set(both)),
      weight: between(weights[kind], strength),
    });
  }
  const through = circles.common(a.id, b.id);
  if (through[0] !== undefined) {
    reasons.push({
      kind: 'triangle',
      through: through[0],
      weight: between(weights.triangle, through.length / 4),
    });
  }
  const bridge = circles.bridge(a.id, b.id);
  if (bridge !== undefined) reasons.push({ kind: 'bridge', between: bridge, weight: weights.bridge.from });
  for (const [one, fresh] of [
    [a, isNew[i]],
    [b, isNew[j]],
  ] as const) {
    if (fresh) reasons.push({ kind: 'newcomer', who: one.id, weight: weights.newcomer.from });
  }
  return reasons.toSorted((one, other) => other.weight - one.weight);
}

function paired(a: string, b: string, score: number, reasons: readonly Reason[]): Suggestion {
  return a < b ? { firstId: a, secondId: b, score, reasons } : { firstId: b, secondId: a, score, reasons };
}

/** A whole number, so that sums do not depend on their order. */
function between({ from, to }: { readonly from: number; readonly to: number }, strength: number): number {
  return Math.round(from + (to - from) * Math.min(1, strength));
}

function inOrder(a: Candidate, b: Candidate): number {
  const compare = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return Temporal.Instant.compare(a.joinedAt, b.joinedAt) || compare(a.name, b.name) || compare(a.id, b.id);
}
