import { and, eq, inArray } from 'drizzle-orm';
import type { Act, Hideable } from '#directory/index.ts';
import { changeCopies } from './copies.ts';
import { countLater } from './draw.ts';
import { changeEvents } from './events.ts';
import { findDay, isHidden, lockDay } from './find.ts';
import { spacesTold } from './spaces.ts';
import { day, hosting } from './tables.ts';
import { unnameChanged } from './told.ts';

/**
 * Days that were announced: operators can hide one, its announcements and events say so, and nobody hears of it from then
 * on, but that it is cancelled, without its words.
 */
const dayHides: Hideable = {
  what: 'a convergence day',
  async find(db, id) {
    const [found] = await db
      .select({ coalitionId: day.coalitionId, title: day.name, authorId: day.calledById })
      .from(day)
      .where(and(eq(day.id, id), inArray(day.state, ['planned', 'over', 'cancelled'])));
    return found;
  },
  async redraw(act, coalitionId, id) {
    // Locked: who moves or cancels it meanwhile sees that it is hidden, or what they told is seen here.
    const one = await lockDay(act, coalitionId, id);
    if (!one) return;
    await changeCopies(act, one);
    if (one.state !== 'over') await changeEvents(act, one, await spacesTold(act, one), 'words');
    if (await isHidden(act, one)) await unnameChanged(act, one);
  },
};

/** Places that hold a day: operators can hide one, and it is shown and counted nowhere from then on. */
const placeHides: Hideable = {
  what: 'a place of a convergence day',
  async find(db, id) {
    const [found] = await db
      .select({
        coalitionId: hosting.coalitionId,
        place: hosting.place,
        day: day.name,
        authorId: hosting.leadId,
      })
      .from(hosting)
      .innerJoin(day, eq(day.id, hosting.dayId))
      .where(and(eq(hosting.id, id), eq(hosting.state, 'hosting')));
    if (!found) return undefined;
    const { coalitionId, authorId, place } = found;
    return { coalitionId, authorId, title: place === '' ? found.day : place };
  },
  redraw: countAnew,
};

export const dayAndPlaceHides = [dayHides, placeHides] as const;

async function countAnew(act: Act, coalitionId: string, id: string): Promise<void> {
  const [found] = await act.tx
    .select({ dayId: hosting.dayId })
    .from(hosting)
    .where(and(eq(hosting.id, id), eq(hosting.coalitionId, coalitionId)));
  const one = found && (await findDay(act, coalitionId, found.dayId));
  if (one) await countLater(act, one);
}
