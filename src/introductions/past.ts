import { createHmac, randomBytes } from 'node:crypto';
import { and, eq, gt, inArray, lte } from 'drizzle-orm';
import { type Act, tables } from '#directory/index.ts';
import { daysAfter, limits } from './limits.ts';
import { pairKey, pastPair } from './tables.ts';

/**
 * Remembers for twelve weeks that two were offered to each other, and forgets what has ended. Kept is an HMAC-SHA-256 of
 * their accounts under a random key of the coalition, so that it holds for somebody who left and came back, and names
 * nobody. Whoever has the whole database has the key too: it keeps the rows from being read, not from being tested.
 */
export async function rememberPair(act: Act, coalitionId: string, a: string, b: string): Promise<void> {
  const endsAt = daysAfter(act.now, limits.againDays);
  const [key, known] = [await keyOf(act, coalitionId), await identitiesOf(act, coalitionId, [a, b])];
  const rows = hashes(key, known.get(a) ?? [a], known.get(b) ?? [b]).map((hash) => ({
    coalitionId,
    hash,
    endsAt,
  }));
  await act.tx
    .insert(pastPair)
    .values(rows)
    .onConflictDoUpdate({ target: [pastPair.coalitionId, pastPair.hash], set: { endsAt } });
}

/** A test for pairs of these people: were they offered to each other within twelve weeks? */
export async function pastPairs(
  act: Act,
  coalitionId: string,
  ids?: readonly string[],
): Promise<(a: string, b: string) => boolean> {
  const rows = await act.tx
    .select({ hash: pastPair.hash })
    .from(pastPair)
    .where(and(eq(pastPair.coalitionId, coalitionId), gt(pastPair.endsAt, act.now)));
  if (rows.length === 0) return () => false;
  const past = new Set(rows.map((row) => row.hash));
  const [key, known] = [await keyOf(act, coalitionId), await identitiesOf(act, coalitionId, ids)];
  return (a, b) => hashes(key, known.get(a) ?? [a], known.get(b) ?? [b]).some((hash) => past.has(hash));
}

/** Forgets the pairs of a coalition whose window has ended. */
export async function forgetPairs(act: Act, coalitionId: string): Promise<void> {
  await act.tx
    .delete(pastPair)
    .where(and(eq(pastPair.coalitionId, coalitionId), lte(pastPair.endsAt, act.now)));
}

async function keyOf(act: Act, coalitionId: string): Promise<string> {
  await act.tx
    .insert(pairKey)
    .values({ coalitionId, key: randomBytes(32).toString('base64url') })
    .onConflictDoNothing();
  const [row] = await act.tx.select().from(pairKey).where(eq(pairKey.coalitionId, coalitionId));
  if (!row) throw new Error('a coalition has no key for its pairs');
  return row.key;
}

/** Every way in which a person can be known again: by their row, and by each account on a platform. */
async function identitiesOf(
  act: Act,
  coalitionId: string,
  ids?: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { account } = tables;
  const rows = await act.tx
    .select({ personId: account.personId, platform: account.platform, external: account.external })
    .from(account)
    .where(and(eq(account.coalitionId, coalitionId), ids && inArray(account.personId, [...ids])));
  const known = new Map<string, Set<string>>();
  for (const { personId, platform, external } of rows) {
    const set = known.get(personId) ?? new Set([personId]);
    known.set(personId, set.add(`${platform}:${external}`));
  }
  return new Map([...known].map(([id, set]) => [id, [...set]]));
}

function hashes(key: string, a: readonly string[], b: readonly string[]): readonly string[] {
  return a.flatMap((one) =>
    b.map((other) => createHmac('sha256', key).update([one, other].sort().join('\n')).digest('base64url')),
  );
}
