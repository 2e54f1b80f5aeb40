import { and, eq } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import { changeEvents } from './events.ts';
import { spacesTold } from './spaces.ts';
import { day, dayCopy } from './tables.ts';

/** Nobody in a space that left waits for a day that it is not part of: its scheduled events are called off. */
export async function spaceLeft(
  act: Act,
  { id, coalitionId }: { readonly id: string; readonly coalitionId: string },
): Promise<void> {
  const rows = await act.tx
    .select({ day })
    .from(dayCopy)
    .innerJoin(day, eq(day.id, dayCopy.dayId))
    .where(and(eq(dayCopy.spaceId, id), eq(dayCopy.coalitionId, coalitionId), eq(day.state, 'planned')));
  for (const { day: one } of rows) {
    const spaces = await spacesTold(act, one);
    await changeEvents(
      act,
      { ...one, state: 'cancelled' },
      spaces.filter((space) => space.id === id),
    );
  }
  await act.tx.delete(dayCopy).where(and(eq(dayCopy.spaceId, id), eq(dayCopy.coalitionId, coalitionId)));
}
