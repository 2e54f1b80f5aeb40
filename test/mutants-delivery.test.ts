import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Address, literal, message, type PlannedEvent } from '#chat/index.ts';
import {
  forgetDeliveries,
  type Kind,
  type Telling,
  tell,
  tellAll,
  tellMany,
  withdraw,
} from '#delivery/index.ts';
import { broadcast, delivery } from '#delivery/tables.ts';
import { dueOf, lastMoment } from '#delivery/tell.ts';
import { newId, notify } from '#store/index.ts';
import { plainKind, stage } from './support/delivery.ts';

type On = Awaited<ReturnType<typeof stage>>;

const words = message(literal('hello'));
const telling = (on: On, more: Partial<Telling> = {}): Telling => ({
  ...{ coalitionId: on.coalitionId, subject: on.subject, message: words },
  ...{ to: { kind: 'person', personId: on.people[0] ?? '' }, ...more },
});

test('a row says whom it is for, what it does and until when', async () => {
  await using on = await stage();
  const [personId = ''] = on.people;
  const { spaceId } = on;
  const now = on.clock.now();
  const [first, other] = [newId(now), newId(now)];
  const event: PlannedEvent = {
    ...{ name: 'Rally', about: 'All', where: 'Hall', from: now.toString(), until: now.toString() },
    state: 'planned',
  };
  const group = { kind: 'group', spaceId, accounts: ['U2', 'U1'], title: 'You two' } as const;
  const all: readonly Partial<Telling>[] = [
    {},
    { to: { kind: 'channel', spaceId, channel: 'C1' }, follows: first, occurrence: 'later' },
    { to: group },
    { to: { ...group, under: 'C2' }, occurrence: 'under' },
    { to: { kind: 'delivered', deliveryId: first } },
    { to: { kind: 'removed', deliveryId: other, files: true } },
    { to: { kind: 'channel', spaceId, channel: 'C3' }, event },
  ];
  await tellMany(
    on.act,
    plainKind,
    all.map((one) => telling(on, one)),
  );
  const none = { personId: null, spaceId: null, channel: null, edits: null, occurrence: '' };
  const here = { ...none, spaceId };
  expect((await on.rows()).map((row) => ({ ...row }))).toMatchObject([
    { ...none, recipient: `person:${personId}`, personId, effect: { kind: 'post', message: words } },
    {
      ...{ ...here, recipient: `channel:${spaceId}:C1`, channel: 'C1', occurrence: 'later' },
      effect: { kind: 'post', message: words, follows: first },
    },
    {
      ...{ ...here, recipient: `group:${spaceId}:U1,U2` },
      effect: { kind: 'open', accounts: ['U2', 'U1'], title: 'You two', message: words },
    },
    { ...here, recipient: `group:${spaceId}:U1,U2`, channel: 'C2', occurrence: 'under' },
    { ...none, recipient: `delivered:${first}`, edits: first, effect: { kind: 'edit', message: words } },
    {
      ...{ ...none, recipient: `removed:${other}`, edits: other },
      effect: { kind: 'edit', message: { text: [], blocks: [] }, removes: { files: true } },
    },
    {
      ...here,
      recipient: `channel:${spaceId}:C3`,
      channel: 'C3',
      effect: { kind: 'event', event, message: words },
    },
  ]);
  expect((await on.rows())[0]?.effect).not.toHaveProperty('follows');
});

test('a row is due now and may go as long as its kind says, unless told otherwise', async () => {
  await using on = await stage();
  const now = on.clock.now();
  const moments = async (more: Partial<Telling>) => {
    const id = await tell(on.act, plainKind, telling(on, { occurrence: newId(now), ...more }));
    const [row] = await on.db
      .select()
      .from(delivery)
      .where(eq(delivery.id, id ?? ''));
    return [row?.dueAt, row?.expiresAt].map((at) => at?.since(now).total('hours'));
  };
  const [dueAt, expiresAt] = [now.add({ hours: 3 }), now.add({ hours: 5 })];
  expect(await moments({})).toEqual([0, 12]);
  expect(await moments({ dueAt })).toEqual([3, 15]);
  expect(await moments({ dueAt, expiresAt })).toEqual([3, 5]);
  const earlier: Kind = { ...plainKind, quiet: 'earlier' };
  const night = Temporal.Instant.from('2027-03-01T23:00:00Z');
  expect(dueOf(earlier, night, 'UTC').toString()).toBe('2027-03-01T20:00:00Z');
  expect(dueOf(plainKind, night, undefined)).toBe(night);
  expect(() => dueOf(earlier, night, undefined)).toThrow('test.plain comes earlier');
  expect(
    lastMoment({ ...plainKind, keepFor: { hours: 36 } }, now)
      .since(now)
      .total('hours'),
  ).toBe(36);
});

