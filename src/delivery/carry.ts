import { setTimeout as pause } from 'node:timers/promises';
import { and, eq, sql } from 'drizzle-orm';
import type { Outcome } from '#chat/index.ts';
import { trace } from '#chat/index.ts';
import type { Work } from './claim.ts';
import type { Shop } from './delivery.ts';
import { record } from './record.ts';
import { delivery } from './tables.ts';

export type Call = Extract<Work, { kind: 'attempt' }>;

const recordTries = 5;

/** Calls the platform once, outside any transaction and under a renewed lease, and records how it ended. Never rejects. */
export async function carryOut(shop: Shop, call: Call): Promise<void> {
  const began = performance.now();
  const outcome = await underLease(shop, call);
  const { platform, verb } = call;
  shop.watch.tried?.({ platform: platform.name, verb, outcome: outcome.kind, ms: performance.now() - began });
  for (let tries = 1; ; tries += 1) {
    try {
      return await shop.store.db.transaction((tx) =>
        record(shop, { tx, now: shop.clock.now() }, call, outcome),
      );
    } catch (error) {
      const fields = { kind: call.row.kind, reference: call.row.id, error: trace(error) };
      shop.log.warn('delivery could not be recorded', fields);
      // Whoever finds the expired lease reads back what became of it.
      if (tries >= recordTries) return;
      await pause(Math.min(1000, shop.leaseMs / 4));
    }
  }
}

async function underLease(shop: Shop, { platform, verb, attempt, row, owner }: Call): Promise<Outcome> {
  const renewing = setInterval(() => {
    shop.store.db
      .update(delivery)
      .set({ leaseUntil: sql`clock_timestamp() + ${shop.leaseMs}::float8 * interval '1 millisecond'` })
      .where(and(eq(delivery.id, row.id), eq(delivery.leaseOwner, owner), eq(delivery.state, 'sending')))
      .catch((error) => shop.log.warn('lease not renewed', { reference: row.id, error: trace(error) }));
  }, shop.leaseMs / 3);
  try {
    return await platform[verb](attempt);
  } catch (error) {
    shop.log.error('platform broke', { platform: platform.name, kind: row.kind, error: trace(error) });
    return { kind: 'unclear', code: 'threw' };
  } finally {
    clearInterval(renewing);
  }
}
