import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Field, Fields, Option, Phrase } from '#chat/index.ts';
import {
  commandName,
  maxChoices,
  maxCommand,
  maxCommandDescription,
  maxSubcommands,
  maxTextInput,
} from './limits.ts';
import { postable } from './modal.ts';

/** What of a command Discord is told; every declared command fits. */
export interface CommandShape {
  readonly topic: string;
  readonly verb: string;
  readonly about: Phrase;
  readonly options: Fields;
}
export interface CommandTree {
  readonly commands: readonly CommandShape[];
}
export type DiscordCommand = RESTPostAPIChatInputApplicationCommandsJSONBody;

/**
 * The tree as Discord's one command `weft`: topics are groups, verbs subcommands, options typed. Throws on a name that
 * Discord does not take, on more than 25 of a kind, and on more than 7,500 characters in all.
 */
export function discordCommands(tree: CommandTree): DiscordCommand[] {
  const topics = [...new Set(tree.commands.map((command) => command.topic))];
  const groups = topics.map((topic) =>
    group(
      topic,
      tree.commands.filter((command) => command.topic === topic),
    ),
  );
  const weft: DiscordCommand = {
    type: ApplicationCommandType.ChatInput,
    name: 'weft',
    description: 'Everything Weft can do',
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: atMost(groups, 'topics'),
  };
  const length = commandLength(weft);
  if (length > maxCommand)
    throw new Error(
      `Discord’s command has ${length} characters, ${maxCommand} are allowed: shorten descriptions`,
    );
  return [weft];
}

/** Which look-up stands behind each option that completes itself, by `topic verb option`. */
export function lookupsOf(tree: CommandTree): ReadonlyMap<string, string> {
  return new Map(
    tree.commands.flatMap(({ topic, verb, options }) =>
      Object.entries(options).flatMap(([name, field]): [string, string][] =>
        field.kind === 'lookup' ? [[`${topic} ${verb} ${name}`, field.of]] : [],
      ),
    ),
  );
}

/** The characters of a command as Discord counts them: names, descriptions, and names and values of choices. */
export function commandLength(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, one) => sum + commandLength(one), 0);
  if (typeof node !== 'object' || node === null) return 0;
  const { name, description, value, options, choices } = node as Record<string, unknown>;
  const own = [name, description, value].reduce<number>(
    (sum, one) => sum + (one === undefined ? 0 : String(one).length),
    0,
  );
  return own + commandLength(options) + commandLength(choices);
}

function group(topic: string, commands: readonly CommandShape[]): APIApplicationCommandSubcommandGroupOption {
  return {
    type: ApplicationCommandOptionType.SubcommandGroup,
    name: named(topic),
    description: topic,
    options: atMost(commands.map(subcommand), `verbs of “${topic}”`),
  };
}

function subcommand({ topic, verb, about, options }: CommandShape): APIApplicationCommandSubcommandOption {
  // Discord wants what is required first.
  const fields = Object.entries(options).sort(
    ([, a], [, b]) => Number(b.required === true) - Number(a.required === true),
  );
  return {
    type: ApplicationCommandOptionType.Subcommand,
    name: named(verb),
    description: about.en.slice(0, maxCommandDescription),
    ...(fields.length > 0 && {
      options: atMost(
        fields.map(([name, field]) => option(name, field)),
        `options of “${topic} ${verb}”`,
      ),
    }),
  };
}

function option(name: string, field: Field): APIApplicationCommandBasicOption {
  const common = {
    name: named(name),
    description: field.label.en.slice(0, maxCommandDescription),
    ...(field.required === true && { required: true }),
  };
  switch (field.kind) {
    case 'text':
    case 'longText': {
      const max = field.max ?? (field.kind === 'text' ? 200 : 2000);
      return {
        ...common,
        type: ApplicationCommandOptionType.String,
        max_length: Math.min(max, maxTextInput),
      };
    }
    case 'number':
      return {
        ...common,
        type: ApplicationCommandOptionType.Integer,
        min_value: field.min ?? 0,
        max_value: field.max ?? 1_000_000,
      };
    case 'choice':
      return { ...common, type: ApplicationCommandOptionType.String, ...choices(field.options) };
    case 'many':
    case 'moment':
      return { ...common, type: ApplicationCommandOptionType.String };
    case 'person':
      return { ...common, type: ApplicationCommandOptionType.User };
    case 'channel':
      return { ...common, type: ApplicationCommandOptionType.Channel, channel_types: [...postable] };
    case 'lookup':
      return { ...common, type: ApplicationCommandOptionType.String, autocomplete: true };
    case 'yesNo':
      return { ...common, type: ApplicationCommandOptionType.Boolean };
    case 'scale':
      return { ...common, type: ApplicationCommandOptionType.Integer, min_value: 1, max_value: 5 };
  }
}

/** Choices, where they are few enough; otherwise the words are checked when they have come. */
function choices(options: readonly Option[]): { choices?: { name: string; value: string }[] } {
  if (options.length === 0 || options.length > maxChoices) return {};
  return { choices: options.map(({ label, value }) => ({ name: label.en, value })) };
}

function named(name: string): string {
  if (!commandName.test(name)) throw new Error(`“${name}” is no name for a command or option on Discord`);
  return name;
}

function atMost<T>(some: T[], what: string): T[] {
  if (some.length > maxSubcommands)
    throw new Error(`${some.length} ${what}: Discord takes ${maxSubcommands}`);
  return some;
}
