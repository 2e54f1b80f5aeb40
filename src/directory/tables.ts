import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { PlatformName } from '#chat/index.ts';
import { id, moment } from '#store/columns.ts';

/** Whose row it is. Like the next two, for the tables of every room. */
export const coalitionId = () =>
  uuid('coalition_id')
    .notNull()
    .references(() => coalition.id, { onDelete: 'cascade' });
/** Somebody with whom the row goes. */
export const someone = (name: string) => uuid(name).references(() => person.id, { onDelete: 'cascade' });
/** Somebody without whom the row stays. */
export const author = (name: string) => uuid(name).references(() => person.id, { onDelete: 'set null' });

export const coalition = pgTable('coalition', {
  id: id(),
  name: text('name').notNull(),
  purpose: text('purpose').notNull().default(''),
  principles: text('principles').notNull().default(''),
  /** who may speak for the coalition, in its own words */
  speaks: text('speaks').notNull().default(''),
  zone: text('zone').notNull().default('UTC'),
  /** how much could happen to its people if somebody saw too much: sets the defaults in `risk.ts` together */
  risk: text('risk', { enum: ['low', 'medium', 'high'] })
    .notNull()
    .default('medium'),
  createdAt: moment('created_at').notNull(),
  purposeChangedAt: moment('purpose_changed_at'),
});

/** A Slack workspace or Discord server that Weft is in, whether or not it belongs to a coalition yet. */
export const space = pgTable(
  'space',
  {
    id: id(),
    platform: text('platform').$type<PlatformName>().notNull(),
    tenant: text('tenant').notNull(),
    name: text('name').notNull(),
    seenAt: moment('seen_at').notNull(),
    goneAt: moment('gone_at'),
    /** from when it leaves because operators take it out; from then on adding Weft again does not undo it */
    leavingAt: moment('leaving_at'),
    /** when what is kept of a space goes: that is being taken out, or that Weft was removed from and is not added to again before */
    dropAt: moment('drop_at'),
  },
  (table) => [
    unique('space_platform_tenant').on(table.platform, table.tenant),
    index('space_gone').on(table.goneAt).where(sql`gone_at is not null`),
    index('space_drop').on(table.dropAt).where(sql`drop_at is not null`),
  ],
);

