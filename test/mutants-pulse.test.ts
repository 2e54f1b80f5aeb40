import { expect, test } from 'vitest';
import { release, type Segment, type Vote } from '#pulse/release.ts';

const votes = (length: number, score = 4, segment?: string): readonly Vote[] =>
  Array.from({ length }, () => ({ score, segment }));
const many = (each: number, segment?: string) => [1, 3, 5].flatMap((score) => votes(each, score, segment));
const segment = (id: string, more: Partial<Segment> = {}): Segment => ({
  ...{ id, eligible: 20, organisations: 3 },
  ...more,
});
const toldOf = (given: readonly Vote[], segments: readonly Segment[]) => {
  const said = release(given, 100, segments);
  return said.kind === 'counts' ? said.segments.map(({ id }) => id) : said.kind;
};

test('a segment of exactly the least is told, one with one person less of anything is not', () => {
  const twenty = [...votes(10, 1, 'delta'), ...votes(10, 5, 'delta')];
  const rest = many(10);
  expect(toldOf([...twenty, ...rest], [segment('delta')])).toEqual(['delta']);
  expect(toldOf([...twenty.slice(1), ...rest], [segment('delta')])).toEqual([]);
  expect(toldOf([...twenty, ...rest], [segment('delta', { eligible: 19 })])).toEqual([]);
  expect(toldOf([...twenty, ...rest], [segment('delta', { organisations: 2 })])).toEqual([]);
});

test('a segment with one to four in a band of the whole is not told', () => {
  const given = [...votes(20, 5, 'delta'), ...votes(4, 1, 'delta'), ...many(10)];
  expect(toldOf(given, [segment('delta')])).toEqual([]);
});

test('what is left beside the told segments is nobody, or as many as a segment, and safe by itself', () => {
  const delta = many(10, 'delta');
  expect(toldOf(delta, [segment('delta')])).toEqual(['delta']);
  expect(toldOf([...delta, ...votes(10, 1), ...votes(10, 5)], [segment('delta')])).toEqual(['delta']);
  expect(toldOf([...delta, ...votes(10, 1), ...votes(9, 5)], [segment('delta')])).toEqual([]);
  expect(toldOf([...delta, ...votes(20, 1), ...votes(4, 5)], [segment('delta')])).toEqual([]);
  // Those of a segment too small to be told are among those left.
  expect(toldOf([...delta, ...votes(19, 1, 'plains')], [segment('delta'), segment('plains')])).toEqual([]);
});

test('segments are told the largest first, of the same size by their ids, and the smallest goes first', () => {
  const of = (...ids: string[]) => ids.map((id) => segment(id));
  const given = [...many(8, 'b'), ...many(10, 'c'), ...many(8, 'a')];
  expect(toldOf(given, of('b', 'c', 'a'))).toEqual(['c', 'a', 'b']);
  expect(toldOf(given, of('a', 'b', 'c'))).toEqual(['c', 'a', 'b']);
  expect(toldOf([...given, ...votes(4, 1)], of('a', 'b', 'c'))).toEqual(['c', 'a']);
  // Two go when one is not enough to hide four among.
  const small = [...votes(20, 5, 'b'), ...votes(20, 5, 'a'), ...many(30, 'c'), ...votes(4, 1)];
  expect(toldOf(small, of('a', 'b', 'c'))).toEqual([]);
});

test('the counts of a segment are its own, by the bands of the whole', () => {
  const given = [
    ...votes(12, 1, 'delta'),
    ...votes(8, 5, 'delta'),
    ...votes(10, 2),
    ...votes(10, 4),
    ...votes(3, 3),
  ];
  expect(release(given, 100, [segment('delta')])).toEqual({
    kind: 'counts',
    counts: [
      { bands: ['low', 'middle'], count: 25 },
      { bands: ['high'], count: 18 },
    ],
    segments: [
      {
        id: 'delta',
        counts: [
          { bands: ['low', 'middle'], count: 12 },
          { bands: ['high'], count: 8 },
        ],
      },
    ],
  });
});

test('the band of a median is found in whatever order the answers lie', () => {
  const band = (...scores: number[]) =>
    release(
      scores.flatMap((score) => votes(1, score)),
      100,
      [],
    );
  expect(band(5, 1, 5, 1, 1)).toEqual({ kind: 'median', band: 'low' });
  expect(band(1, 5, 3, 5, 1)).toEqual({ kind: 'median', band: 'middle' });
  expect(band(5, 1, 4, 5, 1)).toEqual({ kind: 'median', band: 'high' });
  expect(band(5, 5, 5, 2, 2, 2)).toEqual({ kind: 'median', band: 'low' });
});
