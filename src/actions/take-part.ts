import { and, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { type Action, isAction, lockAction, visibleAction } from './find.ts';
import { leaveNeeds } from './needs.ts';
import { type How, isThere, partsOf } from './parts.ts';
import { redrawLater } from './redraw.ts';
import { remind, stopTelling } from './remind.ts';
import { actionPart } from './tables.ts';
import { words } from './words.ts';

/** Takes part in an action that is to come; whoever is there has reminders from now on. A Refusal: it is cancelled or has begun. */
export async function takePart(context: JoinedContext, id: string, how: How): Promise<Action> {
  const { tx, now, person } = context;
  const one = await comingAction(context, id);
  const before = await partsOf(context, one, person.id);
  const added = await tx
    .insert(actionPart)
    .values({ actionId: one.id, personId: person.id, coalitionId: one.coalitionId, how, since: now })
    .onConflictDoNothing()
    .returning();
  if (added.length === 0) return one;
  if (isThere([how]) && !isThere(before)) await remind(context, one, [person]);
  await redrawLater(context, isAction(one));
  return one;
}

/** Is not there after all: reminders and changes of it are not told any more, and what they had taken is open again. Returns whether they were. */
export async function stayAway(
  context: JoinedContext,
  id: string,
): Promise<{ readonly action: Action; readonly was: boolean }> {
  const { tx, person, coalition } = context;
  // Whoever is in can always step back, also where operators hid it.
  const isIn = and(eq(actionPart.actionId, id), eq(actionPart.personId, person.id));
  if ((await tx.$count(actionPart, and(isIn, eq(actionPart.coalitionId, coalition.id)))) === 0)
    await visibleAction(context, id);
  const one = await lockAction(context, coalition.id, id);
  if (!one) throw new Refusal(words[context.language].noAction);
  const gone = await tx
    .delete(actionPart)
    .where(
      and(
        eq(actionPart.actionId, one.id),
        eq(actionPart.coalitionId, one.coalitionId),
        eq(actionPart.personId, person.id),
        inArray(actionPart.how, ['in', 'help']),
      ),
    )
    .returning();
  await leaveNeeds(context, one, person.id);
  await stopTelling(context, [one.id], person.id);
  if (gone.length > 0) await redrawLater(context, isAction(one));
  return { action: one, was: gone.length > 0 };
}

/** An action that this person may see and that is still to come, locked; a Refusal that says which of the two it is not. */
export async function comingAction(context: JoinedContext, id: string): Promise<Action> {
  const say = words[context.language];
  await visibleAction(context, id);
  const one = await lockAction(context, context.coalition.id, id);
  if (!one) throw new Refusal(say.noAction);
  refuseEnded(context, one);
  return one;
}

/** Throws a Refusal where an action is not posted, is cancelled, or has begun. */
export function refuseEnded({ now, language }: JoinedContext, one: Action): void {
  const say = words[language];
  if (one.state === 'cancelled') throw new Refusal(say.isCancelled);
  if (one.state !== 'posted') throw new Refusal(say.noAction);
  if (Temporal.Instant.compare(one.startsAt, now) <= 0) throw new Refusal(say.isOver);
}
