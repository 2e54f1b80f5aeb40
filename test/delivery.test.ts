import { setTimeout as pause } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { literal, message, note, type Platform, plain } from '#chat/index.ts';
import {
  brokenSpaces,
  bundledFor,
  createDelivery,
  type DeliveryOptions,
  forgetDeliveries,
  type Kind,
  type Manner,
  resend,
  takeBundled,
  tell,
  tellMany,
  unaskedSince,
  uncertainSince,
  withdraw,
} from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { coalition } from '#directory/tables.ts';
import { newId, openStore } from '#store/index.ts';
import { each, plainKind, stage } from './support/delivery.ts';

test('what is told arrives once, and telling it again changes nothing', async () => {
  await using on = await stage();
  expect(await on.say('hello')).toBeDefined();
  expect(await on.say('hello again')).toBeUndefined();
  expect(await on.worker.drain()).toBe(1);
  expect(await on.worker.drain()).toBe(0);
  expect(on.seen()).toEqual(['hello']);
  const [row] = await on.rows();
  expect(row).toMatchObject({ state: 'sent', posted: 'm1', leaseOwner: null, attempts: 1 });
});

test('a change that is rolled back tells nobody', async () => {
  await using on = await stage();
  const broken = on.db.transaction(async (tx) => {
    const to = { kind: 'channel', spaceId: on.spaceId, channel: 'C1' } as const;
    const told = { coalitionId: on.coalitionId, subject: on.subject, to, message: message(literal('no')) };
    await tell({ tx, now: on.clock.now() }, plainKind, told);
    throw new Error('rolled back');
  });
  await expect(broken).rejects.toThrow('rolled back');
  expect(await on.worker.drain()).toBe(0);
  expect(on.platform.tried).toEqual([]);
});

test('rows go by lane, then by when they were due, and not before', async () => {
  const urgent: Kind = { ...plainKind, name: 'test.urgent', lane: 1 };
  await using on = await stage({ kinds: [plainKind, urgent] });
  await on.say('later', { occurrence: 'c', dueAt: on.clock.now().add({ hours: 2 }) });
  await on.say('second', { occurrence: 'a' });
  await on.say('third', { occurrence: 'b' });
  await on.say('first', {}, urgent);
  await on.worker.drain();
  expect(on.seen()).toEqual(['first', 'second', 'third']);
  expect((await on.worker.next())?.toString()).toBe('2027-03-01T14:00:00Z');
  on.clock.advance({ hours: 2 });
  await on.worker.drain();
  expect(on.seen().at(-1)).toBe('later');
  expect(await on.worker.next()).toBeUndefined();
});

test('words that PostgreSQL cannot keep arrive without them', async () => {
  await using on = await stage();
  await on.say(`cut \uD83D and \0 nul`);
  await on.worker.drain();
  expect(on.seen()).toEqual(['cut \uFFFD and  nul']);
});

test('two workers never send one row twice', async () => {
  await using on = await stage({ width: 4 });
  const { url } = on.database;
  const second = url === undefined ? on.store : await openStore({ url });
  const other = createDelivery({ ...on.options, store: second });
  const all = Array.from({ length: 40 }, (_, n) => ({
    coalitionId: on.coalitionId,
    subject: on.subject,
    occurrence: String(n),
    to: { kind: 'channel', spaceId: on.spaceId, channel: 'C1' } as const,
    message: message(literal(`number ${n}`)),
  }));
  await on.db.transaction((tx) => tellMany({ tx, now: on.clock.now() }, plainKind, all));
  await Promise.all([on.worker.start(), other.start()]);
  while ((await on.states()).some((state) => state !== 'sent')) await pause(20);
  await Promise.all([on.worker.stop(), other.stop()]);
  if (second !== on.store) await second.close();
  expect(new Set(on.seen()).size).toBe(40);
  expect(on.platform.arrived).toHaveLength(40);
});

