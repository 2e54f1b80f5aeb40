import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText } from '#chat/index.ts';
import { type FigureName, type Figures, figureNames } from '#directory/index.ts';
import { communitiesOf, seeded } from '#network/communities.ts';
import { writeCsv, writeKumu } from '#network/export.ts';
import { type Network, networkOf } from '#network/graph.ts';
import { limits } from '#network/limits.ts';
import { askedOn, before, firstDay, keyOf, lastDay, quarterOf, toldFrom } from '#network/quarters.ts';
import { elements, type Level, pitfalls, type SignalName, signalsOf } from '#network/signals.ts';
import { stageOf } from '#network/stages.ts';
import { stages } from '#network/tables.ts';
import { middle } from '#network/view.ts';
import { words } from '#network/words.ts';

const rank: Readonly<Record<Level, number>> = { act: 0, watch: 1, strong: 2 };

/** What is good for a signal when there is more of it, and what is bad; written down here once more, apart from the code. */
const moves: Readonly<Record<SignalName, { good: readonly FigureName[]; bad: readonly FigureName[] }>> = {
  vision: { good: ['signed', 'purposeAgreed'], bad: ['organisations'] },
  leaders: { good: ['principals', 'drivers', 'newcomersLeading'], bad: ['hubsWithoutSpeaker'] },
  language: { good: ['requestsInLanguages', 'lessons'], bad: [] },
  grid: { good: ['reachable', 'delivered'], bad: ['undelivered'] },
  resources: { good: ['resources', 'thanks', 'needsAnswered'], bad: ['needsOpen'] },
  ties: { good: ['tiesAcross', 'met'], bad: ['unconnected', 'introduced'] },
  feedback: { good: ['pulseAnswered', 'pulsesAnsweredFor'], bad: ['pulseAsked', 'pulsesClosed'] },
  navigation: { good: ['partsTaken', 'requestsOpen'], bad: ['asksOpen', 'requestsUnanswered'] },
  flows: { good: ['organisationsSupported'], bad: ['organisationsAsking'] },
  aggregation: { good: ['pastWithResult'], bad: ['dayGaps'] },
  alignment: { good: ['ledTogether', 'daysHosted'], bad: ['announced'] },
};

/** Large enough for everything to be known: what is unknown at first cannot get worse. */
const figures = fc
  .tuple(...figureNames.map(() => fc.integer({ min: 20, max: 400 })))
  .map((some) => Object.fromEntries(figureNames.map((name, at) => [name, some[at]])) as Figures);

const levelIn = (all: ReturnType<typeof signalsOf>, name: SignalName) =>
  rank[all.signals.find((one) => one.name === name)?.level ?? 'act'];

/** Whether some change of one figure makes a signal worse that should not, by a way to read signals. */
function breaks(read: typeof signalsOf): boolean {
  const change = fc.record({
    figures,
    name: fc.constantFrom(...elements, ...pitfalls),
    by: fc.integer({ min: 1, max: 300 }),
    which: fc.nat(),
  });
  const { failed } = fc.check(
    fc.property(change, ({ figures: given, name, by, which }) => {
      const { good, bad } = moves[name];
      const figure = [...good, ...bad][which % (good.length + bad.length)];
      if (figure === undefined) return true;
      const [less, more] = [given, { ...given, [figure]: (given[figure] ?? 0) + by }];
      const [low, high] = good.includes(figure) ? [less, more] : [more, less];
      return levelIn(read(high, undefined), name) >= levelIn(read(low, undefined), name);
    }),
    { numRuns: 3000, seed: 7 },
  );
  return failed;
}

test('a signal never gets worse when what is good grows, or what is bad shrinks', () => {
  expect(breaks(signalsOf)).toBe(false);
  // The control: signals that read one figure the wrong way round are caught.
  for (const wrong of ['unconnected', 'signed', 'ledTogether', 'dayGaps'] as const)
    expect(
      breaks((now, past) => signalsOf({ ...now, [wrong]: 420 - (now[wrong] ?? 0) }, past)),
      wrong,
    ).toBe(true);
});

test('what nothing is known of is no signal, and is named', () => {
  const none = signalsOf({}, undefined);
  expect(none.signals).toEqual([]);
  expect(none.unknown).toEqual([...elements, ...pitfalls]);
  // A share of fewer than five people is not told.
  const few = signalsOf({ people: 4, reachable: 1, findable: 4, unconnected: 3, asksOpen: 0 }, undefined);
  expect(few.signals).toEqual([]);
  const enough = signalsOf({ people: 5, reachable: 1, findable: 5, unconnected: 3, asksOpen: 0 }, undefined);
  expect(enough.signals.map(({ name }) => name)).toEqual(['grid', 'ties', 'navigation']);
});

