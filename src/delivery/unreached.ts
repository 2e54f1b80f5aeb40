import { and, asc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import type { Bundled } from './bundle.ts';
import type { Delivery } from './kind.ts';
import { delivery } from './tables.ts';

/** Why a message has no way to its person, so that it waits in their home instead. */
const noWay = ['closed', 'not asked', 'no account'];

/** What could not reach a person since that moment and whose text is still kept, oldest first. */
export async function unreachedFor(tx: Tx, personId: string, since: Temporal.Instant): Promise<Bundled[]> {
  const rows = await tx
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.personId, personId),
        eq(delivery.state, 'refused'),
        inArray(delivery.code, noWay),
        gte(delivery.endedAt, since),
        isNotNull(delivery.effect),
      ),
    )
    .orderBy(asc(delivery.position));
  return rows.flatMap(({ id, kind, subject, effect }) =>
    effect ? [{ id, kind, subject, message: effect.message }] : [],
  );
}

/** One row by its id. */
export async function deliveryOf(tx: Tx, id: string): Promise<Delivery | undefined> {
  const [row] = await tx.select().from(delivery).where(eq(delivery.id, id));
  return row;
}
