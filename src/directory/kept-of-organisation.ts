import type { AnyColumn } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Phrase } from '#chat/index.ts';

/** What one table keeps of an organisation, and is its own: it gets it when it leaves. The deletion finds rows by itself. */
export interface KeptOfOrganisation {
  readonly table: PgTable;
  /** the columns that say whose a row is */
  readonly coalitionId: AnyColumn;
  readonly organisationId: AnyColumn;
  /** the columns that say something of it, by their names in code */
  readonly columns: readonly string[];
  readonly what: Phrase;
}
