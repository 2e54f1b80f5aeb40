import { randomBytes } from 'node:crypto';
import { type SeenMessage, seenMessage } from './eyes.ts';
import type { Dict } from './json.ts';
import {
  appPermissions,
  interactionChannel,
  interactionMember,
  messagePayload,
  userPayload,
} from './payloads.ts';
import type { Channel, DiscordPerson, Interaction, StoredMessage, World } from './world.ts';

/** What came back first. `type` is null when nothing came in time: the person reads “The application did not respond”. */
export interface Ack {
  interactionId: string;
  token: string;
  /** 4 message, 5 deferred message, 6 deferred update, 7 update, 8 choices, 9 modal. */
  type: number | null;
  data: Dict;
  /** The reply as it stands now, after edits; undefined if there is none. */
  reply(): SeenMessage | undefined;
}

interface Act {
  person: DiscordPerson;
  channel: Channel;
  type: number;
  data: Dict;
  source?: StoredMessage | null;
}

/** Makes a person act and waits up to `ackMs` for the first answer; afterwards the token is dead, as with Discord. */
export async function act(
  world: World,
  ackMs: number,
  { person, channel, type, data, source }: Act,
): Promise<Interaction> {
  const guild = world.guilds.get(channel.guildId ?? '');
  const id = world.nextId();
  const token = `aW50ZXJhY3Rpb246${randomBytes(48).toString('base64url')}`;
  const payload: Dict = {
    id,
    application_id: world.applicationId,
    type,
    data,
    token,
    version: 1,
    channel_id: channel.id,
    channel: interactionChannel(world, channel, person),
    locale: person.locale,
    app_permissions: appPermissions(world, channel),
    entitlements: [],
    authorizing_integration_owners: { 0: guild?.id ?? '0' },
    context: guild ? 0 : 1,
    attachment_size_limit: 10_485_760,
    ...(guild
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: guild.locale, features: [] },
          guild_locale: guild.locale,
          member: interactionMember(world, guild, person),
        }
      : { user: userPayload(world, person.id) }),
    ...(source ? { message: messagePayload(world, source) } : {}),
  };
  const interaction: Interaction = {
    id,
    token,
    type,
    person,
    guildId: guild?.id ?? null,
    channelId: channel.id,
    payload,
    source: source ?? null,
    answer: null,
    originalId: null,
    thinking: false,
    expired: false,
  };
  world.interactions.set(token, interaction);
  world.announce('INTERACTION_CREATE', payload, { guildId: interaction.guildId, intent: 0 });
  await until(world, ackMs, () => interaction.answer !== null);
  if (!interaction.answer) interaction.expired = true;
  return interaction;
}

/**
 * Waits until the condition holds; false when the time (ms) is over first. It looks at every change here and every
 * 20 ms besides, for conditions about something else.
 */
export async function until(world: World, ms: number, condition: () => boolean): Promise<boolean> {
  if (condition()) return true;
  return new Promise((resolve) => {
    const look = () => {
      if (condition()) finish(true);
    };
    const finish = (met: boolean) => {
      clearTimeout(timer);
      clearInterval(poll);
      world.changes.off('change', look);
      resolve(met);
    };
    const timer = setTimeout(() => finish(condition()), ms);
    const poll = setInterval(look, 20);
    world.changes.on('change', look);
  });
}

/** What a person gets to know about the answer. */
export function ackOf(world: World, interaction: Interaction): Ack {
  return {
    interactionId: interaction.id,
    token: interaction.token,
    type: interaction.answer?.type ?? null,
    data: interaction.answer?.data ?? {},
    reply() {
      const original = world.messages.get(interaction.originalId ?? '');
      return original && !original.deleted ? seenMessage(original) : undefined;
    },
  };
}
