import { and, asc, eq } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import { dueFailure } from './tables.ts';

/** A row that failed eight times and waits for an operator. */
export interface Stuck {
  readonly name: string;
  readonly rowId: string;
  readonly code: string;
  readonly since: Temporal.Instant;
}

/** What is stuck, in one coalition or anywhere, longest first. */
export async function stuck(tx: Tx, coalitionId?: string): Promise<Stuck[]> {
  return await tx
    .select({
      name: dueFailure.name,
      rowId: dueFailure.rowId,
      code: dueFailure.code,
      since: dueFailure.firstAt,
    })
    .from(dueFailure)
    .where(
      and(
        eq(dueFailure.stuck, true),
        coalitionId === undefined ? undefined : eq(dueFailure.coalitionId, coalitionId),
      ),
    )
    .orderBy(asc(dueFailure.firstAt));
}

/** The kind of due work that is stuck with this row, and whose it is: what a button to try again stands for. */
export async function stuckKind(
  tx: Tx,
  rowId: string,
): Promise<{ readonly name: string; readonly coalitionId: string } | undefined> {
  const [row] = await tx
    .select({ name: dueFailure.name, coalitionId: dueFailure.coalitionId })
    .from(dueFailure)
    .where(and(eq(dueFailure.rowId, rowId), eq(dueFailure.stuck, true)))
    .orderBy(asc(dueFailure.firstAt))
    .limit(1);
  return row && row.coalitionId !== null ? { name: row.name, coalitionId: row.coalitionId } : undefined;
}

/** Lets everything of one kind that is stuck in a coalition be tried again at the next tick; how many rows that were. */
export async function retryStuck(tx: Tx, name: string, coalitionId: string): Promise<number> {
  const gone = await tx
    .delete(dueFailure)
    .where(
      and(eq(dueFailure.name, name), eq(dueFailure.coalitionId, coalitionId), eq(dueFailure.stuck, true)),
    )
    .returning({ rowId: dueFailure.rowId });
  return gone.length;
}
