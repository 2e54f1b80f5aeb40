import { and, eq, is, or, SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { type Act, type Kept, tables, type Whose } from '#directory/index.ts';
import { columnsOf } from './columns.ts';

/**
 * Deletes what is kept of somebody, or empties it where it stays for others; `keep`: what they published stays, without
 * a name. Runs after every feature has ended what they leave behind; `whose` was read before that (`whoseRows`).
 */
export async function eraseKept(
  { tx }: Pick<Act, 'tx'>,
  whose: Whose,
  how: { readonly kept: readonly Kept[]; readonly keep: boolean },
): Promise<void> {
  for (const one of how.kept) {
    const which = one.of(whose);
    if (which === undefined) continue;
    const goes = one.deleted === 'gone' || (one.deleted === 'gone or nameless' && !how.keep);
    if (goes) await tx.delete(one.table).where(which);
    else {
      const said = emptied(one, whose);
      if (Object.keys(said).length > 0) await tx.update(one.table).set(said).where(which);
    }
  }
}

/** SQL condition: rows in which something of somebody still stands; undefined where the entry has none. */
export function stillHeld(one: Kept, whose: Whose): SQL | undefined {
  const which = one.of(whose);
  if (which === undefined || one.deleted === 'gone') return which;
  const left = columnsOf(one.table).flatMap(({ key, column }) => {
    const value = one.nameless?.[key];
    if (value !== undefined) return sql`${column} is distinct from ${valueFor(column, value)}`;
    return one.nameless === undefined && mayBeEmptied(one, key) ? eq(column, whose.id) : [];
  });
  return left.length === 0 ? undefined : and(which, or(...left));
}

function emptied(one: Kept, whose: Whose): Readonly<Record<string, unknown>> {
  if (one.nameless !== undefined) return one.nameless;
  // A row may name several people: only this one is not named any more.
  return Object.fromEntries(
    columnsOf(one.table)
      .filter(({ key }) => mayBeEmptied(one, key))
      .map(({ key, column }) => [key, sql`nullif(${column}, ${whose.id}::uuid)`]),
  );
}

/** Whether a column names a person and may be empty. */
function mayBeEmptied({ table }: Kept, wanted: string): boolean {
  return columnsOf(table).some(
    ({ key, column, refersTo }) => key === wanted && refersTo === tables.person && !column.notNull,
  );
}

const valueFor = (column: PgColumn, value: unknown) => (is(value, SQL) ? value : sql.param(value, column));
