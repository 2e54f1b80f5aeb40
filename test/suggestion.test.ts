import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entryWith, stems } from '#introductions/stems.ts';
import { strongest } from '#introductions/strongest.ts';
import {
  type Candidate,
  type Known,
  read,
  type Suggestion,
  suggestFor as suggestForInTurns,
  suggest as suggestInTurns,
} from '#introductions/suggest.ts';
import { words } from '#introductions/words.ts';
import { inTurns } from '#schedule/index.ts';
import { atOnce } from './support/at-once.ts';

const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
const longAgo = now.subtract({ hours: 24 * 400 });

/** Everything that can be asked for, at once. */
interface SuggestInput extends Known {
  readonly now: Temporal.Instant;
  readonly limit: number;
  forbidden(a: string, b: string): boolean;
}

const suggest = (input: SuggestInput) => atOnce(suggestInTurns(atOnce(read(input)), input));
const suggestFor = (
  ask: { words: string; by: string },
  input: Omit<SuggestInput, 'now' | 'organisationOf'>,
) => atOnce(suggestForInTurns(ask, atOnce(read({ ...input, organisationOf: new Map() })), input));

function person(id: string, given: Partial<Candidate> = {}): Candidate {
  return {
    id,
    name: id,
    organisationId: null,
    offers: '',
    needs: '',
    issues: '',
    place: '',
    spoken: '',
    joinedAt: longAgo,
    ...given,
  };
}

function given(people: readonly Candidate[], more: Partial<SuggestInput> = {}): SuggestInput {
  const organisationOf = new Map(
    people.flatMap((one) => (one.organisationId === null ? [] : [[one.id, one.organisationId] as const])),
  );
  return { people, ties: [], organisationOf, now, limit: 20, forbidden: () => false, ...more };
}

const pairs = (found: readonly Suggestion[]) =>
  found.map(({ firstId, secondId }) => `${firstId} ${secondId}`);
const kinds = (found: readonly Suggestion[]) =>
  found.map(({ reasons }) => reasons.map((reason) => reason.kind));
const say = (found: readonly Suggestion[], reader?: string) =>
  found.flatMap(({ reasons }) => reasons.map((reason) => words.en.reason(reason, (id) => id, reader)));

test('words meet by their stems, and words that say nothing do not meet at all', () => {
  expect(stems('Zoning laws')).toEqual(stems('the zoning law'));
  expect(stems('water testing kits')).toEqual(stems('the water test kit'));
  expect(stems('organising tenants')).toEqual(stems('organizing a tenant'));
  expect(stems('Élections')).toEqual(stems('elections'));
  expect(stems('someone who can help us with our work')).toEqual([]);
  expect(stems('boats')).not.toEqual(stems('books'));
});

test('of a list, the entry that was meant is shown, and not the whole list', () => {
  expect(entryWith('a van, zoning law; speakers', new Set(stems('zoning')))).toBe('zoning law');
  expect([...entryWith(`zoning ${'x'.repeat(200)}`, new Set(stems('zoning')))].length).toBe(80);
});

test('a need that another offers is a suggestion, and says why as a person would', () => {
  const found = suggest(
    given([person('Ana', { needs: 'a van, Zoning law' }), person('Ben', { offers: 'zoning laws' })]),
  );
  expect(pairs(found)).toEqual(['Ana Ben']);
  expect(say(found)).toEqual(['Ana needs help with zoning law; Ben offers it.']);
  expect(say(found, 'Ana')).toEqual(['You need help with zoning law; Ben offers it.']);
  expect(say(found, 'Ben')).toEqual(['Ana needs help with zoning law; you offer it.']);
  expect(
    suggest(given([person('Ana', { needs: 'zoning law' }), person('Ben', { offers: 'boats' })])),
  ).toEqual([]);
});

