import { and, asc, desc, eq, gt, inArray, isNull, not, type SQL, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { Act, JoinedContext, Person } from '#directory/index.ts';
import { anyOf, newId, searched, type Tx } from '#store/index.ts';

import { type Action, isAction, isVisible, visibleAction } from './find.ts';
import { isMuted } from './mutes.ts';
import { redrawLater } from './redraw.ts';
import { action, actionNeed } from './tables.ts';
import { words } from './together-words.ts';

export type Need = typeof actionNeed.$inferSelect;

/** How many open needs are found for some words at most. */
const mostFound = 5;

/** The lines somebody wrote as needs, in their order: blank ones, marks of lists and repetitions are left out. */
export function parseNeeds(written: string): readonly string[] {
  const lines = written
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => line.replace(/\s+/g, ' ').replace(/^[ \-–—*•·]+/, ''))
    .map((line) => line.trimEnd())
    .filter((line) => !/^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(line));
  const keys = lines.map(keyOf);
  return lines.filter((_, at) => keys.indexOf(keys[at] ?? '') === at);
}

/** What an action needs, in the order in which it was written. */
export async function needsOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Action, 'id' | 'coalitionId'>,
): Promise<readonly Need[]> {
  return await tx.select().from(actionNeed).where(isOf(one)).orderBy(asc(actionNeed.place));
}

/** Writes down what an action needs. A need whose words stay is still taken by whoever took it. */
export async function keepNeeds(
  act: Act,
  one: Pick<Action, 'id' | 'coalitionId'>,
  needs: readonly string[],
): Promise<void> {
  const before = new Map((await needsOf(act, one)).map((need) => [keyOf(need.words), need]));
  const stay = new Set(needs.map(keyOf));
  const gone = [...before].flatMap(([key, { id }]) => (stay.has(key) ? [] : [id]));
  if (gone.length > 0) await act.tx.delete(actionNeed).where(and(isOf(one), inArray(actionNeed.id, gone)));
  const written = needs.map((said, place) => ({ said, place, need: before.get(keyOf(said)) }));
  const { id: actionId, coalitionId } = one;
  const added = written.flatMap(({ said, place, need }) =>
    need ? [] : [{ id: newId(act.now), coalitionId, actionId, place, words: said }],
  );
  if (added.length > 0) await act.tx.insert(actionNeed).values(added);
  for (const { said, place, need } of written)
    if (need && (need.place !== place || need.words !== said))
      await act.tx
        .update(actionNeed)
        .set({ place, words: said })
        .where(and(isOf(one), eq(actionNeed.id, need.id)));
}

/** The need behind a button; undefined once it is not needed any more. */
export async function needBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; need: Need } | undefined> {
  const [need] = await db.select().from(actionNeed).where(eq(actionNeed.id, id));
  return need && { coalitionId: need.coalitionId, need };
}

/** Gives back a need one has taken: it is open again. */
export async function giveBack(context: JoinedContext, needId: string): Promise<NeedOf> {
  const [need] = await open(context, eq(actionNeed.id, needId), context.person.id, context.coalition.id);
  if (!need) throw new Refusal(words[context.language].notTaken);
  const one = await visibleAction(context, need.actionId);
  await redrawLater(context, isAction(one));
  return { action: one, need };
}

/** Opens again what somebody had taken of one action. */
export async function leaveNeeds(act: Act, one: Action, personId: string): Promise<void> {
  const opened = await open(act, eq(actionNeed.actionId, one.id), personId, one.coalitionId);
  if (opened.length > 0) await redrawLater(act, isAction(one));
}

/** Opens again everything somebody had taken. */
export async function openTaken(act: Act, person: Pick<Person, 'id' | 'coalitionId'>): Promise<void> {
  const opened = await open(act, undefined, person.id, person.coalitionId);
  const ids = opened.map(({ actionId }) => actionId);
  if (ids.length > 0)
    await redrawLater(act, and(eq(action.coalitionId, person.coalitionId), inArray(action.id, ids)));
}

/** A need, and the action that has it. */
export interface NeedOf {
  readonly need: Need;
  readonly action: Action;
}

/**
 * What actions to come still need, of those this person may see and wants to hear of: the ones that come closest to some
 * words first, or without any the next ones.
 */
export async function openNeeds(context: JoinedContext, like?: string): Promise<readonly NeedOf[]> {
  const { tx, now, person, coalition } = context;
  const text = searched(actionNeed.words);
  const query = anyOf(like ?? '');
  return await tx
    .select({ need: actionNeed, action })
    .from(actionNeed)
    .innerJoin(action, eq(action.id, actionNeed.actionId))
    .where(
      and(
        isVisible(context),
        eq(actionNeed.coalitionId, coalition.id),
        eq(action.state, 'posted'),
        gt(action.startsAt, now),
        isNull(actionNeed.takenAt),
        not(isMuted(person.id)),
        like === undefined ? undefined : sql`${text} @@ ${query}`,
      ),
    )
    .orderBy(
      ...(like === undefined ? [] : [desc(sql`ts_rank(${text}, ${query})`)]),
      asc(action.startsAt),
      asc(actionNeed.place),
    )
    .limit(mostFound);
}

/** Whether nobody has taken a need. */
export const isOpen = (need: Pick<Need, 'takenAt'>): boolean => need.takenAt === null;

async function open(
  { tx }: Pick<Act, 'tx'>,
  which: SQL | undefined,
  personId: string,
  coalitionId: string,
): Promise<readonly Need[]> {
  return await tx
    .update(actionNeed)
    .set({ takenById: null, takenAt: null })
    .where(and(eq(actionNeed.coalitionId, coalitionId), eq(actionNeed.takenById, personId), which))
    .returning();
}

const isOf = (one: Pick<Action, 'id' | 'coalitionId'>) =>
  and(eq(actionNeed.actionId, one.id), eq(actionNeed.coalitionId, one.coalitionId));

/** Two lines are the same need when they differ in case alone. */
const keyOf = (said: string): string => said.toLowerCase();
