import { type SQL, sql } from 'drizzle-orm';
import { newId } from '#store/index.ts';
import type { Act } from './context.ts';
import type { Person } from './rows.ts';
import * as tables from './tables.ts';

/** SQL condition: the first of two people wants nothing to do with the other, or with the other's organisation. */
export function hasBlocked(coalitionId: string, by: SQL, other: SQL): SQL {
  const { block, person } = tables;
  return sql`exists (select 1 from ${block} b where b.coalition_id = ${coalitionId} and b.person_id = ${by}
    and (b.blocked_person_id = ${other}
      or b.blocked_organisation_id = (select p.organisation_id from ${person} p where p.id = ${other})))`;
}

/** Whether the first of two people wants nothing to do with the other, or with the other's organisation. */
export async function blocks(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  by: string,
  other: string,
): Promise<boolean> {
  const { rows } = await tx.execute<{ blocked: boolean }>(
    sql`select ${hasBlocked(coalitionId, sql`${by}::uuid`, sql`${other}::uuid`)} as blocked`,
  );
  return rows[0]?.blocked === true;
}

/** Whether either of two people blocked the other. */
export async function areBlocked(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  one: string,
  other: string,
): Promise<boolean> {
  return (await blocks(act, coalitionId, one, other)) || (await blocks(act, coalitionId, other, one));
}

/** One person wants nothing to do with another, or with an organisation; again, it changes nothing. */
export async function keepBlock(
  { tx, now }: Act,
  { id: personId, coalitionId }: Pick<Person, 'id' | 'coalitionId'>,
  whom: { readonly personId?: string | undefined; readonly organisationId?: string | undefined },
): Promise<void> {
  await tx
    .insert(tables.block)
    .values({
      ...{ id: newId(now), coalitionId, personId, since: now },
      ...{ blockedPersonId: whom.personId ?? null, blockedOrganisationId: whom.organisationId ?? null },
    })
    .onConflictDoNothing();
}
