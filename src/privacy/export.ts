import { and, eq, getTableName, inArray } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { chatWords, type Phrase } from '#chat/index.ts';
import { type Act, type Kept, openNames, tables, type Whose } from '#directory/index.ts';
import { openText } from '#store/index.ts';
import { type Column, columnsOf } from './columns.ts';

/** What is kept of somebody in one table: its rows by column, as JSON; what they refer to is told by its name. */
export interface Exported {
  readonly what: Phrase;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

type Row = Readonly<Record<string, unknown>>;

/** What the export reads of an entry. */
type Read = Omit<Kept, 'why' | 'seenBy' | 'until' | 'deleted' | 'nameless'>;

/** Under which a row has its id, which the export does not tell. */
const rowId = '(id)';

/** What is called by a name in what somebody refers to. */
const nameKeys = ['name', 'title', 'number'];

/** Everything that is kept of somebody and is theirs to read; tables without a row of theirs are left out. */
export async function exportKept(
  act: Pick<Act, 'tx'>,
  whose: Whose,
  kept: readonly Read[],
): Promise<readonly Exported[]> {
  const all: Exported[] = [];
  for (const one of kept) {
    const which = one.of(whose);
    const columns = columnsOf(one.table).filter(
      ({ key }) => one.columns.includes(key) && !one.withheld?.includes(key),
    );
    if (which === undefined || columns.length === 0) continue;
    const found = (await rowsOf(act, one.table, columns, which)).map((row) => opened(one, row));
    const names = await namesIn(act, whose, one, columns, found);
    const rows = found
      .map((row) => Object.fromEntries(columns.flatMap((column) => told(column, row[column.key], names))))
      .filter((row) => Object.keys(row).length > 0);
    if (rows.length > 0) all.push({ what: one.what, rows });
  }
  return all;
}

async function rowsOf(
  { tx }: Pick<Act, 'tx'>,
  table: PgTable,
  columns: readonly Column[],
  which: NonNullable<ReturnType<Kept['of']>>,
): Promise<readonly Row[]> {
  const wanted: Record<string, PgColumn> = {};
  for (const { key, column } of columns) wanted[key] = column;
  const id = columnsOf(table).find(({ key }) => key === 'id')?.column;
  if (id) wanted[rowId] = id;
  const order = columns.find(({ column }) => column.dataType === 'custom')?.column ?? columns[0]?.column;
  const rows = tx.select(wanted).from(table).where(which);
  return order === undefined ? await rows : await rows.orderBy(order);
}

/** What is sealed in a row, in clear: the export is the person's. */
function opened({ table, sealed = [] }: Read, row: Row): Row {
  const open = sealed.flatMap((key): [string, unknown][] => {
    const column = columnsOf(table).find((one) => one.key === key)?.column;
    const kept = row[key];
    if (column === undefined || typeof kept !== 'string') return [];
    const cell = { column: `${getTableName(table)}.${column.name}`, row: String(row[rowId]) };
    return [[key, openText(cell, kept) ?? chatWords.en.unreadable]];
  });
  return { ...row, ...Object.fromEntries(open) };
}

/** The names of what rows refer to, by id: of people those that everybody may read, or that this person was told. */
async function namesIn(
  act: Pick<Act, 'tx'>,
  whose: Whose,
  { named: open = [] }: Read,
  columns: readonly Column[],
  rows: readonly Row[],
): Promise<ReadonlyMap<unknown, unknown>> {
  const names = new Map<unknown, unknown>();
  for (const { key, refersTo } of columns) {
    if (refersTo === undefined) continue;
    const ids = [...new Set(rows.map((row) => row[key]))].filter((id) => typeof id === 'string');
    if (ids.length === 0) continue;
    if (refersTo === tables.person && !open.includes(key)) {
      for (const [id, name] of await openNames(act, whose.coalitionId, ids)) names.set(id, name);
      continue;
    }
    const named = columnsOf(refersTo);
    const by = (wanted: string) => named.find((one) => one.key === wanted)?.column;
    const [id, name] = [by('id'), nameKeys.map(by).find((column) => column !== undefined)];
    if (id === undefined || name === undefined) continue;
    const coalition = by('coalitionId');
    const found = await act.tx
      .select({ id, name })
      .from(refersTo)
      .where(and(inArray(id, ids), coalition && eq(coalition, whose.coalitionId)));
    for (const row of found) names.set(row.id, row.name);
  }
  names.delete(whose.id);
  return names;
}

/** One column of a row as it is told: under its name, or not at all. Ids say nothing to anybody. */
function told(
  { key, column, refersTo }: Column,
  value: unknown,
  names: ReadonlyMap<unknown, unknown>,
): readonly [string, unknown][] {
  if (value === null || value === undefined || value === '') return [];
  if (refersTo !== undefined) {
    const name = names.get(value);
    // Of a pair, only the other one has a name here.
    const called = key === 'firstId' || key === 'secondId' ? 'with' : key.replace(/Id$/, '');
    return name === undefined ? [] : [[called, name]];
  }
  if (column.columnType === 'PgUUID' || value instanceof Uint8Array) return [];
  return [[key, value instanceof Temporal.Instant ? value.toString() : value]];
}
