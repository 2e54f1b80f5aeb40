import { stems } from './stems.ts';
import type { Candidate } from './suggest.ts';

/** Who has a stem, by their place in the list of people. */
export type Index = ReadonlyMap<string, readonly number[]>;

/** What people declared, as stems, and an index over each kind, so that not all pairs need to be looked at. */
export interface Evidence {
  readonly needs: readonly ReadonlySet<string>[];
  readonly offers: readonly ReadonlySet<string>[];
  readonly issues: readonly ReadonlySet<string>[];
  readonly places: readonly ReadonlySet<string>[];
  readonly languages: readonly ReadonlySet<string>[];
  readonly neededBy: Index;
  readonly offeredBy: Index;
  readonly issueOf: Index;
  readonly placeOf: Index;
  readonly languageOf: Index;
  /** whether sharing a stem says anything: what more than half share, or very many, is no reason to meet */
  says(index: Index, stem: string): boolean;
  read(text: string): ReadonlySet<string>;
}

/** Reads what people declared. */
export function readEvidence(people: readonly Candidate[]): Evidence {
  const read = (text: string): ReadonlySet<string> => new Set(stems(text));
  const needs = people.map((one) => read(one.needs));
  const offers = people.map((one) => read(one.offers));
  const issues = people.map((one) => read(one.issues));
  const places = people.map((one) => read(one.place));
  const languages = people.map((one) => read(one.spoken));
  const most = Math.min(150, Math.max(people.length, 4) / 2);
  return {
    needs,
    offers,
    issues,
    places,
    languages,
    neededBy: indexOf(needs),
    offeredBy: indexOf(offers),
    issueOf: indexOf(issues),
    placeOf: indexOf(places),
    languageOf: indexOf(languages),
    says: (index, stem) => (index.get(stem)?.length ?? 0) <= most,
    read,
  };
}

/** The stems in both. */
export function shared(
  a: ReadonlySet<string> | undefined,
  b: ReadonlySet<string> | undefined,
): readonly string[] {
  return a && b ? [...a].filter((stem) => b.has(stem)).sort() : [];
}

/** 1 for what one of many has, towards 0 for what all have. */
export function rarity(index: Index, stem: string, people: number): number {
  return 1 - Math.log(1 + (index.get(stem)?.length ?? 0)) / Math.log(2 + people);
}

function indexOf(sets: readonly ReadonlySet<string>[]): Index {
  const index = new Map<string, number[]>();
  for (const [i, set] of sets.entries()) {
    for (const stem of set) {
      const list = index.get(stem);
      if (list) list.push(i);
      else index.set(stem, [i]);
    }
  }
  return index;
}
