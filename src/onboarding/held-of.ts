import { type SQL, sql } from 'drizzle-orm';
import type { Act, Space } from '#directory/index.ts';

type Held = Readonly<Record<string, number>>;

/** The tables of the database that have all of these columns: also those that somebody adds later. */
async function tablesWith(
  { tx }: Pick<Act, 'tx'>,
  ...columns: readonly string[]
): Promise<readonly string[]> {
  const wanted = sql.join(
    columns.map((name) => sql`${name}`),
    sql`, `,
  );
  const { rows } = await tx.execute<{ name: string }>(sql`
    select c.table_name::text as name from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.column_name in (${wanted})
    group by 1 having count(*) = ${columns.length} order by 1`);
  return rows.map(({ name }) => name);
}

async function countEach(
  { tx }: Pick<Act, 'tx'>,
  names: readonly string[],
  where: SQL,
): Promise<readonly (readonly [string, number])[]> {
  const counted: (readonly [string, number])[] = [];
  for (const name of names) {
    const { rows } = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from ${sql.identifier(name)} where ${where}`,
    );
    const count = rows[0]?.count ?? 0;
    if (count > 0) counted.push([name, count]);
  }
  return counted;
}

/** In how many rows of which tables a space still stands; where Weft is in it still, that and its token do not count. */
export async function heldOfSpace(
  act: Pick<Act, 'tx'>,
  { id, platform, tenant }: Pick<Space, 'id' | 'platform' | 'tenant'>,
  isStillIn: boolean,
): Promise<Held> {
  const named = await tablesWith(act, 'platform', 'tenant');
  const others = named.filter((name) => !isStillIn || !['space', 'installation'].includes(name));
  return Object.fromEntries([
    ...(await countEach(act, await tablesWith(act, 'space_id'), sql`space_id = ${id}`)),
    ...(await countEach(act, others, sql`platform = ${platform} and tenant = ${tenant}`)),
  ]);
}

/** In how many rows of which tables a coalition still stands. */
export async function heldOfCoalition(act: Pick<Act, 'tx'>, id: string): Promise<Held> {
  return Object.fromEntries([
    ...(await countEach(act, await tablesWith(act, 'coalition_id'), sql`coalition_id = ${id}`)),
    ...(await countEach(act, ['coalition'], sql`id = ${id}`)),
  ]);
}

/** Better an error, which takes all of it back and is tried again, than a promise that is not kept. */
export function refuseHeld(held: Held): void {
  const names = Object.keys(held);
  if (names.length > 0) throw new Error(`something is still kept of what left: ${names.join(', ')}`);
}
