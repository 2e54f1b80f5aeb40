import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Address } from '#chat/index.ts';
import { type Gate, pass } from '#delivery/gate.ts';
import { forgetGates } from '#delivery/index.ts';
import { learn, teaches } from '#delivery/learn.ts';
import { close, conversationKey, enter, isBroken, type Wanting } from '#delivery/pace.ts';
import { pace } from '#delivery/tables.ts';
import { stage } from './support/delivery.ts';

const gate = (freeIn: number, more: Partial<Gate> = {}): Gate => ({
  ...{
    key: 'k',
    wide: true,
    now: 0,
    rate: { every: 100, burst: 3 },
    perRequest: false,
    freeIn,
    moved: false,
  },
  ...more,
});

test('the gate that opens last is the one that is in the way', () => {
  const [soon, late, same] = [gate(50), gate(200), gate(200)];
  expect(pass([soon, late], 100, 1)).toEqual({ kind: 'blocked', gate: late, at: 200 });
  expect(pass([late, soon, same], 100, 1)).toMatchObject({ at: 200 });
  expect((pass([late, soon, same], 100, 1) as { gate: Gate }).gate).toBe(late);
  expect([soon, late, same].map(({ freeIn, moved }) => [freeIn, moved])).toEqual([
    [50, false],
    [200, false],
    [200, false],
  ]);
  expect(pass([late], 200, 1)).toEqual({ kind: 'go', at: 200 });
  expect(pass([], 0, 1)).toEqual({ kind: 'go', at: 0 });
});

test('whoever passes takes a place at each gate that has a rate, and as many as requests where those count', () => {
  const [fresh, busy, open, counts] = [
    ...[gate(-1e9), gate(50), gate(-1e9, { rate: undefined })],
    gate(-1e9, { perRequest: true }),
  ] as const;
  expect(pass([fresh, busy, open, counts], 100, 4)).toEqual({ kind: 'go', at: 50 });
  // Two of three may still go at once; at the third gate nothing is counted.
  expect([fresh, busy, open, counts].map(({ freeIn, moved }) => [freeIn, moved])).toEqual([
    [-50, true],
    [150, true],
    [-1e9, false],
    [250, true],
  ]);
});

test('gates of conversations go after a day, those of spaces stay', async () => {
  await using on = await stage();
  const put = (key: string, wide: boolean, hours: number) =>
    on.db
      .insert(pace)
      .values({ key, wide, freeAt: sql`statement_timestamp() - ${hours}::int * interval '1 hour'` });
  await put('old', false, 25);
  await put('young', false, 23);
  await put('wide', true, 25);
  await on.db.transaction((tx) => forgetGates(tx));
  expect((await on.db.select().from(pace)).map(({ key }) => key).sort()).toEqual(['wide', 'young']);
});

const channel: Address = { kind: 'channel', tenant: 'T1', channel: 'C1' };
const person: Address = { kind: 'person', tenant: 'T1', account: 'U1', reach: 'direct' };
const wants = (address: Address, more: Partial<Wanting> = {}): Wanting => ({
  ...{ platform: 'playground', verb: 'perform', requests: 1, address },
  ...more,
});

test('each row passes the gates on its way, and no other', async () => {
  await using on = await stage();
  const rate = { every: 1_000, burst: 1 };
  const rates = { playground: { bot: rate, tenant: rate, conversation: rate, opening: rate, removal: rate } };
  const gates = async (one: Wanting, some: Parameters<typeof enter>[2] = rates) => {
    await on.db.delete(pace);
    await on.db.transaction((tx) => enter(tx, [one], some, 0));
    const rows = await on.db.select().from(pace);
    return rows.map(({ key, wide }) => `${key}${wide ? '' : ' narrow'}`).sort();
  };
  const [bot, space] = ['playground', 'playground T1'];
  expect(await gates(wants(channel))).toEqual([bot, space, 'playground T1 C1 narrow'].sort());
  expect(await gates(wants(person))).toEqual(
    [bot, space, 'playground T1 U1 narrow', 'playground  opening'].sort(),
  );
  expect(await gates(wants({ ...person, conversation: 'D1' }))).toEqual(
    [bot, space, 'playground T1 U1 narrow'].sort(),
  );
  expect(await gates(wants(channel, { removes: true }))).toEqual(
    [bot, space, 'playground T1  removal'].sort(),
  );
  expect(await gates(wants(person, { verb: 'readBack' }))).toEqual([bot]);
  expect(await gates(wants(person), { playground: { tenant: rate } })).toEqual([space]);
  expect(await gates(wants(person), {})).toEqual([]);
  expect(conversationKey('slack', person)).toBe('slack T1 U1');
});

