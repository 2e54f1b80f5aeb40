import { closestLanguage, type Language, type Message, phrasesOf } from '#chat/index.ts';
import { type Kind, tellMany, timesTold } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { endOfQuiet } from '#time/index.ts';
import type { Action } from './find.ts';
import { isStillIn, peopleIn } from './parts.ts';
import { words } from './words.ts';

/** How long before it begins people are told at once. */
const urgent = { hours: 3 };
/** How long a change waits otherwise: several edits become one message. */
const settles = { minutes: 5 };

/** Asked for by whoever is in. The night is kept by `tellThoseIn`, which knows when the action begins. */
const asked = { lane: 2, quiet: 'ignore', unasked: false, keepFor: { days: 3 } } as const;

/** What has changed about something one is in. */
export const changedKind: Kind = {
  name: 'action.changed',
  ...asked,
  about: phrasesOf(words)((say) => say.about.changed),
  wanted: isStillIn,
};

/** Something one was in does not take place. */
export const cancelledKind: Kind = {
  name: 'action.cancelled',
  ...asked,
  about: phrasesOf(words)((say) => say.about.cancelled),
};

/** How many changes of an action people were told of since that moment, or are to be. */
export async function changesSince(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Action, 'id' | 'coalitionId'>,
  since: Temporal.Instant,
): Promise<number> {
  return await timesTold({ tx }, { coalitionId, subject: id, kind: changedKind.name }, since);
}

/**
 * When somebody who is in hears of it: after so long, at once where it begins soon, and at night in the morning unless it
 * begins before that.
 */
export function toldAt(
  now: Temporal.Instant,
  begins: Temporal.Instant,
  zone: string,
  after: Temporal.DurationLike = settles,
): Temporal.Instant {
  const isSoon = Temporal.Instant.compare(begins, now.add(urgent)) <= 0;
  const at = isSoon ? now : now.add(after);
  const morning = endOfQuiet(at, zone);
  return Temporal.Instant.compare(begins, morning) <= 0 ? at : morning;
}

/** Tells everyone who is in, but the one who did it, when `toldAt` says. Returns how many they are. */
export async function tellThoseIn(
  act: Act,
  kind: Kind,
  one: Action,
  given: {
    readonly by: string;
    readonly begins: Temporal.Instant;
    readonly after?: Temporal.DurationLike;
    write(language: Language): Message;
  },
): Promise<number> {
  const people = (await peopleIn(act, one)).filter(({ id }) => id !== given.by);
  await tellMany(
    act,
    kind,
    people.map(({ id: personId, zone, language }) => ({
      coalitionId: one.coalitionId,
      subject: one.id,
      occurrence: String(one.version),
      to: { kind: 'person', personId },
      message: given.write(closestLanguage(language)),
      dueAt: toldAt(act.now, given.begins, zone, given.after),
    })),
  );
  return people.length;
}
