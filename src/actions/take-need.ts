import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { isAction } from './find.ts';
import { isOpen, type Need, type NeedOf, needsOf } from './needs.ts';
import { redrawLater } from './redraw.ts';
import { actionNeed } from './tables.ts';
import { comingAction, takePart } from './take-part.ts';
import { words } from './together-words.ts';

/** The open needs of an action that is to come and that this person may see. A Refusal when there are none. */
export async function choosableNeeds(context: JoinedContext, actionId: string): Promise<readonly Need[]> {
  const one = await comingAction(context, actionId);
  const needs = (await needsOf(context, one)).filter(isOpen);
  if (needs.length === 0) throw new Refusal(words[context.language].nothingOpen);
  return needs;
}

/** Takes a need: whoever does can help from now on, and those who lead the action see who it is. */
export async function takeNeed(context: JoinedContext, needId: string): Promise<NeedOf> {
  const { tx, now, person } = context;
  const say = words[context.language];
  const need = await findNeed(context, needId);
  // Locks the action, so that of two who press at once the second reads what the first did.
  const one = await takePart(context, need.actionId, 'help');
  const [taken] = await tx
    .update(actionNeed)
    .set({ takenById: person.id, takenAt: now })
    .where(and(isNeed(context, need.id), isNull(actionNeed.takenAt)))
    .returning();
  if (!taken && (await findNeed(context, needId)).takenById !== person.id) throw new Refusal(say.takenBefore);
  await redrawLater(context, isAction(one));
  return { action: one, need: taken ?? need };
}

async function findNeed(context: JoinedContext, id: string): Promise<Need> {
  const [need] = await context.tx.select().from(actionNeed).where(isNeed(context, id));
  if (!need) throw new Refusal(words[context.language].needGone);
  return need;
}

const isNeed = ({ coalition }: JoinedContext, id: string) =>
  and(eq(actionNeed.id, id), eq(actionNeed.coalitionId, coalition.id));
