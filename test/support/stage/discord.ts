import { writeCalendar } from '#calendars/index.ts';
import { cast } from '#cast/index.ts';
import { chatWords, parseLine, type Tree } from '#chat/index.ts';
import { type Context, createRegister, type May } from '#directory/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { createDiscord, discordCommands } from '#platforms/discord/index.ts';
import type { Db, Tx } from '#store/index.ts';
import type { Clock } from '#time/index.ts';
import {
  type Ack,
  type DiscordOptions,
  type DiscordPerson,
  type SeenMessage,
  startDiscord,
} from '../discord/index.ts';
import type { Hands, LooseHands, Shown } from './hands.ts';
import { quietLog } from './quiet-log.ts';
import { activeIn, readDiscord, readMessage } from './read-discord.ts';

/** Discord, as the cast uses it: real discord.js on a stand-in with a server for each space that is played here. */
export async function discordHands({
  db,
  clock,
  spaces,
  tree,
}: {
  db: Db;
  clock: Clock;
  spaces: readonly cast.Tenant[];
  tree: Tree<Context, May, Tx>;
}): Promise<Hands> {
  // A day goes by in no time here: the real one's seconds between two messages would be waited for.
  const wide = { bucket: () => ({ limit: 10_000, seconds: 1 }) };
  const { discord, hands } = await discordCast(spaces, tree, wide);
  const register = createRegister({
    db,
    clock,
    platform: 'discord',
  });
  const { token, apiUrl } = discord;
  const connected = () =>
    createDiscord({
      ...{ token, apiUrl, register, log: quietLog, clock, tree },
      ...{ draw: drawPicture, write: writeCalendar },
    });
  let platform = connected();
  return {
    ...hands,
    get platform() {
      return platform;
    },
    reconnect() {
      platform = connected();
      return platform;
    },
    async ready() {
      discord.registerCommands(discordCommands(tree));
    },
  };
}

