import { index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { FigureName } from '#directory/index.ts';
import { author, coalitionId, organisation } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** What a report for people outside says, before it is put into words: sums only, and nobody’s name. */
export interface ReportContents {
  /** the coalition’s, as they stood */
  readonly name: string;
  readonly purpose: string;
  /** local dates of the coalition */
  readonly from: string;
  readonly until: string;
  readonly figures: Readonly<Partial<Record<FigureName, number>>>;
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
    /** 72 hours after the last representative could read it */
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
