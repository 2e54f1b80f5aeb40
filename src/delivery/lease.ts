import { randomUUID } from 'node:crypto';
import { inArray, type SQL, sql } from 'drizzle-orm';
import type { Address, Attempt, Platform } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import type { Act, Delivery } from './kind.ts';
import { enter, type Slot, type Wanting } from './pace.ts';
import { delivery } from './tables.ts';

/** One call to a platform under a lease. */
export interface Call {
  readonly verb: 'perform' | 'readBack';
  readonly row: Delivery;
  readonly owner: string;
  readonly platform: Platform;
  readonly attempt: Attempt;
  /** by `performance.now()`: not to be made before, and not after its lease may have run out */
  readonly from: number;
  readonly until: number;
}

/** A row on its way out. */
export interface Leaving {
  readonly row: Delivery;
  readonly platform: Platform;
  readonly address: Address;
  readonly effect: Attempt['effect'];
}

/** By `performance.now()`: how long a lease taken now surely holds, if it is not renewed. */
export function lastsUntil({ leaseMs }: Pick<Shop, 'leaseMs'>): number {
  return performance.now() + leaseMs * 0.9;
}

/** Gives those that have a slot a lease, all of them in one statement, and lets the others wait at their gates. */
export async function lease(
  shop: Shop,
  act: Act,
  leaving: readonly Leaving[],
  ahead: number,
): Promise<Call[]> {
  if (leaving.length === 0) return [];
  const wanting: Wanting[] = leaving.map(({ platform, address, effect }) => {
    return {
      platform: platform.name,
      address,
      verb: 'perform',
      removes: effect.kind === 'remove',
      requests: shop.pace[platform.name]?.requests?.(address, effect, 'perform') ?? 1,
    };
  });
  const { slots, opensIn } = await enter(act.tx, wanting, shop.pace, ahead);
  if (opensIn !== undefined) shop.wakeIn(opensIn);
  const owner = randomUUID();
  const until = lastsUntil(shop);
  const now = performance.now();
  const going: { one: Leaving; at: number }[] = [];
  const waiting: { id: string; gate: string | null; ms: number }[] = [];
  for (const [index, slot] of slots.entries()) {
    const one = leaving[index];
    if (one && slot.kind === 'go') going.push({ one, at: slot.at });
    else if (one) waiting.push(waitAt(shop, one.row, slot));
  }
  await park(act, waiting);
  await mark(shop, act, going, owner);
  return going.map(({ one: { row, platform, address, effect }, at }): Call => {
    const attempt: Attempt = { key: row.id, address, effect, attempt: row.attempts };
    const leased: Delivery = {
      ...{ ...row, state: 'sending', attempts: row.attempts + 1, claimedAt: act.now, code: null, gate: null },
      ...{ platform: platform.name, tenant: address.tenant, address },
    };
    const call = { verb: 'perform', row: leased, owner, platform, attempt } as const;
    return { ...call, from: now + at, until };
  });
}

function waitAt(shop: Shop, row: Delivery, slot: Slot): { id: string; gate: string | null; ms: number } {
  shop.wakeIn(slot.at);
  return { id: row.id, gate: slot.kind === 'blocked' ? slot.gate : null, ms: slot.at };
}

/** At the gate of a space rows are passed over until it opens, and lanes decide then who goes first. */
async function park({ tx }: Act, waiting: readonly { id: string; gate: string | null; ms: number }[]) {
  if (waiting.length === 0) return;
  await tx.execute(sql`
    update delivery set gate = v.gate, not_before =
      case when v.gate is null then clock_timestamp() + v.ms * interval '1 millisecond' end
    from jsonb_to_recordset(${JSON.stringify(waiting)}::jsonb) as v (id uuid, gate text, ms float8)
    where delivery.id = v.id and ${among(waiting)}`);
}

async function mark(
  shop: Shop,
  { tx, now }: Act,
  going: readonly { one: Leaving }[],
  owner: string,
): Promise<void> {
  if (going.length === 0) return;
  const leased = going.map(({ one: { row, platform, address } }) => {
    return { id: row.id, platform: platform.name, tenant: address.tenant, address };
  });
  await tx.execute(sql`
    update delivery set state = 'sending', attempts = attempts + 1, claimed_at = ${now.toString({ smallestUnit: 'millisecond' })}::timestamptz,
      code = null, gate = null, not_before = null, lease_owner = ${owner}::uuid, lease_until = clock_timestamp() + ${shop.leaseMs}::float8 * interval '1 millisecond',
      first_tried_at = coalesce(first_tried_at, clock_timestamp()),
      platform = v.platform, tenant = v.tenant, address = v.address
    from jsonb_to_recordset(${JSON.stringify(leased)}::jsonb) as v (id uuid, platform text, tenant text, address jsonb)
    where delivery.id = v.id and ${among(leased)}`);
}

/** The same rows by their ids: PostgreSQL takes a record set for a hundred rows, and would read a small table whole. */
export function among(rows: readonly { id: string }[]): SQL {
  return inArray(
    delivery.id,
    rows.map((row) => row.id),
  );
}
