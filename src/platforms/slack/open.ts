import type { webApi } from '@slack/bolt';
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
