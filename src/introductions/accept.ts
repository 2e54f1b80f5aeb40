import { and, eq } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import { sealAddress } from './address.ts';
import { blocksAmong } from './blocks.ts';
import { type Introduced, introduce } from './introduce.ts';
import { type Party, partiesOf } from './parties.ts';
import { settleOffer } from './settle.ts';
import { isWilling } from './standing.ts';
import { type Introduction, introduction, type Side, side, sidesOf } from './tables.ts';
import { words } from './words.ts';

/** What a yes came to. `waiting` reads the same whatever the other did. */
export type Accepted =
  | { readonly kind: 'waiting'; readonly other: Party; readonly lapsesAt: Temporal.Instant }
  | { readonly kind: 'introduced'; readonly other: Party; readonly how: Introduced };

/** Says yes to an offer, with an address where the two share no space. When both have, they are introduced. */
export async function accept(context: JoinedContext, sideId: string, address: string): Promise<Accepted> {
  const say = words[context.language];
  const { mine, theirs, one, party } = await openOffer(context, sideId);
  if (mine.answer !== null) throw new Refusal(say.answeredBefore);
  const other = party(theirs.personId);
  if (other.gone) throw new Refusal(say.otherLeft);
  const blocks = await blocksAmong(context, one.coalitionId, [mine.personId, theirs.personId]);
  if (blocks.has(mine.personId, theirs.personId)) throw new Refusal(say.youBlocked(other.name));
  if (one.reach === 'addresses' && address.trim() === '') throw new Invalid({ address: say.addressNeeded });
  await answerSide(context, mine, 'yes', address.trim());

  const wanted = theirs.answer === 'yes' && !blocks.either(mine.personId, theirs.personId);
  if (wanted && (await isWilling(context, one.coalitionId, theirs.personId, one.askId))) {
    const how = await introduce(context, one);
    await settleOffer(context, one, theirs, how);
    return { kind: 'introduced', other, how };
  }
  return { kind: 'waiting', other, lapsesAt: one.lapsesAt ?? context.now };
}

/**
 * Says no to an offer, or takes back a yes. Only this person's own row changes: the offer stays open for everyone else,
 * in every list, limit and count, until it lapses.
 */
export async function decline(context: JoinedContext, sideId: string): Promise<Party> {
  const { mine, theirs, party } = await openOffer(context, sideId);
  if (mine.answer === 'no') throw new Refusal(words[context.language].answeredBefore);
  await answerSide(context, mine, 'no', '');
  return party(theirs.personId);
}

async function answerSide(act: Act, mine: Side, answer: 'yes' | 'no', address: string): Promise<void> {
  await act.tx
    .update(side)
    .set({ answer, answeredAt: act.now, address: sealAddress(mine.id, address) })
    .where(and(eq(side.id, mine.id), eq(side.coalitionId, mine.coalitionId)));
}

async function openOffer(
  context: JoinedContext,
  sideId: string,
): Promise<{ mine: Side; theirs: Side; one: Introduction; party: (id: string | null) => Party }> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const [found] = await tx
    .select({ introductionId: side.introductionId })
    .from(side)
    .where(and(eq(side.id, sideId), eq(side.personId, person.id), eq(side.coalitionId, coalition.id)));
  const [one] = await tx
    .select()
    .from(introduction)
    .where(
      and(eq(introduction.id, found?.introductionId ?? sideId), eq(introduction.coalitionId, coalition.id)),
    )
    .for('update');
  if (!one) throw new Refusal(say.lapsed);
  if (one.state === 'introduced' || one.state === 'settled') throw new Refusal(say.introducedBefore);
  if (one.lapsesAt === null || Temporal.Instant.compare(now, one.lapsesAt) >= 0)
    throw new Refusal(say.lapsed);
  const sides = await tx.select().from(side).where(sidesOf(one));
  const mine = sides.find((each) => each.id === sideId);
  const theirs = sides.find((each) => each.id !== sideId);
  if (!mine || !theirs || !mine.told) throw new Refusal(say.lapsed);
  return { mine, theirs, one, party: await partiesOf(context, [one.firstId, one.secondId]) };
}
