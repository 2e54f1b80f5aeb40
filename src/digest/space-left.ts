import { and, eq } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { plan } from './tables.ts';

/** A digest whose channel was in a space that left comes by direct message again. */
export async function spaceLeft(
  { tx }: Act,
  { id, coalitionId }: { readonly id: string; readonly coalitionId: string },
): Promise<void> {
  await tx
    .update(plan)
    .set({ spaceId: null, channel: null })
    .where(and(eq(plan.spaceId, id), eq(plan.coalitionId, coalitionId)));
}
