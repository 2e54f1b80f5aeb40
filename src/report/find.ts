import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import type { Act, Coalition } from '#directory/index.ts';
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

/**
 * The reports of the past year that representatives were shown and nobody dropped, newest first. Locked: whoever reads the
 * names and whoever takes one back do so one after the other.
 */
export async function shownReports(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
): Promise<readonly Report[]> {
  const yearAgo = now.subtract({ hours: 24 * limits.mostDays });
  return await tx
    .select()
    .from(report)
    .where(
      and(
        eq(report.coalitionId, coalitionId),
        inArray(report.state, ['shown', 'ready']),
        gt(report.madeAt, yearAgo),
      ),
    )
    .orderBy(desc(report.madeAt))
    .for('update');
}

/** The report that representatives read now: there is one at a time. */
export async function onItsWay({ tx }: Pick<Act, 'tx'>, coalitionId: string): Promise<Report | undefined> {
  const [found] = await tx
    .select()
    .from(report)
    .where(and(eq(report.coalitionId, coalitionId), eq(report.state, 'shown')))
    .orderBy(desc(report.madeAt))
    .limit(1);
  return found;
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
