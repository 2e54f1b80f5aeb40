import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { lookUpActions } from '#actions/find.ts';
import { action } from '#actions/tables.ts';
import { stayAway, takePart } from '#actions/take-part.ts';
import { openRequests } from '#amplification/round.ts';
import { request } from '#amplification/tables.ts';
import { buttonWire } from '#chat/index.ts';
import { delivery } from '#delivery/tables.ts';
import { type Feature, joined, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import * as safetyRows from '#safety/tables.ts';
import { newId } from '#store/index.ts';
import { testDatabase } from './support/database.ts';
import { buttonsIn, carryOut, openDesk } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
const named = (name: string): Feature => {
  const found = features.find((one) => one.name === name);
  if (!found) throw new Error(`no feature ${name}`);
  return found;
};

/** Ben has posted an action, and asks others to carry it further. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const desk = await openDesk(db, named('safety'), { others: features });
  const now = desk.at.now();
  const { coalitionId } = desk;
  const [actionId, requestId] = [newId(now), newId(now)];
  const ben = desk.personId('ben');
  await db.insert(action).values({
    ...{ id: actionId, coalitionId, announcerId: ben, state: 'posted', title: 'River clean-up' },
    ...{ what: 'We take plastic out.', zone: 'America/Chicago', tactic: 'care', audience: 'coalition' },
    ...{ startsAt: now.add({ hours: 72 }), draftedAt: now },
  });
  await db.insert(request).values({
    ...{ id: requestId, coalitionId, requesterId: ben, actionId, state: 'open', ask: 'Tell your street.' },
    ...{ tactic: 'care', urgent: false, framings: [], endsAt: now.add({ hours: 48 }), draftedAt: now },
  });
  return {
    ...desk,
    db,
    actionId,
    requestId,
    /** What people are asked for now. */
    asked: async () =>
      (await db.transaction((tx) => openRequests({ tx, now: desk.at.now() }, coalitionId))).map(
        ({ id }) => id,
      ),
    hide: (who: string, id: string, reason = 'It names a home.') =>
      desk.press(who, `safety.hide:${id}`, { reason }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

test('nobody is asked to carry further what is hidden, or what somebody suspended asks for', async () => {
  await using house = await open();
  expect(await house.asked()).toEqual([house.requestId]);
  await house.hide('jonas', house.actionId);
  expect(await house.asked()).toEqual([]);
  await house.press('priya', `safety.show:${house.actionId}`);
  expect(await house.asked()).toEqual([house.requestId]);
  await house.hide('jonas', house.requestId);
  expect(await house.asked()).toEqual([]);
  await house.press('jonas', `safety.show:${house.requestId}`);
  await house.type('jonas', 'safety suspend', {}, { person: 'ben', reason: 'Spam.' });
  expect(await house.asked()).toEqual([]);
  await house.type('jonas', 'safety restore', {}, { person: 'Ben Okafor' });
  expect(await house.asked()).toEqual([house.requestId]);
});

test('what waits to be told about something goes when it is hidden, and what is about other things stays', async () => {
  await using house = await open();
  const { coalitionId, db, actionId } = house;
  const now = house.at.now();
  const row = (subject: string) => ({
    ...{ id: newId(now), coalitionId, kind: 'action.soon', subject, recipient: `person:${subject}` },
    ...{ unasked: false, lane: 2, dueAt: now, expiresAt: now.add({ hours: 24 }), createdAt: now },
  });
  const other = newId(now);
  await db.insert(delivery).values([row(actionId), row(other)]);
  await house.hide('jonas', actionId);
  const states = new Map((await house.told('action.soon')).map(({ subject, state }) => [subject, state]));
  expect([states.get(actionId), states.get(other)]).toEqual(['cancelled', 'due']);
});

test('hiding does not take back that an action is called off: whoever meant to come still hears it', async () => {
  await using house = await open();
  const { coalitionId, db, actionId } = house;
  const now = house.at.now();
  await db.insert(delivery).values(
    ['action.cancelled', 'action.soon', 'action.changed'].map((kind) => ({
      ...{
        id: newId(now),
        coalitionId,
        kind,
        subject: actionId,
        recipient: `person:${house.personId('cara')}`,
      },
      ...{ unasked: false, lane: 2, dueAt: now, expiresAt: now.add({ hours: 24 }), createdAt: now },
    })),
  );
  await house.hide('jonas', actionId);
  const stateOf = async (kind: string) => (await house.told(kind)).map(({ state }) => state);
  expect(await stateOf('action.cancelled')).toEqual(['due']);
  for (const kind of ['action.soon', 'action.changed']) expect(await stateOf(kind)).toEqual(['cancelled']);
});

test('the numbers of a hidden action are in no digest and no report, and are again once it is shown', async () => {
  await using house = await open();
  const { db, coalitionId, actionId } = house;
  const { result } = await import('#results/tables.ts');
  const now = house.at.now();
  await db.update(action).set({ startsAt: now.subtract({ hours: 30 }) });
  await db.insert(result).values({
    ...{ id: newId(now), coalitionId, actionId, count: 1234, unit: 'sacks', source: 'scale', final: true },
    ...{ reportedById: house.personId('ben'), reportedAt: now.subtract({ hours: 1 }) },
  });
  const told = () =>
    db.transaction(async (tx) => {
      const [coalition] = await tx.select().from(tables.coalition);
      if (!coalition) throw new Error('no coalition');
      const since = now.subtract({ hours: 24 });
      const reading = { coalition, reader: 'operator', language: 'en', zone: 'UTC', since } as const;
      const digest = JSON.stringify(await named('results').digest?.({ tx, now }, reading));
      const report = JSON.stringify(
        await named('results').report?.({ tx, now }, { coalitionId, since, language: 'en' }),
      );
      return [digest, report].map((text) => /1,?234/.test(text));
    });
  expect(await told()).toEqual([true, true]);
  await house.hide('jonas', actionId);
  expect(await told()).toEqual([false, false]);
  await house.press('priya', `safety.show:${actionId}`);
  expect(await told()).toEqual([true, true]);
});

test('only operators of the same coalition hide, once, with a reason; author and principals are told, and it is in the log', async () => {
  await using house = await open();
  for (const who of ['mara', 'ana', 'ben', 'cara'])
    expect((await house.hide(who, house.actionId)).refused).toBe(true);
  const other = await openDesk(house.db, named('safety'), { others: features, prefix: 'other-' });
  await expect(
    other.press('jonas', `safety.hide:${house.actionId}`, { reason: 'Ours.' }),
  ).resolves.toMatchObject({
    refused: true,
  });
  expect((await house.hide('jonas', house.actionId, '')).invalid).toBeDefined();
  expect(await house.db.select().from(safetyRows.hidden)).toEqual([]);
  await house.hide('jonas', house.actionId);
  expect((await house.hide('priya', house.actionId)).refused).toBe(true);
  const to = (rows: readonly { personId: string | null }[]) => rows.map(({ personId }) => personId);
  expect(to(await house.told('safety.hidden'))).toEqual([house.personId('ben')]);
  expect(to(await house.told('safety.overseen'))).toEqual([house.personId('mara')]);
  expect(await house.audited()).toEqual(['post.hidden']);
  // A draft is nobody's to hide: nobody else sees it.
  await house.press('jonas', `safety.show:${house.actionId}`);
  await house.db.update(action).set({ state: 'draft' }).where(eq(action.id, house.actionId));
  expect((await house.hide('jonas', house.actionId)).stale).toBe(true);
});

test('whoever represents a hub is told that what it says is hidden; the hub stays, and nobody is told where nobody does', async () => {
  await using house = await open();
  const { hub, representative } = tables;
  const [delta, upriver] = await Promise.all(
    ['Delta', 'Upriver'].map(
      async (name) => (await house.db.select().from(hub).where(eq(hub.name, name)))[0],
    ),
  );
  if (!delta || !upriver) throw new Error('no hub');
  const speakers = await house.db.select().from(representative).where(eq(representative.hubId, delta.id));
  expect(speakers.length).toBeGreaterThan(0);
  const answer = await house.hide('jonas', delta.id);
  expect(answer.text).toContain('What “Delta” says of itself is hidden; its name stays in lists.');
  const told = async () => (await house.told('safety.hidden')).map(({ personId }) => personId).toSorted();
  expect(await told()).toEqual(speakers.map(({ personId }) => personId).toSorted());
  const before = await told();
  await house.db.delete(representative).where(eq(representative.hubId, upriver.id));
  expect((await house.hide('jonas', upriver.id)).text).toContain('Nobody represents it. The lead organisers');
  expect(await told()).toEqual(before);
});

test('its announcer and operators find a hidden action by its name, nobody else does, and whoever is in can step back', async () => {
  await using house = await open();
  const { actionId } = house;
  await house.context('cara', async (context) => await takePart(joined(context), actionId, 'in'));
  await house.hide('jonas', actionId);
  const found = (who: string) =>
    house.context(who, async (context) => (await lookUpActions(context, 'River')).map(({ id }) => id));
  expect([await found('ben'), await found('jonas')]).toEqual([[actionId], [actionId]]);
  expect([await found('cara'), await found('ana')]).toEqual([[], []]);
  const steps = (who: string) =>
    house.context(who, async (context) => (await stayAway(joined(context), actionId)).was);
  expect(await steps('cara')).toBe(true);
  await expect(steps('cara')).rejects.toThrow('refused');
  await expect(steps('ana')).rejects.toThrow('refused');
});

test('the button to hide is an operator’s alone', async () => {
  await using house = await open();
  const shows = (who: string) =>
    house.context(who, async (context) =>
      buttonsIn(await carryOut(named('action'), 'action show', context, { action: house.actionId })).map(
        buttonWire,
      ),
    );
  expect(await shows('jonas')).toContain(`safety.hide:${house.actionId}`);
  for (const who of ['ben', 'mara', 'ana']) expect((await shows(who)).join()).not.toContain('safety.');
});

test('a listing or a resource that is hidden is found, answered and told of by nobody', async () => {
  await using house = await open();
  const list = (who: string, words: string) =>
    house.context(
      who,
      async (context) => await carryOut(named('resources'), 'share offer', context, { words }),
    );
  const find = (who: string) =>
    house.context(who, async (context) =>
      JSON.stringify(await carryOut(named('resources'), 'find resources', context, { words: 'chairs' })),
    );
  await list('ben', 'forty chairs');
  expect(await find('cara')).toContain('forty chairs');
  const { listing } = await import('#resources/tables.ts');
  const [one] = await house.db.select().from(listing);
  await house.hide('jonas', one?.id ?? '');
  expect(await find('cara')).not.toContain('forty chairs');
  expect(await find('jonas')).not.toContain('forty chairs');
  const { answerable } = await import('#resources/answer.ts');
  const answer = house.context('cara', async (context) => {
    if (!context.person || !context.coalition) throw new Error('not joined');
    return await answerable(
      { ...context, person: context.person, coalition: context.coalition },
      one?.id ?? '',
    );
  });
  await expect(answer).rejects.toThrow('refused');
  await house.press('jonas', `safety.show:${one?.id}`);
  expect(await find('cara')).toContain('forty chairs');
  expect(await house.db.$count(tables.audit)).toBe(2);
});