test('many are told in statements of a thousand, each once, and those told before are not among the ids', async () => {
  await using on = await stage();
  const all = Array.from({ length: 1_003 }, (_, n) => telling(on, { occurrence: String(n) }));
  expect(await tellMany(on.act, plainKind, [])).toEqual([]);
  expect(await tellMany(on.act, plainKind, all.slice(0, 2))).toHaveLength(2);
  expect(await tellMany(on.act, plainKind, all)).toHaveLength(1_001);
  expect(await tellMany(on.act, plainKind, all.slice(0, 2))).toEqual([]);
  expect(await on.db.$count(delivery)).toBe(1_003);
});

test('a worker is woken by what was told, and not by what was told before', async () => {
  await using on = await stage();
  let woken = 0;
  const last = Promise.withResolvers<void>();
  const stop = await on.store.listen('delivery', (text) => {
    if (text === 'last') last.resolve();
    else woken += 1;
  });
  await on.say('one');
  await on.say('one');
  await on.say('two', { occurrence: '2' });
  // It comes after all that were sent before it.
  await on.db.transaction((tx) => notify(tx, 'delivery', 'last'));
  await last.promise;
  expect(woken).toBe(2);
  await stop();
});

test('only what is named is withdrawn: by rows, subjects, kinds and people', async () => {
  const other: Kind = { ...plainKind, name: 'test.other' };
  await using on = await stage({ kinds: [plainKind, other] });
  const [ana = '', ben = ''] = on.people;
  const elsewhere = newId(on.clock.now());
  await on.say('a', { occurrence: 'a' });
  await on.say('b', { occurrence: 'b', to: { kind: 'person', personId: ben } });
  await on.say('c', { occurrence: 'c' }, other);
  await on.say('d', { occurrence: 'd', subject: elsewhere });
  const { subject } = on;
  const [a = '', , c = ''] = (await on.rows()).map(({ id }) => id);
  const cancelled = async (what: Parameters<typeof withdraw>[1]) => {
    await on.db.update(delivery).set({ state: 'due', code: null, endedAt: null, withdrawnAt: null });
    const count = await withdraw(on.act, what);
    const gone = (await on.rows()).filter(({ state }) => state === 'cancelled');
    expect(count).toBe(gone.length);
    for (const row of gone)
      expect(row).toMatchObject({ code: 'withdrawn', endedAt: on.clock.now(), withdrawnAt: on.clock.now() });
    return gone.map(({ occurrence }) => occurrence).join('');
  };
  expect(await cancelled({ subject })).toBe('abc');
  expect(await cancelled({ subjects: [subject, elsewhere] })).toBe('abcd');
  expect(await cancelled({ subjects: [] })).toBe('');
  expect(await cancelled({ ids: [] })).toBe('');
  expect(await cancelled({ ids: [a, c] })).toBe('ac');
  expect(await cancelled({ subject, kinds: [other] })).toBe('c');
  expect(await cancelled({ subject, kinds: [] })).toBe('');
  expect(await cancelled({ personId: ben })).toBe('b');
  expect(await cancelled({ subject, personId: ana })).toBe('ac');
});

test('what is under way is marked and not counted, what ended stays as it was', async () => {
  await using on = await stage();
  const states = {
    due: {},
    bundled: { state: 'bundled' },
    taken: { state: 'bundled', endedAt: on.clock.now() },
    sending: { state: 'sending', code: 'busy' },
    sent: { state: 'sent', endedAt: on.clock.now() },
    uncertain: { state: 'uncertain', endedAt: on.clock.now() },
  } as const;
  for (const [occurrence, more] of Object.entries(states)) {
    const id = await on.say(occurrence, { occurrence });
    if (Object.keys(more).length > 0)
      await on.db
        .update(delivery)
        .set(more)
        .where(eq(delivery.id, id ?? ''));
  }
  on.clock.advance({ hours: 1 });
  const act = { tx: on.db, now: on.clock.now() };
  expect(await withdraw(act, { subject: on.subject })).toBe(2);
  const now = on.clock.now();
  expect(
    (await on.rows()).map(({ state, code, endedAt, withdrawnAt }) => [
      ...[state, code, endedAt?.equals(now) ?? false, withdrawnAt?.equals(now) ?? false],
    ]),
  ).toEqual([
    ['cancelled', 'withdrawn', true, true],
    ['cancelled', 'withdrawn', true, true],
    ['bundled', null, false, false],
    ['sending', 'busy', false, true],
    ['sent', null, false, false],
    ['uncertain', null, false, false],
  ]);
  expect((await on.rows())[3]?.endedAt).toBeNull();
});

