import { and, eq, isNull } from 'drizzle-orm';
import type { Hideable } from '#directory/index.ts';
import { result } from './tables.ts';

/** Numbers that count: operators can hide one, and it is shown and added up nowhere from then on. */
export const resultHides: Hideable = {
  what: 'a result',
  async find(db, id) {
    const [found] = await db
      .select()
      .from(result)
      .where(and(eq(result.id, id), isNull(result.correctedById)));
    if (!found) return undefined;
    const { coalitionId, count, unit, reportedById } = found;
    return { coalitionId, title: `${count} ${unit}`, authorId: reportedById };
  },
};
