import { and, desc, ne, sql } from 'drizzle-orm';
import type { Act, JoinedContext } from '#directory/index.ts';
import { anyOf, searched } from '#store/index.ts';
import { type Action, isAction, isVisible } from './find.ts';
import { action } from './tables.ts';

/** What somebody learnt from an action. */
export interface Lesson {
  readonly title: string;
  readonly words: string;
}

/** How many lessons a draft shows. */
const most = 2;

/** What was learnt from earlier actions that resemble these words and that this person may see, the closest first. */
export async function lessonsLike(context: JoinedContext, like: string): Promise<readonly Lesson[]> {
  // The same expression as the index.
  const text = searched(sql`${action.title} || ' ' || ${action.what} || ' ' || ${action.tactic}`);
  const query = anyOf(like);
  return await context.tx
    .select({ title: action.title, words: action.lesson })
    .from(action)
    .where(and(isVisible(context), ne(action.lesson, ''), sql`${text} @@ ${query}`))
    .orderBy(desc(sql`ts_rank(${text}, ${query})`), desc(action.startsAt))
    .limit(most);
}

/** Keeps what was learnt from an action, in the place of what was kept before. */
export async function keepLesson(
  act: Act,
  one: Pick<Action, 'id' | 'coalitionId'>,
  lesson: string,
): Promise<void> {
  await act.tx.update(action).set({ lesson }).where(isAction(one));
}
