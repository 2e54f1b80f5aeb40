import type { SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Act } from '#store/index.ts';

/** Work whose time has come, inside its transaction. */
export interface DueAct extends Act {
  readonly random: () => number;
}

/** Rows of one table that something must be done about at a moment they hold. */
export interface Due {
  /** `room.what`, as failures are stored and shown */
  readonly name: string;
  readonly table: PgTable;
  readonly id: PgColumn;
  /** a `moment` column; null means nothing is due */
  readonly dueAt: PgColumn;
  /** how long after that moment something is due, where the moment says since when and not until when */
  readonly after?: { readonly hours: number };
  /** whose row it is, for the operators who are shown what is stuck */
  readonly coalitionId?: PgColumn;
  /** which rows count at all */
  readonly where?: SQL;
  /**
   * Does what is due and moves or ends the row's moment: a row left as it was counts as a failure. After an outage
   * `act.now` is days later than the moment: what was missed is done once or skipped, never caught up with.
   */
  carryOut(act: DueAct, id: string): Promise<void>;
}
