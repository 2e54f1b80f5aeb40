import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Metrics } from '#metrics/index.ts';
import type { Db, Tx } from '#store/index.ts';
import { opened } from './opened.ts';

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

/**
 * The folder with PostgreSQL's own pg_dump, pg_restore and createdb for the server of this run, or why there is none: the
 * npm package of the usual run has the server alone.
 */
export const tools: { readonly folder: string } | { readonly missing: string } = findTools();

function findTools(): typeof tools {
  const folder = process.env.TEST_POSTGRES_BIN;
  if (process.env.TEST_STORE === 'pglite') return { missing: 'the embedded database is a folder' };
  if (folder === undefined || !existsSync(join(folder, 'pg_dump')))
    return { missing: 'no pg_dump beside this server: run "npm test postgres-15"' };
  return { folder };
}

/** The end of a test's name: why it is skipped where there are no tools. */
export const whySkipped = 'missing' in tools ? ` (skipped: ${tools.missing})` : '';

/** Everything a database holds, in the plain format of pg_dump: what whoever has a backup can read. */
export function pgDump(url: string): string {
  if ('missing' in tools) throw new Error(tools.missing);
  const args = ['--format=plain', url];
  return execFileSync(join(tools.folder, 'pg_dump'), args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
}

/** Commands of a section of docs/operations.md, as an operator copies them. */
export function documented(section: string): string {
  const all = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const part = all.split(/^## /m).find((one) => one.startsWith(`${section}\n`)) ?? '';
  const commands = /^ *```sh\n(.*?)^ *```$/ms.exec(part)?.[1];
  if (commands === undefined) throw new Error(`docs/operations.md has no commands under "${section}"`);
  return commands;
}

/** Runs commands in a folder, as on a machine of the server's, and fails where one of them does. */
export function runCommands(commands: string, given: { readonly cwd: string; readonly url: string }): void {
  if ('missing' in tools) throw new Error(tools.missing);
  const { searchParams, username, hostname, port } = new URL(given.url);
  const env = {
    PATH: `${tools.folder}:${process.env.PATH}`,
    DATABASE_URL: given.url,
    PGHOST: searchParams.get('host') ?? hostname,
    PGUSER: username,
    ...(port !== '' && { PGPORT: port }),
  };
  execFileSync('sh', ['-e', '-c', commands], { cwd: given.cwd, env, stdio: 'pipe' });
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
  return [...opened(await dump(db)), ...asRows('log', lines), ...asRows('metrics', text.split('\n'))];
}
