import {
  type APIChannel,
  type APIGuild,
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  type ChannelType,
  OverwriteType,
  PermissionFlagsBits,
  PermissionsBitField,
  type REST,
  Routes,
} from 'discord.js';

/** How the bot stands in a channel: what it may do there, and which roles read its private threads. */
export interface Standing {
  readonly name?: string;
  /** the server it is in; absent for a direct conversation */
  readonly guild?: string;
  readonly type: ChannelType;
  readonly bot: PermissionsBitField;
  readonly readers: readonly string[];
}

/**
 * Works out the bot's permissions in a channel, a thread (its parent's) or a direct conversation (all), from REST, so
 * that it also works without a gateway. Rejects with Discord's error when the channel is gone (10003) or unseen (50001).
 */
export async function standingIn(rest: REST, bot: string, channelId: string): Promise<Standing> {
  const channel = (await rest.get(Routes.channel(channelId))) as APIChannel;
  const name = typeof channel.name === 'string' ? { name: channel.name } : {};
  if (!('guild_id' in channel) || channel.guild_id === undefined) {
    return {
      ...name,
      type: channel.type,
      bot: new PermissionsBitField(PermissionsBitField.All),
      readers: [],
    };
  }
  const isThread = 'thread_metadata' in channel && typeof channel.parent_id === 'string';
  const place = isThread
    ? ((await rest.get(Routes.channel(String(channel.parent_id)))) as APIChannel)
    : channel;
  const [roles, member] = await Promise.all([
    rest.get(Routes.guildRoles(channel.guild_id)) as Promise<APIRole[]>,
    rest.get(Routes.guildMember(channel.guild_id, bot)) as Promise<APIGuildMember>,
  ]);
  const overwrites = ('permission_overwrites' in place ? place.permission_overwrites : undefined) ?? [];
  const bits = (own: readonly string[], account?: string) =>
    permissionsIn(channel.guild_id ?? '', roles, overwrites, own, account);
  return {
    ...name,
    guild: channel.guild_id,
    type: channel.type,
    bot: bits(member.roles, bot),
    readers: roles
      .filter((role) => !member.roles.includes(role.id) || !role.managed)
      .filter((role) =>
        bits([role.id]).has([PermissionFlagsBits.ViewChannel, PermissionFlagsBits.ManageThreads]),
      )
      .map((role) => role.name),
  };
}

/** Whether an account administers a server: its owner, or a role that may manage it. */
export function administers(guild: APIGuild, account: string, roles: readonly string[]): boolean {
  if (guild.owner_id === account) return true;
  return permissionsIn(guild.id, guild.roles, [], roles).has(PermissionFlagsBits.ManageGuild);
}

/** Discord developer documentation, "Permissions": everyone, then roles, then overwrites of everyone, roles, member. */
function permissionsIn(
  guildId: string,
  roles: readonly APIRole[],
  overwrites: readonly APIOverwrite[],
  own: readonly string[],
  account?: string,
): PermissionsBitField {
  const held = roles.filter((role) => role.id === guildId || own.includes(role.id));
  const bits = new PermissionsBitField(held.map((role) => BigInt(role.permissions)));
  if (bits.has(PermissionFlagsBits.Administrator)) return new PermissionsBitField(PermissionsBitField.All);
  const steps = [
    overwrites.filter((one) => one.id === guildId),
    overwrites.filter((one) => one.type === OverwriteType.Role && own.includes(one.id) && one.id !== guildId),
    overwrites.filter((one) => one.type === OverwriteType.Member && one.id === account),
  ];
  for (const step of steps) {
    for (const one of step) bits.remove(BigInt(one.deny));
    for (const one of step) bits.add(BigInt(one.allow));
  }
  return bits;
}
