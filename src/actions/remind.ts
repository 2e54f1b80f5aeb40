import { closestLanguage } from '#chat/index.ts';
import { type Delivery, type Kind, type Telling, tellMany, withdraw } from '#delivery/index.ts';
import type { Act, Person } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { addLocalDays } from '#time/index.ts';
import { type Action, findAction } from './find.ts';
import { isThere, partsOf } from './parts.ts';
import { reminderMessage } from './told-messages.ts';

async function isStillIn(act: Act, { coalitionId, subject, personId }: Delivery): Promise<boolean> {
  const one = await findAction(act, coalitionId, subject);
  if (one?.state !== 'posted' || personId === null) return false;
  return isThere(await partsOf(act, one, personId));
}

/** The day before, in the morning: what one asked for. */
export const tomorrowKind: Kind = {
  name: 'action.tomorrow',
  lane: 3,
  quiet: 'earlier',
  unasked: false,
  about: { en: 'reminders the day before something you are in' },
  keepFor: { days: 1 },
  wanted: isStillIn,
};

/** Two hours before, whatever the hour: what one asked for. */
export const soonKind: Kind = {
  name: 'action.soon',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'reminders two hours before something you are in' },
  keepFor: { hours: 2 },
  wanted: isStillIn,
};

/** When somebody is reminded: the day before at 10:00 where they are, and two hours before it begins. */
export function reminders(startsAt: Temporal.Instant, zone: string) {
  return { tomorrow: addLocalDays(startsAt, zone, -1, 10), soon: startsAt.subtract({ hours: 2 }) };
}

/** Writes the reminders of people who are in; what has passed is left out. */
export async function remind(act: Act, one: Action, people: readonly Person[]): Promise<void> {
  // Every joining has reminders of its own: those of an earlier one were withdrawn, and are not told twice.
  const occurrence = newId(act.now);
  const of = ({ id, zone, language }: Person, dueAt: Temporal.Instant): Telling[] =>
    Temporal.Instant.compare(dueAt, act.now) <= 0
      ? []
      : [
          {
            ...{ coalitionId: one.coalitionId, subject: one.id, occurrence, zone, dueAt },
            to: { kind: 'person', personId: id },
            message: reminderMessage(one, closestLanguage(language)),
            expiresAt: one.startsAt,
          },
        ];
  const due = (person: Person) => reminders(one.startsAt, person.zone);
  await tellMany(
    act,
    tomorrowKind,
    people.flatMap((person) => of(person, due(person).tomorrow)),
  );
  await tellMany(
    act,
    soonKind,
    people.flatMap((person) => of(person, due(person).soon)),
  );
}

/** Withdraws reminders of an action, of everyone or of one person. */
export async function stopReminding(act: Act, one: Pick<Action, 'id'>, personId?: string): Promise<void> {
  await withdraw(act, {
    subject: one.id,
    kinds: [tomorrowKind, soonKind],
    ...(personId !== undefined && { personId }),
  });
}
