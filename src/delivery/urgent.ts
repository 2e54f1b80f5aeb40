import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import type { Act, Delivery } from './kind.ts';
import { delivery } from './tables.ts';

/**
 * Locks the most urgent rows that are due and can go, at most so many: by lane, then by when they were due, then as
 * written. Rows that wait at a closed gate are not even looked at, so that 14,000 of them slow nobody down; a gate that
 * opens within `ahead` ms counts as open.
 */
export async function mostUrgent({ tx, now }: Act, most: number, ahead: number): Promise<Delivery[]> {
  return await tx
    .select()
    .from(delivery)
    .where(and(candidates(now, most, ahead), eq(delivery.state, 'due'), lte(delivery.dueAt, now), unhindered))
    .orderBy(asc(delivery.lane), asc(delivery.dueAt), asc(delivery.position))
    .limit(most)
    .for('update', { skipLocked: true });
}

const unhindered = sql`(not_before is null or not_before <= clock_timestamp())`;

/** Lane by lane, and gate by open gate, so that each part is the head of one index range. */
function candidates(now: Temporal.Instant, most: number, ahead: number): SQL {
  // More than ten replicas hold locked at one time, or a busy head would look like the end.
  const looked = 24 + 10 * most;
  const head = (gate: SQL) => sql`select id from delivery
    where state = 'due' and ${gate} and lane = lanes.lane and due_at <= ${now.toString()}::timestamptz and ${unhindered}
    order by due_at, position limit ${looked}`;
  const lanes = sql`(values (1::smallint), (2::smallint), (3::smallint), (4::smallint)) as lanes (lane)`;
  const open = sql`pace.free_at <= clock_timestamp() + ${ahead}::float8 * interval '1 millisecond'`;
  // As an array it is found first, and the rows then by their key, however little the planner knows of the table.
  return sql`${delivery.id} = any (array(
    select head.id from ${lanes} cross join lateral (${head(sql`gate is null`)}) as head
    union all
    select head.id from pace cross join ${lanes} cross join lateral (${head(sql`gate = pace.key`)}) as head
    where pace.wide and ${open}))`;
}
