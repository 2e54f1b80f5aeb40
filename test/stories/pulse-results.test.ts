import { eq, inArray } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Block, plainText } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { drawPicture } from '#pictures/index.ts';
import * as rows from '#pulse/tables.ts';
import { words } from '#pulse/words.ts';
import { newId } from '#store/index.ts';
import { thePulse } from '../support/pulse.ts';
import { castings, openStage, type StageOf } from '../support/stage/index.ts';
import { pressed } from './announcing.ts';
import { idOf, named } from './introducing.ts';
import { answers, answerTo, crowdAnswers, dozen, heard, onlyAgreed, opens, until } from './pulsing.ts';

const say = words.en;
const isClosed = 'The pulse is closed.';
const trend = 'Share of high answers, oldest first';
const askDid = 'What will be done about it?';

// What draws is loaded with the first picture: on a busy machine that takes longer than a Slack connection is believed
// to be alive, and whoever typed just then would have to type again.
beforeAll(async () => void (await drawPicture({ kind: 'trend', title: '', labels: [], lines: [] })));

/** Scores for a question: so many low, middle and high ones. */
const scores = (low: number, middle: number, high: number): readonly number[] => [
  ...Array<number>(low).fill(2),
  ...Array<number>(middle).fill(3),
  ...Array<number>(high).fill(5),
];

/** Answers of the first people of a list, with these scores for the two questions. */
const sheets = (people: readonly string[], first: readonly number[], second: readonly number[]) =>
  first.map((score, at) => ({ who: people[at] ?? '', scores: [score, second[at] ?? 3] as const }));

/** What stands in somebody's channel for the pulse with these words, the newest last. */
async function posted(stage: StageOf, who: string, some: string): Promise<readonly string[]> {
  return (await heard(stage, who, 'channel', some)).map(({ text }) => text);
}

/** The pictures that went to channels, each with its words. */
async function pictures(stage: StageOf): Promise<readonly (Block & { kind: 'picture' })[]> {
  const sent = await stage.db.select().from(delivery).where(eq(delivery.kind, 'pulse.trend'));
  return sent.flatMap(
    ({ effect }) => effect?.message.blocks.filter((block) => block.kind === 'picture') ?? [],
  );
}

/** Everyone who agreed, those with a role first. */
async function agreed(stage: StageOf): Promise<readonly string[]> {
  const asked = await stage.db.select().from(rows.roster);
  const held = new Set((await stage.db.select().from(tables.role)).map(({ personId }) => personId));
  return [...stage.seeded.people]
    .filter(([, id]) => asked.some(({ personId }) => personId === id))
    .toSorted(([, a], [, b]) => Number(held.has(b)) - Number(held.has(a)))
    .map(([who]) => who);
}

