import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { forgetPlaceDue } from '#actions/forget-place.ts';
import { readPost } from '#actions/read.ts';
import { action } from '#actions/tables.ts';
import { literal, message, plain } from '#chat/index.ts';
import { forgetDeliveries } from '#delivery/index.ts';
import { broadcast, delivery } from '#delivery/tables.ts';
import {
  allow,
  type Feature,
  openNames,
  type Risk,
  riskNames,
  risks,
  tables,
  textsKept,
  visiblePeople,
} from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { previewReport, sendReport } from '#report/index.ts';
import { showReport } from '#report/show.ts';
import { report } from '#report/tables.ts';
import { foundAgainKind } from '#safety/kinds.ts';
import { newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { asJoined, openDesk, reads } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
const safety = features.find(({ name }) => name === 'safety') as Feature;

/** Two operators, Jonas and Priya; Mara is the principal, and nearly everybody lets members find them. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const desk = await openDesk(db, safety, { others: features });
  const { coalitionId } = desk;
  return {
    ...desk,
    db,
    presses: (who: string, press: `safety.${string}`) =>
      reads(
        desk.context(who, async (context) => {
          const pressed = safety.presses[press];
          if (!pressed) throw new Error(`no button ${press}`);
          allow(context, pressed.may);
          return await pressed.run(context, { coalitionId: '' }, {} as never);
        }),
      ),
    risk: async () =>
      (await db.select().from(tables.coalition).where(eq(tables.coalition.id, coalitionId)))[0]?.risk,
    sees: (who: string) =>
      desk.context(who, async (context) =>
        (await context.tx.select({ id: tables.person.id }).from(tables.person).where(visiblePeople(context)))
          .map(({ id }) => id)
          .toSorted(),
      ),
    act: () => ({ tx: db as never, now: desk.at.now() }),
    /** An action of Ben's that is over, whose exact place is still kept. */
    async over(hoursAgo: number) {
      const now = desk.at.now();
      const id = newId(now);
      const startsAt = now.subtract({ hours: hoursAgo });
      await db.insert(action).values({
        ...{ id, coalitionId, announcerId: desk.personId('ben'), state: 'posted', title: 'River clean-up' },
        ...{ what: 'We take plastic out.', zone: 'UTC', tactic: 'care', audience: 'coalition' },
        ...{ startsAt, draftedAt: startsAt, exactPlace: 'x', forgetAt: startsAt.add({ hours: 24 * 30 }) },
      });
      return { id, startsAt };
    },
    forgetAt: async (id: string) =>
      (await db.select().from(action).where(eq(action.id, id)))[0]?.forgetAt?.toString(),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

test('what changes is shown before it is taken, line by line, and looking changes nothing', async () => {
  await using house = await open();
  const shown = await house.presses('jonas', 'safety.riskHigh');
  for (const line of [
    'People can be found by, at most: members → weavers',
    'Exact places are kept after an action: 30 days → 1 day',
    'Texts of messages are kept after their end: 7 days → 1 day',
    'Announcements may name people: yes → no',
    'Reports for people outside: can be made → cannot',
  ])
    expect(shown).toContain(line);
  expect(shown).not.toContain('Link previews');
  expect(await house.presses('jonas', 'safety.keepRisk')).toContain('stays medium');
  expect([await house.risk(), await house.audited()]).toEqual(['medium', []]);
  expect(await house.presses('jonas', 'safety.riskMedium')).toContain('medium already');
  const low = await house.presses('jonas', 'safety.riskLow');
  expect(low).toContain('Link previews of posts, on Slack: no → yes');
  expect(low).not.toContain('Exact places');
});

test('taking it is in the log, and the other operator and the principal are told by whom', async () => {
  await using house = await open();
  await house.presses('jonas', 'safety.mediumToHigh');
  expect(await house.risk()).toBe('high');
  const [entry] = await house.db.select().from(tables.audit).where(eq(tables.audit.act, 'risk.taken'));
  expect(entry).toMatchObject({ personId: house.personId('jonas'), detail: { from: 'medium', to: 'high' } });
  const told = await house.told('safety.overseen');
  expect(told.map(({ personId }) => personId).toSorted()).toEqual(
    ['mara', 'priya'].map(house.personId).toSorted(),
  );
  expect(told[0]?.effect && plain(told[0].effect.message)).toContain('changed the risk from medium to high');
  expect(await house.presses('priya', 'safety.log')).toContain('changed the risk from medium to high');
});

test('only operators look and take, also with a button from before, and a change in between is said', async () => {
  await using house = await open();
  for (const press of ['safety.riskHigh', 'safety.keepRisk', 'safety.mediumToHigh'] as const)
    expect(await house.presses('ben', press)).toContain('Refused');
  expect(await house.risk()).toBe('medium');
  await house.presses('priya', 'safety.mediumToLow');
  expect(await house.presses('jonas', 'safety.mediumToHigh')).toMatch(
    /Refused: Somebody else.*it is low now/s,
  );
  expect(await house.risk()).toBe('low');
});

test('at high, members find and name nobody, weavers whom they could before, and medium gives it back', async () => {
  await using house = await open();
  const ben = house.personId('ben');
  const namesOf = async () => [
    ...(await openNames({ tx: house.db as never }, house.coalitionId, [ben])).keys(),
  ];
  const { id } = await house.over(1);
  const announcer = async () => {
    const [one] = await house.db.select().from(action).where(eq(action.id, id));
    return one && (await readPost(house.act(), one)).announcer;
  };
  await house.db.delete(tables.role).where(eq(tables.role.personId, house.personId('cara')));
  const [before, weaver] = [await house.sees('ben'), await house.sees('mara')];
  expect(before.length).toBeGreaterThan(3);
  expect([await namesOf(), await announcer()]).toEqual([[ben], 'Ben Okafor']);
  const now = house.at.now();
  await house.db.insert(tables.role).values({
    ...{ id: newId(now), coalitionId: house.coalitionId, personId: house.personId('cara') },
    ...{ role: 'weaver', grantedAt: now },
  });
  const woven = await house.sees('cara');
  await house.presses('jonas', 'safety.mediumToHigh');
  expect(await house.sees('ben')).toEqual([ben]);
  expect(weaver.length).toBeGreaterThan(0);
  expect(await house.sees('cara')).toEqual(woven);
  expect([await namesOf(), await announcer()]).toEqual([[], undefined]);
  await house.presses('jonas', 'safety.highToMedium');
  expect(await house.sees('ben')).toEqual(before);
});

test('exact places that wait go a day after at high, thirty days after otherwise, and what is gone stays gone', async () => {
  await using house = await open();
  const [old, fresh] = [await house.over(48), await house.over(2)];
  await house.presses('jonas', 'safety.mediumToHigh');
  const moment = (one: { startsAt: Temporal.Instant }, days: number) =>
    one.startsAt.add({ hours: 24 * days }).toString();
  expect(await house.forgetAt(old.id)).toBe(moment(old, 1));
  await house.db.transaction((tx) =>
    forgetPlaceDue.carryOut({ tx, now: house.at.now(), random: () => 0.5 }, old.id),
  );
  await house.presses('jonas', 'safety.highToLow');
  expect(await house.forgetAt(fresh.id)).toBe(moment(fresh, 30));
  expect(await house.forgetAt(old.id)).toBeUndefined();
});

test('texts go a day after their end at high, of that coalition alone, and a mass send’s too', async () => {
  await using house = await open();
  const now = house.at.now();
  const other = newId(now);
  await house.db.insert(tables.coalition).values({ id: other, name: 'Elsewhere', createdAt: now });
  await house.db.delete(delivery);
  for (const coalitionId of [house.coalitionId, other]) {
    const row = { coalitionId, kind: 'test.kind', subject: newId(now), createdAt: now };
    const said = message(literal('hello'));
    await house.db.insert(delivery).values({
      ...{ ...row, id: newId(now), recipient: 'person:x', effect: { kind: 'post', message: said } },
      ...{ unasked: false, lane: 2, state: 'sent', dueAt: now, expiresAt: now, endedAt: now },
    });
    await house.db.insert(broadcast).values({ ...row, id: newId(now), message: said, expiresAt: now });
  }
  const kept = async () => {
    const later = now.add({ hours: 25 });
    await house.db.transaction(async (tx) => forgetDeliveries({ tx, now: later }, await textsKept(tx)));
    const rows = await house.db.select().from(delivery).where(eq(delivery.kind, 'test.kind'));
    const sends = await house.db.select().from(broadcast);
    return [...rows.filter(({ effect }) => effect), ...sends.filter((one) => one.message)].map(
      (one) => one.coalitionId === other,
    );
  };
  expect(await kept()).toHaveLength(4);
  await house.presses('jonas', 'safety.mediumToHigh');
  expect(await kept()).toEqual([true, true]);
});

test('at high no report goes to people outside: one under way is dropped, and a new one is refused with why', async () => {
  await using house = await open();
  const now = house.at.now();
  const id = newId(now);
  await house.db.insert(report).values({
    ...{ id, coalitionId: house.coalitionId, language: 'en', since: now, state: 'shown', madeAt: now },
    ...{ contents: { name: '', purpose: '', from: '', until: '', figures: {}, lines: [] }, readyAt: now },
  });
  await house.presses('jonas', 'safety.mediumToHigh');
  const [one] = await house.db.select().from(report).where(eq(report.id, id));
  expect(one).toMatchObject({ state: 'dropped', readyAt: null });
  if (!one) throw new Error('no report');
  const asks = [
    (context: Parameters<typeof sendReport>[0]) => previewReport(context, features),
    (context: Parameters<typeof sendReport>[0]) => sendReport(context),
    async (context: Parameters<typeof sendReport>[0]) => {
      await showReport(context, { ...one, state: 'asked' });
      return message(literal('shown'));
    },
  ];
  for (const ask of asks)
    expect(await reads(asJoined(house.db, now, { account: 'jonas' }, ask))).toMatch(/^Refused: No report/);
  await house.presses('jonas', 'safety.highToMedium');
  expect(
    await reads(asJoined(house.db, now, { account: 'jonas' }, (context) => sendReport(context))),
  ).not.toMatch(/No report goes/);
});

test('a name that waits to be sent to many goes with high', async () => {
  await using house = await open();
  const now = house.at.now();
  const kind = 'amplify.ask';
  await house.db.insert(delivery).values({
    ...{ id: newId(now), coalitionId: house.coalitionId, kind, subject: newId(now), recipient: 'person:x' },
    ...{ effect: { kind: 'post', message: message(literal('Ben Okafor')) }, unasked: false, lane: 4 },
    ...{ dueAt: now, expiresAt: now.add({ hours: 48 }), createdAt: now },
  });
  const words = async () =>
    JSON.stringify((await house.db.select().from(delivery).where(eq(delivery.kind, kind)))[0]?.effect);
  await house.presses('jonas', 'safety.mediumToLow');
  expect(await words()).toContain('Ben Okafor');
  await house.presses('jonas', 'safety.lowToHigh');
  expect(await words()).not.toContain('Ben Okafor');
});

test('a post that waits goes without previews of its links once the risk is not low any more', async () => {
  await using house = await open();
  const now = house.at.now();
  const post = (coalitionId: string, more: object) => ({
    ...{ id: newId(now), coalitionId, kind: 'action.post', subject: newId(now) },
    ...{ effect: { kind: 'post', message: { ...message(literal('We meet.')), previews: true } } as const },
    ...{ unasked: false, lane: 3, dueAt: now, expiresAt: now.add({ hours: 48 }), createdAt: now, ...more },
  });
  const other = newId(now);
  const like = (await house.db.select().from(tables.coalition))[0];
  if (!like) throw new Error('no coalition');
  await house.db.insert(tables.coalition).values({ ...like, id: other });
  await house.db
    .insert(delivery)
    .values([
      post(house.coalitionId, { recipient: 'channel:1' }),
      post(house.coalitionId, { recipient: 'channel:2', state: 'sent', endedAt: now }),
      post(other, { recipient: 'channel:3' }),
    ] as (typeof delivery.$inferInsert)[]);
  const shown = async () =>
    (
      await house.db
        .select()
        .from(delivery)
        .where(eq(delivery.kind, 'action.post'))
        .orderBy(delivery.recipient)
    ).map(({ effect }) => effect?.message.previews);
  await house.presses('jonas', 'safety.mediumToLow');
  expect(await shown()).toEqual([true, true, true]);
  await house.presses('jonas', 'safety.lowToMedium');
  expect(await shown()).toEqual([undefined, true, true]);
});

test('whoever lets members find them is told once a day that they can again, and nobody else is', async () => {
  await using house = await open();
  const kind = 'safety.found-again';
  const { consent, person } = tables;
  const answers = async (who: string, answer: 'nobody' | 'weavers') =>
    await house.db
      .update(consent)
      .set({ answer })
      .where(and(eq(consent.personId, house.personId(who)), eq(consent.kind, 'found')));
  await answers('ben', 'nobody');
  await answers('cara', 'weavers');
  const found = await house.db
    .select({ id: person.id })
    .from(person)
    .innerJoin(consent, and(eq(consent.personId, person.id), eq(consent.kind, 'found')))
    .where(and(eq(person.coalitionId, house.coalitionId), eq(consent.answer, 'members')));
  const everybody = found.map(({ id }) => id).filter((id) => id !== house.personId('jonas'));
  const told = async () => (await house.told(kind)).map(({ personId }) => personId).toSorted();
  await house.presses('jonas', 'safety.mediumToLow');
  await house.presses('jonas', 'safety.lowToHigh');
  expect(await told()).toEqual([]);
  const gone = everybody[0] ?? '';
  await house.db.update(person).set({ suspendedAt: house.at.now() }).where(eq(person.id, gone));
  await house.presses('jonas', 'safety.highToMedium');
  expect(everybody.length).toBeGreaterThan(3);
  expect(await told()).toEqual(everybody.filter((id) => id !== gone).toSorted());
  const [send] = await house.db.select().from(broadcast).where(eq(broadcast.kind, kind));
  expect(send?.message && plain(send.message)).toMatch(
    /can find you again.*name you again.*privacy consents/s,
  );
  await house.presses('jonas', 'safety.mediumToHigh');
  await house.presses('jonas', 'safety.highToLow');
  expect(await told()).toHaveLength(everybody.length - 1);
});

test('that members can find somebody again is not sent once it is not so any more', async () => {
  await using house = await open();
  await house.presses('jonas', 'safety.mediumToHigh');
  await house.presses('jonas', 'safety.highToMedium');
  const row = (await house.told('safety.found-again'))[0];
  if (!row?.personId) throw new Error('nobody was told');
  const isWanted = async () => await foundAgainKind.wanted?.(house.act(), row);
  expect(await isWanted()).toBe(true);
  await house.presses('jonas', 'safety.mediumToHigh');
  expect(await isWanted()).toBe(false);
  await house.presses('jonas', 'safety.highToMedium');
  expect(await isWanted()).toBe(true);
  const { consent } = tables;
  const theirs = and(eq(consent.personId, row.personId), eq(consent.kind, 'found'));
  await house.db.update(consent).set({ answer: 'nobody' }).where(theirs);
  expect(await isWanted()).toBe(false);
});

test('each step up is at least as strict in everything', () => {
  const rank = (risk: Risk) => {
    const { foundBy, placeDays, textDays, names, reports, previews } = risks[risk];
    return [
      foundBy === 'members' ? 1 : 0,
      placeDays,
      textDays,
      Number(names),
      Number(reports),
      Number(previews),
    ];
  };
  for (const [at, risk] of riskNames.slice(1).entries()) {
    const before = rank(riskNames[at] ?? 'low');
    expect(rank(risk).every((value, place) => value <= (before[place] ?? 0))).toBe(true);
  }
});
