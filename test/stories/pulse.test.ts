import { eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { cast } from '#cast/index.ts';
import { plainText } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { tables } from '#directory/index.ts';
import { exportKept } from '#privacy/index.ts';
import { keeps } from '#pulse/keeps.ts';
import * as rows from '#pulse/tables.ts';
import { words } from '#pulse/words.ts';
import { sums } from '../support/house.ts';
import { thePulse } from '../support/pulse.ts';
import { type Casting, castings, openStage, type StageOf } from '../support/stage/index.ts';
import { pressed } from './announcing.ts';
import { idOf, messagesTo, mixed, named } from './introducing.ts';
import { answers, answerTo, dozen, heard, onlyAgreed, opens, until } from './pulsing.ts';

const say = words.en;
const isOpen = 'The weekly pulse is open';
const closesTomorrow = 'The weekly pulse closes';
const asks = ['Answer', 'Who can see what'];
/** What whoever is not asked can do about it. */
const agree = '/weft profile edit';

/** Whether somebody has Weft on Discord alone, where nobody is written to about a pulse. */
function isOnDiscord(casting: Casting, who: string): boolean {
  const spaces = cast.people.find(({ account }) => account === who)?.tenants ?? [];
  return spaces.every((space) => (typeof casting === 'string' ? casting : casting[space]) === 'discord');
}

/** What asks or reminds somebody: a message, or a post in the channel of each of their servers; and nothing elsewhere. */
async function toldOf(stage: StageOf, casting: Casting, who: string, some: string) {
  const direct = await heard(stage, who, 'direct', some);
  const posted = await heard(stage, who, 'channel', some);
  const [here, elsewhere] = isOnDiscord(casting, who) ? [posted, direct] : [direct, posted];
  expect(elsewhere, `${who} elsewhere`).toEqual([]);
  const servers = cast.people.find(({ account }) => account === who)?.tenants.length ?? 1;
  return here.filter((_, at) => at % (here === posted ? servers : 1) === 0);
}

async function livesIn(stage: StageOf, who: string, zone: string): Promise<void> {
  await stage.db
    .update(tables.person)
    .set({ zone })
    .where(eq(tables.person.id, idOf(stage, who)));
}

describe.each(named([...castings, ...mixed.slice(0, 1)]))(
  'on $where',
  { timeout: 120_000 },
  ({ casting }) => {
    test('an operator opens a pulse now: all who agreed are asked and nobody else, answer, change their minds, and the message stays as it was', async () => {
      await using stage = await openStage(casting);
      const [cara, grace, rosa, zeke, finn] = ['cara', 'grace', 'rosa', 'zeke', 'finn'].map((who) =>
        stage.as(who),
      );
      if (!cara || !grace || !rosa || !zeke || !finn) throw new Error('somebody is missing');
      await onlyAgreed(stage, [...dozen, 'wren', 'rosa']);
      await rosa.types('profile snooze tomorrow');
      await opens(stage);
      expect(await answerTo(stage, 'jonas')).toContain(
        'Open. 13 people are asked, in the morning where it is night, and it closes by itself after three days.',
      );
      await opens(stage);
      expect(await answerTo(stage, 'jonas')).toContain(
        'A pulse is open already. It closes 2027-05-15 17:00 UTC.',
      );

      // In Honolulu it is seven in the morning: Wren is not woken.
      const before = new Map<string, unknown>();
      for (const who of dozen) {
        const [asked, ...more] = await toldOf(stage, casting, who, isOpen);
        expect(more, who).toEqual([]);
        expect(asked?.text, who).toContain('The weekly pulse is open: 2 questions, one minute.');
        expect(asked?.text).toContain('Nobody can trace an answer to you');
        expect(asked?.text).toContain(
          'Everyone who agreed was asked: 13 people. Open until 2027-05-15 17:00 UTC',
        );
        expect(asked?.text).not.toMatch(/You said|reported/);
        expect(asked?.buttons.slice(0, 2)).toEqual(asks);
        before.set(who, asked);
      }
      if (!isOnDiscord(casting, 'wren')) expect(await toldOf(stage, casting, 'wren', isOpen)).toEqual([]);
      await stage.pass({ hours: 1 });
      expect(await toldOf(stage, casting, 'wren', isOpen)).toHaveLength(1);
      for (const who of ['rosa', 'zeke', 'yara'])
        expect(await heard(stage, who, 'direct', isOpen)).toEqual([]);

      // Whoever is not asked is told why, and what to do.
      await finn.types('coalition join');
      await finn.fills({ name: 'Finn Olsen' });
      await finn.fills({ zone: 'America/Chicago' });
      await finn.fills({ pulse: true });
      await finn.types('pulse answer');
      expect(await answerTo(stage, 'finn')).toContain(
        'This pulse opened before you joined. The next one is yours too.',
      );
      for (const [who, one] of [
        ['zeke', zeke],
        ['rosa', rosa],
      ] as const) {
        await one.types('pulse answer');
        expect(await answerTo(stage, who)).toContain(agree);
      }
      const { id } = await thePulse(stage.db);
      for (const who of ['zeke', 'rosa'])
        expect(await stage.crafts(who, pressed('pulse.answer', id))).toContain(agree);
      expect(await stage.crafts('edda', pressed('pulse.answer', id))).toContain('You have not joined yet.');

      // Who learns what is above the form, before the first answer.
      await cara.presses('Answer');
      const form = await cara.form();
      expect(form?.title).toBe('The weekly pulse');
      expect(form?.fields).toEqual(['first', 'second', 'countWith', 'comment']);
      expect(form?.intro).toContain('1: not at all. 5: very much. Leave out what you like.');
      for (const line of [say.who, ...say.whoLines, say.whoNot])
        expect(form?.intro).toContain(plainText(line));
      // Nothing to send yet, and the form is still there.
      await cara.fills({});
      expect(`${(await cara.form())?.text} ${await cara.sees()}`).toContain('Nothing to send yet.');
      await answers(stage, 'cara', { first: '4', second: '2', countWith: 'hub', comment: 'Fewer meetings.' });
      expect(await answerTo(stage, 'cara')).toContain('Sealed. Thank you.');
      expect(await answerTo(stage, 'cara')).toContain('you can answer again: the last answer counts.');
      await cara.presses('Answer');
      expect(Object.values((await cara.form())?.values ?? {}).join('')).toBe('');
      await cara.fills({ first: '5' });
      expect(await answerTo(stage, 'cara')).toContain('Sealed. Thank you.');
      expect(await stage.db.$count(rows.sealedAnswer)).toBe(1);
      await grace.types('pulse answer');
      expect(await answerTo(stage, 'grace')).toContain(isOpen);
      await grace.presses('Who can see what');
      for (const line of say.whoLines) expect(await answerTo(stage, 'grace')).toContain(plainText(line));
      await answers(stage, 'grace', { comment: 'I can carry more.' });
      expect(await stage.db.$count(rows.sealedAnswer)).toBe(2);

      // One reminder in the morning of the third day, to Cara too, who answered.
      await until(stage, '2027-05-14T14:59:59Z');
      for (const who of ['cara', 'ben', 'grace'])
        expect(await toldOf(stage, casting, who, closesTomorrow)).toEqual([]);
      await until(stage, '2027-05-14T15:00:00Z');
      for (const who of ['cara', 'ben', 'grace']) {
        const reminded = await toldOf(stage, casting, who, closesTomorrow);
        expect(reminded).toHaveLength(1);
        expect(reminded[0]?.text).toContain('ignore it if you answered.');
        expect(reminded[0]?.buttons.slice(0, 2)).toEqual(asks);
      }
      expect(await heard(stage, 'zeke', 'direct', closesTomorrow)).toEqual([]);

      // The last moment to answer, and the first at which it is too late, whoever still has the button.
      await until(stage, '2027-05-15T16:59:59Z');
      await answers(stage, 'ben', { second: '3' });
      expect(await answerTo(stage, 'ben')).toContain('Sealed. Thank you.');
      stage.clock.set('2027-05-15T17:00:00Z');
      expect(await stage.crafts('elena', pressed('pulse.answer', id))).toContain('This pulse is closed');
      await stage.pass({ minutes: 1 });
      expect(await stage.crafts('elena', pressed('pulse.answer', id))).toContain('This pulse is closed');
      await stage.as('elena').types('pulse answer');
      expect(await answerTo(stage, 'elena')).toContain('No pulse is open now.');

      // The message with the button is what it was before anybody answered, and nothing was ever edited.
      for (const who of dozen) expect(await toldOf(stage, casting, who, isOpen)).toEqual([before.get(who)]);
      const edits = await stage.db
        .select()
        .from(delivery)
        .where(sql`edits is not null and kind like 'pulse.%'`);
      expect(edits).toEqual([]);
      expect(stage.problems()).toEqual([]);
    });
  },
);

const zones = {
  iris: 'Australia/Sydney',
  mina: 'Asia/Kolkata',
  ben: 'Europe/London',
  cara: 'America/Chicago',
} as const;

describe.each(named(mixed.length > 0 ? mixed.slice(0, 1) : castings))(
  'on $where',
  { timeout: 120_000 },
  ({ casting }) => {
    test('from the first day a pulse opens on Tuesday at ten where each person is, and one reminder on Thursday goes to everyone asked', async () => {
      await using stage = await openStage(casting, { pulses: true });
      await onlyAgreed(stage, dozen);
      for (const [who, zone] of Object.entries(zones)) await livesIn(stage, who, zone);
      // On Discord the post stands in the channel at ten by the coalition’s clock, which is Chicago’s.
      const everywhere = [...Object.keys(zones), 'grace'];
      const reached = async (some: string) => {
        const counts = await Promise.all(
          everywhere.map(async (who) => (await toldOf(stage, casting, who, some)).length),
        );
        expect(Math.max(...counts)).toBeLessThanOrEqual(1);
        return everywhere.filter((_, at) => counts[at] === 1);
      };
      // When the first zone on earth has Tuesday, ten o’clock.
      await until(stage, '2027-05-17T19:59:59Z');
      expect(await stage.db.$count(rows.pulse)).toBe(0);
      await until(stage, '2027-05-17T20:00:00Z');
      expect(await thePulse(stage.db)).toMatchObject({ number: 1, state: 'open', eligible: 12, asked: 12 });
      const mornings = async (some: string, day: string) => {
        const seen: Record<string, readonly string[]> = {};
        for (const hour of ['00:00', '04:30', '09:00', '15:00']) {
          await until(stage, `${day}T${hour}:00Z`);
          seen[hour] = await reached(some);
          if (some === isOpen && hour === '00:00') await answers(stage, 'iris', { first: '4' });
        }
        return seen;
      };
      const inTurn = {
        '00:00': ['iris'],
        '04:30': ['iris', 'mina'],
        '09:00': ['iris', 'mina', 'ben'],
        '15:00': ['iris', 'mina', 'ben', 'cara', 'grace'],
      };
      expect(await mornings(isOpen, '2027-05-18')).toEqual(inTurn);
      await stage.pass({ days: 1 });
      expect(await reached(closesTomorrow)).toEqual([]);
      expect(await mornings(closesTomorrow, '2027-05-20')).toEqual(inTurn);
      // Three days after the last zone on earth had it.
      await until(stage, '2027-05-21T21:59:59Z');
      expect((await thePulse(stage.db)).state).toBe('open');
      await until(stage, '2027-05-21T22:01:00Z');
      expect((await thePulse(stage.db)).state).toBe('closed');
      expect(await reached(isOpen)).toEqual(inTurn['15:00']);

      // Another hour, said by an operator; then by itself no more.
      await opens(stage, { when: 'weekly', weekday: '4', hour: '8' });
      expect(await answerTo(stage, 'jonas')).toContain(
        'Every Thursday at 8:00, in each person’s own time, open for three days.',
      );
      await until(stage, '2027-05-26T17:59:59Z');
      expect(await stage.db.$count(rows.pulse)).toBe(1);
      await until(stage, '2027-05-26T18:00:00Z');
      expect(await stage.db.$count(rows.pulse)).toBe(2);
      await opens(stage, { when: 'never' });
      expect(await answerTo(stage, 'jonas')).toContain('No pulse opens by itself any more.');
      await stage.pass({ days: 8 });
      expect(await stage.db.$count(rows.pulse)).toBe(2);
      await opens(stage, { when: 'weekly' });
      expect(`${(await stage.as('jonas').form())?.text} ${await stage.as('jonas').sees()}`).toContain(
        'Choose a day for every week.',
      );
      expect(stage.problems()).toEqual([]);
    });
  },
);

describe.each(named(mixed.slice(0, 1)))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('a person of two platforms is one person to a pulse, is written to where it may, and answers once', async () => {
    await using stage = await openStage(casting);
    await onlyAgreed(stage, dozen);
    // Ana, Jonas and others are in both; they came to Discord last.
    await stage.db
      .update(tables.account)
      .set({ addedAt: stage.clock.now() })
      .where(eq(tables.account.platform, 'discord'));
    await opens(stage);
    expect(await answerTo(stage, 'jonas')).toContain('Open. 12 people are asked');
    for (const who of ['ana', 'jonas']) {
      expect(await heardIn(stage, who, 'clearwater', 'direct')).toBe(1);
      expect(await heardIn(stage, who, 'delta', 'direct')).toBe(0);
      expect(await heardIn(stage, who, 'delta', 'channel')).toBe(1);
    }
    for (const space of ['clearwater', 'delta'] as const) {
      await stage.as('ana', space).presses('Answer');
      await stage.as('ana', space).fills({ first: '3' });
    }
    expect(await stage.db.$count(rows.sealedAnswer)).toBe(1);
    expect(stage.problems()).toEqual([]);
  });
});

