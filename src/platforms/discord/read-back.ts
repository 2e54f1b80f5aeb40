import { type APIMessage, PermissionFlagsBits, type REST, Routes } from 'discord.js';
import type { Attempt, Outcome } from '#chat/index.ts';
import { madeAt, markerOf, nonceOf, writtenAt } from './identity.ts';
import { historyPage, historyPages } from './limits.ts';
import { codeOf, outcomeOf } from './outcome.ts';
import { conversationWith, threadOfOpen } from './perform.ts';
import { findEvent } from './plan-event.ts';
import { standingIn } from './standing.ts';
import { findThread } from './threads.ts';

const notDone: Outcome = { kind: 'later', code: 'not done', seconds: 0, scope: 'conversation' };
// The row's moment comes from our clock, a message's from Discord's.
const clocksApartMs = 5 * 60_000;

/**
 * Looks for what an unclear attempt may have left: `sent` with its message, `later` when it is surely not there,
 * `unclear` where Weft may not read or does not reach far enough back. Edits, removals and changes of events are simply
 * to be done again.
 */
export async function readBack(rest: REST, bot: string, attempt: Attempt): Promise<Outcome> {
  const { key, address, effect } = attempt;
  if (
    effect.kind === 'edit' ||
    effect.kind === 'remove' ||
    (effect.kind === 'event' && effect.made !== undefined)
  )
    return notDone;
  try {
    if (effect.kind === 'event') {
      if (address.kind !== 'channel') return notDone;
      const posted = await findEvent(rest, bot, key, address);
      return posted === undefined ? notDone : { kind: 'sent', conversation: address.channel, posted };
    }
    const conversation = await conversationOf(rest, bot, attempt);
    if (conversation === undefined) return notDone;
    const standing = await standingIn(rest, bot, conversation);
    // Without this permission Discord does not refuse: it shows an empty channel.
    if (!standing.bot.has(PermissionFlagsBits.ReadMessageHistory))
      return { kind: 'unclear', code: 'may not read' };
    return await search(rest, bot, conversation, attempt);
  } catch (error) {
    const outcome = outcomeOf(error);
    // Nothing was learnt; what closes a whole space is passed on, because it stops more than this.
    if (outcome.kind === 'refused' && (outcome.why === 'tenant' || outcome.why === 'bot')) return outcome;
    return { kind: 'unclear', code: codeOf(error) };
  }
}

async function conversationOf(
  rest: REST,
  bot: string,
  { key, address, effect }: Attempt,
): Promise<string | undefined> {
  if (address.kind === 'person')
    return address.conversation ?? (await conversationWith(rest, bot, address, false));
  if (effect.kind !== 'open') return address.channel;
  return await findThread(rest, bot, threadOfOpen(key, address, effect));
}

async function search(
  rest: REST,
  bot: string,
  channel: string,
  { key, since: tried }: Attempt,
): Promise<Outcome> {
  const [nonce, marker] = [nonceOf(key), markerOf(key)];
  const since = (tried?.epochMilliseconds ?? writtenAt(key) ?? 0) - clocksApartMs;
  let before: string | undefined;
  for (let page = 0; page < historyPages; page++) {
    const query = new URLSearchParams({
      limit: String(historyPage),
      ...(before !== undefined && { before }),
    });
    const messages = (await rest.get(Routes.channelMessages(channel), { query })) as APIMessage[];
    const own = messages.filter((one) => one.author.id === bot);
    const found = own.find(
      (one) => one.nonce === nonce || one.components?.some((component) => component.id === marker),
    );
    if (found) return { kind: 'sent', conversation: channel, posted: found.id };
    const oldest = messages.at(-1);
    if (messages.length < historyPage || !oldest || madeAt(oldest.id) < since) return notDone;
    before = oldest.id;
  }
  return { kind: 'unclear', code: 'too far back' };
}
