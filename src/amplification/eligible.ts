import { type SQL, sql } from 'drizzle-orm';
import { actionTables, isMuted } from '#actions/index.ts';
import { type Act, tables } from '#directory/index.ts';
import { readMoment } from '#store/index.ts';
import type { Eligible } from './fairness.ts';
import type { Request } from './find.ts';
import { languagesIn } from './languages.ts';
import { daysBefore } from './limits.ts';
import { askedFor, request as requestTable } from './tables.ts';

/** What a query answers of somebody who may be asked; lists are JSON, which both drivers read alike. */
interface Row extends Record<string, unknown> {
  id: string;
  language: string;
  spoken: string;
  asks: readonly string[];
  last: unknown;
  muted: readonly string[];
  asked: readonly string[];
  apart: readonly string[];
}

/**
 * Everyone who may be asked for one of these requests at all, vouched for or not, with what fairness asks of them. Each
 * with a draw of their own, so that what is equal is settled by nobody's id.
 */
export async function eligible(
  act: Act & { readonly random: () => number },
  coalitionId: string,
  requests: readonly Request[],
): Promise<readonly Eligible[]> {
  const requesters = requests.flatMap(({ requesterId }) => requesterId ?? []);
  const week = moment(daysBefore(act.now, 7));
  const { rows } = await act.tx.execute<Row>(sql`
    with asks as (
      select a.person_id, max(a.asked_at) as last,
        coalesce(jsonb_agg(a.asked_at) filter (where a.asked_at > ${week}), '[]') as asks,
        coalesce(jsonb_agg(a.request_id) filter (where ${isAmong(
          sql`a.request_id`,
          requests.map(({ id }) => id),
        )}), '[]') as asked
      from ${askedFor} a where a.coalition_id = ${coalitionId} group by a.person_id),
    mutes as (
      select m.person_id, jsonb_agg(m.tactic) as muted
      from ${actionTables.tacticMute} m where m.coalition_id = ${coalitionId} group by m.person_id),
    apart as (
      select pair.person_id, jsonb_agg(pair.requester_id) as apart from (${apartFrom(
        coalitionId,
        isAmong(sql`r.id`, requesters),
      )}) as pair group by pair.person_id)
    select p.id, p.language, p.spoken, asks.last, coalesce(asks.asks, '[]') as asks,
      coalesce(asks.asked, '[]') as asked, coalesce(mutes.muted, '[]') as muted, coalesce(apart.apart, '[]') as apart
    from ${tables.person} p
    left join asks on asks.person_id = p.id
    left join mutes on mutes.person_id = p.id
    left join apart on apart.person_id = p.id
    where ${isReachable(coalitionId)} and ${isListening(act.now)}`);
  return rows.map((row) => ({
    id: row.id,
    languages: languagesOf(row),
    asks: row.asks.map(readMoment),
    lastAskedAt: row.last === null ? undefined : readMoment(row.last),
    muted: row.muted,
    askedFor: row.asked,
    apart: row.apart,
    draw: act.random(),
  }));
}

/**
 * How many people agreed to get requests and have a way to them. Blocks, mutes, pauses and limits are no part of it: the
 * number would tell of one.
 */
export async function reachable(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, requesterId }: Pick<Request, 'coalitionId' | 'requesterId'>,
): Promise<number> {
  const { rows } = await tx.execute<{ people: number }>(sql`
    select count(*)::int as people from ${tables.person} p
    where ${isReachable(coalitionId)} and p.id is distinct from ${requesterId}::uuid`);
  return rows[0]?.people ?? 0;
}

/**
 * SQL condition on somebody who was asked for a request: they still may be. They have not left, their consent stands, they
 * have not muted its tactic, and nobody blocked anybody.
 */
export function mayStillBeAsked(coalitionId: string): SQL {
  const of = requestTable;
  return sql`exists (select 1 from ${tables.person} p
    where p.id = ${askedFor.personId} and p.coalition_id = ${coalitionId} and p.left_at is null and p.suspended_at is null
      and ${hasConsented} and not ${isMuted(sql`p.id`, of.tactic)}
      and not exists (select 1 from (${apartFrom(coalitionId, sql`r.id = ${of.requesterId}`)}) as pair
        where pair.person_id = p.id))`;
}

/** The languages somebody reads: what they say they speak, then what they get Weft in. */
export function languagesOf({ language, spoken }: { language: string; spoken: string }): readonly string[] {
  return [...new Set([...languagesIn(spoken), ...languagesIn(language.split('-')[0] ?? '')])];
}

const hasConsented = sql`exists (select 1 from ${tables.consent} c
  where c.person_id = p.id and c.kind = 'amplify' and c.answer = 'yes')`;

/** Present, consented, and with a way to them: nobody on Discord who did not say how. */
const isReachable = (coalitionId: string): SQL =>
  sql`p.coalition_id = ${coalitionId} and p.left_at is null and p.suspended_at is null and ${hasConsented}
    and exists (select 1 from ${tables.account} a join ${tables.space} s on s.id = a.space_id and s.gone_at is null
      where a.person_id = p.id and a.coalition_id = p.coalition_id and a.gone_at is null
        and (a.platform <> 'discord'
          or exists (select 1 from ${tables.consent} c where c.person_id = p.id and c.kind = 'reach')))`;

/** Wants to hear of requests just now. */
const isListening = (now: Temporal.Instant): SQL =>
  sql`(p.snoozed_until is null or p.snoozed_until <= ${moment(now)})
    and not exists (select 1 from ${tables.notification} n
      where n.person_id = p.id and n.kind = 'amplify.ask' and n.manner = 'never')`;

/** Pairs of such a requester, called `r`, and somebody who are to be kept apart, whoever of the two blocked the other or their organisation. */
function apartFrom(coalitionId: string, isRequester: SQL): SQL {
  return sql`
    select other.id as person_id, r.id as requester_id
    from ${tables.person} r join ${tables.block} b on b.person_id = r.id
    join ${tables.person} other on other.coalition_id = r.coalition_id
      and (other.id = b.blocked_person_id or other.organisation_id = b.blocked_organisation_id)
    where r.coalition_id = ${coalitionId} and ${isRequester}
    union
    select b.person_id, r.id
    from ${tables.person} r join ${tables.block} b on b.coalition_id = r.coalition_id
      and (b.blocked_person_id = r.id or b.blocked_organisation_id = r.organisation_id)
    where r.coalition_id = ${coalitionId} and ${isRequester}`;
}

const isAmong = (column: SQL, ids: readonly string[]): SQL =>
  ids.length === 0 ? sql`false` : sql`${column} in ${ids}`;

const moment = (at: Temporal.Instant): SQL =>
  sql`${at.toString({ smallestUnit: 'millisecond' })}::timestamptz`;
