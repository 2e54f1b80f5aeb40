import { and, eq, gt, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { actionTables, findAction, mayLead } from '#actions/index.ts';
import { Refusal } from '#chat/index.ts';
import { timesTold } from '#delivery/index.ts';
import { type Act, type JoinedContext, tables } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import type { Tx } from '#store/index.ts';
import { daysBefore, limits } from './limits.ts';
import { askedFor, request as requestTable } from './tables.ts';
import { words } from './words.ts';

/** A request to carry something further. */
export type Request = typeof requestTable.$inferSelect;
/** One person asked for one. */
export type Asked = typeof askedFor.$inferSelect;

/** SQL condition: this request, of its coalition. */
export const isRequest = ({ id, coalitionId }: Pick<Request, 'id' | 'coalitionId'>): SQL | undefined =>
  and(eq(requestTable.id, id), eq(requestTable.coalitionId, coalitionId));

/** SQL condition: those who were asked for this request, of its coalition. */
export const isAskedFor = ({ id, coalitionId }: Pick<Request, 'id' | 'coalitionId'>): SQL | undefined =>
  and(eq(askedFor.requestId, id), eq(askedFor.coalitionId, coalitionId));

/** A request in whatever state, locked until the transaction ends against others who change it. */
export async function lockRequest(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Request | undefined> {
  // Not `for update`, which would also hold up everyone who writes a row that refers to the request.
  const [found] = await tx
    .select()
    .from(requestTable)
    .where(isRequest({ id, coalitionId }))
    .for('no key update');
  return found;
}

/** The request behind a button that only its requester has: a draft, or one that is about to open. */
export async function draftBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; id: string } | undefined> {
  const [found] = await db
    .select()
    .from(requestTable)
    .where(and(eq(requestTable.id, id), inArray(requestTable.state, ['draft', 'waiting'])));
  if (!found || found.requesterId === null) return undefined;
  return { coalitionId: found.coalitionId, recipientId: found.requesterId, id };
}

/** The request behind any other button; who may, the verb sees to. */
export async function requestBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; id: string } | undefined> {
  const [found] = await db.select().from(requestTable).where(eq(requestTable.id, id));
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
export async function ownAsk(
  context: JoinedContext,
  id: string,
): Promise<{ asked: Asked; request: Request }> {
  const { tx, person, coalition } = context;
  const mine = and(
    eq(askedFor.id, id),
    eq(askedFor.personId, person.id),
    eq(askedFor.coalitionId, coalition.id),
  );
  const [found] = await tx.select({ requestId: askedFor.requestId }).from(askedFor).where(mine);
  const request = await lockRequest(context, coalition.id, found?.requestId ?? id);
  const [asked] = await tx.select().from(askedFor).where(mine).for('update');
  if (!asked || !request) throw new Refusal(words[context.language].over);
  return { asked, request };
}

/** One's own draft, or request that is about to open, locked; a Refusal otherwise. */
export async function ownDraft(context: JoinedContext, id: string): Promise<Request> {
  const found = await lockRequest(context, context.coalition.id, id);
  if (!found || found.requesterId !== context.person.id || !['draft', 'waiting'].includes(found.state))
    throw new Refusal(words[context.language].noDraft);
  return found;
}

/** One's own draft or open request, which one may change now; a Refusal otherwise, and where it was changed often today. */
export async function changeable(context: JoinedContext, id: string): Promise<Request> {
  const say = words[context.language];
  const found = await notOver(context, id);
  // It goes out under its requester's name: nobody else puts words in their mouth.
  if (found.requesterId !== context.person.id) throw new Refusal(say.requesterOnly);
  if (found.state === 'waiting') throw new Refusal(say.undoFirst);
  if (found.state === 'open' && (await toldChanges(context, found)) >= limits.changesADay)
    throw new Refusal(say.changedOften(limits.changesADay));
  return found;
}

/** An open request this person may end: their own, or one for an action they lead; a Refusal otherwise. */
export async function endable(context: JoinedContext, id: string): Promise<Request> {
  const say = words[context.language];
  const found = await notOver(context, id);
  if (!(await mayEnd(context, found))) throw new Refusal(say.endersOnly);
  if (found.state === 'waiting') throw new Refusal(say.undoFirst);
  if (found.state === 'draft') throw new Refusal(say.onlyDraft);
  return found;
}

async function notOver(context: JoinedContext, id: string): Promise<Request> {
  const found = await lockRequest(context, context.coalition.id, id);
  if (!found || found.state === 'ended' || found.state === 'cancelled')
    throw new Refusal(words[context.language].over);
  return found;
}

async function mayEnd(context: JoinedContext, request: Request): Promise<boolean> {
  if (request.requesterId === context.person.id) return true;
  if (request.actionId === null || request.state !== 'open') return false;
  const action = await findAction(context, request.coalitionId, request.actionId);
  return action !== undefined && (await mayLead(context, action, context.person.id));
}

/** How many changes of a request were to be told to those who share it, within 24 hours. */
async function toldChanges(context: JoinedContext, { id, coalitionId }: Request): Promise<number> {
  const about = { coalitionId, subject: id, kind: 'amplify.changed' };
  return await timesTold(context, about, daysBefore(context.now, 1));
}

/** The hours of a request; undefined where any will do. */
export function hoursOf({ fromHour, untilHour }: Pick<Request, 'fromHour' | 'untilHour'>) {
  return fromHour === null || untilHour === null ? undefined : { from: fromHour, until: untilHour };
}

/**
 * SQL condition: people may still say that they share it: it is open, what it is about has not been called off, operators
 * hid neither, and whoever asks for it is not suspended.
 */
export function isLiveAt(now: Temporal.Instant): SQL | undefined {
  const { action } = actionTables;
  return and(
    eq(requestTable.state, 'open'),
    gt(requestTable.endsAt, now),
    or(
      isNull(requestTable.actionId),
      sql`exists (select 1 from ${action} a where a.id = ${requestTable.actionId}
        and a.coalition_id = ${requestTable.coalitionId} and a.state = 'posted')`,
    ),
    isShown(requestTable.id),
    isShown(requestTable.actionId),
    sql`not exists (select 1 from ${tables.person} p
      where p.id = ${requestTable.requesterId} and p.suspended_at is not null)`,
  );
}

/** Whether people may still say that they share this one. */
export async function isLive({ tx, now }: Pick<Act, 'tx' | 'now'>, request: Request): Promise<boolean> {
  return (await tx.$count(requestTable, and(isRequest(request), isLiveAt(now)))) > 0;
}