test('the same issue, place or language is a reason, and a need outweighs them', () => {
  const found = suggest(
    given([
      person('Ana', { issues: 'lead pipes', needs: 'maps of wetlands' }),
      person('Ben', { issues: 'lead pipes' }),
      person('Cy', { place: 'Houma', spoken: 'Vietnamese' }),
      person('Di', { place: 'Houma', spoken: 'Vietnamese', offers: 'maps of wetlands' }),
    ]),
  );
  expect(pairs(found)).toEqual(['Ana Di', 'Ana Ben', 'Cy Di']);
  expect(kinds(found)).toEqual([['need'], ['issue'], ['place', 'language']]);
});

test('what everybody shares is no reason to meet', () => {
  const people = [...'ABCDEFGH'].map((id) => person(id, { spoken: 'English' }));
  expect(suggest(given(people))).toEqual([]);
  const two = people.map((one, i) => (i < 2 ? { ...one, spoken: 'English, Hindi' } : one));
  expect(pairs(suggest(given(two)))).toEqual(['A B']);
});

test('two who know the same person close a triangle; the two are told of somebody in common, not of whom', () => {
  const people = [person('Ana'), person('Ben'), person('Cy')];
  const ties = [
    ['Ana', 'Cy'],
    ['Cy', 'Ben'],
  ] as const;
  const found = suggest(given(people, { ties }));
  expect(pairs(found)).toEqual(['Ana Ben']);
  expect(say(found)).toEqual(['Both know Cy.']);
  expect(say(found, 'Ana')).toEqual(['You both know somebody in common.']);
});

test('a bridge is claimed only once the coalition has thirty ties', () => {
  const people = [
    person('Ana', { organisationId: 'A', place: 'Houma' }),
    person('Ben', { organisationId: 'B', place: 'Houma' }),
  ];
  const chain = (length: number) => Array.from({ length }, (_, i) => [`x${i}`, `x${i + 1}`] as const);
  expect(kinds(suggest(given(people, { ties: chain(29) })))).toEqual([['place']]);
  expect(kinds(suggest(given(people, { ties: chain(30) })))).toEqual([['bridge', 'place']]);
  const joined = new Map([
    ['Ana', 'A'],
    ['Ben', 'B'],
    ['x0', 'A'],
    ['x1', 'B'],
  ]);
  expect(kinds(suggest(given(people, { ties: chain(30), organisationOf: joined })))).toEqual([['place']]);
});

test('a newcomer whom nobody has met is suggested to somebody who knows many', () => {
  const fresh = person('New', { joinedAt: now.subtract({ hours: 24 * 5 }) });
  const found = suggest(given([person('Ana'), person('Ben'), fresh], { ties: [['Ana', 'Ben']] }));
  expect(pairs(found)).toContain('Ana New');
  expect(say(found)).toContain('New is new and has met nobody here yet.');
  const met = suggest(given([person('Ana'), person('Ben'), fresh], { ties: [['Ana', 'New']] }));
  expect(kinds(met).flat()).not.toContain('newcomer');
});

test('two of one organisation, two with a tie and a forbidden pair are never suggested', () => {
  const people = [
    person('Ana', { needs: 'boats', organisationId: 'A' }),
    person('Ben', { offers: 'boats', organisationId: 'A' }),
    person('Cy', { offers: 'boats' }),
  ];
  expect(pairs(suggest(given(people)))).toEqual(['Ana Cy']);
  expect(suggest(given(people, { ties: [['Cy', 'Ana']] }))).toEqual([]);
  expect(suggest(given(people, { forbidden: (a, b) => [a, b].sort().join() === 'Ana,Cy' }))).toEqual([]);
});

