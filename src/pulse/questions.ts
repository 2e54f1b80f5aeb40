import { and, asc, eq, isNull } from 'drizzle-orm';
import { Invalid, languages, Refusal } from '#chat/index.ts';
import { type Act, type JoinedContext, writeAudit } from '#directory/index.ts';
import { newId, type Tx } from '#store/index.ts';
import { bank, type Theme } from './bank.ts';
import { type AskedQuestion, ownQuestion } from './tables.ts';
import { words } from './words.ts';

export type OwnQuestion = typeof ownQuestion.$inferSelect;

/** Weft’s questions and the coalition’s own, in the order in which they are asked when nothing else decides. */
export async function allQuestions(act: Act, coalitionId: string): Promise<readonly AskedQuestion[]> {
  const own = await ownQuestions(act, coalitionId);
  return [...own.map(({ id, theme, words }) => ({ id, theme, words })), ...bank];
}

/** A coalition’s own questions that are still asked, the oldest first. */
export async function ownQuestions(act: Act, coalitionId: string): Promise<readonly OwnQuestion[]> {
  return await act.tx
    .select()
    .from(ownQuestion)
    .where(and(eq(ownQuestion.coalitionId, coalitionId), isNull(ownQuestion.retiredAt)))
    .orderBy(asc(ownQuestion.addedAt));
}

/** At most so many of a coalition’s own. */
const most = 24;

/** Adds a question of the coalition’s own; Invalid when there are too many. */
export async function addQuestion(context: JoinedContext, asked: string, theme: Theme): Promise<void> {
  const { coalition, now, tx } = context;
  const own = await ownQuestions(context, coalition.id);
  if (own.length >= most) throw new Invalid({ question: words[context.language].tooMany });
  const isThis = (one: string) => plainly(one) === plainly(asked);
  const weft = languages.flatMap((one) => Object.values(words[one].bank));
  if ([...own.map((one) => one.words), ...weft].some(isThis))
    throw new Invalid({ question: words[context.language].askedAlready });
  const id = newId(now);
  await tx.insert(ownQuestion).values({ id, coalitionId: coalition.id, theme, words: asked, addedAt: now });
  await audit(context, 'pulse.question.added', id);
}

/** The letters alone: a full stop more makes no other question. */
const plainly = (question: string) =>
  question
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Stops asking one; what was answered to it stays. */
export async function retireQuestion(context: JoinedContext, id: string): Promise<void> {
  const { coalition, now, tx } = context;
  const gone = await tx
    .update(ownQuestion)
    .set({ retiredAt: now })
    .where(
      and(eq(ownQuestion.id, id), eq(ownQuestion.coalitionId, coalition.id), isNull(ownQuestion.retiredAt)),
    )
    .returning({ id: ownQuestion.id });
  if (gone.length === 0) throw new Refusal(words[context.language].notQuestion);
  await audit(context, 'pulse.question.retired', id);
}

/** The question behind a button. */
export async function questionBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; id: string } | undefined> {
  const [row] = await db.select().from(ownQuestion).where(eq(ownQuestion.id, id));
  return row;
}

async function audit(context: JoinedContext, act: string, subject: string): Promise<void> {
  await writeAudit(context, { coalitionId: context.coalition.id, personId: context.person.id, act, subject });
}
