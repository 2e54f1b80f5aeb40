import { and, eq, or } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type JoinedContext, sayTie, tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { blocksAmong } from './blocks.ts';
import { otherOf } from './follow.ts';
import { type Party, partiesOf } from './parties.ts';
import { claim, follow, introduction } from './tables.ts';
import { areTied } from './tied.ts';
import { words } from './words.ts';

/** Somebody who said that they know you. */
interface Claimed {
  readonly id: string;
  readonly by: Party;
  readonly saidAt: Temporal.Instant;
}

interface MyTies {
  /** whom one knows, by name */
  readonly known: readonly Party[];
  /** who waits for one's word */
  readonly asked: readonly Claimed[];
  /** whom one named and who has not said so yet, whatever they answered */
  readonly named: readonly Party[];
}

/** Says that one knows somebody; the tie counts once both have said so. Returns whether it counts now. */
export async function nameTie(
  context: JoinedContext,
  otherId: string,
): Promise<{ other: Party; counts: boolean }> {
  const { person, coalition } = context;
  const other = (await partiesOf(context, [otherId]))(otherId);
  if (otherId === person.id) throw new Refusal(words[context.language].notYourself);
  if (other.gone) throw new Refusal(words[context.language].otherLeft);
  const counts = await sayTie(context, coalition.id, person.id, otherId);
  const mine = {
    id: newId(context.now),
    coalitionId: coalition.id,
    sayerId: person.id,
    otherId,
    saidAt: context.now,
  };
  await context.tx.insert(claim).values(mine).onConflictDoNothing();
  await context.tx
    .update(claim)
    .set({ answer: 'yes' })
    .where(
      and(eq(claim.coalitionId, coalition.id), eq(claim.sayerId, otherId), eq(claim.otherId, person.id)),
    );
  return { other, counts };
}

/** Answers somebody who said that they know one. "Not yet" is told to nobody. */
export async function answerClaim(
  context: JoinedContext,
  claimId: string,
  answer: 'yes' | 'not yet',
): Promise<Party> {
  const mine = and(
    eq(claim.id, claimId),
    eq(claim.otherId, context.person.id),
    eq(claim.coalitionId, context.coalition.id),
  );
  const [row] = await context.tx.select().from(claim).where(mine).for('update');
  if (!row || row.answer === 'yes') throw new Refusal(words[context.language].settledBefore);
  await context.tx.update(claim).set({ answer }).where(mine);
  if (answer === 'yes') return (await nameTie(context, row.sayerId)).other;
  return (await partiesOf(context, [row.sayerId]))(row.sayerId);
}

/** Who waits for one's word; without those who are blocked. */
export async function claimsOn(context: JoinedContext): Promise<readonly Claimed[]> {
  const { person, coalition } = context;
  const rows = await context.tx
    .select()
    .from(claim)
    .where(and(eq(claim.otherId, person.id), eq(claim.coalitionId, coalition.id)))
    .orderBy(claim.saidAt, claim.id);
  const party = await partiesOf(
    context,
    rows.map((row) => row.sayerId),
  );
  const blocks = await blocksAmong(context, coalition.id, [person.id, ...rows.map((row) => row.sayerId)]);
  const open: Claimed[] = [];
  for (const row of rows) {
    const by = party(row.sayerId);
    if (row.answer !== null || by.gone || blocks.has(person.id, by.id)) continue;
    if (!(await areTied(context, coalition.id, person.id, by.id)))
      open.push({ id: row.id, by, saidAt: row.saidAt });
  }
  return open;
}

/** Everything about one's own ties. */
export async function myTies(context: JoinedContext): Promise<MyTies> {
  const { person, coalition } = context;
  const { tie } = tables;
  const rows = await context.tx
    .select()
    .from(tie)
    .where(
      and(eq(tie.coalitionId, coalition.id), or(eq(tie.firstId, person.id), eq(tie.secondId, person.id))),
    );
  const other = (row: typeof tie.$inferSelect) => (row.firstId === person.id ? row.secondId : row.firstId);
  const met = await whomIMet(context);
  const party = await partiesOf(context, [...rows.map(other), ...met]);
  const said = (row: typeof tie.$inferSelect) =>
    (row.firstId === person.id ? row.firstSaidAt : row.secondSaidAt) !== null;
  const here = rows.filter((row) => !party(other(row)).gone);
  // Whom one said one met stays here, whatever the other answered: what they said is not told by a gap.
  const known = new Set([...here.filter((row) => row.since !== null).map(other), ...met]);
  const byName = (a: Party, b: Party) => a.name.localeCompare(b.name);
  return {
    known: [...known]
      .map(party)
      .filter((one) => !one.gone)
      .sort(byName),
    asked: await claimsOn(context),
    named: here
      .filter((row) => row.since === null && said(row))
      .map((row) => party(other(row)))
      .sort(byName),
  };
}

/** Everyone with whom one said a meeting happened after an introduction. */
async function whomIMet({ tx, person, coalition }: JoinedContext): Promise<readonly string[]> {
  const rows = await tx
    .select({ introduction })
    .from(follow)
    .innerJoin(introduction, eq(introduction.id, follow.introductionId))
    .where(
      and(eq(follow.coalitionId, coalition.id), eq(follow.personId, person.id), eq(follow.answer, 'met')),
    );
  return rows.map((row) => otherOf(row.introduction, person.id)).filter((id) => id !== '');
}
