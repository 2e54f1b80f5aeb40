import { eq, getTableName, isNotNull, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgColumn, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { expect, test, vi } from 'vitest';
import type { Log } from '#chat/index.ts';
import { coalition } from '#directory/tables.ts';
import { createFeatures } from '#features.ts';
import { lockOldest, nextMoment, whatIsDue } from '#schedule/find.ts';
import {
  createSchedule,
  type Due,
  forgetSchedule,
  outagesSince,
  retryStuck,
  stuck,
  stuckKind,
} from '#schedule/index.ts';
import { dueDone, dueFailure } from '#schedule/tables.ts';
import { type Db, moment, newId, openStore, type Store } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { pulseKeys } from './support/pulse-keys.ts';

const quietLog: Log = { info() {}, warn() {}, error() {} };
const random = () => 0.5;

const chore = pgTable('test_chore', {
  id: uuid('id').primaryKey(),
  coalitionId: uuid('coalition_id'),
  dueAt: moment('due_at'),
  note: text('note').notNull(),
  done: text('done').notNull(),
});

/** A table of chores, a clock, and a way to declare what is due in it. */
async function stage() {
  const database = await testDatabase();
  const { db, store } = database;
  await db.execute(
    sql`create table test_chore (id uuid primary key, coalition_id uuid, due_at timestamptz(3), note text not null, done text not null default '')`,
  );
  const clock = manualClock('2027-03-01T12:00:00Z');
  const coalitionId = newId(clock.now());
  await db.insert(coalition).values({ id: coalitionId, name: 'River', createdAt: clock.now() });
  const add = async (words: string, inMinutes: number) => {
    const id = newId(clock.now());
    const dueAt = clock.now().add({ minutes: inMinutes });
    await db.insert(chore).values({ id, coalitionId, dueAt, note: words, done: '' });
    return id;
  };
  const chores: Due = {
    name: 'test.chore',
    table: chore,
    id: chore.id,
    dueAt: chore.dueAt,
    coalitionId: chore.coalitionId,
    async carryOut({ tx }, id) {
      await tx.update(chore).set({ dueAt: null, done: sql`done || 'x'` }).where(eq(chore.id, id));
    },
  };
  const options = { store, clock, random, log: quietLog };
  const schedule = (over: Partial<Due> = {}, on: Store = store) =>
    createSchedule({ ...options, store: on, dues: [{ ...chores, ...over }] });
  const done = async () => {
    const rows = await db.select().from(chore).orderBy(chore.note);
    return Object.fromEntries(rows.map((row) => [row.note, row.done]));
  };
  return {
    ...{ database, db, store, clock, coalitionId, add, chores, options, schedule, done },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** When each kind of due work last went well, and the tick. */
const lastDone = async (db: Db) =>
  new Map((await db.select().from(dueDone)).map(({ name, doneAt }) => [name, doneAt]));

test('what is due is carried out once, oldest first, and the next moment is known', async () => {
  await using on = await stage();
  await on.add('b', -5);
  await on.add('a', -10);
  await on.add('c', 30);
  const order: string[] = [];
  const schedule = on.schedule({
    async carryOut(act, id) {
      order.push(id);
      await on.chores.carryOut(act, id);
    },
  });
  expect(await schedule.tick()).toBe(2);
  expect(await schedule.tick()).toBe(0);
  expect(await on.done()).toEqual({ a: 'x', b: 'x', c: '' });
  const rows = await on.db.select().from(chore).where(eq(chore.note, 'a'));
  expect(order[0]).toBe(rows[0]?.id);
  expect((await schedule.next())?.toString()).toBe('2027-03-01T12:30:00Z');
  on.clock.advance({ minutes: 30 });
  expect(await schedule.tick()).toBe(1);
  expect(await schedule.next()).toBeUndefined();
});

test('two schedules never carry out one row twice', async () => {
  await using on = await stage();
  for (let n = 10; n < 50; n += 1) await on.add(String(n), -n);
  const { url } = on.database;
  const second = url === undefined ? on.store : await openStore({ url });
  const counts = await Promise.all([on.schedule().tick(), on.schedule({}, second).tick()]);
  if (second !== on.store) await second.close();
  expect(counts[0] + counts[1]).toBe(40);
  expect(new Set(Object.values(await on.done()))).toEqual(new Set(['x']));
});

test('the control: reading what is due and doing it without a lock does rows twice', async () => {
  await using on = await stage();
  await on.add('a', -1);
  const due = await Promise.all([1, 2].map(() => on.db.select().from(chore).where(isNotNull(chore.dueAt))));
  for (const [row] of due) {
    if (row) await on.chores.carryOut({ tx: on.db, now: on.clock.now(), random }, row.id);
  }
  expect(await on.done()).toEqual({ a: 'xx' });
});

test('a row that fails leaves nothing, backs off, blocks nobody, and is stuck after eight attempts', async () => {
  await using on = await stage();
  const bad = await on.add('bad', -60);
  await on.add('good', -1);
  let tries = 0;
  const schedule = on.schedule({
    async carryOut(act, id) {
      await on.chores.carryOut(act, id);
      if (id !== bad) return;
      tries += 1;
      throw new Error('a bug');
    },
  });
  await schedule.tick();
  expect(await on.done()).toEqual({ bad: '', good: 'x' });
  await schedule.tick();
  expect(tries).toBe(1);
  const waits: number[] = [];
  for (;;) {
    const next = await schedule.next();
    if (!next) break;
    waits.push(next.since(on.clock.now()).total('seconds'));
    on.clock.set(next);
    await schedule.tick();
  }
  expect(tries).toBe(8);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(await stuck(on.db, on.coalitionId)).toMatchObject([
    { name: 'test.chore', rowId: bad, code: 'Error' },
  ]);
  expect(await stuck(on.db, newId(on.clock.now()))).toEqual([]);
  expect(await stuckKind(on.db, bad)).toEqual({ name: 'test.chore', coalitionId: on.coalitionId });
  expect(await retryStuck(on.db, 'test.chore', newId(on.clock.now()))).toBe(0);
  expect(await retryStuck(on.db, 'test.chore', on.coalitionId)).toBe(1);
  await on.schedule().tick();
  expect(await on.done()).toEqual({ bad: 'x', good: 'x' });
  expect(await stuck(on.db)).toEqual([]);
});

test('work that leaves its row as due as it was, or due again without end, is a failure and ends the tick', {
  timeout: 120_000,
}, async () => {
  await using on = await stage();
  const id = await on.add('a', -600);
  const lazy = on.schedule({ carryOut: async () => {} });
  expect(await lazy.tick()).toBe(1);
  on.clock.advance({ hours: 1 });
  const endless = on.schedule({
    async carryOut({ tx }) {
      await tx.update(chore).set({ dueAt: sql`due_at + interval '1 millisecond'` }).where(eq(chore.id, id));
    },
  });
  expect(await endless.tick()).toBe(501);
  expect(await endless.tick()).toBe(0);
});

test('work that makes other work due is followed in the same tick', async () => {
  await using on = await stage();
  await on.add('first', -1);
  const schedule = on.schedule({
    async carryOut(act, id) {
      await on.chores.carryOut(act, id);
      const [row] = await act.tx.select().from(chore).where(eq(chore.id, id));
      if (row?.note !== 'first') return;
      await act.tx.insert(chore).values({ id: newId(act.now), dueAt: act.now, note: 'second', done: '' });
    },
  });
  expect(await schedule.tick()).toBe(2);
  expect(await on.done()).toEqual({ first: 'x', second: 'x' });
});

test('a kind with much to do lets the others have their turn', async () => {
  await using on = await stage();
  for (let n = 0; n < 250; n += 1) await on.add(`many ${n}`, -60);
  await on.add('one', -1);
  const order: string[] = [];
  const kind = (name: string, where: SQL): Due => ({
    ...on.chores,
    ...{ name, where },
    async carryOut(act, id) {
      order.push(name);
      await on.chores.carryOut(act, id);
    },
  });
  const dues = [kind('test.many', sql`note like 'many %'`), kind('test.one', sql`note = 'one'`)];
  const schedule = createSchedule({ ...on.options, dues });
  expect(await schedule.tick()).toBe(251);
  expect(order.indexOf('test.one')).toBe(100);
});

test('an idle tick asks as often for thirty kinds as for one', async () => {
  await using on = await stage();
  const statements = async (kinds: number) => {
    let count = 0;
    const db = new Proxy(on.db, {
      get(target, name, receiver) {
        // Not `select`: the parts of the one question are built by it.
        if (['execute', 'insert', 'transaction'].includes(String(name))) count += 1;
        return Reflect.get(target, name, receiver);
      },
    });
    const dues = Array.from({ length: kinds }, (_, n) => ({ ...on.chores, name: `test.${n}` }));
    await createSchedule({ ...on.options, dues, store: { ...on.store, db } }).tick();
    return count;
  };
  expect(await statements(1)).toBeGreaterThan(0);
  expect(await statements(30)).toBe(await statements(1));
});

test('when each kind last went well is known, and when all of them were looked at', async () => {
  await using on = await stage();
  const start = on.clock.now();
  await on.add('a', 0);
  await on.add('b', 10);
  await on.schedule().tick();
  expect(await lastDone(on.db)).toEqual(
    new Map([
      ['test.chore', start],
      ['tick', start],
    ]),
  );
  on.clock.advance({ minutes: 10 });
  const broken = on.schedule({ carryOut: () => Promise.reject(new Error('a bug')) });
  await broken.tick();
  expect((await lastDone(on.db)).get('test.chore')).toEqual(start);
  expect((await lastDone(on.db)).get('tick')).toEqual(on.clock.now());
  await expect(on.schedule({ where: sql`no_such_column` }).tick()).rejects.toThrow();
  on.clock.advance({ minutes: 10 });
  await expect(on.schedule({ where: sql`no_such_column` }).tick()).rejects.toThrow();
  expect((await lastDone(on.db)).get('tick')).toEqual(start.add({ minutes: 10 }));
});

test('work that is given up for another transaction is done again at once and is no failure', async () => {
  await using on = await stage();
  await on.add('a', -1);
  let tries = 0;
  const schedule = on.schedule({
    async carryOut(act, id) {
      await on.chores.carryOut(act, id);
      tries += 1;
      if (tries < 3) await act.tx.execute(sql`do $$ begin raise sqlstate '40P01'; end $$`);
    },
  });
  await schedule.tick();
  expect(tries).toBe(3);
  expect(await on.done()).toEqual({ a: 'x' });
  expect(await on.db.select().from(dueFailure)).toEqual([]);
});

test('five minutes without a tick are an outage, written once by the schedule that is started, never by hand', async () => {
  await using on = await stage();
  const began = on.clock.now();
  await on.schedule().tick();
  on.clock.advance({ hours: 72 });
  await on.schedule().tick();
  expect(await outagesSince(on.db, began)).toEqual([]);

  const ended = on.clock.now();
  const returns = async (after: Temporal.DurationLike, count: number) => {
    on.clock.advance(after);
    const at = on.clock.now();
    const many = Array.from({ length: count }, () => on.schedule());
    for (const one of many) one.start();
    await vi.waitFor(async () => expect((await lastDone(on.db)).get('tick')).toEqual(at));
    await Promise.all(many.map((one) => one.stop()));
  };
  await returns({ minutes: 5 }, 1);
  expect(await outagesSince(on.db, began)).toEqual([]);
  await returns({ minutes: 5, milliseconds: 1 }, 3);
  const first = {
    beganAt: ended.add({ minutes: 5 }),
    endedAt: ended.add({ minutes: 10, milliseconds: 1 }),
  };
  expect(await outagesSince(on.db, began)).toEqual([first]);
  await returns({ hours: 24 * 3 }, 1);
  const second = { beganAt: first.endedAt, endedAt: on.clock.now() };
  expect(await outagesSince(on.db, began)).toEqual([second, first]);
  expect(await outagesSince(on.db, second.endedAt)).toEqual([second]);

  on.clock.advance({ hours: 24 * 89 });
  await forgetSchedule({ tx: on.db, now: on.clock.now() });
  expect(await outagesSince(on.db, began)).toEqual([second]);
  on.clock.advance({ hours: 24 + 1 });
  await forgetSchedule({ tx: on.db, now: on.clock.now() });
  expect(await outagesSince(on.db, began)).toEqual([]);
});

test('a failure of a row that was ended otherwise is forgotten, one that is stuck is not', async () => {
  await using on = await stage();
  const ids = [await on.add('a', -1), await on.add('b', -1)];
  await on.schedule({ carryOut: () => Promise.reject(new Error('a bug')) }).tick();
  await on.db
    .update(dueFailure)
    .set({ stuck: true })
    .where(eq(dueFailure.rowId, ids[0] ?? ''));
  await on.db.update(chore).set({ dueAt: null });
  on.clock.advance({ hours: 24 * 91 });
  await forgetSchedule({ tx: on.db, now: on.clock.now() });
  expect(await on.db.select().from(dueFailure)).toMatchObject([{ rowId: ids[0] }]);
});

test('asking what is due reads no table from end to end, even where its statistics are old', async () => {
  await using on = await stage();
  await on.db.execute(sql`create index on test_chore (due_at)`);
  const fill = sql`insert into test_chore select gen_random_uuid(), null, timestamptz '2027-01-01' + n * interval '1 minute', ''
    from generate_series(1, 20000) n`;
  await on.db.execute(fill);
  await on.db.execute(sql`alter table test_chore set (autovacuum_enabled = off)`);
  await on.db.execute(sql`analyze test_chore`);
  // By the statistics all is due, in truth nothing is.
  await on.db.execute(sql`update test_chore set due_at = due_at + interval '10 years'`);
  const scans = async (ask: (tx: Db) => Promise<unknown>) =>
    await on.db.transaction(async (tx) => {
      const counted = sql`select seq_scan::int as count from pg_stat_xact_user_tables where relname = 'test_chore'`;
      const before = await tx.execute<{ count: number }>(counted);
      await ask(tx);
      const after = await tx.execute<{ count: number }>(counted);
      return (after.rows[0]?.count ?? Number.NaN) - (before.rows[0]?.count ?? Number.NaN);
    });
  expect(await scans((tx) => whatIsDue(tx, [on.chores])(on.clock.now()))).toBe(0);
  expect(await scans((tx) => lockOldest(tx, on.chores, on.clock.now()))).toBe(0);
  expect(await scans((tx) => nextMoment(tx, [on.chores])(on.clock.now()))).toBe(0);
  // The control: EXISTS, which needs no order, trusts the statistics.
  const exists = sql`select 1 where exists (select 1 from test_chore where due_at <= ${on.clock.now().toString()}::timestamptz)`;
  expect(await scans((tx) => tx.execute(exists))).toBe(1);
});

test('a moment that says since when is due as long after it as declared, and fails like any other', async () => {
  await using on = await stage();
  const first = on.clock.now();
  await on.add('a', 0);
  const schedule = on.schedule({ after: { hours: 36 } });
  expect(await schedule.next()).toEqual(first.add({ hours: 36 }));
  on.clock.set(first.add({ hours: 36 }).subtract({ milliseconds: 1 }));
  expect(await schedule.tick()).toBe(0);
  on.clock.set(first.add({ hours: 36 }));
  const idle = on.schedule({ after: { hours: 36 }, carryOut: async () => {} });
  expect(await idle.tick()).toBe(1);
  expect(await on.db.select().from(dueFailure)).toMatchObject([{ attempts: 1 }]);
  expect(await schedule.next()).toEqual(first.add({ hours: 36, seconds: 30 }));
  on.clock.advance({ seconds: 30 });
  expect(await schedule.tick()).toBe(1);
  expect(await on.done()).toEqual({ a: 'x' });
});

/** Whether an index begins with this column. */
function leads(column: PgColumn): boolean {
  const { indexes, primaryKeys } = getTableConfig(column.table);
  const first = [...indexes.map((one) => one.config.columns[0]), ...primaryKeys.map((one) => one.columns[0])];
  return first.some((one) => one !== undefined && 'name' in one && one.name === column.name);
}

test('an index serves the moments of every kind of due work', () => {
  // A coalition is due once, when it begins, and coalitions are few: a scan of them is as good as an index.
  const few = ['coalition'];
  const dues = createFeatures({ embedded: false, platforms: ['slack'], pulseKeys }).flatMap(
    ({ dues }) => dues ?? [],
  );
  expect(dues.length).toBeGreaterThan(5);
  const unserved = dues.filter((due) => !leads(due.dueAt));
  expect([...new Set(unserved.map(({ table }) => getTableName(table)))]).toEqual(few);
  expect(leads(chore.dueAt)).toBe(false);
});

test('a schedule that was started stops when it is told to', async () => {
  await using on = await stage();
  const schedule = on.schedule();
  schedule.start();
  await schedule.stop();
  await on.add('a', -1);
  expect(await schedule.tick()).toBe(0);
});
