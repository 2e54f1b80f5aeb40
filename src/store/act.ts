import type { Tx } from './db.ts';

/** One transaction at one moment: what every write takes. */
export interface Act {
  readonly tx: Tx;
  readonly now: Temporal.Instant;
}
