import { refusal } from './refusals.ts';
import type { Request } from './request.ts';
import {
  botPermissionsIn,
  type Channel,
  type Guild,
  permission,
  type StoredMessage,
  type World,
} from './world.ts';

/** The channel a request is about, if the bot can see it. */
export function channelIn(world: World, request: Request): Channel {
  const channel = world.channels.get(request.params.channel_id ?? '');
  if (!channel) throw refusal.unknownChannel();
  const outside = channel.guildId !== null && !world.guilds.has(channel.guildId);
  if (outside || !(botPermissionsIn(world, channel) & permission.viewChannel)) throw refusal.missingAccess();
  return channel;
}

/** The guild a request is about, if the bot is in it. */
export function guildIn(world: World, request: Request): Guild {
  const guild = world.guilds.get(request.params.guild_id ?? '');
  if (!guild) throw refusal.unknownGuild();
  return guild;
}

/** The message a request is about, if it is there and not ephemeral. */
export function messageIn(world: World, request: Request): StoredMessage {
  const message = world.messages.get(request.params.message_id ?? '');
  const here = message && message.channelId === request.params.channel_id && !message.deleted;
  if (!here || message.onlyFor) throw refusal.unknownMessage();
  return message;
}
