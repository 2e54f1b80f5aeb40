import type { Act, FigureName, Figures } from '#directory/index.ts';
import { standing, type Week, weeksBetween } from './count.ts';
import { limits } from './limits.ts';
import { firstDay, lastDay, type Quarter } from './quarters.ts';

/** What a quarter came to: sums of what happened, and at its end how many there were. */
export interface QuarterFigures {
  readonly quarter: Quarter;
  readonly figures: Figures;
  /** how many weeks were counted: twelve of thirteen in a whole quarter, since each row counts four */
  readonly weeks: number;
}

/** The figures of a quarter from what was counted in its weeks; undefined where none was. Nothing is counted twice. */
export async function quarterFigures(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  quarter: Quarter,
): Promise<QuarterFigures | undefined> {
  // What is counted on a Monday happened before it.
  const rows = await weeksBetween(act, coalitionId, firstDay(quarter), lastDay(quarter).add({ days: 1 }));
  const windows = apart(rows).filter(
    ({ monday }) =>
      Temporal.PlainDate.compare(monday.subtract({ days: limits.countedDays }), firstDay(quarter)) >= 0,
  );
  const [last] = windows;
  if (!last) return undefined;
  const names = Object.keys(last.figures) as FigureName[];
  const figures = Object.fromEntries(
    names.map((name) => [name, standing.has(name) ? last.figures[name] : sumOf(windows, name)]),
  );
  return { quarter, figures, weeks: (windows.length * limits.countedDays) / 7 };
}

/** Weeks of which none counts a day that another one counted: the newest, and then each four weeks before the last. */
function apart(rows: readonly Week[]): readonly Week[] {
  const windows: Week[] = [];
  for (const row of rows) {
    const last = windows.at(-1);
    const until = last?.monday.subtract({ days: limits.countedDays });
    if (!until || Temporal.PlainDate.compare(row.monday, until) <= 0) windows.push(row);
  }
  return windows;
}

const sumOf = (windows: readonly Week[], name: FigureName) =>
  windows.reduce((sum, { figures }) => sum + (figures[name] ?? 0), 0);
