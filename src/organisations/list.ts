import { and, asc, count, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import {
  holds,
  type JoinedContext,
  mayRepresent,
  type Organisation,
  present,
  representativesIn,
  tables,
} from '#directory/index.ts';
import { hiddenAmong, isShown } from '#safety/index.ts';
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
  const rows = await tx
    .select()
    .from(organisation)
    .where(which)
    .orderBy(sql`case when ${own} then 0 else 1 end`, asc(sql`lower(${organisation.name})`))
    .limit(most);
  const ids = rows.map((row) => row.id);
  const hidden = await hiddenAmong(context, coalition.id, ids);
  const people = await peopleIn(context, ids);
  const speakers = await representativesIn(context, 'organisationId', ids);
  return {
    total: await tx.$count(organisation, which),
    shown: rows.map((row) => {
      const theirs = speakers.filter((one) => one.of === row.id);
      const speaks = mayRepresent(context, { organisationId: row.id });
      return {
        organisation: hidden.has(row.id) ? { ...row, about: '', issues: '', place: '' } : row,
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
  const { name, about, issues, place } = tables.organisation;
  const isTold = isShown(tables.organisation.id);
  return or(holds(name, word), and(isTold, or(holds(about, word), holds(issues, word), holds(place, word))));
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
