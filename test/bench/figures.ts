/** Figures of one run: medians, and a plain table of what was compared. */

/** One line of the table. `ratio` against `goal` decides whether it is met; without a goal it is only told. */
export interface Line {
  readonly what: string;
  readonly weft: string;
  readonly baseline: string;
  readonly ratio?: number;
  readonly goal?: { readonly most: number } | { readonly least: number };
  /** how the ratio reads: × unless given */
  readonly unit?: string;
}

/** The value below which this share of the sorted list lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;
export const perSecond = (value: number): string => `${value.toFixed(0)}/s`;
export const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MB`;

/** Whether a line's goal is met, and by how much it is missed. */
export function verdict({ ratio, goal }: Line): string {
  if (!goal) return '';
  if (ratio === undefined || Number.isNaN(ratio)) return 'not measured';
  const bound = 'most' in goal ? goal.most : goal.least;
  const met = 'most' in goal ? ratio <= bound : ratio >= bound;
  if (met) return 'met';
  return bound === 0 ? 'missed' : `missed by ${Math.abs((ratio / bound - 1) * 100).toFixed(0)} %`;
}

/** The lines as a table in plain text. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map((line) => {
    const { what, weft, baseline, ratio, goal, unit = '×' } = line;
    const bound = goal && ('most' in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`);
    const told = ratio === undefined ? '' : `${Number.isInteger(ratio) ? ratio : ratio.toFixed(2)} ${unit}`;
    return [what, weft, baseline, told, bound ? `${bound} ${unit}` : '', verdict(line)];
  });
  const all = [['what', 'Weft', 'baseline', 'ratio', 'goal', ''], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...all.map((row) => [...(row[column] ?? '')].length)),
  );
  const pad = (row: readonly string[]) =>
    row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)).join('  ');
  return all.map((row) => pad(row).trimEnd()).join('\n');
}
