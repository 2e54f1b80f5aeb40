import { sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, isListed, tables, type WorkedTogether } from '#directory/index.ts';
import { action, actionOrganiser, actionStance } from './tables.ts';

/**
 * Organisations whose people lead an action with those of another listed one, or that run one with another: counted as
 * `ledTogether` counts; and those that said where they stand on an action somebody of another one announced.
 */
export async function workedTogether(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, since }: CoalitionSince,
): Promise<readonly WorkedTogether[]> {
  const { person, organisation } = tables;
  const { rows } = await tx.execute<{ organisationId: string; how: WorkedTogether['how'] }>(sql`
    with lately as (
      select a.id, announcer.organisation_id as organisation
      from ${action} a left join ${person} announcer on announcer.id = a.announcer_id
      where a.coalition_id = ${coalitionId} and a.state = 'posted' and a.posted_at > ${since.toString()}::timestamptz),
    listed as (
      select id from ${organisation} where coalition_id = ${coalitionId} and ${isListed}),
    led as (
      select lately.id, lately.organisation as one, p.organisation_id as other
      from lately join ${actionOrganiser} o on o.action_id = lately.id and o.confirmed_at is not null
        join ${person} p on p.id = o.person_id
      where lately.organisation <> p.organisation_id
        and lately.organisation in (select id from listed) and p.organisation_id in (select id from listed)),
    run as (
      select s.action_id, s.organisation_id, count(*) over (partition by s.action_id) as runners
      from ${actionStance} s join lately on lately.id = s.action_id
      where s.stance = 'run' and s.organisation_id in (select id from listed))
    select one as "organisationId", 'collaborated' as how from led
    union select other, 'collaborated' from led
    union select organisation_id, 'collaborated' from run where runners >= 2
    union select s.organisation_id, 'coordinated'
      from ${actionStance} s join lately on lately.id = s.action_id
      where lately.organisation is distinct from s.organisation_id`);
  return rows;
}
