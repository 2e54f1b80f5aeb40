import { createHash } from 'node:crypto';
import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import { type Act, hashOf, identitiesOf, keepBlock, keyOf, type Person, tables } from '#directory/index.ts';
import { keptBlock } from './tables.ts';

const { account, block, organisation, person } = tables;

/**
 * Remembers whom somebody who leaves had blocked, and who had blocked them, as keyed hashes of their accounts: should
 * they come back, the block does as well.
 */
export async function rememberBlocks(act: Act, { id, coalitionId }: Person): Promise<void> {
  const rows = await act.tx
    .select()
    .from(block)
    .where(
      and(eq(block.coalitionId, coalitionId), or(eq(block.personId, id), eq(block.blockedPersonId, id))),
    );
  if (rows.length === 0) return;
  const key = await keyOf(act, coalitionId);
  const of = await accountsOf(
    act,
    coalitionId,
    rows.flatMap((row) => [row.personId, row.blockedPersonId ?? []].flat()),
  );
  const kept = rows.flatMap(({ personId, blockedPersonId, blockedOrganisationId }) =>
    blockedPersonId === null
      ? of(personId).map((by) => hashed(key, 'blocks', by, `organisation:${blockedOrganisationId}`))
      : pairsOf(key, of(personId), of(blockedPersonId)),
  );
  if (kept.length === 0) return;
  await act.tx
    .insert(keptBlock)
    .values([...new Set(kept)].map((hash) => ({ coalitionId, hash })))
    .onConflictDoNothing();
}

/**
 * Makes blocks again of what was remembered of an account that is somebody’s now, with everyone who is here; from then
 * on they are blocks like any other, and remembered no longer.
 */
export async function renewBlocks(
  act: Act,
  joined: Pick<Person, 'id' | 'coalitionId'>,
  own: string,
): Promise<void> {
  const { tx } = act;
  const { coalitionId } = joined;
  const here = eq(keptBlock.coalitionId, coalitionId);
  if ((await tx.$count(keptBlock, here)) === 0) return;
  const key = await keyOf(act, coalitionId);
  const found = await tx
    .select()
    .from(keptBlock)
    .where(and(here, inArray(sql`split_part(${keptBlock.hash}, '.', 1)`, [...ways.map(finding(key, own))])));
  if (found.length === 0) return;
  // Two who come back at once do not miss each other.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${coalitionId} kept blocks`}, 0))`);
  const hashes = found.map(({ hash }) => hash);
  const gone: string[] = [];

  for (const way of ways) {
    const others = await tx
      .selectDistinct({ id: account.personId })
      .from(account)
      .innerJoin(person, eq(person.id, account.personId))
      .where(
        and(
          eq(account.coalitionId, coalitionId),
          isNull(person.leftAt),
          isHashed(key, way, own, sql`${account.platform} || ':' || ${account.external}`, hashes),
        ),
      );
    const ids = others.map(({ id }) => id).filter((id) => id !== joined.id);
    const of = await accountsOf(act, coalitionId, ids);
    for (const id of ids) {
      const [by, whom] = way === 'blocks' ? [joined.id, id] : [id, joined.id];
      await keepBlock(act, { id: by, coalitionId }, { personId: whom });
      gone.push(...(way === 'blocks' ? pairsOf(key, [own], of(id)) : pairsOf(key, of(id), [own])));
    }
  }
  const organisations = await tx
    .select({ id: organisation.id })
    .from(organisation)
    .where(
      and(
        eq(organisation.coalitionId, coalitionId),
        isHashed(key, 'blocks', own, sql`'organisation:' || ${organisation.id}`, hashes),
      ),
    );
  for (const { id } of organisations) {
    await keepBlock(act, joined, { organisationId: id });
    gone.push(hashed(key, 'blocks', own, `organisation:${id}`));
  }
  if (gone.length > 0) await tx.delete(keptBlock).where(and(here, inArray(keptBlock.hash, gone)));
}

const ways = ['blocks', 'is blocked by'] as const;
type Way = (typeof ways)[number];

/** A block between two who are known by these accounts: found again by whichever of the two comes back last. */
const pairsOf = (key: string, by: readonly string[], whom: readonly string[]): readonly string[] =>
  by.flatMap((one) =>
    whom.flatMap((other) => [hashed(key, 'blocks', one, other), hashed(key, 'is blocked by', other, one)]),
  );

/**
 * Two hashes: by the first an account finds what is kept of it, of the second the database tries who it is. Of the pair
 * alone, every join would have to try everybody.
 */
const hashed = (key: string, way: Way, own: string, other: string): string =>
  `${finding(key, own)(way)}.${createHash('sha256')
    .update(`${trying(key, own, way)} ${other}`)
    .digest('hex')}`;

const finding = (key: string, own: string) => (way: Way) => hashOf(key, `${own} ${way}`);
const trying = (key: string, own: string, way: Way) => hashOf(key, `${own} ${way} whom`);

/** SQL condition: what `hashed` makes of this is among these. */
function isHashed(key: string, way: Way, own: string, other: SQL, hashes: readonly string[]): SQL {
  const [first, secret] = [`${finding(key, own)(way)}.`, `${trying(key, own, way)} `];
  const tried = sql`${first}::text || encode(sha256(convert_to(${secret}::text || ${other}, 'UTF8')), 'hex')`;
  return inArray(tried, [...hashes]);
}

/** The accounts of people, as these are known again. */
async function accountsOf(
  act: Act,
  coalitionId: string,
  ids: readonly string[],
): Promise<(id: string) => readonly string[]> {
  const known = await identitiesOf(act, coalitionId, ids);
  return (id) => (known.get(id) ?? []).filter((one) => one !== id);
}
