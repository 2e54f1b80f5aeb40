import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { type AskedQuestion, pulse } from './tables.ts';

export type Pulse = typeof pulse.$inferSelect;
export type { AskedQuestion };

/** The pulse behind a button: for everyone in its coalition. */
export async function pulseBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; pulse: Pulse } | undefined> {
  const [row] = await db.select().from(pulse).where(eq(pulse.id, id));
  return row && { coalitionId: row.coalitionId, pulse: row };
}

/** The pulse that is open, if one is. */
export async function openOne(act: Act, coalitionId: string): Promise<Pulse | undefined> {
  const [row] = await act.tx
    .select()
    .from(pulse)
    .where(and(eq(pulse.coalitionId, coalitionId), eq(pulse.state, 'open')));
  return row;
}

/** The pulse that is open or was counted and still has its keys, if one is: until they are gone no other opens. */
export async function unfinishedOne(act: Act, coalitionId: string): Promise<Pulse | undefined> {
  const [row] = await act.tx
    .select()
    .from(pulse)
    .where(and(eq(pulse.coalitionId, coalitionId), inArray(pulse.state, ['open', 'tallied'])));
  return row;
}

/** Whether something was told of a pulse and nobody has said what is done about it. */
export function isUnsaid({ participation, did }: Pulse): boolean {
  return participation !== null && did === '';
}

/** Pulses whose time is over, the newest first. */
export async function pastPulses(act: Act, coalitionId: string, most: number): Promise<readonly Pulse[]> {
  return await act.tx
    .select()
    .from(pulse)
    .where(and(eq(pulse.coalitionId, coalitionId), inArray(pulse.state, ['closed', 'void'])))
    .orderBy(desc(pulse.number))
    .limit(most);
}
