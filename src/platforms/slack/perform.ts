import type { webApi } from '@slack/bolt';
import { type Address, type Attempt, type Block, type Message, type Outcome, trace } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { type Files, isUpload, type Makers, makeFiles, withNotes } from './files.ts';
import { conversationAt, openConversation } from './open.ts';
import { type Failure, type For, outcomeOf, threadless } from './outcome.ts';
import { metadataOf, postedId, readPosted } from './posted.ts';
import { remove } from './remove.ts';
import { type Drawn, drawMessage } from './render.ts';
import { inWords, type Said } from './said.ts';
import { passed } from './take.ts';
import { prepareMs, upload } from './upload.ts';

/** What effects are carried out with. */
export interface Means extends Makers {
  readonly clients: Clients;
}

/**
 * Carries out one effect with one call that decides how it ended; files follow it where they are not the call itself. What
 * cannot be drawn is refused: it never can.
 */
export async function perform(means: Means, given: Attempt): Promise<Outcome> {
  const { clients, log } = means;
  if (given.effect.kind === 'remove') return await remove(clients, given.address, given.effect);
  const attempt = inWords({ ...given, effect: given.effect });
  const { key, address, effect } = attempt;
  let drawn: Drawn;
  try {
    drawn = draw(effect, effect.message);
  } catch (error) {
    log.error('message not drawn', { platform: 'slack', reference: key, error: trace(error) });
    return { kind: 'refused', code: 'not_drawn', why: 'bug' };
  }
  const client = await clients.of(address.tenant, 'deliveries').catch(() => 'unknown' as const);
  if (client === 'unknown') return { kind: 'later', code: 'token_unread', seconds: 5, scope: 'conversation' };
  if (!client) return { kind: 'refused', code: 'no_token', why: 'tenant' };
  // What replaces a message changes its words: the files of the first one stay where they are.
  const files = effect.kind === 'edit' ? undefined : await makeFiles(means, effect.message);
  const shown = { client, attempt, drawn };
  const outcome = files ? await withFiles(means, shown, files) : await carryOut(client, attempt, drawn);
  if (outcome.kind === 'refused' && outcome.why === 'tenant') clients.forget(address.tenant);
  return outcome;
}

interface Shown {
  readonly client: webApi.WebClient;
  readonly attempt: Said;
  /** the words, without anything said of files */
  readonly drawn: Drawn;
}

const draw = (effect: Said['effect'], message: Message): Drawn =>
  drawMessage(message, effect.kind === 'open' ? effect.title : undefined);

async function withFiles(means: Means, shown: Shown, files: Files): Promise<Outcome> {
  const { client, attempt, drawn } = shown;
  const { effect, key, address } = attempt;
  if (isUpload(effect)) return (await show(means, shown, files)) ?? (await carryOut(client, attempt, drawn));
  const isMade = (block: Block) => files.some(({ of }) => of === block);
  const noted = withNotes(effect.message, (block) => (isMade(block) ? 'thread' : undefined));
  const outcome = await carryOut(client, attempt, draw(effect, noted));
  if (outcome.kind !== 'sent') return outcome;
  const { conversation, posted } = outcome;
  const sent = await sendBehind(client, files, outcome, address.kind);
  if (sent.kind === 'sent') return outcome;
  means.log.warn('file not sent', { platform: 'slack', reference: key, code: sent.code });
  // What certainly does not follow is not announced any longer.
  if (sent.kind !== 'unclear' && noted !== effect.message)
    await change(client, attempt, { target: conversation, posted, drawn });
  return outcome;
}

/**
 * Posts pictures with the words above them; undefined when Slack will not have them: then nobody has seen anything, and
 * the words go out alone.
 */
async function show(
  { log }: Means,
  { client, attempt: { key, address }, drawn }: Shown,
  files: Files,
): Promise<Outcome | undefined> {
  const conversation = await conversationAt(client, address);
  if (typeof conversation !== 'string') return conversation;
  const outcome = await upload(client, files, { conversation, words: drawn.text }, address.kind);
  if (outcome.kind !== 'refused') return outcome;
  log.warn('file not sent', { platform: 'slack', reference: key, code: outcome.code });
  return undefined;
}

/**
 * Sends the files of a posted message into its thread, once, in their order; whatever becomes of them, the message is sent.
 * After a crash in between, reading back finds a thread without them.
 */
export async function sendBehind(
  client: webApi.WebClient,
  files: Files,
  { conversation, posted }: Extract<Outcome, { kind: 'sent' }>,
  whom: For,
): Promise<Outcome> {
  const shelf = { conversation, thread: readPosted(posted).thread };
  const late: Failure = { kind: 'unclear', code: 'upload_late' };
  // However long it goes on, the message has to be recorded within the time that one call may take.
  return await Promise.race([
    upload(client, files, shelf, whom),
    passed(AbortSignal.timeout(prepareMs), late),
  ]);
}

async function carryOut(client: webApi.WebClient, attempt: Said, drawn: Drawn): Promise<Outcome> {
  const { address, effect } = attempt;
  const target = await findConversation(client, address, effect);
  if (typeof target !== 'string') return target;
  switch (effect.kind) {
    case 'edit':
      return await change(client, attempt, { target, posted: effect.posted, drawn });
    case 'open':
      return await post(client, attempt, { target, drawn });
    case 'post':
      return await postAfter(client, attempt, { target, drawn, after: effect.after });
    default:
      return { kind: 'refused', code: 'no_such_effect', why: 'bug' };
  }
}

async function postAfter(
  client: webApi.WebClient,
  attempt: Said,
  { after, ...shown }: { readonly target: string; readonly drawn: Drawn; readonly after: string | undefined },
): Promise<Outcome> {
  if (after === undefined) return await post(client, attempt, shown);
  const { thread } = readPosted(after);
  const outcome = await post(client, attempt, { ...shown, thread });
  // What it continues cannot be answered, or is there no more: it stands by itself then.
  const isAlone = outcome.kind === 'refused' && threadless.includes(outcome.code);
  return isAlone ? await post(client, attempt, shown) : outcome;
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
  { key, address, effect }: Said,
  { target, drawn, thread }: { readonly target: string; readonly drawn: Drawn; readonly thread?: string },
): Promise<Outcome> {
  const previews = address.kind === 'channel' && effect.message.previews === true;
  try {
    const { channel, ts } = await client.chat.postMessage({
      channel: target,
      ...drawn,
      ...answering(thread),
      metadata: metadataOf(key),
      unfurl_links: previews,
      unfurl_media: previews,
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
