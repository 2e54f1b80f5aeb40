import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { action } from '#actions/tables.ts';
import { cancelDay } from '#convergence/cancel.ts';
import { editDay } from '#convergence/edit.ts';
import { countDays } from '#convergence/figures.ts';
import { lookUpDays, shownDay } from '#convergence/find.ts';
import { placesOf } from '#convergence/held.ts';
import { day, dayCopy, dayTold, hosting } from '#convergence/tables.ts';
import { openEffect } from '#delivery/secrets.ts';
import { delivery } from '#delivery/tables.ts';
import { type Context, joined, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { findOrganisations } from '#find/organisations.ts';
import { listHubs } from '#hubs/list.ts';
import { numbersIn, numbersOf } from '#results/numbers.ts';
import { tellOutside } from '#results/outside.ts';
import { result } from '#results/tables.ts';
import { hiddenFor } from '#safety/index.ts';
import { newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { begins, openDesk } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });

/** An action that came to something, and a day that is held somewhere. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const safety = features.find(({ name }) => name === 'safety');
  if (!safety) throw new Error('no safety');
  const desk = await openDesk(db, safety, { others: features });
  const now = desk.at.now();
  const { coalitionId } = desk;
  const ben = desk.personId('ben');
  const [actionId, resultId, dayId, placeId] = [newId(now), newId(now), newId(now), newId(now)];
  const [upriver] = await db.select().from(tables.hub).where(eq(tables.hub.name, 'Upriver'));
  if (!upriver) throw new Error('no hub');
  await db.insert(action).values({
    ...{ id: actionId, coalitionId, announcerId: ben, state: 'posted', title: 'Walk', what: 'We walk.' },
    ...{ zone: 'UTC', tactic: 'march', audience: 'coalition', startsAt: now.subtract({ hours: 24 }) },
    ...{ draftedAt: now.subtract({ hours: 48 }), postedAt: now.subtract({ hours: 48 }) },
  });
  await db.insert(result).values({
    ...{ id: resultId, coalitionId, actionId, count: 340, unit: 'liars', source: 'me', final: true },
    ...{ reportedById: ben, reportedAt: now },
  });
  const date = now
    .add({ hours: 24 * 10 })
    .toString()
    .slice(0, 10);
  await db.insert(day).values({
    ...{ id: dayId, coalitionId, calledById: ben, state: 'planned', name: 'River day', ask: 'Come.' },
    ...{ firstDay: date, lastDay: date, fromMinute: 600, untilMinute: 720, version: 1, linkKey: newId(now) },
    ...{ draftedAt: now, plannedAt: now, changedAt: now },
  });
  const [postId, eventId] = [newId(now), newId(now)];
  const [space] = await db.select().from(tables.space);
  const spaceId = space?.id ?? '';
  const sent = {
    ...{ coalitionId, recipient: 'channel' as const, spaceId, channel: 'actions', unasked: false, lane: 2 },
    ...{ state: 'sent' as const, dueAt: now, expiresAt: now.add({ hours: 240 }), createdAt: now },
  };
  await db.insert(delivery).values([
    { ...sent, id: postId, kind: 'converge.post', subject: newId(now) },
    { ...sent, id: eventId, kind: 'converge.event', subject: newId(now) },
  ]);
  await db.insert(dayCopy).values({ dayId, coalitionId, spaceId, postId, eventId });
  await db.insert(dayTold).values({ dayId, coalitionId, personId: desk.personId('wren'), at: now });
  await db.insert(hosting).values({
    ...{ id: placeId, coalitionId, dayId, hubId: upriver.id, state: 'hosting', place: 'Ben’s home' },
    hostedAt: now,
  });
  return {
    ...{ ...desk, db, actionId, resultId, dayId, placeId, upriver },
    /** what was written about the day since, with what it says */
    said: async () =>
      (await db.select().from(delivery).where(eq(delivery.subject, dayId))).map((row) => ({
        ...{ kind: row.kind, recipient: row.recipient, personId: row.personId },
        says: JSON.stringify(row.effect && openEffect(row.id, row.effect)),
      })),
    hide: (id: string) => desk.press('jonas', `safety.hide:${id}`, { reason: 'It names a home.' }),
    show: (id: string) => desk.press('jonas', `safety.show:${id}`),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

test('a number that is hidden is shown and added up nowhere, and is again once it is shown', async () => {
  await using house = await open();
  const { db, coalitionId, actionId, resultId } = house;
  const counted = async () =>
    await db.transaction(async (tx) => [
      (await numbersOf({ tx }, { id: actionId, coalitionId })).length,
      (await numbersIn({ tx }, coalitionId)).length,
      (await tellOutside({ tx }, { coalitionId, since: begins.subtract({ hours: 48 }), language: 'en' }))
        .length,
    ]);
  expect(await counted()).toEqual([1, 1, 1]);
  await house.hide(resultId);
  expect(await counted()).toEqual([0, 0, 0]);
  await house.show(resultId);
  expect(await counted()).toEqual([1, 1, 1]);
});

test('a hidden day is found by nobody but its caller and operators, counted nowhere, and its announcements say why', async () => {
  await using house = await open();
  const { db, coalitionId, dayId } = house;
  const finds = async (who: string) =>
    await house.context(who, async (me) => (await lookUpDays(me, 'River')).length > 0);
  const opens = async (who: string) =>
    await house.context(
      who,
      async (me) =>
        await shownDay(joined(me), dayId).then(
          () => true,
          () => false,
        ),
    );
  const days = async () =>
    await db.transaction(
      async (tx) => (await countDays({ tx, now: begins }, { coalitionId, since: begins })).daysToCome,
    );
  const seen = async () =>
    await Promise.all(['rosa', 'ben', 'jonas'].flatMap((who) => [finds(who), opens(who)]));
  expect([await seen(), await days()]).toEqual([[true, true, true, true, true, true], 1]);
  await house.hide(dayId);
  expect([await seen(), await days()]).toEqual([[false, false, true, true, true, true], 0]);
  const [edit] = await db.select().from(delivery).where(eq(delivery.subject, dayId));
  expect(JSON.stringify(edit?.effect)).toContain('It names a home.');
  await house.show(dayId);
  expect([await seen(), await days()]).toEqual([[true, true, true, true, true, true], 1]);
});

