import type { webApi } from '@slack/bolt';
import {
  type Address,
  type Attempt,
  type Draw,
  type Effect,
  type Log,
  type Outcome,
  trace,
} from '#chat/index.ts';
import type { Clients } from './client.ts';
import { openConversation } from './open.ts';
import { type Failure, outcomeOf } from './outcome.ts';
import { type Drawn, drawMessage } from './render.ts';
import { drawPictures, holdsPicture, upload } from './upload.ts';

/** What the metadata of Weft's messages is called: it holds the delivery's id and nothing else. */
const eventType = 'weft';
/** Pages of 200 messages that are read back, at most. */
const mostPages = 5;
/** Seconds that Slack's clock and ours may differ by. */
const clocksApart = 300;

/** What effects are carried out with. */
interface Means {
  readonly clients: Clients;
  readonly draw: Draw;
  readonly log: Log;
}

/** Carries out one effect with one call that can have a visible result. What cannot be drawn is refused: it never can. */
export async function perform(means: Means, attempt: Attempt): Promise<Outcome> {
  const { clients, log } = means;
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
  const outcome = (await show(means, client, attempt, drawn)) ?? (await carryOut(client, attempt, drawn));
  if (outcome.kind === 'refused' && outcome.why === 'tenant') clients.forget(address.tenant);
  return outcome;
}

/**
 * Posts a message with its pictures; undefined when it holds none, or they cannot be drawn, or Slack will not have
 * them: then nobody has seen anything, and the words go out alone.
 */
async function show(
  { draw, log }: Means,
  client: webApi.WebClient,
  { key, address, effect }: Attempt,
  { text }: Drawn,
): Promise<Outcome | undefined> {
  const drawings = effect.kind === 'post' ? await drawPictures(draw, log, effect.message) : undefined;
  if (!drawings) return undefined;
  const conversation = await conversationAt(client, address);
  if (typeof conversation !== 'string') return conversation;
  const outcome = await upload(client, { conversation, drawings, words: text }, address.kind);
  if (outcome.kind !== 'refused') return outcome;
  log.warn('picture not sent', { platform: 'slack', reference: key, code: outcome.code });
  return undefined;
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
 * edit needs the conversation, and a group has to be opened.
 */
async function findConversation(
  client: webApi.WebClient,
  address: Address,
  effect: Effect,
): Promise<string | Failure> {
  if (effect.kind === 'open') return await openConversation(client, effect.accounts);
  if (address.kind === 'person' && effect.kind === 'post') return address.conversation ?? address.account;
  return await conversationAt(client, address);
}

/** The conversation at an address, opened where it is not known yet. */
async function conversationAt(client: webApi.WebClient, address: Address): Promise<string | Failure> {
  if (address.kind === 'channel') return address.channel;
  return address.conversation ?? (await openConversation(client, [address.account]));
}

/**
 * Looks for the message of an unclear attempt by its metadata. Only direct messages with the bot may be read; an edit
 * is simply done again. `unread` in the code means that Slack could not be asked just now.
 */
export async function readBack(clients: Clients, { key, address, effect, since }: Attempt): Promise<Outcome> {
  const again: Outcome = { kind: 'later', code: 'not_done', seconds: 1, scope: 'conversation' };
  if (effect.kind === 'edit') return again;
  // An upload carries no metadata: that it is not found would not mean that nobody saw it.
  if (effect.kind === 'open' || address.kind === 'channel' || holdsPicture(effect.message))
    return { kind: 'unclear', code: 'not_readable' };
  const client = await clients.of(address.tenant, 'deliveries');
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
