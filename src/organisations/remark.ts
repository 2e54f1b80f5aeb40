import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type JoinedContext, type Remark, tables } from '#directory/index.ts';
import { words } from './words.ts';

/** For operators: organisations that nobody can speak for. */
export async function remarkOrganisations(context: JoinedContext): Promise<readonly Remark[]> {
  const { organisation } = tables;
  const rows = await context.tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, context.coalition.id),
        isNull(organisation.leftAt),
        sql`not exists (select 1 from ${tables.representative} r join ${tables.person} p on p.id = r.person_id where r.organisation_id = ${organisation.id} and p.left_at is null and p.suspended_at is null)`,
      ),
    )
    .orderBy(asc(sql`lower(${organisation.name})`));
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
