import { and, eq, sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { coalitionId, person, someone } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';
import type { Reason } from './suggest.ts';

const personId = () => someone('person_id').notNull();

/** A need in free words, for weavers. `offered` while an introduction made for it is open. */
export const ask = pgTable(
  'introduction_ask',
  {
    id: id(),
    coalitionId: coalitionId(),
    personId: personId(),
    words: text('words').notNull(),
    state: text('state', { enum: ['open', 'offered', 'answered', 'closed'] }).notNull(),
    askedAt: moment('asked_at').notNull(),
    /** when the asker may offer without a weaver, or when the ask ends: whichever comes next */
    dueAt: moment('due_at'),
    /** since when the asker may offer without a weaver */
    aloneAt: moment('alone_at'),
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [
    index('introduction_ask_due').on(table.dueAt),
    index('introduction_ask_person').on(table.personId),
    index('introduction_ask_coalition').on(table.coalitionId, table.state),
  ],
);

/** Two people who might be introduced: an item of the weavers' queue. Becomes an introduction, and is gone then. */
export const suggestion = pgTable(
  'introduction_suggestion',
  {
    id: id(),
    coalitionId: coalitionId(),
    firstId: someone('first_id').notNull(),
    secondId: someone('second_id').notNull(),
    askId: uuid('ask_id').references(() => ask.id, { onDelete: 'cascade' }),
    score: integer('score').notNull(),
    reasons: jsonb('reasons').$type<readonly Reason[]>().notNull(),
    note: text('note').notNull().default(''),
    withWeaver: boolean('with_weaver').notNull().default(false),
    heldById: uuid('held_by_id').references(() => person.id, { onDelete: 'set null' }),
    heldUntil: moment('held_until'),
    /** put aside until then: not these two, they know each other, later */
    hiddenUntil: moment('hidden_until'),
    madeAt: moment('made_at').notNull(),
  },
  (table) => [
    unique('introduction_suggestion_pair').on(table.firstId, table.secondId),
    check('introduction_suggestion_order', sql`${table.firstId} < ${table.secondId}`),
    index('introduction_suggestion_coalition').on(table.coalitionId, table.score),
    index('introduction_suggestion_second').on(table.secondId),
  ],
);

/** An offer, and what came of it. A lapsed one keeps neither names nor reasons: only the weaver's count. */
export const introduction = pgTable(
  'introduction',
  {
    id: id(),
    coalitionId: coalitionId(),
    firstId: someone('first_id'),
    secondId: someone('second_id'),
    askId: uuid('ask_id').references(() => ask.id, { onDelete: 'set null' }),
    /** absent when the asker offered without a weaver */
    weaverId: uuid('weaver_id').references(() => person.id, { onDelete: 'set null' }),
    withWeaver: boolean('with_weaver').notNull().default(false),
    reasons: jsonb('reasons').$type<readonly Reason[]>().notNull(),
    note: text('note').notNull().default(''),
    reach: text('reach', { enum: ['together', 'addresses'] }).notNull(),
    state: text('state', { enum: ['offered', 'introduced', 'settled', 'lapsed'] }).notNull(),
    offeredAt: moment('offered_at').notNull(),
    lapsesAt: moment('lapses_at'),
    introducedAt: moment('introduced_at'),
    followAt: moment('follow_at'),
    /** how often both were asked whether they met */
    follows: smallint('follows').notNull().default(0),
  },
  (table) => [
    uniqueIndex('introduction_open_pair')
      .on(table.firstId, table.secondId)
      .where(sql`${table.state} in ('offered', 'introduced')`),
    index('introduction_lapse').on(table.lapsesAt),
    index('introduction_follow_at').on(table.followAt),
    index('introduction_coalition').on(table.coalitionId, table.offeredAt),
    index('introduction_weaver').on(table.weaverId),
    index('introduction_second').on(table.secondId),
  ],
);

/** One person's side of an introduction: what they answered, for them alone until both said yes. */
export const side = pgTable(
  'introduction_side',
  {
    id: id(),
    coalitionId: coalitionId(),
    introductionId: uuid('introduction_id')
      .notNull()
      .references(() => introduction.id, { onDelete: 'cascade' }),
    personId: personId(),
    /** false where the pair was blocked when it was offered: nobody is told, and it lapses */
    told: boolean('told').notNull(),
    /** until the offer lapses or the introduction is settled; a no does not change it */
    open: boolean('open').notNull(),
    answer: text('answer', { enum: ['yes', 'no'] }),
    answeredAt: moment('answered_at'),
    address: text('address').notNull().default(''),
  },
  (table) => [
    unique('introduction_side_once').on(table.introductionId, table.personId),
    uniqueIndex('introduction_side_open').on(table.personId).where(sql`${table.open}`),
    index('introduction_side_person').on(table.personId),
  ],
);

/** One person asked once whether they met, what they said, and what came of it. */
export const follow = pgTable(
  'introduction_follow',
  {
    id: id(),
    coalitionId: coalitionId(),
    introductionId: uuid('introduction_id')
      .notNull()
      .references(() => introduction.id, { onDelete: 'cascade' }),
    personId: personId(),
    round: smallint('round').notNull(),
    askedAt: moment('asked_at').notNull(),
    answer: text('answer', { enum: ['met', 'not yet', 'could not', 'rather not'] }),
    answeredAt: moment('answered_at'),
    outcome: text('outcome', { enum: ['nothing yet', 'exchange', 'action'] }),
    outcomeAt: moment('outcome_at'),
  },
  (table) => [
    unique('introduction_follow_once').on(table.introductionId, table.personId, table.round),
    index('introduction_follow_person').on(table.personId),
  ],
);

/** Two who were offered to each other, as a keyed hash of who they are on their platforms; ends with the window. */
export const pastPair = pgTable(
  'introduction_past_pair',
  {
    coalitionId: coalitionId(),
    hash: text('hash').notNull(),
    endsAt: moment('ends_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.coalitionId, table.hash] }),
    index('introduction_past_pair_end').on(table.endsAt),
  ],
);

/** Two of whom one blocked the other, and of whom one has left: keyed hashes, until both are here again. */
export const keptBlock = pgTable(
  'introduction_kept_block',
  { coalitionId: coalitionId(), hash: text('hash').notNull() },
  (table) => [primaryKey({ columns: [table.coalitionId, table.hash] })],
);

/** That a person was offered an introduction on some day (UTC), and nothing about with whom: for the limit of two a month. */
export const turn = pgTable(
  'introduction_turn',
  { id: id(), coalitionId: coalitionId(), personId: personId(), day: moment('day').notNull() },
  (table) => [index('introduction_turn_person').on(table.personId, table.day)],
);

/** One person said that they know another, who has not said so yet. "Not yet" reads like no answer to everyone else. */
export const claim = pgTable(
  'introduction_claim',
  {
    id: id(),
    coalitionId: coalitionId(),
    sayerId: someone('sayer_id').notNull(),
    otherId: someone('other_id').notNull(),
    saidAt: moment('said_at').notNull(),
    answer: text('answer', { enum: ['yes', 'not yet'] }),
  },
  (table) => [
    unique('introduction_claim_once').on(table.sayerId, table.otherId),
    index('introduction_claim_other').on(table.otherId),
  ],
);

/** How many offers and follow-ups in a row a person left unanswered, and since when they rest for it. */
export const rest = pgTable('introduction_rest', {
  personId: personId().primaryKey(),
  coalitionId: coalitionId(),
  unanswered: smallint('unanswered').notNull(),
  since: moment('since'),
});

/** When a coalition's queue is next made anew; `weeklyAt` is read by nobody any more. */
export const round = pgTable(
  'introduction_round',
  {
    coalitionId: coalitionId().primaryKey(),
    weeklyAt: moment('weekly_at').notNull(),
    dailyAt: moment('daily_at').notNull(),
  },
  (table) => [
    index('introduction_round_weekly').on(table.weeklyAt),
    index('introduction_round_daily').on(table.dailyAt),
  ],
);

/** SQL condition: both sides of an introduction. */
export const sidesOf = (one: Pick<Introduction, 'id' | 'coalitionId'>) =>
  and(eq(side.introductionId, one.id), eq(side.coalitionId, one.coalitionId));

/** SQL condition: this introduction. */
export const isIntroduction = (one: Pick<Introduction, 'id' | 'coalitionId'>) =>
  and(eq(introduction.id, one.id), eq(introduction.coalitionId, one.coalitionId));

export type Ask = typeof ask.$inferSelect;
export type Queued = typeof suggestion.$inferSelect;
export type Introduction = typeof introduction.$inferSelect;
export type Side = typeof side.$inferSelect;
export type Follow = typeof follow.$inferSelect;
