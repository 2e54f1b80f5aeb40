import { type Message, Refusal } from '#chat/index.ts';
import { type Binding, type Coalition, type Context, directoryWords, type Space } from '#directory/index.ts';
import { spaceWords } from './space-words.ts';
import { words } from './words.ts';

/** A context in a space that belongs to a coalition. */
export type BoundContext = Context & {
  readonly coalition: Coalition;
  readonly space: Space;
  readonly binding: Binding;
};

/** The context with its coalition; a Refusal that says how to begin otherwise. */
export function inCoalition(context: Context): Context & { readonly coalition: Coalition } {
  const { coalition } = context;
  if (!coalition) throw new Refusal(directoryWords[context.language].noCoalition);
  return { ...context, coalition };
}

/** The context with its space and what that is bound to; a Refusal in a direct message, or before set-up. */
export function inBoundSpace(context: Context): BoundContext {
  const { coalition, space, binding } = context;
  if (!space) throw new Refusal(words[context.language].typeInSpace);
  if (!coalition || !binding || binding.coalitionId !== coalition.id) {
    throw new Refusal(directoryWords[context.language].noCoalition);
  }
  if (space.leavingAt !== null) throw new Refusal(spaceWords[context.language].nobodyJoins(space.name));
  return { ...context, coalition, space, binding };
}

/** Says something instead of showing a form: nothing is changed by it. */
export function instead(answer: Message): Refusal {
  return new Refusal(answer);
}
