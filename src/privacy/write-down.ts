import { and, eq, isNull } from 'drizzle-orm';
import type { Due } from '#schedule/index.ts';
import { writeDeletion } from './deletions.ts';
import { noteWritten } from './departure.ts';
import { deletion, departure } from './tables.ts';

/** Writes deletions into a file outside the database, so that a restored backup forgets the same people again. */
export const writeDownDue = (path: string): Due => ({
  name: 'privacy.write-down',
  table: deletion,
  id: deletion.personId,
  dueAt: deletion.at,
  coalitionId: deletion.coalitionId,
  where: isNull(deletion.writtenAt),
  async carryOut({ tx, now }, personId) {
    const which = and(eq(deletion.personId, personId), isNull(deletion.writtenAt));
    const [row] = await tx.select().from(deletion).where(which).for('update');
    if (!row) return;
    // Killed before the commit it is written twice, which a replay does not mind.
    await writeDeletion(path, row);
    await tx.update(deletion).set({ writtenAt: now }).where(which);
  },
});

/** The same for what left as a whole: an organisation, a space, a coalition. */
export const writeDepartureDue = (path: string): Due => ({
  name: 'privacy.write-departure',
  table: departure,
  id: departure.id,
  dueAt: departure.at,
  where: isNull(departure.writtenAt),
  async carryOut(act, id) {
    const which = and(eq(departure.id, id), isNull(departure.writtenAt));
    const [row] = await act.tx.select().from(departure).where(which).for('update');
    if (!row) return;
    await writeDeletion(path, row);
    await noteWritten(act, id);
  },
});
