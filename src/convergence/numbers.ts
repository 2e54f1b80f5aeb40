import { and, asc, eq } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import type { Day } from './find.ts';
import { dayResult } from './tables.ts';

export type DayResult = typeof dayResult.$inferSelect;

/** Every number ever given of a day, the oldest first; those that were corrected are among them. */
export async function resultsOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Day, 'id' | 'coalitionId'>,
): Promise<readonly DayResult[]> {
  return await tx
    .select()
    .from(dayResult)
    .where(and(eq(dayResult.dayId, one.id), eq(dayResult.coalitionId, one.coalitionId)))
    .orderBy(asc(dayResult.reportedAt), asc(dayResult.id));
}
