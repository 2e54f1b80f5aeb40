import { describe, expect, test, vi } from 'vitest';
import { openStage } from '../support/stage/index.ts';
import {
  draws,
  eventsIn,
  filesOn,
  hosts,
  leapsTo,
  opensHubs,
  platformOf,
  postsOf,
  reads,
  standIns,
  theDay,
} from './converging.ts';
import { idOf, messagesTo, named, together } from './introducing.ts';
import { answerTo, until } from './pulsing.ts';

vi.mock('../support/discord/index.ts', { spy: true });
vi.mock('../support/slack/index.ts', { spy: true });

const when = 'Saturday 6 November 2027, 12:00 to 14:00, wherever you are';
const isComing = 'River day is coming. Here is your part.';
const howToJoin = 'River day is coming. Here is how you join.';

// Sydney leaves winter time on 3 October 2027 and London summer time on 31 October: both after the day was planned.
describe.each(named(together))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('a day at noon wherever one is: planned in May, hosted around the world, reminded at ten by each hub’s clocks, counted, and final a week later', async () => {
    await using stage = await openStage(casting);
    const hubs = await opensHubs(stage);
    const [mara, ben, hugo, iris, mina] = ['mara', 'ben', 'hugo', 'iris', 'mina'].map((who) => stage.as(who));
    if (!mara || !ben || !hugo || !iris || !mina) throw new Error('somebody is missing');
    const letters = async (some: string) => {
      const counts: Record<string, number> = {};
      for (const who of ['iris', 'mina', 'ben', 'hugo', 'mara'])
        counts[who] = (await reads(stage, who, 'direct', some)).length;
      return counts;
    };
    const inChannels = async (some: string) => {
      const [here, there] = [await postsOf(stage, 'ben', some), await postsOf(stage, 'hugo', some)];
      expect(there.map(({ text }) => text)).toEqual(here.map(({ text }) => text));
      return here;
    };

    // Shown back to its caller alone.
    await draws(stage, { hosts: 'London', roles: 'first aid\npress' });
    const draft = (await messagesTo(stage, 'mara', 'private')).at(-1);
    for (const line of ['Not planned yet: River day', when, 'Stand at the water nearest to you.'])
      expect(draft?.text).toContain(line);
    for (const named of ['Kolkata', 'London', 'São Paulo', 'Sydney', 'first aid', 'press'])
      expect(draft?.text).toContain(named);
    expect(draft?.buttons).toEqual(['Plan it', 'Change', 'Drop']);
    expect(await inChannels('River day')).toEqual([]);

    await mara.presses('Plan it');
    expect(await answerTo(stage, 'mara')).toContain('River day');
    const [post, ...posts] = await inChannels('everyone, everywhere, together');
    expect(posts).toEqual([]);
    expect(post?.text).toContain(when);
    expect(post?.buttons).toEqual(['Where', 'We host it', 'Into my calendar']);
    const { id } = await theDay(stage);
    for (const space of ['clearwater', 'delta'] as const) {
      const platform = platformOf(casting, space);
      expect((await filesOn(stage, platform))[0]).toEqual({
        ...{ uid: `${id}@weft`, sequence: 0, status: 'CONFIRMED', summary: 'River day, 12:00–14:00' },
        ...{ start: '2027-11-06', end: '2027-11-07' },
      });
      // By the clocks of most people there, which are Chicago’s: still summer time that day.
      expect(await eventsIn(stage, casting, space)).toEqual(
        platform === 'slack'
          ? []
          : [
              {
                ...{ name: 'River day', where: 'Wherever you are, 12:00–14:00 local time', isOff: false },
                ...{ from: '2027-11-06T17:00:00Z', until: '2027-11-06T19:00:00Z' },
              },
            ],
      );
    }

    // Ben was named and says yes; Mina names Iris for a second place of Kolkata.
    expect(await reads(stage, 'ben', 'direct', 'Will you host River day? London was named')).toHaveLength(1);
    await ben.presses('We host it');
    await ben.fills({
      host: hubs.London,
      what: 'A minute of silence.',
      place: 'Southbank',
      expected: '150',
    });
    await ben.fills({ bring: 'a lantern' });
    expect(await answerTo(stage, 'ben')).toContain('You host River day: Southbank.');
    await hosts(stage, 'mina', { host: hubs.Kolkata, place: 'Salt Lake' });
    await hosts(stage, 'mina', { host: hubs.Kolkata, place: 'Howrah', lead: stage.account('iris') });
    await hosts(stage, 'iris', { host: hubs.Sydney, place: 'Bondi' });
    await iris.types('converge show River day');
    expect(await answerTo(stage, 'iris')).toContain('Bondi (Sydney)');
    await iris.presses('Into my calendar');
    expect(await answerTo(stage, 'iris')).toContain('River day, for your calendar.');
    await until(stage, '2027-05-12T22:00:00Z');
    expect(await reads(stage, 'iris', 'direct', 'named you: you lead River day')).toHaveLength(1);

    // Four weeks before, at ten by each hub’s clocks; whoever leads in two hubs hears once, in the first of them.
    await leapsTo(stage, '2027-10-08T22:59:59Z');
    expect(await letters(isComing)).toEqual({ iris: 0, mina: 0, ben: 0, hugo: 0, mara: 0 });
    await until(stage, '2027-10-08T23:00:00Z');
    expect(await letters(isComing)).toEqual({ iris: 1, mina: 0, ben: 0, hugo: 0, mara: 0 });
    const [yours] = await reads(stage, 'iris', 'direct', isComing);
    for (const line of ['Kolkata, Howrah', 'Sydney, Bondi', 'Still missing: how many you expect'])
      expect(yours?.text).toContain(line);
    await until(stage, '2027-10-09T04:30:00Z');
    expect(await letters(isComing)).toEqual({ iris: 1, mina: 1, ben: 0, hugo: 0, mara: 0 });
    await until(stage, '2027-10-09T08:59:59Z');
    expect(await letters(isComing)).toEqual({ iris: 1, mina: 1, ben: 0, hugo: 0, mara: 0 });
    await until(stage, '2027-10-09T09:00:00Z');
    expect(await letters(isComing)).toEqual({ iris: 1, mina: 1, ben: 1, hugo: 0, mara: 0 });
    expect((await reads(stage, 'ben', 'direct', isComing))[0]?.text).not.toContain('Still missing');
    await until(stage, '2027-10-09T14:59:59Z');
    expect(await inChannels(howToJoin)).toEqual([]);
    await until(stage, '2027-10-09T15:00:00Z');
    const [invites] = await inChannels(howToJoin);
    expect(invites?.text).toContain('in 4 places, of 3 hubs');
    expect(invites?.text).not.toContain('nobody hosting');
    expect(await letters(isComing)).toEqual({ iris: 1, mina: 1, ben: 1, hugo: 0, mara: 0 });

    // Two weeks before, those who look after it see what nobody covers; Mara asks, and Hugo says yes.
    await leapsTo(stage, '2027-10-22T22:59:59Z');
    await until(stage, '2027-10-23T15:00:00Z');
    expect(await letters(isComing)).toEqual({ iris: 2, mina: 2, ben: 2, hugo: 1, mara: 1 });
    for (const who of ['mara', 'ana', 'priya', 'hugo']) {
      const [gaps] = await reads(stage, who, 'direct', 'Not covered yet');
      expect(gaps?.text).toContain('São Paulo: nobody hosts yet');
      expect(gaps?.buttons).toEqual(expect.arrayContaining(['We host it', 'Ask someone', 'Where']));
    }
    const [all] = await reads(stage, 'mara', 'direct', 'Not covered yet');
    for (const gap of ['Sydney: nobody in Parramatta', 'first aid: nobody has taken it yet'])
      expect(all?.text).toContain(gap);
    expect((await inChannels(howToJoin)).at(-1)?.text).toContain('1 hub has nobody hosting yet.');
    await mara.presses('Ask someone');
    await mara.fills({ hosts: 'São Paulo' });
    expect(await answerTo(stage, 'mara')).toContain('1 invitation is on the way, for River day.');
    await stage.pass({ minutes: 1 });
    expect(await reads(stage, 'hugo', 'direct', 'São Paulo was named for it.')).toHaveLength(1);
    await hugo.presses('We host it');
    await hugo.fills({ host: hubs['São Paulo'], what: 'Boats.', place: 'Ipiranga', expected: '40' });
    await hugo.fills({});
    expect(await answerTo(stage, 'hugo')).toContain('You host River day: Ipiranga.');
    await stage.as('cara').types('converge show River day');
    await stage.as('cara').presses('I take: first aid');
    expect(await answerTo(stage, 'cara')).toContain('Yours: first aid, for River day.');

    // A week before it is still summer in London, and two days before winter; Ben confirms with one tap.
    await leapsTo(stage, '2027-10-29T22:59:59Z');
    await until(stage, '2027-10-30T08:59:59Z');
    expect(await letters(isComing)).toMatchObject({ iris: 3, mina: 3, ben: 2 });
    await until(stage, '2027-10-30T15:00:00Z');
    expect(await letters(isComing)).toEqual({ iris: 3, mina: 3, ben: 3, hugo: 2, mara: 2 });
    await leapsTo(stage, '2027-11-03T22:59:59Z');
    await until(stage, '2027-11-04T09:59:59Z');
    expect(await letters(isComing)).toMatchObject({ iris: 4, mina: 4, ben: 3 });
    await until(stage, '2027-11-04T10:00:00Z');
    expect(await letters(isComing)).toMatchObject({ iris: 4, mina: 4, ben: 4, hugo: 2 });
    const asked = (await reads(stage, 'ben', 'direct', isComing)).at(-1);
    for (const line of ['Southbank', 'a lantern', 'Is it still on?']) expect(asked?.text).toContain(line);
    await ben.presses('It is on');
    expect(await reads(stage, 'ben', 'private', 'Good: River day is on.')).toHaveLength(1);
    await until(stage, '2027-11-05T10:00:00Z');
    const last = (await reads(stage, 'ben', 'direct', isComing)).at(-1);
    expect(last?.text).toContain('You said that it is on.');
    expect(last?.buttons[0]).toBe('Not me');

    // On the day, one tap each, from the first to the last of them.
    await until(stage, '2027-11-05T23:00:00Z');
    expect(await letters('Today: River day')).toEqual({ iris: 1, mina: 0, ben: 0, hugo: 0, mara: 0 });
    await until(stage, '2027-11-06T03:30:00Z');
    await iris.types('home show');
    expect(await answerTo(stage, 'iris')).toContain('How many came to River day in Bondi?');
    await iris.presses('How many came?');
    await iris.fills({ count: '120', source: 'stewards on the beach' });
    expect(await answerTo(stage, 'iris')).toContain('Kept for River day: 120 people, preliminary.');
    expect(await inChannels('River day, so far')).toEqual([]);
    await stage.pass({ minutes: 1 });
    const tally = async () => {
      const [one, ...more] = await inChannels('River day, so far');
      expect(more).toEqual([]);
      return one?.text ?? '';
    };
    expect(await tally()).toContain('River day, so far: 120 people, preliminary (1 of 5 places).');
    expect(await tally()).toContain('Sydney: 120 people, preliminary (1 of 1 place).');
    expect(await tally()).toContain('From: stewards on the beach.');
    // A correction says so, and not before ten minutes have passed.
    await iris.presses('How many came?');
    await iris.fills({ count: '110' });
    expect(await answerTo(stage, 'iris')).toContain('Before it was 120, which stays in the record.');
    await stage.pass({ minutes: 9 });
    expect(await tally()).toContain('120 people');
    await stage.pass({ minutes: 1 });
    expect(await tally()).toContain('River day, so far: 110 people');
    expect(await tally()).toContain('120 was shown before');

    await until(stage, '2027-11-06T15:00:00Z');
    expect(await letters('Today: River day')).toEqual({ iris: 1, mina: 1, ben: 1, hugo: 1, mara: 0 });
    expect(await inChannels('Today: River day')).toHaveLength(1);
    for (const [who, count] of [
      ['mina', '80'],
      ['ben', '200'],
    ] as const) {
      await stage.as(who).presses('How many came?');
      await stage.as(who).fills({ count });
    }
    await stage.pass({ minutes: 10 });
    expect(await tally()).toContain('River day, so far: 390 people, preliminary (3 of 5 places).');
    expect(await tally()).toContain('London: 200 people, preliminary (1 of 1 place).');

    // The day after, in each space, and to whoever has not said yet; a week after, the final number.
    await until(stage, '2027-11-07T16:00:00Z');
    expect(await letters('How was River day?')).toEqual({ iris: 1, mina: 0, ben: 0, hugo: 1, mara: 1 });
    const silent = (await reads(stage, 'mara', 'direct', 'How was River day?')).at(-1)?.text;
    expect(silent).toContain('No number yet: Kolkata, Howrah and São Paulo, Ipiranga.');
    expect((await inChannels('River day, so far')).at(-1)?.text).toContain('390 people, preliminary');
    await leapsTo(stage, '2027-11-12T22:59:00Z');
    await until(stage, '2027-11-13T10:00:00Z');
    expect(await letters('The final numbers of River day are due.')).toMatchObject({ iris: 1, ben: 1 });
    await ben.presses('The final number');
    await ben.fills({ count: '210', final: true });
    expect(await answerTo(stage, 'ben')).toContain('Kept for River day: 210 people, final.');
    await until(stage, '2027-11-13T16:00:00Z');
    const final = (await inChannels('River day, a week later')).at(-1)?.text;
    expect(final).toContain('London: 210 people, final (1 of 1 place).');
    for (const open of ['Kolkata', 'São Paulo', 'Sydney'])
      expect(final?.split('Not final yet: ')[1]).toContain(open);

    // One event in each space that has them, and nobody was written to twice.
    const { discord } = await standIns();
    if (platformOf(casting, 'delta') === 'discord') {
      const made = discord.calls.filter(
        ({ method, route }) => method === 'POST' && route.endsWith('/scheduled-events'),
      );
      expect(made).toHaveLength(casting === 'discord' ? 2 : 1);
    }
    await mara.types('converge list');
    expect(await answerTo(stage, 'mara')).toContain('No day is planned yet.');
    expect((await theDay(stage)).calledById).toBe(idOf(stage, 'mara'));
    expect(stage.problems()).toEqual([]);
  });
});
