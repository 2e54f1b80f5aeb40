import { type REST, Routes } from 'discord.js';
import type { Address, Effect, Outcome } from '#chat/index.ts';
import { isCode, outcomeOf } from './outcome.ts';
import { unarchived } from './threads.ts';

/** Takes away one of the bot's own messages, its files with it; one that is not there was taken away before. */
export async function remove(
  rest: REST,
  address: Address,
  { posted }: Extract<Effect, { kind: 'remove' }>,
): Promise<Outcome> {
  if (address.kind !== 'channel') return { kind: 'refused', code: 'a removal goes to a channel', why: 'bug' };
  const { channel } = address;
  const done: Outcome = { kind: 'sent', conversation: channel, posted };
  try {
    await unarchived(rest, channel, () => rest.delete(Routes.channelMessage(channel, posted)));
    return done;
  } catch (error) {
    // Unknown message, or unknown channel.
    return isCode(error, 10008, 10003) ? done : outcomeOf(error);
  }
}
