import { sql } from 'drizzle-orm';
import { literal, message } from '#chat/index.ts';
import { type Kind, tellAll } from '#delivery/index.ts';
import { newId, type Store } from '#store/index.ts';
import { coalitionId } from './fill-sql.ts';

/** What the benchmarks send: a mass send that no hour and no wish holds back. */
export const benchKind: Kind = {
  name: 'bench.mass',
  lane: 4,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'a benchmark' },
  keepFor: { days: 1 },
};

/** The same under a name that src/main.ts knows: that kind has no hooks, and does not mind the hour either. */
export const knownKind: Kind = { ...benchKind, name: 'intro.settled' };

/** What it says: a short announcement. */
export const benchMessage = message(
  literal('On Saturday we meet at the river at ten; bring boots. Answer here if you can drive others.'),
);

/** Writes one message for everybody of the filled coalition, as a feature would; how many those are. */
export async function tellEverybody(store: Store, kind: Kind = benchKind): Promise<number> {
  const now = Temporal.Now.instant();
  const audience = sql`select id, zone from person where coalition_id = ${coalitionId} and left_at is null`;
  const telling = { coalitionId, subject: newId(now), message: benchMessage, audience };
  return await store.db.transaction((tx) => tellAll({ tx, now }, kind, telling));
}
