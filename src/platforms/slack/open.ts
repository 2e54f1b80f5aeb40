import type { webApi } from '@slack/bolt';
import type { Address } from '#chat/index.ts';
import { type Failure, outcomeOf, repeatable } from './outcome.ts';

/** The direct or group conversation of these accounts with Weft. Opening it shows nobody anything and may be repeated. */
export async function openConversation(
  client: webApi.WebClient,
  accounts: readonly string[],
): Promise<string | Failure> {
  try {
    const { channel } = await client.conversations.open({ users: accounts.join(',') });
    return channel?.id ?? repeatable({ kind: 'unclear', code: 'no_id_returned' });
  } catch (error) {
    return repeatable(outcomeOf(error, 'person'));
  }
}

/** The conversation at an address, opened where it is not known yet. */
export async function conversationAt(client: webApi.WebClient, address: Address): Promise<string | Failure> {
  if (address.kind === 'channel') return address.channel;
  return address.conversation ?? (await openConversation(client, [address.account]));
}
