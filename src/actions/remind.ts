import { closestLanguage, phrasesOf } from '#chat/index.ts';
import { type Kind, type Telling, tellMany, withdraw } from '#delivery/index.ts';
import type { Act, Person } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { addLocalDays } from '#time/index.ts';
import type { Action } from './find.ts';
import { isStillIn } from './parts.ts';
import { changedKind } from './told.ts';
import { reminderMessage } from './told-messages.ts';
import { words } from './words.ts';

/** The day before, in the morning: what one asked for. */
export const tomorrowKind: Kind = {
  name: 'action.tomorrow',
  lane: 3,
  quiet: 'earlier',
  unasked: false,
  about: phrasesOf(words)((say) => say.about.tomorrow),
  keepFor: { days: 1 },
  wanted: isStillIn,
};

/** Two hours before, whatever the hour: what one asked for. */
export const soonKind: Kind = {
  name: 'action.soon',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: phrasesOf(words)((say) => say.about.soon),
  keepFor: { hours: 2 },
  wanted: isStillIn,
};

/** A reminder, by what it says. */
export type Reminder = 'tomorrow' | 'soon';

/** When somebody is reminded: the day before at 10:00 where they are, and two hours before it begins. */
export function reminders(
  startsAt: Temporal.Instant,
  zone: string,
): Readonly<Record<Reminder, Temporal.Instant>> {
  return { tomorrow: addLocalDays(startsAt, zone, -1, 10), soon: startsAt.subtract({ hours: 2 }) };
}

/** The reminders somebody still gets who is in, the earlier first. */
export function remindersLeft(
  { startsAt }: Pick<Action, 'startsAt'>,
  { zone }: Pick<Person, 'zone'>,
  now: Temporal.Instant,
): readonly Reminder[] {
  const at = reminders(startsAt, zone);
  return (['tomorrow', 'soon'] as const).filter((one) => Temporal.Instant.compare(at[one], now) > 0);
}

/** Writes the reminders of people who are in; what has passed is left out. */
export async function remind(act: Act, one: Action, people: readonly Person[]): Promise<void> {
  // Every joining has reminders of its own: those of an earlier one were withdrawn, and are not told twice.
  const occurrence = newId(act.now);
  const kinds = { tomorrow: tomorrowKind, soon: soonKind };
  for (const which of ['tomorrow', 'soon'] as const) {
    const reminded = people.filter((person) => remindersLeft(one, person, act.now).includes(which));
    await tellMany(
      act,
      kinds[which],
      reminded.map(
        ({ id: personId, zone, language }): Telling => ({
          ...{ coalitionId: one.coalitionId, subject: one.id, occurrence, zone },
          to: { kind: 'person', personId },
          message: reminderMessage(one, which, closestLanguage(language)),
          dueAt: reminders(one.startsAt, zone)[which],
          // “Tomorrow” is true until midnight where they are.
          expiresAt: which === 'tomorrow' ? addLocalDays(one.startsAt, zone, 0, 0) : one.startsAt,
        }),
      ),
    );
  }
}

/** Withdraws the reminders of an action, everyone's. */
export async function stopReminding(act: Act, { id }: Pick<Action, 'id'>): Promise<void> {
  await withdraw(act, { subject: id, kinds: [tomorrowKind, soonKind] });
}

/** Withdraws whatever somebody would still be told who is not in some actions any more. */
export async function stopTelling(act: Act, actionIds: readonly string[], personId: string): Promise<void> {
  await withdraw(act, { subjects: actionIds, kinds: [tomorrowKind, soonKind, changedKind], personId });
}
