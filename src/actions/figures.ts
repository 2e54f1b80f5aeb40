import { sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, isListed, tables } from '#directory/index.ts';
import { action, actionOrganiser, actionPart, actionStance } from './tables.ts';

/**
 * How many actions were announced since then, how many of them people of two listed organisations lead or two of those run,
 * how many took place, and how often somebody was in or helped. What was cancelled does not count.
 */
export async function countActions(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  { coalitionId, since }: CoalitionSince,
) {
  const { person, organisation } = tables;
  const at = sql`${since.toString()}::timestamptz`;
  // Whatever was announced since then begins later, so that nothing older is looked at.
  const { rows } = await tx.execute<Record<Counted, number>>(sql`
    with lately as (
      select a.id, a.announcer_id, a.posted_at > ${at} as is_new,
        a.starts_at <= ${now.toString()}::timestamptz as is_past
      from ${action} a
      where a.coalition_id = ${coalitionId} and a.state = 'posted' and a.starts_at > ${at}),
    listed as (
      select id from ${organisation} where coalition_id = ${coalitionId} and ${isListed})
    select
      count(*) filter (where is_new)::int as announced,
      count(*) filter (where is_past)::int as "pastActions",
      coalesce(sum((select count(distinct p.person_id) from ${actionPart} p
        where p.action_id = lately.id and p.how in ('in', 'help'))) filter (where is_past), 0)::int as "partsTaken",
      count(*) filter (where is_new and (
        exists (select 1 from ${actionOrganiser} o
            join ${person} one on one.id = o.person_id join ${person} announcer on announcer.id = lately.announcer_id
          where o.action_id = lately.id and o.confirmed_at is not null
            and one.organisation_id <> announcer.organisation_id
            and one.organisation_id in (select id from listed) and announcer.organisation_id in (select id from listed))
        or (select count(*) from ${actionStance} s
          where s.action_id = lately.id and s.stance = 'run' and s.organisation_id in (select id from listed)) >= 2
      ))::int as "ledTogether"
    from lately`);
  const [{ announced, pastActions, partsTaken, ledTogether } = none] = rows;
  return { announced, pastActions, partsTaken, ledTogether };
}

type Counted = 'announced' | 'pastActions' | 'partsTaken' | 'ledTogether';
const none: Record<Counted, number> = { announced: 0, pastActions: 0, partsTaken: 0, ledTogether: 0 };
