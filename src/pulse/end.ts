import { and, eq, ne } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import type { KeyStore } from './keys.ts';
import { dropPartition } from './partition.ts';
import { pulse } from './tables.ts';

/** What is sealed of a coalition goes when it ends: no other table leads there. Its keys go first, without which nobody opens it. */
export const endPulses =
  (keys: KeyStore) =>
  async (act: Act, coalitionId: string): Promise<void> => {
    const rows = await act.tx
      .select({ id: pulse.id })
      .from(pulse)
      .where(and(eq(pulse.coalitionId, coalitionId), ne(pulse.state, 'closed')));
    for (const { id } of rows) {
      await keys.destroy(id);
      await dropPartition(act, id);
    }
  };
