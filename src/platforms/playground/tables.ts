import { bigint, index, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import type { FormView, Message, PlannedEvent } from '#chat/index.ts';
import { moment } from '#store/index.ts';

/** Groups and private threads; channels come from the world, and direct messages need no row. */
export const playgroundConversations = pgTable('playground_conversation', {
  id: text().primaryKey(),
  tenant: text().notNull(),
  title: text().notNull(),
  accounts: text().array().notNull(),
  openedAt: moment().notNull(),
});

/** A message as it stands in a conversation: what it continues, and the event it stands for, are kept with it. */
export interface StandingMessage extends Message {
  readonly after?: string;
  readonly event?: PlannedEvent;
}

export const playgroundMessages = pgTable(
  'playground_message',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** of the attempt that posted it: a second attempt finds it */
    key: text().unique(),
    conversation: text().notNull(),
    /** the account that typed it; null: Weft */
    author: text(),
    /** the one account that sees it; null: everyone in the conversation */
    onlyTo: text(),
    message: jsonb().$type<StandingMessage>().notNull(),
    postedAt: moment().notNull(),
    editedAt: moment(),
  },
  (table) => [index().on(table.conversation, table.id)],
);

/** The form a person has open: at most one. */
export const playgroundForms = pgTable('playground_form', {
  account: text().primaryKey(),
  view: jsonb().$type<FormView>().notNull(),
  errors: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  /** what a look-up showed when it was chosen: its value is only an id */
  shown: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  /** where its answer goes */
  conversation: text().notNull(),
  /** the message whose button opened it */
  message: bigint({ mode: 'number' }),
});

/** How far a person has read. */
export const playgroundReads = pgTable(
  'playground_read',
  {
    account: text().notNull(),
    conversation: text().notNull(),
    upTo: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.account, table.conversation] })],
);

/** Where the playground's clock stands: one row. */
export const playgroundClock = pgTable('playground_clock', {
  id: text().primaryKey(),
  standsAt: moment().notNull(),
});
