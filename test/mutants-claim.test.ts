import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Address, PlannedEvent } from '#chat/index.ts';
import { claimDue, claimOrphan } from '#delivery/claim.ts';
import type { Shop } from '#delivery/delivery.ts';
import { createDelivery, type DeliveryOptions, type Kind, type Telling, type Way } from '#delivery/index.ts';
import { close } from '#delivery/pace.ts';
import { delivery, pace } from '#delivery/tables.ts';
import { newId, openStore } from '#store/index.ts';
import { plainKind, stage } from './support/delivery.ts';

type On = Awaited<ReturnType<typeof stage>>;

const goes: Way = {
  ...{ kind: 'go', platform: 'playground' },
  address: { kind: 'person', tenant: 'T1', account: 'U1', reach: 'direct' },
};

/** A row as a dead worker left it, and what the next one makes of it. */
async function orphan(
  on: On,
  more: Partial<typeof delivery.$inferInsert> = {},
  given: Partial<Telling> = {},
) {
  const id = (await on.say('orphan', { occurrence: newId(on.clock.now()), ...given })) ?? '';
  const address: Address = { kind: 'person', tenant: 'T1', account: 'U1', reach: 'direct' };
  await on.db
    .update(delivery)
    .set({
      ...{ state: 'sending', platform: 'playground', tenant: 'T1', address, attempts: 1 },
      ...{ leaseOwner: on.subject, leaseUntil: sql`clock_timestamp() - interval '1 minute'` },
      ...more,
    })
    .where(eq(delivery.id, id));
  return id;
}
const rowOf = async (on: On, id: string) =>
  (await on.db.select().from(delivery).where(eq(delivery.id, id)))[0];

test('what a dead worker left is uncertain where nothing says what it was, and where it went', async () => {
  await using on = await stage();
  const ids = [
    await orphan(on, { effect: null }),
    await orphan(on, { address: null, code: 'timeout' }),
    await orphan(on, { platform: null }),
  ];
  await on.worker.drain();
  expect(on.platform.readBacks).toEqual([]);
  const ends = await Promise.all(ids.map((id) => rowOf(on, id)));
  expect(ends).toMatchObject([
    { state: 'uncertain', code: 'forgotten' },
    { state: 'uncertain', code: 'timeout' },
    { state: 'uncertain', code: 'forgotten' },
  ]);
});

test('an edit that a dead worker left is done again, and refused when it was tried often enough', async () => {
  await using on = await stage();
  const first = (await on.say('first', { occurrence: 'first' })) ?? '';
  await on.worker.drain();
  const edit = (n: number) =>
    ({ to: { kind: 'delivered', deliveryId: first }, occurrence: `e${n}` }) as const;
  const stuck = await orphan(on, { attempts: 8 }, edit(1));
  const coded = await orphan(on, { attempts: 8, code: 'busy' }, edit(2));
  const again = await orphan(on, { attempts: 7 }, edit(3));
  await on.worker.drain();
  expect(await rowOf(on, stuck)).toMatchObject({ state: 'refused', code: 'stuck: lease' });
  expect(await rowOf(on, coded)).toMatchObject({ state: 'refused', code: 'stuck: busy' });
  expect(await rowOf(on, again)).toMatchObject({ state: 'sent', attempts: 8 });
  expect(on.platform.readBacks).toEqual([]);
});

test('what a live worker may still be at is left alone, also a while after its lease', async () => {
  await using on = await stage({ leaseMs: 8_000 });
  const until = (seconds: number) => ({
    leaseUntil:
      sql`clock_timestamp() + ${seconds}::float8 * interval '1 second'` as unknown as Temporal.Instant,
  });
  const live = await orphan(on, until(5));
  const late = await orphan(on, until(-1));
  const settling = await orphan(on, { ...until(5), leaseOwner: null });
  const settled = await orphan(on, { ...until(-0.1), leaseOwner: null });
  const elsewhere = await orphan(on, { platform: 'slack' });
  const taken: string[] = [];
  const watch = { tookOver: (name: string) => void taken.push(name) };
  await createDelivery({ ...on.options, watch }).drain();
  expect(on.platform.readBacks.map(({ key }) => key)).toEqual([settled]);
  for (const id of [live, late, settling, elsewhere])
    expect(await rowOf(on, id)).toMatchObject({ state: 'sending' });
  expect(taken).toEqual([]);
  await on.db.update(delivery).set(until(-3));
  await createDelivery({ ...on.options, watch }).drain();
  expect(new Set(on.platform.readBacks.map(({ key }) => key))).toEqual(
    new Set([settled, live, late, settling]),
  );
  expect(taken).toEqual(['playground', 'playground']);
  expect(await rowOf(on, elsewhere)).toMatchObject({ state: 'sending' });
});