test('a hidden day that is moved is told to nobody, and one that is cancelled without its words', async () => {
  const told = async (isHidden: boolean) => {
    await using house = await open();
    const { dayId } = house;
    if (isHidden) await house.hide(dayId);
    const moved = { name: 'River day', day: '2027-05-29', hours: 'noon to two', ask: 'Come.' };
    const count = async (run: (me: Context) => Promise<{ readonly told: number }>) =>
      (await house.context('mara', run)).told;
    const first = await count(async (me) => await editDay(joined(me), dayId, moved));
    const news = async () =>
      (await house.said()).filter(({ recipient }) => !recipient.startsWith('delivered:'));
    const afterMove = await news();
    const then = await count(async (me) => await cancelDay(joined(me), dayId, 'Slander.'));
    return { first, then, afterMove, all: await news() };
  };
  const shown = await told(false);
  expect([shown.first, shown.then]).toEqual([1, 1]);
  expect(new Set(shown.afterMove.map(({ kind }) => kind))).toContain('converge.post');
  expect(shown.all.some(({ says }) => says.includes('Slander.'))).toBe(true);
  const hidden = await told(true);
  expect([hidden.first, hidden.then]).toEqual([0, 1]);
  expect(hidden.afterMove.filter(({ kind }) => kind.startsWith('converge.'))).toEqual([]);
  const [only, another] = hidden.all.filter(({ kind }) => kind.startsWith('converge.'));
  expect([only?.kind, another]).toEqual(['converge.changed', undefined]);
  expect(only?.says).toContain('a convergence day you had heard of');
  expect(only?.says).not.toMatch(/River day|Slander|Come\.|weft\.example/);
});

test('the event of a hidden day stands without its words, also once it is edited, and has them back once it is shown', async () => {
  await using house = await open();
  const { dayId } = house;
  const events = async () => (await house.said()).filter(({ kind }) => kind === 'converge.event');
  await house.hide(dayId);
  const given = { name: 'Slander day', day: '2027-05-22', hours: '10:00 to 12:00', ask: 'Come.' };
  await house.context('mara', async (me) => await editDay(joined(me), dayId, given));
  const hidden = await events();
  expect(hidden).toHaveLength(2);
  for (const { says } of hidden) {
    expect(says).toContain('"name":"Hidden by the operators","about":""');
    expect(says).toContain('"state":"planned"');
    expect(says).not.toMatch(/River day|Slander day|Come\./);
  }
  await house.show(dayId);
  const all = await events();
  expect(all.filter(({ says }) => says.includes('"name":"Slander day","about":"Come."'))).toHaveLength(1);
});

test('a place that is hidden holds no day', async () => {
  await using house = await open();
  const { db, coalitionId, dayId, placeId } = house;
  const places = async () =>
    await db.transaction(async (tx) => (await placesOf({ tx }, { id: dayId, coalitionId })).length);
  expect(await places()).toBe(1);
  await house.hide(placeId);
  expect(await places()).toBe(0);
  await house.show(placeId);
  expect(await places()).toBe(1);
});

test('what a hub or an organisation says of itself is neither shown nor searched while it is hidden; it stays with its name', async () => {
  await using house = await open();
  const { db, coalitionId, upriver } = house;
  await db.update(tables.hub).set({ places: 'Slanderville' }).where(eq(tables.hub.id, upriver.id));
  const [one] = await db
    .select()
    .from(tables.organisation)
    .where(eq(tables.organisation.coalitionId, coalitionId));
  const organisationId = one?.id ?? '';
  await db
    .update(tables.organisation)
    .set({ about: 'Slanderous words', issues: 'Slander', listed: true })
    .where(eq(tables.organisation.id, organisationId));
  const found = async () =>
    await house.context('rosa', async (me) => [
      (await listHubs(joined(me), 'Slanderville')).total,
      (await findOrganisations(joined(me), { words: 'slanderous' })).total,
      (await findOrganisations(joined(me), { issue: 'slander' })).total,
    ]);
  expect(await found()).toEqual([1, 1, 1]);
  for (const id of [upriver.id, organisationId]) await house.hide(id);
  expect(await found()).toEqual([0, 0, 0]);
  const named = await house.context('rosa', async (me) => ({
    hub: (await listHubs(joined(me), 'Upriver')).shown[0]?.isHidden,
    organisation: (await findOrganisations(joined(me), { words: one?.name })).found[0],
  }));
  expect(named).toMatchObject({
    hub: true,
    organisation: { isHidden: true, about: '', issues: '', place: '' },
  });
  for (const id of [upriver.id, organisationId]) await house.show(id);
  expect(await found()).toEqual([1, 1, 1]);
});

test('that something is hidden is one coalition’s own', async () => {
  await using house = await open();
  await house.hide(house.dayId);
  const why = async (coalitionId: string) =>
    await house.db.transaction(async (tx) => await hiddenFor({ tx }, coalitionId, house.dayId));
  expect(await why(house.coalitionId)).toBe('It names a home.');
  expect(await why(newId(begins))).toBeUndefined();
});
