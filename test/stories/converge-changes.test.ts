import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import type { Given } from '#chat/index.ts';
import * as rows from '#convergence/tables.ts';
import { tables } from '#directory/index.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { pressed } from './announcing.ts';
import {
  draws,
  eventsIn,
  filesOn,
  hosts,
  leapsTo,
  opensHubs,
  placeIn,
  plans,
  platformOf,
  postsOf,
  reads,
  riverDay,
  standIns,
  theDay,
} from './converging.ts';
import { messagesTo, named, together } from './introducing.ts';
import { answerTo, until } from './pulsing.ts';

vi.mock('../support/discord/index.ts', { spy: true });
vi.mock('../support/slack/index.ts', { spy: true });

const everyone = 'everyone, everywhere, together';

/** Ben for London and Iris for Sydney hold the day. */
async function twoHost(stage: StageOf, hubs: Readonly<Record<'London' | 'Sydney', string>>): Promise<void> {
  await hosts(stage, 'ben', { host: hubs.London, place: 'Southbank' });
  await hosts(stage, 'iris', { host: hubs.Sydney, place: 'Bondi' });
}

describe.each(named(together))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('moved and then cancelled: everyone who had heard hears each once, and post, event and file follow', async () => {
    await using stage = await openStage(casting);
    const hubs = await opensHubs(stage);
    await plans(stage, { day: '5 June 2027' });
    await twoHost(stage, hubs);
    await stage.as('mara').types('converge edit');
    expect((await stage.as('mara').form())?.values).toMatchObject({
      ...{ name: 'River day', day: '2027-06-05', hours: '12:00–14:00', ask: riverDay.ask },
    });
    await stage.as('mara').fills({ day: '12 June 2027' });
    await stage.as('mara').fills({});
    expect(await answerTo(stage, 'mara')).toContain('Changed: River day. 2 people are told.');
    // At eight in the morning to Iris, for whom it is three at night.
    await until(stage, '2027-05-12T22:00:00Z');
    for (const who of ['ben', 'iris']) {
      const [told, ...more] = await reads(stage, who, 'direct', 'Moved: River day.');
      expect(more, who).toEqual([]);
      expect(told?.text).toContain('Saturday 12 June 2027, 12:00 to 14:00, wherever you are');
      expect(told?.text).toContain('It was Saturday 5 June 2027');
    }
    for (const who of ['mara', 'hugo', 'cara'])
      expect(await reads(stage, who, 'direct', 'Moved: River day.')).toEqual([]);
    for (const who of ['ben', 'hugo']) {
      const [post, ...posts] = await postsOf(stage, who, everyone);
      expect(posts).toEqual([]);
      expect(post?.text).toContain('Saturday 12 June 2027');
      expect(await reads(stage, who, 'channel', 'Moved: River day.')).toHaveLength(1);
    }
    for (const space of ['clearwater', 'delta'] as const) {
      const platform = platformOf(casting, space);
      expect((await filesOn(stage, platform)).at(-1)).toMatchObject({ sequence: 1, status: 'CONFIRMED' });
      const dates = { from: '2027-06-12T17:00:00Z', until: '2027-06-12T19:00:00Z', isOff: false };
      expect(await eventsIn(stage, casting, space)).toMatchObject(platform === 'slack' ? [] : [dates]);
    }

    await stage.as('mara').types('converge cancel');
    expect((await stage.as('mara').form())?.intro).toContain('Everyone who has heard of River day is told');
    await stage.as('mara').fills({ reason: 'The river is in flood.' });
    expect(await answerTo(stage, 'mara')).toContain(
      'Cancelled: River day. The spaces and 2 people are told.',
    );
    await stage.pass({ hours: 20 });
    for (const who of ['ben', 'iris']) {
      const [told, ...more] = await reads(stage, who, 'direct', 'Cancelled: River day.');
      expect(more, who).toEqual([]);
      expect(told?.text).toContain('The river is in flood.');
      expect(await reads(stage, who, 'direct', 'Moved: River day.')).toHaveLength(1);
    }
    for (const who of ['ben', 'hugo']) {
      const gone = await reads(stage, who, 'channel', 'Cancelled: River day.');
      // The announcement says so, a word of its own, and on the playground the card of the event.
      const space = who === 'ben' ? 'clearwater' : 'delta';
      expect(gone).toHaveLength(platformOf(casting, space) === 'playground' ? 3 : 2);
      for (const { text, buttons } of gone) {
        expect(text).toContain('The river is in flood.');
        expect(buttons).toEqual([]);
      }
      expect(await postsOf(stage, who, everyone)).toEqual([]);
    }
    // The playground strikes the card; on Discord what was called off is in no list of what is to come.
    for (const space of ['clearwater', 'delta'] as const)
      expect(await eventsIn(stage, casting, space)).toMatchObject(
        platformOf(casting, space) === 'playground' ? [{ isOff: true }] : [],
      );
    const files = await filesOn(stage, platformOf(casting, 'clearwater'));
    expect(files.at(-1)).toMatchObject({ sequence: 2, status: 'CANCELLED' });
    expect(new Set(files.map(({ uid }) => uid)).size).toBe(1);

    await stage.as('cara').types('converge show River day');
    expect(await answerTo(stage, 'cara')).toContain('Cancelled: River day.');
    expect(await answerTo(stage, 'cara')).toContain('The river is in flood.');
    await stage.as('cara').types('converge list');
    expect(await answerTo(stage, 'cara')).toContain('No day is planned yet.');
    const { id } = await theDay(stage);
    expect(await stage.crafts('iris', pressed('converge.host', id))).toContain('River day was cancelled.');
    // Nothing more comes of it.
    await leapsTo(stage, '2027-06-12T20:00:00Z');
    expect(await reads(stage, 'iris', 'direct', 'Today: River day')).toEqual([]);
    expect(await reads(stage, 'ben', 'channel', 'Today: River day')).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(named(castings))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('a hub whose last host withdraws is told the same day, with those who look after it, and can be hosted anew', async () => {
    await using stage = await openStage(casting);
    const hubs = await opensHubs(stage);
    await plans(stage, { day: '5 June 2027' });
    await twoHost(stage, hubs);
    // A second one for London, who speaks for it beside Ben.
    const { coalitionId, people } = stage.seeded;
    await stage.db.insert(tables.representative).values({
      ...{ id: crypto.randomUUID(), coalitionId, personId: people.get('cara') ?? '' },
      ...{ hubId: hubs.London, since: stage.clock.now() },
    });
    const lost = 'London has nobody hosting River day any more.';
    const southbank = await placeIn(stage, 'Southbank');
    // Whoever leads it can step back; to withdraw it one speaks for its host.
    expect(await stage.crafts('iris', pressed('converge.withdraw', southbank))).toContain(
      'Whoever leads this place does that',
    );
    await stage.as('ben').types('converge show');
    await stage.as('ben').presses('We cannot');
    expect(await answerTo(stage, 'ben')).toContain('Withdrawn. River day takes place without you.');
    await stage.pass({ minutes: 1 });
    for (const who of ['mara', 'ana', 'priya', 'cara']) {
      const [told, ...more] = await reads(stage, who, 'direct', lost);
      expect(more, who).toEqual([]);
      expect(told?.buttons.slice(0, 3)).toEqual(['We host it', 'Ask someone', 'Where']);
    }
    for (const who of ['ben', 'iris', 'hugo']) expect(await reads(stage, who, 'direct', lost)).toEqual([]);
    // Sydney loses one of two: nobody is told.
    await hosts(stage, 'iris', { host: hubs.Sydney, place: 'Parramatta' });
    await stage.as('iris').types('converge show');
    await stage.as('iris').presses('We cannot');
    await stage.pass({ hours: 12 });
    expect(await reads(stage, 'mara', 'direct', 'Sydney has nobody hosting')).toEqual([]);
    await stage.as('cara').presses('We host it');
    await stage.as('cara').fills({ host: hubs.London, what: 'Candles.', place: 'Greenwich' });
    await stage.as('cara').fills({});
    expect(await answerTo(stage, 'cara')).toContain('You host River day: Greenwich.');
    expect(stage.problems()).toEqual([]);
  });

  test('one moment for all is the same everywhere, and a call that comes again proposes the fair hour the day after', async () => {
    await using stage = await openStage(casting);
    await opensHubs(stage);
    const call = { name: 'Hubs call', day: '18 May 2027', hours: '19:00 in Berlin', repeats: '1' };
    await draws(stage, call);
    const draft = await answerTo(stage, 'mara');
    expect(draft).toContain('2027-05-18 17:00 UTC');
    expect(draft).toContain('all at once (Tuesday 18 May 2027, 19:00 to 20:00 in Berlin)');
    expect(draft).toContain('Every week');
    expect(draft).toMatch(/Outside 08:00 to 21:00 for (?:Kolkata and Sydney|Sydney and Kolkata)\./);
    await stage.as('mara').presses('Plan it');
    const [post] = await postsOf(stage, 'hugo', everyone);
    expect(post?.text).toContain('2027-05-18 17:00 UTC');
    const [file] = await filesOn(stage, platformOf(casting, 'clearwater'));
    expect(file).toMatchObject({ start: '2027-05-18T17:00:00Z', end: '2027-05-18T18:00:00Z' });
    const [event] = await eventsIn(stage, casting, 'delta');
    if (platformOf(casting, 'delta') !== 'slack')
      expect(event).toMatchObject({ from: '2027-05-18T17:00:00Z', where: 'Everywhere at once' });

    await leapsTo(stage, '2027-05-18T18:00:00Z');
    await until(stage, '2027-05-19T14:59:59Z');
    const proposal = 'Hubs call: the next hour that shares the nights fairly.';
    expect(await reads(stage, 'mara', 'direct', proposal)).toEqual([]);
    await until(stage, '2027-05-19T15:00:00Z');
    const [next, ...more] = await reads(stage, 'mara', 'direct', proposal);
    expect(more).toEqual([]);
    // Sydney and Kolkata sat up last time: now it is evening and afternoon there, and early for São Paulo.
    expect(next?.text).toContain('Proposed: 2027-05-25 10:00 UTC.');
    expect(next?.text).toContain('Outside 08:00 to 21:00 this time: São Paulo.');
    await stage.as('mara').presses('Plan it');
    expect((await stage.as('mara').form())?.values).toMatchObject({
      ...{ name: 'Hubs call', day: '2027-05-25', hours: '12:00–13:00 in Europe/Berlin', repeats: '1' },
    });
    expect(await stage.db.$count(rows.day)).toBe(1);
    await stage.as('mara').fills({});
    await stage.as('mara').fills({});
    expect(await answerTo(stage, 'mara')).toContain('Not planned yet: Hubs call');
    await stage.as('mara').presses('Plan it');
    const series = await stage.db.select({ series: rows.day.seriesId }).from(rows.day);
    expect(new Set(series.map((one) => one.series)).size).toBe(1);
    expect(series).toHaveLength(2);
    expect(stage.problems()).toEqual([]);
  });

  test('what cannot be planned, hosted or reported is said at its field, the rest stays filled in, and nothing is written', async () => {
    await using stage = await openStage(casting);
    const hubs = await opensHubs(stage);
    const [mara, ben] = [stage.as('mara'), stage.as('ben')];
    await mara.types('converge plan River day');
    await mara.fills({ ...riverDay, day: '11 May 2027' });
    /** What is said of the form that stands there, which keeps what was right. */
    const sends = async (first: Given, second: Given = {}) => {
      await mara.fills(first);
      await mara.fills(second);
      const form = await mara.form();
      expect(form?.values).toMatchObject({ name: 'River day', ask: riverDay.ask });
      return `${form?.intro} ${form?.text}`;
    };
    await mara.fills({});
    const past = await mara.form();
    expect(`${past?.intro} ${past?.text}`).toContain('That has passed.');
    expect(past?.values).toMatchObject({ name: 'River day', ask: riverDay.ask, day: '11 May 2027' });
    expect(await sends({ day: '29 February 2027' })).toContain('No such day. Write “15 May 2027”');
    expect(await sends({ day: '15 May 2027', hours: '19:00 in Atlantis' })).toContain('No such time zone.');
    expect(await sends({ hours: '14:00-12:00' })).toContain('It ends before it begins.');
    await mara.fills({ hours: 'noon to two' });
    await mara.fills({ hubs: 'London, Atlantis' });
    const nowhere = await mara.form();
    expect(`${nowhere?.intro} ${nowhere?.text}`).toContain('There is no “Atlantis” here. There are: ');
    expect(nowhere?.values.hubs).toBe('London, Atlantis');
    expect(await stage.db.$count(rows.day)).toBe(0);
    // The control: with everything right it is kept.
    await mara.fills({ hubs: '' });
    expect(await answerTo(stage, 'mara')).toContain('Not planned yet: River day');
    expect(await stage.db.$count(rows.day)).toBe(1);
    await mara.presses('Plan it');

    // A hub that closes while its form stands open.
    await ben.types('converge host River day');
    await ben.fills({ host: hubs.London, what: 'Candles.', place: 'Southbank' });
    await stage.db
      .update(tables.hub)
      .set({ closedAt: stage.clock.now() })
      .where(eq(tables.hub.name, 'London'));
    await ben.fills({});
    const closed = await ben.form();
    expect(`${closed?.intro} ${closed?.text}`).toContain('It cannot be chosen any more');
    expect(closed?.values).toMatchObject({ what: 'Candles.', place: 'Southbank' });
    expect(await stage.db.$count(rows.hosting)).toBe(0);

    // A number before it began anywhere, and hosting once it is over everywhere.
    await hosts(stage, 'iris', { host: hubs.Sydney, place: 'Bondi' });
    await stage.as('iris').types('converge show');
    expect((await messagesTo(stage, 'iris', 'private')).at(-1)?.buttons).not.toContain('How many came?');
    expect(await stage.crafts('iris', pressed('converge.came', await placeIn(stage, 'Bondi')))).toContain(
      'River day has not begun anywhere yet.',
    );
    expect(await stage.db.$count(rows.dayResult)).toBe(0);
    await leapsTo(stage, '2027-05-16T03:00:00Z');
    const { id } = await theDay(stage);
    for (const press of ['converge.host', 'converge.edit', 'converge.cancel'] as const)
      expect(await stage.crafts(press === 'converge.host' ? 'mina' : 'mara', pressed(press, id))).toContain(
        'River day is over.',
      );
    await stage.as('mina').types('converge host River day');
    expect(await answerTo(stage, 'mina')).toContain('River day is over.');
    expect(await stage.db.$count(rows.hosting)).toBe(1);
    expect(stage.problems()).toEqual([]);
  });

  test('every verb typed, with and without its day, by those who may and those who may not', async () => {
    await using stage = await openStage(casting);
    const hubs = await opensHubs(stage);
    const says = async (who: string, line: string) => {
      await stage.as(who).types(line);
      return await answerTo(stage, who);
    };
    expect(await says('zeke', 'converge list')).toContain('No day is planned yet. Principals plan one');
    expect(await says('zeke', 'converge show')).toContain('No day is planned.');
    expect(await says('mara', 'converge edit')).toContain('No day is planned.');
    expect(await says('zeke', 'converge plan River day')).toContain('Principals plan convergence days');
    // Cara speaks for an organisation, which hosts and does not plan.
    expect(await says('cara', 'converge plan')).toContain('who represents a hub plans days of that hub');
    await plans(stage, { day: '15 May 2027' });
    await plans(stage, { name: 'Sea day', day: '5 June 2027' });

    const list = await says('zeke', 'converge list');
    expect(list).toContain('2 days are planned.');
    expect(list).toMatch(/River day, called by [^:]+: Saturday 15 May 2027/);
    expect(await says('zeke', 'converge show')).toContain('River day: everyone');
    expect(await says('zeke', 'converge show Sea day')).toContain('Sea day: everyone');
    expect((await messagesTo(stage, 'zeke', 'private')).at(-1)?.buttons).toEqual([
      'We host it',
      'Into my calendar',
    ]);
    for (const line of [
      'converge edit',
      'converge edit Sea day',
      'converge cancel',
      'converge cancel Sea day',
    ])
      expect(await says('ben', line)).toContain('Principals change it');
    expect(await says('zeke', 'converge host')).toContain('Only a representative');
    expect(await says('milo', 'converge host Sea day')).toContain('Only a representative');
    expect(await stage.crafts('finn', { kind: 'typed', text: 'converge list' })).toContain('not joined yet');

    await stage.as('iris').types('converge host Sea day');
    await stage.as('iris').fills({ host: hubs.Sydney, what: 'We swim.', place: 'Bondi' });
    await stage.as('iris').fills({});
    expect(await answerTo(stage, 'iris')).toContain('You host Sea day: Bondi.');
    await stage.as('mara').types('converge edit Sea day');
    await stage.as('mara').fills({ ask: 'Swim.' });
    await stage.as('mara').fills({});
    // Other words are told to nobody, and stand in every post.
    expect(await answerTo(stage, 'mara')).toContain('Changed: Sea day.');
    expect(await answerTo(stage, 'mara')).not.toContain('told');
    expect((await reads(stage, 'hugo', 'channel', 'Sea day: everyone'))[0]?.text).toContain('Swim.');
    await stage.as('mara').types('converge cancel Sea day');
    await stage.as('mara').fills({});
    expect(await answerTo(stage, 'mara')).toContain('Cancelled: Sea day.');
    expect(await says('zeke', 'converge list')).toContain('1 day is planned.');
    expect(stage.problems()).toEqual([]);
  });
});

