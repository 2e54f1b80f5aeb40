import type { Address, Effect } from '#chat/index.ts';

/** How many requests an effect takes as a rule, or looking whether it was done, of the 50 a second that Discord allows a bot. */
export function requestsOf(address: Address, effect: Effect, verb: 'perform' | 'readBack'): number {
  if (verb === 'readBack') return readsOf(address, effect);
  // Looks for the thread, looks up each member, opens it, adds each member, posts.
  if (effect.kind === 'open') return 3 + 2 * effect.accounts.length;
  if (address.kind === 'channel' || address.conversation !== undefined) return 1;
  return address.reach === 'thread' ? 5 : 2;
}

/** Looks for the conversation, for the channel and in a server for the permissions in it, and reads one page. */
function readsOf(address: Address, effect: Effect): number {
  if (
    effect.kind === 'edit' ||
    effect.kind === 'remove' ||
    (effect.kind === 'event' && effect.made !== undefined)
  )
    return 0;
  // All events of the server at once.
  if (effect.kind === 'event') return 1;
  // Of a thread also the channel that it hangs under.
  if (effect.kind === 'open') return 6;
  if (address.kind === 'channel') return 4;
  const finds = address.conversation === undefined ? 1 : 0;
  return finds + (address.reach === 'thread' ? 5 : 2);
}
