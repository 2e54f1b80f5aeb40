import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { and, eq, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { cast } from '#cast/index.ts';
import * as days from '#convergence/tables.ts';
import { delivery } from '#delivery/tables.ts';
import { plan } from '#digest/tables.ts';
import { isLastOperator, notePresent, type Space, tables } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { manner } from '#home/index.ts';
import { form, inbox } from '#inbox/tables.ts';
import { heldOfCoalition, heldOfSpace } from '#onboarding/held-of.ts';
import { forgetCoalition, forgetSpace, type Goes, onSpaceEvent } from '#onboarding/index.ts';
import { waits } from '#onboarding/waits.ts';
import { deletion, departure } from '#privacy/tables.ts';
import { keyStore } from '#pulse/index.ts';
import { openPulse } from '#pulse/open.ts';
import * as pulses from '#pulse/tables.ts';
import { createSchedule } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { plantCanaries } from './support/canaries.ts';
import { testDatabase } from './support/database.ts';
import { asJoined, openDesk, seed, wire } from './support/desk.ts';
import { pulseKeys } from './support/pulse-keys.ts';

vi.setConfig({ testTimeout: 60_000 });

const features = createFeatures({ embedded: true, platforms: ['playground'], pulseKeys });
const keys = keyStore(pulseKeys);
const log = { error() {}, warn() {}, info() {} };
const quiet = { log, random: () => 0.5 };
const named = (name: string) => {
  const found = features.find((one) => one.name === name);
  if (!found) throw new Error(`no feature ${name}`);
  return found;
};
const onboarding = named('onboarding');

const only = (tenant: string) =>
  cast.people
    .filter(({ account, tenants }) => !cast.newcomers.includes(account) && tenants.join() === tenant)
    .map(({ account }) => account);

/** The cast at the desk of this room, with somebody of the administrators’ side: Jonas and Priya are operators. */
async function open() {
  const database = await testDatabase();
  const { db } = database;
  const desk = await openDesk(db, onboarding, { others: features });
  const spaceOf = async (tenant: string): Promise<Space> => {
    const [row] = await db.select().from(tables.space).where(eq(tables.space.tenant, tenant));
    if (!row) throw new Error(`no space ${tenant}`);
    return row;
  };
  return {
    ...desk,
    db,
    spaceOf,
    schedule: createSchedule({
      ...quiet,
      store: database.store,
      clock: desk.at,
      dues: onboarding.dues ?? [],
    }),
    everything: createSchedule({
      ...{ ...quiet, store: database.store, clock: desk.at },
      dues: features.flatMap(({ dues = [] }) => dues),
    }),
    /** What happens to Weft in a space. */
    happens: (tenant: string, event: 'bot added' | 'bot removed') =>
      db.transaction((tx) =>
        onSpaceEvent(
          { tx, now: desk.at.now() },
          {
            ...{ key: '', platform: 'playground', tenant, reply: null, kind: 'event', event },
            sender: { account: '', name: '', administrator: false },
          },
        ),
      ),
    here: async () =>
      new Set(
        (
          await db
            .select()
            .from(tables.person)
            .where(and(eq(tables.person.coalitionId, desk.coalitionId), sql`left_at is null`))
        ).map(({ name }) => name),
      ),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

type Room = Awaited<ReturnType<typeof open>>;

/** What stands and waits in a space: posts, messages to people of it, an event of a day, what came in. */
async function lived(room: Room, tenant: string): Promise<void> {
  const { db, coalitionId, at, personId } = room;
  const now = at.now();
  const space = await room.spaceOf(tenant);
  const of = () => ({
    ...{ id: newId(now), coalitionId, subject: newId(now), unasked: false, lane: 2, createdAt: now },
    ...{ dueAt: now, expiresAt: now.add({ hours: 48 }), kind: 'coalition.vouched' },
    effect: {
      kind: 'post' as const,
      message: { text: [{ kind: 'words' as const, words: 'Said there.' }], blocks: [] },
    },
  });
  const sent = { state: 'sent' as const, endedAt: now, claimedAt: now, platform: space.platform, tenant };
  const [leaves = '', stays = ''] = [only(tenant)[0], 'priya'];
  const post = {
    ...of(),
    ...sent,
    recipient: `channel:${space.id}:c`,
    spaceId: space.id,
    channel: 'c',
    posted: 'p1',
  };
  const event = {
    ...of(),
    ...sent,
    kind: 'converge.event',
    recipient: `channel:${space.id}:e`,
    spaceId: space.id,
  };
  await db.insert(delivery).values([
    { ...post, conversation: 'c' },
    { ...event, conversation: 'e', posted: 'e1' },
    { ...of(), ...sent, recipient: 'person:a', personId: personId(leaves), conversation: 'd1', posted: 'p2' },
    { ...of(), ...sent, recipient: 'person:b', personId: personId(stays), conversation: 'd2', posted: 'p3' },
    { ...of(), recipient: `channel:${space.id}:w`, spaceId: space.id, channel: 'c' },
    { ...of(), recipient: `delivered:${post.id}`, edits: post.id },
  ]);
  await db
    .insert(inbox)
    .values({ platform: space.platform, key: tenant, tenant, account: 'x', state: 'done', receivedAt: now });
  await db.insert(form).values({
    ...{ id: newId(now), platform: space.platform, tenant, account: 'x', sealed: false, createdAt: now },
    source: { kind: 'command', topic: 'home', verb: 'show' } as never,
  });
  await db
    .insert(tables.installation)
    .values({ platform: space.platform, tenant, sealedToken: 'sealed', installedAt: now });
  const dayId = newId(now);
  await db.insert(days.day).values({
    ...{
      id: dayId,
      coalitionId,
      name: 'River day',
      ask: 'Come',
      state: 'planned',
      reason: '',
      linkKey: newId(now),
    },
    ...{
      firstDay: '2027-06-20',
      lastDay: '2027-06-20',
      fromMinute: 600,
      untilMinute: 720,
      draftedAt: now,
      changedAt: now,
      dropAt: null,
    },
  } as never);
  await db.insert(days.dayCopy).values({ dayId, spaceId: space.id, coalitionId, eventId: event.id });
  await db.insert(plan).values({
    ...{
      id: newId(now),
      coalitionId,
      reader: 'operator',
      weekday: 1,
      hour: 10,
      zone: 'UTC',
      spaceId: space.id,
      channel: 'c',
    },
  });
}

test('a space is taken out by an operator who wrote that they are sure, and nothing of it is left', async () => {
  await using room = await open();
  const { db, at } = room;
  await lived(room, 'delta');
  const before = await room.spaceOf('delta');
  const gone = only('delta').length;
  expect(gone).toBeGreaterThan(3);

  const { buttons } = await room.type('jonas', 'coalition settings');
  const shown = await room.press('jonas', buttons['Take Delta kitchen table out']);
  expect(shown.text).toContain(`${gone} people who have no other account`);
  expect(shown.text).not.toContain('ends with it');
  const exported = await room.press('jonas', shown.buttons['Send me what is its own']);
  expect(exported.text).toContain('as its own');
  const sure = shown.buttons['Take it out'];
  expect(await room.press('jonas', sure, { sure: 'yes' })).toMatchObject({ invalid: {} });
  await room.schedule.tick();
  expect(await heldOfSpace({ tx: db }, before, true)).not.toEqual({});

  expect((await room.press('jonas', sure, { sure: ' Take out ' })).text).toContain('is taken out on');
  expect(await room.press('priya', sure, { sure: 'take out' })).toMatchObject({ refused: true });
  // Whoever goes with it reads so at home, with what to do; whoever stays does not.
  const warned = (account: string, tenant: string) =>
    asJoined(db, at.now(), { account, tenant }, async (context) =>
      JSON.stringify(await waits(context)).includes('privacy export'),
    );
  expect([await warned(only('delta')[0] ?? '', 'delta'), await warned('jonas', 'delta')]).toEqual([
    true,
    false,
  ]);
  at.advance({ hours: 71 });
  await room.schedule.tick();
  expect((await room.here()).size).toBe(room.people.size);
  at.advance({ hours: 1 });
  await room.schedule.tick();
  at.advance({ seconds: 10 });
  await room.schedule.tick();

  const staying = cast.people.filter(
    ({ tenants, account }) => tenants.includes('clearwater') && !cast.newcomers.includes(account),
  );
  expect(await room.here()).toEqual(new Set(staying.map(({ name }) => name)));
  const erased = await db.select().from(deletion);
  expect(erased.map(({ personId, keep }) => `${personId} ${keep}`).toSorted()).toEqual(
    only('delta')
      .map((account) => `${room.personId(account)} true`)
      .toSorted(),
  );
  const events = (await room.told('converge.event')).filter(({ edits }) => edits !== null);
  expect(events.map(({ effect }) => effect)).toMatchObject([
    { kind: 'event', event: { state: 'cancelled' } },
  ]);
  expect(await db.select().from(plan)).toMatchObject([{ spaceId: null, channel: null }]);
  // Until the last row goes nobody begins anew there: it would go with it.
  expect((await room.type('jonas', 'coalition setup', {}, {}, 'delta')).refused).toBe(true);

  at.advance({ hours: 1 });
  await room.schedule.tick();
  expect(await heldOfSpace({ tx: db }, before, true)).toEqual({});
  const fresh = await room.spaceOf('delta');
  expect(fresh).toMatchObject({ name: before.name, goneAt: null, dropAt: null });
  expect(fresh.id).not.toBe(before.id);
  expect(await db.$count(tables.installation)).toBe(1);
  const [kept] = await db.select().from(delivery).where(eq(delivery.recipient, 'person:b'));
  expect(kept).toMatchObject({
    effect: null,
    tenant: null,
    posted: null,
    state: 'sent',
    claimedAt: expect.anything(),
  });
  expect(await db.select().from(departure)).toMatchObject([
    { id: before.id, what: 'space', writtenAt: null },
  ]);
  expect(await room.audited()).toEqual(expect.arrayContaining(['space.taken out', 'space.left']));
  const told = (await room.told('coalition.space')).map(
    ({ personId, occurrence }) => `${personId} ${occurrence.split(' ')[0]}`,
  );
  const [jonas, priya, mara] = [room.personId('jonas'), room.personId('priya'), room.personId('mara')];
  expect(told.toSorted()).toEqual(
    [`${jonas} left`, `${priya} left`, `${priya} out`, `${mara} out`].toSorted(),
  );
});

test('the proof finds what is left of a space, in any table that has it, and takes all of it back', async () => {
  await using room = await open();
  const { db } = room;
  const space = await room.spaceOf('delta');
  await db.execute(sql`create table later_room (space_id uuid not null)`);
  await db.execute(sql`insert into later_room values (${space.id})`);
  const goes: Goes = {
    ...{ features, note: async () => {} },
    erase: async (act, { id }) =>
      await act.tx.update(tables.person).set({ leftAt: act.now }).where(eq(tables.person.id, id)),
  };
  const work = db.transaction((tx) => forgetSpace({ tx, now: room.at.now() }, space.id, goes));
  await expect(work).rejects.toThrow('later_room');
  expect((await room.spaceOf('delta')).id).toBe(space.id);
});

test('no space goes with the last operator in it, unless the coalition ends with it', async () => {
  await using room = await open();
  const { db } = room;
  const space = await room.spaceOf('clearwater');
  const { account } = tables;
  await db
    .delete(account)
    .where(
      and(
        sql`${account.spaceId} <> ${space.id}`,
        sql`person_id in (${room.personId('jonas')}, ${room.personId('priya')})`,
      ),
    );
  const { buttons } = await room.type('jonas', 'coalition settings');
  const shown = await room.press('jonas', buttons['Take Clearwater hall out']);
  const refused = await room.press('jonas', shown.buttons['Take it out'], { sure: 'take out' });
  expect(refused).toMatchObject({ refused: true });
  expect(refused.text).toContain('Make somebody of another space an operator');
  expect((await room.spaceOf('clearwater')).dropAt).toBeNull();
  // A space that is leaving itself, or that Weft was taken out of, keeps nobody, and no coalition.
  const delta = eq(tables.space.tenant, 'delta');
  for (const gone of ['leavingAt', 'goneAt'] as const) {
    await db
      .update(tables.space)
      .set({ [gone]: room.at.now() })
      .where(delta);
    const last = await room.press('jonas', buttons['Take Clearwater hall out']);
    expect(last.text).toContain('ends with it');
    expect(last.text).toContain('Goes: everybody.');
    await db
      .update(tables.space)
      .set({ [gone]: null })
      .where(delta);
  }
  expect((await room.press('ben', shown.buttons['Take it out'], { sure: 'take out' })).refused).toBe(true);
});

test('with its last space a coalition ends: no row of it is left, no sealed answer, no key, and others keep theirs', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const now = Temporal.Instant.from('2027-05-12T17:00:00Z');
  const neighbours = await seed(db, now);
  const held = await heldOfCoalition({ tx: db }, neighbours.coalitionId);
  const { coalitionId } = await plantCanaries(db, now);
  const [coalition] = await db.select().from(tables.coalition).where(eq(tables.coalition.id, coalitionId));
  const [space] = await db.select().from(tables.space).where(eq(tables.space.tenant, 'T1'));
  if (!coalition || !space) throw new Error('nothing was planted');
  // Enough people for a pulse, who have no other account.
  await db.execute(sql`
    with one as (insert into person (id, coalition_id, name, zone, zone_from, joined_at)
      select gen_random_uuid(), ${coalitionId}::uuid, 'P' || n, 'UTC', 'person', ${now.toString()}::timestamptz
      from generate_series(1, 30) as n returning id, name),
    agreed as (insert into consent (person_id, coalition_id, kind, answer, decided_at)
      select id, ${coalitionId}::uuid, 'pulse', 'yes', ${now.toString()}::timestamptz from one)
    insert into account (id, coalition_id, person_id, space_id, platform, external, added_at)
    select gen_random_uuid(), ${coalitionId}::uuid, id, ${space.id}::uuid, 'slack', name, ${now.toString()}::timestamptz from one`);
  const pulse = await db.transaction((tx) => openPulse({ tx, now }, coalition, keys, 'now'));
  if ('kind' in pulse) throw new Error(pulse.kind);
  await db.insert(pulses.sealedAnswer).values({
    ...{ pulseId: pulse.id, tag: new Uint8Array(32), sealed: new Uint8Array(64) },
  });
  expect(existsSync(join(pulseKeys, `${pulse.id}.key`))).toBe(true);
  expect(Object.keys(await heldOfCoalition({ tx: db }, coalitionId)).length).toBeGreaterThan(40);

  await db.update(tables.space).set({ dropAt: now }).where(eq(tables.space.id, space.id));
  const dues = onboarding.dues ?? [];
  await createSchedule({ ...quiet, store: database.store, clock: { now: () => now }, dues }).tick();

  expect(await heldOfCoalition({ tx: db }, coalitionId)).toEqual({});
  expect(await db.$count(pulses.sealedAnswer)).toBe(0);
  expect(existsSync(join(pulseKeys, `${pulse.id}.key`))).toBe(false);
  expect(await heldOfCoalition({ tx: db }, neighbours.coalitionId)).toEqual(held);
  const left = await db.select().from(departure);
  expect(left.map(({ what }) => what).toSorted()).toEqual(['coalition', 'space']);
  await db.insert(tables.coalition).values({ ...coalition });
  await db.execute(sql`create table later_room (coalition_id uuid not null)`);
  await db.execute(sql`insert into later_room values (${coalitionId})`);
  const lines: unknown[] = [];
  const goes = {
    ...{ features, erase: async () => {}, note: async () => {} },
    log: { info: (...line: unknown[]) => lines.push(line) },
  };
  await expect(db.transaction((tx) => forgetCoalition({ tx, now }, coalitionId, goes))).rejects.toThrow(
    'later_room',
  );
  expect(lines).toEqual([['a coalition ends, with all that is kept of it', { reference: coalitionId }]]);
});

test('a space that Weft was taken out of loses its token at once, is written to no more, and goes after thirty days', async () => {
  await using room = await open();
  const { db, at } = room;
  await lived(room, 'delta');
  const space = await room.spaceOf('delta');
  await room.happens('delta', 'bot removed');
  expect(await db.$count(tables.installation)).toBe(0);
  await room.schedule.tick();
  await room.schedule.tick();
  expect(await room.remarks('jonas')).toContainEqual(
    expect.stringContaining('Weft was taken out of Delta kitchen table'),
  );
  const heard = await room.told('coalition.space');
  expect(heard.map(({ personId }) => personId).toSorted()).toEqual(
    [room.personId('jonas'), room.personId('priya')].toSorted(),
  );
  const waiting = await db
    .select()
    .from(delivery)
    .where(eq(delivery.recipient, `channel:${space.id}:w`));
  const kind = onboarding.kinds?.[0];
  if (!kind || !waiting[0]) throw new Error('nothing waits');
  const turns = [{ row: waiting[0], kind }];
  expect(await db.transaction((tx) => manner({ tx, now: at.now() }, turns))).toEqual([
    { kind: 'refuse', code: 'space gone' },
  ]);

  at.advance({ hours: 29 * 24 });
  await room.schedule.tick();
  expect((await room.here()).size).toBe(room.people.size);
  at.advance({ hours: 25 });
  await room.schedule.tick();
  at.advance({ seconds: 10 });
  await room.schedule.tick();
  expect(await heldOfSpace({ tx: db }, space, false)).toEqual({});
  expect((await room.here()).size).toBe(room.people.size - only('delta').length);
  expect(await db.select().from(departure)).toMatchObject([{ id: space.id, what: 'space' }]);
});

test('added again within thirty days all is as it was', async () => {
  await using room = await open();
  await room.happens('delta', 'bot removed');
  await room.schedule.tick();
  room.at.advance({ hours: 29 * 24 });
  await room.happens('delta', 'bot added');
  room.at.advance({ hours: 48 });
  await room.schedule.tick();
  expect(await room.spaceOf('delta')).toMatchObject({ goneAt: null, dropAt: null });
  expect((await room.here()).size).toBe(room.people.size);
  // Being seen again is what calls it off: a restart of Weft does not when an operator takes a space out.
  const { db } = room;
  const space = await room.spaceOf('delta');
  const leaving = { leavingAt: room.at.now(), dropAt: room.at.now() };
  await db.update(tables.space).set(leaving).where(eq(tables.space.id, space.id));
  await db.transaction((tx) => notePresent({ tx, now: room.at.now() }, 'playground', 'delta', 'Delta'));
  expect((await room.spaceOf('delta')).dropAt).not.toBeNull();
});

test('a coalition that Weft was taken out of everywhere begins nothing, and goes on where it is added again', async () => {
  await using room = await open();
  const { db, at } = room;
  const count = async () => await db.$count(delivery, sql`kind not like 'coalition.%'`);
  const passes = async () => {
    for (let hours = 0; hours < 8 * 24; hours += 24) {
      at.advance({ hours: 24 });
      await room.everything.tick();
    }
    return await count();
  };
  const before = await passes();
  expect(before).toBeGreaterThan(0);
  for (const tenant of ['clearwater', 'delta']) await room.happens(tenant, 'bot removed');
  expect(await passes()).toBe(before);
  for (const tenant of ['clearwater', 'delta']) await room.happens(tenant, 'bot added');
  expect(await passes()).toBeGreaterThan(before);
});

/** The space Delta, which Jonas takes out. */
async function takeDeltaOut(room: Room): Promise<void> {
  const { buttons } = await room.type('jonas', 'coalition settings');
  const shown = await room.press('jonas', buttons['Take Delta kitchen table out']);
  await room.press('jonas', shown.buttons['Take it out'], { sure: 'take out' });
}

/** One step after another, until nothing is due any more in hours. */
async function stepOn(room: Room): Promise<void> {
  for (let step = 0; step < 4; step += 1) {
    room.at.advance({ minutes: 30 });
    await room.schedule.tick();
  }
}

test('what has begun to leave goes on where Weft is taken out and added again in between, however it began', async () => {
  for (const by of ['operator', 'platform'] as const) {
    await using room = await open();
    const before = await room.spaceOf('delta');
    if (by === 'operator') await takeDeltaOut(room);
    else await room.happens('delta', 'bot removed');
    await room.schedule.tick();
    room.at.advance({ hours: by === 'operator' ? 72 : 30 * 24 });
    await room.schedule.tick();
    // Its people have gone by now, and what the coalition has there has not.
    expect((await room.here()).size).toBe(room.people.size - only('delta').length);
    expect(await room.db.$count(tables.binding, eq(tables.binding.spaceId, before.id))).toBe(1);
    await room.happens('delta', 'bot removed');
    room.at.advance({ seconds: 5 });
    await room.happens('delta', 'bot added');
    await stepOn(room);
    expect(await heldOfSpace({ tx: room.db }, before, true)).toEqual({});
    expect((await room.here()).size).toBe(room.people.size - only('delta').length);
  }
});

test('any operator keeps a space until the day it goes, and then nobody does', async () => {
  await using room = await open();
  const { db, at } = room;
  await takeDeltaOut(room);
  const messages = async (occurrence: string) =>
    (await room.told('coalition.space')).filter((one) => one.occurrence.startsWith(occurrence));
  const space = await room.spaceOf('delta');
  const keep = wire('coalition.keep', space.id);
  const [row] = await messages('out');
  const kind = onboarding.kinds?.find(({ name }) => name === 'coalition.space');
  if (!row || !kind) throw new Error('nobody was told');
  // Until then the space is written to like any other.
  const post = { ...row, personId: null, spaceId: space.id, channel: 'c' };
  const goes = async () => await db.transaction((tx) => manner({ tx, now: at.now() }, [{ row: post, kind }]));
  expect(await goes()).toMatchObject([{ kind: 'go' }]);
  expect(await room.remarks('priya')).toContainEqual(expect.stringContaining('is taken out on'));
  expect((await room.press('mara', keep)).refused).toBe(true);
  at.advance({ hours: 71 });
  expect((await room.press('priya', keep)).text).toContain('stays');
  expect(await room.spaceOf('delta')).toMatchObject({ leavingAt: null, dropAt: null });
  expect(await room.audited()).toContain('space.kept');
  expect(new Set((await messages('kept')).map(({ personId }) => personId))).toEqual(
    new Set(['jonas', 'mara'].map((account) => room.personId(account))),
  );
  expect((await room.press('priya', keep)).refused).toBe(true);
  await stepOn(room);
  at.advance({ hours: 24 });
  await room.schedule.tick();
  expect((await room.here()).size).toBe(room.people.size);

  await takeDeltaOut(room);
  at.advance({ hours: 72 });
  expect((await room.press('priya', keep)).refused).toBe(true);
  expect(await goes()).toEqual([{ kind: 'refuse', code: 'space gone' }]);
  await stepOn(room);
  expect((await room.spaceOf('delta')).id).not.toBe(space.id);
});

test('alone in running a coalition an operator takes a space out at once; the note for backups comes with its binding', async () => {
  await using room = await open();
  const { db } = room;
  await db
    .delete(tables.role)
    .where(sql`${tables.role.personId} <> ${room.personId('jonas')} and role in ('operator', 'principal')`);
  const { id } = await room.spaceOf('delta');
  await takeDeltaOut(room);
  expect((await room.spaceOf('delta')).leavingAt).toEqual(room.at.now());
  await room.schedule.tick();
  expect(await db.$count(departure)).toBe(0);
  room.at.advance({ seconds: 10 });
  await room.schedule.tick();
  expect(await db.$count(tables.binding, eq(tables.binding.spaceId, id))).toBe(0);
  expect((await room.spaceOf('delta')).id).toBe(id);
  expect(await db.select().from(departure)).toMatchObject([{ id, what: 'space' }]);
});

test('an operator who goes with a space that is leaving does not let another stop being one', async () => {
  await using room = await open();
  const { db, coalitionId } = room;
  const { account, space } = tables;
  const delta = await room.spaceOf('delta');
  await db
    .delete(account)
    .where(and(eq(account.personId, room.personId('priya')), sql`${account.spaceId} <> ${delta.id}`));
  const isLast = (name: string) =>
    db.transaction((tx) => isLastOperator(tx, coalitionId, room.personId(name)));
  expect(await isLast('jonas')).toBe(false);
  await db.update(space).set({ leavingAt: room.at.now() }).where(eq(space.id, delta.id));
  expect([await isLast('jonas'), await isLast('priya')]).toEqual([true, false]);
  // Where the coalition ends with its spaces nobody stays, and each may go before the other.
  await db.update(space).set({ leavingAt: room.at.now() });
  expect([await isLast('jonas'), await isLast('priya')]).toEqual([false, false]);
});

test('a space whose thirty days ran out before operators heard of it has them from then on', async () => {
  await using room = await open();
  await room.happens('delta', 'bot removed');
  room.at.advance({ hours: 40 * 24 });
  await stepOn(room);
  expect((await room.here()).size).toBe(room.people.size);
  const { dropAt } = await room.spaceOf('delta');
  expect(dropAt?.since(room.at.now()).total('hours')).toBeGreaterThan(29 * 24);
});

test('a space that is noted to have left does not take its coalition along, be it the last', async () => {
  await using room = await open();
  const { db, coalitionId } = room;
  const goes: Goes = {
    ...{ features, note: async () => {} },
    erase: async (act, { id }) =>
      await act.tx.update(tables.person).set({ leftAt: act.now }).where(eq(tables.person.id, id)),
  };
  for (const tenant of ['delta', 'clearwater']) {
    const { id } = await room.spaceOf(tenant);
    await db.transaction((tx) => forgetSpace({ tx, now: room.at.now() }, id, goes));
  }
  expect(await db.$count(tables.coalition, eq(tables.coalition.id, coalitionId))).toBe(1);
});
