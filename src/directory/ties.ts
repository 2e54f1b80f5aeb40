import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import type { Act } from './context.ts';
import * as tables from './tables.ts';

/** The two ids of a pair in the order in which ties and introductions keep them. */
export function pair(a: string, b: string): { firstId: string; secondId: string } {
  return a < b ? { firstId: a, secondId: b } : { firstId: b, secondId: a };
}

/** One person says they know another; the tie counts once the other has said so too. Returns whether it counts now. */
export async function sayTie(act: Act, coalitionId: string, sayer: string, other: string): Promise<boolean> {
  const ends = pair(sayer, other);
  const said = sayer === ends.firstId ? { firstSaidAt: act.now } : { secondSaidAt: act.now };
  const [row] = await act.tx
    .insert(tables.tie)
    .values({ coalitionId, ...ends, ...said })
    .onConflictDoUpdate({ target: [tables.tie.firstId, tables.tie.secondId], set: said })
    .returning();
  const counts = row !== undefined && row.firstSaidAt !== null && row.secondSaidAt !== null;
  if (counts && row.since === null) {
    await act.tx.update(tables.tie).set({ since: act.now }).where(isPair(ends));
  }
  return counts || (row?.since ?? null) !== null;
}

/** Two people met through an introduction, or led an action together: a tie that counts, since then if it did not before. */
export async function meetTie(act: Act, coalitionId: string, a: string, b: string): Promise<void> {
  const ends = pair(a, b);
  await act.tx
    .insert(tables.tie)
    .values({ coalitionId, ...ends, metAt: act.now, since: act.now })
    .onConflictDoUpdate({
      target: [tables.tie.firstId, tables.tie.secondId],
      set: { metAt: act.now, since: sql`coalesce(${tables.tie.since}, excluded.since)` },
    });
}

/** The ids of everyone this person has a counting tie with. */
export async function tiesOf(act: Pick<Act, 'tx'>, personId: string): Promise<readonly string[]> {
  const rows = await act.tx
    .select()
    .from(tables.tie)
    .where(
      and(
        isNotNull(tables.tie.since),
        or(eq(tables.tie.firstId, personId), eq(tables.tie.secondId, personId)),
      ),
    );
  return rows.map((row) => (row.firstId === personId ? row.secondId : row.firstId));
}

const isPair = (ends: { firstId: string; secondId: string }) =>
  and(eq(tables.tie.firstId, ends.firstId), eq(tables.tie.secondId, ends.secondId));
