import { and, eq, inArray, sql } from 'drizzle-orm';
import { trace } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import { delivery } from './tables.ts';

/** Renews leases while somebody holds them. */
export interface Leases {
  hold(owner: string): void;
  release(owner: string): void;
}

/** One statement for all that a worker holds, at a third of a lease's length. */
export function createLeases(shop: Pick<Shop, 'store' | 'leaseMs' | 'log'>): Leases {
  const held = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function renew(): void {
    shop.store.db
      .update(delivery)
      .set({ leaseUntil: sql`clock_timestamp() + ${shop.leaseMs}::float8 * interval '1 millisecond'` })
      .where(and(inArray(delivery.leaseOwner, [...held.keys()]), eq(delivery.state, 'sending')))
      .catch((error: unknown) => shop.log.warn('leases not renewed', { error: trace(error) }));
  }

  return {
    hold(owner) {
      held.set(owner, (held.get(owner) ?? 0) + 1);
      timer ??= setInterval(renew, shop.leaseMs / 3);
    },
    release(owner) {
      const left = (held.get(owner) ?? 1) - 1;
      if (left > 0) held.set(owner, left);
      else held.delete(owner);
      if (held.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
