import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Act } from './kind.ts';
import { delivery } from './tables.ts';

/** Takes the previews of links from all that a coalition has waiting. */
export async function endPreviews({ tx }: Pick<Act, 'tx'>, coalitionId: string): Promise<void> {
  const { effect, endedAt } = delivery;
  const shows = sql`${effect} @> '{"message": {"previews": true}}'`;
  await tx
    .update(delivery)
    .set({ effect: sql`${effect} #- '{message,previews}'` })
    .where(and(eq(delivery.coalitionId, coalitionId), isNull(endedAt), shows));
}