test('who is turned away hears which gate it was, and when more can go', async () => {
  await using on = await stage();
  const enters = (wanting: readonly Wanting[], rates: Parameters<typeof enter>[2], ahead: number) =>
    on.db.transaction((tx) => enter(tx, wanting, rates, ahead));
  const wide = { playground: { tenant: { every: 1_000, burst: 2 } } };
  const { slots, opensIn } = await enters(
    [1, 2, 3].map(() => wants(channel)),
    wide,
    100,
  );
  expect(slots.map(({ kind }) => kind)).toEqual(['go', 'go', 'blocked']);
  expect(slots[0]).toEqual({ kind: 'go', at: 0 });
  expect(slots[2]).toMatchObject({ kind: 'blocked', gate: 'playground T1' });
  expect((slots[2]?.at ?? 0) / 1_000).toBeCloseTo(1, 5);
  expect((opensIn ?? 0) / 950).toBeCloseTo(1, 5);
  await on.db.delete(pace);
  const narrow = { playground: { conversation: { every: 1_000, burst: 1 } } };
  const two = await enters(
    [1, 2].map(() => wants(channel)),
    narrow,
    100,
  );
  expect(two.slots[1]).toMatchObject({ kind: 'blocked', gate: null });
  expect(two.opensIn).toBeUndefined();
  // Requests count at the bot's gate alone.
  await on.db.delete(pace);
  const both = { playground: { bot: { every: 100, burst: 1 }, tenant: { every: 150, burst: 1 } } };
  const [, after] = (await enters([wants(channel, { requests: 5 }), wants(channel)], both, 10_000)).slots;
  expect((after?.at ?? 0) / 500).toBeCloseTo(1, 1);
  await on.db.delete(pace);
  const wider = { playground: { ...both.playground, tenant: { every: 400, burst: 1 } } };
  const [, next] = (await enters([wants(channel, { requests: 2 }), wants(channel)], wider, 10_000)).slots;
  expect((next?.at ?? 0) / 400).toBeCloseTo(1, 1);
  // More can go when the first of the closed ones opens; a slot within reach is had at once.
  await on.db.delete(pace);
  const pair = [wants(channel), wants(channel)];
  expect((await enters(pair, wider, 0)).opensIn).toBeCloseTo(100, 3);
  await on.db.delete(pace);
  expect((await enters([wants(channel)], wider, 100)).opensIn).toBeCloseTo(350, 3);
  await on.db.delete(pace);
  expect((await enters([wants(channel)], both, 150)).opensIn).toBeUndefined();
});

test('what was taught fades, and its burst with it; after a breaker one goes ahead', async () => {
  await using on = await stage();
  const rates = { playground: { conversation: { every: 100, burst: 3 } } };
  const gaps = async (learnt: object, count = 4, some: Parameters<typeof enter>[2] = rates) => {
    await on.db.delete(pace);
    const freeAt = sql`clock_timestamp() - interval '1 hour'`;
    await on.db.insert(pace).values({ key: 'playground T1 C1', wide: false, freeAt, ...learnt });
    const wanting = Array.from({ length: count }, () => wants(channel));
    const { slots } = await on.db.transaction((tx) => enter(tx, wanting, some, 1e9));
    return slots.map(({ at }) => Math.round(at / 50) * 50);
  };
  const ago = (minutes: number) => sql`clock_timestamp() - ${minutes}::int * interval '1 minute'`;
  expect(await gaps({})).toEqual([0, 0, 0, 100]);
  expect(await gaps({ every: 500, burst: 1, learntAt: ago(0) })).toEqual([0, 500, 1000, 1500]);
  expect(await gaps({ every: 500, burst: 2, learntAt: ago(0) })).toEqual([0, 0, 500, 1000]);
  expect(await gaps({ every: 500, burst: null, learntAt: ago(0) })).toEqual([0, 500, 1000, 1500]);
  // Ten minutes later half of it is forgotten, a moment more and the burst is what is configured.
  expect(await gaps({ every: 500, burst: 1, learntAt: ago(11) }, 5)).toEqual([0, 0, 0, 300, 550]);
  expect(await gaps({ code: 'token_revoked' }, 3)).toEqual([0, 10_000, 20_000]);
  // Without anything configured, what was taught holds until next to nothing of it is left.
  expect(await gaps({ every: 400, burst: 1, learntAt: ago(10) }, 2, {})).toEqual([0, 200]);
  expect(await gaps({ every: 400, burst: 2, learntAt: ago(20) }, 3, {})).toEqual([0, 0, 100]);
  expect(await gaps({ every: 400, burst: 1, learntAt: ago(120) }, 3, {})).toEqual([0, 0, 0]);
});

