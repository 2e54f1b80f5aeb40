import { type Client, Events, type Guild } from 'discord.js';
import type { Log, PresentSpace, Register } from '#chat/index.ts';
import { type Shard, shardOf } from './client.ts';
import { codeOf } from './outcome.ts';

/**
 * Keeps the register of a shard's servers right, one note after the other: the whole set once connected, since what
 * happened while the bot was away is never told, and then what comes and goes. Resolves when the whole set is noted. An
 * outage of a server is not its end.
 */
export async function followSpaces(
  client: Client<true>,
  { shard, of }: Shard,
  register: Register,
  log: Log,
): Promise<void> {
  const ours = (tenant: string) => shardOf(tenant, of) === shard;
  const whole = register.present(client.guilds.cache.map(spaceOf), ours);
  let last: Promise<void> = whole.catch(() => undefined);
  const then = (note: () => Promise<void>) => {
    last = last.then(note).catch((error: unknown) => {
      log.error('discord servers were not noted', { platform: 'discord', code: codeOf(error) });
    });
  };
  const there = (guild: Guild) => then(() => register.present([spaceOf(guild)], false));
  const gone = (tenant: string) => then(() => register.gone(tenant));
  client.on(Events.GuildCreate, there);
  client.on(Events.GuildAvailable, there);
  client.on(Events.GuildUpdate, (_, guild) => there(guild));
  client.on(Events.GuildDelete, (guild) => gone(guild.id));
  // A new session (not a resumed one) names all servers of the shard: what is not named was left meanwhile.
  client.on(Events.Raw, (packet: { t?: unknown; d?: { guilds?: { id: string }[] } }) => {
    if (packet.t !== 'READY') return;
    const named = new Set(packet.d?.guilds?.map((guild) => guild.id));
    for (const guild of [...client.guilds.cache.values()]) {
      if (named.has(guild.id)) continue;
      client.guilds.cache.delete(guild.id);
      gone(guild.id);
    }
  });
  await whole;
}

function spaceOf(guild: Guild): PresentSpace {
  const bot = guild.client.user.id;
  return { tenant: guild.id, name: guild.name ?? '', bot };
}
