import { and, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Field, plain, plainText } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import {
  allow,
  type Feature,
  holdersOf,
  joined,
  lookUpPeople,
  personGiven,
  type Reading,
  representativesOf,
  setConsent,
  tables,
  visiblePeople,
} from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { leaveCoalition } from '#onboarding/index.ts';
import { erasePerson } from '#privacy/delete.ts';
import { forgetSeen, lookUpShown, noteShown, refuseWalking } from '#safety/seen.ts';
import { suspend } from '#safety/suspend.ts';
import * as rows from '#safety/tables.ts';
import { createSchedule } from '#schedule/index.ts';
import { type Db, newId } from '#store/index.ts';
import { openRoom } from './support/convergence.ts';
import { testDatabase } from './support/database.ts';
import { carryOut, openDesk, reads } from './support/desk.ts';
import { exportedOf } from './support/exported.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
const named = (name: string): Feature => {
  const found = features.find((one) => one.name === name);
  if (!found) throw new Error(`no feature ${name}`);
  return found;
};
const safety = named('safety');

/** A seeded coalition at the desk of this room. Jonas and Priya are operators, Mara is the principal. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const desk = await openDesk(db, safety, { others: features });
  const schedule = createSchedule({
    ...{ store: database.store, clock: desk.at, random: () => 0.5, dues: safety.dues ?? [] },
    log: { error() {}, warn() {}, info() {}, debug() {}, trace() {} } as never,
  });
  return {
    ...desk,
    db,
    raise: (who: string, about?: string, words = 'He waits for me after every meeting.') =>
      desk.type(who, 'safety raise', { words, ...(about !== undefined && { about }) }),
    /** Presses a button that is about the presser alone. */
    presses: (who: string, press: `safety.${string}`, values: object = {}) =>
      reads(
        desk.context(who, async (context) => {
          const pressed = safety.presses[press];
          if (!pressed) throw new Error(`no button ${press}`);
          allow(context, pressed.may);
          return await pressed.run(context, { coalitionId: '' }, values as never);
        }),
      ),
    concerns: () => db.select().from(rows.concern),
    readers: async () => (await db.select().from(rows.concernReader)).map(({ personId }) => personId),
    /** What waits for somebody in this room, in their home. */
    waits: (who: string) =>
      desk.context(who, async (context) =>
        context.person && context.coalition
          ? ((await safety.waits?.({ ...context, person: context.person, coalition: context.coalition })) ??
            [])
          : [],
      ),
    /** All that somebody was told, by any kind. */
    heard: async (who: string) =>
      (
        await db
          .select()
          .from(delivery)
          .where(eq(delivery.personId, desk.personId(who)))
      )
        .filter(({ state }) => state !== 'cancelled')
        .map((row) => (row.effect ? plain(row.effect.message) : '')),
    digest: () =>
      db.transaction(async (tx) => {
        const [coalition] = await tx.select().from(tables.coalition);
        if (!coalition) throw new Error('no coalition');
        const now = desk.at.now();
        const since = now.subtract({ hours: 24 * 7 });
        const reading: Reading = { coalition, reader: 'operator', language: 'en', zone: 'UTC', since };
        return (await safety.digest?.({ tx, now }, reading)) ?? [];
      }),
    async pass(hours: number) {
      desk.at.set(desk.at.now().add({ hours }));
      while ((await schedule.tick()) > 0);
    },
    async [Symbol.asyncDispose]() {
      await schedule.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}
type House = Awaited<ReturnType<typeof open>>;

