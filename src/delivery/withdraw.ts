import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { Act, Kind } from './kind.ts';
import { delivery } from './tables.ts';

/** Cancels what is still to be told about a subject, of these kinds or of all; how many rows that were. */
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
    inArray(delivery.state, ['due', 'bundled']),
  ];
  const rows = await act.tx
    .update(delivery)
    .set({ state: 'cancelled', code: 'withdrawn', endedAt: act.now })
    .where(and(...which))
    .returning({ id: delivery.id });
  return rows.length;
}
