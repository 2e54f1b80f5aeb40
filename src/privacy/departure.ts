import { eq } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { departure } from './tables.ts';

/** What can leave with everything of its own. */
export type Whole = (typeof departure.$inferSelect)['what'];

/** Notes what left as a whole, for the file that outlives a backup. */
export async function noteDeparture(
  { tx, now }: Act,
  of: { readonly id: string; readonly what: Whole },
): Promise<void> {
  await tx
    .insert(departure)
    .values({ ...of, at: now })
    .onConflictDoUpdate({ target: departure.id, set: { writtenAt: null } });
}

/** Notes that a departure stands in the file already. */
export async function noteWritten({ tx, now }: Act, id: string): Promise<void> {
  await tx.update(departure).set({ writtenAt: now }).where(eq(departure.id, id));
}
