import { sql } from 'drizzle-orm';
import type { Act, CoalitionSince, WorkedTogether } from '#directory/index.ts';
import { day, hosting } from './tables.ts';

/** Organisations that host a convergence day, or hosted one. */
export async function workedTogether(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, since }: CoalitionSince,
): Promise<readonly WorkedTogether[]> {
  const { rows } = await tx.execute<{ organisationId: string }>(sql`
    select distinct h.organisation_id as "organisationId"
    from ${hosting} h join ${day} d on d.id = h.day_id
    where h.coalition_id = ${coalitionId} and h.state = 'hosting' and h.organisation_id is not null
      and h.hosted_at > ${since.toString()}::timestamptz and d.state in ('planned', 'over')`);
  return rows.map(({ organisationId }) => ({ organisationId, how: 'coordinated' }));
}
