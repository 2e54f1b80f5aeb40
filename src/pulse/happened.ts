import { sql } from 'drizzle-orm';
import { type Act, type Coalition, tables } from '#directory/index.ts';
import type { Happened } from './bank.ts';

/**
 * What has happened since that may have changed what people would say: a new purpose, new ties, new roles, newcomers. Asked
 * of the directory alone.
 */
export async function happenedSince(
  act: Act,
  coalition: Coalition,
  since: Temporal.Instant,
): Promise<Happened> {
  const { tie, role, person } = tables;
  const at = sql`${since.toString()}::timestamptz`;
  const { rows } = await act.tx.execute<{ ties: boolean; roles: boolean; joined: boolean }>(sql`select
    exists (select 1 from ${tie} where ${tie.coalitionId} = ${coalition.id} and ${tie.since} > ${at}) as ties,
    exists (select 1 from ${role} where ${role.coalitionId} = ${coalition.id} and ${role.grantedAt} > ${at}) as roles,
    exists (select 1 from ${person} where ${person.coalitionId} = ${coalition.id} and ${person.joinedAt} > ${at}) as joined`);
  const changed = coalition.purposeChangedAt;
  return {
    purpose: changed !== null && Temporal.Instant.compare(changed, since) > 0,
    relationships: rows[0]?.ties ?? false,
    power: rows[0]?.roles ?? false,
    value: rows[0]?.joined ?? false,
  };
}
