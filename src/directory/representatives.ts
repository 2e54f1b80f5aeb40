import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import type { JoinedContext } from './context.ts';
import { isActive, visiblePeople } from './people.ts';
import type { Person } from './rows.ts';
import * as tables from './tables.ts';

/** What can be represented: the column of `representative` that names it. */
type Of = 'organisationId' | 'hubId';

/** Everyone who represents an organisation or a hub and is here, by name. */
export async function representativesOf(
  tx: Tx,
  of: Of,
  { id, coalitionId }: { readonly id: string; readonly coalitionId: string },
): Promise<Person[]> {
  const { representative, person } = tables;
  const rows = await tx
    .select({ person })
    .from(representative)
    .innerJoin(person, eq(person.id, representative.personId))
    .where(and(eq(representative.coalitionId, coalitionId), eq(representative[of], id), isActive))
    .orderBy(asc(person.name));
  return rows.map((row) => row.person);
}

/** The same for several, as names, and whether this person may see each. */
export async function representativesIn(
  context: JoinedContext,
  of: Of,
  ids: readonly string[],
): Promise<readonly { readonly of: string | null; readonly name: string; readonly visible: boolean }[]> {
  const { representative, person } = tables;
  return await context.tx
    .select({
      of: representative[of],
      name: person.name,
      visible: sql<boolean>`coalesce(${visiblePeople(context)}, false)`,
    })
    .from(representative)
    .innerJoin(person, eq(person.id, representative.personId))
    .where(
      and(
        eq(representative.coalitionId, context.coalition.id),
        inArray(representative[of], [...ids]),
        isActive,
      ),
    )
    .orderBy(asc(person.name));
}