/** The tables in which a word stands in some column of some row. */
async function tablesWith(db: Db, word: string): Promise<readonly string[]> {
  const { rows: all } = await db.execute<{ name: string }>(
    sql`select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const found: string[] = [];
  for (const { name } of all) {
    const { rows: hits } = await db.execute(
      sql`select 1 from ${sql.identifier(name)} t where t::text like ${`%${word}%`} limit 1`,
    );
    if (hits.length > 0) found.push(name);
  }
  return found.toSorted();
}

const audited = async ({ db }: House) => await db.select().from(tables.audit);
const buttonOf = (press: string, id: string | undefined) => `safety.${press}:${id}`;

test('a concern goes to the contacts, whose names are said, and never to whom it is about', async () => {
  await using house = await open();
  const said = await house.raise('ben', 'jonas');
  expect(said.text).toContain('Your concern is with Priya Nair (operator), and with nobody else.');
  expect(await house.readers()).toEqual([house.personId('priya')]);
  expect(await house.heard('priya')).toEqual([expect.stringContaining('Somebody raised a concern.')]);

  // Jonas, who is an operator, learns of it nowhere: no message, nothing in his home, no button, no log, no digest, no export.
  const [one] = await house.concerns();
  expect(await house.heard('jonas')).toEqual([]);
  expect(await house.waits('jonas')).toEqual([]);
  for (const press of ['read', 'take', 'close'])
    expect((await house.press('jonas', buttonOf(press, one?.id))).refused).toBe(true);
  expect(await audited(house)).toEqual([]);
  await house.pass(24 * 5);
  expect(await house.digest()).toEqual([]);
  expect(await house.presses('jonas', 'safety.log')).toBe('Nothing is older than that.');

  // Control: the same about Cara reaches him in all of these ways but the log.
  await house.raise('ben', 'cara');
  const [, other] = await house.concerns();
  expect(await house.heard('jonas')).toHaveLength(1);
  expect(await house.waits('jonas')).toHaveLength(1);
  expect((await house.press('jonas', buttonOf('read', other?.id))).text).toContain('after every meeting');
  await house.pass(24 * 4);
  expect((await house.digest()).flatMap(({ items }) => items.map(({ key }) => key))).toEqual(['concerns']);
});

test('even a row that makes somebody a reader of a concern about themselves lets them read nothing', async () => {
  await using house = await open();
  await house.raise('ben', 'jonas');
  const [one] = await house.concerns();
  const reads = {
    personId: house.personId('jonas'),
    concernId: one?.id ?? '',
    coalitionId: house.coalitionId,
  };
  await house.db.insert(rows.concernReader).values(reads);
  expect((await house.press('jonas', buttonOf('read', one?.id))).refused).toBe(true);
  expect(await house.waits('jonas')).toEqual([]);
  // Control: without the name of whom it is about the same row is enough.
  await house.db.update(rows.concern).set({ aboutId: null });
  expect((await house.press('jonas', buttonOf('read', one?.id))).refused).toBeUndefined();
  expect(await house.waits('jonas')).toHaveLength(1);
});

test('what a concern says stands in no row in clear', async () => {
  await using house = await open();
  await house.raise('ben', 'cara', 'canary-of-a-concern');
  const [one] = await house.concerns();
  await house.press('priya', buttonOf('read', one?.id));
  await house.press('priya', buttonOf('take', one?.id));
  await house.press('priya', buttonOf('close', one?.id));
  expect(await tablesWith(house.db, 'canary-of-a-concern')).toEqual([]);
  // Control: the same search finds a word that is elsewhere too.
  expect(await tablesWith(house.db, 'Cara Lindqvist')).toContain('person');
});

test('at least one reader is from outside the raiser’s organisation, if anybody is', async () => {
  await using house = await open();
  // Two contacts, both of Ben's own organisation.
  const own = house.organisations.get('Delta Legal Aid') ?? null;
  const now = house.at.now();
  for (const who of ['dov', 'kim']) {
    await house.db
      .update(tables.person)
      .set({ organisationId: own })
      .where(eq(tables.person.id, house.personId(who)));
    await house.db
      .insert(rows.contact)
      .values({ coalitionId: house.coalitionId, personId: house.personId(who), since: now });
  }
  await house.raise('ben');
  const expected = ['dov', 'kim', 'jonas', 'priya'].map(house.personId);
  expect((await house.readers()).toSorted()).toEqual(expected.toSorted());

  // Control: to somebody of another organisation the two are from outside, and nobody else is told.
  await house.db.delete(rows.concern);
  expect((await house.raise('cara')).text).toContain('Dov');
  expect((await house.readers()).toSorted()).toEqual(['dov', 'kim'].map(house.personId).toSorted());

  // Nobody is outside: that is said.
  await house.db.delete(rows.concern);
  await house.db.update(tables.person).set({ organisationId: own });
  expect((await house.raise('ben')).text).toContain('All of them are of your own organisation');
});

test('without suitable operators principals read it, and without anybody it is said and nothing is kept', async () => {
  await using house = await open();
  await house.db.delete(tables.role).where(eq(tables.role.personId, house.personId('priya')));
  expect((await house.raise('ben', 'jonas')).text).toContain('Mara Whitfield (lead organiser)');
  expect(await house.readers()).toEqual([house.personId('mara')]);
  await house.db.delete(rows.concern);
  await house.db.delete(tables.role).where(eq(tables.role.role, 'principal'));
  const said = await house.raise('ben', 'jonas');
  expect(said).toMatchObject({ refused: true, text: expect.stringContaining('so nothing was kept') });
  expect(await house.concerns()).toEqual([]);
});

test('whom a concern is about is chosen by name, also a reader whom nobody may find and whose account is elsewhere', async () => {
  await using house = await open();
  // Hugo is on one platform, Jonas on another, and nobody finds him.
  const now = house.at.now();
  const jonas = { id: house.personId('jonas'), coalitionId: house.coalitionId };
  await house.db.transaction((tx) => setConsent({ tx, now }, jonas, 'found', 'nobody'));
  const delta = house.db
    .select({ id: tables.space.id })
    .from(tables.space)
    .where(eq(tables.space.tenant, 'delta'));
  const accounts = and(eq(tables.account.personId, jonas.id), inArray(tables.account.spaceId, delta));
  await house.db.delete(tables.account).where(accounts);
  const raises = async (about: string) => {
    const said = await house.type('hugo', 'safety raise', { words: 'He waits for me.', about }, {}, 'delta');
    const [one] = await house.concerns();
    const readers = await house.readers();
    await house.db.delete(rows.concern);
    return { said, aboutId: one?.aboutId, readers };
  };
  for (const about of ['Jonas Weber', 'jonas weber', 'Jonas Weber (operator)', 'Jonas'])
    expect(await raises(about)).toMatchObject({ aboutId: jonas.id, readers: [house.personId('priya')] });
  // Control: about somebody else, he reads it.
  expect((await raises('Ben Okafor')).readers).toContain(jonas.id);
  // Where two could be meant, they are asked which: nobody who may be meant reads it meanwhile.
  await house.db
    .update(tables.person)
    .set({ name: 'Jonas Weberman' })
    .where(eq(tables.person.id, house.personId('priya')));
  await expect(raises('Jonas Weber')).rejects.toMatchObject({ options: [{}, {}] });
  expect(await house.concerns()).toEqual([]);
});

test('words that mean nobody one may see are refused alike, joined or not, and nothing is kept', async () => {
  await using house = await open();
  const now = house.at.now();
  const zeke = { id: house.personId('zeke'), coalitionId: house.coalitionId };
  const { name } = await house.person('zeke');
  await house.db.transaction((tx) => setConsent({ tx, now }, zeke, 'found', 'nobody'));
  const unfindable = await house.raise('ben', name);
  const unknown = await house.raise('ben', 'Nobody Atall');
  const refusal = (about: string) => ({ about: expect.stringContaining(`Nothing found for “${about}”`) });
  expect(unfindable.invalid).toEqual(refusal(name));
  expect(unknown.invalid).toEqual(refusal('Nobody Atall'));
  expect(await house.concerns()).toEqual([]);
  // Control: whoever lets members find them can be chosen.
  await house.db.transaction((tx) => setConsent({ tx, now }, zeke, 'found', 'members'));
  await house.raise('ben', name);
  expect((await house.concerns()).map(({ aboutId }) => aboutId)).toEqual([zeke.id]);
});

test('suspending whoever reads a concern does not silence it: others can act on it, never whom it is about', async () => {
  await using house = await open();
  await house.raise('ben', 'jonas');
  const [one] = await house.concerns();
  await house.press('priya', buttonOf('take', one?.id));
  // Jonas, whom it is about, suspends its only reader.
  await house.type('jonas', 'safety suspend', {}, { person: 'priya', reason: 'Because.' });
  const [mara, priya] = [house.personId('mara'), house.personId('priya')];
  expect((await house.readers()).toSorted()).toEqual([mara, priya].toSorted());
  expect(await house.heard('mara')).toContainEqual(expect.stringContaining('Somebody raised a concern.'));
  // What was taken is open again, so that it waits for somebody.
  expect((await house.concerns()).map(({ state, takenById }) => [state, takenById])).toEqual([
    ['open', null],
  ]);
  expect(await house.waits('mara')).toHaveLength(1);
  expect((await house.press('jonas', buttonOf('read', one?.id))).refused).toBe(true);
  // Whoever is restored reads it as before.
  await house.type('jonas', 'safety restore', {}, { person: 'Priya Nair' });
  expect((await house.press('priya', buttonOf('read', one?.id))).refused).toBeUndefined();

  // Control: where another reader is left, nobody is added.
  await house.db.delete(rows.concern);
  await house.raise('ben', 'cara');
  await house.type('jonas', 'safety suspend', {}, { person: 'priya', reason: 'Because.' });
  expect((await house.readers()).toSorted()).toEqual([house.personId('jonas'), priya].toSorted());
});

test('whoever raised a concern hears who took it and who closed it, and thirty days later it is gone', async () => {
  await using house = await open();
  await house.raise('ben', 'cara');
  const [one] = await house.concerns();
  expect((await house.press('priya', buttonOf('take', one?.id))).text).toContain('Priya Nair sees to it.');
  // The second one who presses reads who was first, and changes nothing.
  expect((await house.press('jonas', buttonOf('take', one?.id))).text).toContain('Priya Nair sees to it.');
  await house.press('priya', buttonOf('close', one?.id));
  await house.press('jonas', buttonOf('close', one?.id));
  expect(await house.heard('ben')).toEqual([
    'Priya Nair has read your concern and sees to it.',
    expect.stringContaining('Priya Nair closed your concern.'),
  ]);
  await house.pass(24 * 30 - 1);
  expect(await house.concerns()).toHaveLength(1);
  await house.pass(1);
  expect(await house.concerns()).toEqual([]);
  expect(await house.readers()).toEqual([]);
});

test('contacts are not buried, and one that is not read by anybody any more gets other readers', async () => {
  await using house = await open();
  for (let i = 0; i < 5; i += 1) await house.raise('ben', 'jonas');
  expect((await house.raise('ben', 'jonas')).refused).toBe(true);
  expect((await house.raise('cara', 'jonas')).refused).toBeUndefined();
  await house.db.delete(rows.concern).where(eq(rows.concern.raisedById, house.personId('ben')));
  // Priya alone reads Cara's, for it is about Jonas. She leaves: Mara does, and Jonas still does not.
  const priya = await house.person('priya');
  const now = house.at.now();
  await house.db.transaction((tx) => leaveCoalition({ tx, now }, priya, { features, keep: true }));
  expect(await house.readers()).toEqual([house.personId('mara')]);
  expect(await house.heard('mara')).toEqual([expect.stringContaining('Somebody raised a concern.')]);
});

test('contacts are named by operators and told; too few of them, or of one organisation, is remarked', async () => {
  await using house = await open();
  const [dov, kim] = [house.personId('dov'), house.personId('kim')];
  const names = (who: string, ...ids: readonly string[]) =>
    house.presses(who, 'safety.contacts', { first: ids[0], second: ids[1] });
  expect(await house.remarks('jonas')).toEqual([]);
  expect(await names('jonas', dov, dov)).toBe('Invalid: {"second":"This person is named above already."}');
  expect(await names('jonas', dov)).toContain('Concerns go to Dov');
  expect(await house.heard('dov')).toEqual([expect.stringContaining('Jonas Weber named you.')]);
  expect(await house.remarks('jonas')).toEqual([expect.stringContaining('fewer than two people')]);
  await names('jonas', dov, kim);
  expect(await house.remarks('jonas')).toEqual([]);
  expect(await house.heard('dov')).toHaveLength(1);
  await names('priya', kim);
  expect((await house.heard('dov')).at(-1)).toContain('You are no contact any more: Priya Nair');
  expect(await house.audited()).toEqual(['contact.named', 'contact.named', 'contact.ended']);
  // Whoever names people of their own choice is seen doing it; the same ones again are no news.
  await names('priya', kim);
  expect(await house.heard('mara')).toHaveLength(3);
  expect((await house.heard('mara')).at(-1)).toContain('Priya Nair changed to whom concerns go: Kim');
  expect(await names('ben', dov)).toContain('Refused: Only operators');
  // Whom an operator may name: whoever holds a role is among them, also somebody whom members cannot find.
  const lookUp = safety.lookups?.contact;
  const found = (who: string) =>
    house.context(who, async (context) => (await lookUp?.(context, 'Mara'))?.map(({ id }) => id));
  expect(await found('jonas')).toEqual([house.personId('mara')]);
  expect(await found('ben')).toEqual([]);
  // Also where the risk is high and members find nobody; whoever answered “nobody” is not among them.
  await house.db.update(tables.coalition).set({ risk: 'high' });
  const byName = async (name: string) =>
    await house.context('jonas', async (context) => (await lookUp?.(context, name))?.map(({ id }) => id));
  expect(await byName('Elena')).toEqual([house.personId('elena')]);
  const theirs = and(eq(tables.consent.personId, house.personId('elena')), eq(tables.consent.kind, 'found'));
  await house.db.update(tables.consent).set({ answer: 'nobody' }).where(theirs);
  expect(await byName('Elena')).toEqual([]);
});

/** What somebody who is suspended must not be in any more, asked of every room. */
async function standingOf(house: House, who: string): Promise<Readonly<Record<string, boolean>>> {
  const { coalitionId } = house;
  const id = house.personId(who);
  const now = house.at.now();
  const own = await house.context(who, async (context) => ({
    roles: context.roles.length > 0,
    represents: context.represents.length > 0,
    vouched: context.vouched,
  }));
  return await house.context('ana', async (weaver) => {
    const seen = await weaver.tx
      .select({ id: tables.person.id })
      .from(tables.person)
      .where(visiblePeople(weaver));
    const { standings } = await import('#introductions/standing.ts');
    const { eligiblePeople } = await import('#pulse/roster.ts');
    const { reachable } = await import('#amplification/eligible.ts');
    const act = { tx: weaver.tx, now };
    const organisation = { id: house.organisations.get('Plains Newsroom') ?? '', coalitionId };
    const others = await reachable(act, { coalitionId, requesterId: null });
    const all = await weaver.tx.$count(
      tables.consent,
      and(eq(tables.consent.kind, 'amplify'), eq(tables.consent.answer, 'yes')),
    );
    return {
      ...own,
      found: seen.some((one) => one.id === id),
      represented: (await representativesOf(weaver.tx, 'organisationId', organisation)).some(
        (one) => one.id === id,
      ),
      suggested: (await standings(act, coalitionId, [id])).length > 0,
      'asked by the pulse': (await eligiblePeople(act, coalitionId)).includes(id),
      'asked to amplify': others === all,
    };
  });
}

test('somebody suspended is found, suggested and asked nowhere, holds no right, and has all of it back when restored', async () => {
  await using house = await open();
  // Dov leads actions, speaks for Plains Newsroom, and consented to everything.
  const before = await standingOf(house, 'dov');
  expect(Object.values(before)).not.toContain(false);
  const said = await house.type(
    'jonas',
    'safety suspend',
    {},
    { person: 'dov', reason: 'Threats in a meeting.' },
  );
  expect(said.text).toContain('is suspended until somebody restores them');
  const during = await standingOf(house, 'dov');
  expect(Object.entries(during).filter(([, is]) => is)).toEqual([]);

  // Every command but those for whoever is present is refused with what is left to do.
  for (const feature of features)
    for (const { topic, verb, may } of feature.commands) {
      if (may === 'anyone' || may === 'present' || may === 'administrator') continue;
      const line = `${topic} ${verb}`;
      const refused = await house.context('dov', async (context) => {
        const { allow } = await import('#directory/index.ts');
        try {
          allow(context, may);
          return line;
        } catch (error) {
          return plain((error as { answer: Parameters<typeof plain>[0] }).answer);
        }
      });
      expect(refused).toContain('You are suspended here');
    }
  expect((await house.raise('dov', 'jonas')).text).toContain('Your concern is with');

  await house.type('priya', 'safety restore', {}, { person: 'Dov' });
  expect(await standingOf(house, 'dov')).toEqual(before);
  const [why, back] = await house.heard('dov');
  expect(why).toContain('Jonas Weber did it');
  expect(why).toContain('Threats in a meeting.');
  expect(why).toContain('turn to Priya Nair');
  expect(back).toContain('Priya Nair restored you.');
  expect(await house.heard('mara')).toEqual([
    expect.stringContaining('Jonas Weber suspended Dov'),
    expect.stringContaining('Priya Nair restored Dov'),
  ]);
  expect(await house.audited()).toEqual(['person.suspended', 'person.restored']);
});

test('a suspension ends by itself at its moment, and not before', async () => {
  await using house = await open();
  const dov = await house.person('dov');
  const until = house.at.now().add({ hours: 48 });
  await house.context('jonas', async (context) => {
    if (!context.person || !context.coalition) throw new Error('not joined');
    await suspend({ ...context, person: context.person, coalition: context.coalition }, dov, {
      reason: 'Threats.',
      until,
    });
  });
  await house.pass(47);
  expect((await house.person('dov')).suspendedAt).not.toBeNull();
  await house.pass(1);
  expect((await house.person('dov')).suspendedAt).toBeNull();
  expect(await house.db.select().from(rows.suspension)).toEqual([]);
  expect((await house.heard('dov')).at(-1)).toContain('Your suspension has ended.');
});

test('nobody suspends or removes themselves, and of two operators who do it to each other at once one stays', async () => {
  await using house = await open();
  for (const verb of ['suspend', 'remove'])
    expect(
      (await house.type('jonas', `safety ${verb}`, {}, { person: 'jonas', reason: 'Tired.' })).refused,
    ).toBe(true);
  const each = { jonas: 'priya', priya: 'jonas' } as const;
  const said = await Promise.all(
    (['jonas', 'priya'] as const).map((who) =>
      house.type(who, 'safety suspend', {}, { person: each[who], reason: 'They did.' }),
    ),
  );
  expect(said.filter(({ refused }) => refused)).toHaveLength(1);
  const left = await house.db.transaction((tx) => holdersOf(tx, house.coalitionId, 'operator'));
  expect(left).toHaveLength(1);
  // Control: whoever is left can still suspend somebody who is no operator.
  const who = left[0]?.id === house.personId('jonas') ? 'jonas' : 'priya';
  expect(
    (await house.type(who, 'safety suspend', {}, { person: 'ben', reason: 'Spam.' })).refused,
  ).toBeUndefined();
});

test('only operators suspend, remove and restore, and what they do is in a log that principals read', async () => {
  await using house = await open();
  for (const who of ['mara', 'ana', 'ben', 'cara'])
    expect((await house.type(who, 'safety suspend', {}, { person: 'dov', reason: 'No.' })).refused).toBe(
      true,
    );
  await house.type('jonas', 'safety suspend', {}, { person: 'dov', reason: 'Threats.' });
  expect(await house.presses('mara', 'safety.log')).toContain('Jonas Weber suspended Dov');
  expect(await house.presses('ben', 'safety.log')).toContain('Refused: Only operators and lead');
  // It does not hold the reason: those are somebody's words.
  expect(JSON.stringify(await audited(house))).not.toContain('Threats');
});

const joining = (house: House, who: string) =>
  house.context(who, async (context) => {
    const { refuseBarred } = await import('#safety/index.ts');
    return await refuseBarred(context).then(
      () => 'may join',
      () => 'barred',
    );
  });

test('somebody removed is out at once, gone within an hour, barred by every account, and nameless in what is kept', async () => {
  await using house = await open();
  await house.type('jonas', 'safety remove', {}, { person: 'dov', reason: 'Doxxed two people.' });
  expect((await house.person('dov')).suspendedAt).not.toBeNull();
  expect(await house.heard('dov')).toEqual([expect.stringContaining('You are removed from this coalition')]);
  expect(await house.heard('mara')).toEqual([expect.stringContaining('Jonas Weber removed Dov')]);
  await house.pass(1);
  expect(await house.person('dov')).toMatchObject({ name: '', offers: '' });
  expect((await house.person('dov')).leftAt).not.toBeNull();
  expect(await house.db.select().from(rows.suspension)).toEqual([]);
  expect(await joining(house, 'dov')).toBe('barred');
  expect(await joining(house, 'finn')).toBe('may join');
  const bars = await house.db.select().from(rows.bar);
  expect(JSON.stringify(bars)).not.toContain('dov');
  expect(JSON.stringify(bars)).not.toContain(house.personId('dov'));

  // It can be taken back without his name: by when it was, and who did it.
  const lookUp = await house.context(
    'priya',
    async (context) => await safety.lookups?.['kept-out']?.(context, ''),
  );
  expect(lookUp?.map(({ label }) => label)).toEqual(['Removed on 2027-05-12 by Jonas Weber']);
  expect(
    await house.context('ben', async (context) => await safety.lookups?.['kept-out']?.(context, '')),
  ).toEqual([]);
  expect((await house.type('priya', 'safety restore', {}, { person: 'Removed' })).text).toContain(
    'The bar is lifted',
  );
  expect(await joining(house, 'dov')).toBe('may join');
  expect((await house.audited()).filter((act) => /^(person\.removed|removal)/.test(act))).toEqual([
    'person.removed',
    'removal.lifted',
  ]);
});

test('a removal can be taken back within its hour', async () => {
  await using house = await open();
  await house.type('jonas', 'safety remove', {}, { person: 'dov', reason: 'A mistake.' });
  await house.type('priya', 'safety restore', {}, { person: 'Dov' });
  await house.pass(2);
  const dov = await house.person('dov');
  expect([dov.leftAt, dov.suspendedAt]).toEqual([null, null]);
  expect(await house.db.select().from(rows.bar)).toEqual([]);
});

test('an account that is linked while somebody is being removed is barred with the others, for as long', async () => {
  await using house = await open();
  await house.type('jonas', 'safety remove', {}, { person: 'dov', reason: 'Doxxed two people.' });
  const [own] = await house.db
    .select()
    .from(tables.account)
    .where(eq(tables.account.personId, house.personId('dov')));
  if (!own) throw new Error('no account');
  await house.db.insert(tables.account).values({ ...own, id: own.personId, external: 'finn' });
  const dov = await house.person('dov');
  const now = house.at.now();
  await house.db.transaction((tx) => leaveCoalition({ tx, now }, dov, { features, keep: true }));
  await house.pass(2);
  for (const who of ['dov', 'finn']) expect(await joining(house, who)).toBe('barred');
  // It is one removal, taken back as one.
  const lookUp = await house.context(
    'priya',
    async (context) => await safety.lookups?.['kept-out']?.(context, ''),
  );
  expect(lookUp).toEqual([expect.objectContaining({ label: 'Removed on 2027-05-12 by Jonas Weber' })]);
  await house.type('priya', 'safety restore', {}, { person: 'Removed' });
  for (const who of ['dov', 'finn']) expect(await joining(house, who)).toBe('may join');
});

test('whoever is being removed cannot be suspended or removed anew, which would put off or end it', async () => {
  await using house = await open();
  await house.type('jonas', 'safety remove', {}, { person: 'dov', reason: 'Doxxed two people.' });
  for (const verb of ['suspend', 'remove']) {
    const said = await house.type('priya', `safety ${verb}`, {}, { person: 'dov', reason: 'Threats.' });
    expect(said).toMatchObject({ refused: true, text: expect.stringContaining('is being removed') });
  }
  await house.pass(1);
  expect((await house.person('dov')).leftAt).not.toBeNull();
  // Control: whoever is only suspended can be, for another reason, and be removed.
  for (const verb of ['suspend', 'suspend', 'remove'])
    expect(
      (await house.type('priya', `safety ${verb}`, {}, { person: 'kim', reason: 'Threats.' })).refused,
    ).toBeUndefined();
});

test('what the only principal does as an operator the other operators hear, and the answer says who was told', async () => {
  await using house = await open();
  const { coalitionId } = house;
  const suspends = async (who: string) =>
    (await house.type(who, 'safety suspend', {}, { person: 'ben', reason: 'Spam.' })).text;
  // Control: while there is another principal, she hears it.
  expect(await suspends('jonas')).toContain('so are the lead organisers');
  expect(await house.heard('mara')).toHaveLength(1);
  const mara = house.personId('mara');
  const role = { coalitionId, personId: mara, role: 'operator', grantedAt: house.at.now() } as const;
  await house.db.insert(tables.role).values({ ...role, id: newId(house.at.now()) });
  expect(await suspends('mara')).toContain('so are the other operators');
  for (const who of ['jonas', 'priya'])
    expect(await house.heard(who)).toEqual([expect.stringContaining('Mara Whitfield suspended Ben Okafor.')]);
  // It is still wanted when its turn comes, and no more once they are no operator.
  const kind = safety.kinds?.find(({ name }) => name === 'safety.overseen');
  const wanted = async () => {
    const all = (await house.told('safety.overseen')).filter(
      (row) => row.personId === house.personId('priya'),
    );
    const now = house.at.now();
    return await house.db.transaction(async (tx) => all[0] && (await kind?.wanted?.({ tx, now }, all[0])));
  };
  expect(await wanted()).toBe(true);
  await house.db.delete(tables.role).where(eq(tables.role.personId, house.personId('priya')));
  expect(await wanted()).toBe(false);
  await house.db.delete(tables.role).where(eq(tables.role.personId, house.personId('jonas')));
  expect(await suspends('mara')).toContain('There is nobody else here to tell');
});

test('leaving does not end a suspension: the accounts stay barred until it would have ended', async () => {
  await using house = await open();
  const leave = async (who: string) => {
    const person = await house.person(who);
    const now = house.at.now();
    await house.db.transaction((tx) => leaveCoalition({ tx, now }, person, { features, keep: true }));
  };
  await house.type('jonas', 'safety suspend', {}, { person: 'dov', reason: 'Threats.' });
  await house.db.update(rows.suspension).set({ until: house.at.now().add({ hours: 48 }) });
  await leave('dov');
  expect(await joining(house, 'dov')).toBe('barred');
  await house.pass(47);
  expect(await joining(house, 'dov')).toBe('barred');
  await house.pass(1);
  expect(await joining(house, 'dov')).toBe('may join');
  // Control: whoever leaves without being suspended may come back at once.
  await leave('ben');
  expect(await joining(house, 'ben')).toBe('may join');
});

test('whoever is shown more than a hundred people in a day is told of once, and at two hundred the search rests', async () => {
  await using house = await open();
  const crowd = Array.from({ length: 300 }, () => newId(house.at.now()));
  const sees = (who: string, from: number, people: number) =>
    house.context(who, async (context) => {
      if (!context.person || !context.coalition) throw new Error('not joined');
      const here = { ...context, person: context.person, coalition: context.coalition };
      const rests = await refuseWalking(here).then(
        () => false,
        () => true,
      );
      if (!rests) await noteShown(here, crowd.slice(from, from + people));
      return rests;
    });
  for (let i = 0; i < 20; i += 1) await sees('ben', i * 5, 5);
  // Whoever was shown before counts once: the same hundred again are no walk.
  for (let i = 0; i < 20; i += 1) await sees('ben', i * 5, 5);
  expect(await house.heard('jonas')).toEqual([]);
  await sees('ben', 99, 2);
  await sees('ben', 101, 5);
  expect(await house.heard('jonas')).toEqual([
    expect.stringContaining('Ben Okafor was shown more than 100 people today'),
  ]);
  expect(await house.heard('ben')).toEqual([]);
  expect(await sees('ben', 106, 94)).toBe(false);
  expect(await sees('ben', 0, 5)).toBe(true);
  expect(await sees('cara', 0, 5)).toBe(false);
  // Of whom, there is nothing that names anybody.
  expect(await tablesWith(house.db, crowd[0] ?? '')).toEqual([]);
  // An operator who does it is told of to the others, and the next day begins anew; of days that passed nothing is kept.
  await sees('jonas', 0, 101);
  expect((await house.heard('priya')).some((text) => text.startsWith('Jonas Weber was shown'))).toBe(true);
  expect(await house.heard('jonas')).toHaveLength(1);
  // It is wanted by whoever can still do something about it.
  const walk = safety.kinds?.find(({ name }) => name === 'safety.walk');
  const wanted = async () => {
    const row = (await house.told('safety.walk')).find(
      ({ personId }) => personId === house.personId('priya'),
    );
    const now = house.at.now();
    return await house.db.transaction(async (tx) => row && (await walk?.wanted?.({ tx, now }, row)));
  };
  expect(await wanted()).toBe(true);
  await house.db.delete(tables.role).where(eq(tables.role.personId, house.personId('priya')));
  expect(await wanted()).toBe(false);
  await house.pass(24);
  expect(await sees('ben', 0, 5)).toBe(false);
  await house.db.transaction((tx) => forgetSeen({ tx, now: house.at.now() }));
  expect((await house.db.select().from(rows.seen)).map(({ people }) => people)).toEqual([5]);
});

/** Gives the coalition so many more people who let members find them: “Crowd aab 0”, and so on. */
async function crowdIn({ db, at, coalitionId }: House, people: number): Promise<void> {
  const now = at.now();
  const ids = Array.from({ length: people }, () => newId(now));
  const of = { coalitionId, zone: 'UTC', zoneFrom: 'person' as const, joinedAt: now, vouchedAt: now };
  await db
    .insert(tables.person)
    .values(
      ids.map((id, i) => ({ ...of, id, name: `Crowd ${String.fromCharCode(97 + (i % 26)).repeat(3)} ${i}` })),
    );
  await db.insert(tables.consent).values(
    ids.map((personId) => ({
      ...{ coalitionId, personId, kind: 'found' as const, answer: 'members', decidedAt: now },
    })),
  );
}

test('look-ups count whom they show, and show nobody more once it was too many', async () => {
  await using house = await open();
  await crowdIn(house, 260);
  const looks = (who: string, written: string, look = lookUpShown) =>
    house.context(who, async (context) => (await look(context, written)).map(({ id }) => id));
  const letters = [...'abcdefghij'].map((letter) => letter.repeat(3));
  const found: string[] = [];
  const walk = async (who: string, look = lookUpShown) => {
    for (const written of letters) found.push(...(await looks(who, `Crowd ${written}`, look)));
  };
  await walk('ben');
  expect(new Set(found).size).toBe(100);
  // As often as they like: they were shown.
  await walk('ben');
  expect(await house.heard('jonas')).toEqual([]);
  for (const letter of [...'klmnopqrst']) await looks('ben', `Crowd ${letter.repeat(3)}`);
  expect(await house.heard('jonas')).toEqual([expect.stringContaining('more than 100 people')]);
  expect(await looks('ben', 'Crowd uuu')).toEqual([]);
  // An id names whom they were shown: what was chosen before is still understood. And a concern reaches whom it must.
  expect(await looks('ben', found[0] ?? '')).toEqual([found[0]]);
  const about = safety.lookups?.['concern-about'] ?? lookUpShown;
  expect(await looks('ben', 'Jonas', about)).toEqual([house.personId('jonas')]);
  expect(await looks('ben', 'Crowd uuu', about)).toEqual([]);
  expect((await looks('cara', 'Crowd uuu')).length).toBeGreaterThan(0);
  // Control: without the counting they would be shown, and nobody would hear of it.
  expect((await looks('ben', 'Crowd uuu', lookUpPeople)).length).toBeGreaterThan(0);
});

test('ten look-ups of strangers raise no alarm, and a walk through all beginnings is stopped all the same', async () => {
  await using house = await open();
  await crowdIn(house, 260);
  const found = new Set<string>();
  const looks = (written: string) =>
    house.context('ben', async (context) => {
      const shown = await lookUpShown(context, written);
      for (const { id } of shown) found.add(id);
      return shown.length;
    });
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i).repeat(3));
  for (const written of letters.slice(0, 10)) expect([written, await looks(written)]).toEqual([written, 10]);
  expect([found.size, await house.heard('jonas')]).toEqual([100, []]);
  // Control: the eleventh is told of.
  expect(await looks('kkk')).toBe(10);
  expect(await house.heard('jonas')).toEqual([expect.stringContaining('more than 100 people')]);
  for (const written of letters) await looks(written);
  expect(found.size).toBeGreaterThanOrEqual(200);
  expect(found.size).toBeLessThan(210);
  expect(await looks('zzz')).toBe(0);
});

test('a look-up finds people by how a word of their name begins, strangers where ten at most fit, and whoever is called just that among many', async () => {
  await using house = await open();
  await crowdIn(house, 520);
  const found = (written: string) =>
    house.context('ben', async (context) => (await lookUpPeople(context, written)).map(({ id }) => id));
  const [[first], [second], [third]] = [
    await found('Crowd aaa 0'),
    await found('Crowd bbb 1'),
    await found('Crowd ccc 2'),
  ];
  // Twenty are called that: whoever types it letter by letter is shown none of them.
  expect([await found('CROWD'), await found('  zzz ')]).toEqual([[], []]);
  expect((await found('crowd ZZZ 4')).length).toBe(4);
  expect(await found('zzz 103')).toHaveLength(1);
  for (const inside of ['rowd', 'owd zzz', 'zz 25', 'Cr%d', '[a-z]', '.*', 'wd.']) {
    expect([inside, await found(inside)]).toEqual([inside, []]);
  }
  const names = async (id: string | undefined, name: string) => {
    await house.db
      .update(tables.person)
      .set({ name })
      .where(eq(tables.person.id, id ?? ''));
  };
  // Twenty others whose names hold it come before it by name.
  await names(first, 'zzz');
  expect([await found('ZZZ'), await found('zzz')]).toEqual([[first], [first]]);
  const given = await house.context('jonas', async (context) => await personGiven(context, 'zzz', []));
  expect(given.id).toBe(first);
  await expect(
    house.context('jonas', async (context) => await personGiven(context, 'yyy', [])),
  ).rejects.toThrow('refused');
  await names(second, 'Éloïse O’Hara-Quist');
  for (const written of ['élo', "O'Hara", 'hara', 'quist', 'Hara Quist', 'éloïse o’hara-quist'])
    expect([written, await found(written)]).toEqual([written, [second]]);
  expect(await found('uist')).toEqual([]);
  // No spaces part the words of such a name: any of it may begin one.
  await names(third, '山田太郎丸');
  expect([await found('山田太'), await found('太郎丸')]).toEqual([[third], [third]]);
});

test('whoever names somebody in a form or a line is an operator, or is counted as shown whom they name', async () => {
  const named = (fields: Readonly<Record<string, Field>>) =>
    Object.values(fields).some(({ kind }) => kind === 'person');
  const all = features.flatMap(({ commands, presses }) => [
    ...commands.map((one) => ({ ...one, name: `${one.topic} ${one.verb}`, fields: one.options })),
    ...Object.entries(presses).map(([name, one]) => ({ ...one, name, fields: {} })),
  ]);
  const naming = all.filter(
    ({ fields, steps }) =>
      named(fields) || steps.some((step: { fields: typeof fields }) => named(step.fields)),
  );
  expect(naming.map(({ name }) => name)).toContain('role grant');
  const byOthers = naming.filter(({ may }) => may !== 'operator').map(({ name }) => name);
  expect(byOthers).toEqual(['converge host', 'converge.host', 'converge.accept']);
  await using room = await openRoom();
  await room.plans();
  const seen = async () => (await room.db.select().from(rows.seen)).map(({ people }) => people);
  await room.hosts('ben', 'Upriver');
  expect(await seen()).toEqual([]);
  expect((await room.hosts('ben', 'Upriver', { lead: 'Grace Tran' })).refused).toBe(undefined);
  expect(await seen()).toEqual([1]);
});

test('an organisation whose only representative is suspended is shown, and told to operators, as represented by nobody', async () => {
  await using house = await open();
  const organisations = named('organisations');
  const shown = () =>
    house.context('jonas', async (context) => {
      const list = await carryOut(organisations, 'organisation list', context, { words: 'delta legal' });
      const me = joined(context);
      const remarks = (await organisations.status?.(me))?.map(({ text }) => plainText(text));
      return [plain(list).includes('nobody represents it'), remarks?.join().includes('Delta Legal Aid')];
    });
  expect(await shown()).toEqual([false, false]);
  await house.type('jonas', 'safety suspend', {}, { person: 'ben', reason: 'Spam.' });
  expect(await shown()).toEqual([true, true]);
  await house.type('jonas', 'safety restore', {}, { person: 'Ben Okafor' });
  expect(await shown()).toEqual([false, false]);
});

test('one letter or two show only those with whom one has something in common, or who are called that', async () => {
  await using house = await open();
  await crowdIn(house, 60);
  const found = async (who: string, written: string) =>
    await house.context(who, async (context) => (await lookUpPeople(context, written)).map(({ id }) => id));
  const own = house.personId('ben');
  const { hubMember, person, tie } = tables;
  const tied = and(isNotNull(tie.since), or(eq(tie.firstId, own), eq(tie.secondId, own)));
  const near = await house.db
    .select({ id: person.id })
    .from(person)
    .where(
      or(
        eq(person.id, own),
        sql`organisation_id = (select organisation_id from ${person} o where o.id = ${own})`,
        sql`exists (select 1 from ${tie} where ${tied} and ${person.id} in (${tie.firstId}, ${tie.secondId}))`,
        sql`exists (select 1 from ${hubMember} where ${hubMember.personId} = ${person.id} and ${hubMember.hubId} in
          (select hub_id from ${hubMember} o where o.person_id = ${own}))`,
      ),
    );
  const ids = new Set(near.map(({ id }) => id));
  for (const written of ['', 'a', 'ar', ' o ']) {
    const shown = await found('ben', written);
    expect([written, shown.filter((id) => !ids.has(id))]).toEqual([written, []]);
  }
  expect((await found('ben', 'a')).length).toBeGreaterThan(0);
  // Control: where ten at most fit anybody is found, and somebody with a short name is found by all of it.
  expect((await found('ben', 'Crowd aaa')).some((id) => !ids.has(id))).toBe(true);
  const [stranger] = await found('ben', 'Crowd aaa');
  await house.db
    .update(person)
    .set({ name: 'Li' })
    .where(eq(person.id, stranger ?? ''));
  expect(await found('ben', 'li')).toEqual([stranger]);
  expect(await found('ben', 'l')).not.toContain(stranger);
  expect(await found('ben', '%')).not.toContain(stranger);
});

test('consents stand as they were when a suspension ends', async () => {
  await using house = await open();
  const now = house.at.now();
  const person = { id: house.personId('dov'), coalitionId: house.coalitionId };
  await house.db.transaction((tx) => setConsent({ tx, now }, person, 'pulse', 'no'));
  const consents = () =>
    house.db
      .select()
      .from(tables.consent)
      .where(eq(tables.consent.personId, person.id))
      .orderBy(tables.consent.kind);
  const before = await consents();
  await house.type('jonas', 'safety suspend', {}, { person: 'dov', reason: 'Threats.' });
  await house.type('jonas', 'safety restore', {}, { person: 'Dov' });
  expect(await consents()).toEqual(before);
});

test('a concern that does not arrive is in no status and no digest of operators, one of whom it may be about', async () => {
  await using house = await open();
  await house.raise('ben', 'jonas');
  const refuse = (kind: string) =>
    house.db
      .update(delivery)
      .set({ state: 'refused', code: 'closed', endedAt: house.at.now() })
      .where(eq(delivery.kind, kind));
  const shown = async () => {
    const status = await house.context('jonas', async (context) =>
      plain(await carryOut(named('status'), 'status show', context, {})),
    );
    const digest = await house.db.transaction(async (tx) => {
      const [coalition] = await tx.select().from(tables.coalition);
      if (!coalition) throw new Error('no coalition');
      const now = house.at.now();
      const reading = { coalition, reader: 'operator', language: 'en', zone: 'UTC' } as const;
      return await named('status').digest?.({ tx, now }, { ...reading, since: now.subtract({ hours: 24 }) });
    });
    return `${status} ${JSON.stringify(digest)}`;
  };
  await refuse('safety.concern');
  expect(await shown()).not.toContain('concern');
  await house.db.update(delivery).set({ state: 'uncertain' });
  expect(await shown()).not.toContain('concern');
  // Control: the same of another kind is shown.
  await house.db.update(delivery).set({ kind: 'safety.contact' });
  expect(await shown()).toContain('whether people can turn to you');
});

test('people who are found or shown are counted, and one’s own profile is not', async () => {
  await using house = await open();
  const types = (line: string, values: object) =>
    house.context('ben', async (context) => {
      const feature = line.startsWith('find') ? named('find') : named('profile');
      return plain(await carryOut(feature, line, context, values));
    });
  const seen = async () => (await house.db.select().from(rows.seen)).map(({ people }) => people);
  await types('find people', { words: 'barn' });
  expect(await seen()).toEqual([1]);
  // Whom they found, somebody else, and themselves.
  for (const who of ['cara', 'dov', 'ben']) await types('profile show', { person: house.personId(who) });
  await types('profile show', {});
  expect(await seen()).toEqual([2]);
  await house.db.update(rows.seen).set({ marks: Array.from({ length: 200 }, (_, i) => `mark ${i}`) });
  for (const [line, values] of [
    ['find people', { words: 'barn' }],
    ['profile show', { person: house.personId('cara') }],
  ] as const)
    await expect(types(line, values)).rejects.toThrow('refused');
  expect(await types('profile show', {})).toContain('Ben Okafor');
});

test('the export of somebody a concern is about is the same as if there were none', async () => {
  await using house = await open();
  const exportOf = async (who: string) => {
    const person = await house.person(who);
    return JSON.stringify(await house.db.transaction((tx) => exportedOf(tx, person, ...features)));
  };
  const before = await exportOf('jonas');
  await house.raise('ben', 'jonas', 'canary-of-an-export');
  expect(await exportOf('jonas')).toBe(before);
  // Whoever raised it has their own words in theirs, and a contact only that there is something to read.
  expect(await exportOf('ben')).toContain('canary-of-an-export');
  expect(await exportOf('priya')).not.toContain('canary-of-an-export');
});

test('whoever deletes what is kept of them while suspended or removed is barred all the same', async () => {
  await using house = await open();
  const now = house.at.now();
  for (const [who, verb] of [
    ['dov', 'suspend'],
    ['kim', 'remove'],
  ] as const) {
    await house.type('jonas', `safety ${verb}`, {}, { person: who, reason: 'Threats.' });
    const person = await house.person(who);
    await house.db.transaction((tx) => erasePerson({ tx, now }, person, { keep: false, features }));
    expect(await joining(house, who)).toBe('barred');
  }
  // Control: whoever deletes all of it as anybody may, may come back.
  const ben = await house.person('ben');
  await house.db.transaction((tx) => erasePerson({ tx, now }, ben, { keep: false, features }));
  expect(await joining(house, 'ben')).toBe('may join');
  await house.pass(2);
  expect(await joining(house, 'kim')).toBe('barred');
  expect(await house.db.select().from(rows.suspension)).toEqual([]);
  // A suspension that has an end keeps it, also for whoever is not known any more.
  await house.type('jonas', 'safety suspend', {}, { person: 'cara', reason: 'Threats.' });
  await house.db.update(rows.suspension).set({ until: house.at.now().add({ hours: 48 }) });
  const cara = await house.person('cara');
  const then = house.at.now();
  await house.db.transaction((tx) => erasePerson({ tx, now: then }, cara, { keep: false, features }));
  await house.pass(47);
  expect(await joining(house, 'cara')).toBe('barred');
  await house.pass(1);
  expect(await joining(house, 'cara')).toBe('may join');
});
