import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { Answer, FormInstance, FormSource, Given, Incoming, PlatformName } from '#chat/index.ts';
import { coalition, person } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';
import type { SealedJson } from '#store/index.ts';

/** What came in: the key for 7 days; what it held until it is done and an answer that could not be given, at most 24 hours, sealed. */
export const inbox = pgTable(
  'inbox',
  {
    platform: text().$type<PlatformName>().notNull(),
    /** the platform's own id of the event */
    key: text().notNull(),
    tenant: text().notNull(),
    account: text().notNull(),
    state: text().$type<'received' | 'done'>().notNull(),
    payload: jsonb().$type<Incoming | SealedJson>(),
    answer: jsonb().$type<Answer | SealedJson>(),
    coalitionId: uuid().references(() => coalition.id, { onDelete: 'cascade' }),
    personId: uuid().references(() => person.id, { onDelete: 'set null' }),
    attempts: smallint().notNull().default(0),
    receivedAt: moment().notNull(),
    doneAt: moment(),
  },
  (row) => [
    primaryKey({ columns: [row.platform, row.key] }),
    index('inbox_received').on(row.state, row.receivedAt),
    index('inbox_answer').on(row.platform, row.account).where(sql`answer is not null`),
    index('inbox_text').on(row.receivedAt).where(sql`payload is not null or answer is not null`),
    index('inbox_coalition').on(row.coalitionId),
    index('inbox_person').on(row.personId),
  ],
);

/** A form somebody has open: what it came from, how far it is, what was typed so far, sealed. Used up by success. */
export const form = pgTable(
  'form',
  {
    id: id(),
    /** empty, like tenant, for a sealed form: nobody can say who opened it */
    platform: text().notNull(),
    tenant: text().notNull(),
    account: text().notNull(),
    sealed: boolean().notNull(),
    coalitionId: uuid().references(() => coalition.id, { onDelete: 'cascade' }),
    source: jsonb().$type<FormSource>().notNull(),
    step: smallint().notNull().default(0),
    values: jsonb().$type<Given | SealedJson>(),
    ask: jsonb().$type<NonNullable<FormInstance['ask']> | SealedJson>(),
    createdAt: moment().notNull(),
    usedAt: moment(),
  },
  (row) => [
    index('form_created').on(row.createdAt),
    index('form_values').on(row.createdAt).where(sql`values is not null`),
    index('form_unused').on(row.createdAt).where(sql`used_at is null`),
    index('form_coalition').on(row.coalitionId),
  ],
);
