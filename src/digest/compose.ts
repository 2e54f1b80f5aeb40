import { buttonWire, plainText } from '#chat/index.ts';
import { type DigestItem, type DigestSection, type SectionName, sectionNames } from '#directory/index.ts';

/** At most so many things stand in one part; the rest is counted. */
const mostItems = 5;
/** And so many of one part under “Next”, which tells of different things. */
const mostOfOne = 2;
/** The part whose items are pressed where they stand. */
const pressed: SectionName = 'suggestions';

const byUrgency = (a: DigestItem, b: DigestItem) => (a.urgency ?? 4) - (b.urgency ?? 4);

/** A digest as it will be read. */
export interface Composed {
  /** what to do next, the most urgent first: these stand nowhere else */
  readonly next: readonly DigestItem[];
  readonly sections: readonly ComposedSection[];
  /** what it says of what, by key */
  readonly said: ReadonlyMap<string, string>;
  /** how many things to do the last ones said that are as they were */
  readonly stillOpen: number;
  /** everything there is, said now or before: what is not here any more is news when it comes back */
  readonly known: ReadonlySet<string>;
}
export interface ComposedSection extends DigestSection {
  /** how many more there are than stand here and under “Next” */
  readonly more: number;
}
/** Whether there is nothing to read in it. */
export const isEmpty = ({ next, sections }: Pick<Composed, 'next' | 'sections'>): boolean =>
  next.length + sections.length === 0;

/** What of a digest is more than can be shown. */
type TooMuch = (composed: Pick<Composed, 'next' | 'sections'>) => 'words' | 'buttons' | undefined;

/**
 * Puts a digest together from what features say: what the last ones said and has not changed since is left out, a picture
 * or figures once their words are the same; nothing stands twice, a part without anything is not there, and what is least important is
 * only counted until the rest fits.
 */
export function compose(
  given: readonly DigestSection[],
  before: ReadonlyMap<string, string>,
  tooMuch: TooMuch = () => undefined,
): Composed {
  const pictures = picturesIn(given);
  const isOld = ({ name }: DigestSection) => before.get(pictureKey(name)) === pictures.get(pictureKey(name));
  const news = given.map((section) => (section.blocks && isOld(section) ? withoutPicture(section) : section));
  const fresh = freshIn(news, before);
  const next = nextOf(fresh);
  const cut = new Set<string>();
  for (;;) {
    const shown = arrange(fresh, next, cut);
    const over = tooMuch(shown);
    const least = over && leastOf(shown, over);
    if (least) {
      cut.add(least.key);
      continue;
    }
    const told = [...shown.next, ...shown.sections.flatMap(({ items }) => items)];
    return {
      ...shown,
      stillOpen: stillOpen(given, before),
      said: new Map([
        ...[...pictures, ...leadsIn(shown.sections)],
        ...told.map(({ key, state }) => [key, state] as const),
      ]),
      known: new Set([
        ...[...pictures.keys(), ...leadsIn(inOrder(given)).keys()],
        ...given.flatMap(({ items }) => items.map(({ key }) => key)),
      ]),
    };
  }
}

function stillOpen(given: readonly DigestSection[], before: ReadonlyMap<string, string>): number {
  const open = given
    .flatMap(({ items }) => items)
    .filter(({ key, state, urgency }) => urgency !== undefined && before.get(key) === state);
  return new Set(open.map(({ key }) => key)).size;
}

const pictureKey = (name: SectionName) => `picture:${name}`;

const leadKey = (name: SectionName) => `lead:${name}`;
/** Whether what is kept by that key is the figures of a part. */
export const isLeadKey = (key: string): boolean => key.startsWith('lead:');

/** The figures that stand over parts, in words. */
const leadsIn = (given: readonly DigestSection[]): ReadonlyMap<string, string> =>
  new Map(given.flatMap(({ name, lead }) => (lead ? [[leadKey(name), plainText(lead)]] : [])));

