import { sql } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import { daysBefore } from './limits.ts';
import { ask, follow, introduction } from './tables.ts';

/** An offer that was made before has been answered, followed up and closed by then. */
const overAfterDays = 90;

/** Of whom, and since when. */
interface Asked {
  readonly coalitionId: string;
  readonly since: Temporal.Instant;
}

/**
 * How many introductions were offered, made, and ended in a meeting, by what at least one of the two said; how many asks are
 * open; ties, and who has none. What somebody declined, denied or left open is in none of these.
 */
export async function countIntroductions(act: Pick<Act, 'tx'>, of: Asked) {
  return { ...(await countMade(act, of)), ...(await countTies(act, of.coalitionId)) };
}

/** What was offered and came of it since then, and the asks that are open now: all, and those left for three days. */
export async function countMade({ tx }: Pick<Act, 'tx'>, { coalitionId, since }: Asked) {
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

/** How many ties count, how many of them join two organisations, and how many people have none. */
export async function countTies({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { tie, person } = tables;
  const { rows } = await tx.execute<Record<'ties' | 'tiesAcross' | 'unconnected', number>>(sql`
    with counting as (
      select t.first_id, t.second_id from ${tie} t where t.coalition_id = ${coalitionId} and t.since is not null)
    select count(*)::int as ties,
      count(*) filter (where a.organisation_id <> b.organisation_id)::int as "tiesAcross",
      (select count(*)::int from ${person} p where p.coalition_id = ${coalitionId} and p.left_at is null
        and not exists (select 1 from counting c where c.first_id = p.id)
        and not exists (select 1 from counting c where c.second_id = p.id)) as unconnected
    from counting join ${person} a on a.id = first_id join ${person} b on b.id = second_id`);
  const [{ ties, tiesAcross, unconnected } = { ties: 0, tiesAcross: 0, unconnected: 0 }] = rows;
  return { ties, tiesAcross, unconnected };
}
