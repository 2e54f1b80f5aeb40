import { date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { author, coalitionId, someone } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** Whom people can turn to. */
export const contact = pgTable(
  'safety_contact',
  {
    coalitionId: coalitionId(),
    personId: someone('person_id').notNull(),
    namedById: author('named_by_id'),
    since: moment('since').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.coalitionId, table.personId] }),
    index('safety_contact_person').on(table.personId),
    index('safety_contact_named_by').on(table.namedById),
  ],
);

/** Something that is wrong, told to contacts, never to whom it is about. */
export const concern = pgTable(
  'safety_concern',
  {
    id: id(),
    coalitionId: coalitionId(),
    raisedById: someone('raised_by_id'),
    aboutId: author('about_id'),
    words: text('words').notNull(),
    /** closed: its words are gone */
    state: text('state', { enum: ['open', 'taken', 'closed'] }).notNull(),
    raisedAt: moment('raised_at').notNull(),
    takenById: author('taken_by_id'),
    closedAt: moment('closed_at'),
  },
  (table) => [
    index('safety_concern_coalition').on(table.coalitionId, table.state),
    index('safety_concern_closed').on(table.closedAt),
    index('safety_concern_raised_by').on(table.raisedById),
    index('safety_concern_about').on(table.aboutId),
    index('safety_concern_taken_by').on(table.takenById),
  ],
);

/** Who was told of a concern, and may read it. */
export const concernReader = pgTable(
  'safety_concern_reader',
  {
    concernId: uuid('concern_id')
      .notNull()
      .references(() => concern.id, { onDelete: 'cascade' }),
    personId: someone('person_id').notNull(),
    coalitionId: coalitionId(),
  },
  (table) => [
    primaryKey({ columns: [table.concernId, table.personId] }),
    index('safety_concern_reader_person').on(table.personId),
  ],
);

/** Somebody who may do nothing here for a while; `person.suspended_at` says so on every act. */
export const suspension = pgTable(
  'safety_suspension',
  {
    personId: someone('person_id').primaryKey(),
    coalitionId: coalitionId(),
    reason: text('reason').notNull(),
    byId: author('by_id'),
    since: moment('since').notNull(),
    /** null: until somebody restores them */
    until: moment('until'),
  },
  (table) => [
    index('safety_suspension_coalition').on(table.coalitionId),
    index('safety_suspension_by').on(table.byId),
    index('safety_suspension_until').on(table.until),
  ],
);

/** An account that may not come back, as a keyed hash. Those of one removal share an id. */
export const bar = pgTable(
  'safety_bar',
  {
    coalitionId: coalitionId(),
    hash: text('hash').notNull(),
    /** the removal it is part of, which can be taken back */
    removal: uuid('removal').notNull(),
    byId: author('by_id'),
    since: moment('since').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.coalitionId, table.hash] }),
    index('safety_bar_removal').on(table.removal),
    index('safety_bar_by').on(table.byId),
  ],
);

/** Something that operators hid, and why. */
export const hidden = pgTable(
  'safety_hidden',
  {
    subject: uuid('subject').primaryKey(),
    coalitionId: coalitionId(),
    what: text('what').notNull(),
    reason: text('reason').notNull(),
    byId: author('by_id'),
    at: moment('at').notNull(),
  },
  (table) => [
    index('safety_hidden_coalition').on(table.coalitionId),
    index('safety_hidden_by').on(table.byId),
  ],
);

/** How many different people somebody saw in the directory on one day (UTC): more than anyone needs is told to operators. */
export const seen = pgTable(
  'safety_seen',
  {
    personId: someone('person_id').notNull(),
    coalitionId: coalitionId(),
    day: date('day').notNull(),
    people: integer('people').notNull(),
    /** short keyed hashes of whom, so that nobody counts twice; they go with the day */
    marks: jsonb('marks').$type<readonly string[]>().notNull().default([]),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.day] }),
    index('safety_seen_coalition').on(table.coalitionId, table.day),
  ],
);
