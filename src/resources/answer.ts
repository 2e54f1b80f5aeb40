import { and, eq, gt } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { blocks, type JoinedContext, peopleByIds } from '#directory/index.ts';
import { newId, sealText } from '#store/index.ts';
import { answerKind } from './kinds.ts';
import { limits } from './limits.ts';
import { isOpen, type Listing } from './listing.ts';
import { answeredMessage } from './messages.ts';
import { answer, listing } from './tables.ts';
import { words } from './words.ts';

/** An open listing of somebody else that this person may answer and has not; a Refusal otherwise. */
export async function answerable(context: JoinedContext, id: string): Promise<Listing> {
  const { tx, now, person, coalition } = context;
  const say = words[context.language];
  const [one] = await tx
    .select()
    .from(listing)
    .where(and(isOpen(coalition.id, now), eq(listing.id, id)))
    // Whoever ends it at the same moment comes first or afterwards.
    .for('no key update');
  if (!one) throw new Refusal(say.over);
  if (one.personId === person.id) throw new Refusal(say.ownListing);
  if (await blocks(context, coalition.id, person.id, one.personId)) throw new Refusal(say.over);
  const isMine = and(eq(answer.listingId, one.id), eq(answer.personId, person.id));
  if ((await tx.$count(answer, isMine)) > 0) throw new Refusal(say.answeredBefore);
  if (await hasAnsweredLately(context, one.personId)) throw new Refusal(say.answeredToday);
  return one;
}

/** Whether this person answered something else of the same person within a day. */
async function hasAnsweredLately(
  { tx, now, person, coalition }: JoinedContext,
  to: string,
): Promise<boolean> {
  const [lately] = await tx
    .select({ id: answer.id })
    .from(answer)
    .innerJoin(listing, eq(listing.id, answer.listingId))
    .where(
      and(
        eq(answer.coalitionId, coalition.id),
        eq(answer.personId, person.id),
        eq(listing.personId, to),
        gt(answer.answeredAt, now.subtract({ hours: limits.hoursBetweenAnswers })),
      ),
    )
    .limit(1);
  return lately !== undefined;
}

/**
 * Says to whoever listed something who this person is and how they may be reached, once. Whoever blocked them hears
 * nothing.
 */
export async function answerListing(context: JoinedContext, id: string, address: string): Promise<Listing> {
  const { tx, now, person, coalition } = context;
  const one = await answerable(context, id);
  const row = newId(now);
  const sealed = sealText({ column: 'listing_answer.address', row }, address);
  const [made] = await tx
    .insert(answer)
    .values({
      ...{ id: row, coalitionId: coalition.id, listingId: one.id },
      ...{ personId: person.id, address: sealed, answeredAt: now },
    })
    .returning();
  if (!made) throw new Error('an answer was not written');
  if (await blocks(context, coalition.id, one.personId, person.id)) return one;
  const [owner] = await peopleByIds(tx, coalition.id, [one.personId]);
  if (!owner) throw new Error('a listing without an owner');
  await tell(context, answerKind, {
    coalitionId: coalition.id,
    subject: made.id,
    to: { kind: 'person', personId: owner.id },
    message: answeredMessage(
      { listing: one, by: person.name, address, id: made.id },
      closestLanguage(owner.language),
    ),
  });
  return one;
}
