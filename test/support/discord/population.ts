import { checkBody } from './body.ts';
import { keepCommands } from './commands.ts';
import { seenMessage } from './eyes.ts';
import type { ChannelWish, DiscordStandIn } from './index.ts';
import { commandProblems } from './limits.ts';
import { postForeign } from './messages.ts';
import { channelPayload, guildCreatePayload, memberPayload, userPayload } from './payloads.ts';
import {
  type Channel,
  changed,
  type DiscordPerson,
  dmChannel,
  type Guild,
  usualBotPermissions,
  type World,
} from './world.ts';

type Population = Pick<
  DiscordStandIn,
  | 'addGuild'
  | 'addChannel'
  | 'channelsOf'
  | 'addPerson'
  | 'join'
  | 'leave'
  | 'removeBot'
  | 'guildOutage'
  | 'guildReturns'
  | 'registerCommands'
  | 'say'
>;

/** Those who are there and come and go: guilds, channels, people. */
export function population(world: World): Population {
  const guildsIntent = 1 << 0;
  const membersIntent = 1 << 1;

  function makeChannel(guild: Guild, { name, botMayPost = true, botMaySee = true }: ChannelWish): Channel {
    const id = world.nextId();
    const place = { type: 0, guildId: guild.id, parentId: null, personId: null, thread: null };
    const channel: Channel = { id, name, botMayPost, botMaySee, ...place };
    world.channels.set(id, channel);
    return channel;
  }

  return {
    addGuild({
      name,
      ownerId,
      locale = 'en-US',
      channels = [{ name: 'general' }],
      botPermissions = usualBotPermissions,
    }) {
      const guild: Guild = {
        id: world.nextId(),
        name,
        ownerId: ownerId ?? world.nextId(),
        locale,
        botPermissions,
        botRoleId: world.nextId(),
        adminRoleId: world.nextId(),
        events: new Map(),
      };
      world.guilds.set(guild.id, guild);
      for (const channel of channels) makeChannel(guild, channel);
      world.announce('GUILD_CREATE', guildCreatePayload(world, guild), {
        guildId: guild.id,
        intent: guildsIntent,
      });
      return guild;
    },
    addChannel(guild, wish) {
      const channel = makeChannel(guild, wish);
      const payload = channelPayload(world, channel);
      if (channel.botMaySee)
        world.announce('CHANNEL_CREATE', payload, { guildId: guild.id, intent: guildsIntent });
      return channel;
    },
    channelsOf: (guild) =>
      [...world.channels.values()].filter((one) => one.guildId === guild.id && !one.thread),
    addPerson({
      name,
      locale = 'en-US',
      guilds = [...world.guilds.values()],
      isAdmin = false,
      bot = false,
      closedDms = false,
    }) {
      const ids = guilds.map((guild) => guild.id);
      const adminOf = new Set(isAdmin ? ids : []);
      const person: DiscordPerson = {
        id: world.nextId(),
        name,
        locale,
        bot,
        closedDms,
        guilds: new Set(ids),
        adminOf,
      };
      world.people.set(person.id, person);
      return person;
    },
    join(person, guild) {
      person.guilds.add(guild.id);
      const payload = {
        ...memberPayload(world, guild, person.id),
        user: userPayload(world, person.id),
        guild_id: guild.id,
      };
      world.announce('GUILD_MEMBER_ADD', payload, { guildId: guild.id, intent: membersIntent });
    },
    leave(person, guild) {
      person.guilds.delete(guild.id);
      person.adminOf.delete(guild.id);
      for (const channel of world.channels.values())
        if (channel.guildId === guild.id) channel.thread?.members.delete(person.id);
      const payload = { guild_id: guild.id, user: userPayload(world, person.id) };
      world.announce('GUILD_MEMBER_REMOVE', payload, { guildId: guild.id, intent: membersIntent });
      changed(world);
    },
    removeBot(guild) {
      world.guilds.delete(guild.id);
      world.announce('GUILD_DELETE', { id: guild.id }, { guildId: guild.id, intent: guildsIntent });
    },
    guildOutage(guild) {
      world.announce(
        'GUILD_DELETE',
        { id: guild.id, unavailable: true },
        { guildId: guild.id, intent: guildsIntent },
      );
    },
    guildReturns(guild) {
      world.announce('GUILD_CREATE', guildCreatePayload(world, guild), {
        guildId: guild.id,
        intent: guildsIntent,
      });
    },
    registerCommands(commands, guild) {
      const problems = [
        ...checkBody('PUT /applications/{application_id}/commands', commands),
        ...commandProblems(commands),
      ];
      if (problems.length > 0)
        throw new Error(problems.map((p) => [...p.path, p.message].join(' ')).join('\n'));
      keepCommands(world, commands, guild?.id ?? '');
    },
    say({ person, channel, content }) {
      const place = channel ? world.channels.get(channel.id) : dmChannel(world, person);
      if (!place) throw new Error('there is no such channel');
      const message = postForeign(world, place, person.id, content);
      return seenMessage(message);
    },
  };
}
