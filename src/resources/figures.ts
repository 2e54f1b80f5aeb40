import { sql } from 'drizzle-orm';
import type { Act, CoalitionSince } from '#directory/index.ts';
import { answer, listing, resource, thanks } from './tables.ts';

/**
 * Resources shared and thanks said since then; needs that are open now and have no answer, and those listed since then that
 * have one, as far as they are kept.
 */
export async function countResources(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  { coalitionId, since }: CoalitionSince,
) {
  const at = sql`${since.toString()}::timestamptz`;
  // What is open, or was listed since then, ends later: nothing older is looked at.
  const hasAnswer = sql`exists (select 1 from ${answer} a where a.listing_id = l.id)`;
  const isOpen = sql`l.ended_at is null and l.ends_at > ${now.toString()}::timestamptz`;
  const { rows } = await tx.execute<Record<Counted, number>>(sql`
    select
      (select count(*)::int from ${resource} r where r.coalition_id = ${coalitionId} and r.added_at > ${at}) as resources,
      (select count(*)::int from ${thanks} t where t.coalition_id = ${coalitionId} and t.thanked_at > ${at}) as thanks,
      count(*) filter (where ${isOpen} and not ${hasAnswer})::int as "needsOpen",
      count(*) filter (where l.listed_at > ${at} and ${hasAnswer})::int as "needsAnswered"
    from ${listing} l where l.coalition_id = ${coalitionId} and l.kind = 'need' and l.ends_at > ${at}`);
  const [{ resources, thanks: thanked, needsOpen, needsAnswered } = none] = rows;
  return { resources, thanks: thanked, needsOpen, needsAnswered };
}

type Counted = 'resources' | 'thanks' | 'needsOpen' | 'needsAnswered';
const none: Record<Counted, number> = { resources: 0, thanks: 0, needsOpen: 0, needsAnswered: 0 };
