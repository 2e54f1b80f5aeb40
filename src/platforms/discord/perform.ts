import { type APIChannel, type APIMessage, type REST, RequestMethod, Routes } from 'discord.js';
import { type Address, type Attempt, type Effect, type Log, type Outcome, trace } from '#chat/index.ts';
import { allowanceIn } from './allowance.ts';
import type { Compose, Composed } from './compose.ts';
import { markerOf, nonceOf, shortCodeOf, threadName } from './identity.ts';
import { isCode, outcomeOf } from './outcome.ts';
import { planEvent } from './plan-event.ts';
import { remove } from './remove.ts';
import { ensureThread, findThread, unarchived } from './threads.ts';
import { words } from './words.ts';

type ToPerson = Extract<Address, { kind: 'person' }>;
type Open = Extract<Effect, { kind: 'open' }>;

/** What effects are carried out with. */
interface Means {
  readonly rest: REST;
  readonly bot: string;
  readonly log: Log;
  readonly compose: Compose;
  now(): Temporal.Instant;
}

/**
 * Carries out one attempt, each request in it once. Its nonce makes Discord give back the first message for some minutes.
 * What cannot be drawn is refused: it never can.
 */
export async function perform(means: Means, attempt: Attempt): Promise<Outcome> {
  const { rest, bot, log, compose } = means;
  const { key, effect, address } = attempt;
  if (effect.kind === 'event') {
    if (address.kind !== 'channel') return refused('an event goes to a channel', 'bug');
    return await planEvent(rest, key, address, effect, means.now()).catch(outcomeOf);
  }
  if (effect.kind === 'remove') return await remove(rest, address, effect);
  let composed: Composed;
  try {
    composed = await compose(effect.message, effect.kind === 'edit' ? undefined : markerOf(key));
  } catch (error) {
    log.error('message not drawn', { platform: 'discord', reference: key, error: trace(error) });
    return refused('not drawn', 'bug');
  }
  try {
    switch (effect.kind) {
      case 'post':
        return await postTo(rest, bot, attempt, composed, effect.after);
      case 'edit':
        return await edit(rest, bot, address, effect.posted, composed);
      case 'open': {
        if (address.kind !== 'channel') return refused('an open goes to a channel', 'bug');
        const thread = await ensureThread(rest, bot, threadOfOpen(key, address, effect));
        return await post(rest, thread, key, composed);
      }
      default:
        return refused('no such effect', 'bug');
    }
  } catch (error) {
    return outcomeOf(error);
  }
}

async function postTo(
  rest: REST,
  bot: string,
  { key, address }: Attempt,
  composed: Composed,
  after: string | undefined,
): Promise<Outcome> {
  if (address.kind === 'channel') return await post(rest, address.channel, key, composed, after);
  if (address.conversation !== undefined) {
    try {
      return await post(rest, address.conversation, key, composed, after);
    } catch (error) {
      // The conversation is gone: its successor is found or opened below.
      if (!isCode(error, 10003)) throw error;
    }
  }
  const found = await conversationWith(rest, bot, address, true);
  return found === undefined
    ? refused('no channel for threads', 'setup')
    : await post(rest, found, key, composed);
}

async function edit(
  rest: REST,
  bot: string,
  address: Address,
  posted: string,
  composed: Composed,
): Promise<Outcome> {
  const channel =
    address.kind === 'channel'
      ? address.channel
      : (address.conversation ?? (await conversationWith(rest, bot, address, false)));
  if (channel === undefined) return refused('no conversation', 'gone');
  const route = Routes.channelMessage(channel, posted);
  // What is not listed goes: an old file would stand there unseen, or say what is no longer true.
  const put = ({ body, files }: Composed) =>
    unarchived(rest, channel, () => rest.patch(route, { body: { attachments: [], ...body }, files }));
  await put(composed).catch((error: unknown) => {
    if (!composed.words || !isCode(error, 50013)) throw error;
    return put(composed.words());
  });
  return { kind: 'sent', conversation: channel, posted };
}

async function post(
  rest: REST,
  channel: string,
  key: string,
  composed: Composed,
  after?: string,
): Promise<Outcome> {
  const { files, words } = composed;
  const reply = { message_reference: { message_id: after, fail_if_not_exists: false } };
  const body = {
    ...{ ...composed.body, nonce: nonceOf(key), enforce_nonce: true },
    ...(after !== undefined && reply),
  };
  const fullRoute = Routes.channelMessages(channel);
  const method = RequestMethod.Post;
  let response: Awaited<ReturnType<REST['queueRequest']>>;
  try {
    response = await rest.queueRequest({ fullRoute, method, body, files });
  } catch (error) {
    // Definitely not done; what is missing may be the permission for files alone, or to read what this continues.
    if (words && isCode(error, 50013)) return await post(rest, channel, key, words(), after);
    if (after !== undefined && isCode(error, 160002)) return await post(rest, channel, key, composed);
    throw error;
  }
  const { id } = (await response.json()) as APIMessage;
  const allowance = allowanceIn(response.headers);
  return { kind: 'sent', conversation: channel, posted: id, ...(allowance && { allowance }) };
}

/** The direct conversation or private thread with a person; with `open`, a thread is opened if there is none. */
export async function conversationWith(
  rest: REST,
  bot: string,
  { account, tenant, reach, under }: ToPerson,
  open: boolean,
): Promise<string | undefined> {
  if (reach === 'direct') {
    const { id } = (await rest.post(Routes.userChannels(), {
      body: { recipient_id: account },
    })) as APIChannel;
    return id;
  }
  if (under === undefined) return undefined;
  // By person, not by effect: every later message finds the same thread, also when its id was never kept.
  const code = shortCodeOf(`${under} ${account}`);
  if (!open) return await findThread(rest, bot, { tenant, parent: under, code });
  const name = threadName(words.en.personThread, code);
  return await ensureThread(rest, bot, { tenant, parent: under, code, name, accounts: [account] });
}

/** The thread an opening leads to. */
export function threadOfOpen(
  key: string,
  address: Extract<Address, { kind: 'channel' }>,
  { title, accounts }: Open,
) {
  const code = shortCodeOf(key);
  return { tenant: address.tenant, parent: address.channel, code, name: threadName(title, code), accounts };
}

function refused(code: string, why: Extract<Outcome, { kind: 'refused' }>['why']): Outcome {
  return { kind: 'refused', code, why };
}
