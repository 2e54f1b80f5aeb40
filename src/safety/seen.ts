import { and, eq, lt, type SQL, sql } from 'drizzle-orm';
import { closestLanguage, Refusal, type Text } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import {
  type Act,
  type Context,
  type Found,
  hashOf,
  holdersOf,
  isUuid,
  type JoinedContext,
  keyOf,
  lookUpPeople,
} from '#directory/index.ts';
import { walkKind } from './kinds.ts';
import { limits } from './limits.ts';
import { walkMessage } from './messages.ts';
import { seen } from './tables.ts';
import { words } from './words.ts';

/** What marks a name that was tried, and no person who was shown. */
const ofName = 'name ';

/** Throws a Refusal where this person has been shown more people today than anyone needs. */
export async function refuseWalking(context: JoinedContext): Promise<void> {
  if (peopleIn(await marksOf(context)) >= limits.seenMost)
    throw new Refusal(words[context.language].comeBackTomorrow);
}

/**
 * Throws this Refusal where somebody has tried too many names today that fit nothing they can see. The same name counts
 * once, and nothing here says whether it fits anything.
 */
export async function refuseGuessing(context: JoinedContext, name: string, otherwise: Text): Promise<void> {
  const key = await keyOf(context, context.coalition.id);
  const mark = hashOf(key, `name ${dayOf(context)} ${name.trim().toLowerCase()}`).slice(0, 8);
  // Counted once it is written, so that two at the same moment wait for each other; a refusal takes it back.
  const marks = await addMarks(context, [`${ofName}${mark}`]);
  if (marks.length - peopleIn(marks) > limits.namesTried) throw new Refusal(otherwise);
}

/**
 * Notes whom somebody was just shown, as short hashes that hold for one day, so that nobody counts twice. Above a hundred
 * different people in a day operators are told once, or principals where nobody else is an operator.
 */
export async function noteShown(context: JoinedContext, ids: readonly string[]): Promise<void> {
  const { person, coalition } = context;
  const others = [...new Set(ids)].filter((id) => id !== person.id);
  if (others.length === 0) return;
  const [key, day] = [await keyOf(context, coalition.id), dayOf(context)];
  const known = new Set(await marksOf(context));
  const marks = others.map((id) => hashOf(key, `seen ${day} ${id}`).slice(0, 8));
  if (marks.every((mark) => known.has(mark))) return;
  if (peopleIn(await addMarks(context, marks)) > limits.seenAlarm) await tellOfWalk(context, day);
}

/**
 * People by name, as `lookUpPeople` finds them, each counted as shown, and nobody once it was too many for one day. An id,
 * which nobody guesses, is of somebody who was shown before.
 */
export async function lookUpShown(context: Context, written: string, among?: SQL): Promise<readonly Found[]> {
  const { person, coalition } = context;
  if (!person || !coalition) return [];
  const here = { ...context, person, coalition };
  if (isUuid(written)) return await lookUpPeople(here, written, among);
  if (peopleIn(await marksOf(here)) >= limits.seenMost) return [];
  const found = await lookUpPeople(here, written, among);
  await noteShown(
    here,
    found.map(({ id }) => id),
  );
  return found;
}

/** Deletes what was noted on days that are over. */
export async function forgetSeen({ tx, now }: Act): Promise<void> {
  await tx.delete(seen).where(lt(seen.day, dayOf({ now })));
}

/** Adds marks to those of today, each once, and returns all of them. */
async function addMarks(context: JoinedContext, marks: readonly string[]): Promise<readonly string[]> {
  const { tx, person, coalition } = context;
  const both = sql`(select coalesce(jsonb_agg(distinct mark), '[]') from jsonb_array_elements(${seen.marks} || excluded.marks) mark)`;
  const people = sql`(select count(*)::int from jsonb_array_elements_text(${both}) mark where not starts_with(mark, ${ofName}))`;
  const day = dayOf(context);
  const [row] = await tx
    .insert(seen)
    .values({ personId: person.id, coalitionId: coalition.id, day, people: peopleIn(marks), marks })
    .onConflictDoUpdate({ target: [seen.personId, seen.day], set: { marks: both, people } })
    .returning({ marks: seen.marks });
  return row?.marks ?? marks;
}

const peopleIn = (marks: readonly string[]): number =>
  marks.filter((mark) => !mark.startsWith(ofName)).length;

async function marksOf(context: JoinedContext): Promise<readonly string[]> {
  const { tx, person, coalition } = context;
  const today = eq(seen.day, dayOf(context));
  const [row] = await tx
    .select({ marks: seen.marks })
    .from(seen)
    .where(and(eq(seen.personId, person.id), eq(seen.coalitionId, coalition.id), today));
  return row?.marks ?? [];
}

/** Told once a day to each of them, since a delivery about the same is. */
async function tellOfWalk(context: JoinedContext, day: string): Promise<void> {
  const { tx, person, coalition } = context;
  const others = (holders: Awaited<ReturnType<typeof holdersOf>>) =>
    holders.filter(({ id }) => id !== person.id);
  const operators = others(await holdersOf(tx, coalition.id, 'operator'));
  const told = operators.length > 0 ? operators : others(await holdersOf(tx, coalition.id, 'principal'));
  await tellMany(
    context,
    walkKind,
    told.map(({ id: personId, language }) => ({
      ...{ coalitionId: coalition.id, subject: person.id, occurrence: day },
      to: { kind: 'person', personId },
      message: walkMessage(closestLanguage(language), person.name, limits.seenAlarm),
    })),
  );
}

const dayOf = ({ now }: Pick<Act, 'now'>): string => now.toString().slice(0, 10);
