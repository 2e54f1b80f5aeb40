import { type DiscordPerson, type SeenMessage, type SeenModal, startDiscord } from '../discord/index.ts';
import { type ByHand, entriesOf, idsOf, type Shown } from './index.ts';

const lists = new Set([3, 5, 6, 7, 8, 22]);
const opensForm = 9;

/** A server with three people and a channel, for trying things by hand. */
export async function discordByHand(port: number): Promise<ByHand> {
  const discord = await startDiscord({ port, habits: false, applicationId: '1000000000000000001' });
  const guild = discord.addGuild({ name: 'River coalition' });
  const [channel] = discord.channelsOf(guild);
  const people = ['Ada', 'Ben', 'Cara'].map((name) => discord.addPerson({ name, isAdmin: name === 'Ada' }));
  const named = (name: string): DiscordPerson =>
    people.find((one) => one.name === name) ?? discord.addPerson({ name });

  /** How many forms each was shown: the same one again is another. */
  const opened = new Map<string, number>();

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
      const said = value.trim();
      const person = people.find(({ name: known }) => known === said);
      const place = discord.channelsOf(guild).find(({ name: known }) => `#${known}` === said);
      return [option, person ?? place ?? (/^\d+$/.test(said) ? Number(said) : said)] as const;
    });
    const use = { person: one, guild, name, path: path.trim().split(' ').filter(Boolean) };
    return (await discord.command({ ...use, options: Object.fromEntries(options) })).type;
  }

  async function submit(one: DiscordPerson, modal: SeenModal, line: string): Promise<number | null> {
    const values = entriesOf(line).map(([label, value]) => {
      const field = modal.fields.find((each) => [each.label, each.customId].includes(label));
      if (!field) throw new Error(`There is no field “${label}”.`);
      const there = field.type === 8 ? discord.channelsOf(guild) : field.type === 5 ? people : [];
      const chosen = idsOf(value, there);
      return [field.customId, lists.has(field.type) ? [chosen].flat() : String(chosen)] as const;
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

  const shownTo = (one: DiscordPerson): Shown[] => {
    const modal = discord.modal(one);
    const there = messages(one).filter(({ thinking }) => !thinking);
    const said = there.map(({ id, edits, channelId, text, pictures, buttons, ephemeral }): Shown => {
      const where = discord.channelsOf(guild).find((each) => each.id === channelId && !ephemeral);
      const shown = pictures.map(({ alt, filename }) => `[picture ${filename}: ${alt}]`);
      const words = [text, ...shown, ...buttons.map(({ label }) => `[${label}]`)].join('\n');
      return { id: `${id} ${edits}`, channel: where?.name, text: words };
    });
    if (!modal) return said;
    const form = [modal.title, ...modal.fields.map(({ label }) => `${label}: …`)].join('\n');
    return [...said, { id: `${modal.customId} ${opened.get(one.name)}`, text: form }];
  };

  return {
    port: Number(new URL(discord.apiUrl).port),
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    first: 'npm run publish-commands',
    people: people.map(({ name }) => name),
    calls: () =>
      discord.calls.map(
        ({ method, path, route, status }) => `${route || `${method} ${path}`} ${status ?? ''}`,
      ),
    sees: (name) => shownTo(named(name)),
    async type(name, line) {
      const type = await act(named(name), line);
      if (type === opensForm) opened.set(name, (opened.get(name) ?? 0) + 1);
      return type === null ? 'The application did not respond' : '';
    },
    [Symbol.asyncDispose]: () => discord[Symbol.asyncDispose](),
  };
}
