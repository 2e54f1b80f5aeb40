import { type Ack, buttons, readable, type SlackPerson, type SlackView, startSlack } from '../slack/index.ts';
import { type ByHand, entriesOf, idsOf, type Shown } from './index.ts';

/** A workspace with three people and a channel, for trying things by hand. */
export async function slackByHand(port: number): Promise<ByHand> {
  const slack = await startSlack({ port, habits: false });
  const people = ['Ada', 'Ben', 'Cara'].map((name) => slack.addPerson({ name, isAdmin: name === 'Ada' }));
  const channel = slack.addChannel({ name: 'general', members: people });
  const named = (name: string): SlackPerson =>
    people.find((one) => one.name === name) ?? slack.addPerson({ name });

  const messages = (one: SlackPerson) => [
    ...slack.messages(channel),
    ...slack.groups(one).flatMap((group) => slack.messages(group)),
    ...slack.dm(one),
    ...slack.ephemerals(one),
  ];
  const views = (one: SlackPerson) => [slack.home(one), slack.view(one)].flatMap((view) => view ?? []);
  const surfaces = (one: SlackPerson) => [...messages(one), ...views(one)];
  /** Slack sends what is typed of people and channels as ids (`should_escape`). */
  const escaped = (text: string) =>
    text.replace(/(?<!\S)([@#])(\w+)/g, (typed, sign: string, name: string) => {
      const found =
        sign === '#' ? [channel].find((one) => one.name === name) : people.find((one) => one.name === name);
      return found ? `<${sign}${found.id}|${name}>` : typed;
    });
  /** In a field for people or channels a name is whoever is called so. */
  const entered = ({ blocks }: SlackView, line: string) =>
    entriesOf(line).map(([label, value]) => {
      const block = blocks.find((one) => (one.label as { text?: string } | undefined)?.text === label);
      const type = (block?.element as { type?: string } | undefined)?.type ?? '';
      const there = /channel|conversation/.test(type) ? [channel] : /users/.test(type) ? people : [];
      return [label, idsOf(value, there)] as const;
    });
  const fields = ({ blocks }: SlackView) =>
    blocks.flatMap(({ type, label }) => (type === 'input' ? `${(label as { text?: string }).text}: …` : []));

  async function act(one: SlackPerson, line: string): Promise<Ack | undefined> {
    const [command = '', ...rest] = line.split(' ');
    if (command.startsWith('/'))
      return slack.command({ person: one, channel, command, text: escaped(rest.join(' ')) });
    const where = surfaces(one).findLast((place) => buttons(place).includes(line));
    if (where) return slack.press({ person: one, where, label: line });
    const form = slack.view(one);
    if (!form?.submit) return slack.say({ person: one, text: line });
    return slack.submit({ person: one, values: Object.fromEntries(entered(form, line)) });
  }

  const textOf = (place: ReturnType<typeof surfaces>[number]) => {
    const labels = buttons(place);
    const text = readable(place)
      .split('\n')
      .filter((line) => !labels.includes(line));
    const form = 'hash' in place && place.submit ? fields(place).join('; ') : '';
    return [...text, ...labels.map((label) => `[${label}]`), form].join('\n').trim();
  };

  return {
    port: Number(new URL(slack.apiUrl).port),
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    first: undefined,
    people: people.map(({ name }) => name),
    calls: () => slack.calls.map(({ method, outcome }) => `${method} ${outcome}`),
    sees: (name) => [
      ...messages(named(name)).map((one): Shown => {
        const isPublic = one.channel === channel.id && one.ephemeralTo === undefined;
        const shown = { id: `${one.channel} ${one.ts} ${one.editedTs ?? ''}`, text: textOf(one) };
        return { ...shown, channel: isPublic ? channel.name : undefined };
      }),
      ...views(named(name)).map((view): Shown => ({ id: `${view.id} ${view.hash}`, text: textOf(view) })),
    ],
    async type(name, line) {
      const ack = await act(named(name), line);
      return ack && !ack.acknowledged ? `it did not work (${ack.failure})` : '';
    },
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}