/** Which coalition a space belongs to: one, and a row of its own. */
export const binding = pgTable(
  'binding',
  {
    spaceId: uuid('space_id')
      .primaryKey()
      .references(() => space.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    /** whether being in this space is enough to be vouched for */
    vouches: boolean('vouches').notNull(),
    boundAt: moment('bound_at').notNull(),
  },
  (table) => [index('binding_coalition').on(table.coalitionId)],
);

/** A channel that a space uses for something, and what the platform last said about it. */
export const spaceChannel = pgTable(
  'space_channel',
  {
    spaceId: uuid('space_id')
      .notNull()
      .references(() => space.id, { onDelete: 'cascade' }),
    coalitionId: coalitionId(),
    use: text('use').notNull(),
    channel: text('channel').notNull(),
    name: text('name'),
    canPost: boolean('can_post'),
    obstacle: text('obstacle'),
    readers: jsonb('readers').$type<readonly string[]>(),
    checkedAt: moment('checked_at'),
  },
  (table) => [primaryKey({ columns: [table.spaceId, table.use] })],
);

/** A space's token, encrypted with WEFT_SECRET. */
export const installation = pgTable(
  'installation',
  {
    platform: text('platform').$type<PlatformName>().notNull(),
    tenant: text('tenant').notNull(),
    sealedToken: text('sealed_token').notNull(),
    bot: text('bot'),
    installedAt: moment('installed_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.platform, table.tenant] })],
);

export const organisation = pgTable(
  'organisation',
  {
    id: id(),
    coalitionId: coalitionId(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['formal', 'informal', 'funder'] }).notNull(),
    listed: boolean('listed').notNull().default(true),
    about: text('about').notNull().default(''),
    issues: text('issues').notNull().default(''),
    place: text('place').notNull().default(''),
    /** when a representative signed the coalition's purpose in its name */
    signedAt: moment('signed_at'),
    addedAt: moment('added_at').notNull(),
    leftAt: moment('left_at'),
  },
  (table) => [
    uniqueIndex('organisation_name').on(table.coalitionId, sql`lower(${table.name})`),
    index('organisation_left').on(table.leftAt).where(sql`left_at is not null`),
    index('organisation_hidden').on(table.addedAt).where(sql`left_at is not null or not listed`),
  ],
);

export const hub = pgTable(
  'hub',
  {
    id: id(),
    coalitionId: coalitionId(),
    name: text('name').notNull(),
    kind: text('kind', { enum: ['chapter', 'district', 'working group', 'caucus'] }).notNull(),
    zone: text('zone').notNull(),
    places: text('places').notNull().default(''),
    /** an unlisted one is shown to its members and to operators only */
    listed: boolean('listed').notNull().default(true),
    addedAt: moment('added_at').notNull(),
    closedAt: moment('closed_at'),
  },
  (table) => [uniqueIndex('hub_name').on(table.coalitionId, sql`lower(${table.name})`)],
);

export const person = pgTable(
  'person',
  {
    id: id(),
    coalitionId: coalitionId(),
    name: text('name').notNull(),
    organisationId: uuid('organisation_id').references(() => organisation.id, { onDelete: 'set null' }),
    offers: text('offers').notNull().default(''),
    needs: text('needs').notNull().default(''),
    issues: text('issues').notNull().default(''),
    place: text('place').notNull().default(''),
    zone: text('zone').notNull(),
    /** said by the person, told by Slack, or the hub's or coalition's until then */
    zoneFrom: text('zone_from', { enum: ['person', 'platform', 'hub', 'coalition'] }).notNull(),
    language: text('language').notNull().default('en'),
    spoken: text('spoken').notNull().default(''),
    joinedAt: moment('joined_at').notNull(),
    vouchedAt: moment('vouched_at'),
    vouchedById: uuid('vouched_by_id'),
    snoozedUntil: moment('snoozed_until'),
    /** may do nothing here but see to what is kept of them, say that something is wrong, and leave */
    suspendedAt: moment('suspended_at'),
    leftAt: moment('left_at'),
  },
  (table) => [
    index('person_coalition').on(table.coalitionId),
    index('person_present').on(table.coalitionId, table.suspendedAt).where(sql`left_at is null`),
    index('person_unvouched')
      .on(table.coalitionId, table.joinedAt)
      .where(sql`vouched_at is null and left_at is null`),
    index('person_organisation').on(table.organisationId),
    index('person_joined').on(table.coalitionId, table.joinedAt),
    index('person_left').on(table.coalitionId, table.leftAt).where(sql`left_at is not null`),
  ],
);

const personId = () => someone('person_id').notNull();

/** A person's identity in one space. */
export const account = pgTable(
  'account',
  {
    id: id(),
    coalitionId: coalitionId(),
    personId: personId(),
    spaceId: uuid('space_id')
      .notNull()
      .references(() => space.id, { onDelete: 'cascade' }),
    platform: text('platform').$type<PlatformName>().notNull(),
    /** the platform's own id of the person */
    external: text('external').notNull(),
    /** the direct conversation with Weft, once there is one, and the private thread */
    direct: text('direct'),
    thread: text('thread'),
    /** the platform said that direct messages are closed */
    closedAt: moment('closed_at'),
    addedAt: moment('added_at').notNull(),
    /** left or was removed from the space */
    goneAt: moment('gone_at'),
  },
  (table) => [
    unique('account_space_external').on(table.spaceId, table.external),
    index('account_person').on(table.personId),
    index('account_external').on(table.platform, table.external),
  ],
);

export const hubMember = pgTable(
  'hub_member',
  {
    hubId: uuid('hub_id')
      .notNull()
      .references(() => hub.id, { onDelete: 'cascade' }),
    personId: personId(),
    coalitionId: coalitionId(),
    joinedAt: moment('joined_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.hubId, table.personId] }),
    index('hub_member_person').on(table.personId),
  ],
);

/** May speak for one organisation or one hub. */
export const representative = pgTable(
  'representative',
  {
    id: id(),
    coalitionId: coalitionId(),
    personId: personId(),
    organisationId: uuid('organisation_id').references(() => organisation.id, { onDelete: 'cascade' }),
    hubId: uuid('hub_id').references(() => hub.id, { onDelete: 'cascade' }),
    since: moment('since').notNull(),
  },
  (table) => [
    unique('representative_once').on(table.personId, table.organisationId, table.hubId).nullsNotDistinct(),
    index('representative_hub').on(table.hubId),
    check('representative_of_one', sql`(${table.organisationId} is null) <> (${table.hubId} is null)`),
  ],
);

export const role = pgTable(
  'role',
  {
    id: id(),
    coalitionId: coalitionId(),
    personId: personId(),
    role: text('role', { enum: ['principal', 'driver', 'weaver', 'operator'] }).notNull(),
    /** a role held for a hub counts only for that hub */
    hubId: uuid('hub_id').references(() => hub.id, { onDelete: 'cascade' }),
    grantedAt: moment('granted_at').notNull(),
    grantedById: uuid('granted_by_id'),
  },
  (table) => [
    unique('role_once').on(table.personId, table.role, table.hubId).nullsNotDistinct(),
    index('role_coalition').on(table.coalitionId, table.role),
    index('role_led')
      .on(table.grantedAt)
      .where(sql`role = 'driver' and granted_by_id is null and hub_id is null`),
  ],
);

export const consent = pgTable(
  'consent',
  {
    personId: personId(),
    coalitionId: coalitionId(),
    /** found: nobody, weavers, members · suggested, amplify, pulse: yes, no · reach: direct, thread */
    kind: text('kind', { enum: ['found', 'suggested', 'amplify', 'pulse', 'reach'] }).notNull(),
    answer: text('answer').notNull(),
    decidedAt: moment('decided_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.kind] })],
);

/** What a person said about one kind of message: now, in the bundle, never. */
export const notification = pgTable(
  'notification',
  {
    personId: personId(),
    coalitionId: coalitionId(),
    kind: text('kind').notNull(),
    manner: text('manner', { enum: ['now', 'bundle', 'never'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.kind] })],
);

/** Two people who know each other; the lower id first. It counts when both said so, or when they met or led an action together. */
export const tie = pgTable(
  'tie',
  {
    coalitionId: coalitionId(),
    firstId: uuid('first_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    secondId: uuid('second_id')
      .notNull()
      .references(() => person.id, { onDelete: 'cascade' }),
    firstSaidAt: moment('first_said_at'),
    secondSaidAt: moment('second_said_at'),
    metAt: moment('met_at'),
    /** set when the tie counts */
    since: moment('since'),
  },
  (table) => [
    primaryKey({ columns: [table.firstId, table.secondId] }),
    check('tie_order', sql`${table.firstId} < ${table.secondId}`),
    index('tie_second').on(table.secondId),
    index('tie_coalition').on(table.coalitionId),
  ],
);

/** One person does not want to be introduced to another, or to anyone of an organisation. Shown to nobody else. */
export const block = pgTable(
  'block',
  {
    id: id(),
    coalitionId: coalitionId(),
    personId: personId(),
    blockedPersonId: uuid('blocked_person_id').references(() => person.id, { onDelete: 'cascade' }),
    blockedOrganisationId: uuid('blocked_organisation_id').references(() => organisation.id, {
      onDelete: 'cascade',
    }),
    since: moment('since').notNull(),
  },
  (table) => [
    unique('block_once')
      .on(table.personId, table.blockedPersonId, table.blockedOrganisationId)
      .nullsNotDistinct(),
  ],
);

/** Codes that are typed somewhere else: an invite binds a space to a coalition, a link joins two accounts of one person. Only hashes are kept. */
export const code = pgTable('code', {
  hash: text('hash').primaryKey(),
  coalitionId: coalitionId(),
  use: text('use', { enum: ['invite', 'link'] }).notNull(),
  personId: uuid('person_id').references(() => person.id, { onDelete: 'cascade' }),
  expiresAt: moment('expires_at').notNull(),
  usedAt: moment('used_at'),
});

/** Who did what that others must be able to check: roles, vouching, settings, hiding. Kept one year. */
export const audit = pgTable(
  'audit',
  {
    id: id(),
    coalitionId: coalitionId(),
    at: moment('at').notNull(),
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    act: text('act').notNull(),
    subject: uuid('subject'),
    detail: jsonb('detail').$type<Readonly<Record<string, string>>>(),
  },
  (table) => [
    index('audit_coalition').on(table.coalitionId, table.at),
    index('audit_at').on(table.at),
    index('audit_role_left').on(table.coalitionId, table.at).where(sql`act = 'role.left'`),
  ],
);

/**
 * The random key of a coalition's hashes: of who may not come back, and who is not to be introduced to whom. Introductions
 * were the first to want it, and the release before still finds it under that name.
 */
export const coalitionKey = pgTable('introduction_pair_key', {
  coalitionId: coalitionId().primaryKey(),
  key: text('key').notNull(),
});
