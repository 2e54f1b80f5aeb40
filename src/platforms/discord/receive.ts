import { setTimeout as after } from 'node:timers/promises';
import {
  type AutocompleteInteraction,
  InteractionResponseType,
  type MessageComponentInteraction,
  MessageFlags,
  type RawFile,
  type REST,
  Routes,
} from 'discord.js';
import {
  type Answer,
  chatWords,
  closestLanguage,
  fixMessage,
  type Intake,
  type Log,
  literal,
  type Message,
  message,
  nextStepMessage,
  type Reaction,
} from '#chat/index.ts';
import { answerLater } from './answer.ts';
import type { Compose } from './compose.ts';
import { shorten } from './escape.ts';
import { maxChoice, maxChoices, usualAckMs } from './limits.ts';
import { renderModal } from './modal.ts';
import { codeOf, isCode } from './outcome.ts';
import { type Knock, type Reply, readInteraction, readLookup, sourceOf } from './read.ts';

export interface Reception {
  readonly rest: REST;
  readonly compose: Compose;
  readonly intake: Intake;
  readonly log: Log;
  readonly clock: { now(): Temporal.Instant };
  readonly lookups: ReadonlyMap<string, string>;
  /** how long storing may take before the person is told that it did not work */
  readonly ackMs?: number;
}

interface FirstResponse {
  readonly type: InteractionResponseType;
  readonly data?: object;
  readonly files?: RawFile[];
}

/**
 * Hands what came in to the core and gives the first response within Discord's 3 seconds: a form, an answer or "later".
 * Where nothing is stored by then the person is told so; what is stored after all replaces those words.
 */
export async function receive(knock: Knock, reception: Reception): Promise<void> {
  const { compose, intake, log, clock } = reception;
  const began = performance.now();
  const say = chatWords[closestLanguage(knock.locale)];
  const incoming = readInteraction(knock, clock.now());
  if (!incoming) {
    await respond(knock, await saying(knock, message(literal(say.stale)), 'private', compose), reception);
    return;
  }

  const taking = intake.take(incoming);
  const waiting = new AbortController();
  const first = await Promise.race([
    taking.catch((error: unknown) => {
      log.error('discord could not hand on', {
        platform: 'discord',
        kind: incoming.kind,
        code: codeOf(error),
      });
      return undefined;
    }),
    after(reception.ackMs ?? usualAckMs, 'late' as const, { signal: waiting.signal }).catch(() => undefined),
  ]);
  waiting.abort();
  const answer = async (reaction: Reaction | undefined, response: FirstResponse) => {
    const written = await respond(knock, response, reception);
    if (written) intake.acknowledged?.('discord', reaction, performance.now() - began);
  };
  if (first === undefined || first === 'late') {
    await answer(undefined, await saying(knock, message(literal(say.notSaved)), 'private', compose));
    if (first === 'late') void comeLate(taking, incoming.reply, reception);
    return;
  }
  // Whoever stored it answers first, also where that is another process: a form must not meet an answer.
  if (first.kind === 'repeat') await after(500);
  await answer(first, await firstResponse(knock, first, compose));
  if (first.kind === 'later') void finish(first, log);
}

/** Offers up to 25 things for what is being typed; nothing when that cannot be known in time. */
export async function suggest(typing: AutocompleteInteraction, reception: Reception): Promise<void> {
  const lookup = readLookup(typing, reception.lookups);
  const looking = lookup ? reception.intake.look(lookup).catch(() => []) : Promise.resolve([]);
  const waiting = new AbortController();
  const late = after(reception.ackMs ?? usualAckMs, [], { signal: waiting.signal }).catch(() => []);
  const found = await Promise.race([looking, late]);
  waiting.abort();
  const choices = found
    .filter(({ id, label }) => label.trim() !== '' && id.length <= maxChoice)
    .slice(0, maxChoices)
    .map(({ id, label }) => ({ name: shorten(label, maxChoice), value: id }));
  await respond(
    typing,
    { type: InteractionResponseType.ApplicationCommandAutocompleteResult, data: { choices } },
    reception,
  );
}

