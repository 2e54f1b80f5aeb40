import type { webApi } from '@slack/bolt';
import type { Attempt, Message, Outcome } from '#chat/index.ts';
import { hasFiles, isUpload, makeFiles } from './files.ts';
import { conversationAt } from './open.ts';
import { outcomeOf } from './outcome.ts';
import { type Means, sendBehind } from './perform.ts';
import { isOurs, postedId, readPosted } from './posted.ts';
import { inWords } from './said.ts';

/** Pages of 200 messages that are read back, at most. */
const mostPages = 5;
/** Seconds that Slack's clock and ours may differ by. */
const clocksApart = 300;

/**
 * Looks for the message of an unclear attempt by its metadata, and sends its files where they are missing. Only direct
 * messages with the bot may be read; an edit or a removal is simply done again. `unread` in the code means that Slack could
 * not be asked just now.
 */
export async function readBack(means: Means, attempt: Attempt): Promise<Outcome> {
  const again: Outcome = { kind: 'later', code: 'not_done', seconds: 1, scope: 'conversation' };
  if (attempt.effect.kind === 'remove') return again;
  const { key, address, effect, since } = inWords({ ...attempt, effect: attempt.effect });
  if (effect.kind === 'edit') return again;
  // An upload carries no metadata: that it is not found would not mean that nobody saw it.
  if (effect.kind === 'open' || address.kind === 'channel' || isUpload(effect))
    return { kind: 'unclear', code: 'not_readable' };
  const client = await means.clients.of(address.tenant, 'deliveries');
  if (!client) return { kind: 'unclear', code: 'no_token' };
  const conversation = await conversationAt(client, address);
  if (typeof conversation !== 'string') return unread(conversation);
  try {
    let cursor = '';
    for (let page = 0; page < mostPages; page += 1) {
      const history = await client.conversations.history({
        channel: conversation,
        include_all_metadata: true,
        limit: 200,
        ...(since && { oldest: String(since.epochMilliseconds / 1000 - clocksApart) }),
        ...(cursor !== '' && { cursor }),
      });
      const found = history.messages?.find(({ metadata }) => isOurs(metadata, key));
      if (found?.ts) {
        const sent = { kind: 'sent', conversation, posted: postedId(found.ts, found.thread_ts) } as const;
        await sendMissing(means, { client, message: effect.message, sent });
        return sent;
      }
      cursor = history.response_metadata?.next_cursor ?? '';
      if (cursor === '') return again;
    }
    return { kind: 'unclear', code: 'not_found' };
  } catch (error) {
    return unread(outcomeOf(error, 'person'));
  }
}

/** A crash may have come between a message and its files, which stand in its thread: alone there, if it is the first of it. */
async function sendMissing(
  means: Means,
  found: { client: webApi.WebClient; message: Message; sent: Extract<Outcome, { kind: 'sent' }> },
): Promise<void> {
  const { client, message, sent } = found;
  const { ts, thread } = readPosted(sent.posted);
  if (!hasFiles(message) || thread !== ts) return;
  const { messages = [] } = await client.conversations.replies({ channel: sent.conversation, ts });
  if (messages.some(({ files = [] }) => files.length > 0)) return;
  const files = await makeFiles(means, message);
  const outcome = files && (await sendBehind(client, files, sent, 'person'));
  if (outcome && outcome.kind !== 'sent')
    means.log.warn('file not sent', { platform: 'slack', code: outcome.code });
}

/** Nothing was learnt; a dead token is passed on, because it stops more than this. */
function unread(outcome: Outcome): Outcome {
  if (outcome.kind === 'refused' && outcome.why === 'tenant') return outcome;
  return { kind: 'unclear', code: `unread_${outcome.kind === 'sent' ? '' : outcome.code}` };
}
