import { and, eq, isNotNull, isNull, lt, lte, or, sql } from 'drizzle-orm';
import type { Act } from './kind.ts';
import { broadcast, delivery, pace } from './tables.ts';

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
    .where(
      and(
        lt(delivery.endedAt, now.subtract(textKept)),
        or(isNotNull(delivery.effect), isNotNull(delivery.address)),
      ),
    );
  await tx
    .update(broadcast)
    .set({ message: null })
    .where(and(lt(broadcast.expiresAt, now.subtract(textKept)), isNotNull(broadcast.message)));
  await tx.delete(broadcast).where(lt(broadcast.expiresAt, now.subtract(rowKept)));
  await tx.delete(delivery).where(lt(delivery.endedAt, now.subtract(rowKept)));
  await tx
    .delete(pace)
    .where(and(eq(pace.wide, false), lt(pace.freeAt, sql`statement_timestamp() - interval '1 day'`)));
}
