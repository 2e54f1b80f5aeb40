import { index, pgTable, unique, uuid } from 'drizzle-orm/pg-core';
import { coalitionId, hub, someone } from '#directory/tables.ts';
import { id, moment } from '#store/columns.ts';

/** Somebody asked to be let into a hub that is in no list. */
export const hubAsk = pgTable(
  'hub_ask',
  {
    id: id(),
    coalitionId: coalitionId(),
    hubId: uuid('hub_id')
      .notNull()
      .references(() => hub.id, { onDelete: 'cascade' }),
    personId: someone('person_id').notNull(),
    askedAt: moment('asked_at').notNull(),
  },
  (table) => [
    unique('hub_ask_once').on(table.hubId, table.personId),
    index('hub_ask_asked').on(table.askedAt),
    index('hub_ask_person').on(table.personId),
  ],
);
