import { type Circles, circlesOf } from './circles.ts';
import { type Evidence, rarityOf, readEvidence, shared } from './evidence.ts';
import { gatherPairs } from './gather.ts';
import { limits } from './limits.ts';
import { between, reasonsFor, weights } from './weigh.ts';

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

/** What is known of a coalition's people. */
export interface Known {
  /** those who may be suggested now */
  readonly people: readonly Candidate[];
  /** every tie of the coalition that counts, also of people who may not be suggested */
  readonly ties: readonly (readonly [string, string])[];
  /** the organisations of everybody, for bridges */
  readonly organisationOf: ReadonlyMap<string, string>;
}

/** The same, read once for everything that is looked for in it. */
export interface Read {
  /** in the order in which they joined, then by name */
  readonly people: readonly Candidate[];
  readonly place: ReadonlyMap<string, number>;
  readonly evidence: Evidence;
  readonly circles: Circles;
}

/** How many are wanted, and a pair that must not be: blocked, offered within twelve weeks, put aside. */
interface Wish {
  readonly limit: number;
  forbidden(a: string, b: string): boolean;
}

/** One person is in at most this many suggestions at once, so that the queue is about many. */
const perPerson = 2;
const weighed = 3000;

/** Reads what people declared and who knows whom, with a pause after each of them. */
export function* read(known: Known): Generator<void, Read> {
  const people = known.people.toSorted(inOrder);
  yield;
  const circles = yield* circlesOf(known.ties, known.organisationOf);
  const evidence = yield* readEvidence(people);
  return { people, place: new Map(people.map((one, i) => [one.id, i])), evidence, circles };
}

/**
 * The best pairs with the reasons for each, best first, with a pause after each person and pair. Deterministic, and the
 * same in whatever order people and ties come and whichever of two has the lower id; equals are put in the order in
 * which people joined, then by name.
 */
export function* suggest(
  { people, evidence, circles }: Read,
  wish: Wish & { readonly now: Temporal.Instant },
): Generator<void, readonly Suggestion[]> {
  const newcomersSince = wish.now.subtract({ hours: 24 * limits.newcomerDays });
  const isNew = people.map(
    (one) =>
      Temporal.Instant.compare(one.joinedAt, newcomersSince) > 0 && circles.neighbours(one.id).size === 0,
  );
  const scored: { i: number; j: number; score: number; reasons: readonly Reason[] }[] = [];
  for (const [i, j] of yield* gatherPairs(people, evidence, circles, isNew, weighed)) {
    const reasons = reasonsFor(people, i, j, evidence, circles, isNew);
    const score = reasons.reduce((sum, reason) => sum + reason.weight, 0);
    if (reasons.length > 0) scored.push({ i, j, score, reasons });
    yield;
  }
  scored.sort((a, b) => b.score - a.score || a.i - b.i || a.j - b.j);

  const taken = new Map<number, number>();
  const chosen: Suggestion[] = [];
  for (const { i, j, score, reasons } of scored) {
    if (chosen.length >= wish.limit) break;
    const [a, b] = [people[i], people[j]];
    if (!a || !b || (taken.get(i) ?? 0) >= perPerson || (taken.get(j) ?? 0) >= perPerson) continue;
    yield;
    if (wish.forbidden(a.id, b.id)) continue;
    taken.set(i, (taken.get(i) ?? 0) + 1);
    taken.set(j, (taken.get(j) ?? 0) + 1);
    chosen.push(paired(a.id, b.id, score, reasons));
  }
  return chosen;
}

/**
 * The people whose offers come closest to what somebody asks for, best first, with a pause after each of them; the same
 * organisation is no hindrance here.
 */
export function* suggestFor(
  ask: { readonly words: string; readonly by: string },
  { people, place, evidence, circles }: Read,
  wish: Wish,
): Generator<void, readonly Suggestion[]> {
  const { offers, issues, places, offeredBy, issueOf } = evidence;
  const asker = place.get(ask.by);
  const others = people.length - (asker === undefined ? 0 : 1);
  const known = circles.neighbours(ask.by);
  const wanted = evidence.read(ask.words);
  const rare = (stem: string) => {
    const own = asker !== undefined && offers[asker]?.has(stem) ? 1 : 0;
    return rarityOf((offeredBy.get(stem)?.length ?? 0) - own, others);
  };
  const near = [...wanted].flatMap((stem) => [...(offeredBy.get(stem) ?? []), ...(issueOf.get(stem) ?? [])]);
  const scored: { i: number; weight: number }[] = [];
  for (const i of new Set(near)) {
    if (i === asker) continue;
    const strength = shared(wanted, offers[i]).reduce((sum, stem) => sum + 0.2 + 0.2 * rare(stem), 0);
    const beside = shared(wanted, issues[i]).length + shared(wanted, places[i]).length;
    scored.push({ i, weight: between(weights.ask, strength + 0.1 * beside) });
    yield;
  }
  scored.sort((a, b) => b.weight - a.weight || a.i - b.i);
  const chosen: Suggestion[] = [];
  for (const { i, weight } of scored) {
    if (chosen.length >= wish.limit) break;
    const other = people[i]?.id ?? '';
    yield;
    if (known.has(other) || wish.forbidden(ask.by, other)) continue;
    const reason = { kind: 'ask', by: ask.by, other, need: ask.words, weight } as const;
    chosen.push(paired(ask.by, other, weight, [reason]));
  }
  return chosen;
}

function paired(a: string, b: string, score: number, reasons: readonly Reason[]): Suggestion {
  return a < b ? { firstId: a, secondId: b, score, reasons } : { firstId: b, secondId: a, score, reasons };
}

function inOrder(a: Candidate, b: Candidate): number {
  const compare = (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0);
  return Temporal.Instant.compare(a.joinedAt, b.joinedAt) || compare(a.name, b.name) || compare(a.id, b.id);
}
