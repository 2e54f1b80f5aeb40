import { and, eq, inArray, isNull } from 'drizzle-orm';
import { withdraw } from '#delivery/index.ts';
import type { Act, Person } from '#directory/index.ts';
import { endRequest } from './end.ts';
import { askKind, changedKind, promptKind } from './kinds.ts';
import { askedFor, request as requestTable } from './tables.ts';

/**
 * Ends what a person leaves behind: their drafts, what they were asked for and what they said they would share. What is
 * open goes on without their name, and what they shared stays a number.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  await tx.delete(requestTable).where(and(isBy(person), inArray(requestTable.state, ['draft', 'waiting'])));
  await endAsked(act, person);
}

/** Ends what a person was asked for and has not done: they are reminded of none of it. */
export async function endAsked(act: Act, person: Person): Promise<void> {
  const gone = await act.tx
    .delete(askedFor)
    .where(and(isOf(person), isNull(askedFor.doneAt)))
    .returning({ requestId: askedFor.requestId });
  await withdraw(act, {
    subjects: gone.map(({ requestId }) => requestId),
    kinds: [askKind, promptKind, changedKind],
    personId: person.id,
  });
}

/** Deletes what is held of a person here: what they asked for with everything about it, and what they shared. */
export async function forget(act: Act, person: Person): Promise<void> {
  await leave(act, person);
  const open = await act.tx
    .select()
    .from(requestTable)
    .where(and(isBy(person), eq(requestTable.state, 'open')));
  for (const one of open) await endRequest(act, one, 'ended early', person.id);
  await act.tx.delete(requestTable).where(isBy(person));
  await act.tx.delete(askedFor).where(isOf(person));
}

const isBy = ({ id, coalitionId }: Person) =>
  and(eq(requestTable.requesterId, id), eq(requestTable.coalitionId, coalitionId));

const isOf = ({ id, coalitionId }: Person) =>
  and(eq(askedFor.personId, id), eq(askedFor.coalitionId, coalitionId));