/** What pictures show is what is said above them. */
const picturesIn = (given: readonly DigestSection[]): ReadonlyMap<string, string> =>
  new Map(
    given.flatMap(({ name, lead, blocks = [] }) =>
      lead && blocks.length > 0 ? [[pictureKey(name), plainText(lead)]] : [],
    ),
  );

const withoutPicture = ({ lead: _lead, blocks: _blocks, ...section }: DigestSection): DigestSection =>
  section;

/** What is new or has changed, each once, the most urgent of each part first. How long the queue is stands over what is new in it. */
function freshIn(given: readonly DigestSection[], before: ReadonlyMap<string, string>) {
  const seen = new Set<string>();
  return inOrder(given).map(({ lead, ...section }) => {
    const items = section.items
      .filter(({ key, state }) => {
        if (seen.has(key) || before.get(key) === state) return false;
        seen.add(key);
        return true;
      })
      .toSorted(byUrgency);
    const isNeeded = (section.blocks ?? []).length > 0 || (section.name === pressed && items.length > 0);
    const isNews = lead && (isNeeded || before.get(leadKey(section.name)) !== plainText(lead));
    return { ...section, ...(isNews && { lead }), items };
  });
}

/** What stands first: urgent, and with something to press that nothing before it has. */
function nextOf(fresh: readonly DigestSection[]): readonly DigestItem[] {
  const candidates = fresh
    .flatMap(({ name, items }) => items.map((item) => ({ name, item })))
    .filter(({ item: { urgency, buttons = [] } }) => urgency !== undefined && buttons.length > 0)
    .toSorted((a, b) => byUrgency(a.item, b.item));
  const next: DigestItem[] = [];
  const ofOne = new Map<SectionName, number>();
  const wires = new Set<string>();
  for (const { name, item } of candidates) {
    const own = (item.buttons ?? []).map(buttonWire);
    const many = ofOne.get(name) ?? 0;
    if (next.length === mostItems || many === mostOfOne || own.some((wire) => wires.has(wire))) continue;
    next.push(item);
    ofOne.set(name, many + 1);
    for (const wire of own) wires.add(wire);
  }
  return next;
}

/** What stands where, without what was cut: buttons stand under “Next” and beside suggestions only. */
function arrange(
  fresh: readonly DigestSection[],
  first: readonly DigestItem[],
  cut: ReadonlySet<string>,
): Pick<Composed, 'next' | 'sections'> {
  const next = first.filter(({ key }) => !cut.has(key));
  const keysOf = (some: readonly DigestItem[]) => new Set(some.map(({ key }) => key));
  const [wereFirst, areNext] = [keysOf(first), keysOf(next)];
  const sections = fresh.map(({ items, most = mostItems, ...section }): ComposedSection => {
    const places = items.filter(({ key }) => !wereFirst.has(key)).slice(0, most);
    const standing = places.filter(({ key }) => !cut.has(key));
    return {
      ...section,
      items: section.name === pressed ? standing : standing.map(({ buttons: _, ...item }) => item),
      more: items.filter(({ key }) => !areNext.has(key)).length - standing.length,
    };
  });
  const isThere = ({ lead, items, blocks = [], more }: ComposedSection) =>
    lead !== undefined || items.length + blocks.length + more > 0;
  return { next, sections: sections.filter(isThere) };
}

/**
 * What is only counted where not all of it fits: the last of the part of which most stands, before others what is less
 * urgent; or the last that can be pressed.
 */
function leastOf(
  { next, sections }: Pick<Composed, 'next' | 'sections'>,
  over: 'words' | 'buttons',
): DigestItem | undefined {
  const [read = [], offered = []] = [false, true].map((isPressed) =>
    sections.filter(({ name }) => (name === pressed) === isPressed).map(({ items }) => items),
  );
  if (over === 'buttons') return next.at(-1) ?? offered.at(-1)?.at(-1);
  const most = Math.max(...read.map(({ length }) => length));
  const lasts = read.filter(({ length }) => length === most).flatMap((items) => items.at(-1) ?? []);
  return lasts.toSorted(byUrgency).at(-1);
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
