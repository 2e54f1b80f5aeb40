import { closestLanguage, type Language, type Message, phrasesOf } from '#chat/index.ts';
import { type Kind, tellMany, timesTold } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { changeToldAt } from '#time/index.ts';
import type { Action } from './find.ts';
import { isStillIn, peopleIn } from './parts.ts';
import { words } from './words.ts';

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

/** Tells everyone who is in, but the one who did it, when `changeToldAt` says. Returns how many they are. */
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
      dueAt: changeToldAt(act.now, given.begins, zone, given.after),
    })),
  );
  return people.length;
}