test('the weakest figure decides, says why, and is compared with the same figures of before', () => {
  const now = { organisations: 10, signed: 9, purposeAgreed: 30, pulsesClosed: 4, pulsesAnsweredFor: 4 };
  const past = { organisations: 10, signed: 4, purposeAgreed: 30, pulsesClosed: 4, pulsesAnsweredFor: 4 };
  const [vision, feedback] = signalsOf(now, past).signals;
  expect(vision).toEqual({
    ...{ name: 'vision', level: 'act', trend: 'better' },
    because: [{ name: 'purpose', part: 30, level: 'act' }],
  });
  expect(feedback).toMatchObject({ level: 'strong', trend: 'same' });
  expect(signalsOf(past, now).signals[0]?.trend).toBe('worse');
  expect(signalsOf(now, undefined).signals[0]?.trend).toBe('new');
  expect(
    signalsOf({ findable: 100, unconnected: 30 }, { findable: 100, unconnected: 60 }).signals[0],
  ).toMatchObject({ name: 'ties', trend: 'better' });
  // A move smaller than chance makes is none.
  expect(
    signalsOf({ ...now, signed: 90, organisations: 100 }, { ...now, signed: 89, organisations: 100 })
      .signals[0],
  ).toMatchObject({ trend: 'same' });
});

test('shares of people are told in twentieths, and never as all or none unless they are', () => {
  const { reachable } = words.en.measures;
  expect(reachable(1, 200)).toContain('fewer than 5\u00a0%');
  expect(reachable(199, 200)).toContain('more than 95\u00a0%');
  expect(reachable(117, 200)).toContain('about 60\u00a0%');
  expect(reachable(200, 200)).toContain('all of 200');
  expect(reachable(0, 200)).toContain('none of 200');
});

test('stages follow what was done together, each implied by the one after it', () => {
  const all = { supported: true, coordinated: true, collaborated: true, signed: true, serves: true };
  const none = { supported: false, coordinated: false, collaborated: false, signed: false, serves: false };
  expect(stageOf(none)).toBe('independence');
  expect(stageOf({ ...none, signed: true, serves: true })).toBe('independence');
  expect(stageOf({ ...none, supported: true })).toBe('cooperation');
  expect(stageOf({ ...none, coordinated: true })).toBe('coordination');
  expect(stageOf({ ...all, signed: false })).toBe('collaboration');
  expect(stageOf({ ...all, serves: false })).toBe('collaboration');
  expect(stageOf(all)).toBe('coalition');
  const worked = fc.record({
    ...{ supported: fc.boolean(), coordinated: fc.boolean(), collaborated: fc.boolean() },
    ...{ signed: fc.boolean(), serves: fc.boolean() },
  });
  fc.assert(
    fc.property(worked, fc.constantFrom(...(Object.keys(none) as (keyof typeof none)[])), (given, name) => {
      const [without, withIt] = [
        { ...given, [name]: false },
        { ...given, [name]: true },
      ];
      expect(stages.indexOf(stageOf(withIt))).toBeGreaterThanOrEqual(stages.indexOf(stageOf(without)));
    }),
  );
});

test('quarters begin, end and follow each other, and principals are asked around their end', () => {
  const date = (written: string) => Temporal.PlainDate.from(written);
  expect(keyOf(quarterOf(date('2027-03-31')))).toBe('2027-Q1');
  expect(keyOf(quarterOf(date('2027-04-01')))).toBe('2027-Q2');
  expect(keyOf(before(quarterOf(date('2027-02-01'))))).toBe('2026-Q4');
  expect(firstDay({ year: 2027, number: 4 }).toString()).toBe('2027-10-01');
  expect(lastDay({ year: 2028, number: 1 }).toString()).toBe('2028-03-31');
  const asked = (written: string) => {
    const quarter = askedOn(date(written));
    return quarter && keyOf(quarter);
  };
  expect(asked('2027-03-24')).toBeUndefined();
  expect(asked('2027-03-25')).toBe('2027-Q1');
  // Four weeks after it, and to the end of that week.
  expect(asked('2027-05-02')).toBe('2027-Q1');
  expect(asked('2027-05-03')).toBeUndefined();
  expect(toldFrom({ year: 2027, number: 1 }).toString()).toBe('2027-05-03');
  expect(asked('2026-12-31')).toBe('2026-Q4');
});

test('the middle of answers is one of them, or lies between two', () => {
  expect(middle([1, 5, 4])).toBe(4);
  expect(middle([5, 1, 4, 2])).toBe(3);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (some) => {
      const value = middle(some);
      expect(some.filter((one) => one <= value).length).toBeGreaterThanOrEqual(some.length / 2);
      expect(some.filter((one) => one >= value).length).toBeGreaterThanOrEqual(some.length / 2);
    }),
  );
});

