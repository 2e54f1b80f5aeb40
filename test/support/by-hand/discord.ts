import { type DiscordPerson, type SeenMessage, type SeenModal, startDiscord } from '../discord/index.ts';
import { type ByHand, entriesOf } from './index.ts';

const lists = new Set([3, 5, 6, 7, 8, 22]);

/** A server with three people and a channel, for trying things by hand. */
export async function discordByHand(port: number): Promise<ByHand> {
  const discord = await startDiscord({ port, habits: false, applicationId: '1000000000000000001' });
  const guild = discord.addGuild({ name: 'River coalition' });
  const [channel] = discord.channelsOf(guild);
  const people = ['Ada', 'Ben', 'Cara'].map((name) => discord.addPerson({ name, isAdmin: name === 'Ada' }));
  const named = (name: string): DiscordPerson =>
    people.find((one) => one.name === name) ?? discord.addPerson({ name });

  const messages = (one: DiscordPerson): SeenMessage[] => [
    ...(channel ? discord.messages(channel) : []),
    ...discord.threads(guild).flatMap((thread) => (thread.members.includes(one.id) ? thread.messages : [])),
    ...discord.dm(one),
    ...discord.ephemerals(one),
  ];

  /** `/weft intro ask who:Ben weeks:2` as Discord's client would send it. */
  async function command(one: DiscordPerson, line: string): Promise<number | null> {
    const [, name = '', path = '', given = ''] = /^\/(\S+)((?: [^\s:]+(?= |$))*)(.*)$/.exec(line) ?? [];
    const options = [...given.matchAll(/(\S+?):(.*?)(?= \S+?:|$)/g)].map(([, option = '', value = '']) => {
      const person = people.find(({ name: known }) => known === value.trim());
      return [option, person ?? (/^\d+$/.test(value) ? Number(value) : value.trim())] as const;
    });
    const use = { person: one, guild, name, path: path.trim().split(' ').filter(Boolean) };
    return (await discord.command({ ...use, options: Object.fromEntries(options) })).type;
  }

  async function submit(one: DiscordPerson, modal: SeenModal, line: string): Promise<number | null> {
    const values = entriesOf(line).map(([label, value]) => {
      const field = modal.fields.find((each) => [each.label, each.customId].includes(label));
      if (!field) throw new Error(`There is no field “${label}”.`);
      return [field.customId, lists.has(field.type) ? [value].flat() : String(value)] as const;
    });
    return (await discord.submit({ person: one, values: Object.fromEntries(values) })).type;
  }

  async function act(one: DiscordPerson, line: string): Promise<number | null | undefined> {
    if (line.startsWith('/')) return command(one, line);
    const message = messages(one).findLast(({ buttons }) => buttons.some(({ label }) => label === line));
    if (message) return (await discord.press({ person: one, message, label: line })).type;
    const modal = discord.modal(one);
    if (modal) return submit(one, modal, line);
    discord.say({ person: one, content: line });
    return undefined;
  }

  return {
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    first: 'npm run publish-commands',
    people: people.map(({ name }) => name),
    calls: () =>
      discord.calls.map(
        ({ method, path, route, status }) => `${route || `${method} ${path}`} ${status ?? ''}`,
      ),
    sees(name) {
      const modal = discord.modal(named(name));
      const form = modal ? [[modal.title, ...modal.fields.map(({ label }) => `${label}: …`)].join('\n')] : [];
      const there = messages(named(name)).filter(({ thinking }) => !thinking);
      const shown = there.map(({ text, buttons }) =>
        [text, ...buttons.map(({ label }) => `[${label}]`)].join('\n'),
      );
      return [...shown, ...form];
    },
    async type(name, line) {
      return (await act(named(name), line)) === null ? 'The application did not respond' : '';
    },
    [Symbol.asyncDispose]: () => discord[Symbol.asyncDispose](),
  };
}
