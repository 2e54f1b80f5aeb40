import { stems } from './stems.ts';
import type { Candidate } from './suggest.ts';

/** Who has a stem, by their place in the list of people. */
export type Index = ReadonlyMap<string, readonly number[]>;

type Stems = ReadonlySet<string>;
type Declared = 'needs' | 'offers' | 'issues' | 'places' | 'languages';

/** What people declared, as stems, and an index over each kind, so that not all pairs need to be looked at. */
export interface Evidence extends Readonly<Record<Declared, readonly Stems[]>> {
  readonly neededBy: Index;
  readonly offeredBy: Index;
  readonly issueOf: Index;
  readonly placeOf: Index;
  readonly languageOf: Index;
  /** whether sharing a stem says anything: what more than half share, or very many, is no reason to meet */
  says(index: Index, stem: string): boolean;
  read(text: string): ReadonlySet<string>;
}

/** Reads what people declared, with a pause after each of them. */
export function* readEvidence(people: readonly Candidate[]): Generator<void, Evidence> {
  const said = new Map<string, Stems>();
  const read = (text: string): Stems => {
    const found = said.get(text) ?? new Set(stems(text));
    said.set(text, found);
    return found;
  };
  const sets = { needs: [], offers: [], issues: [], places: [], languages: [] } as Record<Declared, Stems[]>;
  for (const one of people) {
    sets.needs.push(read(one.needs));
    sets.offers.push(read(one.offers));
    sets.issues.push(read(one.issues));
    sets.places.push(read(one.place));
    sets.languages.push(read(one.spoken));
    yield;
  }
  const most = Math.min(150, Math.max(people.length, 4) / 2);
  return {
    ...sets,
    neededBy: yield* indexOf(sets.needs),
    offeredBy: yield* indexOf(sets.offers),
    issueOf: yield* indexOf(sets.issues),
    placeOf: yield* indexOf(sets.places),
    languageOf: yield* indexOf(sets.languages),
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
  return rarityOf(index.get(stem)?.length ?? 0, people);
}

/** The same for what so many of them have. */
export function rarityOf(having: number, people: number): number {
  return 1 - Math.log(1 + having) / Math.log(2 + people);
}

function* indexOf(sets: readonly Stems[]): Generator<void, Index> {
  const index = new Map<string, number[]>();
  for (const [i, set] of sets.entries()) {
    for (const stem of set) {
      const list = index.get(stem);
      if (list) list.push(i);
      else index.set(stem, [i]);
    }
    yield;
  }
  return index;
}
