/** What people see: messages with their text and buttons, forms, threads. */
import { type Dict, dict, isDict, list, number, text } from './json.ts';
import { everyComponent, flag, readableText } from './limits.ts';
import { openEvents } from './payloads.ts';
import {
  type Channel,
  canSee,
  type DiscordPerson,
  dmChannel,
  type Guild,
  type StoredMessage,
  type World,
} from './world.ts';

export interface SeenButton {
  label: string;
  customId: string;
  url: string;
  disabled: boolean;
}

export interface SeenSelect {
  /** 3 strings, 5 people, 6 roles, 7 people or roles, 8 channels. */
  type: number;
  customId: string;
  placeholder: string;
  options: { label: string; value: string; description: string; default: boolean }[];
}

/** A picture that a component shows, with its words for those who do not see it. */
export interface SeenPicture {
  alt: string;
  filename: string;
  bytes: Buffer;
}

export interface SeenMessage {
  id: string;
  channelId: string;
  authorId: string;
  /** All that can be read: content, embeds and text displays, a line each. */
  text: string;
  content: string;
  embeds: Dict[];
  components: Dict[];
  buttons: SeenButton[];
  selects: SeenSelect[];
  pictures: SeenPicture[];
  files: { filename: string; description: string | null; bytes: Buffer }[];
  flags: number;
  ephemeral: boolean;
  /** The message that it answers; '' when it answers none. */
  repliesTo: string;
  /** A deferred reply that has not been filled in. */
  thinking: boolean;
  edits: number;
}

export interface SeenField {
  /** 3 select, 4 text, 5 people, 8 channels, 19 files, 21 radio group, 22 checkbox group, 23 checkbox. */
  type: number;
  customId: string;
  label: string;
  description: string;
  required: boolean;
  /** What is filled in already: text, chosen values or whether it is ticked. */
  value: string | string[] | boolean;
  options: { label: string; value: string; description: string; default: boolean }[];
  component: Dict;
}

export interface SeenModal {
  customId: string;
  title: string;
  /** The text displays between the fields. */
  text: string;
  fields: SeenField[];
}

export interface SeenThread {
  id: string;
  name: string;
  parentId: string | null;
  private: boolean;
  archived: boolean;
  locked: boolean;
  invitable: boolean;
  /** Members without the bot. */
  members: string[];
  messages: SeenMessage[];
}

/** A scheduled event that is to come or under way. */
export interface SeenEvent {
  id: string;
  name: string;
  description: string;
  location: string;
  from: string;
  until: string;
  /** Whether it has begun. */
  active: boolean;
}

/** The scheduled events of a guild, as its people see them. */
export function eventsIn(world: World, guild: Guild): SeenEvent[] {
  return openEvents(world, guild).map((event) => ({
    id: text(event.id),
    name: text(event.name),
    description: text(event.description),
    location: text(dict(event.entity_metadata).location),
    from: text(event.scheduled_start_time),
    until: text(event.scheduled_end_time),
    active: event.status === 2,
  }));
}

/** A message as a person sees it. */
export function seenMessage(message: StoredMessage): SeenMessage {
  const components = everyComponent(message.components).map(({ node }) => node);
  return {
    id: message.id,
    channelId: message.channelId,
    authorId: message.authorId,
    text: readableText({ content: message.content, embeds: message.embeds, components: message.components }),
    content: message.content,
    embeds: message.embeds,
    components: message.components,
    buttons: components
      .filter((one) => one.type === 2)
      .map((one) => ({
        label: text(one.label),
        customId: text(one.custom_id),
        url: text(one.url),
        disabled: one.disabled === true,
      })),
    selects: components
      .filter((one) => [3, 5, 6, 7, 8].includes(number(one.type)))
      .map((one) => ({
        type: number(one.type),
        customId: text(one.custom_id),
        placeholder: text(one.placeholder),
        options: optionsOf(one),
      })),
    pictures: picturesIn(message, components),
    files: message.files.map(({ filename, description, bytes }) => ({ filename, description, bytes })),
    flags: message.flags,
    ephemeral: message.onlyFor !== null,
    repliesTo: message.repliesTo ?? '',
    thinking: (message.flags & flag.loading) !== 0,
    edits: message.edits,
  };
}

