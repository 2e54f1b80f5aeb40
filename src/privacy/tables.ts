import { sql } from 'drizzle-orm';
import { boolean, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { coalitionId } from '#directory/tables.ts';
import { moment } from '#store/columns.ts';

/**
 * That somebody deleted what was kept of them. The id names nobody any more; it is written into a file outside the
 * database too, so that a restored backup forgets them again.
 */
export const deletion = pgTable(
  'privacy_deletion',
  {
    personId: uuid('person_id').primaryKey(),
    coalitionId: coalitionId(),
    /** what they published stays, without a name */
    keep: boolean('keep').notNull(),
    at: moment('at').notNull(),
    /** when it stood in the file */
    writtenAt: moment('written_at'),
  },
  (table) => [
    index('privacy_deletion_unwritten').on(table.at).where(sql`written_at is null`),
    index('privacy_deletion_coalition').on(table.coalitionId),
  ],
);

/**
 * That an organisation, a space or a whole coalition left with everything of its own. Like a deletion, it is written into
 * the file too.
 */
export const departure = pgTable(
  'privacy_departure',
  {
    id: uuid('id').primaryKey(),
    what: text('what', { enum: ['organisation', 'space', 'coalition'] }).notNull(),
    at: moment('at').notNull(),
    /** when it stood in the file */
    writtenAt: moment('written_at'),
  },
  (table) => [index('privacy_departure_unwritten').on(table.at).where(sql`written_at is null`)],
);
