import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { action } from './tables.ts';

/**
 * Lets the copies of these actions show anew how many are in, what is needed and who stands where: in a minute, and at
 * most every ten.
 */
export async function redrawLater({ tx, now }: Act, which: SQL | undefined): Promise<void> {
  const soon = sql`${now.add({ minutes: 1 }).toString({ smallestUnit: 'millisecond' })}::timestamptz`;
  await tx
    .update(action)
    .set({ countAt: sql`greatest(${soon}, ${action.countedAt} + interval '10 minutes')` })
    .where(and(which, eq(action.state, 'posted'), isNull(action.countAt)));
}
