import { and, desc, eq, ne, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { isListedTo, type JoinedContext, type RoleName, tables, visiblePeople } from '#directory/index.ts';
import { countFits, fits, searched, wordsOf } from './match.ts';
import { words } from './words.ts';

/** At most this many are shown; the rest is counted. */
export const shown = 5;

export interface PeopleWanted {
  readonly words?: string | undefined;
  readonly skill?: string | undefined;
  readonly issue?: string | undefined;
  readonly place?: string | undefined;
  readonly role?: RoleName | undefined;
  readonly language?: string | undefined;
  readonly hub?: string | undefined;
}

export interface FoundPerson {
  readonly id: string;
  readonly name: string;
  readonly organisation: string | null;
  readonly offers: string;
  readonly needs: string;
  readonly place: string;
}

/**
 * People the searcher may see, but for themselves, of whom at least one word fits and every option does; those with
 * the most fitting words first, before equals those who offer it themselves. Further equals come in an order that is
 * another each day, so that nobody is always first.
 */
export async function findPeople(
  context: JoinedContext,
  wanted: PeopleWanted,
): Promise<{ found: readonly FoundPerson[]; total: number }> {
  const { tx, coalition, now } = context;
  const { person, organisation } = tables;
  const free = wordsOf(wanted.words ?? '', words[context.language].ignored);
  const everything = searched(
    ...[person.name, person.offers, person.needs, person.issues, person.place, person.spoken],
    ...[organisation.name, organisation.issues],
  );
  const conditions = [
    ...wordsOf(wanted.skill ?? '').map((word) => fits(searched(person.offers), word)),
    ...wordsOf(wanted.issue ?? '').map((word) => fits(searched(person.issues, organisation.issues), word)),
    ...wordsOf(wanted.place ?? '').map((word) => fits(searched(person.place, organisation.place), word)),
    ...wordsOf(wanted.language ?? '').map((word) => fits(searched(person.spoken), word)),
    ...(wanted.role === undefined ? [] : [holds(coalition.id, wanted.role)]),
    ...(wanted.hub === undefined ? [] : [isIn(coalition.id, wanted.hub)]),
  ];
  if (free.length === 0 && conditions.length === 0) throw new Refusal(words[context.language].sayWhat);
  const count = countFits(everything, free);
  const day = now.toString().slice(0, 10);
  const rows = await tx
    .select({
      id: person.id,
      name: person.name,
      organisation: organisation.name,
      offers: person.offers,
      needs: person.needs,
      place: person.place,
      total: sql<number>`(count(*) over ())::int`,
    })
    .from(person)
    // Of organisations that are not shown to the searcher neither the name nor the issues are used.
    .leftJoin(organisation, and(eq(organisation.id, person.organisationId), isListedTo(context)))
    .where(
      and(
        visiblePeople(context),
        ne(person.id, context.person.id),
        ...conditions,
        free.length > 0 ? sql`${count} > 0` : undefined,
      ),
    )
    .orderBy(
      desc(count),
      desc(countFits(searched(person.offers), free)),
      sql`md5(${person.id}::text || ${day})`,
    )
    .limit(shown);
  return { found: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 };
}

const holds = (coalitionId: string, role: RoleName) =>
  sql`exists (select 1 from ${tables.role} r where r.person_id = ${tables.person.id} and r.coalition_id = ${coalitionId} and r.role = ${role})`;

const isIn = (coalitionId: string, hubId: string) =>
  sql`exists (select 1 from ${tables.hubMember} m where m.person_id = ${tables.person.id} and m.coalition_id = ${coalitionId} and m.hub_id = ${hubId})`;
