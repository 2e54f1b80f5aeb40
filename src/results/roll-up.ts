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

/** What several numbers add up to, and from how much that is known. */
export interface Figure {
  readonly count: number;
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
 * Adds up what counts, for each unit in whatever case. What was corrected does not count, and of one action, unit and
 * source neither does a preliminary number beside a final one. In the order of units; that of the rows does not matter.
 */
export function rollUp(rows: readonly Reported[]): readonly Sum[] {
  const units = Map.groupBy(current(rows), ({ unit }) => fold(unit));
  return [...units]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, all]) => ({
      unit: named(all),
      final: figure(all.filter(({ final }) => final)),
      preliminary: figure(all.filter(({ final }) => !final)),
    }));
}

/** The numbers that count. */
export function current<R extends Reported>(rows: readonly R[]): readonly R[] {
  const standing = rows.filter(({ corrected }) => !corrected);
  const settled = new Set(standing.filter(({ final }) => final).map(keyOf));
  return standing.filter((row) => row.final || !settled.has(keyOf(row)));
}

function figure(rows: readonly Reported[]): Figure | undefined {
  if (rows.length === 0) return undefined;
  return {
    count: rows.reduce((sum, { count }) => sum + count, 0),
    sources: rows.length,
    actions: new Set(rows.map(({ actionId }) => actionId)).size,
  };
}

/** A unit as somebody wrote it; of several ways the one that stands last by code, so that “people” comes before “People”. */
function named(rows: readonly Reported[]): string {
  return rows.map(({ unit }) => unit).reduce((a, b) => (a < b ? b : a), '');
}

const fold = (words: string) => words.trim().toLowerCase();

const keyOf = ({ actionId, unit, source }: Reported) => JSON.stringify([actionId, fold(unit), fold(source)]);
