import fc from 'fast-check';
import { expect, test } from 'vitest';
import { english } from '#chat/index.ts';
import { settleNames } from '#directory/index.ts';

type Settle = typeof settleNames<{ readonly name: string }>;

const word = fc.constantFrom(
  'Delta',
  'delta',
  'Upriver',
  'Lead pipes',
  'Memphis',
  'upper',
  'Houma',
  'a',
  '水',
);
/** Names of which some hold commas, and some stand inside others. */
const name = fc.array(word, { minLength: 1, maxLength: 3 }).map((some) => some.join(', '));
const names = fc.uniqueArray(name, { minLength: 1, maxLength: 6, selector: (one) => one.toLowerCase() });
const chosen = names.chain((known) => fc.record({ known: fc.constant(known), some: fc.subarray(known) }));

/** In how many ways names with commas between make up a text. */
function ways(written: string, known: readonly string[]): number {
  if (written === '') return 1;
  return known
    .filter((one) => written === one || written.startsWith(`${one}, `))
    .reduce((sum, one) => sum + ways(written.slice(one.length + 2), known), 0);
}

/** Names joined by commas are understood, and as those that were joined wherever they can mean nothing else. */
const readsBack = (settle: Settle) =>
  fc.property(chosen, ({ known, some }) => {
    const written = some.join(', ');
    const things = known.map((one) => ({ name: one }));
    const found = settle(written, things).found?.map((one) => one.name);
    if (found === undefined) return false;
    const lower = known.map((one) => one.toLowerCase());
    return ways(written.toLowerCase(), lower) > 1 || found.join('|') === some.join('|');
  });

test('names joined by commas read back the same, also where they hold commas', () => {
  fc.assert(readsBack(settleNames));

  // Controls: splitting at each comma, the longest name without another try, and another order are caught.
  const split: Settle = (written, known) => {
    const parts = written.split(', ').filter((part) => part !== '');
    const found = parts.map((part) => known.find((one) => one.name.toLowerCase() === part.toLowerCase()));
    const some = found.filter((one) => one !== undefined);
    return some.length === parts.length ? { found: some } : { unknown: written };
  };
  const greedy: Settle = (written, known) => {
    let rest = written.toLowerCase();
    const found: { readonly name: string }[] = [];
    while (rest !== '') {
      const [next] = known
        .filter(({ name: one }) => rest === one.toLowerCase() || rest.startsWith(`${one.toLowerCase()}, `))
        .toSorted((a, b) => b.name.length - a.name.length);
      if (!next) return { unknown: rest };
      found.push(next);
      rest = rest.slice(next.name.length + 2);
    }
    return { found };
  };
  const turned: Settle = (written, known) => {
    const { found, unknown } = settleNames(written, known);
    return found ? { found: found.toReversed() } : { unknown };
  };
  for (const wrong of [split, greedy, turned])
    expect(fc.check(readsBack(wrong), { numRuns: 3000 }).failed).toBe(true);
});

test('a name is meant in any case or by words it alone holds, and the first that is none is said', () => {
  const known = ['Delta', 'Delta, upper', 'Lead pipes', 'Upriver'].map((one) => ({ name: one }));
  const read = (written: string) => {
    const { found, unknown } = settleNames(written, known);
    return found ? found.map((one) => one.name) : unknown;
  };
  expect(read(' upriver ,DELTA,  upper,pipes, Upriver ')).toEqual(['Upriver', 'Delta, upper', 'Lead pipes']);
  expect(read('')).toEqual([]);
  expect(read(' , ,')).toEqual([]);
  expect(read('Delta, Nowhere, Nobody')).toBe('Nowhere');
  // Two hold it, so it could be either.
  expect(read('p')).toBe('p');
});

test('words are cut to fit, at their beginning, and no character is halved', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 });
  const cutsWell = (cut: typeof english.cut) =>
    fc.property(text, fc.integer({ min: 1, max: 30 }), (written, most) => {
      const said = cut(written, most);
      if (written.length <= most) return said === written;
      const kept = said.slice(0, -1);
      const stops = [...new Intl.Segmenter('en').segment(written)].map(({ index }) => index);
      const rest = written.slice(kept.length);
      const isWhole = stops.includes(kept.length) || stops.includes(written.length - rest.trimStart().length);
      return said.endsWith('…') && said.length <= most && written.startsWith(kept) && isWhole;
    });
  fc.assert(cutsWell(english.cut));
  // Controls: cutting at units or at code points, and saying nothing of it.
  const halves = (written: string, most: number) =>
    written.length <= most ? written : `${written.slice(0, most - 1)}…`;
  const points = (written: string, most: number) =>
    written.length <= most ? written : `${[...written].slice(0, most - 1).join('')}…`;
  const silent = (written: string, most: number) => written.slice(0, most);
  for (const wrong of [halves, points, silent])
    expect(fc.check(cutsWell(wrong), { numRuns: 3000 }).failed).toBe(true);
  expect(english.cut('River clean-up', 7)).toBe('River…');
  expect([english.counted(1, 'person', 'people'), english.counted(2100, 'person', 'people')]).toEqual([
    '1 person',
    '2,100 people',
  ]);
});
