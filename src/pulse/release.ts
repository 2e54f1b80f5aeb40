/** The least of anything that is told. */
export const limits = {
  answers: 5,
  eligible: 10,
  /** from so many answers on there are counts, before it only the band of the median */
  counts: 20,
  /** no count but 0 is under this */
  cell: 5,
  segmentEligible: 20,
  segmentOrganisations: 3,
  comments: 10,
} as const;

/** low 1–2, middle 3, high 4–5 */
export type Band = 'low' | 'middle' | 'high';
export const bandsInOrder: readonly Band[] = ['low', 'middle', 'high'];

/** Neighbouring bands told as one, in order. */
export type Pattern = readonly (readonly Band[])[];
const whole: Pattern = [bandsInOrder];
/** From the finest to the coarsest. */
const patterns: readonly Pattern[] = [
  [['low'], ['middle'], ['high']],
  [['low', 'middle'], ['high']],
  [['low'], ['middle', 'high']],
  whole,
];

/** One answer to one question, and the segment its person chose. */
export interface Vote {
  /** 1 to 5 */
  readonly score: number;
  readonly segment: string | undefined;
}

/** A segment that may be told if it is large enough. */
export interface Segment {
  readonly id: string;
  readonly eligible: number;
  readonly organisations: number;
}

/** A count of answers in some bands. */
export interface Count {
  readonly bands: readonly Band[];
  readonly count: number;
}

/** What is told of one question. */
export type Told =
  | { readonly kind: 'too few' }
  | { readonly kind: 'median'; readonly band: Band }
  | {
      readonly kind: 'counts';
      readonly counts: readonly Count[];
      /** empty unless every one of them, and all the others together, may be told */
      readonly segments: readonly { readonly id: string; readonly counts: readonly Count[] }[];
    };

/**
 * What may be told of the answers to one question. Segments are told by the same bands as the whole, and those too
 * small, together with everyone who chose none, must be nobody or as large as a segment: then every number that can be
 * computed from what was told is a sum of numbers that are 0 or at least five.
 */
export function release(votes: readonly Vote[], eligible: number, segments: readonly Segment[]): Told {
  if (votes.length < limits.answers || eligible < limits.eligible) return { kind: 'too few' };
  if (votes.length < limits.counts) return { kind: 'median', band: medianBand(votes) };
  const pattern = patterns.find((one) => isSafe(tally(votes, one))) ?? whole;
  return {
    kind: 'counts',
    counts: tally(votes, pattern),
    segments: releaseSegments(votes, segments, pattern),
  };
}

function releaseSegments(votes: readonly Vote[], segments: readonly Segment[], pattern: Pattern) {
  // A single band says nothing of a segment but how many answered.
  if (pattern === whole) return [];
  const told = segments.filter(
    ({ eligible, organisations }) =>
      eligible >= limits.segmentEligible && organisations >= limits.segmentOrganisations,
  );
  const of = (id: string) => votes.filter((vote) => vote.segment === id);
  // By size, so that the smallest goes first when something has to.
  let kept = told
    .map(({ id }) => ({ id, votes: of(id) }))
    .filter((one) => one.votes.length >= limits.counts && isSafe(tally(one.votes, pattern)))
    .sort((a, b) => b.votes.length - a.votes.length || (a.id < b.id ? -1 : 1));
  while (kept.length > 0) {
    const ids = new Set(kept.map(({ id }) => id));
    const others = votes.filter(({ segment }) => segment === undefined || !ids.has(segment));
    if (others.length === 0 || (others.length >= limits.counts && isSafe(tally(others, pattern)))) break;
    kept = kept.slice(0, -1);
  }
  return kept.map(({ id, votes: mine }) => ({ id, counts: tally(mine, pattern) }));
}

function tally(votes: readonly Vote[], pattern: Pattern): readonly Count[] {
  return pattern.map((some) => ({
    bands: some,
    count: votes.filter(({ score }) => some.includes(bandOf(score))).length,
  }));
}

const isSafe = (counts: readonly Count[]): boolean =>
  counts.every(({ count }) => count === 0 || count >= limits.cell);

function bandOf(score: number): Band {
  return score <= 2 ? 'low' : score === 3 ? 'middle' : 'high';
}

/** The band in which the median lies; of an even number the lower middle one counts. */
function medianBand(votes: readonly Vote[]): Band {
  const scores = votes.map(({ score }) => score).toSorted((a, b) => a - b);
  return bandOf(scores[Math.floor((scores.length - 1) / 2)] ?? 3);
}

/** How many took part of those eligible, in percent, rounded to five. */
export function participation(answers: number, eligible: number): number {
  return eligible === 0 ? 0 : Math.round((100 * answers) / eligible / 5) * 5;
}
