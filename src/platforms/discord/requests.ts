import type { Address, Effect } from '#chat/index.ts';

/** How many requests an effect takes as a rule, of the 50 in a second that Discord allows a bot. */
export function requestsOf(address: Address, effect: Effect): number {
  // Looks for the thread, looks up each member, opens it, adds each member, posts.
  if (effect.kind === 'open') return 3 + 2 * effect.accounts.length;
  if (address.kind === 'channel' || address.conversation !== undefined) return 1;
  return address.reach === 'thread' ? 5 : 2;
}
