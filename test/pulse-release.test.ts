import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Band,
  type Count,
  limits,
  participation,
  release,
  type Segment,
  type Told,
  type Vote,
} from '#pulse/release.ts';

const bands: readonly Band[] = ['low', 'middle', 'high'];
const bandOf = (score: number): Band => (score <= 2 ? 'low' : score === 3 ? 'middle' : 'high');

/** One person's answers in one pulse: a score for each question or none, and the segment they chose. */
interface Sheet {
  readonly scores: readonly (number | undefined)[];
  readonly segment: string | undefined;
}

interface Week {
  readonly sheets: readonly Sheet[];
  readonly segments: readonly Segment[];
}

const votesOf = ({ sheets }: Week, question: number): readonly Vote[] =>
  sheets.flatMap(({ scores, segment }) => {
    const score = scores[question];
    return score === undefined ? [] : [{ score, segment }];
  });

/** Many, few, or so few that bands are told together. */
const scoreCounts = fc
  .constantFrom(14, 6, 2)
  .chain((max) => fc.array(fc.integer({ min: 0, max }), { minLength: 5, maxLength: 5 }));

/** Those of one segment: how many gave each score to each of two questions. Whoever is left over skipped the question. */
const group = fc.record({ first: scoreCounts, second: scoreCounts }).map(({ first, second }) => {
  const [one, two] = [first, second].map((counts) =>
    counts.flatMap((count, at) => Array.from({ length: count }, () => at + 1)),
  );
  const most = Math.max(one?.length ?? 0, two?.length ?? 0);
  return Array.from({ length: most }, (_, at) => [one?.[at], two?.[at]]);
});

