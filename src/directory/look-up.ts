import { type AnyColumn, and, asc, eq, ilike, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { Refusal, type Text } from '#chat/index.ts';
import type { Context } from './context.ts';
import { hasRole } from './may.ts';
import { peopleByIds, visiblePeople } from './people.ts';
import type { Person } from './rows.ts';
import * as tables from './tables.ts';
import { standsAlone } from './whole-words.ts';

/** One thing that was looked up, as it is shown. */
export interface Found {
  readonly id: string;
  readonly label: string;
}

/** How many things a look-up offers at most: what Discord shows. */
const most = 25;

/** How many people: ten look-ups of strangers show no more than what operators hear of (`safety/limits.ts`). */
const mostPeople = 10;

/**
 * People of whose name a word begins with what was written; whoever is called just that first, then by name, at most ten.
 * Of one or two letters, and where more than ten fit, only whoever is called just that or has something in common with this
 * person: letter by letter, everybody would be shown.
 */
export async function lookUpPeople(
  context: Context,
  written: string,
  among: SQL | undefined = visiblePeople(context),
): Promise<readonly Found[]> {
  const { person } = tables;
  const meant = async (which?: SQL) =>
    await context.tx
      .select({ id: person.id, name: person.name, organisation: tables.organisation.name })
      .from(person)
      .leftJoin(
        tables.organisation,
        // An unlisted organisation is named to its own people only.
        and(eq(tables.organisation.id, person.organisationId), isListedTo(context)),
      )
      .where(and(among, isUuid(written) ? eq(person.id, written) : hasWordFrom(person.name, written), which))
      .orderBy(sql`case when ${isCalled(written)} then 0 else 1 end`, asc(person.name))
      .limit(mostPeople + 1);
  const all = [...written.trim()].length > 2 ? await meant() : undefined;
  const rows = all && all.length <= mostPeople ? all : await meant(isNear(context, written));
  return onlyExact(
    rows.slice(0, mostPeople).map(({ id, name, organisation }) => ({
      id,
      name,
      label: organisation ? `${name}, ${organisation}` : name,
    })),
    written,
  );
}

/** Organisations by name: listed ones, and one's own; at most 25. */
export async function lookUpOrganisations(context: Context, written: string): Promise<readonly Found[]> {
  if (!context.coalition) return [];
  const { organisation } = tables;
  const rows = await context.tx
    .select({ id: organisation.id, name: organisation.name, label: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, context.coalition.id),
        isNull(organisation.leftAt),
        isListedTo(context),
        isMeant(organisation, written),
      ),
    )
    .orderBy(asc(organisation.name))
    .limit(most);
  return onlyExact(rows, written);
}

/** Open hubs by name: listed ones, and those one is in; at most 25. */
export async function lookUpHubs(context: Context, written: string): Promise<readonly Found[]> {
  if (!context.coalition) return [];
  const { hub } = tables;
  const rows = await context.tx
    .select({ id: hub.id, name: hub.name, label: hub.name })
    .from(hub)
    .where(
      and(
        eq(hub.coalitionId, context.coalition.id),
        isNull(hub.closedAt),
        isHubListedTo(context),
        isMeant(hub, written),
      ),
    )
    .orderBy(asc(hub.name))
    .limit(most);
  return onlyExact(rows, written);
}

/**
 * The joined person behind a `person` field: an account of this space as the platform's picker gives it, or a name. Throws
 * the given Refusal otherwise. Counts nobody as shown: operators have such fields, and a verb of others counts by itself.
 */
export async function personGiven(context: Context, written: string, otherwise: Text): Promise<Person> {
  const external = /^<@([A-Z0-9]+)(?:\|[^>]*)?>$/i.exec(written)?.[1] ?? written.replace(/^@/, '');
  const coalitionId = context.coalition?.id;
  if (coalitionId === undefined) throw new Refusal(otherwise);
  // A Slack id means somebody in its own workspace only.
  const { account } = tables;
  const here =
    context.platform === 'slack' ? eq(account.spaceId, context.space?.id ?? coalitionId) : undefined;
  const [found] = await context.tx
    .select({ person: tables.person })
    .from(tables.account)
    .innerJoin(tables.person, eq(tables.person.id, tables.account.personId))
    .where(
      and(
        eq(tables.account.platform, context.platform),
        eq(tables.account.external, external),
        eq(tables.account.coalitionId, coalitionId),
        here,
        isNull(tables.account.goneAt),
        isNull(tables.person.leftAt),
      ),
    )
    .limit(1);
  if (found) return found.person;
  const [named, another] = await lookUpPeople(context, external);
  const [only] = named && !another ? await peopleByIds(context.tx, coalitionId, [named.id]) : [];
  if (!only) throw new Refusal(otherwise);
  return only;
}

