import { eq, isNotNull, sql } from 'drizzle-orm';
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { expect, test } from 'vitest';
import type { Log } from '#chat/index.ts';
import { coalition } from '#directory/tables.ts';
import { createSchedule, type Due, retryStuck, stuck } from '#schedule/index.ts';
import { moment, newId, openStore, type Store } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';

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
  const schedule = (over: Partial<Due> = {}, on: Store = store) =>
    createSchedule({ store: on, clock, random, log: quietLog, dues: [{ ...chores, ...over }] });
  const done = async () => {
    const rows = await db.select().from(chore).orderBy(chore.note);
    return Object.fromEntries(rows.map((row) => [row.note, row.done]));
  };
  return {
    ...{ database, db, store, clock, coalitionId, add, chores, schedule, done },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

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
  expect(await retryStuck(on.db, 'test.chore', bad)).toBe(true);
  await on.schedule().tick();
  expect(await on.done()).toEqual({ bad: 'x', good: 'x' });
  expect(await stuck(on.db)).toEqual([]);
});

test('work that leaves its row as due as it was, or due again without end, is a failure and ends the tick', async () => {
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

test('a schedule that was started stops when it is told to', async () => {
  await using on = await stage();
  const schedule = on.schedule();
  schedule.start();
  await schedule.stop();
  await on.add('a', -1);
  expect(await schedule.tick()).toBe(0);
});
