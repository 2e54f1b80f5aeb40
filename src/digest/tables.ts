import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { author, coalitionId, space } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

const readers = ['operator', 'weaver'] as const;
export type Reader = (typeof readers)[number];

/** When the digest of a role comes, and where: by direct message to whoever holds it, or in one channel. */
export const plan = pgTable(
  'digest_plan',
  {
    id: id(),
    coalitionId: coalitionId(),
    reader: text('reader', { enum: readers }).notNull(),
    /** 1 Monday to 7 Sunday */
    weekday: integer('weekday').notNull(),
    hour: integer('hour').notNull(),
    zone: text('zone').notNull(),
    spaceId: uuid('space_id').references(() => space.id, { onDelete: 'set null' }),
    channel: text('channel'),
    /** null: it does not come by itself */
    nextAt: moment('next_at'),
  },
  (table) => [
    unique('digest_plan_once').on(table.coalitionId, table.reader),
    index('digest_plan_next').on(table.nextAt),
  ],
);

/** One digest that was sent, or is to be in a minute. */
export const digest = pgTable(
  'digest',
  {
    id: id(),
    coalitionId: coalitionId(),
    reader: text('reader', { enum: readers }).notNull(),
    state: text('state', { enum: ['asked', 'waiting', 'sent', 'undone'] }).notNull(),
    /** absent where the plan sent it */
    madeById: author('made_by_id'),
    madeAt: moment('made_at').notNull(),
    sendsAt: moment('sends_at'),
  },
  (table) => [
    index('digest_coalition').on(table.coalitionId, table.reader, table.madeAt),
    index('digest_made_by').on(table.madeById),
    index('digest_sends').on(table.sendsAt),
    index('digest_made').on(table.madeAt),
  ],
);

/** What a digest said of something: said again only when it has changed. `scope` is whose digest: a person's, or the channel's. */
export const shown = pgTable(
  'digest_shown',
  {
    coalitionId: coalitionId(),
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    state: text('state').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.coalitionId, table.scope, table.key] }),
    index('digest_shown_at').on(table.at),
  ],
);
