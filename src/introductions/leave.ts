import { and, eq, inArray, or } from 'drizzle-orm';
import { type Act, openNames, type Person, tables } from '#directory/index.ts';
import { otherOf, settle } from './follow.ts';
import { partiesOf } from './parties.ts';
import { ask, claim, follow, introduction, rest, side, suggestion, turn } from './tables.ts';

/**
 * Ends what a person leaves behind: their asks, what was suggested for them, and their words in what is still offered. An
 * open offer ends for the other when it lapses; the keyed hash of the pair stays to its end.
 */
export async function leave(act: Act, person: Person): Promise<void> {
  const { tx } = act;
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

/** Deletes what is held of a person here. What is still offered goes when it lapses. */
export async function forget(act: Act, person: Person): Promise<void> {
  const { tx } = act;
  await leave(act, person);
  await tx
    .delete(introduction)
    .where(and(inArray(introduction.state, ['introduced', 'settled']), isAmong(introduction, person)));
  await tx
    .update(introduction)
    .set({ weaverId: null })
    .where(and(eq(introduction.coalitionId, person.coalitionId), eq(introduction.weaverId, person.id)));
  await tx.delete(ask).where(isOf(ask, person));
  await tx.delete(turn).where(isOf(turn, person));
  await tx.delete(tables.block).where(isOf(tables.block, person));
}

/** What is held of a person here: their own words and answers, and with whom; never what another answered. */
export async function exported(act: Act, person: Person): Promise<unknown> {
  const { tx } = act;
  const rows = await tx
    .select({ side, introduction })
    .from(side)
    .innerJoin(introduction, eq(introduction.id, side.introductionId))
    .where(and(isOf(side, person), eq(side.told, true)));
  const answers = await tx.select().from(follow).where(isOf(follow, person));
  const asks = await tx.select().from(ask).where(isOf(ask, person));
  const blocks = await tx.select().from(tables.block).where(isOf(tables.block, person));
  const named = await tx
    .select()
    .from(claim)
    .where(and(eq(claim.coalitionId, person.coalitionId), eq(claim.sayerId, person.id)));
  const [resting] = await tx.select().from(rest).where(isOf(rest, person));
  const party = await partiesOf(act, [
    ...rows.map((row) => otherOf(row.introduction, person.id)),
    ...blocks.map((row) => row.blockedPersonId),
    ...named.map((row) => row.otherId),
  ]);
  // Whom one blocked without knowing their name is not named by that.
  const open = await openNames(
    act,
    person.coalitionId,
    blocks.flatMap((row) => row.blockedPersonId ?? []),
  );
  const met = new Set(rows.map((row) => otherOf(row.introduction, person.id)));
  const nameOf = (id: string) => (open.has(id) || met.has(id) ? party(id).name : 'a member');
  return {
    asks: asks.map(({ words, state, askedAt }) => ({ words, state, askedAt: askedAt.toString() })),
    introductions: rows.map(({ side: mine, introduction: one }) => ({
      with: party(otherOf(one, person.id)).name,
      offeredAt: one.offeredAt.toString(),
      introducedAt: one.introducedAt?.toString() ?? null,
      answer: mine.answer,
      address: mine.address,
      followUps: answers
        .filter((row) => row.introductionId === one.id)
        .map(({ askedAt, answer, outcome }) => ({ askedAt: askedAt.toString(), answer, outcome })),
    })),
    blocks: blocks.map((row) => ({
      person: row.blockedPersonId === null ? null : nameOf(row.blockedPersonId),
      organisation: row.blockedOrganisationId,
      since: row.since.toString(),
    })),
    peopleNamed: named.map((row) => ({ name: party(row.otherId).name, saidAt: row.saidAt.toString() })),
    restingSince: resting?.since?.toString() ?? null,
  };
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
