import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { openJson, openText, resealed, sealJson, sealText, textIn, unlockWith } from '#store/index.ts';

const first = 'the first secret of this test, long enough';
const second = 'the second secret of this test, long enough';
const cell = { column: 'action.exact_place', row: randomUUID() };

beforeEach(() => unlockWith([first]));

test('a sealed text opens in its own cell, says nothing of itself, and is never the same twice', () => {
  const kept = sealText(cell, 'Rue du Quai 12');
  expect(kept).not.toContain('Quai');
  expect(Buffer.from(kept.slice(3), 'base64url').toString('latin1')).not.toContain('Quai');
  expect(sealText(cell, 'Rue du Quai 12')).not.toBe(kept);
  expect(openText(cell, kept)).toBe('Rue du Quai 12');
});

test('a sealed text that stands in another row, column or table does not open', () => {
  const kept = sealText(cell, 'Rue du Quai 12');
  expect(openText({ ...cell, row: randomUUID() }, kept)).toBeUndefined();
  expect(openText({ ...cell, column: 'action.place' }, kept)).toBeUndefined();
  expect(openText({ ...cell, column: 'hosting.exact_place' }, kept)).toBeUndefined();
});

test('a sealed text of which one bit was changed does not open', () => {
  const bytes = Buffer.from(sealText(cell, 'Rue du Quai 12').slice(3), 'base64url');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(openText(cell, `s1.${changed.toString('base64url')}`)).toBeUndefined();
  }
  expect(openText(cell, 's1.')).toBeUndefined();
  expect(openText(cell, `s1.${bytes.toString('base64url')}`)).toBe('Rue du Quai 12');
});

test('after the secret has changed, the previous one opens what is old, and what is new does not open with it alone', () => {
  const old = sealText(cell, 'Rue du Quai 12');
  unlockWith([second, first]);
  expect(openText(cell, old)).toBe('Rue du Quai 12');
  const fresh = resealed(cell, old);
  expect(fresh && openText(cell, fresh)).toBe('Rue du Quai 12');
  unlockWith([second]);
  expect(openText(cell, old)).toBeUndefined();
  expect(fresh && openText(cell, fresh)).toBe('Rue du Quai 12');
  expect(fresh && resealed(cell, fresh)).toBeUndefined();
});

test('what was kept in clear reads as itself and is sealed when it is sealed anew; nothing stays nothing', () => {
  expect(openText(cell, 'in clear')).toBe('in clear');
  const kept = resealed(cell, 'in clear');
  expect(kept?.startsWith('s1.')).toBe(true);
  expect(kept && openText(cell, kept)).toBe('in clear');
  expect(sealText(cell, '')).toBe('');
  expect(openText(cell, '')).toBe('');
  expect(resealed(cell, '')).toBeUndefined();
});

test('a value is sealed whole, and opens in its own cell alone', () => {
  const value = { place: 'Rue du Quai 12', needs: ['a boat', null], sealed: 's1.not' };
  const kept = sealJson(cell, value);
  expect(Object.keys(kept)).toEqual(['sealed']);
  expect(JSON.stringify(kept)).not.toContain('Quai');
  expect(openJson(cell, kept)).toEqual(value);
  expect(openJson({ ...cell, row: randomUUID() }, kept)).toBeUndefined();
  expect(openJson({ ...cell, column: 'form.values' }, kept)).toBeUndefined();
  expect(openJson(cell, sealJson(cell, null))).toBeNull();
  expect(openJson(cell, sealJson(cell, {}))).toEqual({});
  unlockWith([second, first]);
  expect(openJson(cell, kept)).toEqual(value);
  unlockWith([second]);
  expect(openJson(cell, kept)).toBeUndefined();
});

test('a value that was kept in clear reads as itself, whatever somebody called its fields', () => {
  for (const value of [
    {},
    { place: 'here' },
    { sealed: 'no' },
    { sealed: 's1.x', place: 'here' },
    [],
    'words',
  ])
    expect(openJson(cell, value)).toEqual(value);
  expect(openText(cell, resealed(cell, textIn({ place: 'here' })) ?? '')).toBe('{"place":"here"}');
});
