/** The JSON that Discord shows of its things (API v10), complete enough for discord.js to build its structures. */
import { type Dict, number, text } from './json.ts';
import { isShown } from './limits.ts';
import {
  botPermissionsIn,
  type Channel,
  type DiscordPerson,
  type Guild,
  permission,
  personPermissions,
  type StoredMessage,
  type World,
} from './world.ts';

const longAgo = '2024-01-01T00:00:00.000000+00:00';

/** A user object; the bot is one too. */
export function userPayload(world: World, id: string): Dict {
  const person = world.people.get(id);
  return {
    id,
    username: person ? person.name.toLowerCase().replaceAll(' ', '.') : world.appName.toLowerCase(),
    discriminator: '0',
    global_name: person?.name ?? null,
    avatar: null,
    banner: null,
    accent_color: null,
    avatar_decoration_data: null,
    collectibles: null,
    primary_guild: null,
    public_flags: 0,
    flags: 0,
    ...(person && !person.bot ? {} : { bot: true }),
  };
}

/** A guild member object without its user. */
export function memberPayload(world: World, guild: Guild, id: string): Dict {
  const person = world.people.get(id);
  const roles =
    id === world.botId ? [guild.botRoleId] : person?.adminOf.has(guild.id) ? [guild.adminRoleId] : [];
  return {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: 0,
    joined_at: longAgo,
    nick: null,
    pending: false,
    premium_since: null,
    roles,
    mute: false,
    deaf: false,
  };
}

/** A member as interactions carry it: with the user and the permissions. */
export function interactionMember(world: World, guild: Guild, person: DiscordPerson): Dict {
  return {
    ...memberPayload(world, guild, person.id),
    user: userPayload(world, person.id),
    permissions: String(personPermissions(person, guild.id)),
  };
}

/** The roles of a guild: everyone, the bot's own, administrators. */
export function rolesPayload(world: World, guild: Guild): Dict[] {
  const role = (id: string, name: string, permissions: bigint, position: number, managed = false) => ({
    id,
    name,
    description: null,
    permissions: String(permissions),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
  });
  return [
    role(guild.id, '@everyone', permission.useApplicationCommands, 0),
    role(guild.botRoleId, world.appName, guild.botPermissions, 1, true),
    role(guild.adminRoleId, 'Administrators', permission.administrator, 2),
  ];
}

/** A channel, thread or direct-message channel. */
export function channelPayload(world: World, channel: Channel): Dict {
  const last = world.messagesIn.get(channel.id)?.findLast((m) => !m.onlyFor)?.id ?? null;
  const common = { id: channel.id, type: channel.type, flags: 0, last_message_id: last };
  if (channel.personId) return { ...common, recipients: [userPayload(world, channel.personId)] };
  const inGuild = {
    ...common,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    rate_limit_per_user: 0,
  };
  const { thread } = channel;
  if (thread)
    return {
      ...inGuild,
      owner_id: thread.ownerId,
      message_count: world.messagesIn.get(channel.id)?.length ?? 0,
      total_message_sent: 0,
      member_count: thread.members.size,
      thread_metadata: {
        archived: thread.archived,
        archive_timestamp: longAgo,
        auto_archive_duration: thread.autoArchiveMinutes,
        locked: thread.locked,
        create_timestamp: longAgo,
        ...(channel.type === 12 ? { invitable: thread.invitable } : {}),
      },
      ...(thread.members.has(world.botId) ? { member: threadMemberPayload(channel, world.botId) } : {}),
    };
  const denied =
    (channel.botMayPost ? 0n : permission.sendMessages) | (channel.botMaySee ? 0n : permission.viewChannel);
  return {
    ...inGuild,
    topic: null,
    position: 0,
    nsfw: false,
    permission_overwrites: denied ? [{ id: world.botId, type: 1, allow: '0', deny: String(denied) }] : [],
  };
}

/** A channel as interactions carry it: with the person's permissions there. */
export function interactionChannel(world: World, channel: Channel, person: DiscordPerson): Dict {
  const payload = channelPayload(world, channel);
  return channel.guildId
    ? { ...payload, permissions: String(personPermissions(person, channel.guildId)) }
    : payload;
}

/** A thread member object. */
export function threadMemberPayload(channel: Channel, id: string): Dict {
  return { id: channel.id, user_id: id, join_timestamp: longAgo, flags: 1, muted: false, mute_config: null };
}

