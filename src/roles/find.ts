import { eq } from 'drizzle-orm';
import { tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

/** The coalition behind a button. */
export async function coalitionBehind(db: Tx, id: string): Promise<{ coalitionId: string } | undefined> {
  const [found] = await db
    .select({ coalitionId: tables.coalition.id })
    .from(tables.coalition)
    .where(eq(tables.coalition.id, id));
  return found;
}
