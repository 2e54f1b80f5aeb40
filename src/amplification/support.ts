import { and, count, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import type { Candidate, Round } from './fairness.ts';
import type { Request } from './find.ts';
import { daysBefore, limits } from './limits.ts';
import { askedFor, request as requestTable } from './tables.ts';

type Drawing = Act & { readonly random: () => number };
type Counts = ReadonlyMap<string, number>;

/** Whose support a request counts as: an organisation, or somebody without one as if they were one of their own. */
const supported = sql<string>`coalesce(${requestTable.organisationId}, ${requestTable.requesterId}, ${requestTable.id})`;
const keyOf = ({ organisationId, requesterId, id }: Request) => organisationId ?? requesterId ?? id;

/**
 * Requests as fairness looks at them: what their organisations received and gave for their size. Received is who was
 * asked, which is what Weft hands out, whatever they answered.
 */
export async function supportFor(
  act: Drawing,
  coalitionId: string,
  requests: readonly Request[],
): Promise<readonly (Candidate & { readonly request: Request })[]> {
  const keys = [...new Set(requests.map(keyOf))];
  const received = await receivedBy(act, coalitionId, requests);
  const given = await givenBy(act, coalitionId, keys);
  const standing = await standingOf(act, coalitionId, keys);
  const framings = await framingsOf(act, coalitionId, requests);
  return requests.map((request) => {
    const organisation = keyOf(request);
    return {
      request,
      id: request.id,
      requesterId: request.requesterId,
      tactic: request.tactic,
      organisation,
      ...standing(organisation),
      received: received.get(organisation) ?? 0,
      given: given.get(organisation) ?? 0,
      urgent: request.urgent,
      openedAt: request.openedAt ?? request.draftedAt,
      framings: request.framings.map(({ language }, at) => ({
        language,
        asked: framings.get(`${request.id} ${at}`) ?? 0,
      })),
      draw: act.random(),
    };
  });
}

/** What was handed out within the last week, and how much of it to small and new organisations. */
export async function weekOf(act: Act, coalitionId: string): Promise<Round['week']> {
  const rows = await act.tx
    .select({ key: supported, times: sql<number>`${count()}::int` })
    .from(askedFor)
    .innerJoin(requestTable, eq(requestTable.id, askedFor.requestId))
    .where(and(eq(askedFor.coalitionId, coalitionId), gt(askedFor.askedAt, daysBefore(act.now, 7))))
    .groupBy(supported);
  const standing = await standingOf(
    act,
    coalitionId,
    rows.map(({ key }) => key),
  );
  const sum = (list: typeof rows) => list.reduce((all, { times }) => all + times, 0);
  return { all: sum(rows), kept: sum(rows.filter(({ key }) => standing(key).kept)) };
}

/**
 * How many people were asked for them in twelve weeks. For somebody without an organisation, whatever they asked for
 * counts: who leaves one for a moment does not begin anew.
 */
async function receivedBy(act: Act, coalitionId: string, requests: readonly Request[]): Promise<Counts> {
  const organisations = requests.flatMap(({ organisationId }) => organisationId ?? []);
  const alone = requests.flatMap((one) => (one.organisationId === null ? (one.requesterId ?? []) : []));
  return new Map([
    ...(await askedBy(act, coalitionId, requestTable.organisationId, organisations)),
    ...(await askedBy(act, coalitionId, requestTable.requesterId, alone)),
  ]);
}

async function askedBy(
  { tx, now }: Act,
  coalitionId: string,
  column: typeof requestTable.organisationId | typeof requestTable.requesterId,
  keys: readonly string[],
): Promise<readonly (readonly [string, number])[]> {
  if (keys.length === 0) return [];
  const rows = await tx
    .select({ key: sql<string>`${column}`, times: sql<number>`${count()}::int` })
    .from(requestTable)
    .innerJoin(
      askedFor,
      and(eq(askedFor.requestId, requestTable.id), gt(askedFor.askedAt, daysBefore(now, limits.countedDays))),
    )
    .where(and(eq(requestTable.coalitionId, coalitionId), inArray(column, [...new Set(keys)])))
    .groupBy(column);
  return rows.map(({ key, times }) => [key, times] as const);
}

/** How often their people shared for others in twelve weeks. */
async function givenBy({ tx, now }: Act, coalitionId: string, keys: readonly string[]): Promise<Counts> {
  if (keys.length === 0) return new Map();
  const { person } = tables;
  const key = sql<string>`coalesce(${person.organisationId}, ${person.id})`;
  const rows = await tx
    .select({ key, times: sql<number>`${count()}::int` })
    .from(person)
    .innerJoin(
      askedFor,
      and(eq(askedFor.personId, person.id), gt(askedFor.doneAt, daysBefore(now, limits.countedDays))),
    )
    .where(and(eq(person.coalitionId, coalitionId), isOneOf(keys)))
    .groupBy(key);
  return new Map(rows.map((row) => [row.key, row.times]));
}

/** How many people they have, at least one, and whether they are small or new. */
async function standingOf({ tx, now }: Act, coalitionId: string, keys: readonly string[]) {
  const { person, organisation } = tables;
  const key = sql<string>`coalesce(${person.organisationId}, ${person.id})`;
  const isNew = sql<boolean>`max(coalesce(${organisation.addedAt}, ${person.joinedAt})) > ${daysBefore(
    now,
    limits.newDays,
  ).toString({ smallestUnit: 'millisecond' })}::timestamptz`;
  const rows =
    keys.length === 0
      ? []
      : await tx
          .select({ key, size: sql<number>`${count()}::int`, isNew })
          .from(person)
          .leftJoin(organisation, eq(organisation.id, person.organisationId))
          .where(and(eq(person.coalitionId, coalitionId), isNull(person.leftAt), isOneOf(keys)))
          .groupBy(key);
  const known = new Map(rows.map((row) => [row.key, row]));
  return (of: string): { readonly size: number; readonly kept: boolean } => {
    const { size = 1, isNew: young = false } = known.get(of) ?? {};
    return { size, kept: young || size < limits.smallBelow };
  };
}

async function framingsOf({ tx }: Act, coalitionId: string, requests: readonly Request[]): Promise<Counts> {
  if (requests.length === 0) return new Map();
  const rows = await tx
    .select({ id: askedFor.requestId, framing: askedFor.framing, times: sql<number>`${count()}::int` })
    .from(askedFor)
    .where(
      and(
        eq(askedFor.coalitionId, coalitionId),
        inArray(
          askedFor.requestId,
          requests.map(({ id }) => id),
        ),
      ),
    )
    .groupBy(askedFor.requestId, askedFor.framing);
  return new Map(rows.map((row) => [`${row.id} ${row.framing}`, row.times]));
}

/** SQL condition: somebody of these organisations, or who counts as one of their own. */
function isOneOf(keys: readonly string[]) {
  const { person } = tables;
  return or(
    inArray(person.organisationId, [...keys]),
    and(isNull(person.organisationId), inArray(person.id, [...keys])),
  );
}
