import { and, eq } from 'drizzle-orm';
import type { Hideable } from '#directory/index.ts';
import { request } from './tables.ts';

/** Open requests: operators can hide them, and nobody else is asked from then on. */
export const requestHides: Hideable = {
  what: 'a request',
  async find(db, id) {
    const [found] = await db
      .select({ coalitionId: request.coalitionId, title: request.ask, authorId: request.requesterId })
      .from(request)
      .where(and(eq(request.id, id), eq(request.state, 'open')));
    return found;
  },
};
