import { describe, expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import * as rows from '#introductions/tables.ts';
import { castings, openStage } from '../support/stage/index.ts';
import { answerTo, introductionsOf, messagesTo, named, offers } from './introducing.ts';

describe.each(named(castings))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('a block is for its owner’s eyes: never suggested, offered it simply lapses, and it can be lifted', async () => {
    await using stage = await openStage(casting);
    const [ana, ben, cara] = [stage.as('ana'), stage.as('ben'), stage.as('cara')];
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).toContain('Ben Okafor and Cara Lindqvist');
    await cara.types('intro block person:"Ben Okafor"');
    expect(await answerTo(stage, 'cara')).toContain(
      'Blocked. You will not be introduced, and nobody is told.',
    );
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).not.toContain('Ben Okafor and Cara Lindqvist');

    await cara.presses('Lift: Ben Okafor');
    expect(await cara.sees()).toContain('Lifted: Ben Okafor can be suggested to you again.');
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).toContain('Ben Okafor and Cara Lindqvist');
    await cara.types('intro block organisation:"Delta Legal Aid"');
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).not.toContain('Ben Okafor and Cara Lindqvist');

    // To the weaver it looks like any offer; neither of the two hears of it.
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    expect(await answerTo(stage, 'ana')).toContain(
      'Offered to Ben Okafor and Cara Lindqvist, each separately. They have seven days.',
    );
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).toContain('Ben Okafor and Cara Lindqvist, until');
    for (const who of ['ben', 'cara']) {
      expect(await messagesTo(stage, who, 'direct')).toEqual([]);
      await stage.as(who).types('home show');
      expect(await answerTo(stage, who)).toContain('Nothing waits for you.');
      await stage.as(who).types('intro mine');
      expect(await answerTo(stage, who)).toContain('You have no introductions yet.');
    }
    await ben.types('intro block');
    expect(await answerTo(stage, 'ben')).toContain('You have blocked nobody.');
    expect(await introductionsOf(stage)).toMatchObject([{ state: 'offered' }]);
    await stage.pass({ days: 7 });
    const ended = await introductionsOf(stage);
    expect(ended).toMatchObject([{ state: 'lapsed', firstId: null, secondId: null }]);
    expect(await stage.db.select().from(rows.rest)).toEqual([]);
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).toContain('0 introduced, 1 lapsed');
    const kinds = (await stage.db.select().from(delivery)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => !kind.startsWith('digest.'))).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('whoever is blocked while an offer is open sees no difference, and it lapses', async () => {
    await using stage = await openStage(casting);
    const [ben, cara] = [stage.as('ben'), stage.as('cara')];
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    await cara.presses('Yes');
    const before = await ben.shown();
    await cara.types('intro block person:"Ben Okafor"');
    expect(await ben.shown()).toEqual(before);
    await ben.presses('Yes');
    expect(await ben.sees()).toContain(
      'Your yes is kept. If Cara Lindqvist says yes too, you are introduced.',
    );
    expect(await messagesTo(stage, 'ben', 'group')).toEqual([]);
    await stage.pass({ days: 7 });
    expect(await introductionsOf(stage)).toMatchObject([{ state: 'lapsed' }]);
    expect(stage.problems()).toEqual([]);
  });
});
