import { sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, isListed, tables } from '#directory/index.ts';
import { daysBefore } from './limits.ts';
import { ask, follow, introduction } from './tables.ts';

/** An offer that was made before has been answered, followed up and closed by then. */
const overAfterDays = 90;

/**
 * How many introductions were offered, made, and ended in a meeting, by what at least one of the two said; how many asks are
 * open; ties among people whom members may find, and how many have none. What somebody declined, denied or left open is in
 * none of these.
 */
export async function countIntroductions(act: Pick<Act, 'tx'>, of: CoalitionSince) {
  return { ...(await countMade(act, of)), ...(await countTies(act, of.coalitionId)) };
}

/** What was offered and came of it since then, and the asks that are open now: all, and those left for three days. */
export async function countMade({ tx }: Pick<Act, 'tx'>, { coalitionId, since }: CoalitionSince) {
  const at = sql`${since.toString()}::timestamptz`;
  const from = sql`${daysBefore(since, overAfterDays).toString()}::timestamptz`;
  const { rows } = await tx.execute<Record<Made, number>>(sql`
    select
      count(*) filter (where i.offered_at > ${at})::int as suggested,
      count(*) filter (where i.introduced_at > ${at})::int as introduced,
      count(*) filter (where m.first > ${at})::int as met,
      (select count(*)::int from ${ask} a where a.coalition_id = ${coalitionId} and a.state = 'open') as "asksOpen"
    from ${introduction} i
      left join lateral (select min(f.answered_at) as first from ${follow} f
        where f.introduction_id = i.id and f.answer = 'met') m on i.introduced_at is not null
    where i.coalition_id = ${coalitionId} and i.offered_at > ${from}`);
  const [{ suggested, introduced, met, asksOpen } = { suggested: 0, introduced: 0, met: 0, asksOpen: 0 }] =
    rows;
  return { suggested, introduced, met, asksOpen };
}

type Made = 'suggested' | 'introduced' | 'met' | 'asksOpen';

/**
 * Of people whom members may find: how many there are, how many ties count between them, how many of those join two listed
 * organisations, and how many people have none. What only weavers may see is in no sum that others read.
 */
export async function countTies({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { tie, person, consent, organisation } = tables;
  const { rows } = await tx.execute<Record<Tied, number>>(sql`
    with open as materialized (
      select p.id, ${organisation.id} as organisation_id
      from ${person} p
        join ${consent} c on c.person_id = p.id and c.kind = 'found' and c.answer = 'members'
        left join ${organisation} on ${organisation.id} = p.organisation_id and ${isListed}
      where p.coalition_id = ${coalitionId} and p.left_at is null),
    counting as materialized (
      select a.id as one, b.id as other, a.organisation_id <> b.organisation_id as joins
      from ${tie} t join open a on a.id = t.first_id join open b on b.id = t.second_id
      where t.coalition_id = ${coalitionId} and t.since is not null)
    select
      (select count(*)::int from open) as findable,
      (select count(*)::int from counting) as ties,
      (select count(*)::int from counting where joins) as "tiesAcross",
      (select count(*)::int from open where not exists (select 1 from counting where one = open.id)
        and not exists (select 1 from counting where other = open.id)) as unconnected`);
  const [{ findable, ties, tiesAcross, unconnected } = noTies] = rows;
  return { findable, ties, tiesAcross, unconnected };
}

type Tied = 'findable' | 'ties' | 'tiesAcross' | 'unconnected';
const noTies: Record<Tied, number> = { findable: 0, ties: 0, tiesAcross: 0, unconnected: 0 };
