import { and, desc, eq, gte, lt } from 'drizzle-orm';
import { type Act, newId, type Tx } from '#store/index.ts';
import { tickName } from './mark.ts';
import { dueDone, dueFailure, outage } from './tables.ts';

/** Thirty ticks: a restart, a deployment or a database that moves are no outage. */
const tolerated = { minutes: 5 };
const kept = { hours: 90 * 24 };

/** A time in which no replica ticked. */
export interface Outage {
  readonly beganAt: Temporal.Instant;
  readonly endedAt: Temporal.Instant;
}

/**
 * Writes an outage, ending now, when the last tick of any replica is more than five minutes ago, and returns it. Of
 * several replicas that come back at once, one does.
 */
export async function noteOutage({ tx, now }: Act): Promise<Outage | undefined> {
  const isLate = and(eq(dueDone.name, tickName), lt(dueDone.doneAt, now.subtract(tolerated)));
  // Whoever waited for the one before finds that the tick is not late any more.
  const [last] = await tx.select().from(dueDone).where(isLate).for('update');
  if (!last) return undefined;
  const over = { beganAt: last.doneAt, endedAt: now };
  await tx.insert(outage).values({ id: newId(now), ...over });
  await tx.update(dueDone).set({ doneAt: now }).where(eq(dueDone.name, tickName));
  return over;
}

/** The outages that ended since that moment, the latest first; they are kept for 90 days. */
export async function outagesSince(tx: Tx, since: Temporal.Instant): Promise<Outage[]> {
  return await tx
    .select({ beganAt: outage.beganAt, endedAt: outage.endedAt })
    .from(outage)
    .where(gte(outage.endedAt, since))
    .orderBy(desc(outage.endedAt));
}

/** Forgets outages after 90 days, and failures that were to be tried again then: their rows were ended otherwise. */
export async function forgetSchedule({ tx, now }: Act): Promise<void> {
  const before = now.subtract(kept);
  await tx.delete(outage).where(lt(outage.endedAt, before));
  await tx.delete(dueFailure).where(and(eq(dueFailure.stuck, false), lt(dueFailure.retryAt, before)));
}
