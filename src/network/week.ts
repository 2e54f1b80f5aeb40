import { and, eq, lt, sql } from 'drizzle-orm';
import { type Feature, tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { localDate, nextLocal } from '#time/index.ts';
import { keepWeek } from './count.ts';
import { limits } from './limits.ts';
import { keyOf, quarterOf } from './quarters.ts';
import { setStages } from './standings.ts';
import { round, view } from './tables.ts';

/** Mondays before anybody is up: the digests of the day can read it. */
const when = { weekday: 1, hour: 4 } as const;

/** Every coalition is counted weekly from its beginning. */
export const beginDue: Due = {
  name: 'network.begin',
  table: tables.coalition,
  id: tables.coalition.id,
  dueAt: tables.coalition.createdAt,
  coalitionId: tables.coalition.id,
  where: sql`not exists (select 1 from ${round} where ${round.coalitionId} = ${tables.coalition.id})`,
  async carryOut({ tx, now }, coalitionId) {
    const [coalition] = await tx
      .select({ zone: tables.coalition.zone })
      .from(tables.coalition)
      .where(eq(tables.coalition.id, coalitionId));
    const nextAt = nextLocal({ after: now, zone: coalition?.zone ?? 'UTC', ...when });
    await tx.insert(round).values({ coalitionId, nextAt }).onConflictDoNothing();
  },
};

/** Counts the week and sets the stages of organisations; after an outage once, for the week it is then. */
export const weeklyDue = (features: () => readonly Feature[]): Due => ({
  name: 'network.weekly',
  table: round,
  id: round.coalitionId,
  dueAt: round.nextAt,
  coalitionId: round.coalitionId,
  async carryOut(act, coalitionId) {
    const [coalition] = await act.tx
      .select()
      .from(tables.coalition)
      .where(eq(tables.coalition.id, coalitionId));
    if (!coalition) return;
    const { zone } = coalition;
    const nextAt = nextLocal({ after: act.now, zone, ...when });
    await act.tx.update(round).set({ nextAt }).where(eq(round.coalitionId, coalitionId));
    await keepWeek(act, features(), coalition);
    await setStages(act, features(), coalitionId);
    const oldest = keyOf(quarterOf(localDate(act.now, zone).subtract({ days: limits.keptDays })));
    await act.tx.delete(view).where(and(eq(view.coalitionId, coalitionId), lt(view.quarter, oldest)));
  },
});
