import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '#chat/index.ts';
import { trace } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import type { Call } from './lease.ts';

/**
 * Calls the platform once, when its slot has come and outside any transaction; undefined when the lease ran out before,
 * as on a machine that slept: then the row is somebody else's. Never rejects.
 */
export async function carryOut(shop: Shop, call: Call): Promise<Outcome | undefined> {
  const { platform, verb, attempt, row, from } = call;
  const early = from - performance.now();
  if (early > 1) await pause(early);
  if (performance.now() > call.until) return undefined;
  const began = performance.now();
  const outcome = await Promise.try(() => platform[verb](attempt)).catch((error: unknown): Outcome => {
    shop.log.error('platform broke', { platform: platform.name, kind: row.kind, error: trace(error) });
    return { kind: 'unclear', code: 'threw' };
  });
  const ms = performance.now() - began;
  shop.watch.tried?.({ platform: platform.name, verb, outcome: outcome.kind, ms });
  return outcome;
}
