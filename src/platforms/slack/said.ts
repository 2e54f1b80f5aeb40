import type { Attempt, Effect } from '#chat/index.ts';

/** An attempt that shows something. */
export type Showing = Attempt & { readonly effect: Exclude<Effect, { kind: 'remove' }> };

/** An attempt without events, which Slack has none of: the words of one are posted, and changed later. */
export type Said = Attempt & { readonly effect: Exclude<Effect, { kind: 'event' | 'remove' }> };

/** The same attempt in words. */
export function inWords(attempt: Showing): Said {
  const { effect } = attempt;
  if (effect.kind !== 'event') return { ...attempt, effect };
  const { message, made } = effect;
  const said = made === undefined ? ({ kind: 'post' } as const) : ({ kind: 'edit', posted: made } as const);
  return { ...attempt, effect: { ...said, message } };
}
