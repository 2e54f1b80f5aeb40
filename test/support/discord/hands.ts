/** What people do: commands, presses, choices. Each becomes an INTERACTION_CREATE and waits for its answer. */
import { type Ack, ackOf, act } from './act.ts';
import { type SeenMessage, sees } from './eyes.ts';
import { checkValues } from './form.ts';
import { choicesOf } from './interactions.ts';
import { type Dict, dict, list, text } from './json.ts';
import { everyComponent } from './limits.ts';
import { componentOf } from './messages.ts';
import {
  leafOf,
  nested,
  nothingResolved,
  type OptionValue,
  registered,
  resolvedPayload,
  typedOptions,
} from './options.ts';
import {
  type Channel,
  canSee,
  type DiscordPerson,
  dmChannel,
  type Guild,
  type StoredMessage,
  type World,
} from './world.ts';

export interface Place {
  person: DiscordPerson;
  guild?: Guild;
  channel?: Channel | { id: string };
}

export interface CommandUse extends Place {
  name: string;
  path?: string[];
  options?: Record<string, OptionValue>;
}

function placeOf(world: World, { person, guild, channel }: Place): Channel {
  const place = channel
    ? world.channels.get(channel.id)
    : guild
      ? [...world.channels.values()].find((one) => one.guildId === guild.id && one.type === 0)
      : dmChannel(world, person);
  if (!place) throw new Error('there is no such channel');
  if (!canSee(person, place)) throw new Error(`${person.name} cannot see #${place.name}`);
  return place;
}

/** Uses a slash command. */
export async function useCommand(world: World, ackMs: number, use: CommandUse): Promise<Ack> {
  const { channel, data } = commandData(world, use);
  return ackOf(world, await act(world, ackMs, { person: use.person, channel, type: 2, data }));
}

/** Types into an option that completes itself, and resolves with the choices offered; throws when none came. */
export async function complete(
  world: World,
  ackMs: number,
  use: CommandUse & { focused: string },
): Promise<{ name: string; value: string | number }[]> {
  const { channel, data, leaf } = commandData(world, use);
  const option = list(leaf.options).find((one) => dict(one).name === use.focused);
  if (dict(option).autocomplete !== true) throw new Error(`“${use.focused}” does not complete itself`);
  const interaction = await act(world, ackMs, { person: use.person, channel, type: 4, data });
  if (!interaction.answer) throw new Error('no choices came in time');
  return choicesOf(interaction);
}

function commandData(
  world: World,
  use: CommandUse & { focused?: string },
): { channel: Channel; data: Dict; leaf: Dict } {
  const channel = placeOf(world, use);
  const guild = world.guilds.get(channel.guildId ?? '');
  const command = registered(world, use.name, guild, use.person);
  const path = use.path ?? [];
  const leaf = leafOf(command, path);
  const focused = use.focused === undefined ? {} : { focused: use.focused };
  const { options, resolved } = typedOptions(world, leaf, use.options ?? {}, {
    guild,
    person: use.person,
    ...focused,
  });
  const data = {
    id: command.id,
    name: command.name,
    type: 1,
    options: nested(command, path, options),
    ...resolvedPayload(resolved),
    ...(command.guild_id ? { guild_id: command.guild_id } : {}),
  };
  return { channel, data, leaf };
}

function shown(
  world: World,
  person: DiscordPerson,
  message: SeenMessage | string,
): { message: StoredMessage; channel: Channel } {
  const stored = world.messages.get(typeof message === 'string' ? message : message.id);
  const channel = world.channels.get(stored?.channelId ?? '');
  if (!stored || !channel || !sees(person, stored, channel))
    throw new Error(`${person.name} does not see this message`);
  return { message: stored, channel };
}

/** Presses a button, named by its custom id or its label. */
export async function pressButton(
  world: World,
  ackMs: number,
  press: { person: DiscordPerson; message: SeenMessage | string; customId?: string; label?: string },
): Promise<Ack> {
  const { message, channel } = shown(world, press.person, press.message);
  const buttons = everyComponent(message.components).filter(
    ({ node }) =>
      node.type === 2 && (node.custom_id === press.customId || (press.label && node.label === press.label)),
  );
  const button = buttons[0]?.node;
  if (!button || buttons.length > 1)
    throw new Error(`${buttons.length} buttons “${press.label ?? press.customId}”`);
  if (button.disabled || !button.custom_id) throw new Error(`“${text(button.label)}” cannot be pressed`);
  const data = { custom_id: button.custom_id, component_type: 2, id: button.id };
  return ackOf(
    world,
    await act(world, ackMs, { person: press.person, channel, type: 3, data, source: message }),
  );
}

/** Chooses in a select menu: option values, or the ids of people, roles or channels. */
export async function chooseValues(
  world: World,
  ackMs: number,
  choice: { person: DiscordPerson; message: SeenMessage | string; customId: string; values: string[] },
): Promise<Ack> {
  const { message, channel } = shown(world, choice.person, choice.message);
  const select = componentOf(message, choice.customId);
  if (!select || select.disabled) throw new Error(`there is no select “${choice.customId}”`);
  const guild = world.guilds.get(channel.guildId ?? '');
  const resolved = nothingResolved();
  checkValues(world, select, choice.values, { guild, person: choice.person }, resolved, true);
  const data = {
    custom_id: choice.customId,
    component_type: select.type,
    id: select.id,
    values: choice.values,
    ...resolvedPayload(resolved),
  };
  return ackOf(
    world,
    await act(world, ackMs, { person: choice.person, channel, type: 3, data, source: message }),
  );
}
