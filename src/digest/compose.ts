import { type DigestItem, type DigestSection, type SectionName, sectionNames } from '#directory/index.ts';

/** At most so many things stand in one part; the rest is counted. */
const mostItems = 5;
/** And so many of one part under “Next”, which tells of different things. */
const mostOfOne = 2;

const mayStandFirst = ({ urgency, buttons = [] }: DigestItem) => urgency !== undefined && buttons.length > 0;
const byUrgency = (a: DigestItem, b: DigestItem) => (a.urgency ?? 4) - (b.urgency ?? 4);

/** A digest as it will be read. */
export interface Composed {
  /** what to do next, the most urgent first: these stand nowhere else */
  readonly next: readonly DigestItem[];
  readonly sections: readonly ComposedSection[];
  /** what it says of what, by key */
  readonly said: ReadonlyMap<string, string>;
  /** everything there is, said now or before: what is not here any more is news when it comes back */
  readonly known: ReadonlySet<string>;
}
export interface ComposedSection extends DigestSection {
  /** how many more there are than stand here */
  readonly more: number;
}

/**
 * Puts a digest together from what features say: what the last ones said and has not changed since is left out, nothing
 * stands twice, and a part without anything is not there.
 */
export function compose(given: readonly DigestSection[], before: ReadonlyMap<string, string>): Composed {
  const seen = new Set<string>();
  const fresh = inOrder(given).map((section) => ({
    ...section,
    items: section.items
      .filter(({ key, state }) => {
        if (seen.has(key) || before.get(key) === state) return false;
        seen.add(key);
        return true;
      })
      .toSorted(byUrgency),
  }));
  const next = fresh
    .flatMap(({ items }) => items.filter(mayStandFirst).slice(0, mostOfOne))
    .toSorted(byUrgency)
    .slice(0, mostItems);
  const first = new Set(next.map(({ key }) => key));
  const sections = fresh.map(({ items, most = mostItems, ...section }): ComposedSection => {
    const rest = items.filter(({ key }) => !first.has(key));
    return { ...section, items: rest.slice(0, most), more: Math.max(0, rest.length - most) };
  });
  const standing = sections.filter(
    ({ lead, items, blocks = [] }) => lead !== undefined || items.length > 0 || blocks.length > 0,
  );
  const told = [...next, ...standing.flatMap(({ items }) => items)];
  return {
    ...{ next, sections: standing },
    said: new Map(told.map(({ key, state }) => [key, state])),
    known: new Set(given.flatMap(({ items }) => items.map(({ key }) => key))),
  };
}

/** Parts of one name become one, in the order of the contract. */
function inOrder(given: readonly DigestSection[]): readonly DigestSection[] {
  const named = Map.groupBy(given, ({ name }) => name);
  return sectionNames.flatMap((name: SectionName) => {
    const [first, ...rest] = named.get(name) ?? [];
    return first ? [rest.reduce(joined, first)] : [];
  });
}

function joined(one: DigestSection, other: DigestSection): DigestSection {
  const lead = [
    ...(one.lead ?? []),
    ...(one.lead && other.lead ? [{ kind: 'words' as const, words: ' ' }] : []),
    ...(other.lead ?? []),
  ];
  return {
    ...one,
    ...(lead.length > 0 && { lead }),
    items: [...one.items, ...other.items],
    blocks: [...(one.blocks ?? []), ...(other.blocks ?? [])],
  };
}
