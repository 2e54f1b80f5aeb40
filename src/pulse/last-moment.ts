import { type SQL, sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';

// A lock that is no row's: a row lock would leave the transaction of each answer on the pulse's row.
const keyOf = (pulseId: string): SQL => sql`hashtextextended(${`pulse ${pulseId}`}, 0)`;

/** Until this transaction ends the pulse is not counted: an answer that was told it is sealed is in the count. */
export async function beforeTheCount({ tx }: Act, pulseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${keyOf(pulseId)})`);
}

/** Waits for answers that are being stored, and keeps others waiting; after the count they find the pulse counted. */
export async function noMoreAnswers({ tx }: Act, pulseId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${keyOf(pulseId)})`);
}