test('what was not bundled in time has expired; what was taken, or has time, stays', async () => {
  await using on = await stage();
  const put = async (occurrence: string, more: Partial<typeof delivery.$inferInsert>) => {
    const id = (await on.say(occurrence, { occurrence })) ?? '';
    await on.db.update(delivery).set(more).where(eq(delivery.id, id));
  };
  const now = on.clock.now();
  await put('late', { state: 'bundled', expiresAt: now });
  await put('in time', { state: 'bundled', expiresAt: now.add({ seconds: 1 }) });
  await put('taken', { state: 'bundled', expiresAt: now, endedAt: now });
  await put('due', { expiresAt: now });
  await forgetDeliveries({ tx: on.db, now });
  expect((await on.rows()).map(({ state, code }) => [state, code])).toEqual([
    ['expired', 'not bundled'],
    ['bundled', null],
    ['bundled', null],
    ['due', null],
  ]);
  expect((await on.rows())[0]?.endedAt?.equals(now)).toBe(true);
});

test('texts go a week after their end and rows ninety days after it and after their latest moment, not before', async () => {
  await using on = await stage();
  const now = on.clock.now();
  const ago = (hours: number) => now.subtract({ hours });
  const put = async (occurrence: string, more: Partial<typeof delivery.$inferInsert>) => {
    const id = (await on.say(occurrence, { occurrence })) ?? '';
    await on.db
      .update(delivery)
      .set({ state: 'sent', ...more })
      .where(eq(delivery.id, id));
  };
  const address: Address = { kind: 'channel', tenant: 'T1', channel: 'C1' };
  const week = 24 * 7;
  const quarter = 24 * 90;
  await put('week', { endedAt: ago(week), address });
  await put('over a week', { endedAt: ago(week + 1), address });
  await put('address alone', { endedAt: ago(week + 1), address, effect: null });
  await put('open', { state: 'due', address });
  await put('quarter', { endedAt: ago(quarter), expiresAt: ago(quarter) });
  await put('over a quarter', { endedAt: ago(quarter + 1), expiresAt: ago(quarter + 1) });
  await put('may be changed', { endedAt: ago(quarter + 1), expiresAt: ago(quarter - 1) });
  const sends = [week, week + 1, quarter, quarter + 1].map((hours) => ({
    ...{ id: newId(now), coalitionId: on.coalitionId, kind: `${hours}`, subject: on.subject },
    ...{ message: words, expiresAt: ago(hours), createdAt: ago(hours) },
  }));
  await on.db.insert(broadcast).values(sends);
  await forgetDeliveries({ tx: on.db, now });
  const left = (await on.rows()).map((row) => [row.occurrence, row.effect === null, row.address === null]);
  expect(left).toEqual([
    ['week', false, false],
    ['over a week', true, true],
    ['address alone', true, true],
    ['open', false, false],
    ['quarter', true, true],
    ['may be changed', true, true],
  ]);
  const kept = (await on.db.select().from(broadcast)).map(({ kind, message: text }) => [kind, text === null]);
  expect(kept.sort()).toEqual(
    [
      [String(week), false],
      [String(week + 1), true],
      [String(quarter), true],
    ].sort(),
  );
});

test('a mass send says nothing anew to whoever has read it, and is kept as long as its last row', async () => {
  await using on = await stage();
  const audience = sql`select id, zone from person where coalition_id = ${on.coalitionId}`;
  const send = (text: string, more: object = {}) =>
    tellAll(on.act, plainKind, {
      ...{ coalitionId: on.coalitionId, subject: on.subject, audience, message: message(literal(text)) },
      ...more,
    });
  expect(await send('first')).toBe(2);
  expect(await send('second', { expiresAt: on.clock.now().add({ hours: 99 }) })).toBe(0);
  const [kept] = await on.db.select().from(broadcast);
  expect(kept?.message).toEqual(message(literal('first')));
  expect(kept?.expiresAt.since(on.clock.now()).total('hours')).toBe(99);
  const nobody = sql`select id, zone from person where false`;
  expect(await send('none', { audience: nobody, occurrence: 'none' })).toBe(0);
  expect(await on.db.select().from(broadcast)).toHaveLength(1);
});

test('a moment is cut to milliseconds as everywhere, and not rounded', async () => {
  await using on = await stage();
  await on.say('a');
  const now = Temporal.Instant.from('2027-03-01T12:00:00.0009Z');
  await withdraw({ tx: on.db, now }, { subject: on.subject });
  const [row] = await on.rows();
  expect(row?.endedAt?.toString()).toBe('2027-03-01T12:00:00Z');
});
