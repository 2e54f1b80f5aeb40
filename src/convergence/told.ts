import { and, eq, inArray, isNull } from 'drizzle-orm';
import { closestLanguage, type Language, type Message, phrasesOf } from '#chat/index.ts';
import { type Delivery, deliveryTables, type Kind, reachedBy, tellMany, withdraw } from '#delivery/index.ts';
import { type Act, isActive, type Person, peopleByIds, tables } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { changeToldAt } from '#time/index.ts';
import { type Day, findDay, isHidden } from './find.ts';
import { spanIn } from './hours.ts';
import { dayTold } from './tables.ts';
import { cancelledHiddenMessage, cancelledMessage, movedMessage } from './told-messages.ts';
import { words } from './words.ts';

/** A day somebody heard of was moved or cancelled. The night is kept by `tellChanged`, which knows when it begins. */
export const changedKind: Kind = {
  name: 'converge.changed',
  lane: 1,
  quiet: 'ignore',
  unasked: false,
  keepFor: { days: 3 },
  about: phrasesOf(words)((say) => say.about.changed),
};

/**
 * Tells everyone who had heard of a day that it was moved or cancelled, once, but the one who did it; `before` is the day
 * as they know it, where that is known. Of a day that operators hid they hear only that it is cancelled, without its words.
 * Returns how many are told.
 */
export async function tellChanged(
  act: Act,
  one: Day,
  given: {
    readonly by: string | undefined;
    readonly before: Day | undefined;
    /** by which they may have heard in their bundle, of which no hook knows */
    readonly kinds: readonly Kind[];
  },
): Promise<number> {
  for (const kind of given.kinds) await noteTold(act, one, [...(await reachedBy(act.tx, kind, one.id))]);
  const people = (await toldOf(act, one)).filter(({ id }) => id !== given.by);
  return await tellPeople(act, one, people, given.before);
}

async function tellPeople(
  act: Act,
  one: Day,
  people: readonly Person[],
  before: Day | undefined,
  occurrence = String(one.version),
): Promise<number> {
  const isNameless = await isHidden(act, one);
  if (isNameless && one.state !== 'cancelled') return 0;
  const message = (zone: string, language: Language): Message => {
    if (isNameless) return cancelledHiddenMessage(one, language);
    return one.state === 'cancelled'
      ? cancelledMessage(one, zone, language)
      : movedMessage(before, one, zone, language);
  };
  await tellMany(
    act,
    changedKind,
    people.map(({ id: personId, zone, language }) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, occurrence },
      to: { kind: 'person', personId },
      message: message(zone, closestLanguage(language)),
      dueAt: changeToldAt(act.now, earliest(one, before ?? one, zone), zone),
    })),
  );
  return people.length;
}

/**
 * A day was hidden while some had not heard yet that it changed: of a move they hear nothing any more, and of a cancellation
 * without its words.
 */
export async function unnameChanged(act: Act, one: Day): Promise<void> {
  const { delivery } = deliveryTables;
  const isIts = and(eq(delivery.coalitionId, one.coalitionId), eq(delivery.subject, one.id));
  const waits = and(inArray(delivery.state, ['due', 'bundled']), isNull(delivery.endedAt));
  const rows = await act.tx
    .select({ personId: delivery.personId })
    .from(delivery)
    .where(and(isIts, eq(delivery.kind, changedKind.name), waits));
  await withdraw(act, { subject: one.id, kinds: [changedKind] });
  const ids = rows.flatMap(({ personId }) => personId ?? []);
  const people = (await peopleByIds(act.tx, one.coalitionId, ids)).filter(({ leftAt }) => leftAt === null);
  await tellPeople(act, one, people, undefined, newId(act.now));
}

/**
 * Keeps who heard of a day by this message: whoever did hears when it is moved or cancelled. If that happened while it was
 * going out, they hear of it now.
 */
export async function keepTold(
  act: Act,
  { coalitionId, subject, personId, createdAt }: Delivery,
): Promise<void> {
  const one = personId === null ? undefined : await findDay(act, coalitionId, subject);
  if (!one || personId === null || one.state === 'over') return;
  const isNews = one.state === 'cancelled' || (await noteTold(act, one, [personId])) > 0;
  const since = one.state === 'cancelled' ? one.cancelledAt : one.roundsFrom;
  if (!isNews || since === null || Temporal.Instant.compare(createdAt, since) >= 0) return;
  await tellPeople(act, one, await peopleByIds(act.tx, coalitionId, [personId]), undefined);
}

/** Keeps that people know of a day: they heard of it, host it, lead a place or took a role. How many did not before. */
export async function noteTold(
  { tx, now }: Act,
  one: Pick<Day, 'id' | 'coalitionId'>,
  people: readonly string[],
): Promise<number> {
  if (people.length === 0) return 0;
  const added = await tx
    .insert(dayTold)
    .values(people.map((personId) => ({ dayId: one.id, personId, coalitionId: one.coalitionId, at: now })))
    .onConflictDoNothing()
    .returning({ id: dayTold.personId });
  return added.length;
}

/** Forgets who heard of a day of which nobody will hear any more. */
export async function forgetTold({ tx }: Act, one: Pick<Day, 'id' | 'coalitionId'>): Promise<void> {
  await tx.delete(dayTold).where(and(eq(dayTold.dayId, one.id), eq(dayTold.coalitionId, one.coalitionId)));
}

/** Everyone who has heard of a day and has not left. */
export async function toldOf({ tx }: Act, one: Day): Promise<readonly Person[]> {
  const { person } = tables;
  const rows = await tx
    .select({ person })
    .from(dayTold)
    .innerJoin(person, eq(person.id, dayTold.personId))
    .where(and(eq(dayTold.dayId, one.id), eq(dayTold.coalitionId, one.coalitionId), isActive));
  return rows.map((row) => row.person);
}

function earliest(a: Day, b: Day, zone: string): Temporal.Instant {
  const [one, other] = [spanIn(a, zone).from, spanIn(b, zone).from];
  return Temporal.Instant.compare(one, other) <= 0 ? one : other;
}
