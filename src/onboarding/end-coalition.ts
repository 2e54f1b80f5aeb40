import { eq, sql } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import { heldOfCoalition, refuseHeld } from './held-of.ts';
import type { Goes } from './leave-space.ts';

/** Ends a coalition: every row of it is deleted, and what features keep of it elsewhere; proved before it is done. */
export async function endCoalition(act: Act, coalitionId: string, goes: Goes): Promise<void> {
  const { coalition } = tables;
  goes.log?.info('a coalition ends, with all that is kept of it', { reference: coalitionId });
  for (const { coalitionEnds } of goes.features) await coalitionEnds?.(act, coalitionId);
  // One statement takes every row of every room: 6,000 people and 50,000 rows took eleven seconds of the usual thirty.
  await act.tx.execute(sql`set local statement_timeout = '10min'`);
  await act.tx.delete(coalition).where(eq(coalition.id, coalitionId));
  refuseHeld(await heldOfCoalition(act, coalitionId));
  await goes.note(act, { id: coalitionId, what: 'coalition' });
}
