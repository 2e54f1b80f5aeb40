import { and, asc, desc, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import {
  type Act,
  type Context,
  type Found,
  foundAmong,
  hasRole,
  holds,
  isUuid,
  type JoinedContext,
} from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import type { Tx } from '#store/index.ts';
import { action, actionCopy, actionHub, actionOrganiser, actionPart } from './tables.ts';
import { words } from './words.ts';

export type Action = typeof action.$inferSelect;

/** How long after it began an action can still be looked up. */
const lookedUpFor = { hours: 60 * 24 };

/** An action of this coalition, in whatever state. */
export async function findAction(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Action | undefined> {
  const [found] = await act.tx.select().from(action).where(isAction({ id, coalitionId }));
  return found;
}

/** The same, locked until the transaction ends against others who change it or take part. */
export async function lockAction(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Action | undefined> {
  // Not `for update`, which would also hold up everyone who writes a row that refers to the action.
  const [found] = await act.tx
    .select()
    .from(action)
    .where(isAction({ id, coalitionId }))
    .for('no key update');
  return found;
}

/** SQL condition: this action, of its coalition. */
export const isAction = ({ id, coalitionId }: Pick<Action, 'id' | 'coalitionId'>): SQL | undefined =>
  and(eq(action.id, id), eq(action.coalitionId, coalitionId));

/** The action behind a button that everybody sees; undefined for a draft and one that is gone. */
export async function actionBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; action: Action } | undefined> {
  const [found] = await db
    .select()
    .from(action)
    .where(and(eq(action.id, id), inArray(action.state, ['posted', 'cancelled'])));
  return found && { coalitionId: found.coalitionId, action: found };
}

/** The action behind a button for whoever announced it, in whatever state; undefined once it is gone. */
export async function ownBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; action: Action } | undefined> {
  const [found] = await db.select().from(action).where(eq(action.id, id));
  if (!found || found.announcerId === null) return undefined;
  return { coalitionId: found.coalitionId, recipientId: found.announcerId, action: found };
}

/** SQL condition: an action this person may see and operators did not hide. */
export function isVisible(context: JoinedContext): SQL | undefined {
  return and(isForThem(context), isShown(action.id));
}

/** SQL condition: an action of their coalition that is meant for this person, or they lead it or are in. */
function isForThem({ person, coalition }: JoinedContext): SQL | undefined {
  const isPosted = inArray(action.state, ['posted', 'cancelled']);
  const isMeant = or(
    eq(action.audience, 'coalition'),
    sql`exists (select 1 from ${actionCopy} c join account a on a.space_id = c.space_id and a.gone_at is null
      where c.action_id = ${action.id} and a.person_id = ${person.id} and a.coalition_id = ${coalition.id})`,
    sql`exists (select 1 from ${actionHub} h join hub_member m on m.hub_id = h.hub_id
      where h.action_id = ${action.id} and m.person_id = ${person.id} and ${action.audience} = 'hubs')`,
    sql`exists (select 1 from ${actionPart} p where p.action_id = ${action.id} and p.person_id = ${person.id})`,
    sql`exists (select 1 from ${actionOrganiser} o where o.action_id = ${action.id} and o.person_id = ${person.id})`,
  );
  return and(
    eq(action.coalitionId, coalition.id),
    or(eq(action.announcerId, person.id), and(isPosted, isMeant)),
  );
}

/** SQL condition: the same, and what operators hid for its announcer and for operators, who may talk about it. */
function isSeen(context: JoinedContext): SQL | undefined {
  const isTheirs = eq(action.announcerId, context.person.id);
  return and(isForThem(context), hasRole(context, 'operator') ? undefined : or(isShown(action.id), isTheirs));
}

/**
 * An action that this person may see; a Refusal when there is none. What operators hid is seen by its announcer and by
 * operators.
 */
export async function visibleAction(context: JoinedContext, id: string): Promise<Action> {
  const [found] = await context.tx
    .select()
    .from(action)
    .where(and(eq(action.id, id), isSeen(context)));
  if (!found) throw new Refusal(words[context.language].noAction);
  return found;
}

/** Whether somebody leads an action: they announced it, or confirmed that they organise it too. */
export async function mayLead(act: Pick<Act, 'tx'>, one: Action, personId: string): Promise<boolean> {
  if (one.announcerId === personId) return true;
  const [confirmed] = await act.tx
    .select({ id: actionOrganiser.id })
    .from(actionOrganiser)
    .where(
      and(
        eq(actionOrganiser.actionId, one.id),
        eq(actionOrganiser.coalitionId, one.coalitionId),
        eq(actionOrganiser.personId, personId),
        sql`${actionOrganiser.confirmedAt} is not null`,
      ),
    );
  return confirmed !== undefined;
}

/** A posted or cancelled action that this person leads, locked against others who change it; a Refusal otherwise. */
export async function ledAction(context: JoinedContext, id: string): Promise<Action> {
  const found = await lockAction(context, context.coalition.id, id);
  const say = words[context.language];
  if (!found || found.state === 'draft' || found.state === 'posting') throw new Refusal(say.noAction);
  if (!(await mayLead(context, found, context.person.id))) throw new Refusal(say.leadersOnly);
  return found;
}

/** SQL condition: an action that this person leads. */
export function isLedBy(personId: string): SQL | undefined {
  return or(
    eq(action.announcerId, personId),
    sql`exists (select 1 from ${actionOrganiser} o
      where o.action_id = ${action.id} and o.person_id = ${personId} and o.confirmed_at is not null)`,
  );
}

/** The actions to come that this person leads, the next one first, at most so many. */
export async function ledComing(context: JoinedContext, most: number): Promise<readonly Action[]> {
  return await context.tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.coalitionId, context.coalition.id),
        eq(action.state, 'posted'),
        gt(action.startsAt, context.now),
        isLedBy(context.person.id),
      ),
    )
    .orderBy(asc(action.startsAt), asc(action.id))
    .limit(most);
}

/** Look-up: actions one may see, by words of their title, the next one first; where none fits, those that were cancelled. */
export async function lookUpActions(context: Context, written: string): Promise<readonly Found[]> {
  const posted = await lookUp(context, written, isSeen);
  return posted.length > 0 ? posted : await lookUp(context, written, isSeen, 'cancelled');
}

/** Look-up: actions one leads. */
export async function lookUpLed(context: Context, written: string): Promise<readonly Found[]> {
  return await lookUp(context, written, ({ person }) => isLedBy(person.id));
}

async function lookUp(
  context: Context,
  written: string,
  which: (context: JoinedContext) => SQL | undefined,
  state: Action['state'] = 'posted',
): Promise<readonly Found[]> {
  const { person, coalition, now } = context;
  if (!person || !coalition) return [];
  const rows = await context.tx
    .select({ id: action.id, name: action.title, startsAt: action.startsAt, zone: action.zone })
    .from(action)
    .where(
      and(
        eq(action.coalitionId, coalition.id),
        eq(action.state, state),
        gt(action.startsAt, now.subtract(lookedUpFor)),
        isUuid(written) ? eq(action.id, written) : holds(action.title, written),
        which({ ...context, person, coalition }),
      ),
    )
    .orderBy(desc(gt(action.startsAt, now)), asc(action.startsAt))
    .limit(25);
  const say = words[context.language];
  const found = foundAmong(rows, written);
  return rows
    .filter((row) => found.some(({ id }) => id === row.id))
    .map((row) => ({ id: row.id, label: say.labelled(row.name, row.startsAt, row.zone) }));
}
