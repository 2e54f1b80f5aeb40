import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { isMuted } from '#actions/index.ts';
import { type JoinedContext, tables } from '#directory/index.ts';
import { order } from './fairness.ts';
import { isLiveAt } from './find.ts';
import { limits } from './limits.ts';
import { listOwn, type Own } from './own.ts';
import { type Shown, shown } from './shown.ts';
import { supportFor } from './support.ts';
import { askedFor, request as requestTable } from './tables.ts';
import { unansweredFor } from './weavers.ts';

/** What one sees of the coalition's requests. */
export interface Listing {
  /** open ones one may help with, in fair order; the rest, and those of muted kinds, are counted */
  readonly help: readonly Shown[];
  readonly more: number;
  readonly muted: number;
  /** one's own, with how many will and did; the rest is counted */
  readonly mine: readonly Own[];
  readonly moreMine: number;
  /** for weavers: those nobody answered */
  readonly unanswered: readonly Shown[];
}

/** The open requests of the coalition as this person may see them. What they answered to none of them is not looked at. */
export async function listRequests(context: JoinedContext): Promise<Listing> {
  const { coalition } = context;
  const others = await openForMe(context);
  const muted = others.filter((one) => one.muted).length;
  const requests = await supportFor(
    context,
    coalition.id,
    others.filter((one) => !one.muted).map((one) => one.request),
  );
  const ordered = order(requests).map((one) => one.request);
  const { mine, more: moreMine } = await listOwn(context);
  const unanswered = await unansweredFor(context);
  return {
    help: await shown(context, ordered.slice(0, limits.shownHelp)),
    more: Math.max(0, ordered.length - limits.shownHelp),
    muted,
    mine,
    moreMine,
    unanswered: await shown(context, unanswered),
  };
}

/**
 * Open requests of others that one has not said yes to, without those of people one blocked. Whoever blocked this person
 * is shown all the same: to leave them out would tell.
 */
async function openForMe(context: JoinedContext) {
  const { tx, now, person, coalition } = context;
  const { block, person: other } = tables;
  return await tx
    .select({ request: requestTable, muted: sql<boolean>`${isMuted(person.id, requestTable.tactic)}` })
    .from(requestTable)
    .where(
      and(
        eq(requestTable.coalitionId, coalition.id),
        isLiveAt(now),
        sql`${requestTable.requesterId} is distinct from ${person.id}::uuid`,
        sql`not exists (select 1 from ${askedFor} a
          where a.request_id = ${requestTable.id} and a.person_id = ${person.id} and a.will_at is not null)`,
        sql`not exists (select 1 from ${block} b join ${other} o on o.id = ${requestTable.requesterId}
          where b.person_id = ${person.id} and (b.blocked_person_id = o.id or b.blocked_organisation_id = o.organisation_id))`,
      ),
    )
    .orderBy(asc(requestTable.openedAt), asc(requestTable.id));
}

/** What somebody said they share, of live requests, and have not done: since when the moment has come. */
export async function promisesOf(context: JoinedContext) {
  const { tx, now, person, coalition } = context;
  return await tx
    .select({ asked: askedFor, request: requestTable })
    .from(askedFor)
    .innerJoin(requestTable, and(eq(requestTable.id, askedFor.requestId), isLiveAt(now)))
    .where(
      and(
        eq(askedFor.coalitionId, coalition.id),
        eq(askedFor.personId, person.id),
        isNotNull(askedFor.willAt),
        isNull(askedFor.doneAt),
      ),
    )
    .orderBy(asc(askedFor.willAt));
}
