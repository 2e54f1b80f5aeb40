import { and, eq, isNull } from 'drizzle-orm';
import { type Hideable, tables } from '#directory/index.ts';

/** What an organisation says of itself, its issues and its place: operators can hide it, and it stays with its name. */
export const organisationHides: Hideable = {
  what: 'the texts of an organisation',
  async find(db, id) {
    const { organisation } = tables;
    const [found] = await db
      .select({ coalitionId: organisation.coalitionId, title: organisation.name })
      .from(organisation)
      .where(and(eq(organisation.id, id), isNull(organisation.leftAt)));
    return found && { ...found, authorId: null };
  },
  async speakers(db, id) {
    const { representative } = tables;
    const rows = await db.select().from(representative).where(eq(representative.organisationId, id));
    return rows.map(({ personId }) => personId);
  },
};
