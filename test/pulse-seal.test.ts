import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeKeys, sealedBytes, sealSheet, sheetOpener, tagOf } from '#pulse/seal.ts';
import { commentBytes, sheetOf } from '#pulse/sheet.ts';

const place = { tagKey: Buffer.alloc(32, 7), tag: Buffer.alloc(32, 9) };
const answers = fc.record({
  scores: fc.array(fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }), {
    minLength: 3,
    maxLength: 3,
  }),
  segment: fc.option(fc.uuid(), { nil: undefined }),
  comment: fc.string({ unit: 'grapheme', maxLength: 4000 }),
});

test('what was sealed is opened again, whatever was written, and all of it has one size', () => {
  const keys = { ...makeKeys(), tagKey: place.tagKey };
  fc.assert(
    fc.property(answers, (given) => {
      const sealed = sealSheet(keys.publicKey, place, sheetOf(given));
      expect(sealed.length).toBe(sealedBytes);
      const back = sheetOpener(keys)(place.tag, sealed).open();
      expect(back).toMatchObject({ scores: given.scores, segment: given.segment });
      expect(Buffer.byteLength(back.comment)).toBeLessThanOrEqual(commentBytes);
      expect(given.comment.toWellFormed().startsWith(back.comment)).toBe(true);
      if (Buffer.byteLength(given.comment) <= commentBytes)
        expect(back.comment).toBe(given.comment.toWellFormed());
    }),
    { numRuns: 200 },
  );
});

test('the same answers never look the same, and another key or a changed byte opens nothing', () => {
  const keys = { ...makeKeys(), tagKey: place.tagKey };
  const sheet = sheetOf({ scores: [1, 2, 3], segment: undefined, comment: 'canary' });
  const [one, two] = [sealSheet(keys.publicKey, place, sheet), sealSheet(keys.publicKey, place, sheet)];
  expect(one.equals(two)).toBe(false);
  expect(one.includes(Buffer.from('canary'))).toBe(false);
  expect(() => sheetOpener({ ...keys, ...makeKeys() })(place.tag, one)).toThrow();
  // Moved to another place, or put there by somebody without the key of places.
  expect(() => sheetOpener(keys)(Buffer.alloc(32, 1), one)).toThrow();
  expect(() => sheetOpener({ ...keys, tagKey: Buffer.alloc(32) })(place.tag, one)).toThrow();
  one[40] = (one[40] ?? 0) ^ 1;
  expect(() => sheetOpener(keys)(place.tag, one)).toThrow();
});

test('a sheet says nothing of itself', () => {
  const sheet = sheetOf({ scores: [1, 2, 3], segment: undefined, comment: 'canary' });
  for (const told of [JSON.stringify(sheet), String(sheet), inspect(sheet, { depth: 9, showHidden: true })])
    expect(told).not.toContain('canary');
});

test('a tag is the same for the same person and pulse, and another otherwise', () => {
  const key = Buffer.alloc(32, 7);
  expect(tagOf(key, 'pulse', 'ana').equals(tagOf(key, 'pulse', 'ana'))).toBe(true);
  const others = [
    tagOf(key, 'pulse', 'ben'),
    tagOf(key, 'next', 'ana'),
    tagOf(Buffer.alloc(32, 8), 'pulse', 'ana'),
  ];
  for (const other of others) expect(other.equals(tagOf(key, 'pulse', 'ana'))).toBe(false);
});
