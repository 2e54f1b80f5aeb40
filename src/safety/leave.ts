import { and, eq, isNull } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { barAccounts, removalsOf } from './bars.ts';
import { handOver } from './hand-over.ts';
import { concernReader, contact, seen, suspension } from './tables.ts';

/**
 * Ends what somebody leaves here: they are no contact any more, and what only they could read others can. Who leaves while
 * suspended does not come back before the suspension would have ended, or somebody restores them.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  const { id, coalitionId } = person;
  if (person.suspendedAt !== null) {
    // Whoever is being removed leaves under that removal, also with an account that was linked since.
    const [removal] = await removalsOf(act, person);
    await barAccounts(act, person, removal ?? { removal: id, byId: null });
    const isTheirs = and(eq(suspension.personId, id), eq(suspension.coalitionId, coalitionId));
    await tx.delete(suspension).where(and(isTheirs, isNull(suspension.until)));
    await tx.update(suspension).set({ reason: '' }).where(isTheirs);
  }
  await tx.delete(contact).where(and(eq(contact.personId, id), eq(contact.coalitionId, coalitionId)));
  await tx.delete(seen).where(and(eq(seen.personId, id), eq(seen.coalitionId, coalitionId)));
  const read = await tx
    .delete(concernReader)
    .where(and(eq(concernReader.personId, id), eq(concernReader.coalitionId, coalitionId)))
    .returning({ id: concernReader.concernId });
  await handOver(
    act,
    person,
    read.map((one) => one.id),
  );
}
