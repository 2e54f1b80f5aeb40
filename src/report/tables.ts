import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { author, coalitionId, organisation } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** What a report for people outside says, before it is put into words: sums only. */
export interface ReportContents {
  readonly figures: Readonly<Record<string, number>>;
  /** what actions and days came to, as sentences of the features that counted it, in the language of the report */
  readonly lines: readonly string[];
}

/** A report for people outside, frozen when representatives were shown it. */
export const report = pgTable(
  'report',
  {
    id: id(),
    coalitionId: coalitionId(),
    language: text('language').notNull(),
    /** what it tells happened from here until it was made */
    since: moment('since').notNull(),
    contents: jsonb('contents').$type<ReportContents>().notNull(),
    /** asked: an operator looks at it · shown: representatives read it · ready: it may go out · dropped */
    state: text('state', { enum: ['asked', 'shown', 'ready', 'dropped'] }).notNull(),
    madeById: author('made_by_id'),
    madeAt: moment('made_at').notNull(),
    /** 72 hours after it was shown */
    readyAt: moment('ready_at'),
  },
  (table) => [
    index('report_coalition').on(table.coalitionId, table.madeAt),
    index('report_made_by').on(table.madeById),
    index('report_ready').on(table.readyAt),
  ],
);

/** Organisations that agreed to be named to people outside. */
export const reportName = pgTable(
  'report_name',
  {
    organisationId: uuid('organisation_id')
      .primaryKey()
      .references(() => organisation.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    agreedById: author('agreed_by_id'),
    agreedAt: moment('agreed_at').notNull(),
  },
  (table) => [
    index('report_name_coalition').on(table.coalitionId),
    index('report_name_agreed_by').on(table.agreedById),
  ],
);
