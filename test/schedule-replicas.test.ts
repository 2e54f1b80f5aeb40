// Several replicas on one PostgreSQL: each has a store, a schedule and a clock of its own.
import { asc, eq, lte, sql } from 'drizzle-orm';
import { pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { expect, inject, test } from 'vitest';
import type { Log } from '#chat/index.ts';
import { createSchedule, type Due, type DueAct, outagesSince } from '#schedule/index.ts';
import { dueFailure } from '#schedule/tables.ts';
import { moment, newId, openStore, type Store } from '#store/index.ts';
import { manualClock, nextLocal } from '#time/index.ts';
import { testDatabase } from './support/database.ts';

const quietLog: Log = { info() {}, warn() {}, error() {} };
const start = Temporal.Instant.from('2027-03-28T00:30:00Z');

const chore = pgTable('test_chore', {
  id: uuid('id').primaryKey(),
  dueAt: moment('due_at'),
});
/** Each time that a chore was done, by whom, and for which moment; nothing here keeps it from being done twice. */
const log = pgTable('test_log', {
  choreId: uuid('chore_id').notNull(),
  occurrence: moment('occurrence').notNull(),
  replica: text('replica').notNull(),
});

/** A database with chores, and replicas on it whose clocks are so many seconds apart. */
async function openReplicas(skews: readonly number[]) {
  const database = await testDatabase();
  const { db, url } = database;
  await db.execute(sql`create table test_chore (id uuid primary key, due_at timestamptz(3))`);
  await db.execute(sql`create index on test_chore (due_at)`);
  await db.execute(
    sql`create table test_log (chore_id uuid not null, occurrence timestamptz(3) not null, replica text not null)`,
  );
  const stores: Store[] = [];
  for (const _ of skews) stores.push(await openStore(url === undefined ? {} : { url }));
  const replicas = stores.map((store, n) => {
    const clock = manualClock(start.add({ seconds: skews[n] ?? 0 }));
    return { name: `r${n}`, store, clock };
  });
  type Replica = (typeof replicas)[number];

  /** Notes that a chore was done, and moves it to its next moment, if it has one. */
  const chores = (replica: Replica, next: (act: DueAct) => Temporal.Instant | null = () => null): Due => ({
    ...{ name: 'test.chore', table: chore, id: chore.id, dueAt: chore.dueAt },
    async carryOut(act, id) {
      const [row] = await act.tx.select().from(chore).where(eq(chore.id, id));
      if (!row?.dueAt) throw new Error('it is not due');
      await act.tx.insert(log).values({ choreId: id, occurrence: row.dueAt, replica: replica.name });
      await act.tx
        .update(chore)
        .set({ dueAt: next(act) })
        .where(eq(chore.id, id));
    },
  });
  const schedule = (replica: Replica, due: Due = chores(replica)) =>
    createSchedule({ ...replica, random: () => 0.5, log: quietLog, dues: [due] });
  return {
    ...{ db, replicas, chores, schedule },
    async add(count: number, dueAt: Temporal.Instant = start.subtract({ hours: 1 })): Promise<string[]> {
      const rows = Array.from({ length: count }, () => ({ id: newId(start), dueAt }));
      await db.insert(chore).values(rows);
      return rows.map(({ id }) => id);
    },
    logged: async () => await db.select().from(log).orderBy(asc(log.occurrence)),
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await database[Symbol.asyncDispose]();
    },
  };
}

/** How often each chore was done for each of its moments: [1] when all is well. */
function times(rows: readonly (typeof log.$inferSelect)[]): number[] {
  const groups = Map.groupBy(rows, ({ choreId, occurrence }) => `${choreId} ${occurrence}`);
  return [...new Set([...groups.values()].map((group) => group.length))];
}

const ten = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** The embedded database serves one process. */
const onServer = test.skipIf(inject('database').kind === 'embedded');

onServer('ten replicas carry out five hundred rows, each exactly once, and share them', async () => {
  await using on = await openReplicas(ten);
  await on.add(500);
  const counts = await Promise.all(on.replicas.map((replica) => on.schedule(replica).tick()));
  const rows = await on.logged();
  expect(rows).toHaveLength(500);
  expect(times(rows)).toEqual([1]);
  expect(counts.reduce((sum, count) => sum + count)).toBe(500);
  expect(Map.groupBy(rows, (row) => row.replica).size).toBeGreaterThan(1);
  expect(await on.db.select().from(dueFailure)).toEqual([]);
});

onServer(
  'the control: ten replicas that claim without a lock do rows twice, and the count shows it',
  async () => {
    await using on = await openReplicas(ten);
    await on.add(20);
    const read = Array.from({ length: on.replicas.length }, () => Promise.withResolvers<void>());
    const naive = async (n: number) => {
      const replica = on.replicas[n];
      if (!replica) return;
      for (;;) {
        const found = await replica.store.db.transaction(async (tx) => {
          const now = replica.clock.now();
          const [row] = await tx
            .select()
            .from(chore)
            .where(lte(chore.dueAt, now))
            .orderBy(asc(chore.dueAt))
            .limit(1);
          // All have read once before one writes, so that the control never depends on luck.
          read[n]?.resolve();
          await Promise.all(read.map(({ promise }) => promise));
          if (!row?.dueAt) return false;
          await tx.insert(log).values({ choreId: row.id, occurrence: row.dueAt, replica: replica.name });
          await tx.update(chore).set({ dueAt: null }).where(eq(chore.id, row.id));
          return true;
        });
        if (!found) return;
      }
    };
    await Promise.all(on.replicas.map((_, n) => naive(n)));
    expect(times(await on.logged())).not.toEqual([1]);
  },
);