test('a gate that something passed is no breaker any more; one that is closed for longer stays closed', async () => {
  await using on = await stage();
  const key = 'playground T1';
  const rates = { playground: { tenant: { every: 10, burst: 1 } } };
  await close(on.db, { key, wide: true }, 600, 'token_revoked');
  expect(await isBroken(on.db, key)).toBe(true);
  expect(await isBroken(on.db, 'playground T2')).toBe(false);
  await close(on.db, { key, wide: true }, 5, null);
  const left = async () => {
    const { rows } = await on.db.execute<{ left: number; code: string | null; wide: boolean }>(
      sql`select round(extract(epoch from free_at - clock_timestamp()) / 20)::int * 20 as left, code, wide from pace`,
    );
    return rows[0];
  };
  expect(await left()).toEqual({ left: 600, code: 'token_revoked', wide: true });
  await on.db.update(pace).set({ freeAt: sql`clock_timestamp() - interval '1 second'` });
  expect(await isBroken(on.db, key)).toBe(false);
  await on.db.transaction((tx) => enter(tx, [wants(channel)], rates, 0));
  expect((await left())?.code).toBeNull();
  await close(on.db, { key, wide: true }, 60, null);
  expect(await isBroken(on.db, key)).toBe(false);
  // What closed it once, and is over, does not come back.
  await on.db.update(pace).set({ code: 'old', freeAt: sql`clock_timestamp() - interval '1 second'` });
  await close(on.db, { key, wide: true }, 60, null);
  expect(await left()).toEqual({ left: 60, code: null, wide: true });
});

test('headers teach what is slower than known, or that nothing is left for now', async () => {
  await using on = await stage();
  const allows = (limit: number, left: number, windowMs?: number) => ({
    ...{ limit, left, resetMs: 40_000 },
    ...(windowMs !== undefined && { windowMs }),
  });
  const known = { every: 1_000, burst: 4 };
  expect(teaches(allows(5, 1, 5_000), known)).toBe(false);
  expect(teaches(allows(5, 1, 5_250), known)).toBe(false);
  expect(teaches(allows(5, 1, 5_300), known)).toBe(true);
  expect(teaches(allows(5, 0, 5_000), known)).toBe(true);
  expect(teaches(allows(5, 1), known)).toBe(false);
  expect(teaches(allows(5, 1, 5_000), undefined)).toBe(true);
  const learnt = async (given: ReturnType<typeof allows>, seconds = 0) => {
    await on.db.delete(pace);
    if (seconds > 0) await close(on.db, { key: 'k', wide: false }, seconds, null);
    await on.db.transaction((tx) => learn(tx, 'k', given, known));
    const { rows } = await on.db.execute(
      sql`select every, burst, wide, learnt_at is not null as taught,
        round(extract(epoch from free_at - clock_timestamp()) / 20)::int * 20 as left from pace`,
    );
    return rows[0];
  };
  const slow = { every: 2_000, burst: 4, wide: false, taught: true };
  const nothing = { every: null, burst: null, wide: false, taught: false };
  expect(await learnt(allows(5, 1, 5_000))).toBeUndefined();
  expect(await learnt(allows(5, 1, 10_000))).toEqual({ ...slow, left: 0 });
  expect(await learnt(allows(5, 0, 10_000))).toEqual({ ...slow, left: 40 });
  expect(await learnt(allows(5, 0, 5_000))).toEqual({ ...nothing, left: 40 });
  expect(await learnt(allows(5, 0, 10_000), 100)).toEqual({ ...slow, left: 100 });
  expect(await learnt(allows(5, 0, 10_000), 10)).toEqual({ ...slow, left: 40 });
  expect(await learnt(allows(1, 1, 10_000))).toEqual({ ...slow, every: 10_000, burst: 1, left: 0 });
});

test('gates are made in one order, and stay as they are when nothing passes', async () => {
  await using on = await stage();
  const rate = { every: 1_000, burst: 1 };
  const rates = { playground: { tenant: rate, conversation: rate } };
  await close(on.db, { key: 'playground T1', wide: true }, 600, 'token_revoked');
  const wanting = ['C3', 'C1', 'C2'].map((one) => wants({ kind: 'channel', tenant: 'T1', channel: one }));
  await on.db.transaction((tx) => enter(tx, wanting, rates, 0));
  // As they lie: nothing was changed after it was made.
  const { rows } = await on.db.execute<{ key: string }>(sql`select key from pace order by ctid`);
  expect(rows.map(({ key }) => key)).toEqual([
    'playground T1',
    ...['C1', 'C2', 'C3'].map((one) => `playground T1 ${one}`),
  ]);
  expect(await isBroken(on.db, 'playground T1')).toBe(true);
});