async function heardIn(stage: StageOf, who: string, space: cast.Tenant, where: string): Promise<number> {
  const shown = await stage.as(who, space).shown();
  return shown.filter((one) => one.where === where && one.text.includes(isOpen)).length;
}

describe.each(named(castings.slice(-2, -1)))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('nothing anywhere tells who answered: not home, not status, not an export, not the count of rows', async () => {
    await using stage = await openStage(casting);
    await onlyAgreed(stage, dozen);
    await opens(stage);
    const home = async (who: string) => {
      await stage.as(who).types('home show');
      return await answerTo(stage, who);
    };
    const status = async () => {
      await stage.as('jonas').types('status show');
      return await answerTo(stage, 'jonas');
    };
    const mine = async (who: string) => {
      const [person] = await stage.db
        .select()
        .from(tables.person)
        .where(eq(tables.person.id, idOf(stage, who)));
      if (!person) throw new Error(`${who} is gone`);
      return await stage.db.transaction((tx) =>
        exportKept({ tx }, { ...person, accounts: [], rows: [] }, keeps),
      );
    };
    const quiet = [await home('cara'), await home('jonas'), await status(), await mine('cara')];
    expect(quiet[0]).toContain(
      'The weekly pulse asks you until 2027-05-15 17:00 UTC. Ignore this if you answered.',
    );
    // The form is opened first: that a form stands open says nothing of what is sent.
    await stage.as('cara').presses('Answer');
    const before = await sums(stage.db);
    await stage.as('cara').fills({ first: '2', comment: 'Too many calls.' });
    const after = await sums(stage.db);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    const shows = (name: string) => name.startsWith('playground');
    expect(changed.filter((name) => !shows(name) && !name.startsWith('pulse_sealed'))).toEqual([]);
    expect(changed.filter((name) => name.startsWith('pulse_sealed'))).toHaveLength(2);
    // A control: whatever else is done leaves a trace.
    const inbox = before.inbox;
    expect([await home('cara'), await home('jonas'), await status(), await mine('cara')]).toEqual(quiet);
    expect((await sums(stage.db)).inbox).not.toBe(inbox);
    // Ben answered nothing, and reads and takes with him the same.
    expect(await home('ben')).toBe(quiet[0]);
    expect(await mine('ben')).toEqual(quiet[3]);
    expect(await mine('rosa')).toEqual([]);

    await until(stage, '2027-05-15T17:01:00Z');
    for (const who of ['jonas', 'ben', 'cara'])
      expect((await messagesTo(stage, who, 'direct')).map(({ text }) => text).join()).not.toMatch(
        /did not answer|has not answered|have not answered|unanswered/,
      );
    expect(await home('cara')).toContain('Nothing waits for you.');
    expect(stage.problems()).toEqual([]);
  });

  test('somebody who leaves takes nothing with them that would show, and is asked nothing any more', async () => {
    await using stage = await openStage(casting);
    await onlyAgreed(stage, dozen);
    await livesIn(stage, 'iris', 'Pacific/Honolulu');
    await opens(stage);
    for (const who of ['ben', 'cara', 'dov', 'grace', 'noor'])
      await answers(stage, who, { first: '4', second: '4' });
    // Iris goes before she was asked in her morning, Ben after he answered, Quinn without a word.
    for (const who of ['iris', 'ben', 'quinn']) {
      await stage.as(who).types('coalition leave');
      await stage.as(who).fills({ keep: true });
    }
    expect(await stage.db.$count(rows.roster)).toBe(9);
    expect(await thePulse(stage.db)).toMatchObject({ eligible: 12, asked: 12 });
    await until(stage, '2027-05-15T17:01:00Z');
    for (const who of ['iris', 'ben', 'quinn'])
      expect(await heard(stage, who, 'direct', closesTomorrow)).toEqual([]);
    expect(await heard(stage, 'iris', 'direct', isOpen)).toEqual([]);
    // What Ben answered counts: nobody can find it, nor take it out.
    expect(await thePulse(stage.db)).toMatchObject({ state: 'closed', participation: 40 });
    expect(stage.problems()).toEqual([]);
  });
});

