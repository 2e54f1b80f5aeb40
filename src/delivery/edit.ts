import { and, eq, gt, inArray, lte, ne, or } from 'drizzle-orm';
import type { Address, PlatformName } from '#chat/index.ts';
import { effectsOf } from './effects.ts';
import type { Act, Delivery, KeptEffect } from './kind.ts';
import { openEffect, sealEffect } from './secrets.ts';
import { delivery } from './tables.ts';

type Place =
  | {
      readonly kind: 'go';
      readonly platform: PlatformName;
      readonly address: Address;
      readonly posted: string;
    }
  | { readonly kind: 'wait' }
  | { readonly kind: 'end'; readonly code: string };

/** How an edit ends that went into a message which had not gone out yet. */
const folded = 'folded';

/**
 * Where the message is that an edit replaces. One that has not gone out yet is changed in its row instead. A removal is
 * the last word on a message, and waits for nothing but what is under way.
 */
export async function placeOfEdit({ tx, now }: Act, row: Delivery): Promise<Place> {
  const [first] = row.edits
    ? await tx.select().from(delivery).where(eq(delivery.id, row.edits)).for('update')
    : [];
  if (!first || !row.edits || !row.effect) return { kind: 'end', code: 'nothing to edit' };
  const removes = removesIn(row.effect);
  const others = await tx
    .select({
      state: delivery.state,
      position: delivery.position,
      code: delivery.code,
      effect: delivery.effect,
    })
    .from(delivery)
    .where(and(eq(delivery.edits, row.edits), ne(delivery.id, row.id), or(isInTime(now), hasLanded)));
  // A newer one that has landed, or may have, counts as well: lanes and back-offs can turn the order around.
  const isOver = (other: (typeof others)[number]) =>
    removesIn(other.effect) || (other.state !== 'sending' && other.position > row.position);
  if (!removes && others.some(isOver)) return { kind: 'end', code: 'superseded' };
  if (first.state === 'sending' || others.some((other) => other.state === 'sending')) return { kind: 'wait' };
  const before = (await effectsOf(tx, [first])).get(first.id);
  if (!removes && (first.state === 'due' || first.state === 'bundled') && first.endedAt === null && before) {
    const effect = sealEffect(first.id, changed(before, openEffect(row.id, row.effect)));
    await tx.update(delivery).set({ effect }).where(eq(delivery.id, first.id));
    return { kind: 'end', code: folded };
  }
  const { platform, tenant, conversation, posted } = first;
  if (first.state !== 'sent' || !platform || tenant === null || !conversation || !posted) {
    return { kind: 'end', code: `first ${first.state}` };
  }
  // What is still being changed is not forgotten: a row goes after its latest moment.
  if (Temporal.Instant.compare(first.expiresAt, row.expiresAt) < 0)
    await tx.update(delivery).set({ expiresAt: row.expiresAt }).where(eq(delivery.id, first.id));
  return { kind: 'go', platform, posted, address: { kind: 'channel', tenant, channel: conversation } };
}

/** Whether what a row does is to take a message away. */
export const removesIn = (effect: KeptEffect | null): boolean =>
  effect?.kind === 'edit' && effect.removes !== undefined;

/** What has not gone out yet, as its change wants it. */
function changed(before: KeptEffect, after: KeptEffect): KeptEffect {
  if (before.kind === 'event' && after.kind === 'event') return after;
  return { ...before, message: after.message };
}

const hasLanded = or(inArray(delivery.state, ['sent', 'uncertain']), eq(delivery.code, folded));

function isInTime(now: Temporal.Instant) {
  const isOpen = inArray(delivery.state, ['due', 'sending']);
  return and(isOpen, lte(delivery.dueAt, now), gt(delivery.expiresAt, now));
}
