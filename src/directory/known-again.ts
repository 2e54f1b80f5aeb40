import { createHmac, randomBytes } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import type { Act } from './context.ts';
import * as tables from './tables.ts';

/**
 * The key of a coalition's hashes, made at the first call. Hashes hold for somebody who left and came back, and name
 * nobody. Whoever has the whole database has the key too: it keeps the rows from being read, not from being tested.
 */
export async function keyOf(act: Pick<Act, 'tx'>, coalitionId: string): Promise<string> {
  await act.tx
    .insert(tables.coalitionKey)
    .values({ coalitionId, key: randomBytes(32).toString('base64url') })
    .onConflictDoNothing();
  const [row] = await act.tx
    .select()
    .from(tables.coalitionKey)
    .where(eq(tables.coalitionKey.coalitionId, coalitionId));
  if (!row) throw new Error('a coalition has no key for its hashes');
  return row.key;
}

/** An account as it is known again, whatever row it has. */
export const identity = (platform: PlatformName, external: string): string => `${platform}:${external}`;

/** Every way in which people can be known again: by their row, and by each account on a platform. */
export async function identitiesOf(
  act: Pick<Act, 'tx'>,
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
    known.set(personId, set.add(identity(platform, external)));
  }
  return new Map([...known].map(([id, set]) => [id, [...set]]));
}

/** HMAC-SHA-256 of some identities together, whatever their order. Base64url. */
export const hashOf = (key: string, ...identities: readonly string[]): string =>
  createHmac('sha256', key).update(identities.toSorted().join('\n')).digest('base64url');
