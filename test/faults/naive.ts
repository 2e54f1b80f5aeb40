import { randomUUID } from 'node:crypto';
import { and, asc, eq, lte } from 'drizzle-orm';
import type { Address, Attempt, Platform } from '#chat/index.ts';
import type { Delivery } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { type Feature, tables } from '#directory/index.ts';
import { keyStore } from '#pulse/index.ts';
import type { Due } from '#schedule/index.ts';
import type { Db, Store } from '#store/index.ts';
import type { Clock } from '#time/index.ts';

/** A close of a pulse that looks right: its keys go in the transaction that counts. Killed in between, nothing can be counted. */
export const hasty = 'destroy, then count';

/** Two ways to deliver that look right, of which, killed in between, the first sends twice and the second loses; and a close. */
export const strategies = ['send, then mark', 'mark, then send', hasty] as const;
export type Strategy = (typeof strategies)[number];

/** Carries out the oldest due row in the way of the strategy; false when there is none. */
export async function carryNaively(
  { store: { db }, clock, platform }: { store: Store; clock: Clock; platform: Platform },
  strategy: Strategy,
): Promise<boolean> {
  const now = clock.now();
  const [row] = await db
    .select()
    .from(delivery)
    .where(and(eq(delivery.state, 'due'), lte(delivery.dueAt, now)))
    .orderBy(asc(delivery.position))
    .limit(1);
  if (!row) return false;
  const attempt = await prepare(db, row);
  const mark = () =>
    db
      .update(delivery)
      .set({ state: attempt ? 'sent' : 'cancelled', endedAt: now })
      .where(eq(delivery.id, row.id));
  if (strategy === 'mark, then send') await mark();
  if (attempt) await platform.perform(attempt);
  if (strategy === 'send, then mark') await mark();
  return true;
}

/** The same features; the close of a pulse destroys its keys before what was counted is committed. */
export function hastyClose(features: readonly Feature[], keys: string): readonly Feature[] {
  return features.map((feature) => ({
    ...feature,
    ...(feature.dues && {
      dues: feature.dues.map((due): Due => {
        if (due.name !== 'pulse.close') return due;
        return {
          ...due,
          async carryOut(act, id) {
            await due.carryOut(act, id);
            await keyStore(keys).destroy(id);
          },
        };
      }),
    }),
  }));
}

/** Where it goes: a person's first account, a channel. Edits are left out. */
async function prepare(db: Db, { effect, ...row }: Delivery): Promise<Attempt | undefined> {
  const { account, space } = tables;
  const [theirs] = await db
    .select({ tenant: space.tenant, account: account.external })
    .from(account)
    .innerJoin(space, eq(space.id, account.spaceId))
    .where(eq(account.personId, row.personId ?? row.id))
    .orderBy(asc(account.addedAt), asc(account.external));
  const [where] = await db
    .select({ tenant: space.tenant })
    .from(space)
    .where(eq(space.id, row.spaceId ?? row.id));
  const address: Address | undefined = theirs
    ? { kind: 'person', reach: 'direct', ...theirs }
    : where && { kind: 'channel', tenant: where.tenant, channel: row.channel ?? '' };
  if (!address || !effect || effect.kind === 'edit') return undefined;
  // Nobody who delivers like this has thought of a nonce.
  return { key: randomUUID(), address, effect, attempt: 0 };
}
