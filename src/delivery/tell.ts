import type { Message, PlannedEvent } from '#chat/index.ts';
import { clean, newId, notify } from '#store/index.ts';
import { beforeQuiet } from '#time/index.ts';
import type { Act, KeptEffect, Kind, Recipient } from './kind.ts';
import { sealEffect } from './secrets.ts';
import { delivery } from './tables.ts';

/** One effect to be carried out: whom it is for, what it is about, what it says. */
export interface Telling {
  readonly coalitionId: string;
  /** the row it is about: with kind, recipient and occurrence it can be told once */
  readonly subject: string;
  readonly to: Recipient;
  /** tells apart what is told several times about one subject: a date, a version */
  readonly occurrence?: string;
  /** of a removal nothing is shown */
  readonly message: Message;
  /** plans, changes or cancels an event of the space; the message stands for it where a platform has none */
  readonly event?: PlannedEvent;
  /** the row whose message in the same channel this one continues */
  readonly follows?: string;
  /** now, if absent */
  readonly dueAt?: Temporal.Instant;
  /** the zone of whom it is for, which a kind that comes earlier wants */
  readonly zone?: string;
  /** the latest moment; the kind's `keepFor` after it is due, if absent */
  readonly expiresAt?: Temporal.Instant;
}

/** Writes one effect into the caller's transaction; its id, or undefined when it was told before. */
export async function tell(act: Act, kind: Kind, telling: Telling): Promise<string | undefined> {
  return (await tellMany(act, kind, [telling]))[0];
}

/** Writes many effects of one kind in one statement for each thousand; the ids of those not told before. */
export async function tellMany(act: Act, kind: Kind, tellings: readonly Telling[]): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < tellings.length; from += 1000) {
    const rows = tellings.slice(from, from + 1000).map((telling) => rowOf(act.now, kind, telling));
    const written = await act.tx
      .insert(delivery)
      .values(rows)
      .onConflictDoNothing()
      .returning({ id: delivery.id });
    ids.push(...written.map((row) => row.id));
  }
  if (ids.length > 0) await notify(act.tx, 'delivery');
  return ids;
}

function rowOf(now: Temporal.Instant, kind: Kind, telling: Telling): typeof delivery.$inferInsert {
  const dueAt = dueOf(kind, telling.dueAt ?? now, telling.zone);
  const id = newId(now);
  return {
    id,
    coalitionId: telling.coalitionId,
    kind: kind.name,
    subject: telling.subject,
    occurrence: telling.occurrence ?? '',
    unasked: kind.unasked,
    lane: kind.lane,
    dueAt,
    expiresAt: telling.expiresAt ?? lastMoment(kind, telling.dueAt ?? now),
    createdAt: now,
    ...recipientOf(telling.to),
    effect: sealEffect(id, clean(effectOf(telling))),
  };
}

function recipientOf(to: Recipient) {
  switch (to.kind) {
    case 'person':
      return { recipient: `person:${to.personId}`, personId: to.personId };
    case 'channel':
      return { recipient: `channel:${to.spaceId}:${to.channel}`, spaceId: to.spaceId, channel: to.channel };
    case 'group':
      return {
        recipient: `group:${to.spaceId}:${[...to.accounts].sort().join(',')}`,
        spaceId: to.spaceId,
        channel: to.under ?? null,
      };
    case 'delivered':
      return { recipient: `delivered:${to.deliveryId}`, edits: to.deliveryId };
    case 'removed':
      return { recipient: `removed:${to.deliveryId}`, edits: to.deliveryId };
  }
}

function effectOf({ to, message, event, follows }: Telling): KeptEffect {
  if (event) return { kind: 'event', event, message };
  switch (to.kind) {
    case 'person':
    case 'channel':
      return { kind: 'post', message, ...(follows !== undefined && { follows }) };
    case 'group':
      return { kind: 'open', accounts: to.accounts, title: to.title, message };
    case 'delivered':
      return { kind: 'edit', message };
    case 'removed':
      return { kind: 'edit', message: { text: [], blocks: [] }, removes: { files: to.files } };
  }
}

/** When a row of a kind is due that is told for that moment: a kind that comes earlier does not fall into the night. */
export function dueOf(kind: Kind, at: Temporal.Instant, zone: string | undefined): Temporal.Instant {
  if (kind.quiet !== 'earlier') return at;
  if (zone === undefined) throw new RangeError(`${kind.name} comes earlier and was told without a zone`);
  return beforeQuiet(at, zone);
}

/** Until when a row of a kind may be sent that is told for that moment. */
export function lastMoment(kind: Kind, at: Temporal.Instant): Temporal.Instant {
  return at.add({ milliseconds: Math.round(Temporal.Duration.from(kind.keepFor).total('milliseconds')) });
}
