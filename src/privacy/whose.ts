import { and, eq } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { type Act, type Kept, type Person, tables, type Whose } from '#directory/index.ts';

/**
 * Who somebody is in rows: their accounts, and the ids of all that is theirs. Called before anything of theirs ends or is
 * deleted.
 */
export async function whoseRows(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Person, 'id' | 'coalitionId'>,
  kept: readonly Kept[],
): Promise<Whose> {
  const { account, space } = tables;
  const accounts = await tx
    .select({ platform: account.platform, tenant: space.tenant, external: account.external })
    .from(account)
    .innerJoin(space, eq(space.id, account.spaceId))
    .where(and(eq(account.personId, id), eq(account.coalitionId, coalitionId)));
  const whose: Whose = { id, coalitionId, accounts, rows: [] };
  const rows = new Set([id]);
  for (const { table, of, deleted } of kept) {
    const own = getTableConfig(table).columns.find(({ name, primary }) => name === 'id' && primary);
    const which = of(whose);
    if (own === undefined || which === undefined || deleted === 'nameless') continue;
    const found = await tx.select({ id: own }).from(table).where(which);
    for (const row of found) rows.add(String(row.id));
  }
  return { ...whose, rows: [...rows] };
}
