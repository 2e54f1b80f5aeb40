import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as rows from '#actions/tables.ts';
import { chatWords } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { setConsent, tables } from '#directory/index.ts';
import { openStage } from '../support/stage/index.ts';
import { actionOf, announces, directTo, drafts, cleanUp as first, postTo, pressed } from './announcing.ts';
import { answerTo, idOf, messagesTo, named, onPlatforms, together } from './introducing.ts';

/** The second step of the form. */
const second = { tactic: 'care', audience: 'coalition' };
const begins = '2027-05-15 23:00 UTC';

describe.each(named(together))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('an action is shown back, posted after a minute, joined from both spaces, moved, and cancelled in every copy', async () => {
    await using stage = await openStage(casting);
    const [cara, ben, grace, wren] = ['cara', 'ben', 'grace', 'wren'].map((who) => stage.as(who));
    if (!cara || !ben || !grace || !wren) throw new Error('somebody is missing');

    await drafts(stage, 'cara', { link: 'https://example.org/river', needs: '8 stewards\na van' });
    const draft = await answerTo(stage, 'cara');
    expect(draft).toContain('Not posted yet: River clean-up');
    expect(draft).toContain(begins);
    expect(draft).toContain('Saturday 15 May 2027, 18:00 in Chicago');
    expect(draft).toContain('Boat ramp 4');
    expect(draft).toContain('https://example.org/river');
    expect(draft).toContain(`2 spaces, about ${stage.seeded.people.size} people`);

    await cara.presses('Post it');
    expect(await answerTo(stage, 'cara')).toContain('River clean-up goes out in a minute, to 2 spaces.');
    await stage.pass({ seconds: 59 });
    expect(await postTo(stage, 'ben')).toBe('');
    await stage.pass({ seconds: 1 });
    for (const who of ['ben', 'grace']) {
      const post = await postTo(stage, who);
      expect(post).toContain('River clean-up');
      expect(post).toContain('We take plastic out of the shallows.');
      expect(post).toContain('8 stewards');
      expect(post).toContain('Announced by Cara Lindqvist.');
      expect(post).not.toContain('Boat ramp');
      expect(post).not.toMatch(/is in|are in|can help|shared it/);
      expect((await messagesTo(stage, who, 'channel')).at(-1)?.buttons).toEqual([
        'I’m in',
        'I can help',
        'Share it',
        'Details',
        'Principles',
      ]);
    }

    await ben.presses('I’m in');
    expect(await answerTo(stage, 'ben')).toContain('You are in: River clean-up.');
    expect(await answerTo(stage, 'ben')).toContain('Boat ramp 4');
    expect(await answerTo(stage, 'ben')).toContain('8 stewards');
    expect(await answerTo(stage, 'ben')).toContain(
      'Weft reminds you the day before and two hours before. Weft shows a number',
    );
    await grace.presses('I can help');
    await wren.presses('I’m in');
    await stage.as('hugo').presses('Share it');
    expect(await answerTo(stage, 'hugo')).toContain('Post it yourself, in your own words.');
    await stage.as('hugo').presses('I shared it');
    await stage.as('iris').presses('Details');
    expect(await answerTo(stage, 'iris')).not.toContain('Boat ramp');
    expect((await stage.as('iris').latest())?.buttons).toEqual(
      expect.arrayContaining(['I’m in', 'I can help', 'Share it', 'Principles']),
    );
    await stage.as('iris').presses('Principles');
    expect(await answerTo(stage, 'iris')).toContain('no group speaks for another');
    await stage.pass({ minutes: 1 });
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('2 are in, 1 can help, 1 shared it');
      expect(await postTo(stage, who)).not.toMatch(/Ben|Grace|Wren|Hugo/);
    }

    // The day before at ten where each of them is: Chicago first, Honolulu five hours later.
    await stage.pass({ hours: 46 });
    expect(await directTo(stage, 'ben', 'Tomorrow: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'wren', 'Tomorrow: River clean-up')).toHaveLength(0);
    await stage.pass({ hours: 5 });
    expect(await directTo(stage, 'wren', 'Tomorrow: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'hugo', 'You are in')).toEqual([]);

    await cara.types('action edit');
    expect((await cara.form())?.values).toMatchObject({
      title: 'River clean-up',
      when: '2027-05-15 18:00',
    });
    await cara.fills({ when: 'Saturday 7pm', exact: 'Boat ramp 5' });
    await cara.fills({});
    expect(await answerTo(stage, 'cara')).toContain('Changed: River clean-up. 3 people who are in are told.');
    expect(await directTo(stage, 'ben', 'Changed: River clean-up')).toEqual([]);
    await stage.pass({ minutes: 5 });
    for (const who of ['ben', 'grace', 'wren']) {
      const [told] = await directTo(stage, who, 'Changed: River clean-up');
      expect(told).toContain('2027-05-16 00:00 UTC');
      expect(told).toContain('Boat ramp 5');
      expect(told).toContain('Reminders follow the new time.');
    }
    expect(await directTo(stage, 'hugo', 'Changed')).toEqual([]);
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('2027-05-16 00:00 UTC');
      expect(await postTo(stage, who)).not.toContain(begins);
      expect(await postTo(stage, who)).toContain('8 stewards');
      expect(
        (await messagesTo(stage, who, 'channel')).filter(({ text }) => text.includes('River')),
      ).toHaveLength(1);
    }

    // Two hours before, by the new time: nothing comes at the old one.
    await stage.pass({ hours: 25, minutes: 30 });
    const soon = 'In two hours: River clean-up';
    expect(await directTo(stage, 'ben', soon)).toEqual([]);
    await stage.pass({ minutes: 59 });
    const reminded = await directTo(stage, 'ben', soon);
    expect(reminded).toHaveLength(1);
    expect(reminded.at(-1)).toContain('Boat ramp 5');
    expect(await directTo(stage, 'ben', 'Tomorrow: River clean-up')).toHaveLength(1);

    // Whoever joins that late is promised no reminder, and a new place alone changes none.
    await stage.as('iris').presses('I’m in');
    expect(await answerTo(stage, 'iris')).toContain('Weft shows a number, never your name');
    expect(await answerTo(stage, 'iris')).not.toContain('reminds you');
    await stage.as('iris').presses('I can help');
    expect(await answerTo(stage, 'iris')).toContain('You are in, and you can help: River clean-up.');
    expect(await answerTo(stage, 'iris')).toContain('3 are in, 2 can help (some are both)');
    await cara.types('action edit');
    await cara.fills({ exact: 'Boat ramp 6' });
    await cara.fills({});
    expect(await answerTo(stage, 'cara')).toContain('Changed: River clean-up. 4 people who are in are told.');
    const moved = (await directTo(stage, 'ben', 'Changed: River clean-up')).at(-1);
    expect(moved).toContain('Boat ramp 6');
    expect(moved).not.toContain('Reminders follow');
    await stage.as('iris').presses('I can’t come after all');

    await grace.presses('I can’t come after all');
    expect(await answerTo(stage, 'grace')).toContain('You are no longer in River clean-up');
    await cara.types('action cancel');
    expect((await cara.form())?.intro).toContain('in 2 posts. 2 people who are in are told.');
    await cara.fills({ reason: 'Thunderstorms.' });
    expect(await answerTo(stage, 'cara')).toContain(
      'Cancelled: River clean-up. 2 people who were in are told.',
    );
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('Cancelled: River clean-up');
      expect(await postTo(stage, who)).toContain('Thunderstorms.');
      expect((await messagesTo(stage, who, 'channel')).at(-1)?.buttons).toEqual([]);
    }
    expect(await directTo(stage, 'ben', 'Cancelled: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'wren', 'Cancelled: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'grace', 'Cancelled')).toEqual([]);
    await ben.types('action show River clean-up');
    expect(await answerTo(stage, 'ben')).toContain('Cancelled: River clean-up');
    const { id } = await actionOf(stage, 'River clean-up');
    for (const press of ['action.in', 'action.help', 'action.share', 'action.shared'] as const)
      expect(await stage.crafts('iris', pressed(press, id))).toContain('This action is cancelled');
    expect(await stage.db.$count(rows.actionPart)).toBe(3);
    expect(stage.problems()).toEqual([]);
  });

  test('posting is undone within a minute and not after; a draft nobody posts ends after a week', async () => {
    await using stage = await openStage(casting);
    await drafts(stage, 'cara');
    await stage.as('cara').presses('Post it');
    await stage.pass({ seconds: 30 });
    await stage.as('cara').presses('Undo');
    expect(await answerTo(stage, 'cara')).toContain('Not posted yet: River clean-up');
    const draft = await actionOf(stage, 'River clean-up');
    expect(await stage.crafts('cara', pressed('action.undo', draft.id))).toContain(
      'This is a draft again already',
    );
    await stage.pass({ minutes: 10 });
    expect(await postTo(stage, 'ben')).toBe('');
    await stage.as('cara').types('home show');
    expect(await answerTo(stage, 'cara')).toContain('Your draft is not posted yet: River clean-up');

    await stage.as('cara').presses('Change');
    expect((await stage.as('cara').form())?.values).toMatchObject({ when: '2027-05-15 18:00' });
    await stage.as('cara').fills({ title: 'Bank clean-up' });
    await stage.as('cara').fills({ audience: 'space' });
    expect(await answerTo(stage, 'cara')).toContain('1 space, about ');
    await stage.as('cara').presses('Post it');
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'ben')).toContain('Bank clean-up');
    expect(await postTo(stage, 'grace')).toBe('');
    const { id } = await actionOf(stage, 'Bank clean-up');
    expect(await stage.crafts('cara', pressed('action.undo', id))).toContain('It is posted already.');
    expect((await actionOf(stage, 'Bank clean-up')).state).toBe('posted');

    await drafts(stage, 'cara', { title: 'Another one' });
    await stage.as('cara').presses('Drop');
    expect(await answerTo(stage, 'cara')).toContain('Dropped: Another one.');
    await drafts(stage, 'cara', { title: 'Forgotten', when: 'in 3 weeks' });
    await stage.pass({ days: 6 });
    expect(await stage.db.$count(rows.action)).toBe(2);
    await stage.pass({ days: 1, hours: 1 });
    expect(await stage.db.select({ title: rows.action.title }).from(rows.action)).toEqual([
      { title: 'Bank clean-up' },
    ]);
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(named(onPlatforms))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('what cannot be announced is said at its field, and nothing is kept', async () => {
    await using stage = await openStage(casting);
    const cara = stage.as('cara');
    await cara.types('action announce');
    await cara.fills({ ...first, when: '31 February' });
    expect((await cara.form())?.text).toContain(chatWords.en.notMoment);
    await cara.fills({ ...first, when: '2027-05-01 18:00' });
    await cara.fills(second);
    const again = await cara.form();
    expect(`${again?.intro} ${again?.text}`).toContain('That is in the past.');
    await cara.types('action announce');
    await cara.fills(first);
    for (const link of ['javascript:alert(1)', 'http://example.org', 'https://ana:secret@example.org']) {
      await cara.fills({ ...second, link });
      expect((await cara.form())?.text).toContain('Not a link Weft can show. It begins with https://');
    }
    await cara.fills({
      ...second,
      link: '',
      needs: Array.from({ length: 11 }, (_, at) => `thing ${at}`).join('\n'),
    });
    expect((await cara.form())?.text).toContain('Too many lines');
    await cara.fills({ ...second, link: '', needs: '', audience: 'spaces', names: 'Nowhere' });
    expect((await cara.form())?.text).toContain('There is no “Nowhere” here.');
    expect(await stage.db.$count(rows.action)).toBe(0);

    const long = { kind: 'typed', text: `action announce title:"${'x'.repeat(4000)}"` } as const;
    expect(await stage.crafts('cara', long)).toContain('Too long: 4000 characters, and 120 fit.');
    expect(await stage.crafts('cara', { kind: 'typed', text: 'action announce' })).toBe('Announce an action');
    expect(await stage.crafts('milo', { kind: 'typed', text: 'action announce' })).toContain(
      'Nobody has vouched for you yet.',
    );
    // The control: the same form with everything right is kept.
    await cara.fills({ ...second, names: '', needs: '' });
    expect(await answerTo(stage, 'cara')).toContain('Not posted yet: River clean-up');
    expect(await stage.db.$count(rows.action)).toBe(1);
    expect(stage.problems()).toEqual([]);
  });

  test('nobody changes what another announced, joins what is over, or sees what is not for them', async () => {
    await using stage = await openStage(casting);
    const id = await announces(stage, 'cara', { audience: 'space' });
    expect(await stage.crafts('ben', pressed('action.edit', id))).toContain(
      'Only whoever announced this action',
    );
    expect(await stage.crafts('ben', pressed('action.cancel', id))).toContain('Only whoever announced');
    const byId = { kind: 'typed', text: `action edit action:${id}` } as const;
    expect(await stage.crafts('ben', byId)).toContain('It cannot be chosen any more');
    expect(await stage.crafts('cara', byId)).toBe('Change the action');
    for (const press of ['action.post', 'action.change', 'action.drop', 'action.undo'] as const)
      expect(await stage.crafts('ben', pressed(press, id))).toContain(chatWords.en.notYours);

    const there = 'There is no action like that for you here.';
    for (const press of ['action.details', 'action.in', 'action.share'] as const)
      expect(await stage.crafts('grace', pressed(press, id))).toContain(there);
    await stage.as('grace').types('action list');
    expect(await answerTo(stage, 'grace')).toContain('Nothing is coming yet.');
    await stage.as('ben').types('action list');
    expect(await answerTo(stage, 'ben')).toContain('1 action is coming.');
    await stage.as('ben').types('action show River clean-up');
    expect(await answerTo(stage, 'ben')).toContain('We take plastic out of the shallows.');
    expect(await stage.crafts('finn', pressed('action.in', id))).toContain('You have not joined yet.');

    await stage.as('ben').presses('I’m in');
    await stage.pass({ days: 4 });
    expect((await messagesTo(stage, 'ben', 'channel')).at(-1)?.buttons).toEqual(['Details']);
    expect(await stage.crafts('iris', pressed('action.in', id))).toContain('has begun or is over');
    expect(await stage.crafts('cara', pressed('action.cancel', id))).toContain('has begun or is over');
    expect(await stage.db.$count(rows.actionPart)).toBe(1);
    expect(stage.problems()).toEqual([]);
  });

  test('hostile words in an action ping nobody, link nowhere and format nothing', async () => {
    await using stage = await openStage(casting);
    const title = '<!channel> @everyone **free** [money](https://evil.example) <@U1>';
    await announces(stage, 'cara', {
      title,
      what: '# Heading\n> quoted\n<https://evil.example|click> `code` ~~no~~',
      place: '@here <#C1>',
      link: 'https://аpple.example/free',
    });
    await stage.as('ben').presses('I’m in');
    expect(await postTo(stage, 'ben')).toContain(title);
    // Letters that look like others show what they are.
    expect(await postTo(stage, 'ben')).toContain('https://xn--pple-43d.example/free');
    expect(stage.problems()).toEqual([]);
  });

  test('hubs and chosen spaces get what is for them, commas in their names and all, and a coalition’s name brings who may speak for it', async () => {
    await using stage = await openStage(casting);
    // Only whoever has not said where they are is asked to.
    await stage.as('iris').types('action list which:near');
    expect(await answerTo(stage, 'iris')).toContain('Nothing is coming near you. See everything:');
    await stage.db
      .update(tables.person)
      .set({ place: '' })
      .where(eq(tables.person.id, idOf(stage, 'iris')));
    await stage.as('iris').types('action list which:near');
    expect(await answerTo(stage, 'iris')).toContain('Nothing is coming near you. Say where you are');
    await drafts(stage, 'cara', { title: 'Clearwater march', audience: 'hubs', names: 'Delta' });
    expect(await answerTo(stage, 'cara')).toContain('Nobody speaks for Clearwater by announcing an action.');
    await stage.as('cara').presses('Post it');
    await stage.pass({ minutes: 1 });
    await stage.as('grace').types('action list which:hubs');
    expect(await answerTo(stage, 'grace')).toContain('1 action is coming in your hubs.');
    await stage.as('iris').types('action list which:hubs');
    expect(await answerTo(stage, 'iris')).toContain('Nothing is coming in your hubs. See everything:');
    await stage.db.delete(tables.hubMember).where(eq(tables.hubMember.personId, idOf(stage, 'iris')));
    await stage.as('iris').types('action list which:hubs');
    expect(await answerTo(stage, 'iris')).toContain('You are in no hub. Join one with');

    const { hub } = tables;
    await stage.db.update(hub).set({ name: 'Delta, upper and lower' }).where(eq(hub.name, 'Delta'));
    await drafts(stage, 'cara', {
      title: 'Sandbags',
      audience: 'hubs',
      names: 'upriver, delta, Upper and lower',
    });
    await stage.as('cara').presses('Change');
    await stage.as('cara').fills({});
    expect((await stage.as('cara').form())?.values.names).toBe('Delta, upper and lower, Upriver');
    await stage.as('cara').fills({});
    expect(await answerTo(stage, 'cara')).toContain('Delta, upper and lower, Upriver');
    await stage.as('cara').presses('Drop');

    await announces(stage, 'cara', {
      title: 'Kitchen table',
      audience: 'spaces',
      names: 'Delta kitchen table',
    });
    expect(await postTo(stage, 'grace')).toContain('Kitchen table');
    expect(await postTo(stage, 'grace')).not.toContain('Nobody speaks for');
    expect(await postTo(stage, 'ben')).not.toContain('Kitchen table');
    await stage.as('cara').types('action list which:mine');
    expect(await answerTo(stage, 'cara')).toContain('2 actions you lead or are in.');
    expect(stage.problems()).toEqual([]);
  });

  test('a space without a channel for actions is named before posting, and its people find it all the same', async () => {
    await using stage = await openStage(casting);
    const { space, spaceChannel } = tables;
    const [delta] = await stage.db.select().from(space).where(eq(space.name, 'Delta kitchen table'));
    await stage.db
      .delete(spaceChannel)
      .where(and(eq(spaceChannel.spaceId, delta?.id ?? ''), eq(spaceChannel.use, 'actions')));
    await drafts(stage, 'cara');
    expect(await answerTo(stage, 'cara')).toContain('Delta kitchen table has no channel for actions');
    await stage.as('cara').presses('Post it');
    expect(await answerTo(stage, 'cara')).toContain('goes out in a minute, to 1 space.');
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'ben')).toContain('River clean-up');
    await stage.as('grace').types('action list');
    await stage.as('grace').presses('I’m in');
    expect(await answerTo(stage, 'grace')).toContain('Boat ramp 4');
    await stage.as('jonas').types('status show');
    expect(await answerTo(stage, 'jonas')).toContain(
      'No channel for actions in Delta kitchen table, so actions are not posted there.',
    );
    await drafts(stage, 'cara', { title: 'Table talk', audience: 'spaces', names: 'Delta kitchen table' });
    await stage.as('cara').presses('Post it');
    expect(await answerTo(stage, 'cara')).toContain('No space it goes to has a channel for actions');
    expect(stage.problems()).toEqual([]);
  });

  test('what somebody learnt is shown to whoever drafts something similar, and weavers are told what was announced', async () => {
    await using stage = await openStage(casting);
    const id = await announces(stage, 'cara');
    await stage.db
      .update(rows.action)
      .set({ lesson: 'Order twice as many gloves.' })
      .where(eq(rows.action.id, id));
    await drafts(stage, 'grace', { title: 'Bayou clean-ups' });
    expect(await answerTo(stage, 'grace')).toContain('Order twice as many gloves.');
    await drafts(stage, 'grace', { title: 'Phone evening', tactic: 'phone bank' });
    expect(await answerTo(stage, 'grace')).not.toContain('gloves');

    // On Thursday at ten, in the weekly message.
    expect(await directTo(stage, 'ana', 'Announced: River clean-up')).toEqual([]);
    await stage.pass({ hours: 22 });
    expect(await directTo(stage, 'ana', 'Announced: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'ben', 'Announced: River clean-up')).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('an announcer is named only if members may find them, is a driver from then on, and leaves no name behind', async () => {
    await using stage = await openStage(casting);
    const shy = { id: idOf(stage, 'rosa'), coalitionId: stage.seeded.coalitionId };
    await stage.db.transaction((tx) => setConsent({ tx, now: stage.clock.now() }, shy, 'found', 'weavers'));
    await announces(stage, 'rosa', { title: 'Quiet one' });
    expect(await postTo(stage, 'ben')).toContain('Announced by a member.');
    await announces(stage, 'cara', { title: 'Open one' });
    expect(await postTo(stage, 'ben')).toContain('Announced by Cara Lindqvist.');
    const drivers = await stage.db
      .select({ personId: tables.role.personId })
      .from(tables.role)
      .where(and(eq(tables.role.role, 'driver'), eq(tables.role.coalitionId, shy.coalitionId)));
    expect(drivers.map(({ personId }) => personId)).toEqual(
      expect.arrayContaining([idOf(stage, 'rosa'), idOf(stage, 'cara')]),
    );

    await stage.as('ben').presses('I’m in');
    await stage.as('iris').presses('I’m in');
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'ben')).toContain('2 are in');
    await stage.as('iris').types('coalition leave');
    await stage.as('iris').fills({ keep: true });
    await stage.as('cara').types('coalition leave');
    await stage.as('cara').fills({ keep: true });
    await stage.pass({ minutes: 12 });
    expect(await postTo(stage, 'ben')).toContain('Announced by a member.');
    expect(await postTo(stage, 'ben')).toContain('1 person is in');
    const reminders = await stage.db
      .select({ state: delivery.state })
      .from(delivery)
      .where(and(eq(delivery.personId, idOf(stage, 'iris')), eq(delivery.kind, 'action.soon')));
    expect(reminders).toEqual([{ state: 'cancelled' }]);

    // Whoever does not want anything kept takes what they announced with them.
    await stage.as('rosa').types('coalition leave');
    await stage.as('rosa').fills({ keep: false });
    expect(await actionOf(stage, 'An action that was deleted')).toMatchObject({
      state: 'cancelled',
      what: '',
      announcerId: null,
    });
    expect(stage.problems()).toEqual([]);
  });

  test('several edits are one message, three of them a day at most, and reminders are written anew only where they change', async () => {
    await using stage = await openStage(casting);
    const id = await announces(stage, 'cara', { needs: '' });
    await stage.crafts('ben', pressed('action.in', id));
    const edits = async (place: string, needs = '') => {
      await stage.as('cara').types('action edit');
      await stage.as('cara').fills({ place });
      await stage.as('cara').fills({ needs });
    };
    const reminders = async () =>
      (await stage.db.select().from(delivery).where(eq(delivery.kind, 'action.soon'))).length;
    await edits('Dubuque', '2 cooks');
    expect(await reminders()).toBe(1);
    for (const place of ['North', 'South', 'East']) await edits(place);
    expect(await reminders()).toBe(4);
    await stage.pass({ minutes: 5 });
    const told = await directTo(stage, 'ben', 'Changed: River clean-up');
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('East');
    await edits('West');
    expect(await answerTo(stage, 'cara')).toContain('changed three times within a day');
    expect((await actionOf(stage, 'River clean-up')).place).toBe('East');
    // What is told to nobody changes all the same; a day later so does the place.
    await edits('East', 'a van');
    expect(await answerTo(stage, 'cara')).toContain('Changed: River clean-up');
    await stage.pass({ days: 1 });
    await edits('West');
    await stage.pass({ minutes: 5 });
    expect(await directTo(stage, 'ben', 'Changed: River clean-up')).toHaveLength(2);
    expect(stage.problems()).toEqual([]);
  });

  test('whoever cannot come after all is not told where it is, also when that waited for the morning', async () => {
    await using stage = await openStage(casting);
    const id = await announces(stage, 'cara');
    for (const who of ['ben', 'iris']) await stage.crafts(who, pressed('action.in', id));
    await stage.pass({ hours: 10 });
    await stage.as('cara').types('action edit');
    await stage.as('cara').fills({ exact: '12 Elm Street' });
    await stage.as('cara').fills({});
    await stage.pass({ hours: 1 });
    expect(await directTo(stage, 'iris', '12 Elm Street')).toEqual([]);
    await stage.crafts('ben', pressed('action.out', id));
    await stage.pass({ hours: 14 });
    expect(await directTo(stage, 'ben', '12 Elm Street')).toEqual([]);
    expect(await directTo(stage, 'iris', 'Changed: River clean-up')).toHaveLength(1);
    expect(stage.problems()).toEqual([]);
  });

  test('a new name and a withdrawn consent reach the posts somebody announced', async () => {
    await using stage = await openStage(casting);
    const id = await announces(stage, 'cara');
    const edits = async (name: string, offers: string, found: string) => {
      await stage.as('cara').types('profile edit');
      await stage.as('cara').fills({ name, offers });
      await stage.as('cara').fills({});
      await stage.as('cara').fills({ found });
    };
    await edits('Cara L.', '', 'members');
    await stage.pass({ minutes: 1 });
    for (const who of ['ben', 'grace']) expect(await postTo(stage, who)).toContain('Announced by Cara L.');
    await edits('Cara L.', '', 'weavers');
    await stage.pass({ minutes: 10 });
    for (const who of ['ben', 'grace']) expect(await postTo(stage, who)).toContain('Announced by a member.');
    // What no post shows draws none anew.
    await edits('Cara L.', 'a van', 'weavers');
    const [one] = await stage.db.select().from(rows.action).where(eq(rows.action.id, id));
    expect(one?.countAt).toBeNull();
    expect(stage.problems()).toEqual([]);
  });
});
