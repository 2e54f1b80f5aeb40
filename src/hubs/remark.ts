import { and, asc, sql } from 'drizzle-orm';
import { type JoinedContext, type Remark, tables } from '#directory/index.ts';
import { isOpenHere } from './which.ts';
import { words } from './words.ts';

/** For operators: hubs that nobody can speak for. */
export async function remarkHubs(context: JoinedContext): Promise<readonly Remark[]> {
  const { hub } = tables;
  const rows = await context.tx
    .select({ name: hub.name })
    .from(hub)
    .where(
      and(
        isOpenHere(context.coalition.id),
        sql`not exists (select 1 from ${tables.representative} r join ${tables.person} p on p.id = r.person_id where r.hub_id = ${hub.id} and p.left_at is null and p.suspended_at is null)`,
      ),
    )
    .orderBy(asc(sql`lower(${hub.name})`));
  if (rows.length === 0) return [];
  return [
    {
      text: words[context.language].unrepresented(
        rows.length,
        rows.slice(0, 5).map((row) => row.name),
      ),
    },
  ];
}
