import { sql } from 'drizzle-orm';
import type { Tx } from '#store/index.ts';

/**
 * Columns whose words are a platform's, a clock's or Weft's own: they would mean nothing any more with something added.
 * Every other column of text holds what people or a coalition wrote.
 */
const structural = new Set([
  ...[
    'state',
    'kind',
    'role',
    'platform',
    'tenant',
    'external',
    'channel',
    'direct',
    'thread',
    'zone',
    'zone_from',
  ],
  ...[
    'language',
    'key',
    'scope',
    'hash',
    'act',
    'quarter',
    'bands',
    'recipient',
    'occurrence',
    'gate',
    'use',
  ],
  ...[
    'answer',
    'manner',
    'tactic',
    'audience',
    'how',
    'stance',
    'reach',
    'reader',
    'theme',
    'code',
    'event_code',
  ],
  ...[
    'conversation',
    'posted',
    'account',
    'lease_owner',
    'obstacle',
    'name_of',
    'sealed_token',
    'bot',
    'way',
    'risk',
  ],
]);
/** What is jsonb and holds words under these names. */
const spoken = /"(words|shared|title|label|name)": "|"lines": \["/g;

interface Column {
  readonly [name: string]: unknown;
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

async function columnsHere(tx: Tx): Promise<readonly Column[]> {
  const { rows } = await tx.execute<Column & Record<string, unknown>>(sql`
    select c.table_name as table, c.column_name as column, c.data_type as type
    from information_schema.columns c
    where c.table_schema = 'public' and c.data_type in ('text', 'jsonb')
      and exists (select 1 from pg_class where relname = c.table_name and relkind in ('r', 'p') and not relispartition)
      and (c.table_name = 'coalition' or exists (
        select 1 from information_schema.columns o
        where o.table_schema = 'public' and o.table_name = c.table_name and o.column_name = 'coalition_id'))
    order by 1, 2`);
  return rows;
}

/** Adds a canary to everything that a coalition or its people wrote; returns the columns in which there was nothing. */
export async function addCanaries(tx: Tx, coalitionId: string, canary: string): Promise<readonly string[]> {
  const empty: string[] = [];
  for (const { table, column, type } of await columnsHere(tx)) {
    if (structural.has(column) || ['inbox', 'form', 'due_failure'].includes(table)) continue;
    const [name, of] = [
      sql.identifier(column),
      sql.identifier(table === 'coalition' ? 'id' : 'coalition_id'),
    ];
    const added =
      type === 'jsonb'
        ? sql`regexp_replace(${name}::text, ${spoken.source}, ${`\\&${canary} `}, 'g')::jsonb`
        : sql`trim(${name} || ${column === 'link' ? '/' : ' '}::text || ${canary}::text)`;
    const { rows } = await tx.execute(sql`update ${sql.identifier(table)} set ${name} = ${added}
      where ${of} = ${coalitionId} and ${name} is not null and ${added}::text <> ${name}::text returning 1`);
    if (rows.length === 0) empty.push(`${table}.${column}`);
  }
  // A space belongs to a coalition by a row of its own.
  await tx.execute(sql`update space set name = name || ' ' || ${canary}::text
    where id in (select space_id from binding where coalition_id = ${coalitionId})`);
  return empty;
}

/** The rows of a coalition in which some words stand, by table; inbox and forms too. Of these tables only, where some are named. */
export async function rowsWith(
  tx: Tx,
  coalitionId: string,
  words: string,
  of?: ReadonlySet<string>,
): Promise<readonly string[]> {
  if (of?.size === 0) return [];
  const tables = new Set(
    (await columnsHere(tx))
      .map(({ table }) => table)
      .filter((one) => one !== 'coalition' && (of?.has(one) ?? true)),
  );
  if (tables.size === 0) return [];
  const parts = [...tables].map(
    (table) => sql`select ${table}::text as table, t::text as row from ${sql.identifier(table)} t
      where coalition_id = ${coalitionId} and t::text like ${`%${words}%`}`,
  );
  const { rows } = await tx.execute<{ table: string; row: string }>(sql.join(parts, sql` union all `));
  return rows.map(({ table, row }) => `${table}: ${row.slice(0, 300)}`);
}

/** One id of each table in which a coalition has rows, by table; of its people, organisations and hubs three. */
export async function idsOf(tx: Tx, coalitionId: string): Promise<readonly (readonly [string, string])[]> {
  const { rows: tables } = await tx.execute<{ table: string }>(sql`
    select a.table_name as table from information_schema.columns a
    join information_schema.columns b on b.table_name = a.table_name and b.table_schema = 'public'
    where a.table_schema = 'public' and a.column_name = 'id' and a.data_type = 'uuid' and b.column_name = 'coalition_id'
      and exists (select 1 from pg_class where relname = a.table_name and relkind in ('r', 'p') and not relispartition)
    order by 1`);
  const found: (readonly [string, string])[] = [['coalition', coalitionId]];
  for (const { table } of tables) {
    const most = ['person', 'organisation', 'hub'].includes(table) ? 3 : 1;
    const { rows } = await tx.execute<{ id: string }>(
      sql`select id from ${sql.identifier(table)} where coalition_id = ${coalitionId} order by id desc limit ${most}`,
    );
    for (const { id } of rows) found.push([table, id]);
  }
  return found;
}
