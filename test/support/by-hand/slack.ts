import { type Ack, buttons, readable, type SlackPerson, type SlackView, startSlack } from '../slack/index.ts';
import { type ByHand, entriesOf } from './index.ts';

/** A workspace with three people and a channel, for trying things by hand. */
export async function slackByHand(port: number): Promise<ByHand> {
  const slack = await startSlack({ port, habits: false });
  const people = ['Ada', 'Ben', 'Cara'].map((name) => slack.addPerson({ name, isAdmin: name === 'Ada' }));
  const channel = slack.addChannel({ name: 'general', members: people });
  const named = (name: string): SlackPerson =>
    people.find((one) => one.name === name) ?? slack.addPerson({ name });

  const surfaces = (one: SlackPerson) => [
    ...slack.messages(channel),
    ...slack.groups(one).flatMap((group) => slack.messages(group)),
    ...slack.dm(one),
    ...slack.ephemerals(one),
    ...[slack.home(one), slack.view(one)].flatMap((view) => view ?? []),
  ];
  const fields = ({ blocks }: SlackView) =>
    blocks.flatMap(({ type, label }) => (type === 'input' ? `${(label as { text?: string }).text}: …` : []));

  async function act(one: SlackPerson, line: string): Promise<Ack | undefined> {
    const [command = '', ...rest] = line.split(' ');
    if (command.startsWith('/'))
      return slack.command({ person: one, channel, command, text: rest.join(' ') });
    const where = surfaces(one).findLast((place) => buttons(place).includes(line));
    if (where) return slack.press({ person: one, where, label: line });
    if (!slack.view(one)?.submit) return slack.say({ person: one, text: line });
    return slack.submit({ person: one, values: Object.fromEntries(entriesOf(line)) });
  }

  return {
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    first: undefined,
    people: people.map(({ name }) => name),
    calls: () => slack.calls.map(({ method, outcome }) => `${method} ${outcome}`),
    sees: (name) =>
      surfaces(named(name)).map((place) => {
        const labels = buttons(place);
        const lines = readable(place).split('\n');
        const text = lines.filter((line) => !labels.includes(line));
        const form = 'hash' in place && place.submit ? fields(place).join('; ') : '';
        return [...text, ...labels.map((label) => `[${label}]`), form].join('\n').trim();
      }),
    async type(name, line) {
      const ack = await act(named(name), line);
      return ack && !ack.acknowledged ? `it did not work (${ack.failure})` : '';
    },
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}
