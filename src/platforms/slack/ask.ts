import { webApi } from '@slack/bolt';
import type { Facts, Question } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { senderOf } from './people.ts';
import { words } from './words.ts';

/** Facts about a channel or a member; rejects when Slack cannot be asked. */
export async function ask(clients: Clients, question: Question): Promise<Facts> {
  const client = await clients.of(question.tenant, 'answers');
  if (!client) throw new Error('Slack: no token for this workspace');
  if (question.kind === 'channel') return await askChannel(client, question.channel);
  const { user } = await client.users.info({ user: question.account, include_locale: true });
  if (!user) return {};
  const { name, zone, administrator } = senderOf(question.tenant, user);
  return { name, administrator, ...(zone !== undefined && { zone }) };
}

async function askChannel(client: webApi.WebClient, id: string): Promise<Facts> {
  try {
    const { channel } = await client.conversations.info({ channel: id });
    const name = channel?.name ?? '';
    if (channel?.is_archived) return { name, canPost: false, obstacle: words.en.archived(name) };
    if (!channel?.is_member && !channel?.is_im)
      return { name, canPost: false, obstacle: words.en.invite(name) };
    return { name, canPost: true };
  } catch (error) {
    // A private channel Weft is not in does not exist for it.
    const isUnseen = error instanceof webApi.WebAPIPlatformError && error.data.error === 'channel_not_found';
    if (!isUnseen) throw error;
    return { canPost: false, obstacle: words.en.inviteUnseen };
  }
}
