import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { answerTo, consents, idOf, introductionsOf, messagesTo, named, offers } from './introducing.ts';

const toDirect = async (stage: StageOf, who: string) =>
  (await messagesTo(stage, who, 'direct')).map(({ text }) => text.split('\n')[0] ?? '');

describe.each(named(castings))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('unasked messages come once a day and three times a week, the rest in the bundle on Thursday at ten', async () => {
    await using stage = await openStage(casting);
    const { db, seeded, clock } = stage;
    const dov = stage.as('dov');
    for (const name of ['North', 'South', 'East', 'West']) {
      const id = newId(clock.now());
      const about = { coalitionId: seeded.coalitionId, joinedAt: clock.now() };
      await db.insert(tables.hub).values({
        ...{ id, coalitionId: seeded.coalitionId, name, kind: 'chapter', zone: 'America/Chicago' },
        addedAt: clock.now(),
      });
      await db.insert(tables.hubMember).values({ ...about, hubId: id, personId: idOf(stage, 'dov') });
    }
    await dov.types('profile notifications kind:hub.closed manner:now');
    const closes = async (hub: string) => {
      await stage.as('jonas').types(`hub close hub:${hub}`);
      await stage.as('jonas').fills({ sure: true });
    };

    // Wednesday noon: one at once; a second one waits, though whoever got none yet gets theirs.
    await closes('North');
    expect(await toDirect(stage, 'dov')).toHaveLength(1);
    await offers(stage, 'ana', ['Dov Abrams', 'Leo Marchetti']);
    expect(await toDirect(stage, 'dov')).toHaveLength(1);
    expect(await toDirect(stage, 'leo')).toHaveLength(1);
    await dov.types('home show');
    expect(await answerTo(stage, 'dov')).toContain('One thing waits for you.');
    expect(await answerTo(stage, 'dov')).toContain(
      'May Weft introduce you to Leo Marchetti, Headwaters Fund?',
    );

    await stage.pass({ hours: 21, minutes: 59 });
    expect(await toDirect(stage, 'dov')).toHaveLength(1);
    await stage.pass({ minutes: 1 });
    expect((await messagesTo(stage, 'dov', 'direct')).at(-1)?.text).toContain(
      'This week, one thing for you.',
    );
    expect((await messagesTo(stage, 'dov', 'direct')).at(-1)?.buttons).toContain('Yes');
    await stage.as('leo').presses('Yes');
    await dov.presses('Yes');
    // What one said yes to is not unasked, whatever came today.
    expect(await messagesTo(stage, 'dov', 'group')).toHaveLength(1);

    const before = (await toDirect(stage, 'dov')).length;
    await stage.pass({ hours: 3 });
    await closes('South');
    expect(await toDirect(stage, 'dov')).toHaveLength(before + 1);
    await stage.pass({ days: 1, hours: 1 });
    await closes('East');
    expect(await toDirect(stage, 'dov')).toHaveLength(before + 2);
    // A fourth in one week.
    await stage.pass({ days: 1, hours: 1 });
    await closes('West');
    expect(await toDirect(stage, 'dov')).toHaveLength(before + 2);
    await dov.types('home show');
    expect(await answerTo(stage, 'dov')).toContain('One thing waits for you.');
    expect(await answerTo(stage, 'dov')).toContain('West');
    expect(await answerTo(stage, 'dov')).toContain('Kept for your weekly message');
    expect(await answerTo(stage, 'dov')).not.toContain('could not reach you');
    await stage.pass({ days: 6 });
    const thursday = (await messagesTo(stage, 'dov', 'direct')).find(({ text }) => text.includes('West'));
    expect(thursday?.text).toContain('This week, one thing for you.');
    expect(stage.problems()).toEqual([]);
  });

  test('nothing comes between 21 and 8 o’clock local, and each direct message says why and how to get less', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    // Wednesday noon in Chicago is seven in the morning in Honolulu.
    await offers(stage, 'ana', ['Wren Sato', 'Leo Marchetti']);
    expect(await toDirect(stage, 'leo')).toHaveLength(1);
    expect(await toDirect(stage, 'wren')).toEqual([]);
    await stage.pass({ hours: 1 });
    expect(await toDirect(stage, 'wren')).toHaveLength(1);
    await stage.pass({ hours: 9 });
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    await stage.pass({ hours: 9, minutes: 59 });
    expect(await toDirect(stage, 'cara')).toEqual([]);
    await stage.pass({ minutes: 1 });
    expect(await toDirect(stage, 'cara')).toHaveLength(1);

    for (const who of ['cara', 'ben', 'leo', 'wren'])
      for (const { buttons } of await messagesTo(stage, who, 'direct'))
        expect(buttons.slice(-2)).toEqual(['Why this?', 'Less of this']);
    await cara.presses('Why this?');
    expect(await answerTo(stage, 'cara')).toContain('offers to introduce you to somebody');
    await cara.presses('Less of this');
    await cara.fills({ manner: 'never' });
    expect(await cara.sees()).toContain('Never again: that is how this comes from now on.');
    await stage
      .as('ben')
      .types('profile notifications kind:"offers to introduce you to somebody" manner:bundle');
    expect(await answerTo(stage, 'ben')).toContain('In the weekly message');

    await stage.pass({ days: 8 });
    const [caras, bens] = [await toDirect(stage, 'cara'), await toDirect(stage, 'ben')];
    await offers(stage, 'ana', ['Cara Lindqvist', 'Uma Desai']);
    await offers(stage, 'ana', ['Ben Okafor', 'Iris Kowalski']);
    expect(await toDirect(stage, 'ben')).toEqual(bens);
    await stage.pass({ days: 6, hours: 3 });
    expect(await toDirect(stage, 'cara')).toEqual(caras);
    expect((await messagesTo(stage, 'ben', 'direct')).at(-1)?.text).toContain(
      'May Weft introduce you to Iris Kowalski',
    );
    await cara.types('home show');
    expect(await answerTo(stage, 'cara')).toContain('May Weft introduce you to Uma Desai');
    await stage.as('jonas').types('status show');
    expect(await answerTo(stage, 'jonas')).not.toContain('muted');
    expect(stage.problems()).toEqual([]);
  });

  test('it is asked again when its turn comes: consent withdrawn or a block since then, and nothing is sent', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    await stage
      .as('hugo')
      .types('profile notifications kind:"offers to introduce you to somebody" manner:bundle');
    await stage.pass({ hours: 10 });
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    await offers(stage, 'ana', ['Hugo Fontenot', 'Leo Marchetti']);
    await offers(stage, 'ana', ['Iris Kowalski', 'Uma Desai']);
    await cara.types('profile edit');
    await cara.fills({});
    await cara.fills({});
    await cara.fills({ suggested: false });
    expect(await answerTo(stage, 'cara')).toContain('Saved.');
    await stage.as('leo').types('intro block person:"Hugo Fontenot"');
    await stage.pass({ hours: 24 });
    expect(await toDirect(stage, 'iris')).toHaveLength(1);
    for (const who of ['ben', 'cara', 'hugo', 'leo'])
      expect(await messagesTo(stage, who, 'direct')).toEqual([]);
    await stage.as('hugo').types('home show');
    expect(await introductionsOf(stage)).toHaveLength(3);
    expect(stage.problems()).toEqual([]);
  });
});