test('an ask finds those whose offers come closest, also of the same organisation', () => {
  const people = [
    person('Asker', { organisationId: 'A', offers: 'zoning law in Ohio' }),
    person('Ben', { organisationId: 'A', offers: 'zoning law' }),
    person('Cy', { offers: 'zoning law', place: 'Ohio' }),
    person('Di', { offers: 'zoning' }),
    person('Ed', { offers: 'boats' }),
  ];
  const ask = { words: 'someone who knows zoning law in Ohio', by: 'Asker' };
  const found = suggestFor(ask, { people, ties: [], forbidden: () => false, limit: 3 });
  expect(pairs(found)).toEqual(['Asker Cy', 'Asker Ben', 'Asker Di']);
  expect(say(found.slice(0, 1))).toEqual([
    'Asker asks for “someone who knows zoning law in Ohio”; what Cy offers comes close.',
  ]);
  const without = suggestFor(ask, {
    people,
    ties: [['Cy', 'Asker']],
    forbidden: (_, b) => b === 'Ben',
    limit: 3,
  });
  expect(pairs(without)).toEqual(['Asker Di']);
});

const vocabulary = [
  'zoning',
  'boats',
  'maps',
  'press',
  'choir',
  'grants',
  'permits',
  'schools',
  'lead',
  'wetlands',
];
const some = fc.subarray(vocabulary, { maxLength: 3 }).map((list) => list.join(', '));
const network = fc
  .record({
    people: fc.array(
      fc.record({
        offers: some,
        needs: some,
        issues: some,
        place: fc.constantFrom('Memphis', 'Houma', 'Omaha', ''),
        spoken: fc.constantFrom('English', 'Spanish', 'French, English'),
        organisation: fc.constantFrom('A', 'B', 'C', null),
        days: fc.integer({ min: 0, max: 200 }),
      }),
      { minLength: 2, maxLength: 24 },
    ),
    ties: fc.array(fc.tuple(fc.nat(23), fc.nat(23)), { maxLength: 40 }),
    seed: fc.integer(),
  })
  .map(({ people, ties, seed }) => ({
    seed,
    ties: ties.filter(([a, b]) => a !== b && a < people.length && b < people.length),
    people: people.map(({ organisation, days, ...one }, i) => ({
      ...one,
      organisationId: organisation,
      name: `Person ${String(i).padStart(2, '0')}`,
      joinedAt: now.subtract({ hours: 24 * days }),
    })),
  }));

type Network = typeof network extends fc.Arbitrary<infer N> ? N : never;

function built(found: Network, idOf: (i: number) => string): SuggestInput {
  const people = found.people.map((one, i) => ({ ...one, id: idOf(i) }));
  return given(people, { ties: found.ties.map(([a, b]) => [idOf(a), idOf(b)] as const), limit: 12 });
}

