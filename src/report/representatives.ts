import { and, asc, eq } from 'drizzle-orm';
import { closestLanguage, type Language } from '#chat/index.ts';
import { type Act, isActive, tables } from '#directory/index.ts';
import { isListed } from './named.ts';

/** Somebody who represents organisations that a report could name. */
export interface Told {
  readonly personId: string;
  readonly language: Language;
  readonly zone: string;
  readonly organisations: readonly { readonly id: string; readonly name: string }[];
}

/** Everyone who represents a listed organisation, each with theirs by name. */
export async function representativesToTell(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
): Promise<readonly Told[]> {
  const { representative, organisation, person } = tables;
  const rows = await tx
    .select({
      ...{ id: organisation.id, name: organisation.name },
      ...{ personId: person.id, language: person.language, zone: person.zone },
    })
    .from(representative)
    .innerJoin(organisation, eq(organisation.id, representative.organisationId))
    .innerJoin(person, eq(person.id, representative.personId))
    .where(and(eq(representative.coalitionId, coalitionId), isListed(coalitionId), isActive))
    .orderBy(asc(person.id), asc(organisation.name));
  return [...Map.groupBy(rows, ({ personId }) => personId)].map(([personId, own]) => ({
    personId,
    language: closestLanguage(own[0]?.language),
    zone: own[0]?.zone ?? 'UTC',
    organisations: own.map(({ id, name }) => ({ id, name })),
  }));
}
