import { sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, tables } from '#directory/index.ts';

/** How many are here, how many came and left, and how many of them a message can reach. */
export async function countPeople({ tx }: Pick<Act, 'tx'>, { coalitionId, since }: CoalitionSince) {
  const { person, account } = tables;
  const at = sql`${since.toString()}::timestamptz`;
  const { rows } = await tx.execute<Record<'people' | 'joined' | 'left' | 'reachable', number>>(sql`
    select
      (select count(*)::int from ${person} p where p.coalition_id = ${coalitionId} and p.left_at is null) as people,
      (select count(*)::int from ${person} p where p.coalition_id = ${coalitionId} and p.joined_at > ${at}) as joined,
      (select count(*)::int from ${person} p where p.coalition_id = ${coalitionId} and p.left_at > ${at}) as left,
      (select count(*)::int from ${person} p where p.coalition_id = ${coalitionId} and p.left_at is null and exists (
        select 1 from ${account} a where a.person_id = p.id and a.gone_at is null
          and (a.closed_at is null or a.thread is not null))) as reachable`);
  const [{ people, joined, left, reachable } = { people: 0, joined: 0, left: 0, reachable: 0 }] = rows;
  return { people, joined, left, reachable };
}
