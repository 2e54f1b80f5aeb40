import { index, pgTable, uuid } from 'drizzle-orm/pg-core';
import { coalition, person } from '#directory/tables.ts';
import { moment } from '#store/columns.ts';

/** When a person's next bundle goes out; a row exists only while something waits in it. */
export const bundle = pgTable(
  'bundle',
  {
    personId: uuid()
      .primaryKey()
      .references(() => person.id, { onDelete: 'cascade' }),
    coalitionId: uuid()
      .notNull()
      .references(() => coalition.id, { onDelete: 'cascade' }),
    goesAt: moment().notNull(),
  },
  (row) => [index('bundle_goes').on(row.goesAt)],
);