/** Pairs by name, with what was found for each: the same whatever the ids are. */
function byName(input: SuggestInput): readonly string[] {
  const name = new Map(input.people.map((one) => [one.id, one.name]));
  return suggest(input).map(({ firstId, secondId, score, reasons }) => {
    const both = [name.get(firstId), name.get(secondId)].sort().join(' and ');
    return `${both}: ${score} ${reasons
      .map((reason) => `${reason.kind} ${reason.weight}`)
      .sort()
      .join(', ')}`;
  });
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  return list
    .map((one, i) => ({ one, at: Math.sin(seed + i * 7919) }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one);
}

test('property: the order of people and ties, and their ids, change nothing', () => {
  fc.assert(
    fc.property(network, (found) => {
      const plain = built(found, (i) => `id-${String(i).padStart(3, '0')}`);
      const reversed = built(found, (i) => `id-${String(999 - i)}`);
      const mixed = {
        ...plain,
        people: shuffled(plain.people, found.seed),
        ties: shuffled(plain.ties, found.seed),
      };
      expect(suggest(mixed)).toEqual(suggest(plain));
      expect(byName(reversed)).toEqual(byName(plain));
    }),
    { numRuns: 150 },
  );
});

test('property: no pair twice, none of one organisation, none with a tie, each with a reason, best first, nobody in more than two', () => {
  fc.assert(
    fc.property(network, (found) => {
      const input = built(found, (i) => `id-${i}`);
      const organisation = new Map(input.people.map((one) => [one.id, one.organisationId]));
      const tied = new Set(input.ties.flatMap(([a, b]) => [`${a} ${b}`, `${b} ${a}`]));
      const out = suggest(input);
      expect(new Set(pairs(out)).size).toBe(out.length);
      expect(out.length).toBeLessThanOrEqual(12);
      for (const one of out) {
        expect(one.firstId < one.secondId).toBe(true);
        expect(one.reasons.length).toBeGreaterThan(0);
        expect(one.score).toBe(one.reasons.reduce((sum, reason) => sum + reason.weight, 0));
        expect(tied.has(`${one.firstId} ${one.secondId}`)).toBe(false);
        const [a, b] = [organisation.get(one.firstId), organisation.get(one.secondId)];
        expect(a !== null && a === b).toBe(false);
      }
      expect(out.map((one) => one.score)).toEqual(out.map((one) => one.score).sort((a, b) => b - a));
      const times = Map.groupBy(
        out.flatMap((one) => [one.firstId, one.secondId]),
        (id) => id,
      );
      for (const [, list] of times) expect(list.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 150 },
  );
});

test('property: a forbidden pair never comes back, and whatever else is suggested stays as good', () => {
  fc.assert(
    fc.property(network, (found) => {
      const input = built(found, (i) => `id-${i}`);
      const [best] = suggest(input);
      if (!best) return;
      const gone = `${best.firstId} ${best.secondId}`;
      const out = suggest({ ...input, forbidden: (a, b) => [a, b].sort().join(' ') === gone });
      expect(pairs(out)).not.toContain(gone);
      for (const one of out) expect(one.score).toBeLessThanOrEqual(best.score);
    }),
  );
});

test('property: of all pairs the strongest are kept, as if all had been sorted', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 80 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 20 }), (given, most) => {
      const pairs = given.map((weight, n) => ({ weight, pair: [n, n + 1] as const }));
      const best = strongest(most);
      for (const { weight, pair } of pairs) if (best.wants(weight)) best.add(weight, pair);
      const sorted = pairs.toSorted((a, b) => b.weight - a.weight).slice(0, most);
      expect(best.all()).toEqual(sorted.map(({ pair }) => pair));
    }),
  );
});

test('what pauses lets others have their turn before it ends', async () => {
  let turn = false;
  setImmediate(() => {
    turn = true;
  });
  function* work(): Generator<void, string> {
    // Nothing but another one's turn ends this.
    while (!turn) yield;
    return 'done';
  }
  expect(await inTurns(work())).toBe('done');
});

test('two thousand people are looked through without comparing all pairs', () => {
  const bank = Array.from({ length: 400 }, (_, i) => `skill${String.fromCharCode(97 + (i % 26))}${i}`);
  const pick = (i: number, by: number) => `${bank[(i * by) % 400]}, ${bank[(i * by * 3 + 7) % 400]}`;
  const people = Array.from({ length: 2000 }, (_, i) =>
    person(`p${i}`, {
      name: `Person ${i}`,
      offers: pick(i, 7),
      needs: pick(i, 11),
      issues: `issue${i % 40}`,
      place: `town${i % 90}`,
      spoken: i % 5 === 0 ? 'Spanish' : 'English',
      organisationId: `o${i % 120}`,
    }),
  );
  const ties = Array.from(
    { length: 4000 },
    (_, i) => [`p${(i * 13) % 2000}`, `p${(i * 29 + 1) % 2000}`] as const,
  );
  let asked = 0;
  const forbidden = () => {
    asked += 1;
    return false;
  };
  const found = suggest(given(people, { ties: ties.filter(([a, b]) => a !== b), limit: 40, forbidden }));
  expect(found).toHaveLength(40);
  expect(asked).toBeLessThan(1000);
});
