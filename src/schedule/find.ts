import { and, asc, eq, exists, gt, lte, or, type SQL, sql } from 'drizzle-orm';
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

/** The kinds of which something is due and not put off, in one statement however many kinds there are. */
export async function whatIsDue(tx: Tx, dues: readonly Due[], now: Temporal.Instant): Promise<Due[]> {
  if (dues.length === 0) return [];
  const asked = dues.map((due) => {
    // No EXISTS: it would drop the order, and a plan without the index would be a scan of the table at each tick.
    const first = tx
      .select({ one: sql`true` })
      .from(due.table)
      .where(isDue(tx, due, now))
      .orderBy(asc(due.dueAt))
      .limit(1);
    return sql`select ${due.name}::text as name where ${first}`;
  });
  const { rows } = await tx.execute<{ name: string }>(sql.join(asked, sql` union all `));
  return dues.filter(({ name }) => rows.some((row) => row.name === name));
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
    .where(isDue(tx, due, now))
    .orderBy(asc(due.dueAt))
    .limit(1)
    // Not FOR UPDATE: whoever writes a row that only refers to this one need not wait.
    .for('no key update', { skipLocked: true });
  return row as Found | undefined;
}

/** The next moment, after now, at which a row becomes due or is tried again. */
export async function nextMoment(
  tx: Tx,
  dues: readonly Due[],
  now: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  const moments = dues.map(
    (due) =>
      sql`${tx
        .select({ at: sql`${due.dueAt} + ${due.after?.hours ?? 0}::int * interval '1 hour'`.as('at') })
        .from(due.table)
        .where(and(gt(due.dueAt, lastDue(due, now)), due.where))
        .orderBy(asc(due.dueAt))
        .limit(1)}`,
  );
  const retry = tx
    .select({ at: dueFailure.retryAt })
    .from(dueFailure)
    .where(and(eq(dueFailure.stuck, false), gt(dueFailure.retryAt, now)))
    .orderBy(asc(dueFailure.retryAt))
    .limit(1);
  const all = sql.join([...moments, sql`${retry}`], sql` union all `);
  const { rows } = await tx.execute<{ at: unknown }>(sql`${all} order by 1 limit 1`);
  return rows[0] && readMoment(rows[0].at);
}

function isDue(tx: Tx, due: Due, now: Temporal.Instant): SQL | undefined {
  const putOff = failureOf(tx, due, or(eq(dueFailure.stuck, true), gt(dueFailure.retryAt, now)));
  return and(lte(due.dueAt, lastDue(due, now)), due.where, sql`not ${exists(putOff)}`);
}

/** The last moment a row may hold to be due now. */
export function lastDue(due: Due, now: Temporal.Instant): Temporal.Instant {
  return now.subtract({ hours: due.after?.hours ?? 0 });
}

function failureOf(tx: Tx, due: Due, which?: SQL) {
  return tx
    .select({ one: sql`1` })
    .from(dueFailure)
    .where(and(eq(dueFailure.name, due.name), eq(dueFailure.rowId, due.id), which));
}
