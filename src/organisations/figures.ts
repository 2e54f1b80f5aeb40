import { sql } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';

/** How many listed organisations there are, and how many of them signed the purpose. */
export async function countOrganisations(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId }: { readonly coalitionId: string },
) {
  const { rows } = await tx.execute<Record<'organisations' | 'signed', number>>(sql`
    select count(*)::int as organisations, count(o.signed_at)::int as signed
    from ${tables.organisation} o where o.coalition_id = ${coalitionId} and o.left_at is null and o.listed`);
  const [{ organisations, signed } = { organisations: 0, signed: 0 }] = rows;
  return { organisations, signed };
}
