import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { type Act, type CoalitionSince, type Figures, tables } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { type Day, isOver } from './find.ts';
import { type DayGaps, gaps, holdingOf } from './held.ts';
import { limits } from './limits.ts';
import { day, hosting } from './tables.ts';

/** So far ahead a day is looked at: its first reminder goes out then. */
export const aheadDays = 28;

/** A day that is near, with how many hold it and what nobody covers. */
export interface Near {
  readonly day: Day;
  readonly held: number;
  readonly gaps: DayGaps;
}

/** The planned days of the next four weeks that are not over, the next one first. */
export async function daysAhead(act: Pick<Act, 'tx' | 'now'>, coalitionId: string): Promise<readonly Near[]> {
  const days = await daysBetween(act, coalitionId, act.now, ['planned']);
  const near: Near[] = [];
  // Each by what it shows of itself: of days, unlike of people, there are few.
  for (const one of days.filter((each) => !isOver(each, act.now))) {
    const holding = await holdingOf(act, one);
    const held = holding.places.filter(({ state }) => state === 'hosting').length;
    near.push({ day: one, held, gaps: gaps(holding) });
  }
  return near;
}

/**
 * Days that were since then or are to come within four weeks, those of them that a hub or a listed organisation held; and of
 * those to come, what nobody covers, as the digest tells it.
 */
export async function countDays(
  act: Pick<Act, 'tx' | 'now'>,
  { coalitionId, since }: CoalitionSince,
): Promise<Figures> {
  const days = await daysBetween(act, coalitionId, since, ['planned', 'over']);
  const near = await daysAhead(act, coalitionId);
  return {
    days: days.length,
    daysHosted: days.filter(({ isHeld }) => isHeld).length,
    daysToCome: near.length,
    dayGaps: near.reduce((sum, one) => sum + gapsIn(one), 0),
  };
}

/** How many hubs, places and roles of a day nobody covers, and how many places nobody leads. */
export const gapsIn = ({ gaps: { hubs, places, roles, leaderless } }: Near): number =>
  hubs.length + places.length + roles.length + leaderless.length;

async function daysBetween(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
  since: Temporal.Instant,
  states: readonly Day['state'][],
) {
  const date = (at: Temporal.Instant) => at.toZonedDateTimeISO('UTC').toPlainDate().toString();
  const rows = await tx
    .select({
      day,
      isHeld: sql<boolean>`exists (select 1 from ${hosting} h
        left join ${tables.organisation} o on o.id = h.organisation_id
        where h.day_id = ${day}.id and h.state = 'hosting' and (h.organisation_id is null or o.listed))`,
    })
    .from(day)
    .where(
      and(
        eq(day.coalitionId, coalitionId),
        isShown(day.id),
        inArray(day.state, [...states]),
        // However long it lasts, one that is not over began later than this.
        sql`${day.firstDay} >= ${date(since.subtract({ hours: 24 * (limits.days + 1) }))}::date`,
        sql`${day.lastDay} >= ${date(since.subtract({ hours: 24 }))}::date`,
        sql`${day.firstDay} <= ${date(now.add({ hours: 24 * aheadDays }))}::date`,
      ),
    )
    .orderBy(asc(day.firstDay), asc(day.fromMinute), asc(day.id));
  return rows.map((row) => ({ ...row.day, isHeld: row.isHeld }));
}
