import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { actionId } from '#actions/tables.ts';
import { author, coalitionId, organisation } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** A number and where it comes from. A correction is a row of its own, and the one before stays as history. */
export const result = pgTable(
  'result',
  {
    id: id(),
    coalitionId: coalitionId(),
    actionId: actionId(),
    count: integer('count').notNull(),
    /** what was counted: “people”, “doors” */
    unit: text('unit').notNull(),
    /** where the number comes from: “stewards at the gate” */
    source: text('source').notNull(),
    final: boolean('final').notNull(),
    reportedById: author('reported_by_id'),
    reportedAt: moment('reported_at').notNull(),
    /** the row that corrects this one */
    correctedById: uuid('corrected_by_id'),
  },
  (table) => [
    index('result_action').on(table.actionId),
    index('result_coalition').on(table.coalitionId),
    index('result_reported')
      .on(table.coalitionId, table.reportedAt)
      .where(sql`${table.correctedById} is null`),
    index('result_reported_by').on(table.reportedById),
    check('result_count', sql`${table.count} >= 0`),
    uniqueIndex('result_current')
      .on(table.actionId, sql`lower(${table.unit})`, sql`lower(${table.source})`)
      .where(sql`${table.correctedById} is null`),
  ],
);

/** Organisations credited for what an action added up to. */
export const credit = pgTable(
  'credit',
  {
    actionId: actionId(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisation.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
  },
  (table) => [
    primaryKey({ columns: [table.actionId, table.organisationId] }),
    index('credit_organisation').on(table.organisationId),
  ],
);
