import { and, eq, inArray, isNull, notInArray, or } from 'drizzle-orm';
import { type Act, type Person, tables } from '#directory/index.ts';
import { settle } from './follow.ts';
import { rememberBlocks } from './kept-blocks.ts';
import { ask, claim, type follow, introduction, rest, side, suggestion, turn } from './tables.ts';

/**
 * Ends what a person leaves behind: their asks, what was suggested for them, and their words in what is still offered. An
 * open offer ends for the other when it lapses; the keyed hash of the pair stays to its end, and those of their blocks.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  await rememberBlocks(act, person);
  await tx.update(ask).set({ state: 'closed', words: '', dueAt: null }).where(isOf(ask, person));
  await tx.delete(suggestion).where(isAmong(suggestion, person));
  await tx
    .delete(claim)
    .where(
      and(
        eq(claim.coalitionId, person.coalitionId),
        or(eq(claim.sayerId, person.id), eq(claim.otherId, person.id)),
      ),
    );
  await tx.delete(rest).where(isOf(rest, person));
  await tx.update(side).set({ address: '' }).where(isOf(side, person));
  const begun = await tx
    .select({ id: introduction.id, coalitionId: introduction.coalitionId })
    .from(introduction)
    .where(and(eq(introduction.state, 'introduced'), isAmong(introduction, person)));
  for (const one of begun) await settle(act, one);
  await tx
    .update(introduction)
    .set({ reasons: [], note: '' })
    .where(and(eq(introduction.state, 'offered'), isAmong(introduction, person)));
}

/** Nobody is suggested who no longer agrees to it, except for what they ask for themselves. */
export async function endSuggestions({ tx }: Act, person: Person): Promise<void> {
  const own = tx.select({ id: ask.id }).from(ask).where(isOf(ask, person));
  await tx
    .delete(suggestion)
    .where(and(isAmong(suggestion, person), or(isNull(suggestion.askId), notInArray(suggestion.askId, own))));
}

/** Deletes what is held of a person here. What is still offered goes when it lapses. */
export async function forget(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  await leave(act, person);
  await tx
    .delete(introduction)
    .where(and(inArray(introduction.state, ['introduced', 'settled']), isAmong(introduction, person)));
  await tx
    .update(introduction)
    .set({ weaverId: null, note: '' })
    .where(and(eq(introduction.coalitionId, person.coalitionId), eq(introduction.weaverId, person.id)));
  await tx.delete(ask).where(isOf(ask, person));
  await tx.delete(turn).where(isOf(turn, person));
  await tx.delete(tables.block).where(isOf(tables.block, person));
}

const isOf = (
  table: typeof ask | typeof rest | typeof side | typeof turn | typeof follow | typeof tables.block,
  person: Person,
) => and(eq(table.personId, person.id), eq(table.coalitionId, person.coalitionId));

const isAmong = (table: typeof suggestion | typeof introduction, person: Person) =>
  and(
    eq(table.coalitionId, person.coalitionId),
    or(eq(table.firstId, person.id), eq(table.secondId, person.id)),
  );
