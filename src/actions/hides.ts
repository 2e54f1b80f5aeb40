import { and, eq, inArray } from 'drizzle-orm';
import type { Hideable } from '#directory/index.ts';
import { changeCopies } from './copies.ts';
import { findAction } from './find.ts';
import { action } from './tables.ts';

/** Actions that were posted: operators can hide them, and their posts say so. */
export const actionHides: Hideable = {
  what: 'an action',
  async find(db, id) {
    const [found] = await db
      .select({ coalitionId: action.coalitionId, title: action.title, authorId: action.announcerId })
      .from(action)
      .where(and(eq(action.id, id), inArray(action.state, ['posted', 'cancelled'])));
    return found;
  },
  async redraw(act, coalitionId, id) {
    const one = await findAction(act, coalitionId, id);
    if (one) await changeCopies(act, one);
  },
};
