import { and, asc, desc, eq, gte, inArray, isNotNull, or } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';
import { type Bundled, withTexts } from './bundle.ts';
import type { Delivery, DeliveryState, Kind } from './kind.ts';
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
      ),
    )
    .orderBy(asc(delivery.position));
  return await withTexts(tx, rows);
}

/** One row by its id. */
export async function deliveryOf(tx: Tx, id: string): Promise<Delivery | undefined> {
  const [row] = await tx.select().from(delivery).where(eq(delivery.id, id));
  return row;
}

/** Those of some rows that stand somewhere, or will: they arrived, wait or are going out. */
export const standingOf = (tx: Tx, ids: readonly string[]) => idsIn(tx, ids, ['due', 'sending', 'sent']);

/** Those of some rows that arrived somewhere, or may have. */
export const arrivedOf = (tx: Tx, ids: readonly string[]) => idsIn(tx, ids, ['sending', 'sent', 'uncertain']);

async function idsIn(
  tx: Tx,
  ids: readonly string[],
  states: readonly DeliveryState[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(and(inArray(delivery.id, [...ids]), inArray(delivery.state, [...states])));
  return new Set(rows.map(({ id }) => id));
}

/** Whom something about a subject may have reached: it arrived, alone or in a bundle, or nobody knows. */
export async function reachedBy(tx: Tx, kind: Kind, subject: string): Promise<ReadonlySet<string>> {
  const rows = await tx
    .select({ personId: delivery.personId })
    .from(delivery)
    .where(
      and(
        eq(delivery.subject, subject),
        eq(delivery.kind, kind.name),
        or(
          inArray(delivery.state, ['sent', 'uncertain']),
          and(eq(delivery.state, 'bundled'), isNotNull(delivery.endedAt)),
        ),
      ),
    );
  return new Set(rows.flatMap(({ personId }) => personId ?? []));
}

/** The id of what arrived at a person about a subject, of one kind; undefined when nothing did. */
export async function arrivedAt(
  tx: Tx,
  { kind, subject, personId }: { kind: Kind; subject: string; personId: string },
): Promise<string | undefined> {
  const [row] = await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(
      and(
        eq(delivery.subject, subject),
        eq(delivery.kind, kind.name),
        eq(delivery.personId, personId),
        eq(delivery.state, 'sent'),
      ),
    )
    .orderBy(desc(delivery.position))
    .limit(1);
  return row?.id;
}
