import { and, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type Kind, tell } from '#delivery/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { daysAfter, limits } from './limits.ts';
import { aloneMessage } from './messages.ts';
import { type Offered, offer } from './offer.ts';
import { partiesOf } from './parties.ts';
import { isHeldByOther, readQueue, refreshQueue } from './queue.ts';
import { type Ask, ask, suggestion } from './tables.ts';
import { words } from './words.ts';

/** What one asked for oneself, so not unasked. */
export const aloneKind: Kind = {
  name: 'intro.alone',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'asks of yours that no weaver has answered' },
  keepFor: { days: 8 },
  async wanted(act, row) {
    const [one] = await act.tx
      .select()
      .from(ask)
      .where(and(eq(ask.id, row.subject), eq(ask.coalitionId, row.coalitionId)));
    return one?.state === 'open';
  },
};

/**
 * After 72 hours without an answer the asker may offer without a weaver; after twelve weeks an ask ends, and twelve weeks
 * after its end its words are forgotten.
 */
export const askDue: Due = {
  name: 'intro.ask',
  table: ask,
  id: ask.id,
  dueAt: ask.dueAt,
  coalitionId: ask.coalitionId,
  carryOut: ripen,
};

/** Asks weavers for somebody; at most three asks of one person are open at once. */
export async function askFor(context: JoinedContext, need: string): Promise<Ask> {
  const { tx, now, person, coalition } = context;
  if ((await tx.$count(ask, isUnended(context))) >= limits.asksOpen)
    throw new Refusal(words[context.language].tooManyAsks(limits.asksOpen));
  const made: Ask = {
    id: newId(now),
    coalitionId: coalition.id,
    personId: person.id,
    words: need,
    state: 'open',
    askedAt: now,
    dueAt: now.add({ hours: limits.askHours }),
    aloneAt: null,
    endsAt: daysAfter(now, limits.askDays),
  };
  await tx.insert(ask).values(made);
  await refreshQueue(context, coalition.id);
  return made;
}

/** Ends one's own ask; what was already offered for it goes on. */
export async function closeAsk(context: JoinedContext, askId: string): Promise<Ask> {
  const [closed] = await context.tx
    .update(ask)
    .set({ state: 'closed', dueAt: daysAfter(context.now, limits.askKeptDays) })
    .where(and(eq(ask.id, askId), isUnended(context)))
    .returning();
  if (!closed) throw new Refusal(words[context.language].askOver);
  await context.tx
    .delete(suggestion)
    .where(and(eq(suggestion.askId, askId), eq(suggestion.coalitionId, closed.coalitionId)));
  return closed;
}

/** Offers the best candidate for one's own ask without a weaver, once 72 hours have passed unanswered. */
export async function offerAlone(context: JoinedContext, askId: string): Promise<Offered> {
  const say = words[context.language];
  const [one] = await context.tx
    .select()
    .from(ask)
    .where(and(eq(ask.id, askId), isOwn(context)))
    .for('update');
  if (one?.state !== 'open') throw new Refusal(say.askOver);
  if (one.aloneAt === null) throw new Refusal(say.askTooSoon(one.askedAt.add({ hours: limits.askHours })));
  await refreshQueue(context, one.coalitionId);
  const items = await readQueue(context, one.coalitionId);
  const best = items.find(
    ({ row }) => row.askId === one.id && !isHeldByOther(row, context.person.id, context.now),
  );
  if (!best) throw new Refusal(say.nobodyForAsk);
  const { firstId, secondId, reasons } = best.row;
  return await offer(context, {
    firstId,
    secondId,
    reasons,
    note: '',
    weaverId: null,
    withWeaver: false,
    ask: one,
  });
}

const isOwn = ({ person, coalition }: JoinedContext) =>
  and(eq(ask.personId, person.id), eq(ask.coalitionId, coalition.id));

/** SQL condition: an ask of this person that has not ended. */
export const isUnended = (context: JoinedContext) =>
  and(isOwn(context), inArray(ask.state, ['open', 'offered']));

/** Tells the asker that they may go on alone, or ends the ask. */
async function ripen(act: Act, id: string): Promise<void> {
  const [one] = await act.tx.select().from(ask).where(eq(ask.id, id)).for('update');
  if (one?.state !== 'open') {
    const words = one?.state === 'offered' ? one.words : '';
    await act.tx.update(ask).set({ dueAt: null, words }).where(eq(ask.id, id));
    return;
  }
  if (Temporal.Instant.compare(act.now, one.endsAt) >= 0) {
    const dueAt = daysAfter(act.now, limits.askKeptDays);
    await act.tx.update(ask).set({ state: 'closed', dueAt }).where(eq(ask.id, id));
    return;
  }
  await act.tx.update(ask).set({ aloneAt: act.now, dueAt: one.endsAt }).where(eq(ask.id, id));
  const me = (await partiesOf(act, [one.personId]))(one.personId);
  await tell(act, aloneKind, {
    coalitionId: one.coalitionId,
    subject: one.id,
    to: { kind: 'person', personId: one.personId },
    message: aloneMessage(me, one),
  });
}
