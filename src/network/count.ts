import { and, desc, eq, gte, lt, lte } from 'drizzle-orm';
import type { Act, Feature, FigureName, Figures } from '#directory/index.ts';
import { weekStart } from '#time/index.ts';
import { limits } from './limits.ts';
import { before, quarterOf, toldFrom } from './quarters.ts';
import { week } from './tables.ts';
import { middleView, type Said } from './view.ts';

/** What all features together count of a coalition now, and of the last four weeks. */
export async function countFigures(
  act: Act,
  features: readonly Feature[],
  coalitionId: string,
): Promise<Figures> {
  const since = act.now.subtract({ hours: 24 * limits.countedDays });
  let figures: Figures = {};
  for (const feature of features)
    figures = { ...figures, ...(await feature.figures?.(act, { coalitionId, since })) };
  return figures;
}

/**
 * Keeps what is counted now as this week’s row, and what principals said of the last quarter once that is told; and lets go
 * of rows that are too old.
 */
export async function keepWeek(
  act: Act,
  features: readonly Feature[],
  { id: coalitionId, zone }: { readonly id: string; readonly zone: string },
): Promise<void> {
  const figures = await countFigures(act, features, coalitionId);
  const monday = weekStart(act.now, zone);
  const said = await saidOn(act, coalitionId, monday);
  const row = { figures: { ...figures, ...said }, countedAt: act.now };
  await act.tx
    .insert(week)
    .values({ coalitionId, week: monday.toString(), ...row })
    .onConflictDoUpdate({ target: [week.coalitionId, week.week], set: row });
  const oldest = monday.subtract({ days: limits.keptDays }).toString();
  await act.tx.delete(week).where(and(eq(week.coalitionId, coalitionId), lt(week.week, oldest)));
}

/**
 * What is told on a Monday of the quarter before: as the first row since it is told says it. Counted anew, it would say by
 * what changed what somebody answered who has left since.
 */
async function saidOn(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  monday: Temporal.PlainDate,
): Promise<Said | undefined> {
  const quarter = before(quarterOf(monday));
  const from = toldFrom(quarter);
  if (Temporal.PlainDate.compare(monday, from) < 0) return undefined;
  const first = (await weeksBetween(act, coalitionId, from, monday)).at(-1);
  return first ? first.said : await middleView(act, coalitionId, quarter);
}

/** A week as it was counted. */
export interface Week {
  readonly monday: Temporal.PlainDate;
  readonly figures: Figures;
  /** of the quarter before, once that is told and enough answered */
  readonly said: Said | undefined;
}

/** The weeks counted between two Mondays, both included, the newest first. */
export async function weeksBetween(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): Promise<readonly Week[]> {
  const rows = await tx
    .select({ week: week.week, figures: week.figures })
    .from(week)
    .where(
      and(
        eq(week.coalitionId, coalitionId),
        gte(week.week, from.toString()),
        lte(week.week, until.toString()),
      ),
    )
    .orderBy(desc(week.week));
  return rows.map(({ week: monday, figures: { climate, skills, answers, ...figures } }) => ({
    ...{ monday: Temporal.PlainDate.from(monday), figures },
    said:
      climate === undefined || skills === undefined || answers === undefined
        ? undefined
        : { climate, skills, answers },
  }));
}

/** The newest week, and the one trends compare it with: a quarter before, or as old as there is, from four weeks on. */
export async function newestWeeks(
  act: Pick<Act, 'tx' | 'now'>,
  { id, zone }: { readonly id: string; readonly zone: string },
): Promise<{ readonly newest: Week | undefined; readonly before: Week | undefined }> {
  const monday = weekStart(act.now, zone);
  const [newest, ...older] = await weeksBetween(
    act,
    id,
    monday.subtract({ days: 7 * (limits.trendWeeks + 1) }),
    monday,
  );
  if (!newest) return { newest, before: undefined };
  const from = newest.monday.subtract({ days: 7 * limits.trendWeeks });
  const until = newest.monday.subtract({ days: 7 * limits.leastTrendWeeks });
  const before = older.findLast(
    (one) =>
      Temporal.PlainDate.compare(one.monday, from) >= 0 && Temporal.PlainDate.compare(one.monday, until) <= 0,
  );
  return { newest, before };
}

/** Figures of what is so at one moment; all others count what happened in the weeks before. */
export const standing: ReadonlySet<FigureName> = new Set<FigureName>([
  ...(['people', 'reachable', 'organisations', 'signed', 'hubs', 'hubsWithoutSpeaker'] as const),
  ...(['newcomersLeading', 'principals', 'drivers', 'weavers', 'operators'] as const),
  ...([
    'asksOpen',
    'findable',
    'ties',
    'tiesAcross',
    'unconnected',
    'requestsOpen',
    'requestsUnanswered',
    'needsOpen',
  ] as const),
  ...(['organisationsSupported', 'organisationsAsking', 'purposeAgreed', 'daysToCome', 'dayGaps'] as const),
]);
