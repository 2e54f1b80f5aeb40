import type { webApi } from '@slack/bolt';
import { type Address, type Attempt, type Effect, type Log, type Outcome, trace } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { outcomeOf } from './outcome.ts';
import { type Drawn, drawMessage } from './render.ts';

/** What the metadata of Weft's messages is called: it holds the delivery's id and nothing else. */
const eventType = 'weft';
/** Pages of 200 messages that are read back, at most. */
const mostPages = 5;
/** Seconds that Slack's clock and ours may differ by. */
const clocksApart = 300;

/** Carries out one effect with one call that can have a visible result. What cannot be drawn is refused: it never can. */
export async function perform(clients: Clients, log: Log, attempt: Attempt): Promise<Outcome> {
  const { key, address, effect } = attempt;
  let drawn: Drawn;
  try {
    drawn = drawMessage(effect.message, effect.kind === 'open' ? effect.title : undefined);
  } catch (error) {
    log.error('message not drawn', { platform: 'slack', reference: key, error: trace(error) });
    return { kind: 'refused', code: 'not_drawn', why: 'bug' };
  }
  const client = await clients.of(address.tenant, 'deliveries').catch(() => 'unknown' as const);
  if (client === 'unknown') return { kind: 'later', code: 'token_unread', seconds: 5, scope: 'conversation' };
  if (!client) return { kind: 'refused', code: 'no_token', why: 'tenant' };
  const outcome = await carryOut(client, attempt, drawn);
  if (outcome.kind === 'refused' && outcome.why === 'tenant') clients.forget(address.tenant);
  return outcome;
}

async function carryOut(
  client: webApi.WebClient,
  { key, address, effect }: Attempt,
  drawn: Drawn,
): Promise<Outcome> {
  const target = await findConversation(client, address, effect);
  if (typeof target !== 'string') return target;
  try {
    const done =
      effect.kind === 'edit'
        ? await client.chat.update({ channel: target, ts: effect.posted, ...drawn })
        : await client.chat.postMessage({
            channel: target,
            ...drawn,
            metadata: { event_type: eventType, event_payload: { key } },
            unfurl_links: false,
            unfurl_media: false,
          });
    if (!done.channel || !done.ts) return { kind: 'unclear', code: 'no_id_returned' };
    return { kind: 'sent', conversation: done.channel, posted: done.ts };
  } catch (error) {
    return outcomeOf(error, address.kind);
  }
}

/**
 * Where the message goes. A post to a person takes the account for the conversation, which Slack opens by itself; an
 * edit needs the conversation, and a group has to be opened. Opening shows nobody anything and may be repeated, so
 * that its failures are never unclear.
 */
async function findConversation(
  client: webApi.WebClient,
  address: Address,
  effect: Effect,
): Promise<string | Outcome> {
  if (effect.kind === 'open') return await open(client, effect.accounts);
  if (address.kind === 'channel') return address.channel;
  if (address.conversation !== undefined) return address.conversation;
  return effect.kind === 'post' ? address.account : await open(client, [address.account]);
}

async function open(client: webApi.WebClient, accounts: readonly string[]): Promise<string | Outcome> {
  try {
    const { channel } = await client.conversations.open({ users: accounts.join(',') });
    return channel?.id ?? { kind: 'later', code: 'no_id_returned', seconds: 5, scope: 'conversation' };
  } catch (error) {
    const outcome = outcomeOf(error, 'person');
    if (outcome.kind !== 'unclear') return outcome;
    return { kind: 'later', code: outcome.code, seconds: 5, scope: 'conversation' };
  }
}

/**
 * Looks for the message of an unclear attempt by its metadata. Only direct messages with the bot may be read; an edit
 * is simply done again. `unread` in the code means that Slack could not be asked just now.
 */
export async function readBack(clients: Clients, { key, address, effect, since }: Attempt): Promise<Outcome> {
  const again: Outcome = { kind: 'later', code: 'not_done', seconds: 1, scope: 'conversation' };
  if (effect.kind === 'edit') return again;
  if (effect.kind === 'open' || address.kind === 'channel') return { kind: 'unclear', code: 'not_readable' };
  const client = await clients.of(address.tenant, 'deliveries');
  if (!client) return { kind: 'unclear', code: 'no_token' };
  const conversation = address.conversation ?? (await open(client, [address.account]));
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
      if (found?.ts) return { kind: 'sent', conversation, posted: found.ts };
      cursor = history.response_metadata?.next_cursor ?? '';
      if (cursor === '') return again;
    }
    return { kind: 'unclear', code: 'not_found' };
  } catch (error) {
    return unread(outcomeOf(error, 'person'));
  }
}

function isOurs(metadata: unknown, key: string): boolean {
  const { event_type, event_payload } = (metadata ?? {}) as {
    event_type?: string;
    event_payload?: { key?: unknown };
  };
  return event_type === eventType && event_payload?.key === key;
}

/** Nothing was learnt; a dead token is passed on, because it stops more than this. */
function unread(outcome: Outcome): Outcome {
  if (outcome.kind === 'refused' && outcome.why === 'tenant') return outcome;
  return { kind: 'unclear', code: `unread_${outcome.kind === 'sent' ? '' : outcome.code}` };
}
