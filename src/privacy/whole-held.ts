import { and, eq, isNotNull, ne, sql } from 'drizzle-orm';
import { deliveryTables } from '#delivery/index.ts';
import type { Act, Organisation } from '#directory/index.ts';

/** In how many rows something of an organisation still stands: of every table that can refer to one, also of later ones. */
export async function heldOfOrganisation(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Organisation, 'id' | 'coalitionId'>,
): Promise<number> {
  const { rows } = await tx.execute<{ table: string; column: string }>(sql`
    select c.table_name::text as "table", c.column_name::text as "column" from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
      and (c.column_name like '%organisation_id' or (c.table_name = 'organisation' and c.column_name = 'id'))`);
  let count = 0;
  for (const { table, column } of rows) {
    const found = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from ${sql.identifier(table)} where ${sql.identifier(column)} = ${id}`,
    );
    count += found.rows[0]?.count ?? 0;
  }
  const { delivery } = deliveryTables;
  const isAbout = and(eq(delivery.coalitionId, coalitionId), eq(delivery.subject, id));
  // What is under way keeps its text until it is known whether it arrived.
  return (
    count +
    (await tx.$count(delivery, and(isAbout, isNotNull(delivery.effect), ne(delivery.state, 'sending'))))
  );
}
