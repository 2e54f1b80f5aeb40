import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Action, keepLesson, mayLead } from '#actions/index.ts';
import { Invalid, Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { reportable } from './actions.ts';
import { keepCredits } from './credit.ts';
import type { NumberGiven, ResultGiven } from './form.ts';
import { limits } from './limits.ts';
import type { Result } from './numbers.ts';
import { result } from './tables.ts';
import { words } from './words.ts';

/** A number that counts now. */
export interface Kept {
  readonly action: Action;
  readonly now: Result;
  /** the one it replaced */
  readonly before: Result | undefined;
  /** it did not stand there before */
  readonly isNew: boolean;
}

/**
 * Says what an action came to. A number of the same unit and source replaces the one before, which stays as history.
 * Invalid: a preliminary number after a final one, too many numbers, an organisation that is not known.
 */
export async function report(context: JoinedContext, actionId: string, given: ResultGiven): Promise<Kept> {
  const one = await reportable(context, actionId);
  const before = await standing(context, one, given);
  if (before?.final === true && !given.final)
    throw new Invalid({ final: words[context.language].finalStands(before.count, before.unit) });
  if (before && !(await isTheirs(context, one, before)))
    throw new Invalid({ source: words[context.language].othersNumber });
  const now = await keep(context, one, given, before);
  // What stands for the whole action is said by those who lead it.
  if (!(await mayLead(context, one, context.person.id))) return { ...change(now, before), action: one };
  await keepLesson(context, one, given.lesson ?? '');
  await keepCredits(context, one, given.credit ?? '');
  return { ...change(now, before), action: { ...one, lesson: given.lesson ?? '' } };
}

/** Corrects one number, whatever was wrong with it. Invalid: another number has that unit and source. */
export async function correct(context: JoinedContext, resultId: string, given: NumberGiven): Promise<Kept> {
  const { action: one, result: before } = await correctable(context, resultId);
  const same = await standing(context, one, given);
  if (same && same.id !== before.id)
    throw new Invalid({ source: words[context.language].sameSource(same.count, same.unit) });
  const now = await keep(context, one, given, before);
  return { ...change(now, before), action: one };
}

function change(now: Result, before: Result | undefined): Omit<Kept, 'action'> {
  const isNew = now.id !== before?.id;
  return { now, before: isNew ? before : undefined, isNew };
}

/** A number that this person may correct, and its action, locked against others who report on it. */
export async function correctable(
  context: JoinedContext,
  resultId: string,
): Promise<{ readonly action: Action; readonly result: Result }> {
  const { tx, coalition } = context;
  const which = and(eq(result.id, resultId), eq(result.coalitionId, coalition.id));
  const [seen] = await tx.select().from(result).where(which);
  if (!seen) throw new Refusal(words[context.language].reportersOnly);
  const one = await reportable(context, seen.actionId);
  // Read again: now nobody else writes.
  const [found] = await tx
    .select()
    .from(result)
    .where(and(which, isNull(result.correctedById)));
  if (!found) throw new Refusal(words[context.language].correctedBefore);
  if (!(await isTheirs(context, one, found))) throw new Refusal(words[context.language].leadersCorrect);
  return { action: one, result: found };
}

/** Whether a person may replace a number: it is their own, or they lead the action. */
async function isTheirs(context: JoinedContext, one: Action, { reportedById }: Result): Promise<boolean> {
  return reportedById === context.person.id || (await mayLead(context, one, context.person.id));
}

/** The number that counts for an action, a unit and a source, in whatever case they are written. */
async function standing(
  { tx }: JoinedContext,
  one: Action,
  { unit, source }: NumberGiven,
): Promise<Result | undefined> {
  const [found] = await tx
    .select()
    .from(result)
    .where(
      and(
        ofAction(one),
        isNull(result.correctedById),
        sql`lower(${result.unit}) = lower(${unit}::text)`,
        sql`lower(${result.source}) = lower(${source}::text)`,
      ),
    );
  return found;
}

async function keep(
  context: JoinedContext,
  one: Action,
  { count, unit, source, final }: NumberGiven,
  before: Result | undefined,
): Promise<Result> {
  const { tx, now, person } = context;
  const isSame = (given: Result) =>
    given.count === count && given.final === final && given.unit === unit && given.source === source;
  if (before && isSame(before)) return before;
  const numbers = await tx.$count(result, and(ofAction(one), isNull(result.correctedById)));
  if (!before && numbers >= limits.numbers)
    throw new Invalid({ unit: words[context.language].tooManyNumbers(limits.numbers) });
  const id = newId(now);
  if (before)
    await tx
      .update(result)
      .set({ correctedById: id })
      .where(and(eq(result.id, before.id), ofAction(one)));
  const [made] = await tx
    .insert(result)
    .values({
      ...{ id, coalitionId: one.coalitionId, actionId: one.id, count, unit, source, final },
      ...{ reportedById: person.id, reportedAt: now },
    })
    .returning();
  if (!made) throw new Error('a result was not written');
  return made;
}

const ofAction = ({ id, coalitionId }: Action) =>
  and(eq(result.actionId, id), eq(result.coalitionId, coalitionId));
