import { closestLanguage, type Language, type Message } from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { endOfQuiet, isQuiet } from '#time/index.ts';
import type { Action } from './find.ts';
import { peopleIn } from './parts.ts';

/** How long before it begins people are told even at night. */
const urgent = { hours: 3 };

/** Asked for by whoever is in. The night is kept by `tellThoseIn`, which knows when the action begins. */
const asked = { lane: 2, quiet: 'ignore', unasked: false, keepFor: { days: 3 } } as const;

/** What has changed about something one is in. */
export const changedKind: Kind = {
  name: 'action.changed',
  ...asked,
  about: { en: 'changes of something you are in' },
};

/** Something one was in does not take place. */
export const cancelledKind: Kind = {
  name: 'action.cancelled',
  ...asked,
  about: { en: 'cancellations of something you were in' },
};

/**
 * Tells everyone who is in, but the one who did it: at once, or in the morning where it is night and the action begins
 * well after that. Returns how many they are.
 */
export async function tellThoseIn(
  act: Act,
  kind: Kind,
  one: Action,
  given: { readonly by: string; readonly begins: Temporal.Instant; write(language: Language): Message },
): Promise<number> {
  const people = (await peopleIn(act, one)).filter(({ id }) => id !== given.by);
  const inTime = given.begins.subtract(urgent);
  await tellMany(
    act,
    kind,
    people.map(({ id: personId, zone, language }) => {
      const morning = isQuiet(act.now, zone) ? endOfQuiet(act.now, zone) : act.now;
      return {
        coalitionId: one.coalitionId,
        subject: one.id,
        occurrence: String(one.version),
        to: { kind: 'person', personId },
        message: given.write(closestLanguage(language)),
        dueAt: Temporal.Instant.compare(morning, inTime) < 0 ? morning : act.now,
      };
    }),
  );
  return people.length;
}
