import { type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import * as tables from './tables.ts';

/** SQL condition: Weft was not taken out of every space of this coalition: nothing is begun where nobody could hear of it. */
export function isSomewhere(coalitionId: PgColumn): SQL {
  const { binding, space } = tables;
  return sql`coalesce((select bool_or(s.gone_at is null) from ${binding} b
    join ${space} s on s.id = b.space_id where b.coalition_id = ${coalitionId}), true)`;
}
