import { date, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { coalitionId, organisation, someone } from '#directory/tables.ts';
import { moment } from '#store/columns.ts';

/** When the next week of a coalition is counted. */
export const round = pgTable(
  'network_round',
  { coalitionId: coalitionId().primaryKey(), nextAt: moment('next_at').notNull() },
  (table) => [index('network_round_next').on(table.nextAt)],
);

/**
 * What a coalition counted in one week: trends read these rows, and nothing grows with what happened long ago. Beside the
 * figures, once a quarter is told, the middle of what principals said of it (`climate`, `skills`), and of how many `answers`.
 */
export const week = pgTable(
  'network_week',
  {
    coalitionId: coalitionId(),
    /** its Monday */
    week: date('week').notNull(),
    figures: jsonb('figures').$type<Readonly<Record<string, number>>>().notNull(),
    countedAt: moment('counted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.coalitionId, table.week] })],
);

export const stages = ['independence', 'cooperation', 'coordination', 'collaboration', 'coalition'] as const;
export type Stage = (typeof stages)[number];

/** How closely an organisation works with others, by what was done together; set anew each week. */
export const organisationStage = pgTable(
  'network_stage',
  {
    organisationId: uuid('organisation_id')
      .primaryKey()
      .references(() => organisation.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    stage: text('stage', { enum: stages }).notNull(),
    /** what it was before; null where it has not moved */
    before: text('before', { enum: stages }),
    since: moment('since').notNull(),
  },
  (table) => [index('network_stage_coalition').on(table.coalitionId)],
);

/** How one principal sees a quarter: the part of the success table that nobody can count. */
export const view = pgTable(
  'network_view',
  {
    coalitionId: coalitionId(),
    /** 2027-Q1 */
    quarter: text('quarter').notNull(),
    personId: someone('person_id').notNull(),
    /** 1 to 5 */
    climate: integer('climate').notNull(),
    skills: integer('skills').notNull(),
    win: text('win').notNull().default(''),
    saidAt: moment('said_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.coalitionId, table.quarter, table.personId] }),
    index('network_view_person').on(table.personId),
  ],
);