describe.each(named(castings))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('results come once, at the close, to each space’s channel: words with every count, then the trend with its picture', async () => {
    await using stage = await openStage(casting, { pulses: true });
    await stage.as('ben').types('pulse results');
    expect(await answerTo(stage, 'ben')).toContain('No pulse has closed yet.');
    const people = [...stage.seeded.people.keys()].slice(0, 28);
    await onlyAgreed(stage, people);
    await opens(stage);
    const comments = people.slice(0, 12).map((who, at) => ({ who, comment: `Words of number ${at}.` }));
    await crowdAnswers(
      stage,
      sheets(people, scores(5, 6, 14), scores(0, 5, 20)).map((one) => ({
        ...one,
        ...comments.find(({ who }) => who === one.who),
      })),
    );
    await stage.as('ben').types('pulse results');
    expect(await answerTo(stage, 'ben')).toContain('No pulse has closed yet.');
    await until(stage, '2027-05-15T16:59:59Z');
    expect(await posted(stage, 'ben', isClosed)).toEqual([]);
    await stage.pass({ seconds: 5 });
    const told = [
      'The pulse is closed. About 90 % answered. Everyone who agreed was asked: 28 people.',
      'I could say in one sentence what we are doing this for. 5 low (1 or 2), 6 middle (3), 14 high (4 or 5).',
      'There is somebody in another organisation I would turn to for help. 0 low (1 or 2), 5 middle (3), 20 high (4 or 5).',
    ];
    const spoken = (text = '') => text.match(/Words of number \d+\./g) ?? [];
    for (const who of ['ben', 'grace']) {
      const [text, ...more] = await posted(stage, who, isClosed);
      expect(more).toEqual([]);
      for (const line of told) expect(text).toContain(line);
      // In no order that says who wrote first.
      expect(spoken(text).length).toBeGreaterThanOrEqual(10);
      expect(spoken(text)).not.toEqual(comments.map(({ comment }) => comment).slice(0, spoken(text).length));
      // One pulse is no trend.
      expect(await posted(stage, who, trend)).toEqual([]);
    }
    expect(await stage.db.$count(rows.comment)).toBe(12);

    await opens(stage);
    await crowdAnswers(stage, sheets(people, scores(5, 0, 15), scores(10, 5, 5)));
    // The week’s own pulse does not open beside it.
    await until(stage, '2027-05-18T17:00:05Z');
    expect(await stage.db.$count(rows.pulse)).toBe(2);
    const lines = [
      'Purpose: 56 % (15 May)',
      'Relationships: 80 % (15 May)',
      'Voice: 75 % (18 May)',
      'Load: 25 % (18 May)',
    ];
    for (const who of ['ben', 'grace']) {
      const [text] = (await posted(stage, who, isClosed)).slice(-1);
      expect(text).toContain(
        'When I say something here, somebody listens. 5 low (1 or 2), 0 middle (3), 15 high (4 or 5).',
      );
      expect(spoken(text)).toEqual([]);
      const [drawn, ...more] = await posted(stage, who, trend);
      expect(more).toEqual([]);
      for (const line of lines) expect(drawn).toContain(line);
      // The picture, as somebody hears it who does not see it.
      expect(drawn).toContain(lines.join('; '));
    }
    for (const { picture } of await pictures(stage)) {
      expect(picture).toMatchObject({ kind: 'trend', title: trend, labels: ['15 May', '18 May'] });
      if (picture.kind !== 'trend') throw new Error('another picture');
      expect(picture.lines.find(({ name }) => name === 'Load')?.shares).toEqual([null, 0.25]);
    }
    expect(await pictures(stage)).toHaveLength(2);

    await stage.as('cara').types('pulse results');
    const shown = await answerTo(stage, 'cara');
    expect(shown).toContain('About 70 % answered.');
    for (const line of [trend, ...lines]) expect(shown).toContain(line);
    // No hub and no role was large enough.
    expect((await stage.as('cara').latest())?.buttons).not.toContain('By hub and role');
    // A control: not every number is among them.
    expect(shown).not.toContain('Load: 26 %');
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(named(castings.slice(0, 1)))('on $where', { timeout: 120_000 }, ({ casting }) => {
  test('a hub and a role are shown apart where enough of them answered and said so, and never what is left over', async () => {
    await using stage = await openStage(casting);
    const { role, hubMember } = tables;
    await opens(stage);
    const people = await agreed(stage);
    const [inHub, leading] = [people.slice(0, 28), people.slice(28)];
    const ids = (list: readonly string[]) => list.map((who) => idOf(stage, who));
    const delta = stage.seeded.hubs.get('Delta') ?? '';
    await stage.db
      .update(hubMember)
      .set({ hubId: delta })
      .where(inArray(hubMember.personId, ids(inHub)));
    await stage.db.insert(role).values(
      ids(leading).map((personId) => ({
        ...{ id: newId(stage.clock.now()), coalitionId: stage.seeded.coalitionId, personId },
        ...{ role: 'driver' as const, grantedAt: stage.clock.now() },
      })),
    );
    const hub = sheets(inHub, scores(0, 5, 20), scores(10, 5, 10)).map((one) => ({
      ...one,
      with: 'hub' as const,
    }));
    const leads = sheets(leading, scores(6, 5, 9), scores(5, 10, 5)).map((one) => ({
      ...one,
      with: 'role' as const,
    }));
    await crowdAnswers(stage, [...hub, ...leads]);
    await until(stage, '2027-05-15T17:01:00Z');
    await stage.as('ben').types('pulse results');
    expect(await answerTo(stage, 'ben')).toContain('6 low (1 or 2), 10 middle (3), 29 high (4 or 5).');
    await stage.as('ben').presses('By hub and role');
    const slices = (await answerTo(stage, 'ben')).split('\n');
    expect(slices.find((line) => line === 'Delta')).toBeDefined();
    expect(slices.join('\n')).toContain('0 low (1 or 2), 5 middle (3), 20 high (4 or 5).');
    expect(slices).toContain('People who lead actions');
    expect(slices.join('\n')).toContain('6 low (1 or 2), 5 middle (3), 9 high (4 or 5).');
    for (const name of ['Upriver', 'Lead pipes', 'Weavers', 'Operators']) expect(slices).not.toContain(name);

    // A week later one of the drivers says nothing of it: with them the others could be told.
    await opens(stage);
    const [quiet, ...others] = leads;
    if (!quiet) throw new Error('nobody leads');
    await crowdAnswers(stage, [...hub, ...others, { who: quiet.who, scores: quiet.scores }]);
    await until(stage, '2027-05-18T17:02:00Z');
    await stage.as('ben').types('pulse results');
    await stage.as('ben').presses('By hub and role');
    expect(await answerTo(stage, 'ben')).toContain('Delta');
    expect(await answerTo(stage, 'ben')).not.toContain('People who lead actions');
    expect(stage.problems()).toEqual([]);
  });

  test('too few who agreed: nothing opens; too few answers: nothing is told; fewer than twenty: only the band', async () => {
    await using stage = await openStage(casting, { pulses: true });
    const status = async () => {
      await stage.as('jonas').types('status show');
      return await answerTo(stage, 'jonas');
    };
    await onlyAgreed(stage, dozen.slice(0, 9));
    await opens(stage);
    expect(await answerTo(stage, 'jonas')).toContain(
      'Not opened: 9 people have agreed to answer pulses, and below ten nothing could be shown.',
    );
    expect(await status()).toContain('The pulse does not open: 9 people have agreed to it');
    await onlyAgreed(stage, ['jonas']);
    await opens(stage);
    expect(await answerTo(stage, 'jonas')).toContain('Not opened: 1 person has agreed');
    // Nor does it open by itself, and nobody is bothered with it.
    await until(stage, '2027-05-17T20:01:00Z');
    expect(await stage.db.$count(rows.pulse)).toBe(0);
    await opens(stage, { when: 'never' });
    expect(await status()).not.toContain('The pulse does not open');

    await onlyAgreed(stage, dozen);
    await opens(stage);
    await crowdAnswers(
      stage,
      dozen.slice(0, 4).map((who) => ({ who, scores: [1, 1], comment: 'Alone.' })),
    );
    await stage.pass({ days: 3, minutes: 1 });
    for (const who of ['ben', 'grace']) {
      const [text] = await posted(stage, who, 'Too few answered');
      expect(text).toContain('five answers are the least, so that nobody stands out.');
      expect(text).toContain('What was answered has been deleted unread.');
      expect(text).not.toMatch(/%|low|Alone/);
    }
    expect(await thePulse(stage.db)).toMatchObject({ state: 'closed', participation: null });
    expect(await stage.db.$count(rows.released)).toBe(0);
    expect(await stage.db.$count(rows.comment)).toBe(0);
    await stage.as('ben').types('pulse results');
    expect(await answerTo(stage, 'ben')).toContain('Too few answered to show anything');

    await opens(stage);
    await crowdAnswers(
      stage,
      dozen.slice(0, 8).map((who, at) => ({ who, scores: [at < 3 ? 1 : 4, 3], comment: 'Not many.' })),
    );
    await stage.pass({ days: 3, minutes: 1 });
    const [text] = (await posted(stage, 'ben', isClosed)).slice(-1);
    expect(text).toContain(
      'The pulse is closed. About 65 % answered. Everyone who agreed was asked: 12 people.',
    );
    for (const band of ['high', 'middle'] as const)
      expect(text).toContain(plainText(say.medianOf(say.bandsTold([band]))));
    expect(text).not.toContain('Not many.');
    expect(await stage.db.select().from(rows.released).where(eq(rows.released.bands, 'low'))).toEqual([]);
    expect(stage.problems()).toEqual([]);
  });

  test('operators are asked at the close what is done about it, and the next pulse opens with their words, or says that there are none', async () => {
    await using stage = await openStage(casting);
    const [jonas, priya] = [stage.as('jonas'), stage.as('priya')];
    const home = async (who: string) => {
      await stage.as(who).types('home show');
      return await answerTo(stage, who);
    };
    const closes = async (many: number) => {
      await opens(stage);
      await crowdAnswers(
        stage,
        dozen.slice(0, many).map((who) => ({ who, scores: [4, 3] })),
      );
      await stage.pass({ days: 3, minutes: 1 });
    };
    const opened = async () =>
      (await heard(stage, 'cara', 'direct', 'The weekly pulse is open')).at(-1)?.text ?? '';
    await onlyAgreed(stage, dozen);
    await closes(8);
    expect(await opened()).not.toMatch(/You said|reported/);
    for (const who of ['jonas', 'priya']) expect(await heard(stage, who, 'direct', askDid)).toHaveLength(1);
    expect((await heard(stage, 'jonas', 'direct', askDid))[0]?.text).toContain(
      plainText(say.medianOf(say.bandsTold(['high']))),
    );
    expect(await heard(stage, 'cara', 'direct', askDid)).toEqual([]);
    expect(await home('priya')).toContain('Say what is done about it: your words open the next one.');
    expect(await home('cara')).not.toContain('Say what is done');
    const { id } = await thePulse(stage.db);
    expect(await stage.crafts('cara', pressed('pulse.did', id))).toContain('operator');
    await jonas.presses('Say what is done');
    await jonas.fills({ did: 'We cut the <b>calls</b> to one a week.' });
    expect(await answerTo(stage, 'jonas')).toContain('Kept. The next pulse opens with it.');
    expect(await home('priya')).not.toContain('Say what is done');
    // Another operator reads what was said, and may say it better, until it has been read.
    await priya.presses('Say what is done');
    expect((await priya.form())?.values.did).toBe('We cut the <b>calls</b> to one a week.');
    await priya.fills({ did: 'We cut the <b>calls</b> to one a week, and end them on time.' });

    await closes(8);
    expect(await opened()).toContain('You said, we did');
    expect(await opened()).toContain('We cut the <b>calls</b> to one a week, and end them on time.');
    await opens(stage);
    expect(await opened()).toContain('Nothing was reported about what was done with the last answers.');
    expect(await opened()).not.toContain('calls');
    expect(stage.problems()).toEqual([]);
  });

  test('nobody is asked what was done about answers that were never told, nor when the next pulse has opened without it', async () => {
    await using stage = await openStage(casting);
    await onlyAgreed(stage, dozen);
    const home = async () => {
      await stage.as('jonas').types('home show');
      return await answerTo(stage, 'jonas');
    };
    await opens(stage);
    await stage.pass({ days: 3, minutes: 1 });
    expect(await heard(stage, 'jonas', 'direct', askDid)).toEqual([]);
    expect(await home()).not.toContain('Say what is done');
    await opens(stage);
    expect((await heard(stage, 'cara', 'direct', 'The weekly pulse is open')).at(-1)?.text).not.toContain(
      'reported',
    );
    await crowdAnswers(
      stage,
      dozen.map((who) => ({ who, scores: [4, 3] })),
    );
    await stage.pass({ days: 3, minutes: 1 });
    expect(await home()).toContain('Say what is done');
    await opens(stage);
    expect(await home()).not.toContain('Say what is done');
    await stage.as('jonas').presses('Say what is done');
    await stage.as('jonas').fills({ did: 'Too late.' });
    expect(await answerTo(stage, 'jonas')).toContain('The next pulse has opened already.');
  });

  test('outages over the opening, the asking, the reminder and the close lose nothing and do nothing twice; a week missed is skipped', async () => {
    await using stage = await openStage(casting, { pulses: true });
    await onlyAgreed(stage, dozen);
    const isOpen = 'The weekly pulse is open';
    const reminder = 'ignore it if you answered';
    /** Nothing ticks and nothing is sent from one moment to the other; then Weft is there again. */
    const outage = async (from: string, to: string) => {
      await until(stage, from);
      stage.clock.set(to);
      await stage.restart();
      await stage.pass({ minutes: 1 });
    };
    await outage('2027-05-17T17:00:00Z', '2027-05-17T23:00:00Z');
    expect(await stage.db.$count(rows.pulse)).toBe(1);
    expect(await heard(stage, 'cara', 'direct', isOpen)).toEqual([]);
    await outage('2027-05-18T12:00:00Z', '2027-05-18T18:00:00Z');
    for (const who of dozen) expect(await heard(stage, who, 'direct', isOpen), who).toHaveLength(1);
    for (const who of dozen.slice(0, 6)) await answers(stage, who, { first: '4', second: '4' });
    await outage('2027-05-20T12:00:00Z', '2027-05-20T18:00:00Z');
    for (const who of dozen) expect(await heard(stage, who, 'direct', reminder), who).toHaveLength(1);

    // The close is late, and yet nobody answers later than was said.
    await until(stage, '2027-05-21T19:00:00Z');
    const { id, closesAt } = await thePulse(stage.db);
    expect(closesAt.toString()).toBe('2027-05-21T22:00:00Z');
    stage.clock.set('2027-05-22T01:00:00Z');
    expect(await stage.crafts('quinn', pressed('pulse.answer', id))).toContain('This pulse is closed');
    await stage.pass({ minutes: 1 });
    expect(await thePulse(stage.db)).toMatchObject({ state: 'closed', participation: 50, dueAt: null });
    for (const who of ['ben', 'grace']) expect(await posted(stage, who, isClosed)).toHaveLength(1);
    await stage.restart();
    await stage.pass({ hours: 1 });
    for (const who of dozen) expect(await heard(stage, who, 'direct', isOpen), who).toHaveLength(1);
    for (const who of ['ben', 'grace']) expect(await posted(stage, who, isClosed)).toHaveLength(1);

    // Two days late it still opens, for whoever has three days left; later it does not, and the next week is as ever.
    await outage('2027-05-24T19:00:00Z', '2027-05-26T21:00:00Z');
    expect(await stage.db.$count(rows.pulse)).toBe(1);
    await outage('2027-05-31T19:00:00Z', '2027-06-02T19:00:00Z');
    expect(await thePulse(stage.db)).toMatchObject({ number: 2, state: 'open' });
    expect((await thePulse(stage.db)).closesAt.toString()).toBe('2027-06-04T22:00:00Z');
    expect(stage.problems()).toEqual([]);
  });
});
