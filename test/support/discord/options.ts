/** Turns what a person types into a command's options, as Discord's client does: by the registered command. */
import { type Dict, dict, isDict, list, number, text } from './json.ts';
import { interactionChannel, memberPayload, rolesPayload, userPayload } from './payloads.ts';
import { type Channel, type DiscordPerson, type Guild, personPermissions, type World } from './world.ts';

export type OptionValue = string | number | boolean | { id: string };

export interface Resolved {
  users: Dict;
  members: Dict;
  channels: Dict;
  roles: Dict;
}

/** Nothing resolved yet. */
export function nothingResolved(): Resolved {
  return { users: {}, members: {}, channels: {}, roles: {} };
}

/** The maps that hold something, as interactions carry them. */
export function resolvedPayload(resolved: Resolved): Dict {
  const filled = Object.entries(resolved).filter(([, map]) => Object.keys(map).length > 0);
  return filled.length > 0 ? { resolved: Object.fromEntries(filled) } : {};
}

/** Finds the registered command, first in the guild and then among the global ones; throws when a person could not. */
export function registered(
  world: World,
  name: string,
  guild: Guild | undefined,
  person: DiscordPerson,
): Dict {
  const all = [...(guild ? (world.commands.get(guild.id) ?? []) : []), ...(world.commands.get('') ?? [])];
  const command = all.find((one) => one.name === name && one.type === 1);
  if (!command) throw new Error(`/${name} is not registered`);
  if (Array.isArray(command.contexts) && !command.contexts.includes(guild ? 0 : 1))
    throw new Error(`/${name} is not offered ${guild ? 'in a server' : 'in a direct message'}`);
  const needed = command.default_member_permissions;
  const has = guild ? personPermissions(person, guild.id) : 0n;
  const admin = guild && person.adminOf.has(guild.id);
  // '0' hides a command from everyone but administrators.
  if (
    guild &&
    !admin &&
    typeof needed === 'string' &&
    (needed === '0' || (has & BigInt(needed)) !== BigInt(needed))
  )
    throw new Error(`/${name} is hidden from ${person.name}`);
  return command;
}

/** Walks from a command through group and subcommand to the one that takes the options. */
export function leafOf(command: Dict, path: string[]): Dict {
  let node = command;
  for (const step of path) {
    const next = list(node.options).find((one) => dict(one).name === step && number(dict(one).type) <= 2);
    if (!isDict(next)) throw new Error(`/${[text(command.name), ...path].join(' ')} is not registered`);
    node = next;
  }
  if (list(node.options).some((one) => number(dict(one).type) <= 2))
    throw new Error(`/${[text(command.name), ...path].join(' ')} needs a subcommand`);
  return node;
}

/** Wraps the options of the leaf in its group and subcommand. */
export function nested(command: Dict, path: string[], options: Dict[]): Dict[] {
  const [step, ...rest] = path;
  if (step === undefined) return options;
  const node = dict(list(command.options).find((one) => dict(one).name === step));
  return [{ name: step, type: node.type, options: nested(node, rest, options) }];
}

/** The options as the interaction carries them; throws on whatever Discord's client would not let through. */
export function typedOptions(
  world: World,
  leaf: Dict,
  given: Record<string, OptionValue>,
  where: { guild: Guild | undefined; person: DiscordPerson; focused?: string },
): { options: Dict[]; resolved: Resolved } {
  const resolved = nothingResolved();
  const defined = list(leaf.options).map(dict);
  for (const name of Object.keys(given))
    if (!defined.some((one) => one.name === name))
      throw new Error(`“${name}” is not an option of ${leaf.name}`);
  const options = defined.flatMap((option) => {
    const name = text(option.name);
    const value = given[name];
    const focused = where.focused === name;
    if (value === undefined && !focused) {
      if (option.required && where.focused === undefined) throw new Error(`the option “${name}” is required`);
      return [];
    }
    if (focused) return [{ name, type: option.type, value: String(value ?? ''), focused: true }];
    return [{ name, type: option.type, value: typedValue(world, option, value ?? '', where, resolved) }];
  });
  return { options, resolved };
}

function typedValue(
  world: World,
  option: Dict,
  value: OptionValue,
  where: { guild: Guild | undefined; person: DiscordPerson },
  resolved: Resolved,
): string | number | boolean {
  const wrong = (why: string) => new Error(`the option “${text(option.name)}” ${why}`);
  const choices = list(option.choices).map((one) => dict(one).value);
  if (choices.length > 0 && !choices.includes(value)) throw wrong(`has no choice ${String(value)}`);
  if (option.type === 3) {
    if (typeof value !== 'string') throw wrong('takes text');
    const most = typeof option.max_length === 'number' ? option.max_length : 6000;
    if (value.length < number(option.min_length) || value.length > most)
      throw wrong('is too short or too long');
    return value;
  }
  if (option.type === 4 || option.type === 10) {
    if (typeof value !== 'number' || (option.type === 4 && !Number.isInteger(value)))
      throw wrong('takes a number');
    if (typeof option.min_value === 'number' && value < option.min_value) throw wrong('is too small');
    if (typeof option.max_value === 'number' && value > option.max_value) throw wrong('is too large');
    return value;
  }
  if (option.type === 5) {
    if (typeof value !== 'boolean') throw wrong('takes yes or no');
    return value;
  }
  const id = typeof value === 'object' ? value.id : String(value);
  const kinds =
    option.type === 6
      ? [5]
      : option.type === 7
        ? [8]
        : option.type === 8
          ? [6]
          : option.type === 9
            ? [5, 6]
            : [];
  if (!kinds.some((kind) => resolve(world, kind, id, where, resolved))) throw wrong(`cannot be ${id}`);
  const allowed = list(option.channel_types);
  const channel = world.channels.get(id);
  if (channel && allowed.length > 0 && !allowed.includes(channel.type))
    throw wrong('does not take this channel');
  return id;
}

/** Looks up what a select of the type (5 people, 6 roles, 7 either, 8 channels) refers to; false if it is not offered. */
export function resolve(
  world: World,
  type: number,
  id: string,
  where: { guild: Guild | undefined; person: DiscordPerson },
  resolved: Resolved,
): boolean {
  const { guild, person } = where;
  const known = id === world.botId || world.people.has(id);
  if ((type === 5 || type === 7) && known) {
    resolved.users[id] = userPayload(world, id);
    if (guild && (id === world.botId || world.people.get(id)?.guilds.has(guild.id)))
      resolved.members[id] = { ...memberPayload(world, guild, id), permissions: '0' };
    return true;
  }
  const role = guild && rolesPayload(world, guild).find((one) => one.id === id);
  if ((type === 6 || type === 7) && role) {
    resolved.roles[id] = role;
    return true;
  }
  const channel: Channel | undefined = world.channels.get(id);
  if (type === 8 && channel && guild && channel.guildId === guild.id) {
    resolved.channels[id] = interactionChannel(world, channel, person);
    return true;
  }
  return false;
}
