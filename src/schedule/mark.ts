import { sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import { dueDone } from './tables.ts';

/** The tick itself, beside the kinds of due work. */
export const tickName = 'tick';

/** Notes that these went well just now: kinds of due work, and the tick when all kinds were looked at. */
export async function markDone(tx: Tx, names: readonly string[], now: Temporal.Instant): Promise<void> {
  if (names.length === 0) return;
  await tx
    .insert(dueDone)
    // In one order everywhere: two replicas that mark the same names wait for each other and for nothing else.
    .values(names.toSorted().map((name) => ({ name, doneAt: now })))
    .onConflictDoUpdate({
      target: dueDone.name,
      set: { doneAt: sql`excluded.done_at` },
      setWhere: sql`${dueDone.doneAt} <> excluded.done_at`,
    });
}
