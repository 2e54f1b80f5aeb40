import { and, desc, eq, gt, sql } from 'drizzle-orm';
import { type Act, type RoleName, tables } from '#directory/index.ts';

/** A role that people held for the whole coalition who have left. */
interface RoleLeft {
  readonly role: RoleName;
  readonly count: number;
  /** the last one’s audit row */
  readonly last: string;
}

/** Which roles for the whole coalition were held by people who have left since then, and by how many: nobody’s name is left. */
export async function rolesLeft(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  since: Temporal.Instant,
): Promise<readonly RoleLeft[]> {
  const { audit } = tables;
  const role = sql<RoleName>`${audit.detail} ->> 'role'`;
  return await tx
    .select({
      role,
      count: sql<number>`count(distinct ${audit.subject})::int`,
      last: sql<string>`max(${audit.id}::text)`,
    })
    .from(audit)
    .where(
      and(
        eq(audit.coalitionId, coalitionId),
        gt(audit.at, since),
        eq(audit.act, 'role.left'),
        sql`${audit.detail} ->> 'hub' is null`,
      ),
    )
    .groupBy(role)
    .orderBy(desc(sql`count(*)`), role);
}
