import { and, eq, inArray } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, hasAccount, type Person, peopleByIds, present, tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { concernKind } from './kinds.ts';
import { concernMessage } from './messages.ts';
import { readersFor } from './readers.ts';
import { concern, concernReader } from './tables.ts';

/**
 * Sees to the concerns that somebody can act on no more: what they took is open again, and what nobody else who can act
 * may read goes to those it would go to now. They are suspended, or none of its readers, by then.
 */
export async function handOver(act: Act, person: Person, ids: readonly string[]): Promise<void> {
  const { tx } = act;
  if (ids.length === 0) return;
  const theirs = and(eq(concern.coalitionId, person.coalitionId), inArray(concern.id, [...ids]));
  await tx
    .update(concern)
    .set({ state: 'open', takenById: null })
    .where(and(theirs, eq(concern.state, 'taken'), eq(concern.takenById, person.id)));
  const unclosed = await tx
    .select()
    .from(concern)
    .where(and(theirs, inArray(concern.state, ['open', 'taken'])));
  const read = await tx
    .select({ id: concernReader.concernId, personId: concernReader.personId })
    .from(concernReader)
    .innerJoin(tables.person, eq(tables.person.id, concernReader.personId))
    .where(and(inArray(concernReader.concernId, [...ids]), present(person.coalitionId), hasAccount));
  for (const one of unclosed)
    if (!read.some(({ id, personId }) => id === one.id && personId !== one.aboutId))
      await giveReaders(act, one, person);
}

async function giveReaders(act: Act, one: typeof concern.$inferSelect, gone: Person): Promise<void> {
  const { id: concernId, coalitionId } = one;
  const [raiser] = one.raisedById === null ? [] : await peopleByIds(act.tx, coalitionId, [one.raisedById]);
  const from = { id: one.raisedById ?? gone.id, coalitionId, organisationId: raiser?.organisationId ?? null };
  const { readers } = await readersFor(act, from, one.aboutId, [gone.id]);
  if (readers.length === 0) return;
  await act.tx
    .insert(concernReader)
    .values(readers.map(({ id: personId }) => ({ concernId, personId, coalitionId })))
    .onConflictDoNothing();
  await tellMany(
    act,
    concernKind,
    readers.map(({ id: personId, language }) => ({
      ...{ coalitionId, subject: concernId, occurrence: newId(act.now) },
      to: { kind: 'person', personId },
      message: concernMessage(closestLanguage(language), concernId, readers.length),
    })),
  );
}
