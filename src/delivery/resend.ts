import { and, eq } from 'drizzle-orm';
import { notify } from '#store/index.ts';
import { effectsOf } from './effects.ts';
import type { Act } from './kind.ts';
import { delivery } from './tables.ts';

/** Sends an uncertain effect again, because an operator says so; false when it is not uncertain or its text is gone. */
export async function resend(act: Act, id: string): Promise<boolean> {
  const inAnHour = act.now.add({ hours: 1 });
  const [row] = await act.tx
    .select()
    .from(delivery)
    .where(and(eq(delivery.id, id), eq(delivery.state, 'uncertain')))
    .for('update');
  if (!row || !(await effectsOf(act.tx, [row])).has(id)) return false;
  const expiresAt = Temporal.Instant.compare(row.expiresAt, inAnHour) < 0 ? inAnHour : row.expiresAt;
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