async function firstResponse(knock: Knock, reaction: Reaction, compose: Compose): Promise<FirstResponse> {
  switch (reaction.kind) {
    case 'form':
      // A modal cannot answer a modal: the next step begins with a button.
      return knock.isModalSubmit()
        ? await saying(knock, nextStepMessage(reaction.view), 'private', compose)
        : { type: InteractionResponseType.Modal, data: renderModal(reaction.view) };
    case 'errors':
      return await saying(knock, fixMessage(reaction.view, reaction.errors), 'private', compose);
    case 'answer':
      return await saying(knock, reaction.answer.message, reaction.answer.place, compose);
    case 'later':
      return waiting(reaction.place === 'instead' && sourceOf(knock) !== undefined && !isOverlooked(knock));
    case 'repeat':
      return waiting(sourceOf(knock) !== undefined);
  }
}

/**
 * Whether others may read the message that was pressed: whoever manages threads reads private ones too. What a person
 * answers there does not change it, so that a no looks like silence.
 */
function isOverlooked(knock: Knock): boolean {
  return knock.channel?.isThread() === true && knock.isMessageComponent() && !isEphemeral(knock);
}

function isEphemeral(knock: MessageComponentInteraction): boolean {
  return knock.message.flags.has(MessageFlags.Ephemeral);
}

async function saying(
  knock: Knock,
  said: Message,
  place: Answer['place'],
  compose: Compose,
): Promise<FirstResponse> {
  const source = sourceOf(knock);
  const { body, files } = await compose(said);
  return source && ((place === 'instead' && !isOverlooked(knock)) || source.leadsBack)
    ? // What is not listed goes: pictures of the message that this one replaces too.
      { type: InteractionResponseType.UpdateMessage, data: { attachments: [], ...body }, files }
    : {
        type: InteractionResponseType.ChannelMessageWithSource,
        data: { ...body, flags: body.flags | MessageFlags.Ephemeral },
        files,
      };
}

function waiting(update: boolean): FirstResponse {
  return update
    ? { type: InteractionResponseType.DeferredMessageUpdate }
    : {
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: { flags: MessageFlags.Ephemeral },
      };
}

/**
 * Sends a first response; true when Discord took it. Expired and answered interactions are only logged; a body of ours
 * that Discord refuses is a bug, and said.
 */
async function respond(
  knock: Knock | AutocompleteInteraction,
  response: FirstResponse,
  reception: Reception,
): Promise<boolean> {
  const send = ({ files = [], ...body }: FirstResponse) =>
    reception.rest.post(Routes.interactionCallback(knock.id, knock.token), { body, files, auth: false });
  try {
    await send(response);
    return true;
  } catch (error) {
    const fields = { platform: 'discord', kind: `response ${response.type}`, code: codeOf(error) };
    if (isCode(error, 10062, 40060)) {
      reception.log.info('discord took no answer', fields);
      return false;
    }
    reception.log.error('discord refused an answer', { ...fields, reference: knock.id });
    if (!isCode(error, 50035) || knock.isAutocomplete()) return false;
    const said = message(literal(chatWords[closestLanguage(knock.locale)].broke(knock.id)));
    return await send(await saying(knock, said, 'private', reception.compose)).then(
      () => true,
      () => false,
    );
  }
}

/** What was stored after the person had been told that it was not: the truth replaces those words. */
async function comeLate(
  taking: Promise<Reaction>,
  reply: Reply,
  { rest, compose, log, clock }: Reception,
): Promise<void> {
  try {
    const reaction = await taking;
    if (reaction.kind === 'later') return await finish(reaction, log);
    const said = lateMessage(reaction);
    // The words to replace are a reply of their own, also where a button was pressed.
    const { source: _, ...own } = reply;
    if (said) await answerLater(rest, compose, own, { message: said, place: 'private' }, clock.now());
  } catch (error) {
    log.warn('discord was too late', { platform: 'discord', code: codeOf(error) });
  }
}

function lateMessage(reaction: Exclude<Reaction, { kind: 'later' }>): Message | undefined {
  switch (reaction.kind) {
    case 'form':
      return nextStepMessage(reaction.view);
    case 'errors':
      return fixMessage(reaction.view, reaction.errors);
    case 'answer':
      return reaction.answer.message;
    case 'repeat':
      return undefined;
  }
}

async function finish(reaction: Extract<Reaction, { kind: 'later' }>, log: Log): Promise<void> {
  await reaction.finish().catch((error: unknown) => {
    log.error('discord could not finish', { platform: 'discord', code: codeOf(error) });
  });
}