describe('on discord', { timeout: 60_000 }, () => {
  test('whoever shut their messages, or chose it, gets a private thread; without a channel it waits in their home', async () => {
    await using stage = await openStage('discord');
    const discord = stage.hands.get('discord');
    const cara = stage.as('cara');
    discord?.closesDirect?.('cara');
    discord?.closesDirect?.('hugo');
    await stage.db
      .delete(tables.spaceChannel)
      .where(eq(tables.spaceChannel.channel, discord?.channel('delta') ?? ''));
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    expect(await messagesTo(stage, 'cara', 'direct')).toEqual([]);
    expect((await messagesTo(stage, 'cara', 'group')).map(({ text }) => text.split('\n')[0])).toEqual([
      'May Weft introduce you to Ben Okafor, Delta Legal Aid?',
    ]);
    expect(await messagesTo(stage, 'ben', 'group')).toEqual([]);
    await stage.as('ben').presses('Yes');
    await cara.presses('Yes');
    expect(await messagesTo(stage, 'ben', 'group')).toHaveLength(1);

    await consents(stage, 'leo', { reach: 'thread' });
    await offers(stage, 'ana', ['Hugo Fontenot', 'Leo Marchetti']);
    expect(await messagesTo(stage, 'leo', 'direct')).toEqual([]);
    expect(await messagesTo(stage, 'leo', 'group')).toHaveLength(1);
    expect(await stage.as('hugo').shown()).toEqual([]);
    await stage.as('hugo').types('home show');
    expect(await answerTo(stage, 'hugo')).toContain('May Weft introduce you to Leo Marchetti');
    await stage.as('hugo').presses('Yes');
    expect((await stage.as('hugo').form())?.fields).toEqual(['address']);
    expect(stage.problems()).toEqual([]);
  });

  test('nobody is written to who did not say how they may be reached; it waits in their home', async () => {
    await using stage = await openStage('discord');
    await stage.db.delete(tables.consent).where(eq(tables.consent.kind, 'reach'));
    await offers(stage, 'ana', ['Ben Okafor', 'Cara Lindqvist']);
    await stage.pass({ days: 5 });
    for (const who of ['ben', 'cara', 'priya']) expect(await stage.as(who).shown()).toEqual([]);
    const rows = await stage.db.select().from(delivery);
    expect(new Set(rows.map(({ state, code }) => `${state} ${code}`))).toEqual(
      new Set(['refused not asked']),
    );
    await stage.as('cara').types('home show');
    await stage.as('cara').presses('Yes');
    await stage.as('ben').types('intro mine');
    await stage.as('ben').presses('Yes');
    // They asked for this conversation by saying yes.
    expect(await messagesTo(stage, 'cara', 'group')).toHaveLength(1);
    await stage.as('cara').types('hub join Delta');
    await stage.as('cara').types('profile notifications kind:hub.closed manner:now');
    await stage.as('jonas').types('hub close hub:Delta');
    await stage.as('jonas').fills({ sure: true });
    await stage.as('cara').types('home show');
    expect(await answerTo(stage, 'cara')).toContain('A message that could not reach you');
    expect(await answerTo(stage, 'cara')).not.toContain('Kept for your weekly message');
    expect(stage.problems()).toEqual([]);
  });
});