const refusing = castings.filter((one) => one === 'discord' || one === 'slack');

describe.each(named(refusing))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('a tally too old to be edited is followed by a new one that answers it, and where no event may be made that is said', async () => {
    await using stage = await openStage(casting);
    const hubs = await opensHubs(stage);
    const { slack, discord } = await standIns();
    const onDiscord = casting === 'discord';
    if (onDiscord) discord.fail('POST /guilds/{guild_id}/scheduled-events', { error: 50013 }, 9);
    await plans(stage, { day: '14 May 2027' });
    await twoHost(stage, hubs);
    expect(await postsOf(stage, 'hugo', everyone)).toHaveLength(1);
    const advice = 'Weft may not make one. Give its role “Create Events” in the server’s settings.';
    await stage.as('mara').types('converge show');
    const [details, status] = [await answerTo(stage, 'mara'), await statusOf(stage)];
    for (const text of [details, status]) {
      if (onDiscord) expect(text).toContain(advice);
      else expect(text).not.toContain('Create Events');
    }
    expect(await stage.as('zeke').sees()).not.toContain('Create Events');

    await until(stage, '2027-05-14T14:00:00Z');
    const says = async (who: string, count: string, minutes: number) => {
      await stage.as(who).presses('How many came?');
      await stage.as(who).fills({ count });
      await stage.pass({ minutes });
    };
    await says('iris', '120', 1);
    if (onDiscord) discord.fail('PATCH /channels/{channel_id}/messages/{message_id}', { error: 30046 }, 2);
    else slack.fail('chat.update', { error: 'edit_window_closed' }, 2);
    await says('ben', '200', 10);
    for (const who of ['ben', 'hugo']) {
      const [old, fresh, ...more] = await reads(stage, who, 'channel', 'River day, so far');
      expect(more).toEqual([]);
      expect(old?.text).toContain('120 people, preliminary (1 of 2 places)');
      expect(fresh?.text).toContain('320 people, preliminary (2 of 2 places)');
    }
    // The new one answers the old one, and is the one that is edited from now on.
    const answered = onDiscord
      ? discord.calls.filter(({ body }) => 'message_reference' in body)
      : slack.calls.filter(({ method, args }) => method === 'chat.postMessage' && args.reply_broadcast);
    expect(answered).toHaveLength(2);
    await stage.as('iris').types('converge show');
    await says('iris', '130', 10);
    const texts = (await reads(stage, 'ben', 'channel', 'River day, so far')).map(({ text }) => text);
    expect(texts).toHaveLength(2);
    expect(texts.at(-1)).toContain('330 people');
    expect(stage.problems()).toEqual([]);
  });
});

async function statusOf(stage: StageOf): Promise<string> {
  await stage.as('jonas').types('status show');
  return await answerTo(stage, 'jonas');
}
