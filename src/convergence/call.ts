import { and, count, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, isActive, type Person, peopleByIds, tables } from '#directory/index.ts';
import { addLocalDays, localDate, localHour } from '#time/index.ts';
import { type Day, isDay } from './find.ts';
import { hubsFor, speakersOf } from './held.ts';
import { spanIn } from './hours.ts';
import { callKind } from './kinds.ts';
import { fairHour, outsideAt, type Seat, seatsAfter } from './rotation.ts';
import { day } from './tables.ts';
import { callMessage } from './told-messages.ts';

/** When a recurring call could be next. */
export interface NextCall {
  readonly at: Temporal.Instant;
  readonly minutes: number;
  /** names of the hubs for which it lies outside 08:00 to 21:00 */
  readonly outside: readonly string[];
}

/** Keeps which hubs sat outside 08:00 to 21:00 in a call that has been, and tells whoever called it the next fair hour the day after. */
export async function proposeNext(act: Act, one: Day): Promise<void> {
  const { from, until } = spanIn(one, one.zone ?? 'UTC');
  const minutes = until.since(from).total('minutes');
  const sat = outsideAt(await hubsFor(act, one), from, minutes).map(({ id }) => id);
  await act.tx.update(day).set({ outside: sat }).where(isDay(one));
  const next = await nextCall(act, { ...one, outside: sat });
  if (!next) return;
  await tellMany(
    act,
    callKind,
    (await callersOf(act, one)).map(({ id: personId, zone, language }) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, to: { kind: 'person', personId } },
      message: callMessage(one, next, closestLanguage(language)),
      dueAt: addLocalDays(until, zone, 1, 10),
    })),
  );
}

/** Whoever called it; where they have left, those who can call the next one. */
async function callersOf(act: Act, one: Day): Promise<readonly Person[]> {
  const caller = await peopleByIds(act.tx, one.coalitionId, one.calledById === null ? [] : [one.calledById]);
  const here = caller.filter(({ leftAt }) => leftAt === null);
  if (here.length > 0) return here;
  if (one.hubId !== null)
    return (await speakersOf(act, one.coalitionId, [one.hubId])).map(({ person }) => person);
  const { role, person } = tables;
  const isPrincipal = and(
    eq(role.coalitionId, one.coalitionId),
    eq(role.role, 'principal'),
    isNull(role.hubId),
  );
  const rows = await act.tx
    .select({ person })
    .from(role)
    .innerJoin(person, and(eq(person.id, role.personId), isActive))
    .where(isPrincipal);
  return rows.map((row) => row.person);
}

/** The next date of a recurring call, and the hour of it that evens out who sits outside 08:00 to 21:00. */
export async function nextCall(act: Act, one: Day): Promise<NextCall | undefined> {
  const { repeats: weeks, zone } = one;
  if (weeks === null || zone === null) return undefined;
  const { from, until } = spanIn(one, zone);
  const minutes = until.since(from).total('minutes');
  const seats = await seatsOf(act, one);
  const today = localDate(act.now, zone);
  let date = localDate(from, zone).add({ weeks });
  while (Temporal.PlainDate.compare(date, today) <= 0) date = date.add({ weeks });
  const at = fairHour(seats, date, { zone, minutes, lastHour: localHour(from, zone) });
  return { at, minutes, outside: outsideAt(seats, at, minutes).map(({ name }) => name) };
}

async function seatsOf(
  act: Pick<Act, 'tx'>,
  one: Day,
): Promise<readonly (Seat & { readonly name: string })[]> {
  const hubs = await hubsFor(act, one);
  const ids = hubs.map(({ id }) => id);
  const before = await act.tx
    .select({ outside: day.outside, plannedAt: day.plannedAt })
    .from(day)
    .where(
      and(
        eq(day.coalitionId, one.coalitionId),
        eq(day.seriesId, one.seriesId ?? one.id),
        isNotNull(day.outside),
      ),
    );
  const { hubMember, person } = tables;
  const members =
    ids.length === 0
      ? []
      : await act.tx
          .select({ hubId: hubMember.hubId, people: count() })
          .from(hubMember)
          .innerJoin(person, and(eq(person.id, hubMember.personId), isActive))
          .where(and(eq(hubMember.coalitionId, one.coalitionId), inArray(hubMember.hubId, ids)))
          .groupBy(hubMember.hubId);
  const peopleIn = new Map(members.map(({ hubId, people }) => [hubId, Number(people)]));
  return seatsAfter(before, hubs).map((seat) => ({ ...seat, people: peopleIn.get(seat.id) ?? 0 }));
}
