import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Address, Message, PlatformName } from '#chat/index.ts';
import { coalition, person, space } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';
import type { DeliveryState, KeptEffect } from './kind.ts';

/** One message for many people: the rows of a mass send name it instead of holding its text. */
export const broadcast = pgTable(
  'broadcast',
  {
    id: id(),
    coalitionId: uuid()
      .notNull()
      .references(() => coalition.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    subject: uuid().notNull(),
    occurrence: text().notNull().default(''),
    /** dropped with the texts of its rows */
    message: jsonb().$type<Message>(),
    /** the latest moment of its latest row */
    expiresAt: moment().notNull(),
    createdAt: moment().notNull(),
  },
  (row) => [
    unique('broadcast_once').on(row.kind, row.subject, row.occurrence),
    index('broadcast_coalition').on(row.coalitionId),
    index('broadcast_expires').on(row.expiresAt),
  ],
);

/** One row for each effect for somebody else. Columns marked (db) hold the database's clock, the others the domain's. */
export const delivery = pgTable(
  'delivery',
  {
    id: id(),
    coalitionId: uuid()
      .notNull()
      .references(() => coalition.id, { onDelete: 'cascade' }),
    kind: text().notNull(),
    subject: uuid().notNull(),
    /** whom it is for, as one string */
    recipient: text().notNull(),
    occurrence: text().notNull().default(''),
    personId: uuid().references(() => person.id, { onDelete: 'cascade' }),
    spaceId: uuid().references(() => space.id, { onDelete: 'cascade' }),
    /** the channel, or the one a private thread hangs under */
    channel: text(),
    /** the row whose message this one replaces */
    edits: uuid(),
    effect: jsonb().$type<KeptEffect>(),
    /** the mass send it is part of, which holds its text */
    broadcastId: uuid().references(() => broadcast.id, { onDelete: 'cascade' }),
    unasked: boolean().notNull(),
    lane: smallint().notNull(),
    /** the order in which rows were written */
    position: bigint({ mode: 'number' }).generatedAlwaysAsIdentity(),
    state: text().$type<DeliveryState>().notNull().default('due'),
    dueAt: moment().notNull(),
    expiresAt: moment().notNull(),
    createdAt: moment().notNull(),
    /** when it was last taken up; what the limits per person count */
    claimedAt: moment(),
    endedAt: moment(),
    /** withdrawn while it was under way: it does not go out again */
    withdrawnAt: moment(),
    /** the space or platform it was seen to wait for, as a key of `pace` */
    gate: text(),
    /** (db) not taken up again before */
    notBefore: moment(),
    attempts: smallint().notNull().default(0),
    readBacks: smallint().notNull().default(0),
    leaseOwner: uuid(),
    /** (db) */
    leaseUntil: moment(),
    /** (db) */
    firstTriedAt: moment(),
    platform: text().$type<PlatformName>(),
    tenant: text(),
    address: jsonb().$type<Address>(),
    conversation: text(),
    posted: text(),
    code: text(),
  },
  (row) => [
    unique('delivery_once').on(row.kind, row.subject, row.recipient, row.occurrence),
    index('delivery_due').on(row.lane, row.dueAt, row.position).where(sql`state = 'due' and gate is null`),
    index('delivery_gate')
      .on(row.gate, row.lane, row.dueAt, row.position)
      .where(sql`state = 'due' and gate is not null`),
    index('delivery_lease').on(row.leaseUntil).where(sql`state = 'sending'`),
    index('delivery_person').on(row.personId, row.state, row.claimedAt),
    index('delivery_edits').on(row.edits).where(sql`edits is not null`),
    index('delivery_subject').on(row.subject),
    index('delivery_broadcast').on(row.broadcastId, row.state).where(sql`broadcast_id is not null`),
    index('delivery_badly')
      .on(row.coalitionId, row.endedAt)
      .where(sql`state in ('refused', 'expired', 'uncertain')`),
    index('delivery_uncertain').on(row.coalitionId, row.endedAt).where(sql`state = 'uncertain'`),
    index('delivery_bundled').on(row.expiresAt).where(sql`state = 'bundled' and ended_at is null`),
    index('delivery_text').on(row.endedAt).where(sql`effect is not null or address is not null`),
    index('delivery_ended').on(row.endedAt).where(sql`ended_at is not null`),
  ],
);

/** Nothing more goes through this gate before `freeAt`, by the database's clock: a platform, a space of it, a conversation. */
export const pace = pgTable(
  'pace',
  {
    key: text().primaryKey(),
    freeAt: moment().notNull(),
    /** a platform or a space: rows wait at it */
    wide: boolean().notNull(),
    /** why it is closed, when a breaker closed it */
    code: text(),
    /** the spacing and burst that the platform taught, in ms; half of the difference is forgotten every ten minutes */
    every: doublePrecision(),
    burst: smallint(),
    /** (db) */
    learntAt: moment(),
  },
  (row) => [
    index('pace_wide').on(row.key).where(sql`wide`),
    index('pace_narrow').on(row.freeAt).where(sql`not wide`),
  ],
);