describe.each(named(castings))('on $where', { timeout: 60_000 }, ({ casting }) => {
  test('operators see what is asked, add their own, which is asked when its theme comes, and stop asking it', async () => {
    await using stage = await openStage(casting);
    await onlyAgreed(stage, dozen);
    const jonas = stage.as('jonas');
    await jonas.types('pulse questions');
    const list = await answerTo(stage, 'jonas');
    expect(list).toContain('Two questions a week, of two themes');
    expect(list).toContain('None of your own yet.');
    for (const question of Object.values(say.bank)) expect(list).toContain(question);
    await jonas.types('pulse questions question:"We celebrate what we reach." theme:purpose');
    expect(await answerTo(stage, 'jonas')).toContain('It is asked when that comes round.');
    expect(await answerTo(stage, 'jonas')).toContain('Purpose: We celebrate what we reach.');
    await jonas.types('pulse questions question:"My voice carries." theme:voice');
    const long = { kind: 'typed', text: `pulse questions question:"${'x'.repeat(101)}"` } as const;
    expect(await stage.crafts('jonas', long)).toContain('Too long: 101 characters, and 100 fit.');
    expect(await stage.crafts('cara', { kind: 'typed', text: 'pulse questions' })).toContain('operator');

    await opens(stage);
    expect((await thePulse(stage.db)).questions.map(({ words: own, id }) => own ?? id)).toEqual([
      'We celebrate what we reach.',
      'relationships-turn-to',
    ]);
    await stage.as('cara').presses('Answer');
    if (casting !== 'playground')
      expect(await stage.as('cara').sees()).toContain('We celebrate what we reach.');
    await stage.as('cara').fills({ first: '3' });

    // Stopped while it is asked: this pulse goes on as it was opened.
    await jonas.types('pulse questions');
    await jonas.presses('Stop asking it');
    expect(await answerTo(stage, 'jonas')).toContain('It is not asked any more.');
    expect(await answerTo(stage, 'jonas')).toContain('Voice: My voice carries.');
    expect(await answerTo(stage, 'jonas')).not.toContain('We celebrate');
    const left = await stage.db.select().from(rows.ownQuestion).where(sql`retired_at is null`);
    expect(left).toHaveLength(1);
    await stage.as('ben').presses('Answer');
    if (casting !== 'playground')
      expect(await stage.as('ben').sees()).toContain('We celebrate what we reach.');
    const gone = await stage.db.select().from(rows.ownQuestion).where(sql`retired_at is not null`);
    expect(await stage.crafts('jonas', pressed('pulse.retire', gone[0]?.id ?? ''))).toContain(
      'That question is gone already.',
    );

    await stage.pass({ days: 3, minutes: 1 });
    await opens(stage);
    expect((await thePulse(stage.db)).questions.map(({ words: own, id }) => own ?? id)).toEqual([
      'My voice carries.',
      'load-carry',
    ]);
    expect(stage.problems()).toEqual([]);
  });

  test('there are 24 questions of one’s own at most, and each of them can be stopped', async () => {
    await using stage = await openStage(casting);
    const adds = async (number: number) =>
      await stage.crafts('jonas', {
        kind: 'typed',
        text: `pulse questions question:"Our own number ${number}." theme:load`,
      });
    for (let number = 1; number <= 24; number += 1)
      expect(await adds(number)).toContain('It is asked when that comes round.');
    expect(await adds(25)).toContain('There are 24 of your own already. Stop asking one first.');
    expect(await stage.db.$count(rows.ownQuestion)).toBe(24);
    // As long as one can be read, one can be stopped.
    for (let left = 24; left > 0; left -= 1) {
      await stage.as('jonas').types('pulse questions');
      await stage.as('jonas').presses('Stop asking it');
    }
    expect(await stage.db.$count(rows.ownQuestion, sql`retired_at is null`)).toBe(0);
    expect(await answerTo(stage, 'jonas')).toContain('None of your own yet.');
    expect(stage.problems()).toEqual([]);
  });
});