test('what is to be read back waits for the bot’s gate, a minute at most', async () => {
  await using on = await stage({ pace: { playground: { bot: { every: 1_000, burst: 1 } } } });
  const id = await orphan(on);
  const waits = async () => {
    const { rows } = await on.db.execute<{ owner: string | null; ms: number }>(
      sql`select lease_owner as owner, round(extract(epoch from lease_until - clock_timestamp()) / 30)::int * 30 as ms
        from delivery where id = ${id}`,
    );
    return rows[0];
  };
  for (const [seconds, expected] of [
    [30, 30],
    [3_600, 60],
  ] as const) {
    await on.db.delete(pace);
    await close(on.db, { key: 'playground', wide: true }, seconds, null);
    await on.db.update(delivery).set({ leaseUntil: sql`clock_timestamp() - interval '1 minute'` });
    await on.worker.drain();
    expect(await waits()).toEqual({ owner: null, ms: expected });
  }
  expect(on.platform.readBacks).toEqual([]);
});

test('a read-back says since when it was tried, and what', async () => {
  await using on = await stage();
  const firstTriedAt = Temporal.Instant.from('2027-02-28T12:00:00Z');
  const id = await orphan(on, { firstTriedAt, attempts: 3 });
  const never = await orphan(on);
  await on.worker.drain();
  const [one, two] = on.platform.readBacks;
  expect(one).toMatchObject({ key: id, attempt: 3, effect: { kind: 'post' }, address: { account: 'U1' } });
  expect(one?.since?.toString()).toBe('2027-02-28T12:00:00Z');
  expect(two?.key).toBe(never);
  expect(two).not.toHaveProperty('since');
});

test('of several unasked messages to one person one is claimed at a time, and edits go by themselves', async () => {
  const unasked: Kind = { ...plainKind, name: 'test.unasked', unasked: true };
  const batches: string[][] = [];
  await using on = await stage({
    kinds: [plainKind, unasked],
    manner: async (_act, turns) => {
      batches.push(turns.map(({ row }) => row.occurrence));
      return turns.map(() => goes);
    },
  });
  const [, ben = ''] = on.people;
  const first = (await on.say('first', { occurrence: 'first' })) ?? '';
  await on.worker.drain();
  batches.length = 0;
  await on.say('1', { occurrence: '1' }, unasked);
  await on.say('2', { occurrence: '2' }, unasked);
  await on.say('3', { occurrence: '3', to: { kind: 'person', personId: ben } }, unasked);
  await on.say('4', { occurrence: '4' });
  await on.say('5', { occurrence: '5' });
  await on.say('6', { occurrence: '6', to: { kind: 'channel', spaceId: on.spaceId, channel: 'C' } }, unasked);
  await on.say('7', { occurrence: '7', to: { kind: 'channel', spaceId: on.spaceId, channel: 'C' } }, unasked);
  await on.say('e', { occurrence: 'e', to: { kind: 'delivered', deliveryId: first } });
  await on.worker.start();
  await expect
    .poll(async () => (await on.states()).every((state) => state === 'sent'), { timeout: 15_000 })
    .toBe(true);
  await on.worker.stop();
  expect(batches[0]).toEqual(['1', '3', '4', '5', '6', '7']);
  expect(batches.flat()).not.toContain('e');
  expect(on.seen()).toContain('e');
});

