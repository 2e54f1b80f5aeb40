import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Message } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import { effectsOf, openedOf } from './effects.ts';
import type { Act, Delivery } from './kind.ts';
import { delivery } from './tables.ts';

/** One message that waits for its person's bundle. */
export interface Bundled {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly message: Message;
}

const waiting = (personId: string, now: Temporal.Instant) =>
  and(
    eq(delivery.personId, personId),
    eq(delivery.state, 'bundled'),
    isNull(delivery.endedAt),
    gt(delivery.expiresAt, now),
  );

/** What waits for a person's bundle, oldest first, and is not past its latest moment. */
export async function bundledFor(tx: Tx, personId: string, now: Temporal.Instant): Promise<Bundled[]> {
  const rows = await tx.select().from(delivery).where(waiting(personId, now)).orderBy(asc(delivery.position));
  return await withTexts(tx, rows);
}

/**
 * The same, taken: the caller puts it into the bundle it tells in this transaction. What cannot be read waits on, for the
 * secret or its latest moment.
 */
export async function takeBundled(act: Act, personId: string): Promise<Bundled[]> {
  const isWaiting = waiting(personId, act.now);
  const rows = await act.tx.select().from(delivery).where(isWaiting).orderBy(asc(delivery.position));
  const opened = await openedOf(act.tx, rows);
  const whole = rows.filter(({ id }) => opened.get(id)?.isWhole !== false);
  const ids = whole.map(({ id }) => id);
  const taken = await act.tx
    .update(delivery)
    .set({ endedAt: act.now })
    .where(and(isWaiting, inArray(delivery.id, ids)))
    .returning({ id: delivery.id });
  const texts = await withTexts(act.tx, whole);
  return texts.filter((row) => taken.some(({ id }) => id === row.id));
}

/** Rows as the messages they hold, without those whose text is gone. */
export async function withTexts(tx: Tx, rows: readonly Delivery[]): Promise<Bundled[]> {
  const effects = await effectsOf(tx, rows);
  return rows.flatMap(({ id, kind, subject }) => {
    const effect = effects.get(id);
    return effect ? [{ id, kind, subject, message: effect.message }] : [];
  });
}
