import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { literal, message, note, type PlannedEvent } from '#chat/index.ts';
import { createDelivery, type Kind, type Telling, tell, type Way } from '#delivery/index.ts';
import { delivery, pace } from '#delivery/tables.ts';
import { each, plainKind, stage } from './support/delivery.ts';

type On = Awaited<ReturnType<typeof stage>>;

const words = message(literal('hello'));
const telling = (on: On, more: Partial<Telling> = {}): Telling => ({
  ...{ coalitionId: on.coalitionId, subject: on.subject, message: words },
  ...{ to: { kind: 'person', personId: on.people[0] ?? '' }, ...more },
});

const goes: Way = {
  ...{ kind: 'go', platform: 'playground' },
  address: { kind: 'person', tenant: 'T1', account: 'U1', reach: 'direct' },
};

test('a row that cannot go says why', async () => {
  const told: string[] = [];
  const log = { info() {}, error() {}, warn: (what: string) => void told.push(what) };
  const unwanted: Kind = { ...plainKind, name: 'test.unwanted', wanted: async () => false };
  const wanted: Kind = { ...plainKind, name: 'test.wanted', wanted: async () => true };
  await using on = await stage({ kinds: [plainKind, unwanted, wanted], log });
  const set = (id: string | undefined, more: Partial<typeof delivery.$inferInsert>) =>
    on.db
      .update(delivery)
      .set(more)
      .where(eq(delivery.id, id ?? ''));
  await set(await on.say('a', { occurrence: 'forgotten' }), { effect: null });
  await on.say('b', { occurrence: 'unknown' }, { ...plainKind, name: 'test.gone' });
  await set(await on.say('c', { occurrence: 'withdrawn' }), { withdrawnAt: on.clock.now() });
  await on.say('d', { occurrence: 'unwanted' }, unwanted);
  await on.say('e', { occurrence: 'wanted' }, wanted);
  await on.say('f', { occurrence: 'late', expiresAt: on.clock.now() });
  await set(await on.say('g', { occurrence: 'busy', expiresAt: on.clock.now() }), { code: 'busy' });
  await on.worker.drain();
  const ends = (await on.rows()).map(({ occurrence, state, code }) => [occurrence, state, code]);
  expect(ends).toEqual([
    ['forgotten', 'refused', 'forgotten'],
    ['unknown', 'refused', 'unknown kind'],
    ['withdrawn', 'cancelled', 'withdrawn'],
    ['unwanted', 'cancelled', 'not wanted'],
    ['wanted', 'sent', null],
    ['late', 'expired', 'too late'],
    ['busy', 'expired', 'busy'],
  ]);
  expect(on.seen()).toEqual(['e']);
  expect(told).toHaveLength(4);
});

test('what is held waits until then, and no longer than it may; one held until the past is a mistake', async () => {
  let until = '2027-03-01T15:00:00Z';
  const broke: unknown[] = [];
  const log = { info() {}, warn() {}, error: (_what: string, about?: object) => void broke.push(about) };
  await using on = await stage({
    log,
    manner: each(async () => ({ kind: 'hold', until: Temporal.Instant.from(until), why: 'quiet' })),
  });
  await on.say('a');
  await on.db.update(delivery).set({ gate: 'playground' });
  await on.db
    .insert(pace)
    .values({ key: 'playground', wide: true, freeAt: on.clock.now().subtract({ hours: 99_999 }) });
  await on.worker.drain();
  const [held] = await on.rows();
  expect(held).toMatchObject({ state: 'due', code: 'quiet', gate: null });
  expect(held?.dueAt.toString()).toBe('2027-03-01T15:00:00Z');
  until = '2027-03-05T15:00:00Z';
  on.clock.set('2027-03-01T15:00:00Z');
  await on.worker.drain();
  const [row] = await on.rows();
  expect(row?.dueAt.equals(row.expiresAt)).toBe(true);
  until = '2027-03-01T15:00:00Z';
  await on.say('b', { occurrence: 'b' });
  await on.worker.drain();
  expect(JSON.stringify(broke[0])).toContain('RangeError');
});

