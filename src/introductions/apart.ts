import { sql } from 'drizzle-orm';
import { type Act, isListed, tables } from '#directory/index.ts';
import { limits } from './limits.ts';

/** Two hubs, or two organisations, between whose people there is no tie. */
export interface Apart {
  readonly kind: 'hub' | 'organisation';
  readonly one: Group;
  readonly other: Group;
}

interface Group extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
}

/**
 * Groups that have not met, the largest first: for each the largest other one of its kind without a tie between their people.
 * Nothing before there are enough ties; those of people whom weavers may not find are none here. A weaver of hubs reads of
 * pairs with a hub of theirs.
 */
export async function groupsApart(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  hubIds: readonly string[] | undefined,
): Promise<readonly Apart[]> {
  if ((await countTies(act, coalitionId)) < limits.bridgesFrom) return [];
  const hubs = apart('hub', await hubsIn(act, coalitionId), await hubsTied(act, coalitionId));
  if (hubIds) return hubs.filter(({ one, other }) => [one, other].some(({ id }) => hubIds.includes(id)));
  const organisations = await organisationsIn(act, coalitionId);
  return [...hubs, ...apart('organisation', organisations, await organisationsTied(act, coalitionId))];
}

/** Each group, in the order given, with the first other one that it has no tie with; a pair once. */
function apart(kind: Apart['kind'], groups: readonly Group[], tied: ReadonlySet<string>): readonly Apart[] {
  const pairs = new Map<string, Apart>();
  for (const one of groups) {
    const other = groups.find(({ id }) => id !== one.id && !tied.has(keyOf(one.id, id)));
    if (!other) continue;
    const key = keyOf(one.id, other.id);
    if (!pairs.has(key)) pairs.set(key, { kind, one, other });
  }
  return [...pairs.values()];
}

const keyOf = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);

interface Tied extends Record<string, unknown> {
  readonly one: string;
  readonly other: string;
}
const keysOf = (rows: readonly Tied[]) => new Set(rows.map(({ one, other }) => keyOf(one, other)));

/** SQL: people of a coalition whom weavers may find. By whom the others know, no group is said to have met another one. */
function seen(coalitionId: string) {
  const { person, consent } = tables;
  return sql`seen as materialized (
    select p.id, p.organisation_id from ${person} p join ${consent} c on c.person_id = p.id and c.kind = 'found'
    where p.coalition_id = ${coalitionId} and p.left_at is null and p.suspended_at is null
      and c.answer in ('members', 'weavers'))`;
}

async function countTies({ tx }: Pick<Act, 'tx'>, coalitionId: string): Promise<number> {
  const { rows } = await tx.execute<{ ties: number }>(sql`
    with ${seen(coalitionId)}
    select count(*)::int as ties
    from ${tables.tie} t join seen a on a.id = t.first_id join seen b on b.id = t.second_id
    where t.coalition_id = ${coalitionId} and t.since is not null`);
  return rows[0]?.ties ?? 0;
}

async function organisationsIn({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { organisation, person } = tables;
  const { rows } = await tx.execute<Group>(sql`
    select ${organisation.id}, ${organisation.name}
    from ${organisation} join ${person} p on p.organisation_id = ${organisation.id} and p.left_at is null and p.suspended_at is null
    where ${organisation.coalitionId} = ${coalitionId} and ${isListed}
    group by 1, 2 having count(*) >= ${limits.groupFrom}
    order by count(*) desc, 2 limit ${limits.groups}`);
  return rows;
}

async function organisationsTied({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { rows } = await tx.execute<Tied>(sql`
    with ${seen(coalitionId)}
    select distinct a.organisation_id as one, b.organisation_id as other
    from ${tables.tie} t join seen a on a.id = t.first_id join seen b on b.id = t.second_id
    where t.coalition_id = ${coalitionId} and t.since is not null and a.organisation_id <> b.organisation_id`);
  return keysOf(rows);
}

async function hubsIn({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { hub, hubMember } = tables;
  const { rows } = await tx.execute<Group>(sql`
    select h.id, h.name from ${hub} h join ${hubMember} m on m.hub_id = h.id
    where h.coalition_id = ${coalitionId} and h.closed_at is null and h.listed
    group by h.id, h.name having count(*) >= ${limits.groupFrom}
    order by count(*) desc, h.name limit ${limits.groups}`);
  return rows;
}

/** Whoever is in both hubs knows people of both. */
async function hubsTied({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { hubMember, tie } = tables;
  const { rows } = await tx.execute<Tied>(sql`
    with ${seen(coalitionId)},
    belonging as (select m.hub_id, m.person_id from ${hubMember} m join seen on seen.id = m.person_id)
    select m.hub_id as one, n.hub_id as other
    from ${tie} t join belonging m on m.person_id = t.first_id join belonging n on n.person_id = t.second_id
    where t.coalition_id = ${coalitionId} and t.since is not null and m.hub_id <> n.hub_id
    union
    select m.hub_id, n.hub_id from belonging m join belonging n on n.person_id = m.person_id
    where m.hub_id < n.hub_id`);
  return keysOf(rows);
}
