import { and, asc, count, eq, ilike, inArray, isNull, or, sql } from 'drizzle-orm';
import {
  type JoinedContext,
  mayRepresent,
  type Organisation,
  present,
  tables,
  visiblePeople,
} from '#directory/index.ts';
import { hasSigned } from './organisation.ts';
import { mayAsk } from './represent.ts';

/** At most this many are shown; the rest is counted. */
const most = 10;

export interface Listed {
  readonly organisation: Organisation;
  readonly people: number;
  /** the representatives this person may see */
  readonly speakers: readonly string[];
  readonly hasSpeaker: boolean;
  readonly signed: boolean;
  readonly speaks: boolean;
  readonly mayAsk: boolean;
}

export interface Listing {
  readonly total: number;
  readonly shown: readonly Listed[];
}

/** Organisations that hold every one of the words, one's own first: the listed ones, and one's own. */
export async function listOrganisations(context: JoinedContext, written = ''): Promise<Listing> {
  const { tx, coalition, person } = context;
  const { organisation } = tables;
  const ownIds = [...context.represents.map((one) => one.organisationId), person.organisationId].filter(
    (id) => id !== null,
  );
  const own = inArray(organisation.id, ownIds);
  const wanted = written
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map(holding);
  const which = and(
    eq(organisation.coalitionId, coalition.id),
    isNull(organisation.leftAt),
    or(eq(organisation.listed, true), own),
    ...wanted,
  );
  const [all] = await tx.select({ total: count() }).from(organisation).where(which);
  const rows = await tx
    .select()
    .from(organisation)
    .where(which)
    .orderBy(sql`case when ${own} then 0 else 1 end`, asc(sql`lower(${organisation.name})`))
    .limit(most);
  const ids = rows.map((row) => row.id);
  const people = await peopleIn(context, ids);
  const speakers = await speakersIn(context, ids);
  return {
    total: all?.total ?? 0,
    shown: rows.map((row) => {
      const theirs = speakers.filter((one) => one.organisationId === row.id);
      const speaks = mayRepresent(context, { organisationId: row.id });
      return {
        organisation: row,
        people: people.get(row.id) ?? 0,
        speakers: theirs.flatMap((one) => (one.visible ? [one.name] : [])),
        hasSpeaker: theirs.length > 0,
        signed: hasSigned(row, coalition),
        speaks,
        mayAsk:
          context.vouched &&
          !speaks &&
          mayAsk(person, row) &&
          (theirs.length === 0 || person.organisationId === row.id),
      };
    }),
  };
}

function holding(word: string) {
  const like = `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const { name, about, issues, place } = tables.organisation;
  return or(ilike(name, like), ilike(about, like), ilike(issues, like), ilike(place, like));
}

async function peopleIn(
  { tx, coalition }: JoinedContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx
    .select({ id: tables.person.organisationId, people: count() })
    .from(tables.person)
    .where(and(present(coalition.id), inArray(tables.person.organisationId, [...ids])))
    .groupBy(tables.person.organisationId);
  return new Map(rows.map((row) => [row.id ?? '', row.people]));
}

async function speakersIn(context: JoinedContext, ids: readonly string[]) {
  const { representative, person } = tables;
  return await context.tx
    .select({
      organisationId: representative.organisationId,
      name: person.name,
      visible: sql<boolean>`coalesce(${visiblePeople(context)}, false)`,
    })
    .from(representative)
    .innerJoin(person, eq(person.id, representative.personId))
    .where(
      and(
        eq(representative.coalitionId, context.coalition.id),
        inArray(representative.organisationId, [...ids]),
        isNull(person.leftAt),
      ),
    )
    .orderBy(asc(person.name));
}
