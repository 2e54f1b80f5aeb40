import type { Kind } from '#delivery/index.ts';

/** What the benchmarks send: a mass send that no hour and no wish holds back. */
export const benchKind: Kind = {
  name: 'bench.mass',
  lane: 4,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'a benchmark' },
  keepFor: { days: 1 },
};

/** Its text, as long as a short announcement. */
export const benchMessage = {
  text: ['On Saturday we meet at the river at ten; bring boots. Answer here if you can drive others.'],
  blocks: [],
} as never;
