import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import * as rows from '#introductions/tables.ts';
import { castings, openStage } from '../support/stage/index.ts';
import { answerTo, idOf, introductionsOf, messagesTo, mixed, named, offers } from './introducing.ts';

const why = 'Cara Lindqvist needs someone who knows zoning law; Ben Okafor offers it.';

describe.each(named([...castings, ...mixed]))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('a weaver offers, both say yes, a conversation opens, they meet, and it is a tie', async () => {
    await using stage = await openStage(casting);
    // Ben and Cara are in the hall.
    const threaded = (typeof casting === 'string' ? casting : casting.clearwater) === 'discord';
    const [ana, ben, cara] = [stage.as('ana'), stage.as('ben'), stage.as('cara')];

    await ana.types('intro queue');
    expect(await ana.sees()).toContain(`Ben Okafor and Cara Lindqvist. ${why}`);

    // On Monday the same comes by itself, and its buttons work.
    await stage.pass({ days: 5 });
    const [monday, ...others] = await messagesTo(stage, 'ana', 'direct');
    expect(others).toEqual([]);
    expect(monday?.text).toContain('Who should meet');
    expect(monday?.text).toContain(why);
    expect(monday?.buttons.filter((label) => label === 'Offer')).toHaveLength(3);
    expect(await messagesTo(stage, 'mara', 'direct')).toEqual([]);

    await ana.presses('Edit the note');
    expect((await ana.form())?.fields).toEqual(['note', 'join']);
    await ana.fills({ note: 'You two should walk the fields once.', join: true });
    expect(await answerTo(stage, 'ana')).toContain('Your note is kept');
    await ana.presses('Offer');
    expect(await ana.sees()).toContain('Offered to Ben Okafor and Cara Lindqvist, each separately.');

    const toCara = (await messagesTo(stage, 'cara', 'direct')).at(-1);
    expect(toCara?.text).toContain('May Weft introduce you to Ben Okafor, Delta Legal Aid?');
    expect(toCara?.text).toContain('You need someone who knows zoning law; Ben Okafor offers it.');
    expect(toCara?.text).toContain('You two should walk the fields once.');
    expect(toCara?.buttons).toEqual(['Yes', 'Rather not', 'Details', 'Why this?', 'Less of this']);
    expect((await messagesTo(stage, 'ben', 'direct')).at(-1)?.text).toContain('you offer it.');

    await cara.presses('Details');
    expect(await cara.sees()).toContain('About Ben Okafor, Delta Legal Aid, in their own words');
    expect(await cara.sees()).toContain('reading permits');
    const before = await ben.shown();
    await cara.presses('Yes');
    expect(await cara.sees()).toContain('Your yes is kept.');
    expect(await ben.shown()).toEqual(before);
    expect(await messagesTo(stage, 'cara', 'group')).toEqual([]);

    await ben.presses('Yes');
    expect(await ben.sees()).toContain(
      'You both said yes. A conversation with Cara Lindqvist opens in Clearwater hall',
    );
    // Who said yes first no longer reads that they wait.
    expect(await cara.sees()).not.toContain('Your yes is kept.');
    expect(await cara.sees()).toContain('You both said yes. A conversation with Ben Okafor opens');
    // The platform says it once more, and nothing happens twice.
    await (threaded ? stage.hands.get('discord') : [...stage.hands.values()][0])?.again();
    await stage.settle();
    const [room, ...more] = (await stage.db.select().from(delivery)).filter(
      ({ kind }) => kind === 'intro.together',
    );
    expect(more).toEqual([]);
    if (threaded) expect(room?.channel).toBe(stage.hands.get('discord')?.channel('clearwater'));
    for (const who of ['ben', 'cara', 'ana']) {
      const [opening] = await messagesTo(stage, who, 'group');
      expect(opening?.text).toContain('You both said yes to this.');
      expect(opening?.text).toContain(why);
      for (const own of [
        'zoning law, reading permits',
        'stories from farmers',
        'a barn for meetings, farm tours',
      ])
        expect(opening?.text).toContain(own);
      expect(opening?.text).toContain('You two should walk the fields once.');
      expect(opening?.text).toContain('Ana Reyes, a weaver, is here too.');
      expect(opening?.text.includes('with these roles can read it too: Administrators')).toBe(threaded);
    }
    expect(await messagesTo(stage, 'elena', 'group')).toEqual([]);

    await stage.pass({ days: 7 });
    expect((await messagesTo(stage, 'cara', 'direct')).at(-1)?.buttons.slice(0, 4)).toEqual([
      'Met',
      'Not yet',
      'Could not',
      'Rather not',
    ]);
    await cara.presses('Met');
    await cara.presses('An exchange');
    expect(await cara.sees()).toContain('an exchange with Ben Okafor');
    await stage.restart();
    await ben.presses('Met');
    expect(await ben.sees()).toContain('You and Cara Lindqvist now count as knowing each other.');
    await ben.presses('An action together');

    // What the rows say, and what people read after a restart.
    await stage.restart();
    await cara.types('intro mine');
    expect(await answerTo(stage, 'cara')).toContain('You met, and an exchange came of it.');
    await ben.types('intro ties');
    expect(await answerTo(stage, 'ben')).toContain('Cara Lindqvist');
    const [one] = await introductionsOf(stage);
    expect(one).toMatchObject({
      between: 'Ben Okafor and Cara Lindqvist',
      state: 'settled',
      reach: 'together',
    });
    const sides = await stage.db.select().from(rows.side);
    expect(sides.map(({ answer, open }) => ({ answer, open }))).toEqual([
      { answer: 'yes', open: false },
      { answer: 'yes', open: false },
    ]);
    const follows = await stage.db.select().from(rows.follow);
    expect(follows.map(({ answer }) => answer)).toEqual(['met', 'met']);
    expect(follows.map(({ outcome }) => outcome).sort()).toEqual(['action', 'exchange']);
    const [tie] = await stage.db.select().from(tables.tie).where(eq(tables.tie.metAt, stage.clock.now()));
    expect([tie?.firstId, tie?.secondId].sort()).toEqual([idOf(stage, 'ben'), idOf(stage, 'cara')].sort());
    expect(tie?.since).toEqual(stage.clock.now());
    const sent = await stage.db.select().from(delivery);
    expect(sent.filter(({ state }) => state !== 'sent')).toEqual([]);

    // Nobody asks again.
    await stage.pass({ days: 20 });
    expect((await messagesTo(stage, 'cara', 'direct')).filter(({ text }) => text.includes('meet?'))).toEqual(
      [],
    );
    expect(stage.problems()).toEqual([]);
  });

  test('two who share no space say how they may be reached, and it is shown only once both said yes', async () => {
    await using stage = await openStage(casting);
    const [ben, hugo] = [stage.as('ben'), stage.as('hugo')];
    await offers(stage, 'ana', ['Ben Okafor', 'Hugo Fontenot']);
    expect(await ben.sees()).toContain('You share no space, so saying yes asks how you may be reached.');

    await ben.presses('Yes');
    expect((await ben.form())?.fields).toEqual(['address']);
    await ben.fills({ address: 'ben@legalaid.example' });
    expect(await ben.sees()).toContain('Your yes is kept.');
    await hugo.presses('Details');
    await hugo.types('intro mine');
    expect(await hugo.sees()).not.toContain('legalaid.example');
    await stage.as('ana').types('intro queue');
    expect(await stage.as('ana').sees()).not.toContain('legalaid.example');

    await hugo.presses('Yes');
    await hugo.fills({ address: '+1 985 555 0100, after dark' });
    expect(await hugo.sees()).toContain('How to reach Ben Okafor comes in a message of its own in a moment.');
    expect((await messagesTo(stage, 'hugo', 'direct')).at(-1)?.text).toContain('ben@legalaid.example');
    expect((await messagesTo(stage, 'ben', 'direct')).at(-1)?.text).toContain('+1 985 555 0100, after dark');
    expect(await messagesTo(stage, 'ben', 'group')).toEqual([]);
    expect(await introductionsOf(stage)).toMatchObject([{ state: 'introduced', reach: 'addresses' }]);
    await stage.restart();
    await stage.pass({ days: 7 });
    await hugo.presses('Met');
    expect(await hugo.sees()).toContain('You and Ben Okafor now count as knowing each other.');
    expect(stage.problems()).toEqual([]);
  });

  test('an address given for nothing is shown to nobody, and is gone when the offer lapses', async () => {
    await using stage = await openStage(casting);
    await offers(stage, 'ana', ['Ben Okafor', 'Hugo Fontenot']);
    await stage.as('ben').presses('Yes');
    await stage.as('ben').fills({ address: 'ben@legalaid.example' });
    await stage.as('hugo').presses('Rather not');
    await stage.pass({ days: 8 });
    for (const who of ['hugo', 'ana', 'priya', 'jonas']) {
      await stage.as(who).types('intro mine');
      expect(await stage.as(who).sees()).not.toContain('legalaid.example');
    }
    expect(await stage.db.select().from(rows.side)).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });
});
