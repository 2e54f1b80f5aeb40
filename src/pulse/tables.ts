import { sql } from 'drizzle-orm';
import {
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { coalitionId, person } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';
import type { Theme } from './bank.ts';

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

const pulseId = () =>
  uuid('pulse_id')
    .notNull()
    .references(() => pulse.id, { onDelete: 'cascade' });

/** When a coalition's pulse opens by itself. */
export const schedule = pgTable(
  'pulse_schedule',
  {
    coalitionId: coalitionId(),
    /** 1 Monday to 7 Sunday, local to each person */
    weekday: integer('weekday').notNull(),
    hour: integer('hour').notNull(),
    /** null: it does not open by itself */
    nextAt: moment('next_at'),
  },
  (table) => [primaryKey({ columns: [table.coalitionId] }), index('pulse_schedule_next').on(table.nextAt)],
);

/** A question as it is asked in one pulse: a coalition may change or drop its own later. */
export interface AskedQuestion {
  readonly id: string;
  readonly theme: Theme;
  /** the coalition's own words; of Weft's own questions the words of each reader's language are used */
  readonly words?: string;
}

/** One pulse. `tallied`: results are written and the keys still exist; `void`: its key was lost, so that nobody can open it. */
export const pulse = pgTable(
  'pulse',
  {
    id: id(),
    coalitionId: coalitionId(),
    number: integer('number').notNull(),
    state: text('state', { enum: ['open', 'tallied', 'closed', 'void'] }).notNull(),
    questions: jsonb('questions').$type<readonly AskedQuestion[]>().notNull(),
    publicKey: bytes('public_key').notNull(),
    opensAt: moment('opens_at').notNull(),
    closesAt: moment('closes_at').notNull(),
    /** the frozen roster: everyone eligible, and of them those asked */
    eligible: integer('eligible').notNull(),
    asked: integer('asked').notNull(),
    /** what operators said was done about the pulse before; opens this one */
    did: text('did').notNull().default(''),
    /** rounded to five percent, after the close */
    participation: integer('participation'),
    /** when the next step is due: the close, then the destruction of its keys */
    dueAt: moment('due_at'),
  },
  (table) => [unique('pulse_number').on(table.coalitionId, table.number), index('pulse_due').on(table.dueAt)],
);

/** Who is eligible for a pulse, as it was when it opened, and who of them is asked. */
export const roster = pgTable(
  'pulse_roster',
  {
    pulseId: pulseId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
  },
  (table) => [
    primaryKey({ columns: [table.pulseId, table.personId] }),
    index('pulse_roster_person').on(table.personId),
  ],
);

/**
 * Sealed answers: no time, no serial, no person. Partitioned by pulse in the migration, so that the pages go when a pulse
 * is closed; no foreign key, which would lock the pulse's row and leave a trace of each answer there.
 */
export const sealedAnswer = pgTable(
  'pulse_sealed',
  {
    pulseId: uuid('pulse_id').notNull(),
    tag: bytes('tag').notNull(),
    sealed: bytes('sealed').notNull(),
  },
  (table) => [primaryKey({ columns: [table.pulseId, table.tag] })],
);

/** What the release rules let out of one question. */
export const released = pgTable(
  'pulse_released',
  {
    id: id(),
    pulseId: pulseId(),
    coalitionId: coalitionId(),
    question: integer('question').notNull(),
    /** a hub, or a role by an id of its own (segments.ts); null is everyone */
    segmentId: uuid('segment_id'),
    /** one band, or neighbours told as one: “low”, “low middle” */
    bands: text('bands').notNull(),
    /** null where only the band of the median is told */
    count: integer('count'),
  },
  (table) => [
    unique('pulse_released_once')
      .on(table.pulseId, table.question, table.segmentId, table.bands)
      .nullsNotDistinct(),
    index('pulse_released_coalition').on(table.coalitionId),
  ],
);

/** A comment: its id is random, and nothing else is with it. */
export const comment = pgTable(
  'pulse_comment',
  {
    id: uuid('id').primaryKey(),
    pulseId: pulseId(),
    coalitionId: coalitionId(),
    words: text('words').notNull(),
  },
  (table) => [index('pulse_comment_pulse').on(table.pulseId)],
);

/** A question of a coalition's own. */
export const ownQuestion = pgTable(
  'pulse_question',
  {
    id: id(),
    coalitionId: coalitionId(),
    theme: text('theme').$type<Theme>().notNull(),
    words: text('words').notNull(),
    addedAt: moment('added_at').notNull(),
    retiredAt: moment('retired_at'),
  },
  (table) => [index('pulse_question_coalition').on(table.coalitionId).where(sql`${table.retiredAt} is null`)],
);
