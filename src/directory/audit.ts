import { lt } from 'drizzle-orm';
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

/** Deletes what is kept no longer: audit rows after one year, codes a week after they ended. */
export async function forgetOldRows({ tx, now }: Act): Promise<void> {
  await tx.delete(tables.audit).where(lt(tables.audit.at, now.subtract({ hours: 365 * 24 })));
  await tx.delete(tables.code).where(lt(tables.code.expiresAt, now.subtract({ hours: 7 * 24 })));
}
