import { setTimeout as pause } from 'node:timers/promises';
import { trace } from '#chat/index.ts';
import { isConflict, isDatabaseDown } from '#store/index.ts';
import type { Shop } from './delivery.ts';
import { type Ended, record } from './record.ts';

const together = 256; // calls recorded in one transaction, at most
const tries = 5;
const patience = 60_000; // ms without a database

/** Resolves when it is recorded how a call ended, or given up: whoever finds the expired lease reads back then. */
export type Recorder = (ended: Ended) => Promise<void>;

/** Records what ended while the record before was under way, in one transaction with it. */
export function createRecorder(shop: Shop): Recorder {
  let waiting: { ended: Ended; done: () => void }[] = [];
  let writing = false;

  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    while (waiting.length > 0) {
      const taken = waiting.slice(0, together);
      waiting = waiting.slice(together);
      await keep(
        shop,
        taken.map((one) => one.ended),
      );
      for (const { done } of taken) done();
    }
    writing = false;
  }

  return (ended) =>
    new Promise((resolve) => {
      waiting.push({ ended, done: resolve });
      // What ends in the same moment is recorded together.
      setImmediate(() => void write());
    });
}

/** Never rejects: a broken one is recorded by itself, so that it takes no other's record with it. */
async function keep(shop: Shop, ended: readonly Ended[]): Promise<void> {
  const began = performance.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await shop.store.db.transaction((tx) => record(shop, { tx, now: shop.clock.now() }, ended));
      return shop.wakeIn(0);
    } catch (error) {
      const isAway = isDatabaseDown(error);
      if (ended.length > 1 && !isAway && !isConflict(error)) {
        for (const one of ended) await keep(shop, [one]);
        return;
      }
      for (const { call } of ended) {
        const fields = { kind: call.row.kind, reference: call.row.id, error: trace(error) };
        shop.log.warn('delivery could not be recorded', fields);
      }
      // However late, it is recorded if nobody took the row over meanwhile.
      if (isAway ? performance.now() - began > patience : attempt >= tries) return;
      await pause(Math.min(1000, shop.leaseMs / 4));
    }
  }
}
