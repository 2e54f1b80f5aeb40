import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Act, Kind } from './kind.ts';
import { delivery } from './tables.ts';
import { withdraw } from './withdraw.ts';

/**
 * Asks anew, of everything that waits for a person, whether it is still wanted, and withdraws what is not: what they
 * agreed to has changed. How many rows that were.
 */
export async function withdrawUnwanted(
  act: Act,
  { id, coalitionId }: { readonly id: string; readonly coalitionId: string },
  kinds: readonly Kind[],
): Promise<number> {
  const waiting = await act.tx
    .select()
    .from(delivery)
    .where(
      and(
        eq(delivery.coalitionId, coalitionId),
        eq(delivery.personId, id),
        inArray(delivery.state, ['due', 'bundled', 'sending']),
        isNull(delivery.endedAt),
      ),
    );
  const unwanted: string[] = [];
  for (const row of waiting) {
    const kind = kinds.find(({ name }) => name === row.kind);
    if (!kind?.wanted || (await kind.wanted(act, row))) continue;
    unwanted.push(row.id);
  }
  return await withdraw(act, { ids: unwanted });
}
