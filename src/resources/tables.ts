import { sql } from 'drizzle-orm';
import { index, integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { author, coalitionId, person } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** Something others can use again. */
export const resource = pgTable(
  'resource',
  {
    id: id(),
    coalitionId: coalitionId(),
    addedById: author('added_by_id'),
    kind: text('kind', { enum: ['toolkit', 'template', 'recording'] }).notNull(),
    title: text('title').notNull(),
    link: text('link').notNull(),
    /** what it is good for */
    goodFor: text('good_for').notNull(),
    /** as a person writes it: “Spanish” */
    language: text('language').notNull(),
    /** who made it, in words */
    maker: text('maker').notNull(),
    addedAt: moment('added_at').notNull(),
    thanks: integer('thanks').notNull().default(0),
  },
  (table) => [
    unique('resource_link').on(table.coalitionId, table.link),
    index('resource_added_by').on(table.addedById),
    index('resource_added').on(table.coalitionId, table.addedAt),
    index('resource_words').using(
      'gin',
      sql`to_tsvector('english', ${table.title} || ' ' || ${table.goodFor} || ' ' || ${table.maker})`,
    ),
  ],
);

/** An offer or a need that ends by itself. */
export const listing = pgTable(
  'listing',
  {
    id: id(),
    coalitionId: coalitionId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: ['offer', 'need'] }).notNull(),
    words: text('words').notNull(),
    place: text('place').notNull().default(''),
    listedAt: moment('listed_at').notNull(),
    endsAt: moment('ends_at').notNull(),
    endedAt: moment('ended_at'),
  },
  (table) => [
    index('listing_coalition').on(table.coalitionId, table.kind, table.endsAt),
    index('listing_person').on(table.personId),
    index('listing_ends').on(table.endsAt).where(sql`${table.endedAt} is null`),
    index('listing_ended').on(table.endedAt),
    index('listing_words').using('gin', sql`to_tsvector('english', ${table.words})`),
  ],
);

/** Who has answered an offer or a need, and how they may be reached: said to whoever listed it. */
export const answer = pgTable(
  'listing_answer',
  {
    id: id(),
    coalitionId: coalitionId(),
    listingId: uuid('listing_id')
      .notNull()
      .references(() => listing.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    address: text('address').notNull(),
    answeredAt: moment('answered_at').notNull(),
  },
  (table) => [
    unique('listing_answer_once').on(table.listingId, table.personId),
    index('listing_answer_person').on(table.personId),
  ],
);

/** Thanks of one person for one resource, told once. */
export const thanks = pgTable(
  'resource_thanks',
  {
    id: id(),
    coalitionId: coalitionId(),
    resourceId: uuid('resource_id')
      .notNull()
      .references(() => resource.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    words: text('words').notNull(),
    thankedAt: moment('thanked_at').notNull(),
  },
  (table) => [
    unique('resource_thanks_once').on(table.resourceId, table.personId),
    index('resource_thanks_person').on(table.personId),
    index('resource_thanks_thanked').on(table.coalitionId, table.thankedAt),
  ],
);
