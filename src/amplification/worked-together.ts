import { sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, tables, type WorkedTogether } from '#directory/index.ts';
import { askedFor, request } from './tables.ts';

/** Organisations whose people carried a request of another one further, and those whose request it was. */
export async function workedTogether(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, since }: CoalitionSince,
): Promise<readonly WorkedTogether[]> {
  const { person } = tables;
  const { rows } = await tx.execute<{ organisationId: string }>(sql`
    with carried as (
      select p.organisation_id as giver, r.organisation_id as receiver
      from ${askedFor} t join ${request} r on r.id = t.request_id join ${person} p on p.id = t.person_id
      where t.coalition_id = ${coalitionId} and t.done_at > ${since.toString()}::timestamptz
        and p.organisation_id <> r.organisation_id)
    select giver as "organisationId" from carried union select receiver from carried`);
  return rows.map(({ organisationId }) => ({ organisationId, how: 'supported' }));
}
