import { index, pgTable, unique, uuid } from 'drizzle-orm/pg-core';
import { coalition, organisation, person } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

const whose = () => ({
  coalitionId: uuid()
    .notNull()
    .references(() => coalition.id, { onDelete: 'cascade' }),
  organisationId: uuid()
    .notNull()
    .references(() => organisation.id, { onDelete: 'cascade' }),
  personId: uuid()
    .notNull()
    .references(() => person.id, { onDelete: 'cascade' }),
});

/** Somebody asks to represent an organisation; the row goes when they are confirmed. */
export const claim = pgTable(
  'representative_claim',
  { id: id(), ...whose(), askedAt: moment().notNull(), declinedAt: moment() },
  (row) => [
    unique('representative_claim_once').on(row.organisationId, row.personId),
    index('representative_claim_coalition').on(row.coalitionId),
  ],
);

/** The purpose was shown to somebody who may sign it: what they sign is what they read. */
export const signing = pgTable('signing', { id: id(), ...whose(), shownAt: moment().notNull() }, (row) => [
  unique('signing_once').on(row.organisationId, row.personId),
]);
