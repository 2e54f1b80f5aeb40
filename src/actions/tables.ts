import { sql } from 'drizzle-orm';
import { index, integer, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { author, coalitionId, hub, organisation, person, someone, space } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';
import { audiences, stances, tactics } from './choices.ts';

/** The action whose row it is, with which it goes. */
export const actionId = () =>
  uuid('action_id')
    .notNull()
    .references(() => action.id, { onDelete: 'cascade' });

/** Something a member does for the cause. A draft is its announcer's alone; `posting` for a minute in which it can be undone. */
export const action = pgTable(
  'action',
  {
    id: id(),
    coalitionId: coalitionId(),
    announcerId: author('announcer_id'),
    state: text('state', { enum: ['draft', 'posting', 'posted', 'cancelled'] }).notNull(),
    title: text('title').notNull(),
    what: text('what').notNull(),
    startsAt: moment('starts_at').notNull(),
    /** where its date was read, and is told to hubs and spaces in words */
    zone: text('zone').notNull(),
    /** coarse, for everyone */
    place: text('place').notNull().default(''),
    /** for those who are in; emptied 30 days after */
    exactPlace: text('exact_place').notNull().default(''),
    link: text('link'),
    tactic: text('tactic', { enum: tactics }).notNull(),
    audience: text('audience', { enum: audiences }).notNull(),
    /** the hub under pressure that calls: its neighbours see it first */
    callingHubId: uuid('calling_hub_id').references(() => hub.id, { onDelete: 'set null' }),
    lesson: text('lesson').notNull().default(''),
    /** raised by each change that others are told of */
    version: integer('version').notNull().default(1),
    draftedAt: moment('drafted_at').notNull(),
    postedAt: moment('posted_at'),
    cancelledAt: moment('cancelled_at'),
    /** why it was cancelled */
    reason: text('reason').notNull().default(''),
    /** when a draft ends */
    dropAt: moment('drop_at'),
    /** when the minute to undo ends */
    postsAt: moment('posts_at'),
    /** when its copies show their numbers anew */
    countAt: moment('count_at'),
    countedAt: moment('counted_at'),
    /** when whoever leads it is asked how it went */
    askAt: moment('ask_at'),
    /** when its exact place is forgotten */
    forgetAt: moment('forget_at'),
  },
  (table) => [
    index('action_coalition').on(table.coalitionId, table.state, table.startsAt),
    index('action_announcer').on(table.announcerId),
    index('action_drop').on(table.dropAt),
    index('action_posts').on(table.postsAt),
    index('action_count').on(table.countAt),
    index('action_ask').on(table.askAt),
    index('action_forget').on(table.forgetAt),
    index('action_lesson')
      .using(
        'gin',
        sql`to_tsvector('english', ${table.title} || ' ' || ${table.what} || ' ' || ${table.tactic})`,
      )
      .where(sql`${table.lesson} <> ''`),
  ],
);

/** The hubs an action is for. */
export const actionHub = pgTable(
  'action_hub',
  {
    actionId: actionId(),
    hubId: uuid('hub_id')
      .notNull()
      .references(() => hub.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
  },
  (table) => [
    primaryKey({ columns: [table.actionId, table.hubId] }),
    index('action_hub_hub').on(table.hubId),
  ],
);

/** One space an action goes to, and the delivery that is its post there. */
export const actionCopy = pgTable(
  'action_copy',
  {
    actionId: actionId(),
    spaceId: uuid('space_id')
      .notNull()
      .references(() => space.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    deliveryId: uuid('delivery_id'),
  },
  (table) => [
    primaryKey({ columns: [table.actionId, table.spaceId] }),
    index('action_copy_space').on(table.spaceId),
  ],
);

/** Who is in, and whether they can help. Shown as numbers, never as names. */
export const actionPart = pgTable(
  'action_part',
  {
    actionId: actionId(),
    personId: someone('person_id').notNull(),
    coalitionId: coalitionId(),
    /** `shared`: posted it in their own words, without coming */
    how: text('how', { enum: ['in', 'help', 'shared'] }).notNull(),
    since: moment('since').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.actionId, table.personId, table.how] }),
    index('action_part_person').on(table.personId),
  ],
);

/** Something an action needs of one person or group: “a van”. */
export const actionNeed = pgTable(
  'action_need',
  {
    id: id(),
    coalitionId: coalitionId(),
    actionId: actionId(),
    place: integer('place').notNull(),
    words: text('words').notNull(),
    takenById: uuid('taken_by_id').references(() => person.id, { onDelete: 'set null' }),
    takenAt: moment('taken_at'),
  },
  (table) => [
    index('action_need_action').on(table.actionId),
    index('action_need_coalition').on(table.coalitionId, table.takenAt),
    index('action_need_person').on(table.takenById),
  ],
);

/** Where an organisation stands; none by default, set by its representative. */
export const actionStance = pgTable(
  'action_stance',
  {
    actionId: actionId(),
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisation.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    stance: text('stance', { enum: stances }).notNull(),
    setById: author('set_by_id'),
    setAt: moment('set_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.actionId, table.organisationId] }),
    index('action_stance_organisation').on(table.organisationId),
    index('action_stance_set_by').on(table.setById),
  ],
);

/** Somebody asked to lead an action together; may edit it once they have confirmed. */
export const actionOrganiser = pgTable(
  'action_organiser',
  {
    id: id(),
    coalitionId: coalitionId(),
    actionId: actionId(),
    personId: someone('person_id').notNull(),
    askedAt: moment('asked_at').notNull(),
    confirmedAt: moment('confirmed_at'),
  },
  (table) => [
    unique('action_organiser_once').on(table.actionId, table.personId),
    index('action_organiser_person').on(table.personId),
  ],
);

/** A tactic somebody does not want to hear of. */
export const tacticMute = pgTable(
  'tactic_mute',
  {
    personId: someone('person_id').notNull(),
    tactic: text('tactic', { enum: tactics }).notNull(),
    coalitionId: coalitionId(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.tactic] })],
);
