import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import type { Act, Kind } from './kind.ts';
import { delivery } from './tables.ts';

/**
 * Cancels what is still to be told about a subject, of these kinds or of all, a mass send as a whole in one statement;
 * how many rows that were. What is under way may still arrive, and goes out no second time.
 */
export async function withdraw(
  act: Act,
  { subject, kinds, personId }: { subject: string; kinds?: readonly Kind[]; personId?: string },
): Promise<number> {
  const which: (SQL | undefined)[] = [
    eq(delivery.subject, subject),
    kinds &&
      inArray(
        delivery.kind,
        kinds.map((kind) => kind.name),
      ),
    personId === undefined ? undefined : eq(delivery.personId, personId),
  ];
  await act.tx
    .update(delivery)
    .set({ withdrawnAt: act.now })
    .where(and(...which, eq(delivery.state, 'sending')));
  const rows = await act.tx
    .update(delivery)
    .set({ state: 'cancelled', code: 'withdrawn', endedAt: act.now })
    // What was taken into a bundle that left has arrived with it.
    .where(and(...which, inArray(delivery.state, ['due', 'bundled']), isNull(delivery.endedAt)))
    .returning({ id: delivery.id });
  return rows.length;
}
