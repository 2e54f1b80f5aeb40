import { and, asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import type { Act, Delivery } from './kind.ts';
import { delivery } from './tables.ts';

/** How many rows of a lane are looked at: more than all workers together hold locked at one time. */
const most = 24;

/**
 * Locks the most urgent row that is due and can go: by lane, then by when it was due, then as written. Rows that wait
 * at a closed gate are not even looked at, so that 14,000 of them slow nobody down.
 */
export async function mostUrgent({ tx, now }: Act): Promise<Delivery | undefined> {
  const [row] = await tx
    .select()
    .from(delivery)
    .where(and(candidates(now), eq(delivery.state, 'due'), lte(delivery.dueAt, now), unhindered))
    .orderBy(asc(delivery.lane), asc(delivery.dueAt), asc(delivery.position))
    .limit(1)
    .for('update', { skipLocked: true });
  return row;
}

const unhindered = sql`(not_before is null or not_before <= clock_timestamp())`;

/** Lane by lane, and gate by open gate, so that each part is the head of one index range. */
function candidates(now: Temporal.Instant): SQL {
  const head = (gate: SQL) => sql`select id from delivery
    where state = 'due' and ${gate} and lane = lanes.lane and due_at <= ${now.toString()}::timestamptz and ${unhindered}
    order by due_at, position limit ${most}`;
  const lanes = sql`(values (1::smallint), (2::smallint), (3::smallint), (4::smallint)) as lanes (lane)`;
  // As an array it is found first, and the rows then by their key, however little the planner knows of the table.
  return sql`${delivery.id} = any (array(
    select head.id from ${lanes} cross join lateral (${head(sql`gate is null`)}) as head
    union all
    select head.id from pace cross join ${lanes} cross join lateral (${head(sql`gate = pace.key`)}) as head
    where pace.wide and pace.free_at <= clock_timestamp()))`;
}
