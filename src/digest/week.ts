import { and, eq, gt, sql } from 'drizzle-orm';
import { type Act, isSomewhere, tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { nextLocal } from '#time/index.ts';
import { askDigest } from './ask.ts';
import { first, type Plan } from './plan.ts';
import { latest } from './send.ts';
import { digest, plan } from './tables.ts';

/** Every coalition has the digests of its operators and weavers from its beginning. */
export const beginDue: Due = {
  name: 'digest.begin',
  table: tables.coalition,
  id: tables.coalition.id,
  dueAt: tables.coalition.createdAt,
  coalitionId: tables.coalition.id,
  where: sql`not exists (select 1 from ${plan} where ${plan.coalitionId} = ${tables.coalition.id})`,
  async carryOut({ tx, now }, coalitionId) {
    const [coalition] = await tx
      .select({ zone: tables.coalition.zone })
      .from(tables.coalition)
      .where(eq(tables.coalition.id, coalitionId));
    const zone = coalition?.zone ?? 'UTC';
    const nextAt = nextLocal({ after: now, zone, ...first });
    const rows = (['operator', 'weaver'] as const).map((reader) => ({ id: newId(now), coalitionId, reader }));
    await tx
      .insert(plan)
      .values(rows.map((row) => ({ ...row, ...first, zone, nextAt })))
      .onConflictDoNothing();
  },
};

/** Whoever read one so lately needs no other. */
const lately = { hours: 24 };

/** Sends the week’s digest; one that an outage made three days late is skipped, and one after another of the day before. */
export const weeklyDue: Due = {
  name: 'digest.weekly',
  table: plan,
  id: plan.id,
  dueAt: plan.nextAt,
  coalitionId: plan.coalitionId,
  where: isSomewhere(plan.coalitionId),
  async carryOut(act, id) {
    const [one] = await act.tx.select().from(plan).where(eq(plan.id, id));
    if (!one?.nextAt) return;
    const { zone, weekday, hour, nextAt } = one;
    const next = nextLocal({ after: act.now, zone, weekday, hour });
    await act.tx.update(plan).set({ nextAt: next }).where(eq(plan.id, id));
    const isLate = Temporal.Instant.compare(nextAt.add(latest), act.now) <= 0;
    // It is written in a turn of its own, as one that somebody asked for.
    if (!isLate && !(await wasSent(act, one)))
      await askDigest(act, { coalitionId: one.coalitionId, reader: one.reader, sendsAt: act.now });
  },
};

async function wasSent({ tx, now }: Act, { coalitionId, reader }: Plan): Promise<boolean> {
  const isSent = and(eq(digest.state, 'sent'), gt(digest.madeAt, now.subtract(lately)));
  const isTheirs = and(eq(digest.coalitionId, coalitionId), eq(digest.reader, reader));
  return (await tx.$count(digest, and(isTheirs, isSent))) > 0;
}