/** Three groups of ten that are tied closely, one tie between the first two, and two people alone. */
function threeGroups(): {
  nodes: { id: string; label: string }[];
  edges: { from: string; to: string; ties: number }[];
} {
  const nodes = Array.from({ length: 32 }, (_, at) => ({
    id: `p${String(at).padStart(2, '0')}`,
    label: `P ${String(at).padStart(2, '0')}`,
  }));
  const id = (at: number) => nodes[at]?.id ?? '';
  const edges = [0, 10, 20].flatMap((first) =>
    Array.from({ length: 10 }, (_, at) =>
      [1, 2, 3].map((step) => [first + at, first + ((at + step) % 10)] as const),
    ).flat(),
  );
  return {
    nodes,
    edges: [...edges, [3, 14] as const].map(([from, to]) => ({ from: id(from), to: id(to), ties: 1 })),
  };
}

test('communities, those alone and the only tie between two are found, whatever the order of the rows', async () => {
  const { nodes, edges } = threeGroups();
  const network = await networkOf(nodes, edges);
  expect(network.communities).toEqual([10, 10, 10]);
  expect(network.isolates).toBe(2);
  expect(network.bridges).toEqual([['p03', 'p14']]);
  const rng = seeded(5);
  const shuffled = <T>(some: readonly T[]) =>
    some
      .map((one) => [rng(), one] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, one]) => one);
  for (let turn = 0; turn < 5; turn += 1) {
    const other = await networkOf(shuffled(nodes), shuffled(edges));
    expect(other.nodes).toEqual(network.nodes);
    expect(other.communities).toEqual(network.communities);
    expect(new Set(other.bridges.map(String))).toEqual(new Set(network.bridges.map(String)));
  }
  // The control: a second tie between the two groups, and it is no bridge any more.
  const joined = await networkOf(nodes, [...edges, { from: 'p01', to: 'p12', ties: 1 }]);
  expect(joined.bridges).toEqual([]);
});

test('of equal groups the numbers follow names: they stay, whatever ids chance made and whatever was read first', async () => {
  const { nodes, edges } = threeGroups();
  const groupOf = async (some: typeof nodes, ties: typeof edges) =>
    new Map((await networkOf(some, ties)).nodes.map(({ label, community }) => [label, community]));
  const first = await groupOf(nodes, edges);
  expect(['P 00', 'P 10', 'P 20', 'P 31'].map((name) => first.get(name))).toEqual([0, 1, 2, -1]);
  const rng = seeded(9);
  for (let turn = 0; turn < 5; turn += 1) {
    const made = new Map(nodes.map(({ id }) => [id, String(rng())]));
    const idOf = (id: string) => made.get(id) ?? '';
    const others = nodes.map(({ id, label }) => ({ id: idOf(id), label })).toReversed();
    const turned = edges.map(({ from, to, ties }) => ({ from: idOf(to), to: idOf(from), ties })).toReversed();
    expect(await groupOf(others, turned)).toEqual(first);
  }
  // The control: the last group has the first names, and is the first one.
  const renamed = nodes.map(({ id }, at) => ({ id, label: String(99 - at) }));
  expect((await groupOf(renamed, edges)).get('79')).toBe(0);
  // And one more in it makes it the first one as well.
  const grown = await groupOf(nodes, [...edges, { from: 'p20', to: 'p31', ties: 1 }]);
  expect([grown.get('P 00'), grown.get('P 20')]).toEqual([1, 0]);
});

test('in a thread of its own the same communities are found', async () => {
  const size = limits.foundHere + 1;
  const rng = seeded(3);
  const nodes = Array.from({ length: size }, (_, at) => ({
    id: String(10_000 + at),
    label: `P ${10_000 + at}`,
  }));
  const pairs = Array.from({ length: 2 * size }, () => {
    const from = Math.floor(rng() * size);
    return [from, (from + 1 + Math.floor(rng() * 20)) % size] as const;
  });
  const edges = [...new Map(pairs.map(([a, b]) => [[a, b].toSorted().join(), [a, b] as const])).values()];
  const found = await networkOf(
    nodes,
    edges.map(([from, to]) => ({ from: nodes[from]?.id ?? '', to: nodes[to]?.id ?? '', ties: 1 })),
  );
  const here = communitiesOf({
    size,
    edges: Int32Array.from(
      edges
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b), 1] as const)
        .toSorted(([a, b], [c, d]) => a - c || b - d)
        .flat(),
    ),
  });
  expect(found.communities.length).toBeGreaterThan(3);
  expect(new Map(found.nodes.map(({ id, community }) => [Number(id) - 10_000, community]))).toEqual(
    new Map([...here.place].map((community, at) => [at, community])),
  );
});

