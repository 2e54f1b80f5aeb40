import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import * as rows from '#actions/tables.ts';
import { chatWords } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { setConsent, tables } from '#directory/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { answerTo, idOf, messagesTo, mixed, named } from './introducing.ts';

/** What the cast writes unless a story says otherwise. The clock stands on Wednesday, 12 May 2027, noon in Chicago. */
const first = {
  title: 'River clean-up',
  what: 'We take plastic out of the shallows. Bring boots.',
  when: 'Saturday 6pm',
  place: 'Dubuque',
  exact: 'Boat ramp 4',
};
const second = { tactic: 'care', audience: 'coalition' };
const begins = '2027-05-15 23:00 UTC';

/** Writes a draft; it is shown back. */
async function drafts(
  stage: StageOf,
  who: string,
  given: Readonly<Record<string, string>> = {},
): Promise<void> {
  const all = { ...first, ...second, ...given };
  const { link = '', tactic, needs = '', audience, names = '', ...rest } = all as Record<string, string>;
  await stage.as(who).types('action announce');
  await stage.as(who).fills(rest);
  await stage.as(who).fills({ link, tactic: tactic ?? '', needs, audience: audience ?? '', names });
}

/** Writes a draft and posts it, and lets the minute pass. */
async function announces(
  stage: StageOf,
  who: string,
  given: Readonly<Record<string, string>> = {},
): Promise<string> {
  await drafts(stage, who, given);
  await stage.as(who).presses('Post it');
  await stage.pass({ minutes: 1 });
  return (await actionOf(stage, given.title ?? first.title)).id;
}

async function actionOf(stage: StageOf, title: string) {
  const [found] = await stage.db.select().from(rows.action).where(eq(rows.action.title, title));
  if (!found) throw new Error(`nothing is called ${title}`);
  return found;
}

/** The post that somebody sees in their channel for actions. */
async function postTo(stage: StageOf, who: string): Promise<string> {
  return (await messagesTo(stage, who, 'channel')).at(-1)?.text ?? '';
}

/** What reached somebody directly. */
async function directTo(stage: StageOf, who: string, words: string): Promise<readonly string[]> {
  return (await messagesTo(stage, who, 'direct'))
    .map(({ text }) => text)
    .filter((text) => text.includes(words));
}

const pressed = (press: `${string}.${string}`, subject: string) =>
  ({ kind: 'press', press, subject }) as const;

describe.each(named([...castings, ...mixed]))('on $where', { timeout: 120_000 }, ({ casting }) => {
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
    await grace.presses('I can help');
    await wren.presses('I’m in');
    await stage.as('hugo').presses('Share it');
    expect(await answerTo(stage, 'hugo')).toContain('Post it yourself, in your own words.');
    await stage.as('hugo').presses('I shared it');
    await stage.as('iris').presses('Details');
    expect(await answerTo(stage, 'iris')).not.toContain('Boat ramp');
    await stage.as('iris').presses('Principles');
    expect(await answerTo(stage, 'iris')).toContain('no group speaks for another');
    await stage.pass({ minutes: 1 });
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('2 are in, 1 can help, 1 shared it');
      expect(await postTo(stage, who)).not.toMatch(/Ben|Grace|Wren|Hugo/);
    }

    // The day before at ten where each of them is: Chicago first, Honolulu five hours later.
    await stage.pass({ hours: 46 });
    expect(await directTo(stage, 'ben', 'Coming up: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'wren', 'Coming up: River clean-up')).toHaveLength(0);
    await stage.pass({ hours: 5 });
    expect(await directTo(stage, 'wren', 'Coming up: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'hugo', 'Coming up')).toEqual([]);

    await cara.types('action edit');
    expect((await cara.form())?.values).toMatchObject({ title: 'River clean-up', when: '2027-05-15 18:00' });
    await cara.fills({ when: 'Saturday 7pm', exact: 'Boat ramp 5' });
    await cara.fills({});
    expect(await answerTo(stage, 'cara')).toContain(
      'River clean-up is changed and told to 3 people who are in.',
    );
    for (const who of ['ben', 'grace', 'wren']) {
      const [told] = await directTo(stage, who, 'Changed: River clean-up');
      expect(told).toContain('2027-05-16 00:00 UTC');
      expect(told).toContain('Boat ramp 5');
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
    const before = (await directTo(stage, 'ben', 'Coming up')).length;
    await stage.pass({ minutes: 59 });
    const later = await directTo(stage, 'ben', 'Coming up');
    expect([before, later.length]).toEqual([1, 2]);
    expect(later.at(-1)).toContain('Boat ramp 5');

    await grace.presses('I can’t come after all');
    expect(await answerTo(stage, 'grace')).toContain('You are no longer in River clean-up');
    await cara.types('action cancel');
    expect((await cara.form())?.intro).toContain('2 posts, and 2 people who are in are told');
    await cara.fills({ reason: 'Thunderstorms.' });
    expect(await answerTo(stage, 'cara')).toContain(
      'River clean-up is cancelled and told to 2 people who were in.',
    );
    for (const who of ['ben', 'grace']) {
      expect(await postTo(stage, who)).toContain('Cancelled: River clean-up');
      expect(await postTo(stage, who)).toContain('Thunderstorms.');
      expect((await messagesTo(stage, who, 'channel')).at(-1)?.buttons).toEqual([]);
    }
    expect(await directTo(stage, 'ben', 'Cancelled: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'wren', 'Cancelled: River clean-up')).toHaveLength(1);
    expect(await directTo(stage, 'grace', 'Cancelled')).toEqual([]);
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

describe.each(named(castings))('on $where', { timeout: 120_000 }, ({ casting }) => {
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
    expect(await stage.crafts('ben', byId)).toContain('Nothing found for');
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

  test('hubs and chosen spaces get what is for them, and a coalition’s name brings who may speak for it', async () => {
    await using stage = await openStage(casting);
    await drafts(stage, 'cara', { title: 'Clearwater march', audience: 'hubs', names: 'Delta' });
    expect(await answerTo(stage, 'cara')).toContain('Nobody speaks for Clearwater by announcing an action.');
    await stage.as('cara').presses('Post it');
    await stage.pass({ minutes: 1 });
    await stage.as('grace').types('action list which:hubs');
    expect(await answerTo(stage, 'grace')).toContain('1 action is coming in your hubs.');
    await stage.as('iris').types('action list which:hubs');
    expect(await answerTo(stage, 'iris')).toContain('Nothing is coming in your hubs.');

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
    await stage.pass({ minutes: 1 });
    expect(await postTo(stage, 'ben')).toContain('River clean-up');
    await stage.as('grace').types('action list');
    await stage.as('grace').presses('I’m in');
    expect(await answerTo(stage, 'grace')).toContain('Boat ramp 4');
    await stage.as('jonas').types('status show');
    expect(await answerTo(stage, 'jonas')).toContain(
      'Actions go out that are not posted in Delta kitchen table',
    );
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
    expect(await actionOf(stage, 'Quiet one')).toMatchObject({
      state: 'cancelled',
      what: '',
      announcerId: null,
    });
    expect(stage.problems()).toEqual([]);
  });
});
