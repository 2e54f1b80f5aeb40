import { and, eq, isNull, sql } from 'drizzle-orm';
import { present, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

/**
 * The operators of a coalition who can act: joined, for the whole coalition, with an account that still exists. The
 * coalition's row stays locked until the transaction ends, so that two of them cannot both give it up at once.
 */
export async function lockOperators(tx: Tx, coalitionId: string): Promise<readonly string[]> {
  // Not `for update`, which would also hold up everyone who writes a row that refers to the coalition.
  await tx
    .select({ id: tables.coalition.id })
    .from(tables.coalition)
    .where(eq(tables.coalition.id, coalitionId))
    .for('no key update');
  const rows = await tx
    .select({ personId: tables.role.personId })
    .from(tables.role)
    .innerJoin(tables.person, eq(tables.person.id, tables.role.personId))
    .where(and(isOperator(coalitionId), present(coalitionId), hasAccount));
  return rows.map((row) => row.personId);
}

/** Whether the coalition lacks two operators from two organisations: what Weft asks every coalition for. */
export async function secondOperatorMissing(tx: Tx, coalitionId: string): Promise<boolean> {
  const [row] = await tx
    .select({
      from: sql<number>`count(distinct ${tables.person.organisationId})::int`,
    })
    .from(tables.role)
    .innerJoin(tables.person, eq(tables.person.id, tables.role.personId))
    .where(and(isOperator(coalitionId), present(coalitionId), hasAccount));
  return (row?.from ?? 0) < 2;
}

const isOperator = (coalitionId: string) =>
  and(eq(tables.role.coalitionId, coalitionId), eq(tables.role.role, 'operator'), isNull(tables.role.hubId));

const hasAccount = sql`exists (select 1 from ${tables.account} a where a.person_id = ${tables.person.id} and a.gone_at is null)`;
