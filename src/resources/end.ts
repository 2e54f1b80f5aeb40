import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { withdraw } from '#delivery/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { matchKind } from './kinds.ts';
import { limits } from './limits.ts';
import type { Listing } from './listing.ts';
import { answer, listing } from './tables.ts';
import { words } from './words.ts';

/** An offer or a need ends by itself; nobody is told. */
export const endDue: Due = {
  name: 'share.end',
  table: listing,
  id: listing.id,
  dueAt: listing.endsAt,
  coalitionId: listing.coalitionId,
  where: isNull(listing.endedAt),
  async carryOut(act, id) {
    await end(act, and(eq(listing.id, id), isNull(listing.endedAt)));
  },
};

/** What has ended is kept no longer than somebody may want to block whoever answered it. */
export const forgetDue: Due = {
  name: 'share.forget',
  table: listing,
  id: listing.id,
  dueAt: listing.endedAt,
  after: { hours: 24 * limits.keptDays },
  coalitionId: listing.coalitionId,
  async carryOut({ tx }, id) {
    await tx.delete(listing).where(eq(listing.id, id));
  },
};

/** Ends one's own offer or need. */
export async function endListing(context: JoinedContext, id: string): Promise<Listing> {
  const { person, coalition } = context;
  const ended = await end(
    context,
    and(
      eq(listing.id, id),
      eq(listing.coalitionId, coalition.id),
      eq(listing.personId, person.id),
      isNull(listing.endedAt),
    ),
  );
  if (!ended) throw new Refusal(words[context.language].over);
  return ended;
}

/** How others may be reached has been said, and is kept no longer. */
async function end(act: Act, which: ReturnType<typeof and>): Promise<Listing | undefined> {
  const [ended] = await act.tx.update(listing).set({ endedAt: act.now }).where(which).returning();
  if (!ended) return undefined;
  await act.tx
    .update(answer)
    .set({ address: '' })
    .where(and(eq(answer.listingId, ended.id), eq(answer.coalitionId, ended.coalitionId)));
  await withdraw(act, { subject: ended.id, kinds: [matchKind] });
  return ended;
}
