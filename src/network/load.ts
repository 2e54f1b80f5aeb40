import type { Feature, JoinedContext, Waiting } from '#directory/index.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

/**
 * A line for somebody who carries much: many roles, or much of one feature. Read anew each time, kept nowhere, and told to
 * nobody else, in no sum either.
 */
export async function loadOf(
  context: JoinedContext,
  features: readonly Feature[],
): Promise<readonly Waiting[]> {
  const say = words[context.language];
  // Whoever leads actions is a driver by that alone: it is counted as actions.
  const roles = context.roles.filter(({ role }) => role !== 'driver').length + context.represents.length;
  const all = [{ count: roles, words: say.roles(roles) }];
  for (const feature of features) {
    const carried = await feature.carries?.(context);
    if (carried) all.push(carried);
  }
  if (!all.some(({ count }) => count >= limits.carries)) return [];
  const carried = all.filter(({ count }) => count > 0).map((one) => one.words);
  // It stands last: nothing happens when it is left there.
  return [{ text: say.carriesMuch(carried), since: context.now }];
}
