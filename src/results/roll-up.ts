/** One number of one action, as it was reported. */
export interface Reported {
  readonly actionId: string;
  readonly count: number;
  readonly unit: string;
  readonly source: string;
  readonly final: boolean;
  /** another row corrects it */
  readonly corrected: boolean;
}

/** What several numbers come to, and from how much that is known: a range where sources of one action differ. */
export interface Figure {
  readonly least: number;
  readonly most: number;
  /** how many numbers went into it, each from a source of its own */
  readonly sources: number;
  readonly actions: number;
}

/** What one unit adds up to: final and preliminary numbers apart, and no figure of both. */
export interface Sum {
  readonly unit: string;
  readonly final: Figure | undefined;
  readonly preliminary: Figure | undefined;
}

/**
 * Adds up what counts, for each unit in whatever case. Sources of one action count the same people, so that they make a
 * range, and only ranges of several actions are added. What was corrected does not count, and of an action that has a
 * final number neither does a preliminary one. In the order of units; that of the rows does not matter.
 */
export function rollUp(rows: readonly Reported[]): readonly Sum[] {
  const standing = rows.filter(({ corrected }) => !corrected);
  const units = Map.groupBy(standing, unitOf);
  return [...units]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, all]) => {
      const actions = [...Map.groupBy(all, ({ actionId }) => actionId).values()].map(settled);
      return {
        unit: named(actions.flat()),
        final: figure(actions.filter(isFinal)),
        preliminary: figure(actions.filter((some) => !isFinal(some))),
      };
    });
}

/** What a number counts, the same in whatever case it was written. */
export const unitOf = ({ unit }: Reported): string => unit.trim().toLowerCase();

/** Of the numbers of one action those that count: the final ones, or all while none is. */
function settled(rows: readonly Reported[]): readonly Reported[] {
  const final = rows.filter((row) => row.final);
  return final.length > 0 ? final : rows;
}

const isFinal = (settledRows: readonly Reported[]) => settledRows.some(({ final }) => final);

/** What several actions came to, each by its numbers of one unit. */
function figure(actions: readonly (readonly Reported[])[]): Figure | undefined {
  if (actions.length === 0) return undefined;
  const added = (end: (...counts: number[]) => number) =>
    actions.reduce((sum, rows) => sum + end(...rows.map(({ count }) => count)), 0);
  return {
    least: added(Math.min),
    most: added(Math.max),
    sources: actions.flat().length,
    actions: actions.length,
  };
}

/** A unit as somebody wrote it; of several ways the one that stands last by code, so that “people” comes before “People”. */
function named(rows: readonly Reported[]): string {
  return rows.map(({ unit }) => unit).reduce((a, b) => (a < b ? b : a), '');
}
