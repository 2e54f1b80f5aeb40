import { and, eq } from 'drizzle-orm';
import { notify } from '#store/index.ts';
import { effectsOf } from './effects.ts';
import type { Act } from './kind.ts';
import { delivery } from './tables.ts';

/** Sends an uncertain effect again, because an operator says so; false when it is not uncertain or its text is gone. */
export async function resend(act: Act, id: string): Promise<boolean> {
  // Longer than a night, or a press in the evening would send nothing.
  const later = act.now.add({ hours: 12 });
  const [row] = await act.tx
    .select()
    .from(delivery)
    .where(and(eq(delivery.id, id), eq(delivery.state, 'uncertain')))
    .for('update');
  if (!row || row.withdrawnAt !== null || !(await effectsOf(act.tx, [row])).has(id)) return false;
  const expiresAt = Temporal.Instant.compare(row.expiresAt, later) < 0 ? later : row.expiresAt;
  await act.tx
    .update(delivery)
    .set({
      state: 'due',
      code: 'resent',
      gate: null,
      endedAt: null,
      attempts: 0,
      readBacks: 0,
      dueAt: act.now,
      expiresAt,
    })
    .where(eq(delivery.id, id));
  await notify(act.tx, 'delivery');
  return true;
}
