import { sql } from 'drizzle-orm';
import { type Act, isListed, tables } from '#directory/index.ts';

/** How many listed organisations there are, and how many of them signed the purpose. */
export async function countOrganisations(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId }: { readonly coalitionId: string },
) {
  const { rows } = await tx.execute<Record<'organisations' | 'signed', number>>(sql`
    select count(*)::int as organisations, count(signed_at)::int as signed
    from ${tables.organisation} where coalition_id = ${coalitionId} and ${isListed}`);
  const [{ organisations, signed } = { organisations: 0, signed: 0 }] = rows;
  return { organisations, signed };
}
