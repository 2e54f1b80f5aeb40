import { eq } from 'drizzle-orm';
import { type Feature, tables } from '#directory/index.ts';
import type { Db } from '#store/index.ts';
import { erasePerson } from './delete.ts';
import { readDeletions } from './deletions.ts';
import { deletion } from './tables.ts';

/**
 * Deletes once more everybody whom the file of deletions names and a restored backup still has; how many people those
 * were. Each in a transaction of its own; whoever was deleted in the backup too is left alone.
 */
export async function replayDeletions(
  db: Db,
  given: { readonly path: string; readonly now: Temporal.Instant; readonly features: readonly Feature[] },
): Promise<number> {
  const { path, now, features } = given;
  let count = 0;
  for (const { personId, keep } of await readDeletions(path)) {
    count += await db.transaction(async (tx) => {
      const [person] = await tx
        .select()
        .from(tables.person)
        .where(eq(tables.person.id, personId))
        .for('update');
      const [known] = await tx.select().from(deletion).where(eq(deletion.personId, personId));
      if (!person || known) return 0;
      await erasePerson({ tx, now }, person, { keep, features });
      await tx.update(deletion).set({ writtenAt: now }).where(eq(deletion.personId, personId));
      return 1;
    });
  }
  return count;
}
