import { and, asc, desc, eq, gt, inArray, not, or, type SQL, sql } from 'drizzle-orm';
import { type JoinedContext, tables } from '#directory/index.ts';
import { type Action, isLedBy, isVisible } from './find.ts';
import { isMuted } from './mutes.ts';
import { isNear, type Somewhere } from './near.ts';
import { type How, type Numbers, numbersIn } from './parts.ts';
import { action, actionHub, actionPart } from './tables.ts';

export type Which = 'coming' | 'near' | 'hubs' | 'mine';
/** What an empty list says: what was asked for, or what this person has not said or done yet that it needs. */
export type None = Which | 'placeless' | 'hubless';

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
  readonly none: None;
  readonly shown: readonly Listed[];
  readonly total: number;
  /** how many were left out for a kind that this person does not want to hear of */
  readonly muted: number;
}

/** Actions this person may see: what comes, the next first, without what they muted; or what is theirs. */
export async function listActions(context: JoinedContext, which: Which): Promise<Listing> {
  const { tx, person, coalition } = context;
  const leftOut = which === 'mine' ? sql`false` : isMuted(person.id);
  const among = and(eq(action.state, 'posted'), isVisible(context), isMeant(context, which));
  const { shown, total, muted } =
    which === 'near'
      ? await nearest(context, among, leftOut)
      : {
          ...(await counted(context, among, leftOut)),
          shown: await read(context, and(among, not(leftOut))),
        };
  const ids = shown.map(({ id }) => id);
  const numbers = await numbersIn(context, coalition.id, ids);
  const parts =
    ids.length === 0
      ? []
      : await tx
          .select({ id: actionPart.actionId, how: actionPart.how })
          .from(actionPart)
          .where(
            and(
              eq(actionPart.coalitionId, coalition.id),
              eq(actionPart.personId, person.id),
              inArray(actionPart.actionId, ids),
            ),
          );
  return {
    which,
    none: await noneOf(context, which),
    shown: shown.map((one) => ({
      action: one,
      numbers: numbers(one.id),
      parts: parts.filter(({ id }) => id === one.id).map(({ how }) => how),
    })),
    total,
    muted,
  };
}

async function noneOf({ tx, person, coalition }: JoinedContext, which: Which): Promise<None> {
  if (which === 'near' && person.place === '') return 'placeless';
  if (which !== 'hubs') return which;
  const { hubMember } = tables;
  const isTheirs = and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.personId, person.id));
  return (await tx.$count(hubMember, isTheirs)) === 0 ? 'hubless' : which;
}

async function counted({ tx }: JoinedContext, among: SQL | undefined, leftOut: SQL) {
  const [row] = await tx
    .select({
      total: sql<number>`(count(*) filter (where not ${leftOut}))::int`,
      muted: sql<number>`(count(*) filter (where ${leftOut}))::int`,
    })
    .from(action)
    .where(among);
  return row ?? { total: 0, muted: 0 };
}

async function read({ tx, now }: JoinedContext, which: SQL | undefined): Promise<readonly Action[]> {
  return await tx
    .select()
    .from(action)
    .where(which)
    .orderBy(...nextFirst(now))
    .limit(most);
}

const nextFirst = (now: Temporal.Instant) => [
  desc(gt(action.startsAt, now)),
  asc(action.startsAt),
  asc(action.id),
];

function isMeant({ person, now }: JoinedContext, which: Which): SQL | undefined {
  const isComing = gt(action.startsAt, now);
  switch (which) {
    case 'coming':
    case 'near':
      return isComing;
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

/** Places are compared here and not in SQL, so of what comes next only where it is is read. */
async function nearest(context: JoinedContext, among: SQL | undefined, leftOut: SQL) {
  const { tx, coalition, person, now } = context;
  const { hub, hubMember } = tables;
  const rows = await tx
    .select({ id: action.id, place: action.place, muted: sql<boolean>`${leftOut}` })
    .from(action)
    .where(among)
    .orderBy(...nextFirst(now))
    .limit(sought);
  if (rows.length === 0) return { shown: [], total: 0, muted: 0 };
  const hubs = await tx
    .select({ actionId: actionHub.actionId, places: hub.places, zone: hub.zone })
    .from(actionHub)
    .innerJoin(hub, eq(hub.id, actionHub.hubId))
    .where(
      and(
        eq(actionHub.coalitionId, coalition.id),
        inArray(
          actionHub.actionId,
          rows.map(({ id }) => id),
        ),
      ),
    );
  const mine: readonly Somewhere[] = await tx
    .select({ places: hub.places })
    .from(hubMember)
    .innerJoin(hub, eq(hub.id, hubMember.hubId))
    .where(and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.personId, person.id)));
  const me = { places: person.place, zone: person.zone, hubs: mine };
  const near = rows.filter(({ id, place }) =>
    isNear({ place, hubs: hubs.filter(({ actionId }) => actionId === id) }, me),
  );
  const wanted = near.filter(({ muted }) => !muted);
  const ids = wanted.slice(0, most).map(({ id }) => id);
  return {
    shown: ids.length === 0 ? [] : await read(context, inArray(action.id, ids)),
    total: wanted.length,
    muted: near.length - wanted.length,
  };
}
