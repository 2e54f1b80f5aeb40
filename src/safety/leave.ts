import { and, eq, inArray, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, type Person, peopleByIds } from '#directory/index.ts';
import { barAccounts } from './bars.ts';
import { concernKind } from './kinds.ts';
import { concernMessage } from './messages.ts';
import { readersFor } from './readers.ts';
import { concern, concernReader, contact, seen, suspension } from './tables.ts';

/**
 * Ends what somebody leaves here: they are no contact any more, and what only they could read others can. Who leaves while
 * suspended does not come back before the suspension would have ended, or somebody restores them.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  if (person.suspendedAt !== null) {
    await barAccounts(act, person, person.id, null);
    const isTheirs = eq(suspension.personId, person.id);
    await tx.delete(suspension).where(and(isTheirs, isNull(suspension.until)));
    await tx.update(suspension).set({ reason: '' }).where(isTheirs);
  }
  await tx
    .delete(contact)
    .where(and(eq(contact.personId, person.id), eq(contact.coalitionId, person.coalitionId)));
  await tx.delete(seen).where(and(eq(seen.personId, person.id), eq(seen.coalitionId, person.coalitionId)));
  await handOver(act, person);
}

async function handOver(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  const mine = await tx
    .delete(concernReader)
    .where(and(eq(concernReader.personId, person.id), eq(concernReader.coalitionId, person.coalitionId)))
    .returning({ id: concernReader.concernId });
  if (mine.length === 0) return;
  const ids = mine.map(({ id }) => id);
  const kept = await tx
    .select({ id: concernReader.concernId })
    .from(concernReader)
    .where(inArray(concernReader.concernId, ids));
  const unread = ids.filter((id) => !kept.some((one) => one.id === id));
  if (unread.length === 0) return;
  const alone = await tx
    .select()
    .from(concern)
    .where(and(inArray(concern.id, unread), inArray(concern.state, ['open', 'taken'])));
  for (const one of alone) {
    const [raiser] = one.raisedById === null ? [] : await peopleByIds(tx, one.coalitionId, [one.raisedById]);
    const from = { id: one.raisedById ?? person.id, coalitionId: one.coalitionId };
    const { readers } = await readersFor(
      act,
      { ...from, organisationId: raiser?.organisationId ?? null },
      one.aboutId,
    );
    const others = readers.filter(({ id }) => id !== person.id);
    if (others.length === 0) continue;
    await tx
      .insert(concernReader)
      .values(others.map(({ id }) => ({ concernId: one.id, personId: id, coalitionId: one.coalitionId })));
    await tellMany(
      act,
      concernKind,
      others.map(({ id, language }) => ({
        ...{ coalitionId: one.coalitionId, subject: one.id },
        to: { kind: 'person', personId: id },
        message: concernMessage(closestLanguage(language), one.id, others.length),
      })),
    );
  }
}
