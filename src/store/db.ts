import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

type Rows<Row> = { rows: Row[]; rowCount: number | null };

/** What a statement answers that is not mapped by columns, on either driver. */
export interface Answer extends PgQueryResultHKT {
  type: Rows<this['row']>;
}

/** Columns without a name of their own are snake_case; drizzle.config.ts says the same. */
export const casing = 'snake_case';

/** The database outside a transaction: PGlite or a pool, told apart by nobody. */
export type Db = PgDatabase<Answer, Record<string, never>>;

/** What code that may run inside a transaction takes; `db` fits as well, where one statement is enough. */
export type Tx = Db;

/** Where the store says what it noticed; pino fits. */
export type StoreLog = { warn(fields: object, text: string): void };

export type Store = {
  db: Db;
  kind: 'embedded' | 'server';
  /** Whether the database answers, within about two seconds. */
  ping(): Promise<boolean>;
  /**
   * Calls `fn` for each `notify` on the channel (a–z and _), and once with '' after a lost connection came
   * back, since something may have been missed. Resolves once listening, to a function that stops it.
   */
  listen(channel: string, fn: (text: string) => void): Promise<() => Promise<void>>;
  /**
   * Waits for the lock of that name among all processes and runs `run` on one connection that holds it.
   * `lost` aborts when that connection, and with it the lock, is gone.
   */
  alone<T>(name: string, run: (db: Db, lost: AbortSignal) => Promise<T>): Promise<T>;
  /** Like `alone`, but does nothing and resolves to false where another process has the lock already. */
  ifFree(name: string, run: () => Promise<void>): Promise<boolean>;
  /**
   * Campaigns in the background for the lock of each name, all on one connection: `work` runs while this process has
   * it. Of several processes one at a time has it, but that who loses the database goes on for up to 30 s. Those who
   * start together share the names; a survivor takes one within a second and the others 5 s apart.
   */
  lead(names: readonly string[], work: Work): Campaign;
  close(): Promise<void>;
};

/** What leading is for: goes on until `lost` aborts, and lets go of everything then. */
export type Work = (name: string, lost: AbortSignal) => Promise<void>;

export type Campaign = {
  /** Whether this process leads anything, as of its first look. */
  known: Promise<boolean>;
  /** Lets go of what this process leads, at once, and campaigns no more; resolves when its work has ended. */
  stop(): Promise<void>;
};

/** A person running Weft must change something: the message is one sentence that says what. */
export class StoreError extends Error {
  override name = 'StoreError';
}

/** Throws on a channel name that PostgreSQL would fold or that would need quoting. */
export function checkChannel(channel: string): void {
  if (!/^[a-z_]{1,60}$/.test(channel))
    throw new StoreError(`"${channel}" cannot be a channel: use a–z and _.`);
}
