import { and, desc, eq, isNull } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import type { Account, Binding, Person, Space } from './rows.ts';
import * as tables from './tables.ts';

/** The space behind a platform's tenant, and what it is bound to; undefined when Weft has not seen it or it is a direct message. */
export async function findSpace(
  tx: Tx,
  platform: PlatformName,
  tenant: string,
): Promise<{ space: Space; binding: Binding | undefined } | undefined> {
  if (tenant === '') return undefined;
  const [row] = await tx
    .select()
    .from(tables.space)
    .leftJoin(tables.binding, eq(tables.binding.spaceId, tables.space.id))
    .where(and(eq(tables.space.platform, platform), eq(tables.space.tenant, tenant)));
  return row && { space: row.space, binding: row.binding ?? undefined };
}

/**
 * The person behind an account: of this space; or, in a press, of the row's coalition; or, in a Discord direct message
 * without either, the one who joined last under this identity. A Slack id means somebody in its own workspace only.
 */
export async function findPerson(
  tx: Tx,
  by: {
    platform: PlatformName;
    external: string;
    /** where it was done; '' in a Discord direct message */
    tenant: string;
    spaceId: string | undefined;
    coalitionId: string | undefined;
  },
): Promise<{ person: Person; account: Account } | undefined> {
  const isOfSpace = by.platform === 'slack' || (by.coalitionId === undefined && by.tenant !== '');
  if (isOfSpace && by.spaceId === undefined) return undefined;
  const here = isOfSpace && by.spaceId !== undefined ? eq(tables.account.spaceId, by.spaceId) : undefined;
  const ofRow = by.coalitionId === undefined ? undefined : eq(tables.account.coalitionId, by.coalitionId);
  const [row] = await tx
    .select({ person: tables.person, account: tables.account })
    .from(tables.account)
    .innerJoin(tables.person, eq(tables.person.id, tables.account.personId))
    .where(
      and(
        eq(tables.account.platform, by.platform),
        eq(tables.account.external, by.external),
        isNull(tables.account.goneAt),
        isNull(tables.person.leftAt),
        here,
        ofRow,
      ),
    )
    .orderBy(desc(tables.account.addedAt))
    .limit(1);
  return row;
}

/** The coalition behind a button that is about no row of it. */
export async function coalitionBehind(
  tx: Tx,
  id: string,
): Promise<{ readonly coalitionId: string } | undefined> {
  const { coalition } = tables;
  const [found] = await tx.select({ coalitionId: coalition.id }).from(coalition).where(eq(coalition.id, id));
  return found;
}
