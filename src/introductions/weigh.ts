import type { Circles } from './circles.ts';
import { type Evidence, rarity, shared } from './evidence.ts';
import { entryWith } from './stems.ts';
import type { Candidate, Reason } from './suggest.ts';

/** How much each reason weighs: at least `from`, up to `to` when what is shared is rare or much is. */
export const weights = {
  ask: { from: 60, to: 100 },
  need: { from: 40, to: 70 },
  triangle: { from: 15, to: 25 },
  newcomer: { from: 20, to: 20 },
  bridge: { from: 15, to: 15 },
  issue: { from: 10, to: 25 },
  place: { from: 8, to: 12 },
  language: { from: 6, to: 10 },
} as const;

/** Why the two at these places should know each other, the weightiest first. */
export function reasonsFor(
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

/** A whole number, so that sums do not depend on their order. */
export function between(
  { from, to }: { readonly from: number; readonly to: number },
  strength: number,
): number {
  return Math.round(from + (to - from) * Math.min(1, strength));
}
