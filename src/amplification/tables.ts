import { sql } from 'drizzle-orm';
import { boolean, index, integer, jsonb, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { action } from '#actions/tables.ts';
import { coalitionId, organisation, person } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** One way to say it: nobody pastes the same text as everybody. */
export interface Framing {
  readonly words: string;
  /** as a BCP 47 tag */
  readonly language: string;
}

/** Please carry this further, in your own voice. `waiting` for a minute in which it can be undone. */
export const request = pgTable(
  'amplification_request',
  {
    id: id(),
    coalitionId: coalitionId(),
    requesterId: uuid('requester_id').references(() => person.id, { onDelete: 'set null' }),
    /** whose support it counts as */
    organisationId: uuid('organisation_id').references(() => organisation.id, { onDelete: 'set null' }),
    actionId: uuid('action_id').references(() => action.id, { onDelete: 'cascade' }),
    state: text('state', { enum: ['draft', 'waiting', 'open', 'ended', 'cancelled'] }).notNull(),
    ask: text('ask').notNull(),
    link: text('link'),
    tactic: text('tactic').notNull(),
    urgent: boolean('urgent').notNull(),
    framings: jsonb('framings').$type<readonly Framing[]>().notNull(),
    /** local hours between which it should be posted, 0 to 24; null: any time before the end */
    fromHour: integer('from_hour'),
    untilHour: integer('until_hour'),
    endsAt: moment('ends_at').notNull(),
    draftedAt: moment('drafted_at').notNull(),
    openedAt: moment('opened_at'),
    /** when a draft ends, or the minute to undo, or the request: whichever comes next */
    dueAt: moment('due_at'),
    /** when weavers hear that nobody has answered */
    unansweredAt: moment('unanswered_at'),
  },
  (table) => [
    index('amplification_request_coalition').on(table.coalitionId, table.state),
    index('amplification_request_due').on(table.dueAt),
    index('amplification_request_opened').on(table.coalitionId, table.openedAt),
    index('amplification_request_unanswered').on(table.unansweredAt),
    index('amplification_request_requester').on(table.requesterId),
    index('amplification_request_action').on(table.actionId),
    index('amplification_request_live').on(table.draftedAt).where(sql`state in ('draft', 'waiting', 'open')`),
  ],
);

/** One person asked for one request. A no is never written down: it and no answer are the same row. */
export const askedFor = pgTable(
  'amplification_asked',
  {
    id: id(),
    coalitionId: coalitionId(),
    requestId: uuid('request_id')
      .notNull()
      .references(() => request.id, { onDelete: 'cascade' }),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    /** which framing comes first for them */
    framing: integer('framing').notNull(),
    askedAt: moment('asked_at').notNull(),
    /** “I’ll share it” */
    willAt: moment('will_at'),
    doneAt: moment('done_at'),
    /** where they posted it, if they like */
    link: text('link'),
  },
  (table) => [
    unique('amplification_asked_once').on(table.requestId, table.personId),
    index('amplification_asked_person').on(table.personId, table.askedAt),
    index('amplification_asked_coalition').on(table.coalitionId, table.askedAt),
    index('amplification_done').on(table.personId, table.doneAt).where(sql`${table.doneAt} is not null`),
  ],
);

/** When a coalition next shares out its turns. */
export const round = pgTable(
  'amplification_round',
  {
    coalitionId: coalitionId(),
    dueAt: moment('due_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.coalitionId] }), index('amplification_round_due').on(table.dueAt)],
);
