import { and, eq, isNull } from 'drizzle-orm';
import { type Hideable, tables } from '#directory/index.ts';

/** What a hub says of itself: operators can hide it, and the hub stays with its name. */
export const hubHides: Hideable = {
  what: 'the places of a hub',
  async find(db, id) {
    const { hub } = tables;
    const [found] = await db
      .select({ coalitionId: hub.coalitionId, title: hub.name })
      .from(hub)
      .where(and(eq(hub.id, id), isNull(hub.closedAt)));
    return found && { ...found, authorId: null };
  },
  async speakers(db, id) {
    const { representative } = tables;
    const rows = await db.select().from(representative).where(eq(representative.hubId, id));
    return rows.map(({ personId }) => personId);
  },
};
