import { and, eq } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { daysAfter, limits } from './limits.ts';
import { type Offered, offer } from './offer.ts';
import { hold, isHeldByOther, type QueueItem, readQueue } from './queue.ts';
import { ask, type Queued, suggestion } from './tables.ts';
import { weavesFor } from './weaves-for.ts';
import { words } from './words.ts';

/** How a weaver puts two people aside, and for how long. */
export type Aside = 'known' | 'drop' | 'later';
const asideDays: Readonly<Record<Aside, number>> = {
  known: limits.knownDays,
  drop: limits.againDays,
  later: limits.laterDays,
};

/** What a weaver is shown: the first items of theirs that no other weaver has, now held by them, and how many more. */
export async function takeFromQueue(
  context: JoinedContext,
): Promise<{ readonly items: readonly QueueItem[]; readonly more: number }> {
  const { coalition, person } = context;
  const mayConnect = await weavesFor(context, coalition.id, context.roles);
  const queue = await readQueue(context, coalition.id);
  const all = queue.filter(({ row }) => mayConnect(row.firstId, row.secondId));
  const free = all.filter(({ row }) => !isHeldByOther(row, person.id, context.now));
  const shown = free.slice(0, limits.best);
  const held = await hold(
    context,
    person.id,
    shown.map((item) => item.row),
  );
  const items = shown.filter((item) => held.some((row) => row.id === item.row.id));
  return { items, more: all.length - items.length };
}

/** Offers an item of the queue. */
export async function offerItem(context: JoinedContext, id: string): Promise<Offered> {
  const row = await takeItem(context, id);
  const [asked] =
    row.askId === null
      ? []
      : await context.tx
          .select()
          .from(ask)
          .where(and(eq(ask.id, row.askId), eq(ask.coalitionId, row.coalitionId)));
  const { firstId, secondId, reasons, note, withWeaver } = row;
  return await offer(context, {
    firstId,
    secondId,
    reasons,
    note,
    withWeaver,
    weaverId: context.person.id,
    ask: asked,
  });
}

/** Offers two people whom the weaver chose; the same organisation is no hindrance. */
export async function makeIntroduction(
  context: JoinedContext,
  given: { readonly one: string; readonly two: string; readonly note: string; readonly join: boolean },
): Promise<Offered> {
  const say = words[context.language];
  if (given.one === given.two) throw new Invalid({ two: say.samePerson });
  const mayConnect = await weavesFor(context, context.coalition.id, context.roles);
  if (!mayConnect(given.one, given.two)) throw new Refusal(say.notYourHub);
  return await offer(context, {
    firstId: given.one,
    secondId: given.two,
    reasons: [],
    note: given.note,
    weaverId: context.person.id,
    withWeaver: given.join,
    ask: undefined,
  });
}

/** Keeps what the weaver says with an offer, and whether they join the conversation. */
export async function editNote(
  context: JoinedContext,
  id: string,
  given: { readonly note: string; readonly join: boolean },
): Promise<Queued> {
  const row = await takeItem(context, id);
  const [edited] = await context.tx
    .update(suggestion)
    .set({ note: given.note, withWeaver: given.join })
    .where(isItem(context, row.id))
    .returning();
  return edited ?? row;
}

/** Puts two people aside: for a week, for twelve, or for a year if they know each other. */
export async function putAside(context: JoinedContext, id: string, how: Aside): Promise<Queued> {
  const row = await takeItem(context, id);
  await context.tx
    .update(suggestion)
    .set({ hiddenUntil: daysAfter(context.now, asideDays[how]), heldById: null, heldUntil: null })
    .where(isItem(context, id));
  return row;
}

/** The item, held by this weaver; refuses when another one has it, or when it is no longer in the queue. */
export async function takeItem(context: JoinedContext, id: string): Promise<Queued> {
  const say = words[context.language];
  const [row] = await context.tx.select().from(suggestion).where(isItem(context, id)).for('update');
  const aside = row?.hiddenUntil != null && Temporal.Instant.compare(row.hiddenUntil, context.now) > 0;
  if (!row || aside) throw new Refusal(say.itemGone);
  const mayConnect = await weavesFor(context, context.coalition.id, context.roles);
  if (!mayConnect(row.firstId, row.secondId)) throw new Refusal(say.notYourHub);
  const [held] = await hold(context, context.person.id, [row]);
  if (!held) throw new Refusal(say.heldByOther(row.heldUntil ?? context.now));
  return held;
}

const isItem = (context: JoinedContext, id: string) =>
  and(eq(suggestion.id, id), eq(suggestion.coalitionId, context.coalition.id));
