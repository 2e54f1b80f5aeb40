import { type Figure, type Reported, rollUp } from '#results/index.ts';

/** A place that holds the day: where its numbers count. */
export interface Counting {
  readonly id: string;
  /** null: of no hub */
  readonly hubId: string | null;
}

/** A number that somebody gave of one place. */
export interface Report {
  readonly hostingId: string;
  readonly count: number;
  readonly source: string;
  readonly final: boolean;
  /** another row corrects it */
  readonly corrected: boolean;
}

/** From so many to so many: the same where sources agree. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What one hub, or all of them, came to so far. */
export interface Line extends Range {
  readonly sources: readonly string[];
  /** how many places have a number, and how many there are */
  readonly reported: number;
  readonly places: number;
  /** not every place has a final number */
  readonly preliminary: boolean;
  /** more than this was shown before, and the difference is said */
  readonly before: Range | undefined;
}

export interface Tally {
  /** hubs with a number, by id; '' are places of no hub */
  readonly hubs: ReadonlyMap<string, Line>;
  readonly total: Line | undefined;
  /** the highest that was shown of each hub and, under `all`, of everything: given to the next tally */
  readonly peaks: Peaks;
}
export type Peaks = Readonly<Record<string, Range>>;

/**
 * Adds up what places reported, per hub and in all. A hub or total below what was shown before says what that was: numbers
 * do not shrink silently, and what was corrected before anybody saw it leaves no trace.
 */
export function tallyOf(places: readonly Counting[], numbers: readonly Report[], shown: Peaks): Tally {
  const named = Map.groupBy(places, ({ hubId }) => hubId ?? '');
  const hubs = new Map(
    [...named].flatMap(([id, some]): [string, Line][] => {
      const line = lineOf(some, numbers, shown[id]);
      return line ? [[id, line]] : [];
    }),
  );
  const total = lineOf(places, numbers, shown.all);
  const drawn = [...hubs, ...(total ? [['all', total] as const] : [])];
  const peaks = Object.fromEntries(drawn.map(([id, line]) => [id, higher(line, shown[id])]));
  return { hubs, total, peaks: { ...shown, ...peaks } };
}

function lineOf(
  places: readonly Counting[],
  numbers: readonly Report[],
  peak: Range | undefined,
): Line | undefined {
  const ids = new Set(places.map(({ id }) => id));
  const rows = numbers.filter((one) => !one.corrected && ids.has(one.hostingId));
  // What was shown and has no number any more is a shrinking as well.
  if (rows.length === 0 && !peak) return undefined;
  const [sum] = rollUp(rows.map(reported));
  const range = {
    least: both(sum?.final, sum?.preliminary, 'least'),
    most: both(sum?.final, sum?.preliminary, 'most'),
  };
  const heard = new Set(rows.map(({ hostingId }) => hostingId));
  return {
    ...range,
    sources: [...new Set(rows.map(({ source }) => source))],
    reported: heard.size,
    places: places.length,
    preliminary: sum?.preliminary !== undefined || heard.size < places.length,
    before: peak && (range.least < peak.least || range.most < peak.most) ? peak : undefined,
  };
}

// Whatever they call it, everybody counts people: one unit, so that places add up.
const reported = ({ hostingId, count, source, final }: Report): Reported => ({
  ...{ actionId: hostingId, unit: 'people', corrected: false },
  ...{ count, source, final },
});

const both = (a: Figure | undefined, b: Figure | undefined, end: 'least' | 'most') =>
  (a?.[end] ?? 0) + (b?.[end] ?? 0);

const higher = ({ least, most }: Range, peak: Range | undefined): Range => ({
  least: Math.max(least, peak?.least ?? 0),
  most: Math.max(most, peak?.most ?? 0),
});
