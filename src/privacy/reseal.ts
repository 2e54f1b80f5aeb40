import { and, asc, eq, getTableName, gt, isNotNull, ne, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Log } from '#chat/index.ts';
import { changeSealed, deliveryTables } from '#delivery/index.ts';
import { type Feature, tables, tokenCell } from '#directory/index.ts';
import { type Cell, openText, openToken, resealed, type Store, sealText } from '#store/index.ts';
import { columnsOf } from './columns.ts';
import { keptBy } from './kept.ts';

const most = 200;

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
    for (const [table, column] of sealedColumns(features)) await resealColumn(at, table, column);
    await resealTokens(at);
    await resealDeliveries(at);
    await resealSends(at);
  });
  if (count.anew > 0) log.info('sealed anew', { count: count.anew });
  if (count.unreadable > 0) log.warn('sealed under a secret that is not here', { count: count.unreadable });
  return isMine ? count : undefined;
}

/** The columns that are sealed text by text, as what is kept of people has them. */
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

async function resealColumn(at: At, table: PgTable, column: PgColumn): Promise<void> {
  const id = columnsOf(table).find(({ key }) => key === 'id')?.column;
  const key = columnsOf(table).find((one) => one.column === column)?.key;
  if (!id || !key) throw new Error(`${getTableName(table)} is sealed and has no id`);
  const name = `${getTableName(table)}.${column.name}`;
  await inBatches(
    at,
    (after) =>
      at.db
        .select({ id: sql<string>`${id}`, kept: sql<string>`${column}` })
        .from(table)
        .where(and(ne(column, ''), after === undefined ? undefined : gt(id, after)))
        .orderBy(asc(id))
        .limit(most),
    async ({ id: row, kept }) => {
      const fresh = freshOf(at, { column: name, row }, kept);
      if (fresh === undefined) return;
      await at.db
        .update(table)
        .set({ [key]: fresh })
        .where(and(eq(id, row), eq(column, kept)));
    },
  );
}

/** Those from before there was a vault have no mark. */
async function resealTokens(at: At): Promise<void> {
  const { installation } = tables;
  for (const { platform, tenant, sealedToken } of await at.db.select().from(installation)) {
    const cell = tokenCell(platform, tenant);
    const isOlder = openText(cell, sealedToken) === sealedToken;
    const token = openToken(cell, sealedToken);
    if (token === undefined) at.count.unreadable += 1;
    const fresh = token !== undefined && isOlder ? sealText(cell, token) : resealed(cell, sealedToken);
    if (token === undefined || fresh === undefined) continue;
    at.count.anew += 1;
    const isIt = and(eq(installation.platform, platform), eq(installation.tenant, tenant));
    await at.db
      .update(installation)
      .set({ sealedToken: fresh })
      .where(and(isIt, eq(installation.sealedToken, sealedToken)));
  }
}

const mayBeSealed = (json: PgColumn) => and(isNotNull(json), sql`${json}::text ~ '"kind": "(secret|file)"'`);

async function resealDeliveries(at: At): Promise<void> {
  const { delivery } = deliveryTables;
  await inBatches(
    at,
    (after) =>
      at.db
        .select({ id: delivery.id, kept: delivery.effect })
        .from(delivery)
        .where(and(mayBeSealed(delivery.effect), after === undefined ? undefined : gt(delivery.id, after)))
        .orderBy(asc(delivery.id))
        .limit(most),
    async ({ id: row, kept }) => {
      const fresh = kept && changeSealed(kept, (one) => freshOf(at, { column: 'delivery.effect', row }, one));
      if (!fresh) return;
      await at.db
        .update(delivery)
        .set({ effect: fresh })
        .where(and(eq(delivery.id, row), eq(delivery.effect, kept)));
    },
  );
}

async function resealSends(at: At): Promise<void> {
  const { broadcast } = deliveryTables;
  await inBatches(
    at,
    (after) =>
      at.db
        .select({ id: broadcast.id, kept: broadcast.message })
        .from(broadcast)
        .where(and(mayBeSealed(broadcast.message), after === undefined ? undefined : gt(broadcast.id, after)))
        .orderBy(asc(broadcast.id))
        .limit(most),
    async ({ id: row, kept }) => {
      const fresh =
        kept && changeSealed(kept, (one) => freshOf(at, { column: 'broadcast.message', row }, one));
      if (!fresh) return;
      await at.db
        .update(broadcast)
        .set({ message: fresh })
        .where(and(eq(broadcast.id, row), eq(broadcast.message, kept)));
    },
  );
}

function freshOf({ count }: At, cell: Cell, kept: string): string | undefined {
  const fresh = resealed(cell, kept);
  if (fresh !== undefined) count.anew += 1;
  else if (openText(cell, kept) === undefined) count.unreadable += 1;
  return fresh;
}

async function inBatches<Row extends { readonly id: string }>(
  { stopped }: At,
  read: (after: string | undefined) => PromiseLike<readonly Row[]>,
  change: (row: Row) => Promise<void>,
): Promise<void> {
  for (let after: string | undefined; !stopped.aborted; ) {
    const rows = await read(after);
    for (const row of rows) await change(row);
    after = rows.at(-1)?.id;
    if (rows.length < most) return;
  }
}
