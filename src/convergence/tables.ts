import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { coalition, hub, organisation, person, space } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';
import type { Peaks } from './tally.ts';

const coalitionId = () =>
  uuid('coalition_id')
    .notNull()
    .references(() => coalition.id, { onDelete: 'cascade' });
const author = (name: string) => uuid(name).references(() => person.id, { onDelete: 'set null' });
const dayId = () =>
  uuid('day_id')
    .notNull()
    .references(() => day.id, { onDelete: 'cascade' });

/** A day on which everybody does something, everywhere. A draft is its caller’s alone; `over` a week after it. */
export const day = pgTable(
  'convergence_day',
  {
    id: id(),
    coalitionId: coalitionId(),
    calledById: author('called_by_id'),
    /** the hub whose day it is; null: the coalition’s */
    hubId: uuid('hub_id').references(() => hub.id, { onDelete: 'cascade' }),
    state: text('state', { enum: ['draft', 'planned', 'cancelled', 'over'] }).notNull(),
    name: text('name').notNull(),
    /** what is asked of everyone */
    ask: text('ask').notNull(),
    // When: no instant, see hours.ts.
    firstDay: date('first_day').notNull(),
    lastDay: date('last_day').notNull(),
    fromMinute: integer('from_minute').notNull(),
    untilMinute: integer('until_minute').notNull(),
    zone: text('zone'),
    /** raised by each change; one less is the SEQUENCE of its calendar entry */
    version: integer('version').notNull().default(1),
    /** random: the address of its calendar file */
    linkKey: uuid('link_key').notNull(),
    draftedAt: moment('drafted_at').notNull(),
    plannedAt: moment('planned_at'),
    changedAt: moment('changed_at').notNull(),
    cancelledAt: moment('cancelled_at'),
    /** why it was cancelled */
    reason: text('reason').notNull().default(''),
    /** when it was announced or moved last: rounds before that are past */
    roundsFrom: moment('rounds_from'),
    /** when a draft ends */
    dropAt: moment('drop_at'),
    /** when the next round comes in some zone, and until when all are done with */
    wakeAt: moment('wake_at'),
    wokenAt: moment('woken_at'),
    /** when its tally is drawn anew */
    countAt: moment('count_at'),
    countedAt: moment('counted_at'),
    /** the highest figures that were shown */
    peaks: jsonb('peaks').$type<Peaks>().notNull().default({}),
    /** every so many weeks; the calls of one series have one `seriesId` */
    repeats: integer('repeats'),
    seriesId: uuid('series_id'),
    /** hubs that sat outside 08:00 to 21:00; null until it has been */
    outside: jsonb('outside').$type<readonly string[]>(),
  },
  (table) => [
    index('convergence_day_coalition').on(table.coalitionId, table.state, table.firstDay),
    index('convergence_day_called_by').on(table.calledById),
    index('convergence_day_hub').on(table.hubId),
    index('convergence_day_series').on(table.seriesId),
    index('convergence_day_drop').on(table.dropAt),
    index('convergence_day_wake').on(table.wakeAt),
    index('convergence_day_count').on(table.countAt),
    uniqueIndex('convergence_day_link').on(table.linkKey),
    check('convergence_day_days', sql`${table.firstDay} <= ${table.lastDay}`),
    check('convergence_day_minutes', sql`${table.fromMinute} < ${table.untilMinute}`),
  ],
);

