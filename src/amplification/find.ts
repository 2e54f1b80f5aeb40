import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { findAction, mayLead } from '#actions/index.ts';
import { Refusal } from '#chat/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { askedFor, request } from './tables.ts';
import { words } from './words.ts';

/** A request to carry something further. */
export type Plea = typeof request.$inferSelect;
/** One person asked for one. */
export type Asked = typeof askedFor.$inferSelect;

/** SQL condition: this request, of its coalition. */
export const isPlea = ({ id, coalitionId }: Pick<Plea, 'id' | 'coalitionId'>): SQL | undefined =>
  and(eq(request.id, id), eq(request.coalitionId, coalitionId));

/** SQL condition: those who were asked for this request, of its coalition. */
export const isAskedFor = ({ id, coalitionId }: Pick<Plea, 'id' | 'coalitionId'>): SQL | undefined =>
  and(eq(askedFor.requestId, id), eq(askedFor.coalitionId, coalitionId));

/** A request in whatever state, locked until the transaction ends against others who change it. */
export async function lockPlea(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Plea | undefined> {
  // Not `for update`, which would also hold up everyone who writes a row that refers to the request.
  const [found] = await tx.select().from(request).where(isPlea({ id, coalitionId })).for('no key update');
  return found;
}

/** The request behind a button that only its requester has: a draft, or one that is about to open. */
export async function draftBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; id: string } | undefined> {
  const [found] = await db
    .select()
    .from(request)
    .where(and(eq(request.id, id), inArray(request.state, ['draft', 'waiting'])));
  if (!found || found.requesterId === null) return undefined;
  return { coalitionId: found.coalitionId, recipientId: found.requesterId, id };
}

/** The request behind any other button; who may, the verb sees to. */
export async function pleaBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; id: string } | undefined> {
  const [found] = await db.select().from(request).where(eq(request.id, id));
  return found && { coalitionId: found.coalitionId, id };
}

/** The ask behind a button, for whoever was asked. */
export async function askBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; id: string } | undefined> {
  const [found] = await db.select().from(askedFor).where(eq(askedFor.id, id));
  return found && { coalitionId: found.coalitionId, recipientId: found.personId, id };
}

/** One's own ask and its request, both locked; a Refusal when it is gone. */
export async function ownAsk(context: JoinedContext, id: string): Promise<{ asked: Asked; plea: Plea }> {
  const { tx, person, coalition } = context;
  const mine = and(
    eq(askedFor.id, id),
    eq(askedFor.personId, person.id),
    eq(askedFor.coalitionId, coalition.id),
  );
  const [found] = await tx.select({ requestId: askedFor.requestId }).from(askedFor).where(mine);
  const plea = await lockPlea(context, coalition.id, found?.requestId ?? id);
  const [asked] = await tx.select().from(askedFor).where(mine).for('update');
  if (!asked || !plea) throw new Refusal(words[context.language].over);
  return { asked, plea };
}

/** One's own draft, or request that is about to open, locked; a Refusal otherwise. */
export async function ownDraft(context: JoinedContext, id: string): Promise<Plea> {
  const found = await lockPlea(context, context.coalition.id, id);
  if (!found || found.requesterId !== context.person.id || !['draft', 'waiting'].includes(found.state))
    throw new Refusal(words[context.language].noDraft);
  return found;
}

/** A draft or open request this person may change: their own, or one for an action they lead; a Refusal otherwise. */
export async function changeable(context: JoinedContext, id: string): Promise<Plea> {
  const say = words[context.language];
  const found = await lockPlea(context, context.coalition.id, id);
  if (!found || found.state === 'ended' || found.state === 'cancelled') throw new Refusal(say.over);
  if (!(await mayChange(context, found))) throw new Refusal(say.requesterOnly);
  if (found.state === 'waiting') throw new Refusal(say.undoFirst);
  return found;
}

async function mayChange(context: JoinedContext, plea: Plea): Promise<boolean> {
  if (plea.requesterId === context.person.id) return true;
  if (plea.actionId === null || plea.state !== 'open') return false;
  const action = await findAction(context, plea.coalitionId, plea.actionId);
  return action !== undefined && (await mayLead(context, action, context.person.id));
}

/** The hours of a request; undefined where any will do. */
export function hoursOf({ fromHour, untilHour }: Pick<Plea, 'fromHour' | 'untilHour'>) {
  return fromHour === null || untilHour === null ? undefined : { from: fromHour, until: untilHour };
}

/** Whether people may still say that they share it. */
export function isOpen({ state, endsAt }: Plea, now: Temporal.Instant): boolean {
  return state === 'open' && Temporal.Instant.compare(now, endsAt) < 0;
}

/** Whether it is open and what it is about has not been called off. */
export async function isLive(act: Pick<Act, 'tx' | 'now'>, plea: Plea): Promise<boolean> {
  if (!isOpen(plea, act.now)) return false;
  if (plea.actionId === null) return true;
  return (await findAction(act, plea.coalitionId, plea.actionId))?.state === 'posted';
}
