import { createHash } from 'node:crypto';
import { and, asc, eq, exists, gt, lte, or, type SQL, sql } from 'drizzle-orm';
import { unionAll } from 'drizzle-orm/pg-core';
import { readMoment, type Tx } from '#store/index.ts';
import type { Due } from './due.ts';
import { dueFailure } from './tables.ts';

/** A row whose moment has come. */
export interface Found {
  readonly id: string;
  readonly dueAt: Temporal.Instant;
  readonly coalitionId: string | null;
  /** it failed before */
  readonly failed: boolean;
}

/**
 * Asks which kinds have something due and not put off, in one statement however many kinds there are. It is planned
 * once: two dozen questions in one take many times longer to plan than to answer.
 */
export function whatIsDue(db: Tx, dues: readonly Due[]): (now: Temporal.Instant) => Promise<Due[]> {
  const asked = dues.map((due) =>
    db
      .select({ name: sql<string>`${due.name}::text`.as('name') })
      .from(due.table)
      .where(isDue(db, due, asOf))
      // No EXISTS: it would drop the order, and a plan without the index would be a scan of the table at each tick.
      .orderBy(asc(due.dueAt))
      .limit(1),
  );
  const [first, second, ...others] = asked;
  if (!first) return async () => [];
  const all = second ? unionAll(first, second, ...others) : first;
  const prepared = all.prepare(nameOf(all.toSQL().sql));
  return async (now) => {
    const rows = await prepared.execute({ now: now.toString() });
    return dues.filter(({ name }) => rows.some((row) => row.name === name));
  };
}

/** Locks the oldest due row of one kind that nobody else has; undefined when there is none. */
export async function lockOldest(tx: Tx, due: Due, now: Temporal.Instant): Promise<Found | undefined> {
  const [row] = await tx
    .select({
      id: due.id,
      dueAt: due.dueAt,
      coalitionId: due.coalitionId ?? sql`null`,
      failed: exists(failureOf(tx, due)),
    })
    .from(due.table)
    .where(isDue(tx, due, at(now)))
    .orderBy(asc(due.dueAt))
    .limit(1)
    // Not FOR UPDATE: whoever writes a row that only refers to this one need not wait.
    .for('no key update', { skipLocked: true });
  return row as Found | undefined;
}

/** Asks for the next moment, after now, at which a row becomes due or is tried again. */
export function nextMoment(
  db: Tx,
  dues: readonly Due[],
): (now: Temporal.Instant) => Promise<Temporal.Instant | undefined> {
  const retry = db
    .select({ at: sql<unknown>`${dueFailure.retryAt}`.as('at') })
    .from(dueFailure)
    .where(and(eq(dueFailure.stuck, false), gt(dueFailure.retryAt, asOf)))
    .orderBy(asc(dueFailure.retryAt))
    .limit(1);
  const moments = dues.map((due) =>
    db
      .select({ at: sql<unknown>`${due.dueAt} + make_interval(hours => ${hoursAfter(due)})`.as('at') })
      .from(due.table)
      .where(and(gt(due.dueAt, lastOf(due, asOf)), due.where))
      .orderBy(asc(due.dueAt))
      .limit(1),
  );
  const [first, ...others] = moments;
  const all = first ? unionAll(retry, first, ...others) : retry;
  const prepared = all.prepare(nameOf(all.toSQL().sql));
  return async (now) => {
    const rows = await prepared.execute({ now: now.toString() });
    const found = rows.map(({ at }) => readMoment(at));
    return found.sort(Temporal.Instant.compare)[0];
  };
}

/** The moment of the question, which a statement that is planned once gets anew each time. */
const asOf = sql`${sql.placeholder('now')}::timestamptz`;

/** A moment in a statement. */
export const at = (moment: Temporal.Instant): SQL => sql`${moment.toString()}::timestamptz`;

/** One name for one text: a connection plans it once, whoever asks. */
const nameOf = (text: string) => `due_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;

const hoursAfter = (due: Due) => sql.raw(String(due.after?.hours ?? 0));
/** The last moment a row may hold to be due. */
export const lastOf = (due: Due, now: SQL): SQL =>
  due.after ? sql`${now} - make_interval(hours => ${hoursAfter(due)})` : now;

function isDue(tx: Tx, due: Due, now: SQL): SQL | undefined {
  const putOff = failureOf(tx, due, or(eq(dueFailure.stuck, true), gt(dueFailure.retryAt, now)));
  return and(lte(due.dueAt, lastOf(due, now)), due.where, sql`not ${exists(putOff)}`);
}

function failureOf(tx: Tx, due: Due, which?: SQL) {
  return tx
    .select({ one: sql`1` })
    .from(dueFailure)
    .where(and(eq(dueFailure.name, due.name), eq(dueFailure.rowId, due.id), which));
}