/** The hubs a day is for; no row: every open hub, those that come later too. */
export const dayHub = pgTable(
  'convergence_hub',
  {
    dayId: dayId(),
    hubId: uuid('hub_id')
      .notNull()
      .references(() => hub.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
  },
  (table) => [
    primaryKey({ columns: [table.dayId, table.hubId] }),
    index('convergence_hub_hub').on(table.hubId),
  ],
);

/** Something one person takes on for the whole day: “first aid”. */
export const dayRole = pgTable(
  'convergence_role',
  {
    id: id(),
    coalitionId: coalitionId(),
    dayId: dayId(),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    takenById: author('taken_by_id'),
    takenAt: moment('taken_at'),
  },
  (table) => [
    index('convergence_role_day').on(table.dayId),
    index('convergence_role_taken_by').on(table.takenById),
  ],
);

/** We will do this, here, that day: by a hub, or by an organisation, which may count for a hub. */
export const hosting = pgTable(
  'convergence_hosting',
  {
    id: id(),
    coalitionId: coalitionId(),
    dayId: dayId(),
    hubId: uuid('hub_id').references(() => hub.id, { onDelete: 'cascade' }),
    organisationId: uuid('organisation_id').references(() => organisation.id, { onDelete: 'cascade' }),
    state: text('state', { enum: ['asked', 'hosting', 'withdrawn'] }).notNull(),
    what: text('what').notNull().default(''),
    /** coarse */
    place: text('place').notNull().default(''),
    expected: integer('expected'),
    bring: text('bring').notNull().default(''),
    leadId: author('lead_id'),
    /** when they said themselves that they lead it: until then only who arranges it reads their name */
    ledAt: moment('led_at'),
    askedById: author('asked_by_id'),
    askedAt: moment('asked_at'),
    hostedAt: moment('hosted_at'),
    /** when whoever leads it said that it is still on */
    confirmedAt: moment('confirmed_at'),
    withdrawnAt: moment('withdrawn_at'),
  },
  (table) => [
    index('convergence_hosting_coalition').on(table.coalitionId),
    index('convergence_hosting_day').on(table.dayId),
    index('convergence_hosting_hub').on(table.hubId),
    index('convergence_hosting_organisation').on(table.organisationId),
    index('convergence_hosting_lead').on(table.leadId),
    index('convergence_hosting_asked_by').on(table.askedById),
    uniqueIndex('convergence_hosting_once')
      .on(table.dayId, sql`coalesce(${table.organisationId}, ${table.hubId})`, sql`lower(${table.place})`)
      .where(sql`${table.state} <> 'withdrawn'`),
    check(
      'convergence_hosting_somebody',
      sql`${table.hubId} is not null or ${table.organisationId} is not null`,
    ),
  ],
);

/** What stands of a day in one space: its announcement, its tally, its scheduled event; deliveries all three. */
export const dayCopy = pgTable(
  'convergence_copy',
  {
    dayId: dayId(),
    spaceId: uuid('space_id')
      .notNull()
      .references(() => space.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    postId: uuid('post_id'),
    tallyId: uuid('tally_id'),
    eventId: uuid('event_id'),
    /** why there is no event there, as the platform said */
    eventCode: text('event_code'),
  },
  (table) => [
    primaryKey({ columns: [table.dayId, table.spaceId] }),
    index('convergence_copy_space').on(table.spaceId),
  ],
);

/** Who heard of a day from Weft itself: deliveries are forgotten sooner than a day planned a year ahead. */
export const dayTold = pgTable(
  'convergence_told',
  {
    dayId: dayId(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    at: moment('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dayId, table.personId] }),
    index('convergence_told_person').on(table.personId),
  ],
);

/** How many came to one place, and who says so. A correction is a row of its own, and the one before stays as history. */
export const dayResult = pgTable(
  'convergence_result',
  {
    id: id(),
    coalitionId: coalitionId(),
    dayId: dayId(),
    hostingId: uuid('hosting_id')
      .notNull()
      .references(() => hosting.id, { onDelete: 'cascade' }),
    count: integer('count').notNull(),
    source: text('source').notNull(),
    final: boolean('final').notNull(),
    reportedById: author('reported_by_id'),
    reportedAt: moment('reported_at').notNull(),
    correctedById: uuid('corrected_by_id'),
  },
  (table) => [
    index('convergence_result_day').on(table.dayId),
    index('convergence_result_hosting').on(table.hostingId),
    index('convergence_result_coalition').on(table.coalitionId),
    index('convergence_result_reported_by').on(table.reportedById),
    check('convergence_result_count', sql`${table.count} >= 0`),
    uniqueIndex('convergence_result_current')
      .on(table.hostingId, sql`lower(${table.source})`)
      .where(sql`${table.correctedById} is null`),
  ],
);