test('a committed row wakes a worker that sleeps', async () => {
  await using on = await stage();
  await on.worker.start();
  await on.say('wake up');
  while (on.platform.arrived.length === 0) await pause(5);
  await on.worker.stop();
  expect(await on.states()).toEqual(['sent']);
});

test('an abandoned lease is taken over, and what had arrived is not sent again', async () => {
  await using on = await stage();
  for (const words of ['arrived', 'did not']) {
    on.platform.script(words === 'arrived' ? 'arrives and hangs' : 'hangs');
    await on.say(words, { occurrence: words });
  }
  // Two workers take a row each and die in the middle; their leases end.
  const dead = [createDelivery(on.options), createDelivery(on.options)];
  const calls: Promise<unknown>[] = [];
  for (const worker of dead) {
    calls.push(worker.drain());
    while (on.platform.tried.length < calls.length) await pause(5);
  }
  await on.db.update(delivery).set({ leaseUntil: sql`clock_timestamp() - interval '1 minute'` });
  await on.worker.drain();
  expect(on.seen()).toEqual(['arrived', 'did not']);
  expect(on.platform.readBacks).toHaveLength(2);
  expect(await on.states()).toEqual(['sent', 'sent']);
  const before = await on.rows();
  // They were not dead but slow: what they say now counts for nothing.
  on.platform.release();
  await Promise.all(calls);
  expect(await on.rows()).toEqual(before);
});

test('the control: sending and then marking doubles in the same crash, marking and then sending loses', async () => {
  await using on = await stage();
  const naive = async (platform: Platform, order: 'send first' | 'mark first') => {
    const [row] = await on.db.select().from(delivery).where(eq(delivery.state, 'due'));
    if (row?.effect?.kind !== 'post') return;
    const mark = () => on.db.update(delivery).set({ state: 'sent' }).where(eq(delivery.id, row.id));
    if (order === 'mark first') await mark();
    const address = { kind: 'channel', tenant: 'T1', channel: 'C1' } as const;
    await platform.perform({ key: row.id, address, effect: row.effect, attempt: 0 });
    if (order === 'send first') await mark();
  };
  await on.say('send first');
  on.platform.script('arrives and hangs');
  const killed = naive(on.platform, 'send first');
  while (on.platform.tried.length < 1) await pause(5);
  await naive(on.platform, 'send first');
  expect(on.seen()).toEqual(['send first', 'send first']);

  await on.say('mark first', { occurrence: '2' });
  on.platform.script('hangs');
  const killedToo = naive(on.platform, 'mark first');
  while (on.platform.tried.length < 3) await pause(5);
  await naive(on.platform, 'mark first');
  expect(on.seen()).not.toContain('mark first');
  on.platform.release();
  await Promise.all([killed, killedToo]);
});

test('an unclear attempt is read back: sent if it arrived, done again if it did not', async () => {
  await using on = await stage();
  on.platform.script('arrives unclear', 'lost unclear', 'throws');
  await on.say('one', { occurrence: '1' });
  await on.say('two', { occurrence: '2' });
  await on.say('three', { occurrence: '3' });
  await on.worker.drain();
  expect([...on.seen()].sort()).toEqual(['one', 'three', 'two']);
  expect(await on.states()).toEqual(['sent', 'sent', 'sent']);
});

test('what cannot be read back is uncertain, is never resent by itself, and goes out when an operator says so', async () => {
  await using on = await stage();
  on.platform.readable = false;
  on.platform.script('lost unclear');
  const id = (await on.say('perhaps')) ?? '';
  await on.worker.drain();
  expect(on.platform.tried).toHaveLength(1);
  expect(await on.states()).toEqual(['uncertain']);
  expect(await uncertainSince(on.db, on.coalitionId, on.clock.now(), 5)).toMatchObject({
    count: 1,
    oldest: [{ id, isPerson: true }],
  });
  on.clock.advance({ hours: 20 });
  await on.worker.drain();
  expect(on.platform.tried).toHaveLength(1);
  const again = () => on.db.transaction((tx) => resend({ tx, now: on.clock.now() }, id));
  expect(await again()).toBe(true);
  expect(await again()).toBe(false);
  await on.worker.drain();
  expect(on.seen()).toEqual(['perhaps']);
  expect(await on.states()).toEqual(['sent']);
});

