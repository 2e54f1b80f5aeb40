import { sql } from 'drizzle-orm';
import type { Metrics } from '#metrics/index.ts';
import type { Db, Tx } from '#store/index.ts';

/** One row as whoever has the database sees it: what it holds, where it lies, and which transactions wrote it. */
export interface Row {
  readonly table: string;
  readonly columns: Readonly<Record<string, unknown>>;
  /** all columns, as one text */
  readonly text: string;
  /** page and line (ctid), as one number that sorts */
  readonly place: number;
  readonly xmin: number;
  readonly xmax: number;
}

/** Every row of every table; of partitioned tables the partitions. */
export async function dump(db: Tx): Promise<readonly Row[]> {
  const { rows: names } = await db.execute<{ name: string }>(
    sql`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`,
  );
  const rows: Row[] = [];
  for (const { name } of names) {
    const found = await db.execute<{ place: string; xmin: string; xmax: string; text: string }>(
      sql`select ctid::text as place, xmin::text, xmax::text, row_to_json(t)::text as text from ${sql.identifier(name)} t`,
    );
    for (const { place, xmin, xmax, text } of found.rows) {
      const [page = 0, line = 0] = place.slice(1, -1).split(',').map(Number);
      const columns = JSON.parse(text) as Record<string, unknown>;
      const where = { place: page * 10_000 + line, xmin: Number(xmin), xmax: Number(xmax) };
      rows.push({ table: name, columns, text, ...where });
    }
  }
  return rows;
}

/** Lines of a log, or of anything else that lies in an order, as rows. */
export function asRows(table: string, lines: readonly string[]): readonly Row[] {
  return lines.map((text, place) => ({ table, columns: { text }, text, place, xmin: 0, xmax: 0 }));
}

/** The rows that are new, or were written anew, since that dump. */
export function since(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  const key = ({ table, place, xmin, text }: Row) => `${table} ${place} ${xmin} ${text}`;
  const known = new Set(before.map(key));
  return after.filter((row) => !known.has(key(row)));
}

/** Every row, every line of the log and every figure. */
export async function everything(
  db: Db,
  lines: readonly string[],
  metrics: Metrics,
): Promise<readonly Row[]> {
  const { text } = await metrics.scrape();
  return [...(await dump(db)), ...asRows('log', lines), ...asRows('metrics', text.split('\n'))];
}
