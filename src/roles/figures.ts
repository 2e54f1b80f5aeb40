import { sql } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';

/** Whoever joined within so many hours is new. */
const newFor = { hours: 24 * 90 };

/** How many hold each role for the whole coalition, drivers for hubs too, and how many newcomers hold one or represent somebody. */
export async function countRoles(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  { coalitionId }: { readonly coalitionId: string },
) {
  const { person, account, role, representative } = tables;
  const lately = sql`${now.subtract(newFor).toString()}::timestamptz`;
  const canAct = sql`p.left_at is null and exists (
    select 1 from ${account} a where a.person_id = p.id and a.gone_at is null)`;
  const { rows } = await tx.execute<Record<Counted, number>>(sql`
    select
      count(distinct r.person_id) filter (where r.role = 'principal' and r.hub_id is null)::int as principals,
      count(distinct r.person_id) filter (where r.role = 'driver')::int as drivers,
      count(distinct r.person_id) filter (where r.role = 'weaver' and r.hub_id is null)::int as weavers,
      count(distinct r.person_id) filter (where r.role = 'operator' and r.hub_id is null)::int as operators,
      (select count(*)::int from ${person} n where n.coalition_id = ${coalitionId} and n.left_at is null
        and n.joined_at > ${lately} and (
          exists (select 1 from ${role} h where h.person_id = n.id)
          or exists (select 1 from ${representative} s where s.person_id = n.id))) as "newcomersLeading"
    from ${role} r join ${person} p on p.id = r.person_id
    where r.coalition_id = ${coalitionId} and ${canAct}`);
  const [{ principals, drivers, weavers, operators, newcomersLeading } = none] = rows;
  return { principals, drivers, weavers, operators, newcomersLeading };
}

type Counted = 'principals' | 'drivers' | 'weavers' | 'operators' | 'newcomersLeading';
const none: Record<Counted, number> = {
  ...{ principals: 0, drivers: 0, weavers: 0, operators: 0, newcomersLeading: 0 },
};
