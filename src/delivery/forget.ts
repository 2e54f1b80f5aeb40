import { and, asc, eq, inArray, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import type { Act } from './kind.ts';
import { broadcast, delivery, pace } from './tables.ts';

const textKept = { hours: 24 * 7 };
const rowKept = { hours: 24 * 90 };

/** A coalition whose texts are kept for less than usual. */
export interface Sooner {
  readonly coalitionId: string;
  readonly hours: number;
}

/**
 * So many at a time, however long nobody tidied up: the statement has thirty seconds. As an array they are found first,
 * and the rows then by their key.
 */
const most = 10_000;

const withText = or(isNotNull(delivery.effect), isNotNull(delivery.address));

const some = (tx: Tx, which: SQL | undefined, before: Temporal.Instant) =>
  tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(and(lt(delivery.endedAt, before), which))
    .orderBy(asc(delivery.endedAt))
    .limit(most);

/**
 * Drops the texts of deliveries 7 days after their end (of a mass send: after its latest moment), and the rows 90 days
 * after it and after their latest moment: a post may be changed until then. `sooner`: whose texts go before that.
 */
export async function forgetDeliveries({ tx, now }: Act, sooner: readonly Sooner[] = []): Promise<void> {
  await tx
    .update(delivery)
    .set({ state: 'expired', code: 'not bundled', endedAt: now })
    .where(and(eq(delivery.state, 'bundled'), isNull(delivery.endedAt), lte(delivery.expiresAt, now)));
  await dropTexts(tx, now.subtract(textKept));
  for (const { coalitionId, hours } of sooner) await dropTexts(tx, now.subtract({ hours }), coalitionId);
  await tx.delete(broadcast).where(lt(broadcast.expiresAt, now.subtract(rowKept)));
  const isPast = lt(delivery.expiresAt, now.subtract(rowKept));
  await tx
    .delete(delivery)
    .where(sql`${delivery.id} = any(array(${some(tx, isPast, now.subtract(rowKept))}))`);
}

/** Drops the texts of what ended before, of one coalition or of all. */
async function dropTexts(tx: Tx, before: Temporal.Instant, coalitionId?: string): Promise<void> {
  const [ended, sends] = [delivery, broadcast].map((table) =>
    coalitionId === undefined ? undefined : eq(table.coalitionId, coalitionId),
  );
  await tx
    .update(delivery)
    .set({ effect: null, address: null })
    .where(sql`${delivery.id} = any(array(${some(tx, and(withText, ended), before)}))`);
  await tx
    .update(broadcast)
    .set({ message: null })
    .where(and(lt(broadcast.expiresAt, before), isNotNull(broadcast.message), sends));
}

/** Drops the gates of conversations that were written to more than a day ago, in a transaction that holds up nobody's claim. */
export async function forgetGates(tx: Tx): Promise<void> {
  const old = tx
    .select({ key: pace.key })
    .from(pace)
    .where(and(eq(pace.wide, false), lt(pace.freeAt, sql`statement_timestamp() - interval '1 day'`)))
    .orderBy(asc(pace.key))
    .limit(1_000)
    .for('update', { skipLocked: true });
  await tx.delete(pace).where(inArray(pace.key, old));
}