/** The cast's servers and people on a stand-in, and their hands, with nobody connected to it yet. */
export async function discordCast(
  spaces: readonly cast.Tenant[],
  tree: Tree<Context, May, Tx>,
  standIn: DiscordOptions = {},
) {
  const discord = await startDiscord({ globalPerSecond: 10_000, ...standIn });
  const guilds = new Map(
    spaces.map((space) => {
      const channels = Object.values(cast.uses[space]).map((name) => ({ name }));
      return [space, discord.addGuild({ name: space, channels })];
    }),
  );
  const people = new Map<string, DiscordPerson>();
  for (const one of cast.people) {
    const homes = one.tenants.flatMap((space) => guilds.get(space) ?? []);
    if (homes.length === 0) continue;
    people.set(
      one.account,
      discord.addPerson({ name: one.name, guilds: homes, isAdmin: one.account === cast.administrator }),
    );
  }
  const person = (who: string): DiscordPerson => {
    const found = people.get(who);
    if (!found) throw new Error(`${who} is in no server`);
    return found;
  };
  const guildOf = (who: string, space: cast.Tenant) => {
    const spacesOf = cast.people.find((one) => one.account === who)?.tenants ?? [];
    const guild =
      (spacesOf.includes(space) ? guilds.get(space) : undefined) ??
      spacesOf.flatMap((one) => guilds.get(one) ?? [])[0];
    if (!guild) throw new Error(`${who} is in no server`);
    return guild;
  };
  let last: Ack | undefined;

  const messages = (one: DiscordPerson): { where: Shown['where']; message: SeenMessage }[] => {
    const threads = [...guilds.values()]
      .flatMap((guild) => discord.threads(guild))
      .filter((thread) =>
        thread.members.some(
          (member) => String(typeof member === 'string' ? member : (member as { id: string }).id) === one.id,
        ),
      );
    const channels = [...guilds.values()]
      .filter((guild) => one.guilds.has(guild.id))
      .flatMap((guild) => discord.channelsOf(guild));
    return [
      ...channels.flatMap((channel) =>
        discord.messages(channel).map((message) => ({ where: 'channel' as const, message })),
      ),
      ...discord.ephemerals(one).map((message) => ({ where: 'private' as const, message })),
      ...discord.dm(one).map((message) => ({ where: 'direct' as const, message })),
      ...threads.flatMap((thread) =>
        discord.messages(thread).map((message) => ({ where: 'group' as const, message })),
      ),
    ]
      .filter(({ message }) => message.authorId === discord.botId)
      .toSorted((a, b) => (BigInt(a.message.id) < BigInt(b.message.id) ? -1 : 1));
  };
  const openForm = async (one: DiscordPerson): Promise<boolean> => {
    if (discord.modal(one)) return true;
    const newest = messages(one).findLast(({ where }) => where !== 'channel')?.message;
    const label = [chatWords.en.next, chatWords.en.fix].find((wanted) =>
      newest?.buttons.some((button) => button.label === wanted),
    );
    if (!newest || !label) return false;
    done(await discord.press({ person: one, message: newest, label }));
    return discord.modal(one) !== undefined;
  };
  const done = (ack: Ack): void => {
    last = ack;
    if (ack.type === null) throw new Error('not acknowledged');
  };

  const hands: LooseHands = {
    name: 'discord',
    tenant: (space) => guilds.get(space)?.id ?? '',
    channel: (space, use = 'introductions') => {
      const guild = guilds.get(space);
      const channels = guild ? discord.channelsOf(guild) : [];
      return channels.find(({ name }) => name === cast.uses[space][use])?.id ?? '';
    },
    account: (who) => person(who).id,
    async type(who, space, line) {
      const { command, given } = parseLine(tree, line, 'en');
      done(
        await discord.command({
          person: person(who),
          guild: guildOf(who, space),
          name: 'weft',
          path: [command.topic, command.verb],
          options: given as Record<string, string>,
        }),
      );
    },
    async press(who, _space, label) {
      const found = messages(person(who)).findLast(({ message }) =>
        message.buttons.some((button) => button.label === label),
      )?.message;
      if (!found) throw new Error(`${who} sees no button “${label}”`);
      const button = found.buttons.find((one) => one.label === label);
      done(await discord.press({ person: person(who), message: found, customId: String(button?.customId) }));
    },
    async fill(who, _space, values) {
      const one = person(who);
      if (!(await openForm(one))) throw new Error(`${who} has no form open`);
      const modal = discord.modal(one);
      const entries = Object.entries(values).map(([name, value]) => {
        const field = modal?.fields.find((field) => field.customId === name);
        const given =
          typeof value === 'boolean'
            ? value
              ? 'yes'
              : 'no'
            : typeof value === 'number'
              ? String(value)
              : (value as string | string[]);
        // A menu takes a list, a text field a line.
        return [name, field && [3, 5, 8, 22].includes(field.type) && !Array.isArray(given) ? [given] : given];
      });
      done(await discord.submit({ person: one, values: Object.fromEntries(entries) }));
    },
    async sees(who) {
      const one = person(who);
      const shown: Shown[] = messages(one).map(({ where, message }) => ({
        where,
        text: readMessage(message),
        buttons: message.buttons.map(({ label }) => label ?? ''),
      }));
      const modal = discord.modal(one);
      return modal
        ? [
            ...shown,
            {
              where: 'form',
              text: [
                modal.title,
                readDiscord(modal.text),
                ...modal.fields.flatMap(({ label, description }) => [label, description]),
              ].join('\n'),
              buttons: [],
            },
          ]
        : shown;
    },
    async form(who) {
      const one = person(who);
      const before = messages(one).findLast(({ where }) => where !== 'channel')?.message;
      const wrong = before?.buttons.some(({ label }) => label === chatWords.en.fix)
        ? readDiscord(before.text)
        : '';
      if (!(await openForm(one))) return undefined;
      const modal = discord.modal(one);
      if (!modal) return undefined;
      const values = Object.fromEntries(
        modal.fields.map(({ customId, value }) => [
          customId,
          Array.isArray(value) ? value.join(', ') : `${value}`,
        ]),
      );
      return {
        title: modal.title,
        intro: [readDiscord(modal.text), ...modal.fields.map(({ description }) => description)].join('\n'),
        text: wrong,
        fields: modal.fields.map(({ customId }) => customId),
        values,
      };
    },
    async again() {
      discord.redeliver(last);
    },
    expire() {
      if (last) discord.expireToken(last);
    },
    closesDirect(who) {
      person(who).closedDms = true;
    },
    problems: () => [
      ...discord.violations,
      ...discord.pings,
      ...[...people.values()].flatMap((one) =>
        messages(one).flatMap(({ message }) =>
          activeIn(message.text).map((mark) => `“${mark}” is active in: ${message.text}`),
        ),
      ),
    ],
    stop: async () => await discord[Symbol.asyncDispose](),
  };
  return { discord, guilds, person, hands };
}
