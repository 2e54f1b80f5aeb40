import { and, eq, gt, lte, ne } from 'drizzle-orm';
import type { Address, PlatformName } from '#chat/index.ts';
import { effectsOf } from './effects.ts';
import type { Act, Delivery } from './kind.ts';
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

/** Where the message is that an edit replaces. One that has not gone out yet is changed in its row instead. */
export async function placeOfEdit({ tx, now }: Act, row: Delivery): Promise<Place> {
  const [first] = row.edits
    ? await tx.select().from(delivery).where(eq(delivery.id, row.edits)).for('update')
    : [];
  if (!first || !row.edits || !row.effect) return { kind: 'end', code: 'nothing to edit' };
  const others = await tx
    .select({ state: delivery.state, position: delivery.position })
    .from(delivery)
    .where(
      and(
        eq(delivery.edits, row.edits),
        ne(delivery.id, row.id),
        lte(delivery.dueAt, now),
        gt(delivery.expiresAt, now),
      ),
    );
  if (others.some((other) => other.state === 'due' && other.position > row.position)) {
    return { kind: 'end', code: 'superseded' };
  }
  if (first.state === 'sending' || others.some((other) => other.state === 'sending')) return { kind: 'wait' };
  const before = (await effectsOf(tx, [first])).get(first.id);
  if ((first.state === 'due' || first.state === 'bundled') && first.endedAt === null && before) {
    const effect = { ...before, message: row.effect.message };
    await tx.update(delivery).set({ effect }).where(eq(delivery.id, first.id));
    return { kind: 'end', code: 'folded' };
  }
  const { platform, tenant, conversation, posted } = first;
  if (first.state !== 'sent' || !platform || tenant === null || !conversation || !posted) {
    return { kind: 'end', code: `first ${first.state}` };
  }
  return { kind: 'go', platform, posted, address: { kind: 'channel', tenant, channel: conversation } };
}
