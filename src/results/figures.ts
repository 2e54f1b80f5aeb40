import { sql } from 'drizzle-orm';
import { actionTables } from '#actions/index.ts';
import type { Act, CoalitionSince } from '#directory/index.ts';
import { result } from './tables.ts';

const { action } = actionTables;

/** Of the actions that took place since then, how many came to a number that is known, and how many left a lesson. */
export async function countResults(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  { coalitionId, since }: CoalitionSince,
) {
  const { rows } = await tx.execute<Record<'pastWithResult' | 'lessons', number>>(sql`
    select count(*) filter (where exists (select 1 from ${result} r where r.action_id = a.id))::int as "pastWithResult",
      count(*) filter (where a.lesson <> '')::int as lessons
    from ${action} a
    where a.coalition_id = ${coalitionId} and a.state = 'posted'
      and a.starts_at > ${since.toString()}::timestamptz and a.starts_at <= ${now.toString()}::timestamptz`);
  const [{ pastWithResult, lessons } = { pastWithResult: 0, lessons: 0 }] = rows;
  return { pastWithResult, lessons };
}
