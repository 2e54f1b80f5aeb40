import { getTableColumns } from 'drizzle-orm';
import { getTableConfig, type PgColumn, type PgTable } from 'drizzle-orm/pg-core';

/** A column by its name in code, and what it refers to, if anything. */
export interface Column {
  readonly key: string;
  readonly column: PgColumn;
  readonly refersTo: PgTable | undefined;
}

/** The columns of a table, in its order. */
export function columnsOf(table: PgTable): readonly Column[] {
  const references = getTableConfig(table).foreignKeys.map((key) => key.reference());
  return Object.entries(getTableColumns(table)).map(([key, column]) => ({
    ...{ key, column },
    refersTo: references.find(({ columns: [first] }) => first === column)?.foreignTable,
  }));
}
