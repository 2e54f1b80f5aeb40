import { describe, expect, test } from 'vitest';
import { tables } from '#directory/index.ts';
import * as rows from '#introductions/tables.ts';
import { openStage, type StageOf } from '../support/stage/index.ts';
import { answerTo, idOf, introductionsOf, messagesTo, named, offers, onPlatforms } from './introducing.ts';

/** The pairs in the queue, by the names of the two. */
async function queued(stage: StageOf): Promise<readonly string[]> {
  const people = await stage.db.select().from(tables.person);
  const name = (id: string) => people.find((one) => one.id === id)?.name ?? '';
  const all = await stage.db.select().from(rows.suggestion);
  return all.map((row) => [name(row.firstId), name(row.secondId)].sort().join(' and '));
}

/** Whether somebody is in a suggestion after a weaver has had the queue made anew. */
async function isQueued(stage: StageOf, name: string): Promise<boolean> {
  await stage.as('ana').types('intro queue');
  return (await queued(stage)).some((pair) => pair.split(' and ').includes(name));
}

describe.each(named(onPlatforms))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('an ask is on top of the queue, held by one weaver at a time, and goes on without one after three days', async () => {
    await using stage = await openStage(casting);
    const [ana, priya, cara] = [stage.as('ana'), stage.as('priya'), stage.as('cara')];
    await cara.types('intro ask someone who helps with permits');
    expect(await answerTo(stage, 'cara')).toContain('Asked. Weavers see your words on top of their queue');

    await ana.types('intro queue');
    const [, top] = (await answerTo(stage, 'ana')).split('\n');
    expect(top).toContain('Cara Lindqvist asks for “someone who helps with permits”; what');
    // Whatever Ana was shown is hers for half an hour.
    await priya.types('intro queue');
    expect(await answerTo(stage, 'priya')).not.toContain('someone who helps with permits');
    await stage.pass({ minutes: 31 });
    await priya.types('intro queue');
    expect(await answerTo(stage, 'priya')).toContain(
      'Cara Lindqvist asks for “someone who helps with permits”',
    );
    await ana.presses('Offer');
    expect(await ana.sees()).toContain('Another weaver is looking at these two until');
    expect(await introductionsOf(stage)).toEqual([]);

    // Priya puts off both whose offers come close, so that nobody is left for the ask.
    await priya.presses('Later');
    expect(await answerTo(stage, 'priya')).toContain('Back in the queue in a week.');
    await priya.presses('Later');
    await stage.pass({ hours: 72 });
    const alone = (await messagesTo(stage, 'cara', 'direct')).at(-1);
    expect(alone?.text).toContain('No weaver has answered your ask yet: “someone who helps with permits”');
    await cara.presses('Offer without a weaver');
    expect(await cara.sees()).toContain(
      'Nobody who offers this is free just now. Your ask stays with the weavers.',
    );
    await stage.pass({ days: 7 });
    await cara.types('home show');
    expect(await answerTo(stage, 'cara')).toContain('No weaver has answered your ask yet');
    await cara.presses('Offer without a weaver');
    expect(await cara.sees()).toContain('You and the person whose offer comes closest are both asked now');

    const [one] = await introductionsOf(stage);
    expect(one).toMatchObject({ weaverId: null, state: 'offered' });
    const other = one?.firstId === idOf(stage, 'cara') ? one.secondId : one?.firstId;
    const [who = ''] = [...stage.seeded.people].find(([, id]) => id === other) ?? [];
    const asked = (await messagesTo(stage, who, 'direct')).at(-1);
    expect(asked?.text).toContain(
      'Cara Lindqvist asks for “someone who helps with permits”, and what you offer',
    );
    expect(asked?.text).not.toContain('weaver, thought of');
    await stage.as(who).presses('Yes');
    await cara.presses('Yes');
    expect(await stage.db.select().from(rows.ask)).toMatchObject([{ state: 'answered' }]);
    expect(stage.problems()).toEqual([]);
  });

  test('nobody is suggested or offered who may not be, and whom a weaver put aside stays aside', async () => {
    await using stage = await openStage(casting);
    const ana = stage.as('ana');
    const says = async (pair: readonly [string, string]) => {
      await offers(stage, 'ana', pair);
      return await answerTo(stage, 'ana');
    };

    await ana.types('intro queue');
    const people = await stage.db.select().from(tables.person);
    const organisation = (name: string) => people.find((one) => one.name === name)?.organisationId;
    const ties = await stage.db.select().from(tables.tie);
    const tied = ties.map(({ firstId, secondId }) => `${firstId} ${secondId}`);
    for (const row of await stage.db.select().from(rows.suggestion))
      expect(tied).not.toContain(`${row.firstId} ${row.secondId}`);
    const pairs = await queued(stage);
    expect(pairs.length).toBeGreaterThan(20);
    for (const pair of pairs) {
      const [one = '', two = ''] = pair.split(' and ');
      expect(organisation(one)).not.toBe(organisation(two));
    }
    const names = pairs.flatMap((pair) => pair.split(' and '));
    // No consent, not vouched for; the control is that others of the same kind are there.
    for (const name of ['Zeke Miller', 'Will Jensen', 'Milo Kaya', 'Paz Olsen'])
      expect(names).not.toContain(name);
    expect(names).toContain('Cara Lindqvist');

    expect(await says(['Iris Kowalski', 'Kim Soledad'])).toContain('They know each other already.');
    expect(await says(['Zeke Miller', 'Leo Marchetti'])).toContain('Not possible just now');
    const [milo = ''] = people.flatMap(({ id, name }) => (id === idOf(stage, 'milo') ? [name] : []));
    expect(await says([milo, 'Leo Marchetti'])).toContain('Not possible just now');

    await stage.as('cara').types('profile snooze in 3 weeks');
    expect(await isQueued(stage, 'Cara Lindqvist')).toBe(false);
    expect(await says(['Cara Lindqvist', 'Leo Marchetti'])).toContain('Not possible just now');
    await stage.as('cara').types('profile snooze off');
    expect(await isQueued(stage, 'Cara Lindqvist')).toBe(true);

    // Put aside: Cara and Ben are the best pair there is.
    await ana.presses('Not these two');
    expect(await answerTo(stage, 'ana')).toContain(
      'Put aside: these two are not suggested for twelve weeks.',
    );
    await ana.presses('They know each other');
    expect(await answerTo(stage, 'ana')).toContain('It counts as a tie only when both say so themselves.');
    const hours = (row: { hiddenUntil: Temporal.Instant | null }) =>
      row.hiddenUntil?.since(stage.clock.now()).total({ unit: 'hours' });
    const aside = (await stage.db.select().from(rows.suggestion)).filter((row) => row.hiddenUntil !== null);
    expect(aside.map(hours).sort((a = 0, b = 0) => a - b)).toEqual([84 * 24, 52 * 7 * 24]);
    await stage.pass({ days: 1 });
    await ana.types('intro queue');
    expect(await answerTo(stage, 'ana')).not.toContain('Ben Okafor and Cara Lindqvist');

    // Of one organisation, when a weaver makes it so.
    expect(await says(['Elena Cruz', 'Yara Haddad'])).toContain('Offered to Elena Cruz and Yara Haddad');
    expect(stage.problems()).toEqual([]);
  });

  test('one open introduction and two a month for each, and never the same two within twelve weeks, though one left and came back', async () => {
    await using stage = await openStage(casting);
    const says = async (pair: readonly [string, string]) => {
      await offers(stage, 'ana', pair);
      return await answerTo(stage, 'ana');
    };
    expect(await says(['Ben Okafor', 'Cara Lindqvist'])).toContain(
      'Offered to Ben Okafor and Cara Lindqvist',
    );
    expect(await says(['Ben Okafor', 'Leo Marchetti'])).toContain('Not possible just now');
    expect(await isQueued(stage, 'Ben Okafor')).toBe(false);
    await stage.pass({ days: 8 });
    expect(await says(['Ben Okafor', 'Cara Lindqvist'])).toContain(
      'offered to each other in the last twelve weeks',
    );
    expect(await says(['Ben Okafor', 'Leo Marchetti'])).toContain('Offered to Ben Okafor and Leo Marchetti');
    await stage.pass({ days: 8 });
    expect(await says(['Ben Okafor', 'Uma Desai'])).toContain('Not possible just now');

    // Ben leaves and comes back as somebody new to the rows.
    const before = idOf(stage, 'ben');
    await stage.as('ben').types('coalition leave');
    await stage.as('ben').fills({ keep: true });
    await stage.as('ben').types('coalition join');
    await stage.as('ben').fills({ name: 'Ben Okafor', offers: 'zoning law' });
    await stage.as('ben').fills({ zone: 'America/Chicago' });
    await stage.as('ben').fills({ found: 'members', suggested: 'yes', reach: 'direct' });
    const [again] = (await stage.db.select().from(tables.person)).filter((one) => one.name === 'Ben Okafor');
    expect(again?.id).not.toBe(before);
    if (again?.vouchedAt === null) {
      await stage.as('ana').types('home show');
      await stage.as('ana').presses('I vouch for them');
    }
    expect(await says(['Ben Okafor', 'Cara Lindqvist'])).toContain(
      'offered to each other in the last twelve weeks',
    );
    await stage.pass({ days: 69 });
    expect(await says(['Ben Okafor', 'Cara Lindqvist'])).toContain(
      'Offered to Ben Okafor and Cara Lindqvist',
    );
    expect(stage.problems()).toEqual([]);
  });

  test('a weaver of a hub sees and offers pairs with somebody of that hub, and no others', async () => {
    await using stage = await openStage(casting);
    const [grace, jonas] = [stage.as('grace'), stage.as('jonas', 'delta')];
    await grace.types('intro queue');
    expect(await answerTo(stage, 'grace')).toContain('Only weavers can do this.');
    await jonas.types(`role grant person:${stage.account('grace', 'delta')} role:weaver hub:Delta`);
    expect(await answerTo(stage, 'grace')).toContain('weaver');

    await grace.types('intro queue');
    await stage.as('ana').types('intro queue');
    const delta = stage.seeded.hubs.get('Delta') ?? '';
    const members = (await stage.db.select().from(tables.hubMember)).filter(({ hubId }) => hubId === delta);
    const people = await stage.db.select().from(tables.person);
    const inHub = (name: string) =>
      members.some(({ personId }) => people.find(({ id }) => id === personId)?.name === name);
    const shown = (await answerTo(stage, 'grace'))
      .split('\n')
      .flatMap((line) => /^([^.]*) and ([^.]*)\. /.exec(line) ?? []);
    expect(shown).toHaveLength(9);
    for (const at of [0, 3, 6])
      expect([inHub(shown[at + 1] ?? ''), inHub(shown[at + 2] ?? '')]).toContain(true);

    await offers(stage, 'grace', ['Kim Soledad', 'Leo Marchetti']);
    expect(await answerTo(stage, 'grace')).toContain('Neither of them is in a hub you weave for.');
    const outside = (await stage.db.select().from(rows.suggestion)).find(
      (row) => !members.some(({ personId }) => personId === row.firstId || personId === row.secondId),
    );
    const crafted = await stage.crafts('grace', {
      kind: 'press',
      press: 'intro.offer',
      ...(outside && { subject: outside.id }),
    });
    expect(crafted).toContain('Neither of them is in a hub you weave for.');
    expect(await introductionsOf(stage)).toEqual([]);
    await offers(stage, 'grace', ['Sam Boudreaux', 'Leo Marchetti']);
    expect(await answerTo(stage, 'grace')).toContain('Offered to Leo Marchetti and Sam Boudreaux');

    // Her Monday has pairs of the hub; an ask of somebody elsewhere is not hers.
    await stage.as('dov').types('intro ask someone who repairs violins');
    await stage.pass({ days: 5 });
    const monday = (await messagesTo(stage, 'grace', 'direct')).at(-1);
    expect(monday?.text).toContain('Who should meet');
    expect(monday?.text).not.toContain('repairs violins');
    expect((await messagesTo(stage, 'ana', 'direct')).at(-1)?.text).toContain('repairs violins');

    await jonas.types(`role revoke person:${stage.account('grace', 'delta')} role:weaver hub:Delta`);
    await grace.types('intro queue');
    expect(await answerTo(stage, 'grace')).toContain('Only weavers can do this.');
    expect(stage.problems()).toEqual([]);
  });
});
