/** Answers to interactions: the callback, the original reply and follow-ups. */
import type { Problem } from './body.ts';
import { dict, list, number } from './json.ts';
import { flag, modalProblems } from './limits.ts';
import {
  deleteMessage,
  editMessage,
  numberedModal,
  type Posting,
  postMessage,
  postPlaceholder,
} from './messages.ts';
import { messagePayload } from './payloads.ts';
import { refusal, refuseProblems } from './refusals.ts';
import type { Answer, Handler, Request } from './request.ts';
import { type Channel, changed, type Interaction, type StoredMessage, type World } from './world.ts';

const callback = { message: 4, deferredMessage: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 };

function channelOf(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel) throw refusal.unknownChannel();
  return channel;
}

function posting(world: World, request: Request, interaction: Interaction, body = request.body): Posting {
  const channel = channelOf(world, interaction.channelId);
  return { call: request.call, channel, body, uploads: request.uploads, interaction };
}

/** POST /interactions/{id}/{token}/callback: the first answer, and the only one. */
export const answerInteraction: Handler = (world, request) => {
  const interaction = world.interactions.get(request.params.interaction_token ?? '');
  const known = interaction && interaction.id === request.params.interaction_id;
  if (!known || interaction.expired) throw refusal.unknownInteraction();
  if (interaction.answer) throw refusal.alreadyAcknowledged();
  const type = number(request.body.type);
  const data = dict(request.body.data);
  refuseProblems(world, request.call, unsuitable(interaction, type));
  const original = carryOut(world, request, interaction, type);
  interaction.originalId = original?.id ?? null;
  interaction.answer = { type, data };
  changed(world);
  if (request.query.get('with_response') !== 'true') return { status: 204 };
  const withMessage = original && (type === callback.message || type === callback.update);
  return {
    status: 200,
    body: {
      interaction: {
        id: interaction.id,
        type: interaction.type,
        ...(original
          ? {
              response_message_id: original.id,
              response_message_loading: (original.flags & flag.loading) !== 0,
              response_message_ephemeral: original.onlyFor !== null,
            }
          : {}),
        channel_id: interaction.channelId,
        ...(interaction.guildId ? { guild_id: interaction.guildId } : {}),
      },
      resource: { type, ...(withMessage ? { message: messagePayload(world, original) } : {}) },
    },
  };
};

function unsuitable(interaction: Interaction, type: number): Problem[] {
  const wrong = (message: string): Problem[] => [{ path: ['type'], message }];
  if ((interaction.type === 4) !== (type === callback.choices))
    return wrong('choices answer autocomplete, and nothing else does');
  if ((type === callback.update || type === callback.deferredUpdate) && !interaction.source)
    return wrong('there is no message to update');
  if (type === callback.modal && interaction.type === 5) return wrong('a modal cannot answer a modal');
  return Object.values(callback).includes(type) ? [] : wrong('is not answered by this stand-in');
}

function carryOut(
  world: World,
  request: Request,
  interaction: Interaction,
  type: number,
): StoredMessage | null {
  const data = dict(request.body.data);
  const post = posting(world, request, interaction, data);
  const onlyFor = number(data.flags) & flag.ephemeral ? { onlyFor: interaction.person.id } : {};
  if (type === callback.message) return postMessage(world, { ...post, ...onlyFor });
  if (type === callback.deferredMessage) {
    interaction.thinking = true;
    return postPlaceholder(world, post.channel, interaction, onlyFor.onlyFor);
  }
  if (type === callback.update && interaction.source) editMessage(world, interaction.source, post);
  if (type === callback.modal) {
    refuseProblems(world, request.call, modalProblems(data));
    world.modals.set(interaction.person.id, { interaction, data: numberedModal(data) });
  }
  return type === callback.update || type === callback.deferredUpdate ? interaction.source : null;
}

function answered(world: World, request: Request): Interaction {
  const interaction = world.interactions.get(request.params.webhook_token ?? '');
  if (!interaction || request.params.webhook_id !== world.applicationId) throw refusal.unknownWebhook();
  if (interaction.expired) throw refusal.expiredToken();
  if (!interaction.answer) throw refusal.unknownWebhook();
  return interaction;
}

function wanted(world: World, request: Request, interaction: Interaction): StoredMessage {
  const id = request.params.message_id ?? interaction.originalId ?? '';
  const message = world.messages.get(id);
  const own = message && (message.interaction === interaction || message === interaction.source);
  if (!own || message.deleted) throw refusal.unknownMessage();
  return message;
}

/** POST /webhooks/{app}/{token}: a follow-up; right after a deferred reply it fills that one in. */
export const followUp: Handler = (world, request) => {
  const interaction = answered(world, request);
  const post = posting(world, request, interaction);
  if (interaction.thinking) return fillIn(world, request, interaction);
  const onlyFor = number(request.body.flags) & flag.ephemeral ? { onlyFor: interaction.person.id } : {};
  return { status: 200, body: messagePayload(world, postMessage(world, { ...post, ...onlyFor })) };
};

function fillIn(world: World, request: Request, interaction: Interaction): Answer {
  const original = wanted(world, { ...request, params: {} }, interaction);
  editMessage(world, original, posting(world, request, interaction));
  interaction.thinking = false;
  return { status: 200, body: messagePayload(world, original) };
}

/** GET …/messages/@original or a follow-up. */
export const readReply: Handler = (world, request) => {
  const message = wanted(world, request, answered(world, request));
  return { status: 200, body: messagePayload(world, message) };
};

/** PATCH …/messages/@original or a follow-up. */
export const editReply: Handler = (world, request) => {
  const interaction = answered(world, request);
  const message = wanted(world, request, interaction);
  editMessage(world, message, posting(world, request, interaction));
  if (message.id === interaction.originalId) interaction.thinking = false;
  return { status: 200, body: messagePayload(world, message) };
};

/** DELETE …/messages/@original or a follow-up. */
export const deleteReply: Handler = (world, request) => {
  const interaction = answered(world, request);
  deleteMessage(world, wanted(world, request, interaction), channelOf(world, interaction.channelId));
  interaction.thinking = false;
  return { status: 204 };
};

/** The choices of an autocomplete answer. */
export function choicesOf(interaction: Interaction): { name: string; value: string | number }[] {
  return list(interaction.answer?.data.choices).map((choice) => {
    const { name, value } = dict(choice);
    return { name: String(name), value: typeof value === 'number' ? value : String(value) };
  });
}
