import { eq } from 'drizzle-orm';
import type { Hideable } from '#directory/index.ts';
import { listing, resource } from './tables.ts';

/** What operators can hide here. */
export const shareHides: readonly Hideable[] = [
  {
    what: 'a resource',
    async find(db, id) {
      const [found] = await db.select().from(resource).where(eq(resource.id, id));
      return found && { ...found, authorId: found.addedById };
    },
  },
  {
    what: 'an offer or a need',
    async find(db, id) {
      const [found] = await db.select().from(listing).where(eq(listing.id, id));
      return found && { coalitionId: found.coalitionId, title: found.words, authorId: found.personId };
    },
  },
];
