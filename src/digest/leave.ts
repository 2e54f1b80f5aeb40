import { and, eq } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { scopeOf } from './read.ts';
import { shown } from './tables.ts';

/** What a weaver's digests said goes with them; digests they sent stay without a name. */
export async function leave({ tx }: Act, { id, coalitionId }: Person): Promise<void> {
  await tx
    .delete(shown)
    .where(and(eq(shown.coalitionId, coalitionId), eq(shown.scope, scopeOf('weaver', id))));
}