test('a call that never ends is unclear in the end, and its row goes on', async () => {
  await using on = await stage({ callMs: 50 });
  on.platform.script('arrives and hangs');
  await on.say('hello');
  await on.worker.drain();
  expect(await on.states()).toEqual(['sent']);
  expect(on.platform.readBacks).toHaveLength(1);
  expect(on.seen()).toEqual(['hello']);
  on.platform.release();
});

test('an unclear request is left alone until it can no longer land', async () => {
  await using on = await stage({ settleMs: 3_600_000 });
  on.platform.script('lost unclear');
  await on.say('wait');
  await on.worker.drain();
  expect(await on.states()).toEqual(['sending']);
  expect(on.platform.readBacks).toEqual([]);
});

test('a definite failure is tried again, and is stuck after eight attempts', async () => {
  const failed: string[] = [];
  const kind: Kind = { ...plainKind, failed: async (_act, row) => void failed.push(row.code ?? '') };
  await using on = await stage({ kinds: [kind] });
  const busy = { kind: 'later', code: 'busy', seconds: 0, scope: 'conversation' } as const;
  on.platform.script(...Array.from({ length: 8 }, () => busy));
  await on.say('again');
  await on.worker.drain();
  expect(on.platform.tried.map((one) => one.attempt)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(await on.states()).toEqual(['refused']);
  expect(failed).toEqual(['stuck: busy']);
});

test('a space that is too fast waits whole, and others do not', async () => {
  await using on = await stage({
    manner: each(async (_act, row) => ({
      kind: 'go',
      platform: 'playground',
      address: { kind: 'channel', tenant: row.occurrence, channel: 'C' },
    })),
  });
  on.platform.script({ kind: 'later', code: '429', seconds: 3600, scope: 'tenant' });
  await on.say('one', { occurrence: 'T1', subject: newId(on.clock.now()) });
  await on.say('two', { occurrence: 'T1' });
  await on.say('three', { occurrence: 'T2' });
  await on.worker.drain();
  expect(on.seen()).toEqual(['three']);
  expect(on.platform.tried).toHaveLength(2);
  expect(await brokenSpaces(on.db)).toEqual([]);
  // A pause is no failure of the row.
  expect((await on.rows()).map((row) => row.attempts)).toEqual([0, 0, 1]);
});

test('a space that turns Weft away opens its breaker, tells operators, and its rows wait', async () => {
  const told: string[] = [];
  await using on = await stage({
    broken: async (_act, { tenant, code }) => void told.push(`${tenant} ${code}`),
  });
  on.platform.script({ kind: 'refused', code: 'account_inactive', why: 'tenant' });
  await on.say('one', { occurrence: '1' });
  await on.say('two', { occurrence: '2' });
  await on.worker.drain();
  expect(on.platform.tried).toHaveLength(1);
  expect(told).toEqual(['T1 account_inactive']);
  expect(await brokenSpaces(on.db)).toMatchObject([
    { platform: 'playground', tenant: 'T1', code: 'account_inactive' },
  ]);
  expect(await on.states()).toEqual(['due', 'due']);
  on.clock.advance({ hours: 13 });
  await on.db.execute(sql`update pace set free_at = clock_timestamp()`);
  await on.worker.drain();
  expect(await on.states()).toEqual(['expired', 'expired']);
});

test('a paced space takes its burst and no more, the most urgent first when it opens', async () => {
  const urgent: Kind = { ...plainKind, name: 'test.urgent', lane: 1 };
  await using on = await stage({
    kinds: [plainKind, urgent],
    pace: { playground: { tenant: { every: 3_600_000, burst: 3 } } },
  });
  for (let n = 0; n < 10; n += 1) await on.say(`number ${n}`, { occurrence: String(n) });
  await on.worker.drain();
  expect(on.seen()).toEqual(['number 0', 'number 1', 'number 2']);
  await on.say('urgent', {}, urgent);
  await on.worker.drain();
  expect(on.platform.arrived).toHaveLength(3);
  await on.db.execute(sql`update pace set free_at = free_at - interval '1 hour'`);
  await on.worker.drain();
  expect(on.seen().slice(3)).toEqual(['urgent']);
});

test('what is not wanted any more, was withdrawn, or is too late is not sent', async () => {
  const failed: string[] = [];
  const unwanted: Kind = { ...plainKind, name: 'test.unwanted', wanted: async () => false };
  const kind: Kind = { ...plainKind, failed: async (_act, row) => void failed.push(row.state) };
  await using on = await stage({ kinds: [kind, unwanted] });
  await on.say('unwanted', {}, unwanted);
  await on.say('withdrawn');
  const subject = newId(on.clock.now());
  await on.say('stale', { subject });
  expect(await withdraw(on.act, { subject: on.subject, kinds: [plainKind] })).toBe(1);
  on.clock.advance({ hours: 12 });
  await on.say('fresh', { subject, occurrence: '2' });
  await on.worker.drain();
  expect(on.seen()).toEqual(['fresh']);
  expect(await on.states()).toEqual(['cancelled', 'cancelled', 'expired', 'sent']);
  expect(failed).toEqual(['expired']);
});

test('the manner is asked when the turn comes: hold, bundle, refuse, or go with a footer', async () => {
  const until = Temporal.Instant.from('2027-03-01T20:00:00Z');
  await using on = await stage({
    manner: each(async (act, row) => {
      if (row.occurrence === 'bundle') return { kind: 'bundle' };
      if (row.occurrence === 'refuse') return { kind: 'refuse', code: 'no account' };
      if (Temporal.Instant.compare(act.now, until) < 0) return { kind: 'hold', until, why: 'quiet' };
      return {
        kind: 'go',
        platform: 'playground',
        address: { kind: 'person', tenant: 'T1', account: 'U1', reach: 'direct' },
        footer: note(literal('Why this?')),
      };
    }),
  });
  for (const occurrence of ['hold', 'bundle', 'refuse']) await on.say(occurrence, { occurrence });
  await on.worker.drain();
  expect(on.platform.tried).toEqual([]);
  expect(await on.states()).toEqual(['due', 'bundled', 'refused']);
  expect((await on.worker.next())?.equals(until)).toBe(true);
  expect(await bundledFor(on.db, on.people[0] ?? '', on.clock.now())).toMatchObject([{ kind: 'test.plain' }]);
  const taken = await takeBundled(on.act, on.people[0] ?? '');
  expect(taken.map((one) => plain(one.message))).toEqual(['bundle']);
  expect(await takeBundled(on.act, on.people[0] ?? '')).toEqual([]);
  on.clock.set(until);
  await on.worker.drain();
  expect(on.seen()).toEqual(['hold\nWhy this?']);
});

test('a hook changes things in the transaction that records the arrival, and a broken one does not send again', async () => {
  let breaks = 0;
  const kind: Kind = {
    ...plainKind,
    async sent({ tx }, row) {
      await tx.update(coalition).set({ purpose: `sent ${row.posted}` });
      if (row.occurrence !== 'breaks') return;
      breaks += 1;
      throw new Error('a bug');
    },
  };
  await using on = await stage({ kinds: [kind] });
  await on.say('one');
  await on.worker.drain();
  expect((await on.db.select().from(coalition))[0]?.purpose).toBe('sent m1');
  await on.say('two', { occurrence: 'breaks' });
  await on.worker.drain();
  expect(breaks).toBe(3);
  expect(on.seen()).toEqual(['one', 'two']);
  expect(await on.states()).toEqual(['sent', 'sent']);
  expect((await on.db.select().from(coalition))[0]?.purpose).toBe('sent m1');
});

test('a row whose questions break stands in nobody’s way and is stuck in the end', async () => {
  const poison: Kind = {
    ...plainKind,
    name: 'test.poison',
    lane: 1,
    wanted: async () => {
      throw new Error('a bug');
    },
  };
  await using on = await stage({ kinds: [plainKind, poison] });
  await on.say('poison', {}, poison);
  await on.say('fine');
  await on.worker.drain();
  expect(on.seen()).toEqual(['fine']);
  expect(await on.states()).toEqual(['refused', 'sent']);
});

test('an edit reaches the message that was posted, the last one wins, and one of a row still due changes the row', async () => {
  await using on = await stage();
  const first = (await on.say('version 1')) ?? '';
  const edit = (words: string, occurrence: string, deliveryId = first) =>
    on.say(words, { occurrence, to: { kind: 'delivered', deliveryId } });
  await on.worker.drain();
  await edit('version 2', '2');
  await edit('version 3', '3');
  await on.worker.drain();
  expect(on.seen()).toEqual(['version 1', 'version 3']);
  const [, edited] = on.platform.arrived;
  expect(edited?.attempt.effect).toMatchObject({ kind: 'edit', posted: 'm1' });
  expect(edited?.attempt.address).toMatchObject({
    kind: 'channel',
    channel: on.platform.arrived[0]?.conversation,
  });

  const held =
    (await on.say('not yet', { occurrence: 'held', dueAt: on.clock.now().add({ hours: 1 }) })) ?? '';
  await edit('better', 'held 2', held);
  await on.worker.drain();
  on.clock.advance({ hours: 1 });
  await on.worker.drain();
  expect(on.seen().slice(2)).toEqual(['better']);
});

test('an edit that comes late brings nothing back that a newer one has changed', async () => {
  const slow: Kind = { ...plainKind, name: 'test.slow', lane: 4 };
  await using on = await stage({ kinds: [plainKind, slow] });
  const first = (await on.say('version 1')) ?? '';
  await on.worker.drain();
  const edit = (words: string, kind?: Kind) =>
    on.say(words, { occurrence: words, to: { kind: 'delivered', deliveryId: first } }, kind);
  await edit('numbers', slow);
  await on.db.execute(
    sql`update delivery set not_before = clock_timestamp() + interval '1 hour' where kind = 'test.slow'`,
  );
  await edit('cancelled');
  await on.worker.drain();
  await on.db.execute(sql`update delivery set not_before = null`);
  on.worker.wake();
  await on.worker.drain();
  expect(on.seen()).toEqual(['version 1', 'cancelled']);
});

test('an unclear edit is simply done again', async () => {
  await using on = await stage();
  const first = (await on.say('version 1')) ?? '';
  await on.worker.drain();
  on.platform.script('arrives unclear');
  await on.say('version 2', { occurrence: '2', to: { kind: 'delivered', deliveryId: first } });
  await on.worker.drain();
  expect(on.seen()).toEqual(['version 1', 'version 2', 'version 2']);
  expect(on.platform.readBacks).toEqual([]);
  expect(await on.states()).toEqual(['sent', 'sent']);
});

test('unasked messages of one person are counted one at a time, also by two workers', async () => {
  const unasked: Kind = { ...plainKind, unasked: true };
  await using on = await stage({ kinds: [unasked], width: 4 });
  const once: Manner = async (act, turns) => {
    const people = turns.flatMap(({ row }) => row.personId ?? []);
    const today = await unaskedSince(act.tx, people, act.now.subtract({ hours: 24 }));
    const ways = await on.manner(act, turns);
    return ways.map((way, at) => (today.has(turns[at]?.row.personId ?? '') ? { kind: 'bundle' } : way));
  };
  const workers = [1, 2].map(() => createDelivery({ ...on.options, manner: once }));
  for (let n = 0; n < 6; n += 1) await on.say(`number ${n}`, { occurrence: String(n) }, unasked);
  await Promise.all(workers.map((worker) => worker.start()));
  while ((await on.states()).some((state) => state === 'due' || state === 'sending')) await pause(20);
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(on.platform.arrived).toHaveLength(1);
  expect((await on.states()).filter((state) => state === 'bundled')).toHaveLength(5);
});

test('texts are forgotten after seven days and rows after ninety', async () => {
  await using on = await stage();
  await on.say('hello');
  await on.worker.drain();
  const forget = () => forgetDeliveries({ tx: on.db, now: on.clock.now() });
  on.clock.advance({ hours: 24 * 6 });
  await forget();
  expect((await on.rows())[0]?.effect).not.toBeNull();
  on.clock.advance({ hours: 25 });
  await forget();
  expect(await on.rows()).toMatchObject([{ state: 'sent', effect: null, address: null }]);
  on.clock.advance({ hours: 24 * 84 });
  await forget();
  expect(await on.rows()).toEqual([]);
});

test('a batch is claimed together: an edit goes by itself, a broken question stops nobody, each lane in its turn', async () => {
  const poison: Kind = {
    ...plainKind,
    name: 'test.poison',
    wanted: async () => {
      throw new Error('a bug');
    },
  };
  await using on = await stage({ kinds: [plainKind, poison] });
  const first = (await on.say('version 1', { occurrence: '1' })) ?? '';
  await on.say('poison', {}, poison);
  await on.say('version 2', { occurrence: '2', to: { kind: 'delivered', deliveryId: first } });
  for (const n of [3, 4, 5]) await on.say(`number ${n}`, { occurrence: String(n) });
  await on.worker.start();
  while ((await on.states()).some((state) => state === 'due' || state === 'sending')) await pause(20);
  await on.worker.stop();
  const seen = on.seen();
  // The edit changed the row or the message, as it came; either way nobody is left with the first version.
  expect(seen.findLast((words) => words.startsWith('version'))).toBe('version 2');
  expect(seen.filter((words) => words.startsWith('number')).sort()).toEqual([
    'number 3',
    'number 4',
    'number 5',
  ]);
  expect((await on.rows()).find((row) => row.kind === 'test.poison')?.state).toBe('refused');
});

test('records are written together, and one that cannot be written takes no other with it', async () => {
  await using on = await stage();
  for (const n of [1, 2, 3]) await on.say(`number ${n}`, { occurrence: String(n) });
  // A posted id that PostgreSQL cannot keep.
  const perform = on.platform.perform;
  on.platform.perform = async (attempt) => {
    const outcome = await perform(attempt);
    return outcome.kind === 'sent' && outcome.posted === 'm2' ? { ...outcome, posted: '\u0000' } : outcome;
  };
  await on.worker.start();
  while (on.platform.arrived.length < 3 || (await on.states()).filter((one) => one === 'sent').length < 2)
    await pause(20);
  await on.worker.stop();
  expect((await on.states()).toSorted()).toEqual(['sending', 'sent', 'sent']);
});

test('a worker that slept past its lease makes no call, and the row goes out all the same', async () => {
  await using on = await stage({ leaseMs: 300 });
  await on.say('late');
  let slept = false;
  const db: typeof on.db = Object.create(on.db);
  db.transaction = async (work, config) => {
    const result = await on.db.transaction(work, config);
    // The claim is committed, and the process stands still: nothing runs, not even timers.
    if (!slept) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    slept = true;
    return result;
  };
  const leased: unknown[] = [];
  const perform = on.platform.perform;
  on.platform.perform = async (attempt) => {
    const { rows } = await on.db.execute(sql`select lease_until > clock_timestamp() as held from delivery`);
    leased.push(rows[0]?.held);
    return await perform(attempt);
  };
  await createDelivery({ ...on.options, store: { ...on.store, db } }).drain();
  expect(leased).toEqual([true]);
  // It is known that nothing was sent, so that nothing need be read back, which not everywhere can be.
  expect(on.platform.readBacks).toEqual([]);
  expect((await on.rows())[0]).toMatchObject({ state: 'sent', attempts: 1 });
  expect(on.seen()).toEqual(['late']);
});

test('what is withdrawn in the moment it is claimed goes out no second time', async () => {
  await using on = await stage();
  await on.say('perhaps');
  const claimed = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow = createDelivery({
    ...on.options,
    manner: async (act, turns) => {
      claimed.resolve();
      await goOn.promise;
      return await on.manner(act, turns);
    },
  });
  on.platform.script('hangs');
  const draining = slow.drain();
  await claimed.promise;
  // It waits for the row, which the claim holds.
  const withdrawing = on.db.transaction((tx) =>
    withdraw({ tx, now: on.clock.now() }, { subject: on.subject }),
  );
  if (on.database.url !== undefined) {
    const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while ((await on.db.execute(waiting)).rows.length === 0) await pause(5);
  }
  goOn.resolve();
  await withdrawing;
  // Only now does the platform say that it may be tried again.
  while (on.platform.tried.length === 0) await pause(5);
  on.platform.release();
  await draining;
  await on.worker.drain();
  expect(on.seen()).toEqual([]);
  expect(on.platform.tried.length).toBeLessThanOrEqual(1);
  expect(await on.states()).toEqual(['cancelled']);
});

test('two kinds of one name are refused', () => {
  const options = { kinds: [plainKind, plainKind], platforms: [] } as unknown as DeliveryOptions;
  expect(() => createDelivery(options)).toThrow('test.plain');
});

test('a row whose workers die goes to the next one at once, and one that kills each of them is stuck', async () => {
  await using on = await stage({ backoffMs: 3_600_000 });
  const calls: Promise<unknown>[] = [];
  /** A worker takes the row and dies in the middle of the call; its lease ends. */
  const die = async () => {
    on.platform.script('hangs');
    calls.push(createDelivery(on.options).drain());
    while (on.platform.tried.length < calls.length) await pause(5);
    await on.db.execute(
      sql`update delivery set lease_until = clock_timestamp() - interval '1 minute' where state = 'sending'`,
    );
  };
  await on.say('three deaths', { occurrence: '1' });
  for (const _ of [1, 2, 3]) await die();
  await on.worker.drain();
  expect(on.seen()).toEqual(['three deaths']);
  expect((await on.rows())[0]).toMatchObject({ state: 'sent', attempts: 4 });

  await on.say('deadly', { occurrence: '2' });
  calls.push(Promise.resolve());
  for (let deaths = 0; deaths < 8; deaths += 1) await die();
  await on.worker.drain();
  expect((await on.rows())[1]).toMatchObject({ state: 'refused', code: 'stuck: absent' });

  // The control: a failure that was definite makes its row wait.
  on.platform.script({ kind: 'later', code: 'busy', seconds: 0, scope: 'conversation' });
  await on.say('busy', { occurrence: '3' });
  await on.worker.drain();
  expect((await on.rows())[2]).toMatchObject({ state: 'due', code: 'busy', attempts: 1 });
  expect(on.seen()).toEqual(['three deaths']);
  on.platform.release();
  await Promise.all(calls);
});

test('what a dead worker held waits behind nobody in its lane; what failed keeps its place', async () => {
  await using on = await stage({ pace: { playground: { tenant: { every: 3_600_000, burst: 1 } } } });
  for (const occurrence of ['0', '1', '2', '3', '4']) await on.say(occurrence, { occurrence });
  await on.worker.drain();
  const underWay = (occurrence: string, code: string | null) =>
    on.db.execute(sql`update delivery set state = 'sending', gate = null, code = ${code}, attempts = 1,
      lease_owner = ${newId(on.clock.now())}::uuid, lease_until = clock_timestamp() - interval '1 minute',
      (first_tried_at, platform, tenant, address) = (select first_tried_at, platform, tenant, address from delivery where occurrence = '0')
      where occurrence = ${occurrence}`);
  await underWay('3', null);
  await underWay('4', 'threw');
  const open = () => on.db.execute(sql`update pace set free_at = clock_timestamp()`);
  for (const _ of ['3', '1', '2', '4']) {
    await on.worker.drain();
    await open();
  }
  await on.worker.drain();
  expect(on.platform.readBacks).toHaveLength(2);
  expect(on.seen()).toEqual(['0', '3', '1', '2', '4']);
});
