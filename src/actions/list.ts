import { and, asc, desc, eq, gt, inArray, not, or, type SQL, sql } from 'drizzle-orm';
import { type JoinedContext, tables } from '#directory/index.ts';
import { type Action, isLedBy, isVisible } from './find.ts';
import { isMuted } from './mutes.ts';
import { isNear, type Somewhere } from './near.ts';
import { type How, type Numbers, numbersIn } from './parts.ts';
import { action, actionHub, actionPart } from './tables.ts';

export type Which = 'coming' | 'near' | 'hubs' | 'mine' | 'led';

/** At most this many are shown; the rest is counted. */
const most = 6;
/** What is near is sought among so many that come next. */
const sought = 500;

interface Listed {
  readonly action: Action;
  readonly numbers: Numbers;
  readonly parts: readonly How[];
}

export interface Listing {
  readonly which: Which;
  readonly shown: readonly Listed[];
  readonly total: number;
  /** how many were left out for a kind that this person does not want to hear of */
  readonly muted: number;
}

/** Actions this person may see: what comes, the next first, without what they muted; or what is theirs, or coming and led by them. */
export async function listActions(context: JoinedContext, which: Which): Promise<Listing> {
  const { tx, person } = context;
  const among = and(eq(action.state, 'posted'), isVisible(context), isMeant(context, which));
  const isOwn = which === 'mine' || which === 'led';
  const muted = isOwn ? [] : await found(context, and(among, isMuted(person.id)), which);
  const all = await found(context, isOwn ? among : and(among, not(isMuted(person.id))), which);
  const shown = all.slice(0, most);
  const ids = shown.map(({ id }) => id);
  const numbers = await numbersIn(context, context.coalition.id, ids);
  const parts =
    ids.length === 0
      ? []
      : await tx
          .select({ id: actionPart.actionId, how: actionPart.how })
          .from(actionPart)
          .where(
            and(
              eq(actionPart.coalitionId, context.coalition.id),
              eq(actionPart.personId, person.id),
              inArray(actionPart.actionId, ids),
            ),
          );
  return {
    which,
    shown: shown.map((one) => ({
      action: one,
      numbers: numbers(one.id),
      parts: parts.filter(({ id }) => id === one.id).map(({ how }) => how),
    })),
    total: all.length,
    muted: muted.length,
  };
}

function isMeant({ person, now }: JoinedContext, which: Which): SQL | undefined {
  const isComing = gt(action.startsAt, now);
  switch (which) {
    case 'coming':
    case 'near':
      return isComing;
    case 'led':
      return and(isComing, isLedBy(person.id));
    case 'hubs':
      return and(
        isComing,
        sql`exists (select 1 from ${actionHub} h join hub_member m on m.hub_id = h.hub_id
          where h.action_id = ${action.id} and m.person_id = ${person.id})`,
      );
    case 'mine':
      return and(
        gt(action.startsAt, now.subtract({ hours: 24 * 30 })),
        or(
          isLedBy(person.id),
          sql`exists (select 1 from ${actionPart} p
            where p.action_id = ${action.id} and p.person_id = ${person.id})`,
        ),
      );
  }
}

async function found(
  context: JoinedContext,
  where: SQL | undefined,
  which: Which,
): Promise<readonly Action[]> {
  const rows = await context.tx
    .select()
    .from(action)
    .where(where)
    .orderBy(desc(gt(action.startsAt, context.now)), asc(action.startsAt), asc(action.id))
    .limit(sought);
  return which === 'near' ? await nearby(context, rows) : rows;
}

async function nearby(context: JoinedContext, rows: readonly Action[]): Promise<readonly Action[]> {
  const { tx, coalition, person } = context;
  const { hub, hubMember } = tables;
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  const hubs = await tx
    .select({ actionId: actionHub.actionId, places: hub.places, zone: hub.zone })
    .from(actionHub)
    .innerJoin(hub, eq(hub.id, actionHub.hubId))
    .where(and(eq(actionHub.coalitionId, coalition.id), inArray(actionHub.actionId, ids)));
  const mine: readonly Somewhere[] = await tx
    .select({ places: hub.places })
    .from(hubMember)
    .innerJoin(hub, eq(hub.id, hubMember.hubId))
    .where(and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.personId, person.id)));
  const me = { places: person.place, zone: person.zone, hubs: mine };
  return rows.filter(({ id, place }) =>
    isNear({ place, hubs: hubs.filter(({ actionId }) => actionId === id) }, me),
  );
}
