import type { webApi } from '@slack/bolt';
import { type Address, type Attempt, type Outcome, trace } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { filesOf, type Makers, makeFiles } from './files.ts';
import { conversationAt, openConversation } from './open.ts';
import { type Failure, outcomeOf, threadless } from './outcome.ts';
import { metadataOf, postedId, readPosted } from './posted.ts';
import { type Drawn, drawMessage } from './render.ts';
import { inWords, type Said } from './said.ts';
import { passed } from './take.ts';
import { prepareMs, upload } from './upload.ts';

/** What effects are carried out with. */
interface Means extends Makers {
  readonly clients: Clients;
}

/**
 * Carries out one effect with one call that decides how it ended; a calendar file follows in a second one. What cannot
 * be drawn is refused: it never can.
 */
export async function perform(means: Means, given: Attempt): Promise<Outcome> {
  const { clients, log } = means;
  const attempt = inWords(given);
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
  if (outcome.kind === 'sent') await sendBehind(means, client, attempt, outcome);
  return outcome;
}

/**
 * Posts a message with its pictures; undefined when it holds none, or they cannot be drawn, or Slack will not have
 * them: then nobody has seen anything, and the words go out alone.
 */
async function show(
  means: Means,
  client: webApi.WebClient,
  { key, address, effect }: Said,
  { text }: Drawn,
): Promise<Outcome | undefined> {
  if (effect.kind !== 'post' || filesOf(effect.message) !== 'above') return undefined;
  const files = await makeFiles(means, effect.message);
  if (!files) return undefined;
  const conversation = await conversationAt(client, address);
  if (typeof conversation !== 'string') return conversation;
  const outcome = await upload(client, files, { conversation, words: text }, address.kind);
  if (outcome.kind !== 'refused') return outcome;
  means.log.warn('file not sent', { platform: 'slack', reference: key, code: outcome.code });
  return undefined;
}

/**
 * Sends the files of a message that was posted just now into its thread, once; whatever becomes of them, the message is
 * sent. After a crash in between they are missing for good, and so they are behind an unclear post that is read back:
 * nothing tells whether they went. “Into my calendar” is how a person gets theirs all the same.
 */
async function sendBehind(
  means: Means,
  client: webApi.WebClient,
  { key, address, effect }: Said,
  { conversation, posted }: Extract<Outcome, { kind: 'sent' }>,
): Promise<void> {
  if (effect.kind === 'edit' || filesOf(effect.message) !== 'below') return;
  const files = await makeFiles(means, effect.message);
  if (!files) return;
  const shelf = { conversation, thread: readPosted(posted).thread };
  const late: Failure = { kind: 'unclear', code: 'upload_late' };
  // However long it goes on, the message has to be recorded within the time that one call may take.
  const outcome = await Promise.race([
    upload(client, files, shelf, address.kind),
    passed(AbortSignal.timeout(prepareMs), late),
  ]);
  if (outcome.kind === 'sent') return;
  means.log.warn('file not sent', { platform: 'slack', reference: key, code: outcome.code });
}

async function carryOut(client: webApi.WebClient, attempt: Said, drawn: Drawn): Promise<Outcome> {
  const { address, effect } = attempt;
  const target = await findConversation(client, address, effect);
  if (typeof target !== 'string') return target;
  if (effect.kind === 'edit') return await change(client, attempt, { target, posted: effect.posted, drawn });
  const after = effect.kind === 'post' ? effect.after : undefined;
  if (after === undefined) return await post(client, attempt, { target, drawn });
  const { thread } = readPosted(after);
  const outcome = await post(client, attempt, { target, drawn, thread });
  // What it continues cannot be answered, or is there no more: it stands by itself then.
  const isAlone = outcome.kind === 'refused' && threadless.includes(outcome.code);
  return isAlone ? await post(client, attempt, { target, drawn }) : outcome;
}

async function change(
  client: webApi.WebClient,
  { address }: Said,
  { target, posted, drawn }: { readonly target: string; readonly posted: string; readonly drawn: Drawn },
): Promise<Outcome> {
  try {
    const { ts } = readPosted(posted);
    const { channel } = await client.chat.update({ channel: target, ts, ...drawn });
    return channel
      ? { kind: 'sent', conversation: channel, posted }
      : { kind: 'unclear', code: 'no_id_returned' };
  } catch (error) {
    return outcomeOf(error, address.kind);
  }
}

/** Posts a message; as an answer in a thread it stands before the whole conversation all the same. */
async function post(
  client: webApi.WebClient,
  { key, address }: Said,
  { target, drawn, thread }: { readonly target: string; readonly drawn: Drawn; readonly thread?: string },
): Promise<Outcome> {
  try {
    const { channel, ts } = await client.chat.postMessage({
      channel: target,
      ...drawn,
      ...answering(thread),
      metadata: metadataOf(key),
      unfurl_links: false,
      unfurl_media: false,
    });
    if (!channel || !ts) return { kind: 'unclear', code: 'no_id_returned' };
    return { kind: 'sent', conversation: channel, posted: postedId(ts, thread) };
  } catch (error) {
    return outcomeOf(error, address.kind);
  }
}

const answering = (thread: string | undefined) =>
  thread === undefined ? {} : { thread_ts: thread, reply_broadcast: true };

/**
 * Where the message goes. A post to a person takes the account for the conversation, which Slack opens by itself; an
 * edit needs the conversation, and a group has to be opened.
 */
async function findConversation(
  client: webApi.WebClient,
  address: Address,
  effect: Said['effect'],
): Promise<string | Failure> {
  if (effect.kind === 'open') return await openConversation(client, effect.accounts);
  if (address.kind === 'person' && effect.kind === 'post') return address.conversation ?? address.account;
  return await conversationAt(client, address);
}
