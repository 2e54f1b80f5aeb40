import { setTimeout as pause } from 'node:timers/promises';
import type { Outcome } from '#chat/index.ts';
import { trace } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import type { Call } from './lease.ts';

const endless: Outcome = { kind: 'unclear', code: 'no end' };

/** The lease may have run out before the call was begun, as on a machine that slept: then it was not made. */
export type NotMade = { readonly kind: 'not made' };

/** Calls the platform once, when its slot has come and outside any transaction. Never rejects. */
export async function carryOut(shop: Shop, call: Call): Promise<Outcome | NotMade> {
  const { platform, verb, attempt, row, from } = call;
  const early = from - performance.now();
  if (early > 1) await pause(early);
  if (performance.now() > call.until) return { kind: 'not made' };
  const began = performance.now();
  const calling = Promise.try(() => platform[verb](attempt)).catch((error: unknown): Outcome => {
    shop.log.error('platform broke', { platform: platform.name, kind: row.kind, error: trace(error) });
    return { kind: 'unclear', code: 'threw' };
  });
  // A client's own timeout may end with the headers of an answer whose body never comes.
  const waiting = new AbortController();
  const tired = pause(shop.callMs, endless, { signal: waiting.signal }).catch(() => endless);
  const outcome = await Promise.race([calling, tired]);
  waiting.abort();
  const ms = performance.now() - began;
  shop.watch.tried?.({ platform: platform.name, verb, outcome: outcome.kind, ms });
  return outcome;
}
