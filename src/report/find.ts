import { and, desc, eq, gt, inArray, sql } from 'drizzle-orm';
import { type Act, type Coalition, tables } from '#directory/index.ts';
import { limits } from './limits.ts';
import { report } from './tables.ts';

export type Report = typeof report.$inferSelect;

/** A report of this coalition. */
export async function findReport(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Report | undefined> {
  const [found] = await tx.select().from(report).where(isReport({ id, coalitionId }));
  return found;
}

/** SQL condition: this report, of its coalition. */
export const isReport = ({ id, coalitionId }: Pick<Report, 'id' | 'coalitionId'>) =>
  and(eq(report.id, id), eq(report.coalitionId, coalitionId));

/** One report behind a button, locked. */
export async function reportBehind({ tx }: Pick<Act, 'tx'>, id: string): Promise<Report | undefined> {
  const [found] = await tx.select().from(report).where(eq(report.id, id)).for('update');
  return found;
}

/** The last report that representatives were shown and nobody dropped, and whether an operator has taken it since. */
export async function lastReport(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
): Promise<{ readonly one: Report; readonly isTaken: boolean } | undefined> {
  const { audit } = tables;
  const [found] = await tx
    .select({
      one: report,
      isTaken: sql<boolean>`exists (select 1 from ${audit} a where a.coalition_id = ${coalitionId}
        and a.at >= ${report}.made_at and a.act = 'report.sent' and a.subject = ${report}.id)`,
    })
    .from(report)
    .where(and(eq(report.coalitionId, coalitionId), inArray(report.state, ['shown', 'ready'])))
    .orderBy(desc(report.madeAt))
    .limit(1);
  return found;
}

/** The report on its way out: there is one at a time. What nobody took in a year is no longer on any way. */
export async function onItsWay(
  act: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
): Promise<Report | undefined> {
  const last = await lastReport(act, coalitionId);
  const yearAgo = act.now.subtract({ hours: 24 * limits.mostDays });
  const isPast = !last || last.isTaken || Temporal.Instant.compare(last.one.madeAt, yearAgo) < 0;
  return isPast ? undefined : last.one;
}

/** From when on the next report tells: the last one that got ready, or the coalition’s beginning, at most a year ago. */
export async function sinceWhen(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  { id, createdAt }: Coalition,
): Promise<{ readonly since: Temporal.Instant; readonly isFirst: boolean }> {
  const yearAgo = now.subtract({ hours: 24 * limits.mostDays });
  const [last] = await tx
    .select({ madeAt: report.madeAt })
    .from(report)
    .where(and(eq(report.coalitionId, id), eq(report.state, 'ready'), gt(report.madeAt, yearAgo)))
    .orderBy(desc(report.madeAt))
    .limit(1);
  const begins = last?.madeAt ?? createdAt;
  const since = Temporal.Instant.compare(begins, yearAgo) < 0 ? yearAgo : begins;
  return { since, isFirst: last === undefined };
}