test('what goes into a bundle waits for nothing else; what is refused says why', async () => {
  await using on = await stage({
    manner: each(async (_act, { occurrence }) =>
      occurrence === 'bundle' ? { kind: 'bundle' } : { kind: 'refuse', code: 'closed' },
    ),
  });
  await on.say('a', { occurrence: 'bundle' });
  await on.db.update(delivery).set({ notBefore: sql`clock_timestamp() - interval '1 hour'` });
  await on.say('b', { occurrence: 'refuse' });
  await on.worker.drain();
  expect(await on.rows()).toMatchObject([
    { state: 'bundled', notBefore: null, endedAt: null },
    { state: 'refused', code: 'closed' },
  ]);
});

test('a row for a platform that does not run here waits half a minute, an edit of what stands there as well', async () => {
  await using on = await stage();
  const id = await on.say('a');
  await on.worker.drain();
  const elsewhere = createDelivery({
    ...on.options,
    platforms: [],
    manner: each(async () => goes),
  });
  await on.say('b', { occurrence: 'b' });
  await on.say('c', { occurrence: 'c', to: { kind: 'delivered', deliveryId: id ?? '' } });
  await elsewhere.drain();
  const { rows } = await on.db.execute<{ code: string; state: string; waits: boolean }>(
    sql`select code, state, not_before > clock_timestamp() as waits from delivery
      where occurrence <> '' order by position`,
  );
  expect(rows).toEqual([
    { code: 'platform off', state: 'due', waits: true },
    { code: 'platform off', state: 'due', waits: true },
  ]);
  await on.db.update(delivery).set({ notBefore: null });
  await on.worker.drain();
  expect(on.seen()).toEqual(['a', 'b', 'c']);
});

test('an edit waits for the first message while that is under way', async () => {
  await using on = await stage();
  const id = (await on.say('a')) ?? '';
  await on.say('b', { occurrence: 'b', to: { kind: 'delivered', deliveryId: id } });
  await on.db.update(delivery).set({ state: 'sending' }).where(eq(delivery.id, id));
  await on.worker.drain();
  const { rows } = await on.db.execute<{ code: string; waits: boolean; ended_at: unknown }>(
    sql`select code, not_before is not null as waits, ended_at from delivery where occurrence = 'b'`,
  );
  expect(rows).toEqual([{ code: 'waits for the first message', waits: true, ended_at: null }]);
});

test('what continues a message is posted after it, and by itself where that never went out', async () => {
  await using on = await stage();
  const first = await on.say('a', { occurrence: 'a' });
  await on.worker.drain();
  const never = await on.say('b', { occurrence: 'b', dueAt: on.clock.now().add({ hours: 5 }) });
  const follow = (occurrence: string, follows: string | undefined) =>
    on.say(occurrence, { occurrence, ...(follows !== undefined && { follows }) });
  await follow('c', first);
  await follow('d', never);
  await follow('e', undefined);
  await on.worker.drain();
  const after = on.platform.tried.map(({ effect }) => 'after' in effect && effect.after);
  expect(after).toEqual([false, 'm1', false, false]);
});

test('a footer is put under what goes out, and only there', async () => {
  await using on = await stage({
    manner: each(async (_act, { occurrence }) =>
      occurrence === 'with' ? { ...goes, footer: note(literal('Why this?')) } : goes,
    ),
  });
  await on.say('a', { occurrence: 'with' });
  await on.say('b', { occurrence: 'without' });
  await on.worker.drain();
  expect(on.seen()).toEqual(['a\nWhy this?', 'b']);
  expect(JSON.stringify((await on.rows())[0]?.effect)).not.toContain('Why this?');
});