const week: fc.Arbitrary<Week> = fc
  .record({
    chosen: fc.array(
      fc.record({
        eligible: fc.integer({ min: 15, max: 80 }),
        organisations: fc.integer({ min: 2, max: 6 }),
        group,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    none: group,
  })
  .map(({ chosen, none }) => ({
    sheets: [
      ...none.map((scores) => ({ scores, segment: undefined })),
      ...chosen.flatMap(({ group: mine }, at) => mine.map((scores) => ({ scores, segment: nameOf(at) }))),
    ],
    segments: chosen.map(({ eligible, organisations }, at) => ({ id: nameOf(at), eligible, organisations })),
  }));

/** Hubs and roles stand side by side: whoever answers chooses one of either, or none. */
const nameOf = (at: number): string => ['hub delta', 'role weaver', 'hub plains'][at] ?? '';

type Release = (votes: readonly Vote[], segments: readonly Segment[]) => Told;
const ours: Release = (votes, segments) => release(votes, 1000, segments);

/**
 * A count from one to four that some linear combination of everything told in these weeks computes.
 *
 * Questions and weeks may be looked at one by one. Somebody's joint cell is their segment and their answer to each
 * question of each week, where skipping it, or the whole week, is an answer too that nothing told counts. A combination
 * is a sum of one function for each question, 0 where it was skipped; if it is a count of people, it is 0 or 1 in every
 * joint cell, so each function is 0 or 1 where all else was skipped, and no two of them are 1 in the same segment. What
 * is left is a sum, segment by segment, of counts each of which one question gives alone. (The test below enumerates it.)
 */
function derivable(weeks: readonly Week[], tell: Release): number | undefined {
  for (const one of weeks) {
    for (const question of [0, 1]) {
      const votes = votesOf(one, question);
      const found = derivableFrom(tell(votes, one.segments), votes, one.segments);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Tries every set of cells, a cell being a band in a segment or in none. */
function derivableFrom(told: Told, votes: readonly Vote[], segments: readonly Segment[]): number | undefined {
  if (told.kind !== 'counts') return undefined;
  const classes: (string | undefined)[] = [...segments.map(({ id }) => id), undefined];
  const cells = classes.flatMap((segment) => bands.map((band) => ({ segment, band })));
  const truth = cells.map(
    ({ segment, band }) =>
      votes.filter((vote) => vote.segment === segment && bandOf(vote.score) === band).length,
  );
  const row = ({ bands: some }: Count, of: string | 'all') =>
    cells.map(({ segment, band }) => Number((of === 'all' || segment === of) && some.includes(band)));
  const basis = reduce([
    ...told.counts.map((one) => row(one, 'all')),
    ...told.segments.flatMap(({ id, counts }) => counts.map((one) => row(one, id))),
  ]);
  return subsets(cells.length)
    .map((wanted) => ({ wanted, count: wanted.reduce((sum, is, at) => sum + is * (truth[at] ?? 0), 0) }))
    .find(({ wanted, count }) => count > 0 && count < limits.cell && isSpanned(basis, wanted))?.count;
}

const known = new Map<number, readonly (readonly number[])[]>();
function subsets(size: number): readonly (readonly number[])[] {
  const all =
    known.get(size) ??
    Array.from({ length: 2 ** size }, (_, subset) =>
      Array.from({ length: size }, (_, at) => (subset >> at) & 1),
    );
  known.set(size, all);
  return all;
}

interface Reduced {
  readonly pivot: number;
  readonly row: readonly number[];
}

/** Row echelon form over the rationals; the numbers stay small, so that doubles are exact enough. */
function reduce(rows: readonly (readonly number[])[]): readonly Reduced[] {
  const basis: Reduced[] = [];
  for (const one of rows) {
    const rest = without(basis, one);
    const pivot = rest.findIndex((value) => Math.abs(value) > 1e-9);
    if (pivot >= 0) basis.push({ pivot, row: rest.map((value) => value / (rest[pivot] ?? 1)) });
  }
  return basis;
}

function without(basis: readonly Reduced[], row: readonly number[]): readonly number[] {
  return basis.reduce((rest, { pivot, row: mine }) => {
    const times = rest[pivot] ?? 0;
    return rest.map((value, at) => value - times * (mine[at] ?? 0));
  }, row);
}

const isSpanned = (basis: readonly Reduced[], row: readonly number[]) =>
  without(basis, row).every((value) => Math.abs(value) < 1e-9);

const holds = (tell: Release) =>
  fc.property(
    fc.array(week, { minLength: 1, maxLength: 3 }),
    (weeks) => derivable(weeks, tell) === undefined,
  );

test('over weeks, questions, hubs and roles no count from one to four can be computed from all that is told', () => {
  fc.assert(holds(ours), { numRuns: 300 });
});

test('two questions together tell of nobody of whom one of them does not tell alone', () => {
  const answers = [...bands, 'skipped'] as const;
  const cells = answers.flatMap((first) => answers.map((second) => ({ first, second })));
  const first = bands.map((band) => cells.map((cell) => Number(cell.first === band)));
  const second = bands.map((band) => cells.map((cell) => Number(cell.second === band)));
  const joint = (more: readonly (readonly number[])[] = []) => {
    const basis = reduce([...first, ...second, ...more]);
    const alone = [reduce(first), reduce(second)];
    return subsets(cells.length).filter(
      (wanted) => isSpanned(basis, wanted) && !alone.some((one) => isSpanned(one, wanted)),
    );
  };
  expect(joint()).toEqual([]);
  // Were answers to two questions told together, it would not hold.
  const both = cells.map((cell) => Number(cell.first === 'low' && cell.second === 'low'));
  expect(joint([both])).not.toEqual([]);
});

const tally = (votes: readonly Vote[], pattern: readonly (readonly Band[])[]): readonly Count[] =>
  pattern.map((some) => ({
    bands: some,
    count: votes.filter(({ score }) => some.includes(bandOf(score))).length,
  }));
const isSafe = (counts: readonly Count[]) => counts.every(({ count }) => count === 0 || count >= limits.cell);
const votesFrom = (votes: readonly Vote[], id: string) => votes.filter(({ segment }) => segment === id);

/** Segments by the bands of the whole, each safe for itself, and nobody asks what is left. */
const withoutSuppression: Release = (votes, segments) => {
  const whole = release(votes, 1000, []);
  if (whole.kind !== 'counts') return whole;
  const pattern = whole.counts.map(({ bands: some }) => some);
  const told = segments.map(({ id }) => ({ id, counts: tally(votesFrom(votes, id), pattern) }));
  return { ...whole, segments: told.filter(({ counts }) => isSafe(counts)) };
};

const patterns: readonly (readonly (readonly Band[])[])[] = [
  [['low'], ['middle'], ['high']],
  [['low', 'middle'], ['high']],
  [['low'], ['middle', 'high']],
];

/** Each segment by the finest bands that are safe for it; what is left is safe by some bands as well. */
const withOwnPatterns: Release = (votes, segments) => {
  const whole = release(votes, 1000, []);
  if (whole.kind !== 'counts') return whole;
  const own = (some: readonly Vote[]) => patterns.map((one) => tally(some, one)).find(isSafe);
  const told = segments.flatMap(({ id }) => {
    const counts = own(votesFrom(votes, id));
    return counts ? [{ id, counts }] : [];
  });
  const left = votes.filter(({ segment }) => !told.some(({ id }) => id === segment));
  return { ...whole, segments: own(left) ? told : [] };
};

test.each([
  ['without complementary suppression', withoutSuppression],
  ['in which each segment has bands of its own', withOwnPatterns],
])('the property finds what a release %s gives away', (_name, tell) => {
  expect(fc.check(holds(tell), { numRuns: 300 }).failed).toBe(true);
});

const votes = (length: number, score = 4, segment?: string): readonly Vote[] =>
  Array.from({ length }, () => ({ score, segment }));

test('segments are told at all, where they are large enough', () => {
  const many = (segment: string) => [1, 3, 5].flatMap((score) => votes(10, score, segment));
  const segment = (id: string, organisations = 3) => ({ id, eligible: 40, organisations });
  const told = (given: readonly Vote[], segments: readonly Segment[]) => {
    const said = release(given, 100, segments);
    return said.kind === 'counts' ? said.segments.map(({ id }) => id) : said.kind;
  };
  const two = [...many('delta'), ...many('plains')];
  expect(told(two, [segment('delta'), segment('plains')])).toEqual(['delta', 'plains']);
  expect(told(two, [segment('delta'), segment('plains', 2)])).toEqual(['delta']);
  expect(told(two, [{ ...segment('delta'), eligible: 19 }])).toEqual([]);
  // Four who chose nothing would be what is left of everyone: the smallest segment keeps them company.
  const four = [...two, ...votes(4, 1), ...votes(1, 3, 'delta')];
  expect(told(four, [segment('delta'), segment('plains')])).toEqual(['delta']);
});

test('where everyone is told as one number, no segment is told', () => {
  const given = [...votes(28, 4, 'delta'), ...votes(2, 1, 'delta'), ...votes(30, 4)];
  expect(release(given, 100, [{ id: 'delta', eligible: 40, organisations: 3 }])).toEqual({
    kind: 'counts',
    counts: [{ bands, count: 60 }],
    segments: [],
  });
});

test('too few are too few, and few tell the band of the median alone', () => {
  expect(release(votes(4), 100, [])).toEqual({ kind: 'too few' });
  expect(release(votes(9), 9, [])).toEqual({ kind: 'too few' });
  expect(release(votes(5, 1), 10, [])).toEqual({ kind: 'median', band: 'low' });
  expect(release([...votes(10), ...votes(9, 1)], 100, [])).toEqual({ kind: 'median', band: 'high' });
  // Of an even number the lower of the two in the middle counts.
  const six = [1, 2, 3, 4, 5, 5].flatMap((score) => votes(1, score));
  expect(release(six, 100, [])).toEqual({ kind: 'median', band: 'middle' });
});

test('a band with one to four is told with its neighbour, and no option is told by itself', () => {
  const told = (low: number, middle: number, high: number) => {
    const said = release([...votes(low, 2), ...votes(middle, 3), ...votes(high, 5)], 100, []);
    return (
      said.kind === 'counts' && said.counts.map(({ bands: some, count }) => `${some.join(' ')} ${count}`)
    );
  };
  expect(told(5, 10, 5)).toEqual(['low 5', 'middle 10', 'high 5']);
  expect(told(0, 0, 20)).toEqual(['low 0', 'middle 0', 'high 20']);
  expect(told(3, 10, 10)).toEqual(['low middle 13', 'high 10']);
  expect(told(10, 4, 10)).toEqual(['low middle 14', 'high 10']);
  expect(told(10, 10, 1)).toEqual(['low 10', 'middle high 11']);
  expect(told(3, 0, 17)).toEqual(['low middle high 20']);
  expect(told(4, 20, 4)).toEqual(['low middle high 28']);
});

test('participation is rounded to five percent', () => {
  const shown = [
    [0, 0],
    [1, 3],
    [7, 100],
    [8, 100],
    [99, 100],
  ].map(([answers = 0, asked = 0]) => participation(answers, asked));
  expect(shown).toEqual([0, 35, 5, 10, 100]);
});
