import {
  type Block,
  type ButtonId,
  button,
  buttons,
  english,
  type Language,
  type Message,
  message,
  Refusal,
} from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { hidingBlocks } from '#safety/index.ts';
import { type Action, ledAction, ledComing } from './find.ts';
import { lessonsLike } from './lessons.ts';
import { detailsMessage, draftMessage } from './messages.ts';
import { partsOf } from './parts.ts';
import { reachOf } from './reach.ts';
import { readPost } from './read.ts';
import { togetherNotes } from './together.ts';
import { words } from './words.ts';

/** A draft as its announcer sees it. */
export async function showDraft(context: JoinedContext, one: Action): Promise<Message> {
  return draftMessage(
    context,
    await readPost(context, one),
    await reachOf(context, one),
    await lessonsLike(context, `${one.title} ${one.tactic === 'other' ? '' : one.tactic}`),
  );
}

/** What other rooms show of an action to whoever may see it, such as its results. */
export type More = (context: JoinedContext, one: Action, language: Language) => Promise<readonly Block[]>;

/** An action as this person may see it. */
export async function showAction(context: JoinedContext, one: Action, more: More): Promise<Message> {
  const post = await readPost(context, one);
  return detailsMessage(context, post, {
    parts: await partsOf(context, one, context.person.id),
    notes: [
      ...(await togetherNotes(context, post.together)),
      ...(await more(context, one, context.language)),
      ...(await hidingBlocks(context, one.id)),
    ],
  });
}

/** The action that somebody means who leads one or more: the one given, or the only one that is coming. */
export async function ledGiven(
  context: JoinedContext,
  given: string | undefined,
  press: ButtonId,
): Promise<Action> {
  if (given !== undefined) return await ledAction(context, given);
  const say = words[context.language];
  const led = await ledComing(context, 5);
  const [only, another] = led;
  if (!only) throw new Refusal(say.listNone.led);
  if (!another) return await ledAction(context, only.id);
  const choices = led.map(({ id, title }) => button(press, english.cut(title, 60), id));
  throw new Refusal(message(say.whichAction, buttons(...choices)));
}
