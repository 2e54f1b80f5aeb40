import { and, eq, isNotNull, isNull, lt, lte, notExists, sql } from 'drizzle-orm';
import type { Act } from './kind.ts';
import { delivery, pace } from './tables.ts';

const textKept = { hours: 24 * 7 };
const rowKept = { hours: 24 * 90 };

/** Drops the texts of deliveries 7 days after their end, and the rows after 90. */
export async function forgetDeliveries({ tx, now }: Act): Promise<void> {
  await tx
    .update(delivery)
    .set({ state: 'expired', code: 'not bundled', endedAt: now })
    .where(and(eq(delivery.state, 'bundled'), isNull(delivery.endedAt), lte(delivery.expiresAt, now)));
  await tx
    .update(delivery)
    .set({ effect: null, address: null })
    .where(and(lt(delivery.endedAt, now.subtract(textKept)), isNotNull(delivery.effect)));
  await tx.delete(delivery).where(lt(delivery.endedAt, now.subtract(rowKept)));
  const waiting = tx.select({ id: delivery.id }).from(delivery).where(eq(delivery.gate, pace.key));
  await tx
    .delete(pace)
    .where(and(lt(pace.freeAt, sql`clock_timestamp() - interval '1 day'`), notExists(waiting)));
}
