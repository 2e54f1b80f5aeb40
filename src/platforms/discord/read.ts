import {
  type AutocompleteInteraction,
  type BaseInteraction,
  type ChatInputCommandInteraction,
  ComponentType,
  type Interaction,
  type LabelModalData,
  type MessageComponentInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import {
  type Deed,
  type Given,
  type GivenValue,
  type Incoming,
  type Lookup,
  readButtonWire,
  resumePress,
  type Sender,
} from '#chat/index.ts';
import { submitPress } from './modal.ts';

/** How something that came in can still be answered: JSON, so that it works after a restart, with no client's state. */
export interface Reply {
  readonly token: string;
  readonly applicationId: string;
  readonly kind: 'command' | 'component' | 'modal';
  /** when it came in, by our clock */
  readonly at: string;
  /** the message whose button was pressed, or that the form was opened from */
  readonly source?: string;
}

export type Knock = ChatInputCommandInteraction | MessageComponentInteraction | ModalSubmitInteraction;

/** What came in, in neutral words; undefined when it is nothing Weft has ever drawn. */
export function readInteraction(
  knock: Knock,
  at: Temporal.Instant,
): (Incoming & { reply: Reply }) | undefined {
  const deed = deedOf(knock);
  if (!deed) return undefined;
  const source = sourceOf(knock)?.id;
  return {
    key: knock.id,
    platform: 'discord',
    tenant: knock.guildId ?? '',
    ...(knock.guild && { tenantName: knock.guild.name }),
    sender: senderOf(knock),
    ...(knock.guildId !== null && knock.channelId !== null && { channel: knock.channelId }),
    reply: {
      token: knock.token,
      applicationId: knock.applicationId,
      kind: knock.isChatInputCommand() ? 'command' : knock.isModalSubmit() ? 'modal' : 'component',
      at: at.toString(),
      ...(source !== undefined && { source }),
    },
    ...deed,
  };
}

/** The message something was pressed or opened from. */
export function sourceOf(knock: Knock): { id: string; leadsBack: boolean } | undefined {
  if (knock.isChatInputCommand() || !knock.message) return undefined;
  const { id, flags, components } = knock.message;
  // An ephemeral message that only led into a form has done its work once the form is sent.
  const leadsBack =
    flags.has(MessageFlags.Ephemeral) && JSON.stringify(components).includes(`"${resumePress}:`);
  return { id, leadsBack };
}

/** What somebody is typing into an option that completes itself; `of` comes from the tree. */
export function readLookup(
  typing: AutocompleteInteraction,
  lookups: ReadonlyMap<string, string>,
): Lookup | undefined {
  const { name, value } = typing.options.getFocused(true);
  const path = `${typing.options.getSubcommandGroup(false)} ${typing.options.getSubcommand(false)} ${name}`;
  const of = lookups.get(path);
  if (of === undefined) return undefined;
  return { platform: 'discord', tenant: typing.guildId ?? '', sender: senderOf(typing), of, written: value };
}

/** What Weft answers, of all that Discord calls an interaction: a command, a press, a form. */
export function asKnock(interaction: Interaction): Knock | undefined {
  if (interaction.isChatInputCommand() || interaction.isMessageComponent()) return interaction;
  return interaction.isModalSubmit() ? interaction : undefined;
}

function deedOf(knock: Knock): Deed | undefined {
  if (knock.isChatInputCommand()) {
    const topic = knock.options.getSubcommandGroup(false);
    const verb = knock.options.getSubcommand(false);
    return topic === null || verb === null
      ? undefined
      : { kind: 'command', topic, verb, given: typed(knock) };
  }
  const wire = readButtonWire(knock.customId);
  if (!wire) return undefined;
  const { press, subject } = wire;
  if (knock.isModalSubmit()) {
    return press === submitPress && subject !== undefined
      ? { kind: 'submit', form: subject, given: filledIn(knock) }
      : undefined;
  }
  if (press === resumePress) return subject === undefined ? undefined : { kind: 'resume', form: subject };
  return { kind: 'press', ...wire };
}

/** The options of `group verb`, as the ids, words, numbers and booleans they came as. */
function typed(knock: ChatInputCommandInteraction): Given {
  const options = knock.options.data[0]?.options?.[0]?.options ?? [];
  return Object.fromEntries(
    options.flatMap(({ name, value }): [string, GivenValue][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** The fields of a modal; an empty one is given as empty, so that it replaces what stood there before. */
function filledIn(knock: ModalSubmitInteraction): Given {
  const labels = knock.components.filter((one): one is LabelModalData => one.type === ComponentType.Label);
  return Object.fromEntries(
    labels.map(({ component }): [string, GivenValue] => [component.customId, given(component)]),
  );
}

function given(field: LabelModalData['component']): GivenValue {
  switch (field.type) {
    case ComponentType.StringSelect:
    case ComponentType.CheckboxGroup:
      return [...field.values];
    case ComponentType.UserSelect:
    case ComponentType.ChannelSelect:
      return field.values[0] ?? '';
    default:
      return 'value' in field ? (field.value ?? '') : '';
  }
}

function senderOf(interaction: BaseInteraction): Sender {
  const { user: person, member, memberPermissions, locale } = interaction;
  const nick = member && 'displayName' in member ? member.displayName : member?.nick;
  return {
    account: person.id,
    name: nick ?? person.displayName,
    locale,
    // Administrators may do everything, so this is also true of them.
    administrator: memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true,
    ...(person.bot && { bot: true }),
  };
}
