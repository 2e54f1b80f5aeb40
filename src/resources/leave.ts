import { and, eq } from 'drizzle-orm';
import { withdraw } from '#delivery/index.ts';
import type { Act, Person } from '#directory/index.ts';
import { isAddedBy } from './add.ts';
import { answerKind, matchKind, thanksKind } from './kinds.ts';
import { answer, listing, resource, thanks } from './tables.ts';

/**
 * Ends what a person leaves behind: their offers, needs, answers and words of thanks go. What they added stays, made by
 * nobody where it was made by them.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  const listed = await tx.delete(listing).where(isOf(listing, person)).returning({ id: listing.id });
  const answered = await tx.delete(answer).where(isOf(answer, person)).returning({ id: answer.id });
  const thanked = await tx.delete(thanks).where(isOf(thanks, person)).returning({ id: thanks.id });
  const subjects = [...listed, ...answered, ...thanked].map(({ id }) => id);
  await withdraw(act, { subjects, kinds: [matchKind, answerKind, thanksKind] });
  await tx
    .update(resource)
    .set({ maker: '' })
    .where(and(isAddedBy(person), eq(resource.maker, person.name)));
}

/** Deletes what is held of a person here, what they added included. */
export async function forget(act: Act, person: Person): Promise<void> {
  await leave(act, person);
  await act.tx.delete(resource).where(isAddedBy(person));
}

const isOf = (table: typeof listing | typeof answer | typeof thanks, person: Person) =>
  and(eq(table.coalitionId, person.coalitionId), eq(table.personId, person.id));
