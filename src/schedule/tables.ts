import { boolean, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { coalition } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** A due row that failed: put off until `retryAt`, and after eight attempts left to operators. */
export const dueFailure = pgTable(
  'due_failure',
  {
    name: text().notNull(),
    rowId: uuid().notNull(),
    coalitionId: uuid().references(() => coalition.id, { onDelete: 'cascade' }),
    attempts: smallint().notNull(),
    retryAt: moment().notNull(),
    stuck: boolean().notNull(),
    firstAt: moment().notNull(),
    code: text().notNull(),
  },
  (row) => [
    primaryKey({ columns: [row.name, row.rowId] }),
    index('due_failure_coalition').on(row.coalitionId),
  ],
);

/** When each kind of due work last went well; the tick itself is one of them. */
export const dueDone = pgTable('due_done', {
  name: text().primaryKey(),
  doneAt: moment().notNull(),
});

/** A time in which no replica ticked, so that what was due then is late. */
export const outage = pgTable(
  'outage',
  {
    id: id(),
    beganAt: moment().notNull(),
    endedAt: moment().notNull(),
  },
  (row) => [index('outage_ended').on(row.endedAt)],
);
