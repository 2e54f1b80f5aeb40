import { and, asc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import {
  isHubListedTo,
  type JoinedContext,
  present,
  type RoleName,
  secondOperatorMissing,
  tables,
} from '#directory/index.ts';

export interface Holder {
  readonly role: RoleName;
  readonly name: string;
  readonly hub: string | null;
}

/** Who holds what: roles are public among those who joined, so names are shown whatever somebody said about being found. */
export async function listRoles(
  context: JoinedContext,
): Promise<{ holders: readonly Holder[]; supporters: number; secondMissing: boolean }> {
  const { tx, coalition } = context;
  const holders = await tx
    .select({ role: tables.role.role, name: tables.person.name, hub: tables.hub.name })
    .from(tables.role)
    .innerJoin(tables.person, eq(tables.person.id, tables.role.personId))
    .leftJoin(tables.hub, and(eq(tables.hub.id, tables.role.hubId), isHubListedTo(context)))
    .where(
      and(
        eq(tables.role.coalitionId, coalition.id),
        present(coalition.id),
        or(isNull(tables.role.hubId), isNotNull(tables.hub.id)),
      ),
    )
    .orderBy(asc(tables.person.name), asc(tables.hub.name));
  const supporters = await tx.$count(tables.person, present(coalition.id));
  const secondMissing = await secondOperatorMissing(tx, coalition.id);
  return { holders, supporters, secondMissing };
}
