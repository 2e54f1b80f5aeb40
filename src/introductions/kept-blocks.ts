import { and, eq, or } from 'drizzle-orm';
import { type Act, hashOf, identitiesOf, keyOf, type Person, tables } from '#directory/index.ts';
import { hashes } from './past.ts';
import { keptBlock } from './tables.ts';

/** Somebody, as a kept block may know them: by id, and by the organisation they are in. */
interface Party {
  readonly id: string;
  readonly organisationId: string | null;
}

/**
 * Remembers whom somebody who leaves had blocked, and who had blocked them, as keyed hashes of who both are: should they
 * come back, the two are still not brought together.
 */
export async function rememberBlocks(act: Act, { id, coalitionId }: Person): Promise<void> {
  const { block } = tables;
  const rows = await act.tx
    .select()
    .from(block)
    .where(
      and(eq(block.coalitionId, coalitionId), or(eq(block.personId, id), eq(block.blockedPersonId, id))),
    );
  if (rows.length === 0) return;
  const key = await keyOf(act, coalitionId);
  const people = rows.flatMap((row) => [row.personId, row.blockedPersonId ?? []].flat());
  const known = await identitiesOf(act, coalitionId, people);
  const of = (one: string) => known.get(one) ?? [one];
  const kept = rows.flatMap(({ personId, blockedPersonId, blockedOrganisationId }) =>
    blockedPersonId === null
      ? hashes(key, of(personId), [organisation(blockedOrganisationId)])
      : hashes(key, of(personId), of(blockedPersonId)),
  );
  await act.tx
    .insert(keptBlock)
    .values([...new Set(kept)].map((hash) => ({ coalitionId, hash })))
    .onConflictDoNothing();
}

/** A test for pairs of people: did one of them block the other, before either left and came back? */
export async function keptBlocks(
  act: Act,
  coalitionId: string,
  ids?: readonly string[],
): Promise<(a: Party, b: Party) => boolean> {
  const rows = await act.tx.select().from(keptBlock).where(eq(keptBlock.coalitionId, coalitionId));
  if (rows.length === 0) return () => false;
  const kept = new Set(rows.map(({ hash }) => hash));
  const key = await keyOf(act, coalitionId);
  const known = await identitiesOf(act, coalitionId, ids);
  const of = ({ id }: Party) => known.get(id) ?? [id];
  const avoids = (a: Party, b: Party) =>
    of(a).some((one) => kept.has(hashOf(key, one, organisation(b.organisationId))));
  return (a, b) => hashes(key, of(a), of(b)).some((hash) => kept.has(hash)) || avoids(a, b) || avoids(b, a);
}

const organisation = (id: string | null) => `organisation:${id ?? 'none'}`;