function picturesIn(message: StoredMessage, components: Dict[]): SeenPicture[] {
  const items = components.filter(({ type }) => type === 12).flatMap((one) => list(one.items).map(dict));
  return items.flatMap(({ description, media }) => {
    const file = message.files.find(({ id }) => id === dict(media).attachment_id);
    return file ? [{ alt: text(description), filename: file.filename, bytes: file.bytes }] : [];
  });
}

/** The messages of a channel or thread, oldest first, without ephemeral ones and Discord's own notes. */
export function messagesIn(world: World, channelId: string): SeenMessage[] {
  const ordinary = new Set([0, 19, 20]);
  return (world.messagesIn.get(channelId) ?? [])
    .filter((m) => !m.deleted && !m.onlyFor && ordinary.has(m.type))
    .map(seenMessage);
}

/** The direct messages with a person, oldest first. */
export function dmWith(world: World, person: DiscordPerson): SeenMessage[] {
  return messagesIn(world, dmChannel(world, person).id);
}

/** The ephemeral messages that a person has been shown and that are still there, oldest first. */
export function ephemeralsOf(world: World, person: DiscordPerson): SeenMessage[] {
  return (world.messagesOnlyFor.get(person.id) ?? []).filter((m) => !m.deleted).map(seenMessage);
}

/** The modal that was opened last for a person and not sent yet. */
export function modalOf(world: World, person: DiscordPerson): SeenModal | undefined {
  const shown = world.modals.get(person.id)?.data;
  if (!shown) return undefined;
  const fields = list(shown.components)
    .map(dict)
    .flatMap((outer) => {
      const inner = [outer.component, ...list(outer.components)].filter(isDict);
      return inner.map((component) => seenField(outer, component));
    });
  return { customId: text(shown.custom_id), title: text(shown.title), text: readableText(shown), fields };
}

function seenField(outer: Dict, component: Dict): SeenField {
  const options = optionsOf(component);
  const chosen = options.filter((one) => one.default).map((one) => one.value);
  const defaults = list(component.default_values).map((one) => text(dict(one).id));
  const type = number(component.type);
  const value =
    type === 4
      ? text(component.value)
      : type === 23
        ? component.default === true
        : type === 21
          ? (chosen[0] ?? '')
          : [...chosen, ...defaults];
  return {
    type,
    customId: text(component.custom_id),
    label: text(outer.label) || text(component.label),
    description: text(outer.description),
    required: component.required !== false && type !== 23,
    value,
    options,
    component,
  };
}

function optionsOf(component: Dict): SeenSelect['options'] {
  return list(component.options)
    .map(dict)
    .map((one) => ({
      label: text(one.label),
      value: text(one.value),
      description: text(one.description),
      default: one.default === true,
    }));
}

/** The threads of a guild, oldest first. */
export function threadsIn(world: World, guild: Guild): SeenThread[] {
  return [...world.channels.values()]
    .filter((channel) => channel.guildId === guild.id)
    .flatMap(({ id, name, parentId, type, thread }) =>
      thread
        ? [
            {
              id,
              name,
              parentId,
              private: type === 12,
              archived: thread.archived,
              locked: thread.locked,
              invitable: thread.invitable,
              members: [...thread.members].filter((member) => member !== world.botId),
              messages: messagesIn(world, id),
            },
          ]
        : [],
    );
}

/** Says whether a person can see a message. */
export function sees(person: DiscordPerson, message: StoredMessage, channel: Channel): boolean {
  if (message.deleted) return false;
  return message.onlyFor ? message.onlyFor === person.id : canSee(person, channel);
}
