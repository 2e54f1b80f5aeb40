import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import {
  type Address,
  type Attempt,
  type Block,
  type Platform,
  type PlatformName,
  withBlocks,
} from '#chat/index.ts';
import { isDatabaseDown } from '#store/index.ts';
import type { Shop } from './delivery.ts';
import { placeOfEdit } from './edit.ts';
import { end, putBack, stumble } from './end.ts';
import type { Act, Delivery, Kind } from './kind.ts';
import { enter } from './pace.ts';
import { delivery } from './tables.ts';
import { mostUrgent } from './urgent.ts';

/** What claiming one row led to: nothing left to do with it now, or one call to a platform under a lease. */
export type Work =
  | { readonly kind: 'settled' }
  | {
      readonly kind: 'attempt';
      readonly verb: 'perform' | 'readBack';
      readonly row: Delivery;
      readonly owner: string;
      readonly platform: Platform;
      readonly attempt: Attempt;
    };

const settled: Work = { kind: 'settled' };
const soon = 1; // second, until an edit looks again at what it waits for
const absent = 30; // seconds, until a platform that does not run here is looked for again

/** `clock_timestamp()` and so many milliseconds. */
const inMs = (ms: number) => sql`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`;

/** Claims the most urgent row that is due and decides what becomes of it; undefined when there is none. */
export async function claimDue(shop: Shop): Promise<Work | undefined> {
  let id: string | undefined;
  try {
    return await shop.store.db.transaction(async (tx) => {
      const act = { tx, now: shop.clock.now() };
      const row = await mostUrgent(act);
      id = row?.id;
      return row && (await decide(shop, act, row));
    });
  } catch (error) {
    if (id === undefined || isDatabaseDown(error)) throw error;
    await stumble(shop, id, error);
    return settled;
  }
}

/** Takes over one row whose worker has not been heard of, or whose request can no longer land. */
export async function claimOrphan(shop: Shop): Promise<Work | undefined> {
  return await shop.store.db.transaction(async (tx) => {
    const act = { tx, now: shop.clock.now() };
    const [row] = await tx
      .select()
      .from(delivery)
      .where(and(eq(delivery.state, 'sending'), sql`${delivery.leaseUntil} <= clock_timestamp()`))
      .orderBy(asc(delivery.leaseUntil))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!row) return undefined;
    const { effect, address } = row;
    if (!effect || !address || !row.platform) {
      await end(shop, act, row, 'uncertain', row.code ?? 'forgotten');
      return settled;
    }
    // An edit can be repeated, so it need not be known whether it was done.
    if (effect.kind === 'edit') {
      await putBack(act, row, { seconds: 0, code: row.code ?? 'lease' });
      return settled;
    }
    const platform = shop.platforms.get(row.platform);
    const owner = randomUUID();
    const leaseUntil = platform ? inMs(shop.leaseMs) : inMs(absent * 1000);
    await tx.update(delivery).set({ leaseOwner: owner, leaseUntil }).where(eq(delivery.id, row.id));
    if (!platform) return settled;
    if (row.leaseOwner !== null) shop.watch.tookOver?.(platform.name);
    const attempt: Attempt = { key: row.id, address, effect, attempt: row.attempts };
    return { kind: 'attempt', verb: 'readBack', row, owner, platform, attempt };
  });
}

async function decide(shop: Shop, act: Act, row: Delivery): Promise<Work> {
  const { effect } = row;
  const kind = shop.kinds.get(row.kind);
  if (!kind || !effect) {
    await end(shop, act, row, 'refused', kind ? 'forgotten' : 'unknown kind');
    return settled;
  }
  if (kind.wanted && !(await kind.wanted(act, row))) {
    await end(shop, act, row, 'cancelled', 'not wanted');
    return settled;
  }
  if (Temporal.Instant.compare(act.now, row.expiresAt) >= 0) {
    await end(shop, act, row, 'expired', row.code ?? 'too late');
    return settled;
  }
  // The limits per person count rows of other workers too: one at a time for each person.
  if (row.unasked && row.personId) {
    await act.tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`weft person ${row.personId}`}, 0))`,
    );
  }
  if (effect.kind === 'edit') {
    const place = await placeOfEdit(act, row);
    switch (place.kind) {
      case 'end':
        await end(shop, act, row, 'cancelled', place.code);
        return settled;
      case 'wait':
        await putBack(act, row, { seconds: soon, code: 'waits for the first message' });
        return settled;
      case 'go':
        return await lease(shop, act, row, place.platform, place.address, {
          kind: 'edit',
          posted: place.posted,
          message: effect.message,
        });
    }
  }
  return await decideWay(shop, act, row, kind, effect);
}

async function decideWay(
  shop: Shop,
  act: Act,
  row: Delivery,
  kind: Kind,
  effect: Exclude<Delivery['effect'], null | { kind: 'edit' }>,
): Promise<Work> {
  const way = await shop.manner(act, row, kind);
  switch (way.kind) {
    case 'go':
      return await lease(shop, act, row, way.platform, way.address, withFooter(effect, way.footer));
    case 'refuse':
      await end(shop, act, row, 'refused', way.code);
      return settled;
    case 'bundle':
      await act.tx.update(delivery).set({ state: 'bundled', notBefore: null }).where(eq(delivery.id, row.id));
      return settled;
    case 'hold': {
      if (Temporal.Instant.compare(way.until, act.now) <= 0)
        throw new RangeError('a row was held until the past');
      const dueAt = Temporal.Instant.compare(way.until, row.expiresAt) < 0 ? way.until : row.expiresAt;
      await act.tx.update(delivery).set({ dueAt, gate: null, code: way.why }).where(eq(delivery.id, row.id));
      return settled;
    }
  }
}

async function lease(
  shop: Shop,
  { tx, now }: Act,
  row: Delivery,
  name: PlatformName,
  address: Address,
  effect: Attempt['effect'],
): Promise<Work> {
  const platform = shop.platforms.get(name);
  if (!platform) {
    await putBack({ tx, now }, row, { seconds: absent, code: 'platform off' });
    return settled;
  }
  const blocked = await enter(tx, name, address, shop.pace[name]);
  if (blocked) {
    // At the gate of a space the row is passed over until it opens, and lanes decide then who goes first.
    const { gate, until } = blocked;
    await tx
      .update(delivery)
      .set({ gate, notBefore: gate === null ? until : null })
      .where(eq(delivery.id, row.id));
    return settled;
  }
  const owner = randomUUID();
  const [leased] = await tx
    .update(delivery)
    .set({
      state: 'sending',
      attempts: row.attempts + 1,
      claimedAt: now,
      code: null,
      gate: null,
      notBefore: null,
      leaseOwner: owner,
      leaseUntil: inMs(shop.leaseMs),
      firstTriedAt: sql`coalesce(${delivery.firstTriedAt}, clock_timestamp())`,
      platform: name,
      tenant: address.tenant,
      address,
    })
    .where(eq(delivery.id, row.id))
    .returning();
  const attempt: Attempt = { key: row.id, address, effect, attempt: row.attempts };
  return { kind: 'attempt', verb: 'perform', row: leased ?? row, owner, platform, attempt };
}

function withFooter<E extends Exclude<Attempt['effect'], { kind: 'edit' }>>(
  effect: E,
  footer: Block | undefined,
): E {
  return footer ? { ...effect, message: withBlocks(effect.message, footer) } : effect;
}
