import { and, eq, or, sql } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { digest, shown } from './tables.ts';

/** What digests said to a person, and what they said of them, goes with them; digests they sent stay without a name. */
export async function leave({ tx }: Act, { id, coalitionId }: Person): Promise<void> {
  const names = [shown.scope, shown.key, shown.state].map((column) => sql`strpos(${column}, ${id}) > 0`);
  await tx.delete(shown).where(and(eq(shown.coalitionId, coalitionId), or(...names)));
  await tx
    .update(digest)
    .set({ madeById: null })
    .where(and(eq(digest.coalitionId, coalitionId), eq(digest.madeById, id)));
}