/** Of a few things, the one with this id or name in any case; else those whose name holds what was written. */
export function foundAmong(
  things: readonly { readonly id: string; readonly name: string }[],
  written: string,
): readonly Found[] {
  const wanted = written.trim().toLowerCase();
  const exact = things.filter(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : things.filter(({ name }) => name.toLowerCase().includes(wanted));
  return found.slice(0, most).map(({ id, name }) => ({ id, label: name }));
}

/** Names somebody wrote with commas between: the things that were meant, each once, or the first words that mean none. */
export type SettledNames<T> =
  | { readonly found: readonly T[]; readonly unknown?: undefined }
  | { readonly found?: undefined; readonly unknown: string };

/**
 * Which things somebody means who wrote their names with commas between: each by its whole name in any case, or by words
 * that it alone holds. A name may hold commas itself, so that names joined by commas read back the same.
 */
export function settleNames<T extends { readonly name: string }>(
  written: string,
  known: readonly T[],
): SettledNames<T> {
  const parts = partsOf(written);
  const keys = known.map(({ name }) => keyOf(partsOf(name)));
  const longest = Math.max(1, ...known.map(({ name }) => partsOf(name).length));
  const whole = (from: number, to: number): T | undefined =>
    known[keys.indexOf(keyOf(parts.slice(from, to)))];
  const alone = (at: number): T | undefined => {
    const holding = known.filter((_, which) => keys[which]?.includes(keyOf(parts.slice(at, at + 1))));
    return holding.length === 1 ? holding[0] : undefined;
  };
  let furthest = 0;
  const reading = (mayBePart: boolean) => {
    const tried = new Set<number>();
    /** What is meant from one part on: the longest name first, and another one where the rest of it means nothing. */
    const meant = (at: number): readonly T[] | undefined => {
      if (at === parts.length) return [];
      if (tried.has(at)) return undefined;
      furthest = Math.max(furthest, at);
      for (let end = Math.min(at + longest, parts.length); end > at; end -= 1) {
        const one = whole(at, end) ?? (mayBePart && end === at + 1 ? alone(at) : undefined);
        const after = one && meant(end);
        if (after) return [one, ...after];
      }
      tried.add(at);
      return undefined;
    };
    return meant(0);
  };
  // Whole names only, if that is possible: a part of one name may stand in the middle of another.
  const found = reading(false) ?? reading(true);
  return found ? { found: [...new Set(found)] } : { unknown: parts[furthest] ?? '' };
}

const partsOf = (written: string): readonly string[] =>
  written
    .split(',')
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .filter((part) => part !== '');

const keyOf = (parts: readonly string[]): string => parts.join(', ').toLowerCase();

/** SQL condition: the organisation is listed, or the person's own. */
export function isListedTo({ person }: Pick<Context, 'person'>): SQL | undefined {
  const own = person?.organisationId;
  return or(eq(tables.organisation.listed, true), own ? eq(tables.organisation.id, own) : undefined);
}

/** SQL condition: the hub is listed, or this person is in it or speaks for it, or is an operator. */
export function isHubListedTo(context: Context): SQL | undefined {
  const { hub, hubMember } = tables;
  if (hasRole(context, 'operator')) return undefined;
  const speaks = context.represents.flatMap(({ hubId }) => hubId ?? []);
  return or(
    eq(hub.listed, true),
    speaks.length === 0 ? undefined : inArray(hub.id, speaks),
    context.person &&
      sql`exists (select 1 from ${hubMember} m where m.hub_id = ${hub.id} and m.person_id = ${context.person.id})`,
  );
}

/** SQL condition: the column holds these words, in any case; nothing in them is read as a pattern. */
export function holds(column: AnyColumn, words: string): SQL {
  return ilike(column, `%${literally(words)}%`);
}

const literally = (words: string): string => words.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** Whether this is an id and not words. */
export function isUuid(written: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(written);
}

/** SQL condition: all of the name was written, or there is a tie, an organisation or a hub in common. */
function isNear({ person: own }: Context, written: string): SQL | undefined {
  const { hubMember, person, tie } = tables;
  const whole = isCalled(written);
  if (!own) return whole;
  return or(
    whole,
    eq(person.id, own.id),
    own.organisationId === null ? undefined : eq(person.organisationId, own.organisationId),
    sql`exists (select 1 from ${tie} t where t.since is not null
      and ((t.first_id = ${own.id} and t.second_id = ${person.id}) or (t.second_id = ${own.id} and t.first_id = ${person.id})))`,
    sql`exists (select 1 from ${hubMember} m join ${hubMember} o on o.hub_id = m.hub_id
      where m.person_id = ${own.id} and o.person_id = ${person.id})`,
  );
}

/** SQL condition: all of the person's name was written, in any case. */
const isCalled = (written: string): SQL => ilike(tables.person.name, literally(written.trim()));

/** Signs that part the words of a name, as a space does. */
const parting = `-‐–.,:;'’‘"“”()/`;

/** SQL condition: a word of the column, and what follows it, begins with these words, in any case; none is read as a pattern. */
function hasWordFrom(column: AnyColumn, written: string): SQL {
  const words = written.trim();
  if (standsAlone(words)) return holds(column, words);
  const spaced = [...words].map((sign) => (parting.includes(sign) ? ' ' : sign)).join('');
  // Not by a pattern of words: what a letter is depends on the database's locale.
  const name = sql`(' ' || translate(${column}, ${parting}::text, ${' '.repeat(parting.length)}::text))`;
  return ilike(name, `% ${literally(spaced)}%`);
}

function isMeant({ id, name }: { readonly id: AnyColumn; readonly name: AnyColumn }, written: string): SQL {
  return isUuid(written) ? eq(id, written) : holds(name, written);
}

function onlyExact(rows: readonly (Found & { readonly name: string })[], written: string): readonly Found[] {
  const wanted = written.trim().toLowerCase();
  const exact = rows.filter((row) => row.name.toLowerCase() === wanted || row.label.toLowerCase() === wanted);
  return (exact.length === 1 ? exact : rows).map(({ id, label }) => ({ id, label }));
}
