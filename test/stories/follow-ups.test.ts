import { and, eq, isNotNull } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { tables } from '#directory/index.ts';
import * as rows from '#introductions/tables.ts';
import { openStage, type StageOf } from '../support/stage/index.ts';
import { answerTo, idOf, introductionsOf, messagesTo, named, offers, onPlatforms } from './introducing.ts';

/** Introduces two people of the hall: a weaver offers, both say yes. */
async function introduces(
  stage: StageOf,
  people: readonly [string, string],
  names: readonly [string, string],
) {
  await offers(stage, 'ana', names);
  for (const who of people) await stage.as(who).presses('Yes');
}

/** Whether a tie counts between two. */
async function areTied(stage: StageOf, one: string, two: string): Promise<boolean> {
  const [firstId = '', secondId = ''] = [idOf(stage, one), idOf(stage, two)].sort();
  const { tie } = tables;
  const found = await stage.db
    .select()
    .from(tie)
    .where(and(eq(tie.firstId, firstId), eq(tie.secondId, secondId), isNotNull(tie.since)));
  return found.length > 0;
}

const asksWhether = async (stage: StageOf, who: string) =>
  (await messagesTo(stage, who, 'direct')).filter(({ text }) => text.startsWith('Did you and')).length;

describe.each(named(onPlatforms))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('each is asked after 7 and 21 days until they say how it ended, and what one says is for nobody else', async () => {
    await using stage = await openStage(casting);
    const [ben, cara] = [stage.as('ben'), stage.as('cara')];
    await introduces(stage, ['ben', 'cara'], ['Ben Okafor', 'Cara Lindqvist']);
    await introduces(stage, ['leo', 'iris'], ['Leo Marchetti', 'Iris Kowalski']);
    await introduces(stage, ['uma', 'kim'], ['Uma Desai', 'Kim Soledad']);

    await stage.pass({ days: 7 });
    expect(await asksWhether(stage, 'ben')).toBe(1);
    await ben.presses('Not yet');
    expect(await ben.sees()).toContain('Noted: you and Cara Lindqvist have not met yet.');
    await stage.as('leo').presses('Rather not');
    await stage.as('iris').presses('Could not');
    expect(await stage.as('leo').sees()).toContain('Noted: no meeting with Iris Kowalski. Nobody is told.');
    await stage.as('uma').presses('Met');
    expect(await areTied(stage, 'uma', 'kim')).toBe(true);
    const unaware = await stage.as('uma').shown();
    await stage.as('kim').presses('Could not');
    // One of the two says they did not: no tie, and nobody is told.
    expect(await areTied(stage, 'uma', 'kim')).toBe(false);
    expect(await stage.as('uma').shown()).toEqual(unaware);

    await stage.pass({ days: 13, hours: 23 });
    expect(await asksWhether(stage, 'ben')).toBe(0);
    await stage.pass({ hours: 1 });
    // Cara left the first question unanswered, so it still stands there.
    expect([await asksWhether(stage, 'ben'), await asksWhether(stage, 'cara')]).toEqual([1, 2]);
    expect([await asksWhether(stage, 'leo'), await asksWhether(stage, 'iris')]).toEqual([0, 0]);
    await stage.restart();
    await cara.presses('Met');
    expect(await cara.sees()).toContain('What came of it?');
    await cara.presses('Nothing yet');
    expect(await areTied(stage, 'ben', 'cara')).toBe(true);
    await cara.types('intro mine');
    expect(await answerTo(stage, 'cara')).toContain('You met.');
    await cara.presses('An action together');
    expect(await cara.sees()).toContain('an action together with Ben Okafor');
    await stage.pass({ days: 8 });
    const all = await introductionsOf(stage);
    expect(all.map(({ between, state }) => `${between}: ${state}`).sort()).toEqual([
      'Ben Okafor and Cara Lindqvist: settled',
      'Iris Kowalski and Leo Marchetti: settled',
      'Kim Soledad and Uma Desai: settled',
    ]);
    expect(await asksWhether(stage, 'kim')).toBe(0);
    expect(stage.problems()).toEqual([]);
  });

  test('three in a row without an answer rest a person, who is told in the bundle, until they return', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    await stage.pass({ days: 8 });
    await offers(stage, 'ana', ['Cara Lindqvist', 'Leo Marchetti']);
    await stage.pass({ days: 23 });
    await offers(stage, 'ana', ['Cara Lindqvist', 'Uma Desai']);
    expect(await answerTo(stage, 'ana')).toContain('Offered to Cara Lindqvist and Uma Desai');
    await stage.pass({ days: 8 });
    expect(await stage.db.select().from(rows.rest).where(isNotNull(rows.rest.since))).toMatchObject([
      { personId: idOf(stage, 'cara'), unanswered: 3 },
    ]);
    await stage.pass({ days: 7 });
    const told = (await messagesTo(stage, 'cara', 'direct')).at(-1);
    expect(told?.text).toContain('You are resting from introductions: 3 in a row stayed without an answer');
    await stage.as('ana').types('intro queue');
    expect(await answerTo(stage, 'ana')).not.toContain('Cara Lindqvist');
    await offers(stage, 'ana', ['Cara Lindqvist', 'Iris Kowalski']);
    expect(await answerTo(stage, 'ana')).toContain('Not possible just now');

    await cara.presses('I am back');
    expect(await cara.sees()).toContain('You are back.');
    expect(
      await stage.db
        .select()
        .from(rows.rest)
        .where(eq(rows.rest.personId, idOf(stage, 'cara'))),
    ).toEqual([]);
    await offers(stage, 'ana', ['Cara Lindqvist', 'Iris Kowalski']);
    expect(await answerTo(stage, 'ana')).toContain('Offered to Cara Lindqvist and Iris Kowalski');
    expect(stage.problems()).toEqual([]);
  });

  test('a tie that one names counts once the other says so, and whoever says not yet is not told of', async () => {
    await using stage = await openStage(casting);
    const [ben, cara, leo] = [stage.as('ben'), stage.as('cara'), stage.as('leo')];
    await ben.types('intro ties person:"Cara Lindqvist"');
    expect(await answerTo(stage, 'ben')).toContain('It counts once Cara Lindqvist says so too');
    await ben.types('intro ties person:"Leo Marchetti"');
    expect(await areTied(stage, 'ben', 'cara')).toBe(false);
    await stage.as('ana').types('intro queue');
    expect(await answerTo(stage, 'ana')).not.toContain('Ben Okafor and Cara Lindqvist');

    const unaware = await ben.shown();
    await leo.types('home show');
    await leo.presses('Not yet');
    expect(await leo.sees()).toContain('Left open. Ben Okafor is not told.');
    expect(await ben.shown()).toEqual(unaware);
    await cara.types('home show');
    expect(await answerTo(stage, 'cara')).toContain(
      'Ben Okafor, Delta Legal Aid says that you know each other.',
    );
    await cara.presses('We know each other');
    expect(await areTied(stage, 'ben', 'cara')).toBe(true);
    await ben.types('intro ties');
    const [known = '', named = ''] = (await answerTo(stage, 'ben')).split('Waiting for their word');
    expect(known).toContain('Cara Lindqvist');
    expect(named).toContain('Leo Marchetti');
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    expect(await answerTo(stage, 'ana')).toContain('They know each other already.');
    expect(stage.problems()).toEqual([]);
  });
});
