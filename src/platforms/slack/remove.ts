import type { webApi } from '@slack/bolt';
import type { Address, Effect, Outcome } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { type Failure, outcomeOf } from './outcome.ts';
import { readPosted } from './posted.ts';

type Remove = Extract<Effect, { kind: 'remove' }>;

/** What is not there was taken away before. docs.slack.dev/reference/methods/chat.delete, files.delete */
const gone = ['message_not_found', 'channel_not_found', 'thread_not_found', 'file_not_found', 'file_deleted'];

/**
 * Takes away one of the bot's own messages, after the files in its thread, which would stay below it otherwise. An upload
 * is a message that only its file names. It can be done again.
 */
export async function remove(clients: Clients, address: Address, effect: Remove): Promise<Outcome> {
  if (address.kind !== 'channel') return { kind: 'refused', code: 'a removal goes to a channel', why: 'bug' };
  const { tenant, channel } = address;
  const client = await clients.of(tenant, 'deliveries').catch(() => 'unknown' as const);
  if (client === 'unknown') return { kind: 'later', code: 'token_unread', seconds: 5, scope: 'conversation' };
  if (!client) return { kind: 'refused', code: 'no_token', why: 'tenant' };
  try {
    await takeAll(client, channel, effect);
  } catch (error) {
    const failure = failureOf(error);
    if (failure?.kind === 'refused' && failure.why === 'tenant') clients.forget(tenant);
    if (failure) return failure;
  }
  return { kind: 'sent', conversation: channel, posted: effect.posted };
}

async function takeAll(client: webApi.WebClient, channel: string, { posted, files }: Remove): Promise<void> {
  if (posted.startsWith('F')) return await takeFile(client, posted);
  const { ts } = readPosted(posted);
  if (files) for (const file of await filesBelow(client, channel, ts)) await takeFile(client, file);
  await client.chat.delete({ channel, ts });
}

/** The files that the bot put into the thread of a message; only direct messages with it may be read. */
async function filesBelow(client: webApi.WebClient, channel: string, ts: string): Promise<readonly string[]> {
  const { messages = [] } = await client.conversations.replies({ channel, ts, limit: 50 });
  return messages.flatMap(({ bot_id: bot, files = [] }) =>
    bot === undefined ? [] : files.flatMap(({ id }) => id ?? []),
  );
}

async function takeFile(client: webApi.WebClient, file: string): Promise<void> {
  try {
    await client.files.delete({ file });
  } catch (error) {
    if (failureOf(error)) throw error;
  }
}

/** What a failed call means; undefined where there was nothing to take. The rate of these methods holds up no others. */
function failureOf(error: unknown): Failure | undefined {
  const failure = outcomeOf(error, 'person');
  if (failure.kind === 'refused' && gone.includes(failure.code)) return undefined;
  if (failure.kind !== 'later') return failure;
  const { code, seconds } = failure;
  return { kind: 'later', code, seconds, scope: 'conversation' };
}
