import { sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, tables, type WorkedTogether } from '#directory/index.ts';
import { answer, listing, resource, thanks } from './tables.ts';

/** Organisations whose people shared a resource, and those that thanked or answered one another. */
export async function workedTogether(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, since }: CoalitionSince,
): Promise<readonly WorkedTogether[]> {
  const { person } = tables;
  const at = sql`${since.toString()}::timestamptz`;
  const { rows } = await tx.execute<{ organisationId: string }>(sql`
    with given as (
      select r.added_by_id as giver, t.person_id as taker
      from ${thanks} t join ${resource} r on r.id = t.resource_id
      where t.coalition_id = ${coalitionId} and t.thanked_at > ${at}
      union all
      select a.person_id, l.person_id
      from ${answer} a join ${listing} l on l.id = a.listing_id
      where a.coalition_id = ${coalitionId} and a.answered_at > ${at}),
    across as (
      select one.organisation_id as giver, other.organisation_id as taker
      from given join ${person} one on one.id = given.giver join ${person} other on other.id = given.taker
      where one.organisation_id <> other.organisation_id)
    select giver as "organisationId" from across
    union select taker from across
    union select p.organisation_id from ${resource} r join ${person} p on p.id = r.added_by_id
      where r.coalition_id = ${coalitionId} and r.added_at > ${at} and p.organisation_id is not null`);
  return rows.map(({ organisationId }) => ({ organisationId, how: 'supported' }));
}
