import { and, count, eq, gt, inArray } from 'drizzle-orm';
import type { Message } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { daysBefore, limits } from './limits.ts';
import { isWaiting, myAsks, myIntroductions, saidYes } from './mine.ts';
import { mineMessage } from './mine-messages.ts';
import { partiesOf } from './parties.ts';
import { idsIn, openAsks } from './queue.ts';
import { queueMessage, type WeaverTally } from './queue-messages.ts';
import { introduction, suggestion } from './tables.ts';
import { takeFromQueue } from './weave.ts';
import { weavesFor } from './weaves-for.ts';

/** The queue as this weaver sees it, what it shows held for them; `lead` says what they just did. */
export async function showQueue(context: JoinedContext, lead?: Message['text']): Promise<Message> {
  const { items, more } = await takeFromQueue(context);
  const tally = await weaverTally(context);
  const without = await asksWithout(context);
  const party = await partiesOf(context, [
    ...idsIn(items),
    ...without.map((one) => one.personId),
    ...tally.open.flatMap((one) => [one.firstId, one.secondId]),
  ]);
  return queueMessage({
    ...(lead && { lead }),
    items,
    more,
    without,
    tally,
    party,
    language: context.language,
  });
}

/** One's own introductions and asks. */
export async function showMine(context: JoinedContext): Promise<Message> {
  const all = await myIntroductions(context);
  return mineMessage({
    waiting: all.filter((one) => isWaiting(one, context.now)),
    yes: all.filter((one) => saidYes(one, context.now)),
    introduced: all.filter(({ introduction: one }) => one.state === 'introduced' || one.state === 'settled'),
    asks: await myAsks(context),
    language: context.language,
  });
}

/** A weaver's open offers, and how the others of the last twelve weeks ended; a no is not told from silence. */
async function weaverTally(context: JoinedContext): Promise<WeaverTally> {
  const mine = and(
    eq(introduction.coalitionId, context.coalition.id),
    eq(introduction.weaverId, context.person.id),
  );
  const open = await context.tx
    .select()
    .from(introduction)
    .where(and(mine, eq(introduction.state, 'offered')))
    .orderBy(introduction.offeredAt, introduction.id);
  const ended = await context.tx
    .select({ state: introduction.state, count: count() })
    .from(introduction)
    .where(
      and(
        mine,
        inArray(introduction.state, ['introduced', 'settled', 'lapsed']),
        gt(introduction.offeredAt, daysBefore(context.now, limits.againDays)),
      ),
    )
    .groupBy(introduction.state);
  const of = (state: string) => Number(ended.find((row) => row.state === state)?.count ?? 0);
  return { open, introduced: of('introduced') + of('settled'), lapsed: of('lapsed') };
}

/** Open asks of those they weave for, for which nobody is in the queue. */
async function asksWithout(context: JoinedContext) {
  const mayConnect = await weavesFor(context, context.coalition.id, context.roles);
  const asks = (await openAsks(context, context.coalition.id)).filter((one) => mayConnect(one.personId));
  if (asks.length === 0) return [];
  const found = await context.tx
    .select({ askId: suggestion.askId })
    .from(suggestion)
    .where(
      and(
        eq(suggestion.coalitionId, context.coalition.id),
        inArray(
          suggestion.askId,
          asks.map((one) => one.id),
        ),
      ),
    );
  return asks.filter((one) => !found.some((row) => row.askId === one.id));
}
