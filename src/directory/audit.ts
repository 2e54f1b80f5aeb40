import { newId } from '#store/index.ts';
import type { Act } from './context.ts';
import * as tables from './tables.ts';

/** Writes down who did what, in the transaction that did it; `detail` holds codes and ids, never a person's words. */
export async function writeAudit(
  act: Act,
  entry: {
    coalitionId: string;
    personId?: string | undefined;
    act: string;
    subject?: string;
    detail?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  await act.tx.insert(tables.audit).values({ id: newId(act.now), at: act.now, ...entry });
}
