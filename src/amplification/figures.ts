import { and, eq, lte, sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, isListed, type Support, tables } from '#directory/index.ts';
import { isLiveAt } from './find.ts';
import { daysBefore, limits } from './limits.ts';
import { askedFor, request } from './tables.ts';
import { countUnanswered } from './weavers.ts';

const { organisation } = tables;

/**
 * Requests that opened since then, those among them in several languages, the listed organisations they count for, and those
 * of them for which somebody said that they share it; and of the requests that are open for 72 hours now, how many there are
 * and how many nobody has answered.
 */
export async function countAmplification(
  act: Pick<Act, 'tx' | 'now'>,
  { coalitionId, since }: CoalitionSince,
) {
  const at = sql`${since.toString()}::timestamptz`;
  const { rows } = await act.tx.execute<Record<Counted, number>>(sql`
    select
      count(*)::int as requests,
      count(*) filter (where (select count(distinct f ->> 'language') from jsonb_array_elements(r.framings) f) > 1)::int
        as "requestsInLanguages",
      count(distinct ${organisation.id})::int as "organisationsAsking",
      count(distinct ${organisation.id}) filter (where exists (
        select 1 from ${askedFor} a where a.request_id = r.id and a.will_at is not null))::int as "organisationsSupported"
    from ${request} r left join ${organisation} on ${organisation.id} = r.organisation_id and ${isListed}
    where r.coalition_id = ${coalitionId} and r.state in ('open', 'ended', 'cancelled') and r.opened_at > ${at}`);
  const [{ requests, requestsInLanguages, organisationsAsking, organisationsSupported } = none] = rows;
  const longAgo = act.now.subtract({ hours: limits.unansweredHours });
  const isOpen = and(eq(request.coalitionId, coalitionId), lte(request.openedAt, longAgo), isLiveAt(act.now));
  const requestsOpen = await act.tx.$count(request, isOpen);
  const requestsUnanswered = await countUnanswered(act, coalitionId);
  return {
    ...{ requests, requestsOpen, requestsUnanswered, requestsInLanguages },
    ...{ organisationsAsking, organisationsSupported },
  };
}

type Counted = 'requests' | 'requestsInLanguages' | 'organisationsAsking' | 'organisationsSupported';
const none: Record<Counted, number> = {
  ...{ requests: 0, requestsInLanguages: 0, organisationsAsking: 0, organisationsSupported: 0 },
};

/** How often people were asked since then, for how many listed organisations, and how often somebody shared. */
export async function countSupport({ tx }: Pick<Act, 'tx'>, { coalitionId, since }: CoalitionSince) {
  const at = sql`${since.toString()}::timestamptz`;
  const { rows } = await tx.execute<Record<'asked' | 'organisations' | 'shared', number>>(sql`
    select count(*) filter (where a.asked_at > ${at})::int as asked,
      count(distinct ${organisation.id}) filter (where a.asked_at > ${at})::int as organisations,
      count(*) filter (where a.done_at > ${at})::int as shared
    from ${askedFor} a join ${request} r on r.id = a.request_id
      left join ${organisation} on ${organisation.id} = r.organisation_id and ${isListed}
    where a.coalition_id = ${coalitionId} and a.asked_at > ${stillOpen(since)}`);
  const [{ asked, organisations, shared } = { asked: 0, organisations: 0, shared: 0 }] = rows;
  return { asked, organisations, shared };
}

/** An organisation of five people or more: how many were asked for it, and how many of its own shared for others. */
export interface Supported extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly asked: number;
  readonly gave: number;
}

/**
 * Organisations of five people or more that asked for something since then, and before `until`: those that received least for
 * their size first. Unlisted ones are not among them.
 */
export async function supportSince(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, since, until }: CoalitionSince & { readonly until?: Temporal.Instant },
) {
  const at = sql`${since.toString()}::timestamptz`;
  const end = sql`${until === undefined ? 'infinity' : until.toString()}::timestamptz`;
  const { rows } = await tx.execute<Supported>(sql`
    with received as (
      select r.organisation_id as id, count(*) filter (where a.asked_at > ${at} and a.asked_at <= ${end})::int as asked
      from ${request} r left join ${askedFor} a on a.request_id = r.id
      where r.coalition_id = ${coalitionId} and r.state in ('open', 'ended', 'cancelled')
        and r.opened_at > ${stillOpen(since)} and r.opened_at <= ${end} and r.ends_at > ${at}
      group by r.organisation_id),
    given as (
      select p.organisation_id as id, count(distinct p.id)::int as gave
      from ${askedFor} a join person p on p.id = a.person_id join ${request} r on r.id = a.request_id
      where a.coalition_id = ${coalitionId} and a.asked_at > ${stillOpen(since)} and a.done_at > ${at} and a.done_at <= ${end}
        and p.left_at is null and p.organisation_id is distinct from r.organisation_id
      group by p.organisation_id),
    sizes as (
      select p.organisation_id as id, count(*)::int as people from person p
      where p.coalition_id = ${coalitionId} and p.left_at is null
        and exists (select 1 from account c where c.person_id = p.id and c.gone_at is null)
      group by p.organisation_id having count(*) >= ${limits.toldFrom})
    select ${organisation.id}, ${organisation.name}, received.asked, coalesce(given.gave, 0) as gave
    from received join ${organisation} on ${organisation.id} = received.id join sizes on sizes.id = received.id
      left join given on given.id = received.id
    where ${isListed}
    order by received.asked::float / sizes.people, ${organisation.name}`);
  return rows;
}

/** The same between two moments, for whoever compares them: of fewer than five who shared one could guess who. */
export async function support(
  act: Pick<Act, 'tx'>,
  of: CoalitionSince & { readonly until: Temporal.Instant },
): Promise<readonly Support[]> {
  return (await supportSince(act, of)).map(({ id, name, asked, gave }) => ({
    ...{ organisationId: id, name, received: asked },
    ...(gave >= limits.toldFrom && { gave }),
  }));
}

/** What was asked before this is over: a request runs for so long at most. */
const stillOpen = (since: Temporal.Instant) =>
  sql`${daysBefore(since, limits.aheadDays).toString()}::timestamptz`;