/** What the parts of a worker share, without the worker; and in how many ms it wants to look again. */
function shopOf(on: On, given: Partial<DeliveryOptions> = {}) {
  const looks: number[] = [];
  const options = { ...on.options, ...given };
  const shop: Shop = {
    ...{ leaseMs: 80_000, settleMs: 0, callMs: 1_000, backoffMs: 0, breakMs: 1_000, width: 32, watch: {} },
    ...options,
    ...{ pace: options.pace ?? {}, landed: undefined, turnedAway: undefined, broken: undefined },
    platforms: new Map(options.platforms.map((one) => [one.name, one])),
    kinds: new Map(options.kinds.map((one) => [one.name, one])),
    wakeIn() {},
    lookIn: (ms) => void looks.push(ms),
  };
  return { shop, looks };
}

const until = (seconds: number) => ({
  leaseUntil:
    sql`clock_timestamp() + ${seconds}::float8 * interval '1 second'` as unknown as Temporal.Instant,
});

test('nothing due is nothing to do', async () => {
  await using on = await stage();
  const { shop, looks } = shopOf(on);
  expect(await claimDue(shop, { most: 5, ahead: 0 })).toEqual({ rows: 0, calls: [] });
  expect(await claimOrphan(shop, 0)).toEqual({ rows: 0, calls: [] });
  expect(looks).toEqual([]);
});

test('of a claim that breaks each row goes by itself, and only the broken one is put off', async () => {
  await using on = await stage();
  const poison: Kind = {
    ...{ ...plainKind, name: 'test.poison' },
    wanted: async () => {
      throw new Error('a bug');
    },
  };
  const { shop } = shopOf(on, { kinds: [plainKind, poison] });
  await on.say('fine', { occurrence: 'fine' });
  await on.say('poison', { occurrence: 'poison' }, poison);
  const claimed = await claimDue(shop, { most: 5, ahead: 0 });
  expect([claimed.rows, claimed.calls.map(({ row }) => row.occurrence)]).toEqual([1, ['fine']]);
  expect(await claimDue(shop, { most: 5, ahead: 0 })).toEqual({ rows: 1, calls: [] });
  expect(await on.rows()).toMatchObject([
    { occurrence: 'fine', state: 'sending', attempts: 1 },
    { occurrence: 'poison', state: 'due', attempts: 1, code: 'broke' },
  ]);
});

test('what is the database’s fault, or nobody’s, is no fault of a row', async () => {
  await using on = await stage();
  await on.say('a');
  for (const code of ['57P01', '40001']) {
    const manner = async () => {
      throw Object.assign(new Error(`says ${code}`), { code });
    };
    const { shop } = shopOf(on, { manner });
    await expect(claimDue(shop, { most: 5, ahead: 0 })).rejects.toThrow(code);
  }
  const { shop } = shopOf(on, {
    clock: {
      ...on.clock,
      now() {
        throw new Error('no clock');
      },
    },
  });
  await expect(claimDue(shop, { most: 5, ahead: 0 })).rejects.toThrow('no clock');
  expect(await on.rows()).toMatchObject([{ state: 'due', attempts: 0, code: null }]);
});

test('what was asked for counts against nobody, nor does what goes to a channel', async () => {
  const unasked: Kind = { ...plainKind, name: 'test.unasked', unasked: true };
  await using on = await stage();
  const { shop } = shopOf(on, {
    kinds: [plainKind, unasked],
    manner: async (_, turns) => turns.map(() => goes),
  });
  const channel = { kind: 'channel', spaceId: on.spaceId, channel: 'C' } as const;
  await on.say('1', { occurrence: '1' });
  await on.say('2', { occurrence: '2' }, unasked);
  await on.say('3', { occurrence: '3' }, unasked);
  await on.say('4', { occurrence: '4', to: channel }, unasked);
  await on.say('5', { occurrence: '5', to: channel }, unasked);
  const { calls } = await claimDue(shop, { most: 9, ahead: 0 });
  expect(calls.map(({ row }) => row.occurrence)).toEqual(['1', '2', '4', '5']);
});

