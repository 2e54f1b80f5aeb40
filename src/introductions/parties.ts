import { and, eq, inArray } from 'drizzle-orm';
import { closestLanguage, type Language } from '#chat/index.ts';
import { type Act, tables } from '#directory/index.ts';

/** Somebody in an introduction, as they are shown to others. */
export interface Party {
  readonly id: string;
  readonly name: string;
  readonly organisation: string | null;
  readonly offers: string;
  readonly needs: string;
  readonly place: string;
  readonly language: Language;
  readonly gone: boolean;
}

/** The people with these ids as they are shown to others; an id of nobody reads as somebody who has left. */
export async function partiesOf(
  act: Pick<Act, 'tx'>,
  ids: readonly (string | null)[],
): Promise<(id: string | null) => Party> {
  const wanted = [...new Set(ids.filter((id): id is string => id !== null))];
  const rows =
    wanted.length === 0
      ? []
      : await act.tx
          .select({ person: tables.person, organisation: tables.organisation.name })
          .from(tables.person)
          .leftJoin(
            tables.organisation,
            and(
              eq(tables.organisation.id, tables.person.organisationId),
              // An unlisted organisation is named to its own people only, and these words go to others.
              eq(tables.organisation.listed, true),
            ),
          )
          .where(inArray(tables.person.id, wanted));
  const parties = new Map(
    rows.map(({ person, organisation }) => [
      person.id,
      {
        id: person.id,
        name: person.name,
        organisation,
        offers: person.offers,
        needs: person.needs,
        place: person.place,
        language: closestLanguage(person.language),
        gone: person.leftAt !== null || person.suspendedAt !== null,
      },
    ]),
  );
  return (id) => parties.get(id ?? '') ?? { ...nobody, id: id ?? '' };
}

/** Two people in the order in which they are shown: by name, so that the order says nothing. */
export function shownOrder(a: Party, b: Party): readonly [Party, Party] {
  return a.name.localeCompare(b.name) <= 0 ? [a, b] : [b, a];
}

const nobody: Party = {
  id: '',
  name: '',
  organisation: null,
  offers: '',
  needs: '',
  place: '',
  language: 'en',
  gone: true,
};
