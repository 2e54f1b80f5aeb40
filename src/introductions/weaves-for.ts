import { and, eq, inArray } from 'drizzle-orm';
import { type Act, type Role, tables } from '#directory/index.ts';

/** A test whether somebody with these roles may connect these people: one of them is theirs to connect. */
export type WeavesFor = (...ids: readonly string[]) => boolean;

/** Whom a weaver may connect: everybody, or where the role is held for hubs, pairs with somebody of these hubs. */
export async function weavesFor(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  roles: readonly Pick<Role, 'role' | 'hubId'>[],
): Promise<WeavesFor> {
  const held = roles.filter((one) => one.role === 'weaver');
  if (held.some((one) => one.hubId === null)) return () => true;
  const hubs = held.flatMap((one) => one.hubId ?? []);
  const { hubMember } = tables;
  const rows =
    hubs.length === 0
      ? []
      : await act.tx
          .select({ personId: hubMember.personId })
          .from(hubMember)
          .where(and(eq(hubMember.coalitionId, coalitionId), inArray(hubMember.hubId, hubs)));
  const theirs = new Set(rows.map((row) => row.personId));
  return (...ids) => ids.some((id) => theirs.has(id));
}
