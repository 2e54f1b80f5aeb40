import { sql } from 'drizzle-orm';
import { type JoinedContext, keepBlock } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { answer, listing, resource, thanks } from './tables.ts';

/**
 * Whoever wrote a listing, an answer or thanks, behind the button of those who read it; an answer and thanks are read by
 * one person alone. Undefined once the words are gone.
 */
export async function writerBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string | undefined; writerId: string } | undefined> {
  const { rows } = await db.execute<{ coalition: string; writer: string; reader: string | null }>(sql`
    select coalition_id as coalition, person_id as writer, null::uuid as reader from ${listing} where id = ${id}
    union all
    select a.coalition_id, a.person_id, l.person_id from ${answer} a join ${listing} l on l.id = a.listing_id where a.id = ${id}
    union all
    select t.coalition_id, t.person_id, r.added_by_id from ${thanks} t join ${resource} r on r.id = t.resource_id where t.id = ${id}`);
  const [found] = rows;
  if (!found) return undefined;
  return { coalitionId: found.coalition, recipientId: found.reader ?? undefined, writerId: found.writer };
}

/** Blocks whoever wrote something, as `intro block` does, without saying who it was. */
export async function blockWriter(context: JoinedContext, writerId: string): Promise<void> {
  await keepBlock(context, context.person, { personId: writerId });
}
