import { sql } from 'drizzle-orm';
import { literal, message } from '#chat/index.ts';
import { type Kind, tellAll, tellMany } from '#delivery/index.ts';
import { type Feature, tables } from '#directory/index.ts';
import { newId, type Store } from '#store/index.ts';
import { systemClock } from '#time/index.ts';

const letterKind: Kind = {
  name: 'letters.letter',
  lane: 4,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'letters of a test' },
  keepFor: { days: 1 },
};

/** A feature that only sends: for tests that need many messages, at any hour and to anybody any number of times. */
export const letters: Feature = { name: 'letters', commands: [], presses: {}, kinds: [letterKind] };

/** Writes one letter to each of these people, as rows, in one transaction; how many that were. */
export async function writeLetters(
  { db }: Store,
  { coalitionId, people }: { coalitionId: string; people: readonly string[] },
): Promise<number> {
  const now = systemClock.now();
  const subject = newId(now);
  const written = await db.transaction((tx) =>
    tellMany(
      { tx, now },
      letterKind,
      people.map((personId, at) => ({
        coalitionId,
        subject,
        occurrence: String(at),
        to: { kind: 'person', personId },
        message: message(literal(`Letter ${at}`)),
      })),
    ),
  );
  return written.length;
}

/** Writes one letter to everybody of a coalition as a mass send, in one statement; how many rows that were. */
export async function writeToAll({ db }: Store, coalitionId: string, round: number): Promise<number> {
  const now = systemClock.now();
  return await db.transaction((tx) =>
    tellAll({ tx, now }, letterKind, {
      coalitionId,
      subject: coalitionId,
      occurrence: `to all ${round}`,
      message: message(literal(`Letter ${round} to all`)),
      audience: sql`select id, zone from ${tables.person} where coalition_id = ${coalitionId}`,
    }),
  );
}