/** A guild as REST shows it. */
export function guildPayload(world: World, guild: Guild): Dict {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    description: null,
    home_header: null,
    splash: null,
    discovery_splash: null,
    features: [],
    banner: null,
    owner_id: guild.ownerId,
    application_id: null,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    system_channel_id: null,
    system_channel_flags: 0,
    widget_enabled: false,
    widget_channel_id: null,
    verification_level: 0,
    roles: rolesPayload(world, guild),
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_presences: null,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: guild.locale,
    rules_channel_id: null,
    safety_alerts_channel_id: null,
    public_updates_channel_id: null,
    premium_progress_bar_enabled: false,
    nsfw: false,
    nsfw_level: 0,
    emojis: [],
    stickers: [],
    incidents_data: null,
  };
}

/** The events of a guild that are to come or under way: by themselves they begin and end in their time. */
export function openEvents(world: World, guild: Guild): Dict[] {
  return [...guild.events.values()]
    .map((event) => ({ ...event, status: eventStatus(world, event) }))
    .filter(({ status }) => status === 1 || status === 2);
}

/** 1 to come, 2 under way, 3 over, 4 cancelled. */
export function eventStatus(world: World, event: Dict): number {
  const set = number(event.status);
  if (set > 2) return set;
  if (Date.parse(text(event.scheduled_end_time)) <= world.nowMs()) return 3;
  return Date.parse(text(event.scheduled_start_time)) <= world.nowMs() ? 2 : set;
}

/** A guild as GUILD_CREATE shows it: with its channels, threads and the bot's own membership. */
export function guildCreatePayload(world: World, guild: Guild): Dict {
  const channels = [...world.channels.values()].filter((c) => c.guildId === guild.id);
  return {
    ...guildPayload(world, guild),
    joined_at: longAgo,
    large: false,
    unavailable: false,
    member_count: 1 + [...world.people.values()].filter((p) => p.guilds.has(guild.id)).length,
    voice_states: [],
    members: [{ ...memberPayload(world, guild, world.botId), user: userPayload(world, world.botId) }],
    channels: channels.filter((c) => !c.thread && c.botMaySee).map((c) => channelPayload(world, c)),
    threads: channels
      .filter((c) => c.thread && !c.thread.archived && c.thread.members.has(world.botId))
      .map((c) => channelPayload(world, c)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: openEvents(world, guild),
    soundboard_sounds: [],
  };
}

/** A message object. */
export function messagePayload(world: World, message: StoredMessage): Dict {
  const { interaction } = message;
  // Without the message content intent, what others say in a guild arrives blank.
  const foreign = message.authorId !== world.botId && world.channels.get(message.channelId)?.guildId;
  const blank = foreign && !(world.privilegedIntents & (1 << 15));
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: userPayload(world, message.authorId),
    content: blank ? '' : message.content,
    timestamp: message.createdAt,
    edited_timestamp: message.editedAt,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    pinned: false,
    flags: message.flags,
    embeds: message.embeds,
    components: message.components,
    // What components show is not listed: discord/discord-api-docs#8279.
    attachments: message.files
      .filter((file) => !isShown(file, message.components))
      .map((file) => ({
        id: file.id,
        filename: file.filename,
        description: file.description,
        content_type: file.contentType,
        size: file.bytes.length,
        url: fileUrl(message.channelId, file),
        proxy_url: fileUrl(message.channelId, file),
      })),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.repliesTo === null
      ? {}
      : { message_reference: { type: 0, channel_id: message.channelId, message_id: message.repliesTo } }),
    ...(interaction
      ? {
          application_id: world.applicationId,
          webhook_id: world.applicationId,
          interaction_metadata: {
            id: interaction.id,
            type: interaction.type,
            user: userPayload(world, interaction.person.id),
            authorizing_integration_owners: interaction.guildId ? { 0: interaction.guildId } : { 0: '0' },
          },
        }
      : {}),
  };
}

/** Where a file of a message would be served from. */
export function fileUrl(channelId: string, file: { id: string; filename: string }): string {
  return `https://cdn.discordapp.com/attachments/${channelId}/${file.id}/${file.filename}`;
}

/** The bot's permissions in a channel, as text. */
export function appPermissions(world: World, channel: Channel): string {
  return String(botPermissionsIn(world, channel));
}
