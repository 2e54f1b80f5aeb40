import { and, asc, eq, isNull } from 'drizzle-orm';
import { closestLanguage, type Language } from '#chat/index.ts';
import { type Act, isActive, tables } from '#directory/index.ts';
import type { Reader } from './tables.ts';

/** Somebody whom a digest goes to, and whose people it is about. */
export interface ReadBy {
  readonly personId: string;
  readonly name: string;
  readonly language: Language;
  readonly zone: string;
  /** absent: the whole coalition */
  readonly hubIds?: readonly string[];
}

/** Who reads the digest of a role, by name: operators for the whole coalition, weavers for theirs. */
export async function readersOf(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  reader: Reader,
): Promise<readonly ReadBy[]> {
  const { person, role } = tables;
  const rows = await tx
    .select({ person, hubId: role.hubId })
    .from(role)
    .innerJoin(person, eq(person.id, role.personId))
    .where(
      and(
        eq(role.coalitionId, coalitionId),
        eq(role.role, reader),
        reader === 'operator' ? isNull(role.hubId) : undefined,
        isActive,
      ),
    )
    .orderBy(asc(person.name), asc(person.id));
  return [...Map.groupBy(rows, (row) => row.person.id)].flatMap(([personId, held]): ReadBy[] => {
    const [first] = held;
    if (!first) return [];
    const { name, zone, language } = first.person;
    const hubIds = held.flatMap(({ hubId }) => hubId ?? []);
    const isWhole = held.some(({ hubId }) => hubId === null);
    return [{ personId, name, zone, language: closestLanguage(language), ...(!isWhole && { hubIds }) }];
  });
}
