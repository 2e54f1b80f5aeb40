import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { type Act, type Hub, isActive, type Person, tables } from '#directory/index.ts';
import type { Day } from './find.ts';

/** Somebody who sees to it that a day is covered: in all hubs, or in some. */
export interface Watcher extends Person {
  /** null: in all of them, as a principal or weaver of the coalition */
  readonly hubIds: readonly string[] | null;
}

/**
 * Those who look after these hubs on a day: who represents or weaves for one, and, unless it is a hub’s own day, principals
 * and weavers of the coalition. Each person once.
 */
export async function watchersOf(
  { tx }: Pick<Act, 'tx'>,
  one: Day,
  hubs: readonly Pick<Hub, 'id'>[],
): Promise<readonly Watcher[]> {
  const { person, role, representative } = tables;
  const ids = hubs.map(({ id }) => id);
  const roles = await tx
    .select({ person, hubId: role.hubId })
    .from(role)
    .innerJoin(person, eq(person.id, role.personId))
    .where(
      and(
        eq(role.coalitionId, one.coalitionId),
        isActive,
        or(
          one.hubId === null
            ? and(isNull(role.hubId), inArray(role.role, ['principal', 'weaver']))
            : sql`false`,
          ids.length === 0 ? sql`false` : and(inArray(role.hubId, ids), eq(role.role, 'weaver')),
        ),
      ),
    );
  const speaking =
    ids.length === 0
      ? []
      : await tx
          .select({ person, hubId: representative.hubId })
          .from(representative)
          .innerJoin(person, eq(person.id, representative.personId))
          .where(
            and(
              eq(representative.coalitionId, one.coalitionId),
              isActive,
              inArray(representative.hubId, ids),
            ),
          );
  const found = Map.groupBy([...roles, ...speaking], (row) => row.person.id);
  return [...found.values()].flatMap((rows) => {
    const [first] = rows;
    if (!first) return [];
    const all = rows.some(({ hubId }) => hubId === null);
    return [{ ...first.person, hubIds: all ? null : rows.flatMap(({ hubId }) => hubId ?? []) }];
  });
}
