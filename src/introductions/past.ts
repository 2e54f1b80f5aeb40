import { and, eq, gt, lte } from 'drizzle-orm';
import { type Act, hashOf, identitiesOf, keyOf } from '#directory/index.ts';
import { daysAfter, limits } from './limits.ts';
import { pastPair } from './tables.ts';

/**
 * Remembers for twelve weeks that two were offered to each other, as a keyed hash of who they are, so that it holds for
 * somebody who left and came back.
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

/** The hashes of two people, one for each two ways in which they can be known again. */
function hashes(key: string, a: readonly string[], b: readonly string[]): readonly string[] {
  return a.flatMap((one) => b.map((other) => hashOf(key, one, other)));
}
