import { and, eq, inArray, sql } from 'drizzle-orm';
import { type Act, isListed, membersMayFind, tables } from '#directory/index.ts';
import type { Edge, Node } from './graph.ts';

/** What a network is made of. */
interface Tied {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

const { organisation, person, hubMember } = tables;

/** By whom people on a map agreed to be found: what members see is of those alone whom members may find. */
const finders = { organisations: ['members'], people: ['members', 'weavers'] } as const;

/** Somebody who is here and agreed to be found. Whoever did not is on no map, and in no sum. */
const isFound = (who: 'a' | 'b' | 'p', by: readonly string[]) => {
  const one = sql.raw(who);
  return sql`${one}.left_at is null and ${one}.suspended_at is null and exists (select 1 from consent c
    where c.person_id = ${one}.id and c.kind = 'found' and c.answer in ${by})`;
};

/** Organisations that are listed, and the ties between their people whom members may find. */
export async function organisationsTied({ tx }: Pick<Act, 'tx'>, coalitionId: string): Promise<Tied> {
  const nodes = await tx
    .select({ id: organisation.id, label: organisation.name })
    .from(organisation)
    .where(and(eq(organisation.coalitionId, coalitionId), isListed));
  const { rows } = await tx.execute<{ from: string; to: string; ties: number }>(sql`
    select least(a.organisation_id, b.organisation_id) as "from", greatest(a.organisation_id, b.organisation_id) as "to",
      count(*)::int as ties
    from tie t join person a on a.id = t.first_id join person b on b.id = t.second_id
    where t.coalition_id = ${coalitionId} and t.since is not null and a.organisation_id <> b.organisation_id
      and ${isFound('a', finders.organisations)} and ${isFound('b', finders.organisations)}
    group by 1, 2`);
  return { nodes, edges: among(nodes, rows) };
}

/**
 * People who can be found, and the ties between them. With hubs: their people, and whom those are tied to, if members
 * may find them, without what is between those others.
 */
export async function peopleTied(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  hubIds?: readonly string[],
): Promise<Tied> {
  const { rows: all } = await tx.execute<{ id: string; label: string; open: boolean }>(sql`
    select p.id, p.name as label, ${isFound('p', ['members'])} and ${membersMayFind(sql`p.coalition_id`)} as open
    from person p where p.coalition_id = ${coalitionId} and ${isFound('p', finders.people)}`);
  const { rows: ties } = await tx.execute<{ from: string; to: string; ties: number }>(sql`
    select first_id as "from", second_id as "to", 1 as ties from tie where coalition_id = ${coalitionId} and since is not null`);
  const edges = among(all, ties);
  const labelled = (some: typeof all) => some.map(({ id, label }) => ({ id, label }));
  if (!hubIds) return { nodes: labelled(all), edges };
  const own = await idsIn({ tx }, coalitionId, hubIds);
  const open = new Set(all.filter((one) => one.open).map(({ id }) => id));
  const theirs = edges.filter(
    ({ from, to }) => (own.has(from) && (own.has(to) || open.has(to))) || (own.has(to) && open.has(from)),
  );
  const near = new Set(theirs.flatMap(({ from, to }) => [from, to]));
  return { nodes: labelled(all.filter(({ id }) => own.has(id) || near.has(id))), edges: theirs };
}

async function idsIn(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  hubIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (hubIds.length === 0) return new Set();
  const rows = await tx
    .select({ id: hubMember.personId })
    .from(hubMember)
    .innerJoin(person, eq(person.id, hubMember.personId))
    .where(and(eq(hubMember.coalitionId, coalitionId), inArray(hubMember.hubId, [...hubIds])));
  return new Set(rows.map(({ id }) => id));
}

/** Ties of whom both ends are there. */
function among(nodes: readonly { readonly id: string }[], edges: readonly Edge[]): readonly Edge[] {
  const known = new Set(nodes.map(({ id }) => id));
  return edges.filter(({ from, to }) => known.has(from) && known.has(to));
}
