import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { Invalid, Refusal } from '#chat/index.ts';
import type { Act, JoinedContext } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { countLater } from './draw.ts';
import { type Day, findDay, firstZone, hasBegun, lockDay, refuseHiddenParts } from './find.ts';
import type { Hosting } from './held.ts';
import { placeHere } from './host.ts';
import { spanIn } from './hours.ts';
import { limits } from './limits.ts';
import type { DayResult } from './numbers.ts';
import { dayResult } from './tables.ts';
import { words } from './words.ts';

/**
 * Says how many came to a place. The same source again is a correction, and the number before stays as history; the tally
 * is drawn anew a little later. Invalid: a preliminary number after a final one; a Refusal before it began anywhere and
 * long after.
 */
export async function sayCame(
  context: JoinedContext,
  id: string,
  given: {
    readonly count: number;
    readonly source?: string | undefined;
    readonly final?: boolean | undefined;
  },
): Promise<{
  readonly day: Day;
  readonly hosting: Hosting;
  readonly result: DayResult;
  readonly before: DayResult | undefined;
}> {
  const { tx, now, person, language } = context;
  const say = words[language];
  const { day: one, hosting: place } = await placeToCount(context, id);
  const source = given.source ?? say.ownCount;
  const final = given.final ?? false;
  const before = await standing(context, place, source);
  const isCurrent = and(eq(dayResult.coalitionId, one.coalitionId), isNull(dayResult.correctedById));
  const known = before ? 0 : await tx.$count(dayResult, and(eq(dayResult.hostingId, place.id), isCurrent));
  if (known >= limits.sources) throw new Invalid({ source: say.tooManySources(limits.sources) });
  if (before?.final && !final) throw new Invalid({ final: say.finalStands(before.count) });
  if (before && before.count === given.count && before.final === final)
    return { day: one, hosting: place, result: before, before: undefined };
  const resultId = newId(now);
  if (before)
    await tx
      .update(dayResult)
      .set({ correctedById: resultId })
      .where(and(eq(dayResult.id, before.id), eq(dayResult.coalitionId, one.coalitionId)));
  const [result] = await tx
    .insert(dayResult)
    .values({
      ...{ id: resultId, coalitionId: one.coalitionId, dayId: one.id, hostingId: place.id },
      ...{ count: given.count, source, final, reportedById: person.id, reportedAt: now },
    })
    .returning();
  if (!result) throw new Error('a number was not written');
  await countLater(context, one);
  return { day: one, hosting: place, result, before };
}

/** A place that takes a number now, for whoever only opens the form: a tally that is drawn holds nobody up. */
export async function lookToCount(context: JoinedContext, id: string): Promise<Hosting> {
  const place = await placeHere(context, id);
  await taking(context, await findDay(context, context.coalition.id, place.dayId), place);
  return place;
}

/** The same and its day, locked; a Refusal before it began anywhere and long after. */
async function placeToCount(
  context: JoinedContext,
  id: string,
): Promise<{ readonly day: Day; readonly hosting: Hosting }> {
  const { dayId } = await placeHere(context, id);
  const one = await lockDay(context, context.coalition.id, dayId);
  // Until the day was locked it may have been withdrawn.
  const place = await placeHere(context, id);
  return { day: await taking(context, one, place), hosting: place };
}

async function taking(context: JoinedContext, one: Day | undefined, place: Hosting): Promise<Day> {
  const say = words[context.language];
  if (place.state !== 'hosting') throw new Refusal(say.noPlace);
  if (!one || one.state === 'draft') throw new Refusal(say.noDay);
  await refuseHiddenParts(context, one);
  if (one.state === 'cancelled') throw new Refusal(say.isCancelled(one.name));
  const ends = spanIn(one, firstZone).until.add({ hours: 24 * limits.resultDays });
  if (!hasBegun(one, context.now)) throw new Refusal(say.notYet(one.name));
  if (Temporal.Instant.compare(ends, context.now) < 0) throw new Refusal(say.tooLate(one.name));
  return one;
}

/** The number that counts for a place, where one was given last: what a form is filled in with. */
export async function lastCame({ tx }: Act, place: Hosting): Promise<DayResult | undefined> {
  return (await numbersOf({ tx }, place, isNull(dayResult.correctedById))).at(-1);
}

async function standing({ tx }: Act, place: Hosting, source: string): Promise<DayResult | undefined> {
  const isSame = sql`lower(${dayResult.source}) = lower(${source}::text)`;
  return (await numbersOf({ tx }, place, and(isNull(dayResult.correctedById), isSame))).at(-1);
}

async function numbersOf({ tx }: Pick<Act, 'tx'>, place: Hosting, which: ReturnType<typeof and>) {
  return await tx
    .select()
    .from(dayResult)
    .where(and(eq(dayResult.hostingId, place.id), eq(dayResult.coalitionId, place.coalitionId), which))
    .orderBy(asc(dayResult.reportedAt), asc(dayResult.id));
}
