import { and, asc, eq, getTableName, gt, isNotNull, type SQL, sql } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';
import type { Log } from '#chat/index.ts';
import { changeSealed, deliveryTables, mayHoldSealed } from '#delivery/index.ts';
import { type Feature, tables, tokenCell } from '#directory/index.ts';
import { openText, openToken, resealed, type Store, sealText, textIn } from '#store/index.ts';
import { columnsOf } from './columns.ts';
import { keptBy } from './kept.ts';

/** So many rows are gone through by one statement, and others have their turn between two. */
const most = 1_000;

/** What became of what is sealed: how much was written anew, and how much no secret here opens. */
export interface Resealed {
  readonly anew: number;
  readonly unreadable: number;
}

/**
 * Seals anew, under the first secret, whatever stands in the database in clear or under an older one. Undefined
 * where another process is at it. A row that changes meanwhile is left as it is: whoever changed it sealed it.
 */
export async function resealAll(
  store: Store,
  features: readonly Feature[],
  log: Log,
  stopped: AbortSignal = new AbortController().signal,
): Promise<Resealed | undefined> {
  const count = { anew: 0, unreadable: 0 };
  const isMine = await store.ifFree('reseal', async () => {
    const at = { db: store.db, count, stopped };
    for (const [table, column] of sealedColumns(features))
      await resealColumn(at, table, column, column.columnType === 'PgJsonb' ? whole : itself);
    await resealTokens(at);
    const { broadcast, delivery } = deliveryTables;
    await resealColumn(at, delivery, delivery.effect, changeSealed, mayHoldSealed(delivery.effect));
    await resealColumn(at, broadcast, broadcast.message, changeSealed, mayHoldSealed(broadcast.message));
  });
  if (count.anew > 0) log.info('sealed anew', { count: count.anew });
  if (count.unreadable > 0) log.warn('sealed under a secret that is not here', { count: count.unreadable });
  return isMine ? count : undefined;
}

/** The columns that are sealed text by text, or whole where they are JSON, as what is kept of people has them. */
export function sealedColumns(features: readonly Feature[]): readonly (readonly [PgTable, PgColumn])[] {
  const found = new Map<PgColumn, PgTable>();
  for (const { table, sealed = [] } of keptBy(features))
    for (const { key, column } of columnsOf(table)) if (sealed.includes(key)) found.set(column, table);
  return [...found].map(([column, table]) => [table, column]);
}

interface At {
  readonly db: Store['db'];
  readonly count: { anew: number; unreadable: number };
  readonly stopped: AbortSignal;
}

/** What a cell keeps with its sealed texts changed; undefined where none was. */
type Change = (kept: never, change: (text: string) => string | undefined) => unknown;

const itself: Change = (kept, change) => change(kept);
const whole: Change = (kept, change) => {
  const sealed = change(textIn(kept));
  return sealed === undefined ? undefined : { sealed };
};

/** Row by row in their order. Of those that `mayHold` leaves out only the name is read: they are most. */
async function resealColumn(
  { db, count, stopped }: At,
  table: PgTable,
  column: PgColumn,
  change: Change,
  mayHold: SQL = sql`true`,
): Promise<void> {
  const id = nameIn(table);
  const name = `${getTableName(table)}.${column.name}`;
  const key = columnsOf(table).find((one) => one.column === column)?.key ?? '';
  for (let after: string | undefined; !stopped.aborted; ) {
    const rows = await db
      .select({ row: id, kept: sql`case when ${mayHold} then ${column} end`.mapWith(column) })
      .from(table)
      .where(and(isNotNull(column), after === undefined ? undefined : gt(id, after)))
      .orderBy(asc(id))
      .limit(most);
    for (const { row, kept } of rows) {
      if (kept === null || stopped.aborted) continue;
      const fresh = change(kept as never, (text) => {
        const anew = resealed({ column: name, row }, text);
        if (anew !== undefined) count.anew += 1;
        else if (openText({ column: name, row }, text) === undefined) count.unreadable += 1;
        return anew;
      });
      if (fresh === undefined) continue;
      const isIt = and(eq(id, row), eq(column, kept));
      await db
        .update(table)
        .set({ [key]: fresh })
        .where(isIt);
    }
    if (rows.length < most) return;
    after = rows.at(-1)?.row;
  }
}

/** What names a row in its cells: its id, or the columns of its key with a space between them. */
function nameIn(table: PgTable): SQL<string> {
  const id = columnsOf(table).find(({ key }) => key === 'id')?.column;
  const columns = id ? [id] : getTableConfig(table).primaryKeys[0]?.columns;
  if (!columns) throw new Error(`${getTableName(table)} is sealed, and nothing names its rows`);
  return sql<string>`${sql.join(columns, sql` || ' ' || `)}`;
}

/** Those from before there was a vault have no mark. */
async function resealTokens({ db, count }: At): Promise<void> {
  const { installation } = tables;
  for (const { platform, tenant, sealedToken } of await db.select().from(installation)) {
    const cell = tokenCell(platform, tenant);
    const isOlder = openText(cell, sealedToken) === sealedToken;
    const token = openToken(cell, sealedToken);
    if (token === undefined) count.unreadable += 1;
    const fresh = token !== undefined && isOlder ? sealText(cell, token) : resealed(cell, sealedToken);
    if (token === undefined || fresh === undefined) continue;
    count.anew += 1;
    const isIt = and(eq(installation.platform, platform), eq(installation.tenant, tenant));
    await db
      .update(installation)
      .set({ sealedToken: fresh })
      .where(and(isIt, eq(installation.sealedToken, sealedToken)));
  }
}