test('a row that will soon be free is looked at again then, and no other', async () => {
  await using on = await stage();
  const { shop, looks } = shopOf(on);
  const id = await orphan(on);
  const looksFor = async (more: Partial<typeof delivery.$inferInsert>) => {
    looks.length = 0;
    await on.db.update(delivery).set(more).where(eq(delivery.id, id));
    expect(await claimOrphan(shop, 0)).toEqual({ rows: 0, calls: [] });
    return looks.map((ms) => ms > 0 && ms <= 30_000);
  };
  expect(await looksFor({ ...until(30), leaseOwner: null })).toEqual([true]);
  // Of a worker that may live it is free a while later: here too late to look for it now.
  expect(await looksFor({ ...until(30), leaseOwner: on.subject })).toEqual([]);
  expect(await looksFor({ ...until(50), leaseOwner: null })).toEqual([]);
  expect(await looksFor({ ...until(20), leaseOwner: null, platform: 'slack' })).toEqual([]);
});

test.skipIf(process.env.TEST_STORE === 'pglite')(
  'a row that another worker looks at is left to it',
  async () => {
    await using on = await stage();
    const { shop } = shopOf(on);
    const id = await orphan(on);
    const other = await openStore({ url: on.database.url ?? '' });
    const claimed = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const looking = other.db.transaction(async (tx) => {
      await tx.select().from(delivery).where(eq(delivery.id, id)).for('update');
      claimed.resolve();
      await goOn.promise;
    });
    await claimed.promise;
    expect(await claimOrphan(shop, 0)).toEqual({ rows: 0, calls: [] });
    goOn.resolve();
    await looking;
    await other.close();
    expect(await claimOrphan(shop, 0)).toMatchObject({ rows: 1, calls: [{ verb: 'readBack' }] });
  },
);

test('a change of an event is done again and not read back; before others, if a worker died of it', async () => {
  await using on = await stage();
  const { shop } = shopOf(on);
  const event: PlannedEvent = {
    ...{ name: 'Rally', about: 'All', where: 'Hall', state: 'planned' },
    ...{ from: '2027-03-01T12:00:00Z', until: '2027-03-01T13:00:00Z' },
  };
  const dueAt = on.clock.now().subtract({ hours: 1 });
  await on.say('before it', { occurrence: 'before', dueAt });
  const edit = { to: { kind: 'delivered', deliveryId: newId(on.clock.now()) }, event } as const;
  const died = await orphan(on, {}, edit);
  expect(await claimOrphan(shop, 0)).toEqual({ rows: 1, calls: [] });
  const settled = await orphan(on, { leaseOwner: null }, edit);
  expect(await claimOrphan(shop, 0)).toEqual({ rows: 1, calls: [] });
  const [first, second] = [await rowOf(on, died), await rowOf(on, settled)];
  expect([first?.state, second?.state]).toEqual(['due', 'due']);
  expect(first && Temporal.Instant.compare(first.dueAt, dueAt)).toBe(-1);
  expect(second?.dueAt.equals(on.clock.now())).toBe(true);
});

test('reading back takes as many places as it says, under a lease, and waits its turn', async () => {
  await using on = await stage();
  const asked: string[] = [];
  const requests = (_address: Address, _effect: unknown, verb: string) => {
    asked.push(verb);
    return 2;
  };
  const { shop, looks } = shopOf(on, { pace: { playground: { bot: { every: 5_000, burst: 1 }, requests } } });
  await orphan(on);
  await orphan(on);
  await orphan(on);
  const calls = [await claimOrphan(shop, 60_000), await claimOrphan(shop, 60_000)].flatMap(
    ({ calls: some }) => some,
  );
  expect(asked).toEqual(['readBack', 'readBack']);
  const [one, two] = calls;
  expect((two?.from ?? 0) - (one?.from ?? 0)).toBeGreaterThan(7_500);
  expect((one?.until ?? 0) - (one?.from ?? 0)).toBeGreaterThan(36_000);
  const { rows } = await on.db.execute(
    sql`select lease_owner is not null as owned from delivery where lease_until > clock_timestamp() + interval '20 seconds'`,
  );
  expect(rows).toEqual([{ owned: true }, { owned: true }]);
  expect(looks).toEqual([]);
  expect(await claimOrphan(shop, 0)).toEqual({ rows: 1, calls: [] });
  expect(looks.map((ms) => ms > 5_000 && ms <= 20_000)).toEqual([true]);
});
