import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import { isActive } from './people.ts';
import * as tables from './tables.ts';

/** Somebody who holds a role. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly organisationId: string | null;
  /** as a BCP 47 tag */
  readonly language: string;
}

/** SQL condition: somebody with an account that still exists. */
export const hasAccount = sql`exists (select 1 from ${tables.account} a where a.person_id = ${tables.person.id} and a.gone_at is null)`;

/** Everyone who can act, with an account that still exists, in a role for the whole coalition; who held it longest first. */
export async function holdersOf(
  tx: Tx,
  coalitionId: string,
  role: 'operator' | 'weaver' | 'principal',
): Promise<readonly Holder[]> {
  return await tx
    .select({
      id: tables.person.id,
      name: tables.person.name,
      organisationId: tables.person.organisationId,
      language: tables.person.language,
    })
    .from(tables.role)
    .innerJoin(tables.person, eq(tables.person.id, tables.role.personId))
    .where(
      and(
        eq(tables.role.coalitionId, coalitionId),
        eq(tables.role.role, role),
        isNull(tables.role.hubId),
        isActive,
        hasAccount,
      ),
    )
    .orderBy(asc(tables.role.grantedAt), asc(tables.person.name));
}

/** Whether two operators come from two organisations: what Weft asks every coalition for. */
export function fromTwoOrganisations(operators: readonly Holder[]): boolean {
  return new Set(operators.flatMap((one) => one.organisationId ?? [])).size >= 2;
}

/** Whether the coalition lacks two operators from two organisations. */
export async function secondOperatorMissing(tx: Tx, coalitionId: string): Promise<boolean> {
  return !fromTwoOrganisations(await holdersOf(tx, coalitionId, 'operator'));
}

/**
 * Whether nobody else is an operator; those who go with a space that is leaving count only where nobody stays. Locks the
 * coalition's row until the transaction ends, so that two operators cannot both stop being one at the same moment.
 */
export async function isLastOperator(tx: Tx, coalitionId: string, personId: string): Promise<boolean> {
  // Not `for update`, which would also hold up everyone who writes a row that refers to the coalition.
  await tx
    .select({ id: tables.coalition.id })
    .from(tables.coalition)
    .where(eq(tables.coalition.id, coalitionId))
    .for('no key update');
  const operators = await holdersOf(tx, coalitionId, 'operator');
  const staying = await stayingAmong(
    tx,
    operators.map(({ id }) => id),
  );
  const counted = staying.size > 0 ? [...staying] : operators.map(({ id }) => id);
  return counted.length === 1 && counted[0] === personId;
}

/** Who of these has an account in a space that is not leaving. */
async function stayingAmong(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { account, space } = tables;
  const rows = await tx
    .selectDistinct({ id: account.personId })
    .from(account)
    .innerJoin(space, and(eq(space.id, account.spaceId), isNull(space.leavingAt)))
    .where(and(inArray(account.personId, [...ids]), isNull(account.goneAt)));
  return new Set(rows.map(({ id }) => id));
}
