import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createConvergence } from '#convergence/index.ts';
import { hearsOfOwn, lettersFor, type Reason, waitsForHost } from '#convergence/letters.ts';
import { rounds } from '#convergence/rounds.ts';
import { words } from '#convergence/words.ts';

interface Place {
  readonly id: string;
}

const zones = ['Australia/Sydney', 'Asia/Kolkata', 'Europe/London', 'America/Sao_Paulo'];
const place = fc.constantFrom('p1', 'p2', 'p3').map((id): Place => ({ id }));
const reason = fc
  .record({ personId: fc.constantFrom('ana', 'ben', 'cara'), zone: fc.constantFrom(...zones) })
  .chain((of) =>
    fc.oneof(
      place.map((leads): Reason<Place> => ({ ...of, leads })),
      place.map((speaks): Reason<Place> => ({ ...of, speaks })),
      fc.constantFrom('h1', 'h2').map((hub): Reason<Place> => ({ ...of, watches: [hub] })),
      fc.constant<Reason<Place>>({ ...of, watches: 'all' }),
    ),
  );
const anyReasons = fc.array(reason, { maxLength: 12 });
const anyZones = fc.uniqueArray(fc.constantFrom(...zones), { minLength: 1, maxLength: 4 });

test('as 10:00 goes round the world each person with a reason gets one letter, with all there is for them', () => {
  fc.assert(
    fc.property(anyReasons, fc.shuffledSubarray(zones, { minLength: 4 }), (reasons, order) => {
      const got = new Map<string, number>();
      for (const zone of order)
        for (const letter of lettersFor(reasons, new Set([zone]))) {
          // As the delivery’s key does: what was told in this round is not told again.
          if (got.has(letter.personId)) continue;
          got.set(letter.personId, 1);
          const theirs = reasons.filter(({ personId }) => personId === letter.personId);
          const ids = (all: readonly (Place | undefined)[]) => new Set(all.flatMap((one) => one?.id ?? []));
          expect(ids(letter.leads)).toEqual(ids(theirs.map(({ leads }) => leads)));
          expect(ids([...letter.leads, ...letter.speaks])).toEqual(
            ids(theirs.flatMap(({ leads, speaks }) => [leads, speaks])),
          );
          expect(letter.watches === 'all').toBe(theirs.some(({ watches }) => watches === 'all'));
        }
      expect([...got.keys()].toSorted()).toEqual(
        [...new Set(reasons.map(({ personId }) => personId))].toSorted(),
      );
    }),
  );
});

test('the control: a letter for each reason writes to one person more than once', () => {
  const twice = fc.check(
    fc.property(anyReasons, anyZones, (reasons, some) => {
      const each = reasons.flatMap((one) => lettersFor([one], new Set(some)));
      expect(new Set(each.map(({ personId }) => personId)).size).toBe(each.length);
    }),
  );
  expect(twice.failed).toBe(true);
  fc.assert(
    fc.property(anyReasons, anyZones, (reasons, some) => {
      const letters = lettersFor(reasons, new Set(some));
      expect(new Set(letters.map(({ personId }) => personId)).size).toBe(letters.length);
    }),
  );
});

test('a number is asked for while it is missing, and no longer', () => {
  const one = { id: 'p1', state: 'hosting', leadId: 'ana' } as const;
  const none = { numbers: new Set<string>(), finals: new Set<string>() };
  const some = { ...none, numbers: new Set(['p1']) };
  const final = { numbers: new Set(['p1']), finals: new Set(['p1']) };
  const heardIn = (heard: typeof none) => rounds.filter((round) => hearsOfOwn(one, round, heard));
  expect(heardIn(none)).toEqual([...rounds]);
  expect(heardIn(some)).toEqual([-28, -14, -7, -2, -1, 0, 7]);
  expect(heardIn(final)).toEqual([-28, -14, -7, -2, -1, 0]);
  expect(rounds.filter((round) => waitsForHost({ ...one, state: 'asked' }, round, none))).toEqual([
    -28, -14, -7, -2, -1,
  ]);
  expect(rounds.some((round) => waitsForHost(one, round, none))).toBe(false);
});

test('labels, hints, titles and buttons fit every platform', () => {
  const say = words.en;
  const tooLong = (all: Readonly<Record<string, string>>, most: number) =>
    Object.values(all).filter((one) => one.length > most);
  expect(tooLong(say.label, 45)).toEqual([]);
  expect(tooLong(say.hint, 100)).toEqual([]);
  expect(tooLong(say.commands, 40)).toEqual([]);
  expect(tooLong(say.buttons, 75)).toEqual([]);
  const steps = [
    ...createConvergence(undefined).commands,
    ...Object.values(createConvergence(undefined).presses),
  ].flatMap((one) => one.steps);
  expect(steps.filter(({ title, fields }) => title.en.length > 24 || Object.keys(fields).length > 5)).toEqual(
    [],
  );
});
