import { and, asc, eq, inArray, isNotNull, or, sql } from 'drizzle-orm';
import { isLedBy, isMuted } from '#actions/index.ts';
import { type JoinedContext, tables } from '#directory/index.ts';
import { order } from './fairness.ts';
import { isLive, type Plea } from './find.ts';
import { limits } from './limits.ts';
import { needOf } from './need.ts';
import { type Numbers, numbersOf } from './numbers.ts';
import { type Shown, shown } from './shown.ts';
import { askedFor, request } from './tables.ts';
import { unansweredFor } from './weavers.ts';

/** What one sees of the coalition's requests. */
export interface Listing {
  /** open ones one may help with, in fair order; the rest, and those of muted kinds, are counted */
  readonly help: readonly Shown[];
  readonly more: number;
  readonly muted: number;
  /** one's own, with how many will and did */
  readonly mine: readonly { readonly one: Shown; readonly numbers: Numbers }[];
  /** for weavers: those nobody answered */
  readonly unanswered: readonly Shown[];
}

/** The open requests of the coalition as this person may see them. What they answered to none of them is not looked at. */
export async function listRequests(context: JoinedContext): Promise<Listing> {
  const { coalition } = context;
  const others = await openForMe(context);
  const muted = others.filter((one) => one.muted).length;
  const requests = await needOf(
    context,
    coalition.id,
    others.filter((one) => !one.muted).map((one) => one.plea),
  );
  const ordered = order(requests).map((one) => one.plea);
  const mine = await ownRequests(context);
  const numbers = await numbersOf(
    context,
    coalition.id,
    mine.map(({ id }) => id),
  );
  const unanswered = (await unansweredFor(context)).slice(0, limits.shownHelp);
  return {
    help: await shown(context, ordered.slice(0, limits.shownHelp)),
    more: Math.max(0, ordered.length - limits.shownHelp),
    muted,
    mine: (await shown(context, mine)).map((one) => ({ one, numbers: numbers(one.plea.id) })),
    unanswered: await shown(context, unanswered),
  };
}

/**
 * Open requests of others that one has not said yes to, without those of people one blocked. Whoever blocked this person
 * is shown all the same: to leave them out would tell.
 */
async function openForMe(context: JoinedContext) {
  const { tx, person, coalition } = context;
  const { block, person: other } = tables;
  const rows = await tx
    .select({ plea: request, muted: sql<boolean>`${isMuted(person.id, request.tactic)}` })
    .from(request)
    .where(
      and(
        eq(request.coalitionId, coalition.id),
        eq(request.state, 'open'),
        sql`${request.requesterId} is distinct from ${person.id}::uuid`,
        sql`not exists (select 1 from ${askedFor} a
          where a.request_id = ${request.id} and a.person_id = ${person.id} and a.will_at is not null)`,
        sql`not exists (select 1 from ${block} b join ${other} o on o.id = ${request.requesterId}
          where b.person_id = ${person.id} and (b.blocked_person_id = o.id or b.blocked_organisation_id = o.organisation_id))`,
      ),
    )
    .orderBy(asc(request.openedAt), asc(request.id));
  const live: (typeof rows)[number][] = [];
  for (const row of rows) if (await isLive(context, row.plea)) live.push(row);
  return live;
}

/** One's drafts and requests that have not ended, and those for actions one leads; the newest first. */
async function ownRequests(context: JoinedContext): Promise<readonly Plea[]> {
  const { tx, person, coalition } = context;
  return await tx
    .select()
    .from(request)
    .where(
      and(
        eq(request.coalitionId, coalition.id),
        or(
          and(eq(request.requesterId, person.id), inArray(request.state, ['draft', 'waiting', 'open'])),
          and(
            eq(request.state, 'open'),
            sql`exists (select 1 from action where action.id = ${request.actionId} and ${isLedBy(person.id)})`,
          ),
        ),
      ),
    )
    .orderBy(sql`${request.draftedAt} desc`, asc(request.id))
    .limit(limits.shownOwn);
}

/** What somebody said they share, of requests that are open, and have not done: since when the moment has come. */
export async function promisesOf(context: JoinedContext) {
  const { tx, person, coalition } = context;
  return await tx
    .select({ asked: askedFor, plea: request })
    .from(askedFor)
    .innerJoin(request, and(eq(request.id, askedFor.requestId), eq(request.state, 'open')))
    .where(
      and(
        eq(askedFor.coalitionId, coalition.id),
        eq(askedFor.personId, person.id),
        isNotNull(askedFor.willAt),
        sql`${askedFor.doneAt} is null`,
      ),
    )
    .orderBy(asc(askedFor.willAt));
}
