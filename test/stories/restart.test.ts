import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { tables } from '#directory/index.ts';
import { inbox } from '#inbox/tables.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';

/** How many of the messages before somebody hold these words. */
async function count(stage: StageOf, who: string, words: string): Promise<number> {
  return (await stage.as(who).shown()).filter(({ text }) => text.includes(words)).length;
}

describe.each(castings)('on %s', (casting) => {
  test('what was stored and not carried out before a restart is carried out once, and answered', async () => {
    await using stage = await openStage(casting);
    const [hands] = stage.hands.values();
    stage.holds();
    await stage.as('jonas').types(`role grant person:${stage.account('kim')} role:weaver`);
    await stage.as('rosa').types('hub join Delta');
    const waiting = await stage.db.select().from(inbox).where(eq(inbox.state, 'received'));
    expect(waiting).toHaveLength(2);
    const weavers = async () =>
      await stage.db.select().from(tables.role).where(eq(tables.role.role, 'weaver'));
    expect(await weavers()).toHaveLength(2);

    await stage.restart();
    expect(await weavers()).toHaveLength(3);
    expect(await count(stage, 'jonas', 'Kim Soledad is now a weaver.')).toBe(1);
    expect(await count(stage, 'kim', 'You are now a weaver')).toBe(1);
    expect(await count(stage, 'rosa', 'You are in Delta now.')).toBe(1);

    // Neither the platform’s second delivery nor another restart does any of it again.
    await hands?.again();
    await stage.restart();
    await stage.as('rosa').types('hub list');
    expect(await weavers()).toHaveLength(3);
    expect(await count(stage, 'kim', 'You are now a weaver')).toBe(1);
    expect(await count(stage, 'rosa', 'You are in Delta now.')).toBe(1);
    expect(await stage.db.select().from(inbox).where(eq(inbox.state, 'received'))).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('a form half filled in goes on after a restart, with nothing lost', async () => {
    await using stage = await openStage(casting);
    const finn = stage.as('finn');
    await finn.types('coalition join');
    await finn.fills({ name: 'Finn Olsen', offers: 'first aid' });
    await stage.restart();
    await finn.fills({ place: 'Memphis', zone: 'America/Chicago' });
    await stage.restart();
    await finn.fills({ found: 'members' });
    expect((await finn.latest())?.text).toContain('You are in Clearwater.');
    const joined = await stage.db.select().from(tables.person).where(eq(tables.person.name, 'Finn Olsen'));
    expect(joined).toMatchObject([{ offers: 'first aid', place: 'Memphis' }]);
    expect(stage.problems()).toEqual([]);
  });

  test('an offer’s buttons and the clock work on after a restart', async () => {
    await using stage = await openStage(casting);
    await stage.as('ana').types('intro make one:"Ben Okafor" two:"Cara Lindqvist"');
    await stage.as('ana').fills({});
    await stage.restart();
    await stage.as('cara').presses('Yes');
    await stage.restart();
    await stage.as('ben').presses('Yes');
    expect(await count(stage, 'cara', 'You both said yes.')).toBeGreaterThan(0);
    await stage.restart();
    await stage.pass({ days: 8 });
    expect(await count(stage, 'ben', 'Did you')).toBeGreaterThan(0);
    expect(stage.problems()).toEqual([]);
  });
});