onServer('a replica killed in the middle of a row leaves it to another, which does it once', async () => {
  await using on = await openReplicas([0, 0]);
  const [first, second] = on.replicas;
  if (!first || !second) return;
  const [id = ''] = await on.add(1);
  const middle = Promise.withResolvers<number>();
  const killed = Promise.withResolvers<void>();
  const due = on.chores(first);
  const dying = on
    .schedule(first, {
      ...due,
      async carryOut(act, row) {
        await due.carryOut(act, row);
        const { rows } = await act.tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        middle.resolve(rows[0]?.pid ?? 0);
        await killed.promise;
      },
    })
    .tick();
  const pid = await middle.promise;
  expect(await on.schedule(second).tick()).toBe(0);
  await on.db.execute(sql`select pg_terminate_backend(${pid}, 5000)`);
  expect(await on.schedule(second).tick()).toBe(1);
  killed.resolve();
  await dying;
  expect(await on.logged()).toMatchObject([{ choreId: id, replica: 'r1' }]);
  // The row was done meanwhile: what broke here is no failure of it.
  expect(await on.db.select().from(dueFailure)).toEqual([]);
});

onServer(
  'work that always costs its connection is put off like any other, and keeps nothing else waiting',
  async () => {
    await using on = await openReplicas([0]);
    const [replica] = on.replicas;
    if (!replica) return;
    const [poison = ''] = await on.add(1, start.subtract({ hours: 2 }));
    await on.add(3);
    const due = on.chores(replica);
    const schedule = on.schedule(replica, {
      ...due,
      async carryOut(act, id) {
        if (id === poison) await act.tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
        await due.carryOut(act, id);
      },
    });
    await schedule.tick();
    expect((await on.logged()).map(({ choreId }) => choreId)).not.toContain(poison);
    expect(await on.logged()).toHaveLength(3);
    expect(await on.db.select().from(dueFailure)).toMatchObject([{ rowId: poison, attempts: 1 }]);
  },
);

onServer('a row that fails at ten replicas at once counts as few attempts, and leaves nothing', async () => {
  await using on = await openReplicas(ten);
  await on.add(1);
  const fails = (replica: (typeof on.replicas)[number]): Due => ({
    ...on.chores(replica),
    async carryOut(act, id) {
      await on.chores(replica).carryOut(act, id);
      throw new Error('a bug');
    },
  });
  await Promise.all(on.replicas.map((replica) => on.schedule(replica, fails(replica)).tick()));
  expect(await on.logged()).toEqual([]);
  const [failure] = await on.db.select().from(dueFailure);
  expect(failure?.stuck).toBe(false);
  expect(failure?.attempts).toBeLessThan(8);
  await Promise.all(on.replicas.map((replica) => on.schedule(replica).tick()));
  expect(await on.logged()).toEqual([]);
});

onServer(
  'clocks that are seconds apart do no occurrence twice and leave none out, also where zones change theirs',
  async () => {
    const skews = [-5, -3, -2, -1, 0, 0, 1, 2, 3, 5];
    await using on = await openReplicas(skews);
    // 28 March 2027: London goes from 01:00 to 02:00, so that 01:30 is skipped. Then each day at 01:30.
    const daily = (act: DueAct) => nextLocal({ after: act.now, zone: 'Europe/London', hour: 1, minute: 30 });
    const first = Temporal.Instant.from('2027-03-28T01:00:00Z');
    await on.add(5, first);
    const schedules = on.replicas.map((replica) => ({
      replica,
      schedule: on.schedule(replica, on.chores(replica, daily)),
    }));
    const last = first.add({ hours: 60 });
    for (let now = first.subtract({ seconds: 8 }); Temporal.Instant.compare(now, last) < 0; ) {
      for (const { replica } of schedules) {
        const skew = skews[Number(replica.name.slice(1))] ?? 0;
        replica.clock.set(now.add({ seconds: skew }));
      }
      await Promise.all(schedules.map(({ schedule }) => schedule.tick()));
      // Every second around the moments themselves, and over the rest in one leap.
      const [next] = await on.db.select().from(chore).orderBy(asc(chore.dueAt)).limit(1);
      const leap = next?.dueAt?.subtract({ seconds: 8 });
      now = now.add({ seconds: 1 });
      if (leap && Temporal.Instant.compare(leap, now) > 0) now = leap;
    }
    const rows = await on.logged();
    expect(times(rows)).toEqual([1]);
    expect([...new Set(rows.map(({ occurrence }) => occurrence.toString()))]).toEqual([
      '2027-03-28T01:00:00Z',
      '2027-03-29T00:30:00Z',
      '2027-03-30T00:30:00Z',
    ]);
    expect(rows).toHaveLength(15);
  },
);

onServer('of ten replicas that come back after an outage one writes it, whatever their clocks', async () => {
  const skews = [-4, -3, -2, -1, 0, 0, 1, 2, 3, 4];
  await using on = await openReplicas(skews);
  const [first] = on.replicas;
  if (!first) return;
  await on.schedule(first).tick();
  for (const { clock } of on.replicas) clock.advance({ hours: 72 });
  const schedules = on.replicas.map((replica) => on.schedule(replica));
  for (const one of schedules) one.start();
  // The first tick begins at once, and `stop` waits for it.
  await Promise.all(schedules.map((one) => one.stop()));
  const outages = await outagesSince(on.db, start);
  expect(outages).toHaveLength(1);
  expect(outages[0]?.beganAt).toEqual(start.subtract({ seconds: 4 }));
});
