import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import type { Context } from './context.ts';
import { hasRole } from './may.ts';
import { isNaming, membersMayFind } from './risk.ts';
import type { Person } from './rows.ts';
import * as tables from './tables.ts';

/** The id of nothing and nobody. */
const none = '00000000-0000-0000-0000-000000000000';

/** SQL condition: somebody who has not left and is not suspended. */
export const isActive = and(isNull(tables.person.leftAt), isNull(tables.person.suspendedAt));

/**
 * The people of the coalition whom this person may see: members who let members find them, unless its risk is high; for
 * weavers also those who let weavers, of their hubs where the role is held for hubs; and oneself. Nobody for somebody
 * who is not vouched for.
 */
export function visiblePeople(context: Context) {
  const { coalition, person } = context;
  const findable = or(
    and(letsFind(['members']), membersMayFind(tables.person.coalitionId)),
    and(letsFind(['members', 'weavers']), isWovenBy(context)),
  );
  return and(
    eq(tables.person.coalitionId, coalition?.id ?? none),
    isNull(tables.person.leftAt),
    or(eq(tables.person.id, person?.id ?? none), context.vouched ? and(isActive, findable) : sql`false`),
  );
}

/** SQL condition: somebody who answered that one of these may find them. */
export const letsFind = (who: readonly ('members' | 'weavers')[]) =>
  sql`exists (select 1 from ${tables.consent} c
    where c.person_id = ${tables.person.id} and c.kind = 'found' and c.answer in ${who})`;

/** The names of some people by their ids, as everybody may read them: of those who let members find them and are here; of nobody where the risk is high. */
export async function openNames(
  { tx }: Pick<Context, 'tx'>,
  coalitionId: string,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string | null, string>> {
  const known = ids.filter((id) => id !== null);
  if (known.length === 0) return new Map();
  const rows = await tx
    .select({ id: tables.person.id, name: tables.person.name })
    .from(tables.person)
    .where(
      and(
        eq(tables.person.coalitionId, coalitionId),
        inArray(tables.person.id, known),
        isActive,
        letsFind(['members']),
        isNaming(coalitionId),
      ),
    );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** SQL condition: somebody for whom this person is a weaver. */
function isWovenBy(context: Context) {
  if (hasRole(context, 'weaver')) return sql`true`;
  const hubs = context.roles.flatMap((one) => (one.role === 'weaver' ? (one.hubId ?? []) : []));
  return hubs.length === 0
    ? sql`false`
    : sql`exists (select 1 from ${tables.hubMember} m where m.person_id = ${tables.person.id} and m.hub_id in ${hubs})`;
}

/** People of a coalition by id, in no order; those who left are among them. */
export async function peopleByIds(
  tx: Context['tx'],
  coalitionId: string,
  ids: readonly string[],
): Promise<Person[]> {
  if (ids.length === 0) return [];
  return await tx
    .select()
    .from(tables.person)
    .where(and(eq(tables.person.coalitionId, coalitionId), inArray(tables.person.id, [...ids])));
}
