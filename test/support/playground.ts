// A small world and an intake that answers by itself, to test the playground without the rest of Weft.
import { randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { writeCalendar } from '#calendars/index.ts';
import {
  button,
  buttons,
  type FormView,
  facts,
  formView,
  type Given,
  heading,
  type Incoming,
  type Intake,
  items,
  type Log,
  literal,
  message,
  moment,
  note,
  paragraph,
  quote,
  type Reaction,
  type Step,
  strong,
  text,
  typed,
} from '#chat/index.ts';
import { drawPicture } from '#pictures/index.ts';
import {
  createPlayground,
  type Playground,
  playgroundPages,
  type World,
} from '#platforms/playground/index.ts';
import type { Db } from '#store/index.ts';
import { type ManualClock, manualClock } from '#time/index.ts';

const person = (account: string, name: string, organisation: string, about: string, ...badges: string[]) => ({
  account,
  name,
  tenant: 'harbour',
  about,
  zone: 'Europe/London',
  administrator: account === 'ana',
  organisation,
  badges,
});

export const smallWorld: World = {
  name: 'Harbour Commons',
  zone: 'Europe/London',
  spaces: [
    {
      tenant: 'harbour',
      name: 'Harbour Slack',
      channels: [
        { id: 'general', name: 'general' },
        { id: 'actions', name: 'actions' },
        { id: 'vault-closed', name: 'vault' },
      ],
    },
    { tenant: 'delta', name: 'Delta Discord', channels: [{ id: 'delta-general', name: 'general' }] },
  ],
  people: [
    person('ana', 'Ana Reyes', 'Tenants United', 'Connects people; knows half the city', 'weaver'),
    person('bo', 'Bo Lindqvist', 'Tenants United', 'Needs somebody who knows zoning law'),
    {
      ...person(
        'chidi',
        'Chidi Okafor',
        'River Watch',
        'Announces clean-ups and counts what they bring',
        'driver',
      ),
      also: ['delta'],
    },
    person('dora-closed', 'Dora Silva', 'River Watch', 'Has closed her direct messages'),
    person('eli-unclear', 'Eli Brandt', 'River Watch', 'Gets messages whose receipt is lost'),
    {
      ...person(
        'fatou',
        'Fatou Diop',
        'Delta Seeds',
        'Runs the seed library, in Dakar',
        'principal',
        'operator',
      ),
      tenant: 'delta',
      zone: 'Africa/Dakar',
    },
    {
      ...person('gus', 'Gus Hale', 'Delta Seeds', 'New here, from Chicago'),
      tenant: 'delta',
      zone: 'America/Chicago',
    },
  ],
  story: [
    {
      account: 'ana',
      says: 'You are Ana, the weaver. Two people should meet: send the line below, then press Offer.',
      line: 'intro queue',
      beside: 'bo',
    },
    { account: 'bo', says: 'Bo was asked whether Ana may introduce him. Press Yes, please.' },
    {
      account: 'chidi',
      says: 'Chidi plans a clean-up. Send the line and fill in the form.',
      line: 'action announce',
      at: 'actions',
    },
    { account: 'bo', says: 'The clean-up stands in #actions. Press I’m in.', at: 'actions' },
    {
      account: 'fatou',
      says: 'A week later: move the clock by a week and read what Fatou, an operator, is told.',
    },
  ],
};

const both: readonly Step[] = [
  {
    title: { en: 'Announce an action' },
    fields: {
      title: { kind: 'text', label: { en: 'What is it called?' }, required: true, max: 60 },
      about: {
        kind: 'longText',
        label: { en: 'What will people do?' },
        hint: { en: 'Two or three sentences are enough.' },
      },
      when: { kind: 'moment', label: { en: 'When does it begin?' }, required: true },
      tactic: {
        kind: 'choice',
        label: { en: 'What kind of action?' },
        required: true,
        options: [
          { value: 'cleanup', label: { en: 'Clean-up' } },
          { value: 'vigil', label: { en: 'Vigil' } },
          { value: 'teach', label: { en: 'Teach-in' } },
        ],
      },
      stewards: { kind: 'number', label: { en: 'How many stewards?' }, min: 0, max: 99 },
    },
  },
  {
    title: { en: 'Who and where' },
    fields: {
      needs: {
        kind: 'many',
        label: { en: 'What is needed?' },
        options: [
          { value: 'van', label: { en: 'A van' } },
          { value: 'gloves', label: { en: 'Gloves' } },
        ],
      },
      lead: { kind: 'person', label: { en: 'Who leads it?' } },
      channel: { kind: 'channel', label: { en: 'Where is it posted?' } },
      organisation: { kind: 'lookup', of: 'organisation', label: { en: 'In whose name?' }, required: true },
      open: { kind: 'yesNo', label: { en: 'May newcomers join?' }, required: true },
    },
  },
];

const organisations = [
  { id: randomUUID(), label: 'Tenants United' },
  { id: randomUUID(), label: 'River Watch' },
];

export const commands = [
  { topic: 'home', verb: 'show', about: 'What waits for you', example: 'home show' },
  { topic: 'intro', verb: 'queue', about: 'Suggestions to offer', example: 'intro queue' },
  {
    topic: 'intro',
    verb: 'ask',
    about: 'Ask to be introduced',
    example: 'intro ask somebody who knows zoning',
  },
  { topic: 'action', verb: 'announce', about: 'Announce an action', example: 'action announce' },
  { topic: 'action', verb: 'list', about: 'What is coming up', example: 'action list' },
  { topic: 'pulse', verb: 'answer', about: 'Answer this week’s pulse', example: 'pulse answer' },
];

/** Answers a handful of commands, presses and forms; remembers everything that came in. */
export function smallIntake(playground: Playground, clock: ManualClock): Intake & { taken: Incoming[] } {
  const taken: Incoming[] = [];
  const forms = new Map<string, { step: number; values: Given; steps: readonly Step[] }>();
  const offer = randomUUID();
  let inCount = 0;

  function open(steps: readonly Step[]): Reaction {
    const id = randomUUID();
    forms.set(id, { step: 0, values: {}, steps });
    return {
      kind: 'form',
      view: formView(id, steps, 0, {}, 'en', {
        intro: text`It is published as it is: nobody has to approve it.`,
      }),
    };
  }
  const said = (
    words: Parameters<typeof message>[0],
    ...blocks: Parameters<typeof message>[1][]
  ): Reaction => ({
    kind: 'answer',
    answer: { message: message(words, ...blocks), place: 'private' },
  });
  const post = (kind: 'channel' | 'person', to: string, what: ReturnType<typeof message>) =>
    playground.perform({
      key: randomUUID(),
      attempt: 0,
      effect: { kind: 'post', message: what },
      address:
        kind === 'channel'
          ? { kind, tenant: 'harbour', channel: to }
          : { kind, tenant: 'harbour', account: to, reach: 'direct' },
    });
  const action = () =>
    message(
      text`${strong('Clean the river mouth')} is announced.`,
      facts(
        {
          label: 'When',
          value: text`${moment(clock.now().add({ hours: 78 }))} (${moment(clock.now().add({ hours: 78 }), 'relative')})`,
        },
        { label: 'Led by', value: literal('River Watch') },
        { label: 'In', value: literal(`${inCount} people`) },
      ),
      quote('Bring boots. We bring the rest, and soup afterwards.', 'Chidi Okafor'),
      buttons(button('action.in', 'I’m in', offer, 'main'), button('action.details', 'Details', offer)),
    );

  async function submit(incoming: Incoming & { kind: 'submit' }): Promise<Reaction> {
    const form = forms.get(incoming.form);
    if (!form) return said(literal('This form is too old to send. Type the command again for a fresh one.'));
    form.values = { ...form.values, ...incoming.given };
    const view = (): FormView => formView(incoming.form, form.steps, form.step, form.values, 'en', undefined);
    const errors: Record<string, string> = {};
    for (const [name, field] of Object.entries(form.steps[form.step]?.fields ?? {})) {
      const value = form.values[name];
      if (field.required && (value === undefined || value === ''))
        errors[name] = 'Needed. Write something here.';
    }
    if (Object.keys(errors).length > 0) return { kind: 'errors', view: view(), errors };
    form.step += 1;
    if (form.step < form.steps.length) return { kind: 'form', view: view() };
    forms.delete(incoming.form);
    await post('channel', 'actions', action());
    return said(
      text`Posted in #actions: ${strong(String(form.values.title ?? ''))}.`,
      note(text`You can still take it back for a minute.`),
    );
  }

  async function press(incoming: Incoming & { kind: 'press' }): Promise<Reaction> {
    switch (incoming.press) {
      case 'intro.offer':
        await post(
          'person',
          'bo',
          message(
            text`Would you like to meet ${strong('Imani Cole')}?`,
            paragraph(text`She read zoning law for nine years and offered to look at cases like yours.`),
            buttons(button('intro.yes', 'Yes, please', offer, 'main'), button('intro.no', 'Not now', offer)),
            note(
              text`A no is never shown to anybody. The offer ends ${moment(clock.now().add({ hours: 168 }), 'relative')}.`,
            ),
          ),
        );
        return {
          kind: 'answer',
          answer: {
            place: 'instead',
            message: message(text`Offered to both. You hear of it once both have said yes.`),
          },
        };
      case 'action.in':
        inCount += 1;
        return { kind: 'answer', answer: { place: 'instead', message: action() } };
      default:
        return said(text`Thank you. Nothing more to do: you hear of it in your own messages.`);
    }
  }

  return {
    taken,
    async take(incoming) {
      taken.push(incoming);
      if (incoming.kind === 'submit') return await submit(incoming);
      if (incoming.kind === 'press') return await press(incoming);
      if (incoming.kind !== 'typed') return said(literal('…'));
      if (incoming.text.startsWith('action announce')) return open(both);
      if (incoming.text.startsWith('pulse answer'))
        return open([
          {
            title: { en: 'This week’s pulse' },
            fields: {
              load: { kind: 'scale', label: { en: 'I can carry what I have taken on' }, required: true },
              comment: { kind: 'longText', label: { en: 'Anything else?' } },
            },
          },
        ]);
      if (incoming.text.startsWith('intro queue'))
        return said(
          text`Three suggestions wait. Here is the best one.`,
          heading(text`Bo Lindqvist and Imani Cole`),
          items(
            text`Bo needs “somebody who knows zoning law”; Imani offers it`,
            text`Their organisations have no tie yet`,
          ),
          quote('The council rezoned our block, and the hearing is in three weeks.', 'Bo Lindqvist'),
          buttons(
            button('intro.offer', 'Offer', offer, 'main'),
            button('intro.note', 'Edit the note', offer),
            button('intro.later', 'Later', offer),
            button('intro.never', 'Not these two', offer, 'danger'),
          ),
        );
      if (incoming.text.startsWith('say ')) return said(literal(incoming.text.slice(4)));
      return said(
        text`Nothing waits for you, ${incoming.sender.name}.`,
        paragraph(text`Try ${typed('action announce')}.`),
      );
    },
    look: async ({ written }) =>
      organisations.filter((one) => one.label.toLowerCase().includes(written.toLowerCase())),
  };
}

export const quietLog: Log = { info() {}, warn() {}, error() {} };

/** The playground over a small world, served on loopback at a free port. */
export async function servePlayground(db: Db) {
  const clock = manualClock('2027-05-12T11:00:00Z');
  const playground = createPlayground({
    ...{ db, clock, log: quietLog, world: smallWorld },
    ...{ draw: drawPicture, write: writeCalendar },
  });
  const intake = smallIntake(playground, clock);
  await playground.start(intake);
  const pages = playgroundPages({
    playground,
    log: quietLog,
    clockControl: {
      now: clock.now,
      busy: false,
      async move(to) {
        clock.set(to);
      },
    },
    complete: (line) =>
      commands
        .map((one) => `${one.topic} ${one.verb}`)
        .filter((one) => one.startsWith(line.replace(/^\s*\/weft\s*/i, '').trimStart())),
    help: commands,
    allowedHosts: ['127.0.0.1'],
    reset: async () => {},
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  const server = serve({ fetch: pages.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(port));
  const url = `http://127.0.0.1:${await promise}`;
  return {
    url,
    playground,
    intake,
    clock,
    async [Symbol.asyncDispose]() {
      await playground.stop();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