test('a planned event is changed where it stands', async () => {
  await using on = await stage();
  const event: PlannedEvent = {
    ...{ name: 'Rally', about: 'All', where: 'Hall', state: 'planned' },
    ...{ from: '2027-03-01T12:00:00Z', until: '2027-03-01T13:00:00Z' },
  };
  const to = { kind: 'channel', spaceId: on.spaceId, channel: 'C1' } as const;
  const id = await tell(on.act, plainKind, telling(on, { to, event }));
  await on.worker.drain();
  const edit = { to: { kind: 'delivered', deliveryId: id ?? '' }, occurrence: '2' } as const;
  await tell(on.act, plainKind, telling(on, { ...edit, event: { ...event, state: 'cancelled' } }));
  await on.worker.drain();
  expect(on.platform.tried.map(({ effect }) => effect)).toMatchObject([
    { kind: 'event', event: { state: 'planned' } },
    { kind: 'event', event: { state: 'cancelled' }, made: 'm1' },
  ]);
  expect(on.platform.tried[0]?.effect).not.toHaveProperty('made');
});

test('an edit says what stands there now; a removal takes it away, and neither row says where it was', async () => {
  await using on = await stage();
  const id = (await on.say('first')) ?? '';
  await on.worker.drain();
  await on.say('better', { occurrence: '2', to: { kind: 'delivered', deliveryId: id } });
  await on.worker.drain();
  expect(on.platform.tried[1]?.effect).toEqual({
    ...{ kind: 'edit', posted: 'm1', message: message(literal('better')) },
  });
  await on.say('', { occurrence: '3', to: { kind: 'removed', deliveryId: id, files: true } });
  await on.worker.drain();
  expect(on.platform.tried[2]?.effect).toEqual({ kind: 'remove', posted: 'm1', files: true });
});

test('what never stood anywhere is neither edited nor taken away, and is forgotten where it was to go', async () => {
  await using on = await stage();
  const ids = [await on.say('a', { occurrence: 'a' }), await on.say('b', { occurrence: 'b' })];
  const address = { kind: 'channel', tenant: 'T1', channel: 'C1' } as const;
  await on.db.update(delivery).set({ state: 'refused', endedAt: on.clock.now(), address });
  const [edited = '', removed = ''] = ids;
  await on.say('e', { occurrence: 'e', to: { kind: 'delivered', deliveryId: edited } });
  await on.say('r', { occurrence: 'r', to: { kind: 'removed', deliveryId: removed, files: false } });
  await on.worker.drain();
  expect(
    (await on.rows()).map((row) => [row.state, row.code, row.effect === null, row.address === null]),
  ).toEqual([
    ['refused', null, false, false],
    ['refused', null, true, true],
    ['cancelled', 'first refused', false, true],
    ['cancelled', 'first refused', true, true],
  ]);
  expect(on.platform.tried).toEqual([]);
});

test('whoever is written to unasked is counted by one worker at a time, each by themselves, and nobody else is', async () => {
  const unasked: Kind = { ...plainKind, name: 'test.unasked', unasked: true };
  const locks: number[] = [];
  await using on = await stage({
    kinds: [plainKind, unasked],
    manner: async ({ tx }, turns) => {
      const { rows } = await tx.execute<{ held: number }>(
        sql`select count(*)::int as held from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
      );
      locks.push(rows[0]?.held ?? 0);
      return turns.map(() => goes);
    },
  });
  const [, ben = ''] = on.people;
  const channel = { kind: 'channel', spaceId: on.spaceId, channel: 'C' } as const;
  await on.say('1', { occurrence: '1' });
  await on.worker.drain();
  await on.say('2', { occurrence: '2', to: channel }, unasked);
  await on.worker.drain();
  await on.say('3', { occurrence: '3' }, unasked);
  await on.worker.drain();
  expect(locks).toEqual([0, 0, 1]);
  await on.say('4', { occurrence: '4' }, unasked);
  await on.say('5', { occurrence: '5', to: { kind: 'person', personId: ben } }, unasked);
  await on.worker.start();
  await expect.poll(async () => (await on.states()).every((state) => state === 'sent')).toBe(true);
  await on.worker.stop();
  expect(locks).toEqual([0, 0, 1, 2]);
});
