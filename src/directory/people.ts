import { and, asc, eq, ilike, inArray, isNull, or, sql } from 'drizzle-orm';
import { Refusal, type Text } from '#chat/index.ts';
import type { Context } from './context.ts';
import { hasRole } from './may.ts';
import type { Person } from './rows.ts';
import * as tables from './tables.ts';

/**
 * The people of the coalition whom this person may see: members who let members find them; for weavers and operators
 * also those who let weavers; and oneself. Nobody for somebody who is not vouched for.
 */
export function visiblePeople(context: Context) {
  const { coalition, person } = context;
  const answers =
    hasRole(context, 'weaver', 'any') || hasRole(context, 'operator') ? ['members', 'weavers'] : ['members'];
  const findable = sql`exists (select 1 from ${tables.consent} c where c.person_id = ${tables.person.id} and c.kind = 'found' and c.answer in ${answers})`;
  return and(
    eq(tables.person.coalitionId, coalition?.id ?? '00000000-0000-0000-0000-000000000000'),
    isNull(tables.person.leftAt),
    or(
      eq(tables.person.id, person?.id ?? '00000000-0000-0000-0000-000000000000'),
      context.vouched ? findable : sql`false`,
    ),
  );
}

/** People whose name begins with, or holds, what was written; by name, at most 25. */
export async function lookUpPeople(
  context: Context,
  written: string,
): Promise<{ id: string; label: string }[]> {
  const own = context.person?.organisationId;
  const rows = await context.tx
    .select({ id: tables.person.id, name: tables.person.name, organisation: tables.organisation.name })
    .from(tables.person)
    .leftJoin(
      tables.organisation,
      and(
        eq(tables.organisation.id, tables.person.organisationId),
        // An unlisted organisation is named to its own people only.
        or(eq(tables.organisation.listed, true), own ? eq(tables.organisation.id, own) : undefined),
      ),
    )
    .where(
      and(
        visiblePeople(context),
        isUuid(written) ? eq(tables.person.id, written) : nameLike(tables.person.name, written),
      ),
    )
    .orderBy(asc(tables.person.name))
    .limit(25);
  return onlyExact(
    rows.map(({ id, name, organisation }) => ({
      id,
      name,
      label: organisation ? `${name}, ${organisation}` : name,
    })),
    written,
  );
}

/** Organisations by name: listed ones, and one's own; at most 25. */
export async function lookUpOrganisations(
  context: Context,
  written: string,
): Promise<{ id: string; label: string }[]> {
  const own = context.person?.organisationId;
  const rows = await context.tx
    .select({ id: tables.organisation.id, name: tables.organisation.name })
    .from(tables.organisation)
    .where(
      and(
        eq(tables.organisation.coalitionId, context.coalition?.id ?? '00000000-0000-0000-0000-000000000000'),
        isNull(tables.organisation.leftAt),
        or(eq(tables.organisation.listed, true), own ? eq(tables.organisation.id, own) : undefined),
        isUuid(written) ? eq(tables.organisation.id, written) : nameLike(tables.organisation.name, written),
      ),
    )
    .orderBy(asc(tables.organisation.name))
    .limit(25);
  return onlyExact(
    rows.map(({ id, name }) => ({ id, name, label: name })),
    written,
  );
}

/** Open hubs by name; at most 25. */
export async function lookUpHubs(
  context: Context,
  written: string,
): Promise<{ id: string; label: string }[]> {
  const rows = await context.tx
    .select({ id: tables.hub.id, name: tables.hub.name })
    .from(tables.hub)
    .where(
      and(
        eq(tables.hub.coalitionId, context.coalition?.id ?? '00000000-0000-0000-0000-000000000000'),
        isNull(tables.hub.closedAt),
        isUuid(written) ? eq(tables.hub.id, written) : nameLike(tables.hub.name, written),
      ),
    )
    .orderBy(asc(tables.hub.name))
    .limit(25);
  return onlyExact(
    rows.map(({ id, name }) => ({ id, name, label: name })),
    written,
  );
}

/** The joined person behind a `person` field: an account of this space as the platform's picker gives it. Throws the given Refusal otherwise. */
export async function personGiven(context: Context, written: string, otherwise: Text): Promise<Person> {
  const external = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/i.exec(written)?.[1] ?? written.replace(/^@/, '');
  const coalitionId = context.coalition?.id;
  if (coalitionId === undefined) throw new Refusal(otherwise);
  const found = await context.tx
    .select({ person: tables.person })
    .from(tables.account)
    .innerJoin(tables.person, eq(tables.person.id, tables.account.personId))
    .where(
      and(
        eq(tables.account.platform, context.platform),
        eq(tables.account.external, external),
        eq(tables.account.coalitionId, coalitionId),
        isNull(tables.account.goneAt),
        isNull(tables.person.leftAt),
      ),
    )
    .limit(1);
  if (found[0]) return found[0].person;
  const named = await lookUpPeople(context, external);
  const [only] = named.length === 1 ? await peopleByIds(context.tx, [named[0]?.id ?? '']) : [];
  if (!only) throw new Refusal(otherwise);
  return only;
}

/** People by id, in no order; those who left are among them. */
export async function peopleByIds(tx: Context['tx'], ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return [];
  return await tx
    .select()
    .from(tables.person)
    .where(inArray(tables.person.id, [...ids]));
}

/** Whether this is an id and not words. */
export function isUuid(written: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(written);
}

function nameLike(
  column: typeof tables.person.name | typeof tables.organisation.name | typeof tables.hub.name,
  written: string,
) {
  return ilike(column, `%${written.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`);
}

function onlyExact(
  rows: { id: string; name: string; label: string }[],
  written: string,
): { id: string; label: string }[] {
  const wanted = written.trim().toLowerCase();
  const exact = rows.filter((row) => row.name.toLowerCase() === wanted || row.label.toLowerCase() === wanted);
  return (exact.length === 1 ? exact : rows).map(({ id, label }) => ({ id, label }));
}