/** A table as RFC 4180 says one is read; or with other marks between cells too. */
function readCsv(text: string, marks = ','): string[][] {
  const rows: string[][] = [[]];
  const cells = new RegExp(`("(?:[^"]|"")*"|[^${marks}\\n]*)([${marks}]|\\n|$)`, 'gy');
  for (
    let match = cells.exec(text.replace(/^\ufeff/, ''));
    match;
    match = cells.exec(text.replace(/^\ufeff/, ''))
  ) {
    const [, cell = '', end] = match;
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === '') break;
    if (end === '\n') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

const named = async (labels: readonly string[]): Promise<Network> =>
  await networkOf(
    labels.map((label, at) => ({ id: `p${String(at).padStart(3, '0')}`, label })),
    labels
      .slice(1)
      .map((_, at) => ({ from: 'p000', to: `p${String(at + 1).padStart(3, '0')}`, ties: at + 1 })),
  );

test('a table holds no formula, whatever names people have, and reads back as what it was', async () => {
  const nasty = [
    '=1+2',
    '+cmd|x',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    'a "quoted", name',
    'two\nlines',
    '=HYPERLINK("https://x.example","y")',
  ];
  const text = await writeCsv(await named(nasty));
  const rows = readCsv(text);
  expect(rows[0]).toEqual(['from', 'to', 'ties']);
  expect(rows).toHaveLength(nasty.length);
  for (const cell of rows.slice(1).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  // What is in front of them is a quotation mark, and nothing else is lost.
  const kept = new Set(
    rows.slice(1).flatMap(([from = '', to = '']) => [from, to].map((one) => one.replace(/^'/, ''))),
  );
  expect(kept).toEqual(new Set(nasty));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 2, maxLength: 6 }),
      async (labels) => {
        const cells = readCsv(await writeCsv(await named(labels)));
        for (const cell of cells.slice(1).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      },
    ),
  );
});

test('a name with a semicolon begins no cell of its own where semicolons part cells as well', async () => {
  const nasty = ['Ben', 'Ana;=1+2', 'Cara;@SUM(A1)'];
  const text = await writeCsv(await named(nasty));
  const cells = readCsv(text, ',;').flat();
  expect(cells.filter((cell) => /^[=+\-@]/.test(cell))).toEqual([]);
  expect(cells).toEqual(expect.arrayContaining(nasty));
  // The control: without quotation marks they would.
  const bare = readCsv(text.replaceAll('"', ''), ',;').flat();
  expect(bare).toEqual(expect.arrayContaining(['=1+2', '@SUM(A1)']));
});

test('fewer than five introductions of a quarter are told without a number', () => {
  const said = (introduced: number) =>
    plainText(words.en.ties(40, 39, { suggested: introduced + 1, introduced, met: 1 }, limits.toldFrom));
  for (const introduced of [0, 1, 4])
    expect(said(introduced)).toBe('40 ties, 39 a quarter before. Fewer than 5 introductions were made.');
  // The control: of five the numbers are told.
  expect(said(5)).toContain('Introductions: 6 suggested, 5 made, 1 ended in a meeting.');
  expect(plainText(words.en.ties(40, undefined, undefined, limits.toldFrom))).toBe('40 ties.');
});

test('requests nobody answered are a part of those that are open for three days, and of no others', () => {
  const figures = { requests: 3, requestsOpen: 9, requestsUnanswered: 8 };
  expect(signalsOf(figures, undefined).signals).toMatchObject([
    { name: 'navigation', because: [{ name: 'unanswered', part: 8, whole: 9 }] },
  ]);
  expect(words.en.measures.unanswered(8, 9)).toBe(
    'nobody answered 8 of 9 requests that are open for three days',
  );
  // Of a week that was counted without them nothing is said.
  expect(signalsOf({ requests: 30, requestsUnanswered: 8 }, undefined).signals).toEqual([]);
});

test('what goes to Kumu reads back: each name once, each tie between two of them, and no id of ours', async () => {
  const network = await named(['Ana Reyes', 'Ben', 'Ana Reyes', 'Ana Reyes (2)', '"; drop']);
  const text = await writeKumu(network);
  const { elements: some, connections } = JSON.parse(text);
  const labels: string[] = some.map(({ label }: { label: string }) => label);
  expect(new Set(labels).size).toBe(5);
  expect(labels.toSorted()).toEqual(['"; drop', 'Ana Reyes', 'Ana Reyes (2)', 'Ana Reyes (3)', 'Ben']);
  expect(connections).toHaveLength(4);
  for (const { from, to, strength } of connections) {
    expect(labels).toContain(from);
    expect(labels).toContain(to);
    expect(strength).toBeGreaterThan(0);
  }
  expect(text).not.toMatch(/p00\d/);
});
