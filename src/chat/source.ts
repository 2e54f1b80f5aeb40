import type { Command, Press, Subject } from './command.ts';
import type { Desk } from './desk.ts';
import type { Given } from './field.ts';
import type { Incoming } from './incoming.ts';
import type { Language } from './language.ts';
import { parseLine } from './parse.ts';
import type { ButtonId } from './press.ts';
import { Refusal } from './refusal.ts';
import { literal } from './text.ts';
import type { Tree } from './tree.ts';
import { words } from './words.ts';

/** The press behind a button, the row behind it and who presses; throws a Refusal when it is stale, somebody else's or not allowed. */
export async function findPress<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming,
  id: ButtonId,
  subjectId: string | undefined,
  desk: Desk<C, May, D>,
): Promise<{ press: Press<C, May, D>; context: C; subject: Subject }> {
  const press = tree.presses.get(id);
  if (!press) throw new Refusal(literal(words.en.stale));
  if (!press.subject) {
    const context = await desk.context(incoming, undefined);
    await desk.allow(context, press.may);
    return { press, context, subject: { coalitionId: '' } };
  }
  const subject = subjectId === undefined ? undefined : await press.subject(desk.db, subjectId);
  if (!subject) throw new Refusal(literal(words.en.stale));
  const context = await desk.context(incoming, subject.coalitionId);
  if (subject.recipientId !== undefined && !desk.isRecipient(context, subject.recipientId)) {
    throw new Refusal(literal(words[desk.language(context)].notYours));
  }
  await desk.allow(context, press.may);
  return { press, context, subject };
}

/** The command that is meant and what was given to it, or the Refusal that says why there is none. */
export function findCommand<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming & { kind: 'typed' | 'command' },
  language: Language,
): { command: Command<C, May>; given: Given } | Refusal {
  try {
    if (incoming.kind === 'typed') return parseLine(tree, incoming.text, language);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  const command = tree.find(incoming.topic, incoming.verb);
  return command ? { command, given: incoming.given } : new Refusal(literal(words[language].stale));
}
