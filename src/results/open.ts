import type { Action } from '#actions/index.ts';
import type { Given, Message, Text } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { creditedFor } from './credit.ts';
import { keptMessage } from './messages.ts';
import type { Kept } from './report.ts';
import { readResult } from './show.ts';
import { words } from './words.ts';

/** What the form of a result opens with: the lesson and the organisations that stand. */
export async function openResult(
  context: JoinedContext,
  one: Action,
): Promise<{ readonly intro: Text; readonly values: Given }> {
  const credited = await creditedFor(context, one, context.person);
  return {
    intro: words[context.language].intro(one.title),
    values: { lesson: one.lesson, credit: credited.map(({ name }) => name).join(', ') },
  };
}

/** What was kept, and everything that counts now. */
export async function showKept(context: JoinedContext, kept: Kept): Promise<Message> {
  return keptMessage(kept, await readResult(context, kept.action, context.person), context.language);
}
