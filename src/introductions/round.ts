import { and, eq, lte, sql } from 'drizzle-orm';
import { tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { daysAfter, daysBefore, limits } from './limits.ts';
import { forgetPairs } from './past.ts';
import { refreshQueue } from './queue.ts';
import { round, turn } from './tables.ts';

/** Every coalition has a round from its beginning, whoever began it. */
export const beginDue: Due = {
  name: 'intro.begin',
  table: tables.coalition,
  id: tables.coalition.id,
  dueAt: tables.coalition.createdAt,
  coalitionId: tables.coalition.id,
  where: sql`not exists (select 1 from ${round} where ${round.coalitionId} = ${tables.coalition.id})`,
  async carryOut(act, coalitionId) {
    // `weeklyAt` was of a message that the digest replaced: a release that still runs beside this one reads it.
    const row = { coalitionId, weeklyAt: daysAfter(act.now, 365 * 100), dailyAt: act.now };
    await act.tx.insert(round).values(row).onConflictDoNothing();
  },
};

/** Every day: the queue is made anew, and what has ended is forgotten. */
export const dailyDue: Due = {
  name: 'intro.daily',
  table: round,
  id: round.coalitionId,
  dueAt: round.dailyAt,
  coalitionId: round.coalitionId,
  async carryOut(act, coalitionId) {
    await refreshQueue(act, coalitionId);
    await forgetPairs(act, coalitionId);
    const old = daysBefore(act.now, limits.monthDays + 1);
    await act.tx.delete(turn).where(and(eq(turn.coalitionId, coalitionId), lte(turn.day, old)));
    await act.tx
      .update(round)
      .set({ dailyAt: act.now.add({ hours: 24 }) })
      .where(eq(round.coalitionId, coalitionId));
  },
};
