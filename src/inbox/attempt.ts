import { sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';

/**
 * Does the work in a savepoint: when it throws, nothing of what it wrote stays, and the transaction goes on. Its name
 * is its own: drizzle's are numbered by depth, so one that the work itself opens and leaves would be taken for it.
 */
export async function attempt<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.execute(sql`savepoint attempt`);
  try {
    const result = await work();
    await tx.execute(sql`release savepoint attempt`);
    return result;
  } catch (error) {
    await tx.execute(sql`rollback to savepoint attempt`);
    throw error;
  }
}
