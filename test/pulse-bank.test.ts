import { expect, test } from 'vitest';
import { type Asked, bank, chooseQuestions, themes } from '#pulse/bank.ts';

test('there are at least 24 questions, over every theme, and no id twice', () => {
  expect(bank.length).toBeGreaterThanOrEqual(24);
  expect(new Set(bank.map(({ id }) => id)).size).toBe(bank.length);
  for (const theme of themes)
    expect(bank.filter((one) => one.theme === theme).length).toBeGreaterThanOrEqual(4);
});

test('over the weeks every question is asked before one comes twice, and no theme two weeks running', () => {
  let past: (readonly Asked[])[] = [];
  for (let week = 0; week < 12; week += 1) past = [chooseQuestions(bank, past, {}, 2), ...past];
  expect(new Set(past.flat().map(({ id }) => id)).size).toBe(24);
  past.slice(1).forEach((one, at) => {
    const next = past[at]?.map(({ theme }) => theme) ?? [];
    expect(one.some(({ theme }) => next.includes(theme))).toBe(false);
  });
});

test('what happened is asked about first, unless it was asked about the week before', () => {
  const [first] = chooseQuestions(bank, [], { power: true }, 2);
  expect(first?.theme).toBe('power');
  const again = chooseQuestions(bank, [[{ id: 'power-safe', theme: 'power' }]], { power: true }, 2);
  expect(again.map(({ theme }) => theme)).not.toContain('power');
});
