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

/** Lets a stuck row be tried again; false when it is not stuck any more. */
export async function retryStuck(tx: Tx, name: string, rowId: string): Promise<boolean> {
  const gone = await tx
    .delete(dueFailure)
    .where(and(eq(dueFailure.name, name), eq(dueFailure.rowId, rowId)))
    .returning({ name: dueFailure.name });
  return gone.length > 0;
}
