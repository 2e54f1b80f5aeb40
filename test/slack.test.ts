import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import {
  type Answer,
  type Attempt,
  button,
  buttons,
  type Calendar,
  calendar,
  chatWords,
  type Effect,
  type FormView,
  facts,
  file,
  heading,
  type Incoming,
  type Intake,
  items,
  type LogFields,
  link,
  literal,
  type Message,
  message,
  moment,
  note,
  type Picture,
  type PresentSpace,
  paragraph,
  picture,
  quote,
  type Reaction,
  readLink,
  strong,
  text,
  typed,
} from '#chat/index.ts';
import { type Risk, risks, tables } from '#directory/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { createSlack, slackManifest } from '#platforms/slack/index.ts';
import { limits } from '../src/platforms/slack/limits.ts';
import { fileTitle, lengthOf } from '../src/platforms/slack/literal.ts';
import { readCommandText } from '../src/platforms/slack/read.ts';
import { drawForView, drawMessage } from '../src/platforms/slack/render.ts';
import { drawAnswer, drawForm, drawHome } from '../src/platforms/slack/view.ts';
import { stage as deliveries, each } from './support/delivery.ts';
import { openHouse } from './support/house.ts';
import {
  readable,
  type SlackChannel,
  type SlackMessage,
  type SlackOptions,
  type SlackPerson,
  startSlack,
} from './support/slack/index.ts';
import { type Obj, objects, walk } from './support/slack/json.ts';
import { problemsOfBlocks } from './support/slack/validate-blocks.ts';
import { refusalOfMessage } from './support/slack/validate-message.ts';
import { problemsOfView } from './support/slack/validate-view.ts';

const trend: Picture = {
  kind: 'trend',
  title: 'How it went',
  labels: ['12 May', '19 May'],
  lines: [{ name: 'Energy', shares: [0.5, 0.75] }],
};
const inWords = 'Energy: 50 % (12 May), 75 % (19 May)';
const shown: Message = message(
  literal('How the pulse went.'),
  picture(trend, inWords),
  note(literal('Since May.')),
);

const map: Picture = {
  ...{ kind: 'map', title: 'Who works together', alone: '3 not connected yet' },
  nodes: ['Delta', 'Upriver'].map((label) => ({ label, community: 0, ties: 1 })),
  edges: [[0, 1, 1]],
};
const ties = file({ name: 'ties.csv', type: 'text/csv', text: 'from,to\nDelta,Upriver\n' });

const scopes = slackManifest({ topics: [] }).oauth_config.scopes.bot;

const formId = '0192f3a0-0000-7000-8000-000000000001';
const rowId = '0192f3a0-0000-7000-8000-000000000002';
const entry: Calendar = {
  ...{ uid: `${formId}@weft`, sequence: 1, state: 'planned', name: 'River day', about: 'Come.' },
  when: { kind: 'hours', from: '2027-05-15T17:00:00Z', until: '2027-05-15T18:00:00Z' },
  stampedAt: '2026-11-22T12:00:00Z',
};
const announced: Message = message(
  literal('River day is on.'),
  buttons(button('tea.bring', 'I do', rowId)),
  calendar(entry),
);

const at = Temporal.Instant.from('2026-12-05T23:00:00Z');
const noLabel = () => undefined;

const said = (words: string): Message => message(literal(words));
const asked: Message = message(
  literal('Who brings the tea?'),
  buttons(button('tea.bring', 'I do', rowId, 'main')),
);
const answer = (words: string, place: Answer['place'] = 'private'): Reaction => ({
  kind: 'answer',
  answer: { message: said(words), place },
});

const wholeMessage = message(
  text`Ada & <Grace> meet ${moment(at)}`,
  heading(literal('Saturday')),
  heading(text`Begins ${moment(at, 'day')}`),
  paragraph(text`Bring ${strong('*tea*')}, or type ${typed('help show')}. See https://example.org`),
  quote('I know _zoning_ law.\n> and rivers', 'Ada'),
  quote('Nothing more.'),
  heading(text`Read ${link('https://example.org/why')}`),
  paragraph(text`The map: ${link('https://example.org/a_b?c=1&d=2')}`),
  facts({ label: 'Where', value: literal('Ohio') }, { label: 'When', value: text`${moment(at, 'time')}` }),
  items(literal('one'), text`two, ${moment(at, 'relative')}`),
  buttons(
    button('tea.bring', 'I do', rowId, 'main'),
    button('tea.bring', 'I do too', rowId),
    button('tea.refuse', 'Not me', rowId, 'danger'),
    button('tea.later', 'Later'),
    button('tea.hide', 'Hide'),
    button('tea.more', 'More'),
  ),
  note(
    text`Ends ${moment(at, 'day')} · @everyone, see www.example.org, or ${link('https://example.org/_b&c')}`,
  ),
);

const wholeForm: FormView = {
  form: formId,
  language: 'en',
  title: 'Everything that can be asked',
  intro: text`Until ${moment(at)} & <soon>`,
  step: 1,
  of: 2,
  submit: 'Next',
  fields: [
    { name: 'name', field: { kind: 'text', label: { en: 'Name' }, required: true, max: 60 }, value: 'Ada' },
    {
      name: 'story',
      field: { kind: 'longText', label: { en: 'Story' }, hint: { en: 'As long as you like' } },
    },
    { name: 'people', field: { kind: 'number', label: { en: 'How many' }, min: 1, max: 50 }, value: '12' },
    {
      name: 'reach',
      field: {
        kind: 'choice',
        label: { en: 'Reach' },
        options: [
          { value: 'hub', label: { en: 'My hub' } },
          { value: 'all', label: { en: 'Everyone' } },
        ],
      },
      value: 'all',
    },
    {
      name: 'skills',
      field: {
        kind: 'many',
        label: { en: 'Skills' },
        options: [
          { value: 'law', label: { en: 'Law' } },
          { value: 'tea', label: { en: 'Tea' } },
        ],
      },
      value: ['tea'],
    },
    {
      name: 'days',
      field: {
        kind: 'many',
        label: { en: 'Days' },
        options: Array.from({ length: 12 }, (_, n) => ({ value: `d${n}`, label: { en: `Day ${n}` } })),
      },
    },
    { name: 'with', field: { kind: 'person', label: { en: 'With' } }, value: 'U0000ADA' },
    { name: 'where', field: { kind: 'channel', label: { en: 'Where' } }, value: 'C0000TEA' },
    { name: 'hub', field: { kind: 'lookup', label: { en: 'Hub' }, of: 'hub' }, value: rowId },
    { name: 'when', field: { kind: 'moment', label: { en: 'When' } }, value: '2026-12-05T23:00:00Z' },
    { name: 'found', field: { kind: 'yesNo', label: { en: 'May others find you?' }, required: true } },
    { name: 'mood', field: { kind: 'scale', label: { en: 'How was it?' } }, value: 4 },
  ],
};

function formOf(...names: string[]): FormView {
  return { ...wholeForm, fields: wholeForm.fields.filter(({ name }) => names.includes(name)) };
}

/** Weft on a stand-in, with an intake whose reactions the test gives one by one. */
async function setUp(
  options: SlackOptions & {
    ackMs?: number;
    tokens?: Record<string, string>;
    unread?: string;
    draw?: typeof drawPicture;
    write?: typeof writeCalendar;
  } = {},
) {
  const slack = await startSlack({ team: { scopes }, ...options });
  const taken: Incoming[] = [];
  const present: PresentSpace[] = [];
  const gone: string[] = [];
  const logged: { event: string; fields: LogFields | undefined }[] = [];
  const reactions: ((incoming: Incoming) => Reaction | Promise<Reaction>)[] = [];
  const note = (event: string, fields?: LogFields) => void logged.push({ event, fields });
  const intake: Intake = {
    async take(incoming) {
      taken.push(structuredClone(incoming));
      return (await reactions.shift()?.(incoming)) ?? { kind: 'repeat' };
    },
    async look({ of, written }) {
      if (written === 'broken') throw new Error('no database');
      return [{ id: rowId, label: `${of} ${written} & <co>` }];
    },
  };
  let now = Temporal.Now.instant();
  const { apiUrl, botToken, appToken, signingSecret } = slack;
  const weft = createSlack({
    mode:
      slack.mode === 'socket'
        ? { mode: 'socket', botToken, appToken, apiUrl }
        : { mode: 'http', botToken, signingSecret, apiUrl },
    register: {
      present: async (spaces) => void present.push(...spaces),
      gone: async (tenant) => void gone.push(tenant),
      token: async (tenant) => {
        if (tenant === options.unread) throw new Error('no database');
        return options.tokens?.[tenant];
      },
    },
    draw: options.draw ?? drawPicture,
    write: options.write ?? writeCalendar,
    log: { info: note, warn: note, error: note },
    clock: { now: () => now },
    ...(options.ackMs !== undefined && { ackMs: options.ackMs }),
  });
  const server = weft.listener ? await mount(weft.listener) : undefined;
  if (server) slack.eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  await weft.start(intake);
  const ada = slack.addPerson({ name: 'Ada', tz: 'Europe/Berlin', isAdmin: true });
  return {
    slack,
    weft,
    ada,
    taken,
    present,
    gone,
    logged,
    /** What the intake says to the next thing that comes in. */
    next: (...more: (Reaction | ((incoming: Incoming) => Reaction | Promise<Reaction>))[]) =>
      void reactions.push(...more.map((one) => (typeof one === 'function' ? one : () => one))),
    /** The intake answers later, through the platform. */
    later: (shown: Answer) =>
      void reactions.push((incoming) => ({
        kind: 'later',
        place: shown.place,
        finish: async () => void (await weft.answer(incoming.reply, shown)),
      })),
    pass: (duration: Temporal.DurationLike) => {
      now = now.add(duration);
    },
    async [Symbol.asyncDispose]() {
      await weft.stop();
      server?.close();
      server?.closeAllConnections();
      await slack[Symbol.asyncDispose]();
      expect(slack.violations).toEqual([]);
      expect(slack.pings).toEqual([]);
      expect(slack.links).toEqual([]);
    },
  };
}

async function mount(listener: NonNullable<ReturnType<typeof createSlack>['listener']>): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

type Stage = Awaited<ReturnType<typeof setUp>>;

function view(stage: Stage, person: SlackPerson = stage.ada) {
  const shown = stage.slack.view(person);
  if (!shown) throw new Error(`${person.name} has no modal open.`);
  return shown;
}

function lastOf<T>(list: readonly T[]): T {
  const last = list.at(-1);
  if (last === undefined) throw new Error('There is nothing.');
  return last;
}

async function openForm(stage: Stage, form: FormView): Promise<void> {
  stage.next({ kind: 'form', view: form });
  await stage.slack.command({ person: stage.ada, text: 'profile edit' });
  await stage.slack.until(() => stage.slack.view(stage.ada) !== undefined);
}

async function postQuestion(stage: Stage): Promise<void> {
  const outcome = await stage.weft.perform(toPerson(stage, { kind: 'post', message: asked }));
  expect(outcome.kind).toBe('sent');
}

function toPerson(stage: Stage, effect: Effect, conversation?: string): Attempt {
  const address = {
    kind: 'person',
    tenant: stage.slack.teamId,
    account: stage.ada.id,
    reach: 'direct',
  } as const;
  return { key: rowId, attempt: 0, effect, address: { ...address, ...(conversation && { conversation }) } };
}

const post: Effect = { kind: 'post', message: asked };

for (const mode of ['socket', 'http'] as const) {
  test(`a command is stored with who typed it and where, then answered privately (${mode})`, async () => {
    await using stage = await setUp({ mode });
    const tea = stage.slack.addChannel({ name: 'tea', members: [stage.ada] });
    stage.next(answer('Nothing waits for you.'));
    const ack = await stage.slack.command({ person: stage.ada, channel: tea, text: 'home &amp; <@U1|bob>' });
    expect(ack.acknowledged).toBe(true);
    expect(stage.taken).toMatchObject([
      {
        platform: 'slack',
        tenant: stage.slack.teamId,
        channel: tea.id,
        kind: 'typed',
        text: 'home & U1',
        sender: {
          account: stage.ada.id,
          name: 'Ada',
          zone: 'Europe/Berlin',
          locale: 'en-US',
          administrator: true,
        },
      },
    ]);
    expect(stage.slack.ephemerals(stage.ada).map(readable)).toEqual(['Nothing waits for you.']);
  });

  test(`a submission of every kind of field arrives as what was given (${mode})`, async () => {
    await using stage = await setUp({ mode });
    const tea = stage.slack.addChannel({ name: 'tea', members: [stage.ada] });
    const grace = stage.slack.addPerson({ name: 'Grace' });
    const fields = wholeForm.fields.map(({ name, field }) => ({ name, field }));
    await openForm(stage, { ...wholeForm, fields });
    stage.next(answer('Kept.'));
    const sent = await stage.slack.submit({
      person: stage.ada,
      values: {
        name: 'Ada',
        people: 7,
        reach: 'hub',
        skills: ['law', 'tea'],
        with: grace.id,
        where: tea.id,
        hub: rowId,
        when: 'Saturday 6pm',
        found: 'yes',
        mood: '2',
      },
    });
    expect(lastOf(stage.taken)).toMatchObject({
      kind: 'submit',
      form: formId,
      given: {
        name: 'Ada',
        story: '',
        people: '7',
        reach: 'hub',
        skills: ['law', 'tea'],
        days: [],
        with: grace.id,
        where: tea.id,
        hub: rowId,
        when: 'Saturday 6pm',
        found: 'yes',
        mood: '2',
      },
    });
    expect(sent.view && readable(sent.view)).toContain('Kept.');
  });

  test(`an event is acknowledged only once it is stored, and comes again until then (${mode})`, async () => {
    await using stage = await setUp({ mode, ackDeadlineMs: 400 });
    stage.next(() => Promise.reject(new Error('no database')));
    const lost = await stage.slack.openHome(stage.ada);
    expect(lost.acknowledged).toBe(false);
    stage.later({ message: said('Nothing waits for you.'), place: 'private' });
    const again = await stage.slack.redeliver(lost.delivery);
    expect(again.acknowledged).toBe(true);
    const keys = stage.taken.map(({ key }) => key);
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(lastOf(stage.taken)).toMatchObject({ kind: 'typed', text: 'home show', sender: { name: 'Ada' } });
    await stage.slack.until(() => stage.slack.home(stage.ada) !== undefined);
    expect(readable(stage.slack.home(stage.ada) ?? { blocks: [] })).toBe('Nothing waits for you.');
  });

  test(`what is under way when Weft stops is still acknowledged, and nothing new is let in (${mode})`, async () => {
    await using stage = await setUp({ mode });
    const { promise: stored, resolve } = Promise.withResolvers<Reaction>();
    stage.next(() => stored);
    const typing = stage.slack.command({ person: stage.ada, text: 'help' });
    await expect.poll(() => stage.taken.length).toBe(1);
    const stopping = stage.weft.stop();
    const refused = stage.slack.command({ person: stage.ada, text: 'home' });
    resolve(answer('Here is help.'));
    expect((await typing).acknowledged).toBe(true);
    await stopping;
    expect((await refused).acknowledged).toBe(false);
    expect(stage.taken).toHaveLength(1);
  });

  test(`when storing fails the person is told so within Slack's time (${mode})`, async () => {
    await using stage = await setUp({ mode });
    await openForm(stage, formOf('name', 'story'));
    await postQuestion(stage);
    const fail = () => stage.next(() => Promise.reject(new Error('no database')));

    fail();
    await stage.slack.command({ person: stage.ada, text: 'home' });
    expect(lastOf(stage.slack.ephemerals(stage.ada).map(readable))).toBe(chatWords.en.notSaved);
    fail();
    await stage.slack.press({ person: stage.ada, where: lastOf(stage.slack.dm(stage.ada)), label: 'I do' });
    await stage.slack.until(() => stage.slack.ephemerals(stage.ada).length === 2);
    fail();
    const sent = await stage.slack.submit({ person: stage.ada, values: { story: 'long' } });
    expect(sent.errors).toEqual({ name: chatWords.en.notSaved });
    expect(sent.view?.values.story).toMatchObject({ longText: { value: 'long' } });
    expect(lastOf(stage.logged)).toMatchObject({ event: 'not stored', fields: { error: 'Error' } });
  });
}

test('storing that takes too long is said not to be saved, and its answer follows when it is', async () => {
  await using stage = await setUp({ ackMs: 30 });
  const { promise: stored, resolve } = Promise.withResolvers<Reaction>();
  stage.next(() => stored);
  const ack = await stage.slack.command({ person: stage.ada, text: 'home' });
  expect(ack.acknowledged).toBe(true);
  expect(stage.slack.ephemerals(stage.ada).map(readable)).toEqual([chatWords.en.notSaved]);
  resolve(answer('Here after all.'));
  await stage.slack.until(() => stage.slack.ephemerals(stage.ada).length === 2);
  expect(lastOf(stage.slack.ephemerals(stage.ada).map(readable))).toBe('Here after all.');
});

test('a repeated command is acknowledged and nothing is shown', async () => {
  await using stage = await setUp();
  stage.next({ kind: 'repeat' });
  const ack = await stage.slack.command({ person: stage.ada, text: 'home' });
  expect(ack).toMatchObject({ acknowledged: true, body: {} });
  expect(stage.slack.posted).toEqual([]);
});

test('a later answer comes privately, or in place of the message whose button was pressed', async () => {
  await using stage = await setUp();
  await postQuestion(stage);
  const question = lastOf(stage.slack.dm(stage.ada));
  stage.later({ message: said('Thank you.'), place: 'private' });
  await stage.slack.press({ person: stage.ada, where: question, label: 'I do' });
  await stage.slack.until(() => stage.slack.ephemerals(stage.ada).length === 1);
  expect(lastOf(stage.taken)).toMatchObject({ kind: 'press', press: 'tea.bring', subject: rowId });
  expect(lastOf(stage.taken)).not.toHaveProperty('channel');

  stage.later({ message: said('Ada brings the tea.'), place: 'instead' });
  await stage.slack.press({ person: stage.ada, where: question, label: 'I do' });
  await stage.slack.until(() => readable(lastOf(stage.slack.dm(stage.ada))) === 'Ada brings the tea.');
  expect(stage.slack.ephemerals(stage.ada)).toHaveLength(1);
});

test('a response address serves five times and for half an hour', async () => {
  await using stage = await setUp();
  stage.next({ kind: 'repeat' }, { kind: 'repeat' });
  await stage.slack.command({ person: stage.ada, text: 'home' });
  await stage.slack.command({ person: stage.ada, text: 'home' });
  const [first, second] = stage.taken.map(({ reply }) => reply);
  const shown: Answer = { message: said('Again.'), place: 'private' };
  for (let time = 1; time <= 5; time += 1) expect(await stage.weft.answer(first, shown)).toBe(true);
  expect(await stage.weft.answer(first, shown)).toBe(false);
  stage.pass({ minutes: 29 });
  expect(await stage.weft.answer(second, shown)).toBe(true);
  stage.pass({ minutes: 1 });
  expect(await stage.weft.answer(second, shown)).toBe(false);
  expect(await stage.weft.answer('nonsense', shown)).toBe(false);
});

test('a form whose trigger has expired is apologised for privately', async () => {
  await using stage = await setUp();
  stage.next(() => {
    stage.slack.expireTriggers();
    return { kind: 'form', view: formOf('name') };
  });
  await stage.slack.command({ person: stage.ada, text: 'profile edit' });
  await stage.slack.until(() => stage.slack.ephemerals(stage.ada).length === 1);
  expect(readable(lastOf(stage.slack.ephemerals(stage.ada)))).toMatch(/^Not shown: .* again\.$/);
});

test('a form goes on to its next step, shows errors at their fields, and ends in an answer with working buttons', async () => {
  await using stage = await setUp();
  await openForm(stage, formOf('name', 'people'));
  expect(view(stage).blocks.map((block) => block.block_id)).toEqual([
    expect.any(String),
    'name',
    'people',
    expect.any(String),
  ]);

  const errors = { people: 'Fewer.', elsewhere: 'Missing.' };
  stage.next({ kind: 'errors', view: formOf('name', 'people'), errors });
  const refused = await stage.slack.submit({ person: stage.ada, values: { name: 'Ada', people: 50 } });
  expect(refused.errors).toEqual({ people: 'Fewer.', name: 'elsewhere: Missing.' });

  stage.next({ kind: 'form', view: { ...formOf('story', 'found'), step: 2 } });
  await stage.slack.submit({ person: stage.ada, values: { people: 3 } });
  expect(readable(view(stage))).toContain('Step 2 of 2');

  stage.next({ kind: 'answer', answer: { message: asked, place: 'private' } });
  await stage.slack.submit({ person: stage.ada, values: { found: 'no' } });
  expect(lastOf(stage.taken)).toMatchObject({ form: formId, given: { found: 'no', story: '' } });

  stage.later({ message: said('Thank you.'), place: 'instead' });
  await stage.slack.press({ person: stage.ada, where: view(stage), label: 'I do' });
  await stage.slack.until(() => readable(view(stage)).includes('Thank you.'));
});

test('a submission answered later shows that it is coming, then the answer', async () => {
  await using stage = await setUp();
  await openForm(stage, formOf('name'));
  const { promise: done, resolve } = Promise.withResolvers<void>();
  stage.next((incoming) => ({
    kind: 'later',
    place: 'private',
    finish: async () => {
      await done;
      await stage.weft.answer(incoming.reply, { message: said('Counted.'), place: 'private' });
    },
  }));
  await stage.slack.submit({ person: stage.ada, values: {} });
  expect(readable(view(stage))).toContain('One moment');
  resolve();
  await stage.slack.until(() => readable(view(stage)).includes('Counted.'));
});

test('an answer to a modal that was closed meanwhile is not taken', async () => {
  await using stage = await setUp();
  await openForm(stage, formOf('name'));
  stage.next({ kind: 'answer', answer: { message: asked, place: 'private' } }, { kind: 'repeat' });
  await stage.slack.submit({ person: stage.ada, values: {} });
  await stage.slack.press({ person: stage.ada, where: view(stage), label: 'I do' });
  await stage.slack.dismiss(stage.ada);
  const { reply } = lastOf(stage.taken);
  expect(await stage.weft.answer(reply, { message: said('Too late.'), place: 'private' })).toBe(false);
});

test('a form asked for by a button in a modal takes the place of that modal', async () => {
  await using stage = await setUp();
  await openForm(stage, formOf('name'));
  const again = message(literal('One more step.'), buttons(button('form.resume', 'Next', formId)));
  stage.next({ kind: 'answer', answer: { message: again, place: 'private' } });
  await stage.slack.submit({ person: stage.ada, values: {} });
  const before = view(stage).id;
  stage.next({ kind: 'form', view: formOf('story') });
  await stage.slack.press({ person: stage.ada, where: view(stage), label: 'Next' });
  await stage.slack.until(() => view(stage).callbackId === 'form');
  expect(lastOf(stage.taken)).toMatchObject({ kind: 'resume', form: formId });
  expect(view(stage).id).toBe(before);
});

test('a press whose storing fails in a modal leaves that modal below the warning', async () => {
  await using stage = await setUp();
  await openForm(stage, formOf('name'));
  stage.next({ kind: 'answer', answer: { message: asked, place: 'private' } });
  await stage.slack.submit({ person: stage.ada, values: {} });
  stage.next(() => Promise.reject(new Error('no database')));
  await stage.slack.press({ person: stage.ada, where: view(stage), label: 'I do' });
  await stage.slack.until(() => readable(view(stage)).includes(chatWords.en.notSaved));
  await stage.slack.dismiss(stage.ada);
  expect(readable(view(stage))).toContain('Who brings the tea?');
});

test('a press in the Home tab is answered in a modal: later, with a form, or that it is not saved', async () => {
  await using stage = await setUp();
  const { ada, slack } = stage;
  stage.later({ message: asked, place: 'private' });
  await slack.openHome(ada);
  await slack.until(() => slack.home(ada) !== undefined);
  const press = async () => {
    const home = slack.home(ada);
    if (!home) throw new Error('no home');
    await slack.press({ person: ada, where: home, label: 'I do' });
  };
  stage.later({ message: said('Thank you.'), place: 'private' });
  await press();
  await slack.until(() => readable(view(stage)).includes('Thank you.'));
  stage.next({ kind: 'form', view: formOf('name') });
  await press();
  await slack.until(() => view(stage).callbackId === 'form');
  stage.next(() => Promise.reject(new Error('no database')));
  await press();
  await slack.until(() => readable(view(stage)).includes(chatWords.en.notSaved));
  expect(readable(slack.home(ada) ?? { blocks: [] })).toContain('Who brings the tea?');

  // Where no modal can be opened, the tab itself holds the answer.
  slack.fail('views.open', { error: 'expired_trigger_id' });
  stage.later({ message: said('Thank you, here.'), place: 'private' });
  await press();
  await slack.until(() => readable(slack.home(ada) ?? { blocks: [] }) === 'Thank you, here.');
});

test('look-ups are offered while typing, and nothing is offered when they fail', async () => {
  await using stage = await setUp();
  await openForm(stage, {
    ...formOf('hub'),
    fields: [{ name: 'hub', field: { kind: 'lookup', label: { en: 'Hub' }, of: 'hub' } }],
  });
  const where = view(stage);
  expect(await stage.slack.suggest({ person: stage.ada, where, blockId: 'hub', value: 'broken' })).toEqual(
    [],
  );
  const found = await stage.slack.suggest({ person: stage.ada, where, blockId: 'hub', value: 'riv' });
  expect(found).toEqual([
    { text: { type: 'plain_text', text: 'hub riv & <co>', emoji: false }, value: rowId },
  ]);
  // What was chosen comes back with its name when the form is shown again.
  stage.next({ kind: 'form', view: formOf('hub', 'name') });
  await stage.slack.submit({ person: stage.ada, values: { hub: 'hub riv & <co>' } });
  expect(JSON.stringify(view(stage).blocks)).toContain('hub riv & <co>');
});

test('people who come and go, and bots, are told apart', async () => {
  await using stage = await setUp();
  const { slack } = stage;
  const joined = { id: 'U0NEW', team_id: slack.teamId, name: 'new', tz: 'Asia/Tokyo' };
  await slack.event({ type: 'team_join', user: joined });
  await slack.event({ type: 'team_join', user: { ...joined, id: 'U0BOT', is_bot: true } });
  await slack.changePerson(stage.ada, { tz: 'Asia/Tokyo' });
  await slack.changePerson(stage.ada, { deleted: true });
  const stranger = slack.addPerson({ name: 'Eve', isStranger: true });
  await slack.command({ person: stranger, text: 'home' });
  const robot = slack.addPerson({ name: 'Robot', isBot: true });
  await slack.command({ person: robot, text: 'home' });
  expect(stage.taken.map((one) => (one.kind === 'event' ? one.event : one.kind))).toEqual([
    'joined space',
    'left space',
    'typed',
  ]);
  expect(stage.taken.map(({ sender }) => sender)).toMatchObject([
    { account: 'U0NEW', zone: 'Asia/Tokyo' },
    { account: stage.ada.id },
    { foreign: true },
  ]);
});

test('a workspace that removes Weft is noted as gone and no longer written to', async () => {
  await using stage = await setUp();
  await stage.slack.uninstall();
  expect(stage.gone).toEqual([stage.slack.teamId, stage.slack.teamId]);
  const calls = stage.slack.calls.length;
  expect(await stage.weft.perform(toPerson(stage, post))).toEqual({
    kind: 'refused',
    code: 'no_token',
    why: 'tenant',
  });
  expect(stage.slack.calls).toHaveLength(calls);
});

test('each workspace is written to with its own token', async () => {
  const team = { id: 'T0SECOND', botToken: 'xoxb-second' };
  await using stage = await setUp({ tokens: { T0SECOND: 'xoxb-second' } });
  const bob = stage.slack.addPerson({ name: 'Bob', team: stage.slack.addTeam(team) });
  const address = { kind: 'person', tenant: 'T0SECOND', account: bob.id, reach: 'direct' } as const;
  for (const attempt of [toPerson(stage, post), { ...toPerson(stage, post), address }]) {
    expect((await stage.weft.perform(attempt)).kind).toBe('sent');
  }
  expect(stage.slack.calls.slice(-2).map(({ token }) => token)).toEqual([
    stage.slack.botToken,
    'xoxb-second',
  ]);
  stage.next(answer('Here.'));
  await stage.slack.command({ person: bob, text: 'home' });
  expect(lastOf(stage.taken)).toMatchObject({ tenant: 'T0SECOND', sender: { name: 'Bob' } });
});

test('a post, its change and a group conversation arrive, with the delivery in the metadata', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const grace = slack.addPerson({ name: 'Grace' });
  const tea = slack.addChannel({ name: 'tea', members: [ada] });

  const sent = await weft.perform(toPerson(stage, post));
  const [direct] = slack.dm(ada);
  expect(sent).toEqual({ kind: 'sent', conversation: direct?.channel, posted: direct?.ts });
  expect(direct?.metadata).toEqual({ event_type: 'weft', event_payload: { key: rowId } });

  const edit: Effect = { kind: 'edit', posted: direct?.ts ?? '', message: said('Ada brings it.') };
  expect(await weft.perform(toPerson(stage, edit, direct?.channel))).toEqual(sent);
  expect(await weft.perform(toPerson(stage, edit))).toEqual(sent);
  expect(slack.dm(ada).map(readable)).toEqual(['Ada brings it.']);

  const address = { kind: 'channel', tenant: slack.teamId, channel: tea.id } as const;
  expect(await weft.perform({ ...toPerson(stage, post), address })).toMatchObject({ conversation: tea.id });

  const open: Effect = { kind: 'open', accounts: [ada.id, grace.id], title: 'Ada and Grace', message: asked };
  expect((await weft.perform(toPerson(stage, open))).kind).toBe('sent');
  const [group] = slack.groups(grace);
  expect(readable(lastOf(slack.messages(group ?? '')))).toMatch(/^Ada and Grace\nWho brings the tea\?/);
});

test.each<[Risk, boolean]>([
  ['low', true],
  ['medium', false],
  ['high', false],
])('at %s risk a post of an action asks Slack for previews of its links: %s', async (risk, isShown) => {
  expect(risks[risk].previews).toBe(isShown);
  // Previews are a bad habit anywhere else, and the stand-in would say so.
  await using house = await openHouse({ slack: { habits: false } });
  await house.db.update(tables.coalition).set({ risk });
  const weft = await house.open({ on: ['slack'] });
  const { hands, slack } = house;
  const cara = {
    types: (line: string) => hands.slack.type('cara', 'clearwater', line).then(weft.settle),
    fills: (given: Record<string, string>) => hands.slack.fill('cara', 'clearwater', given).then(weft.settle),
  };
  const first = { what: 'We plant willows.', when: 'Saturday 10am', place: 'Omaha', exact: 'Pier 4' };
  const more = { link: 'https://example.org/willows', tactic: 'care' };
  await cara.types('action announce');
  await cara.fills({ ...first, title: 'Willow day' });
  await cara.fills({ ...more, audience: 'coalition' });
  await hands.slack.press('cara', 'clearwater', 'Post it');
  const pass = async (minutes: number) => {
    await weft.settle();
    house.clock.advance({ minutes });
    await weft.settle();
  };
  await pass(1);
  const where = hands.slack.channel('clearwater', 'actions');
  const sent = (method: string) => slack.calls.filter((one) => one.method === method).map(({ args }) => args);
  const asked = sent('chat.postMessage').filter(({ channel }) => channel === where);
  expect(asked.map(({ unfurl_links, unfurl_media }) => [unfurl_links, unfurl_media])).toEqual([
    [isShown, isShown],
  ]);
  expect(JSON.stringify(asked)).toContain('https://example.org/willows');

  // A change goes without, in the post and to whoever is in: previews are for posts alone.
  await hands.slack.press('ben', 'clearwater', 'I’m in');
  await weft.settle();
  await cara.types('action edit');
  await cara.fills({ ...first, title: 'Willow day', place: 'Council Bluffs' });
  await cara.fills({ link: 'https://example.org/reeds', tactic: 'care' });
  await pass(30);
  const changed = sent('chat.update').filter(({ channel }) => channel === where);
  expect(JSON.stringify(changed)).toContain('https://example.org/reeds');
  expect(changed.filter((one) => 'unfurl_links' in one || 'unfurl_media' in one)).toEqual([]);
  const toPeople = sent('chat.postMessage').filter(({ channel }) => channel !== where);
  expect(toPeople.length).toBeGreaterThan(0);
  expect(toPeople.filter((one) => one.unfurl_links !== false || one.unfurl_media !== false)).toEqual([]);
});

test('each failure of a post is what it is: definite, to be repeated, or unclear', async () => {
  await using stage = await setUp();
  const { slack, weft } = stage;
  let tried = 0;
  const outcome = async (fault: Parameters<typeof slack.fail>[1], attempt = toPerson(stage, post)) => {
    tried += 1;
    slack.fail('chat.postMessage', fault);
    const { kind, ...rest } = await weft.perform(attempt);
    return [kind, ...Object.values(rest)];
  };
  const tea = slack.addChannel({ name: 'tea', botIsMember: false });
  const address = { kind: 'channel', tenant: slack.teamId, channel: tea.id } as const;
  const inChannel = { ...toPerson(stage, post), address };

  expect(await outcome({ rateLimited: 7 })).toEqual(['later', 'ratelimited', 7, 'tenant', 'ours']);
  expect(await outcome({ rateLimited: 'no-header' })).toEqual(['later', 'ratelimited', 30, 'tenant', 'ours']);
  expect(await outcome({ error: 'ratelimited' })).toEqual(['later', 'ratelimited', 30, 'tenant', 'ours']);
  expect(await outcome({ error: 'org_login_required' })).toEqual([
    'later',
    'org_login_required',
    3600,
    'tenant',
  ]);
  for (const code of ['internal_error', 'fatal_error', 'request_timeout', 'service_unavailable']) {
    expect(await outcome({ error: code })).toEqual(['unclear', code]);
  }
  expect(await outcome({ status: 503 })).toEqual(['unclear', 'http_503']);
  expect(await outcome({ status: 500, accepted: true })).toEqual(['unclear', 'http_500']);
  for (const fault of ['drop-before', 'drop-after', 'truncated', 'reset-mid-body', 'html'] as const) {
    expect((await outcome(fault))[0]).toBe('unclear');
  }
  expect(await outcome({ error: 'user_disabled' })).toEqual(['refused', 'user_disabled', 'recipient']);
  expect(await outcome({ error: 'channel_not_found' })).toEqual([
    'refused',
    'channel_not_found',
    'recipient',
  ]);
  expect(await outcome({ error: 'channel_not_found' }, inChannel)).toEqual([
    'refused',
    'channel_not_found',
    'setup',
  ]);
  expect(await outcome({ delay: 0 }, inChannel)).toEqual(['refused', 'not_in_channel', 'setup']);
  expect(await outcome({ error: 'missing_scope' })).toEqual(['refused', 'missing_scope', 'setup']);
  expect(await outcome({ error: 'invalid_blocks' })).toEqual(['refused', 'invalid_blocks', 'bug']);
  expect(await outcome({ error: 'never_heard_of' })).toEqual(['refused', 'never_heard_of', 'bug']);
  // One call each: nothing is repeated by the client itself.
  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(tried);
  expect(await outcome({ error: 'token_revoked' })).toEqual(['refused', 'token_revoked', 'tenant']);
});

test('a server that cannot be reached was certainly not told anything', async () => {
  const stage = await setUp();
  await stage.weft.stop();
  await stage.slack[Symbol.asyncDispose]();
  expect(await stage.weft.perform(toPerson(stage, post))).toMatchObject({
    kind: 'later',
    code: 'ECONNREFUSED',
  });
});

test('opening a group that fails unclearly may be done again, because nothing was posted', async () => {
  await using stage = await setUp();
  const open: Effect = { kind: 'open', accounts: [stage.ada.id, 'U0NOBODY'], title: 'Two', message: asked };
  stage.slack.fail('conversations.open', 'drop-after');
  expect(await stage.weft.perform(toPerson(stage, open))).toMatchObject({
    kind: 'later',
    scope: 'conversation',
  });
  const refused = { kind: 'refused', code: 'user_not_found', why: 'recipient' };
  expect(await stage.weft.perform(toPerson(stage, open))).toEqual(refused);
  expect(stage.slack.posted).toEqual([]);
});

test('an unclear post is found again by its delivery, or known not to have arrived', async () => {
  await using stage = await setUp();
  const { slack, weft } = stage;
  slack.fail('chat.postMessage', 'drop-after');
  expect((await weft.perform(toPerson(stage, post))).kind).toBe('unclear');
  const [direct] = slack.dm(stage.ada);
  const sent = { kind: 'sent', conversation: direct?.channel, posted: direct?.ts };
  expect(await weft.readBack(toPerson(stage, post))).toEqual(sent);
  expect(await weft.readBack(toPerson(stage, post, direct?.channel))).toEqual(sent);
  const other = { ...toPerson(stage, post), key: formId };
  expect(await weft.readBack(other)).toMatchObject({ kind: 'later', code: 'not_done' });

  slack.fail('conversations.history', { status: 500 });
  expect(await weft.readBack(other)).toEqual({ kind: 'unclear', code: 'unread_http_500' });
  const tea = slack.addChannel({ name: 'tea' });
  const address = { kind: 'channel', tenant: slack.teamId, channel: tea.id } as const;
  expect(await weft.readBack({ ...other, address })).toEqual({ kind: 'unclear', code: 'not_readable' });
  const edit: Effect = { kind: 'edit', posted: '1.2', message: asked };
  expect(await weft.readBack(toPerson(stage, edit))).toMatchObject({ kind: 'later' });
  slack.revoke();
  expect(await weft.readBack(other)).toMatchObject({ kind: 'refused', why: 'tenant' });
});

/** A post into a channel. */
function toChannel(stage: Stage, channel: SlackChannel, posted: Message = shown): Attempt {
  const address = { kind: 'channel', tenant: stage.slack.teamId, channel: channel.id } as const;
  return { key: rowId, attempt: 0, effect: { kind: 'post', message: posted }, address };
}

const filesIn = (messages: readonly SlackMessage[]) => messages.flatMap(({ files = [] }) => files);
const pngBegins = Buffer.from([0x89, 0x50, 0x4e, 0x47]);

test('a picture is one upload with the words above it, before everybody in the conversation and nobody else', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  const sent = await weft.perform(toChannel(stage, tea));
  const [message, ...more] = slack.messages(tea);
  const [file] = filesIn([message].flatMap((one) => one ?? []));
  expect(more).toEqual([]);
  expect(sent).toEqual({ kind: 'sent', conversation: tea.id, posted: file?.id });
  expect(readable(message ?? { blocks: [] })).toBe(
    `How the pulse went.\nSince May.\nHow it went\n${inWords}`,
  );
  expect(file).toMatchObject({ title: 'How it went', altText: inWords });
  expect(file?.bytes?.subarray(0, 4)).toEqual(pngBegins);

  // A person's conversation need not have been opened before: a file does not go to an account.
  expect(slack.dm(ada)).toEqual([]);
  const direct = await weft.perform(toPerson(stage, { kind: 'post', message: shown }));
  expect(direct).toMatchObject({ kind: 'sent', conversation: lastOf(slack.dm(ada)).channel });
  expect(filesIn(slack.dm(ada))).toHaveLength(1);
  expect(slack.calls.filter(({ method }) => method === 'chat.postMessage')).toEqual([]);

  // What replaces a message is words, and so is what opens a group.
  await postQuestion(stage);
  const edit: Effect = { kind: 'edit', posted: lastOf(slack.dm(ada)).ts, message: shown };
  expect((await weft.perform(toPerson(stage, edit))).kind).toBe('sent');
  expect(readable(lastOf(slack.dm(ada)))).toBe('How the pulse went.\nSince May.');
  expect(slack.files()).toHaveLength(2);
});

test('a picture whose last answer is lost is uncertain, and is not uploaded again', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  const manner = each(async (_act, { channel }) => {
    const address = { kind: 'channel', tenant: slack.teamId, channel: channel ?? '' } as const;
    return { kind: 'go', platform: 'slack', address };
  });
  await using on = await deliveries({ platforms: [weft], manner });
  slack.fail('files.completeUploadExternal', 'drop-after');
  const to = { kind: 'channel', spaceId: on.spaceId, channel: tea.id } as const;
  await on.say('', { to, message: shown });
  for (let hour = 0; hour < 3; hour += 1) {
    await on.worker.drain();
    on.clock.advance({ hours: 1 });
  }
  expect(await on.states()).toEqual(['uncertain']);
  expect(slack.files()).toHaveLength(1);
  expect(filesIn(slack.messages(tea))).toHaveLength(1);

  // A direct message can be read, but not the delivery in it: that it is not found does not mean that it may be sent.
  slack.fail('files.completeUploadExternal', 'drop-after');
  const direct = toPerson(stage, { kind: 'post', message: shown });
  expect((await weft.perform(direct)).kind).toBe('unclear');
  expect(await weft.readBack(direct)).toEqual({ kind: 'unclear', code: 'not_readable' });
  // The control: without the picture it is looked for, not found, and would be sent again.
  expect(await weft.readBack(toPerson(stage, post))).toMatchObject({ kind: 'later', code: 'not_done' });
});

test('whatever fails before a picture is shown is done again, and then it is there once', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  const faults = [
    'drop-before',
    'drop-after',
    'reset-mid-body',
    { status: 503 },
    { rateLimited: 7 },
  ] as const;
  for (const step of ['files.getUploadURLExternal', 'upload_url']) {
    for (const fault of faults) {
      slack.fail(step, fault);
      const outcome = await weft.perform(toChannel(stage, tea));
      // What was uploaded is uploaded; that the end of that answer is lost does not matter.
      const isUploaded = step === 'upload_url' && fault === 'reset-mid-body';
      expect(outcome.kind, `${step} ${JSON.stringify(fault)}`).toBe(isUploaded ? 'sent' : 'later');
    }
  }
  slack.fail('conversations.open', 'drop-after');
  expect((await weft.perform(toPerson(stage, { kind: 'post', message: shown }))).kind).toBe('later');
  const before = slack.messages(tea).length;
  expect((await weft.perform(toChannel(stage, tea))).kind).toBe('sent');
  expect(slack.messages(tea)).toHaveLength(before + 1);
  expect(slack.dm(ada)).toEqual([]);
});

test('a picture that cannot be drawn, or that Slack will not have, does not cost the words', async () => {
  const broken = () => Promise.reject(new Error('no font'));
  await using stage = await setUp({ draw: broken });
  const tea = stage.slack.addChannel({ name: 'tea', members: [stage.ada] });
  expect((await stage.weft.perform(toChannel(stage, tea))).kind).toBe('sent');
  expect(stage.slack.messages(tea).map(readable)).toEqual(['How the pulse went.\nSince May.']);
  expect(stage.logged).toMatchObject([{ event: 'file not made' }]);
  expect(stage.slack.files()).toEqual([]);

  await using other = await setUp({ team: { scopes: scopes.filter((scope) => scope !== 'files:write') } });
  const { slack, weft, ada, logged } = other;
  const room = slack.addChannel({ name: 'room', members: [ada] });
  const said = async (attempt: Attempt) => {
    const { kind, ...rest } = await weft.perform(attempt);
    return [kind, 'code' in rest && rest.code, slack.messages(room).length, logged.length];
  };
  // Added before Weft asked for that scope.
  expect(await said(toChannel(other, room))).toEqual(['sent', false, 1, 1]);
  expect(logged).toMatchObject([{ event: 'file not sent', fields: { code: 'missing_scope' } }]);
  delete slack.team.scopes;
  slack.fail('files.getUploadURLExternal', { error: 'file_uploads_disabled' });
  expect(await said(toChannel(other, room))).toEqual(['sent', false, 2, 2]);
  expect(filesIn(slack.messages(room))).toEqual([]);
  // The control: what refuses the words too is a refusal, and nothing is seen.
  const closed = slack.addChannel({ name: 'closed', botIsMember: false, members: [ada] });
  expect(await weft.perform(toChannel(other, closed))).toEqual({
    kind: 'refused',
    code: 'not_in_channel',
    why: 'setup',
  });
  expect(slack.messages(closed)).toEqual([]);
  slack.revoke();
  expect(await weft.perform(toChannel(other, room))).toMatchObject({ kind: 'refused', why: 'tenant' });
});

test('a private answer says that its picture is in the direct messages, once it is there', async () => {
  await using stage = await setUp();
  const { slack, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada, slack.addPerson({ name: 'Ben' })] });
  const words = 'How the pulse went.\nThe picture is in your direct messages with Weft.\nSince May.';
  const own: Answer = { message: shown, place: 'private' };
  const privately = () => lastOf(slack.ephemerals(ada).map(readable));
  const files = () => filesIn(slack.dm(ada)).length;

  stage.later(own);
  await slack.command({ person: ada, channel: tea, text: 'pulse results' });
  await slack.until(() => slack.ephemerals(ada).length === 1);
  expect([privately(), files()]).toEqual([words, 1]);

  stage.next({ kind: 'answer', answer: own });
  await slack.command({ person: ada, channel: tea, text: 'pulse results' });
  await slack.until(() => slack.ephemerals(ada).length === 2);
  expect([privately(), files()]).toEqual([words, 2]);

  await openForm(stage, formOf('name'));
  stage.next({ kind: 'answer', answer: own });
  await slack.submit({ person: ada, values: { name: 'Ada' } });
  await slack.until(() => readable(view(stage)).includes(words));
  expect(files()).toBe(3);

  // The words never wait for a picture that Slack does not take, and claim nothing of it.
  slack.fail('files.completeUploadExternal', { error: 'file_type_not_allowed' });
  stage.later(own);
  await slack.command({ person: ada, channel: tea, text: 'pulse results' });
  await slack.until(() => slack.ephemerals(ada).length === 3);
  expect([privately(), files()]).toEqual(['How the pulse went.\nSince May.', 3]);
  expect(slack.messages(tea)).toEqual([]);

  // The Home tab is drawn again and again, and an edit takes the place of something: they have no picture.
  stage.later(own);
  await slack.openHome(ada);
  await slack.until(() => slack.home(ada) !== undefined);
  expect(readable(slack.home(ada) ?? { blocks: [] })).toBe('How the pulse went.\nSince May.');
  await stage.weft.perform(toChannel(stage, tea, asked));
  const question = lastOf(slack.messages(tea));
  stage.later({ ...own, place: 'instead' });
  await slack.press({ person: ada, where: question, label: 'I do' });
  await slack.until(() => readable(question) === 'How the pulse went.\nSince May.');
  expect(files()).toBe(3);
});

const icsIn = (messages: readonly SlackMessage[]) =>
  filesIn(messages).map(({ name, bytes }) => {
    expect(name).toBe('weft.ics');
    const file = new ICAL.Component(ICAL.parse(new TextDecoder().decode(bytes)));
    return file.getFirstSubcomponent('vevent')?.getFirstPropertyValue('uid');
  });

test('a calendar file goes into the thread of its message, which keeps its buttons, is found again and is edited', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  const sent = await weft.perform(toChannel(stage, tea, announced));
  const [posted, ...more] = slack.messages(tea);
  if (!posted) throw new Error('nothing was posted');
  expect(more).toEqual([]);
  expect(sent).toEqual({ kind: 'sent', conversation: tea.id, posted: posted.ts });
  expect(posted.metadata).toEqual({ event_type: 'weft', event_payload: { key: rowId } });
  expect([readable(posted), posted.files]).toEqual(['River day is on.\nI do', undefined]);
  expect(icsIn(slack.thread(posted))).toEqual([entry.uid]);
  expect(filesIn(slack.thread(posted))).toMatchObject([
    { title: 'River day', altText: '', bytes: Buffer.from(writeCalendar(entry)) },
  ]);

  // What replaces it, though it holds the file too, changes the words alone.
  const moved = message(literal('River day is moved.'), calendar({ ...entry, sequence: 2 }));
  const edit: Effect = { kind: 'edit', posted: posted.ts, message: moved };
  expect(await weft.perform({ ...toChannel(stage, tea), effect: edit })).toEqual(sent);
  expect(slack.messages(tea).map(readable)).toEqual(['River day is moved.']);
  expect(slack.files()).toHaveLength(1);

  // To a person, whose conversation need not have been opened before.
  expect((await weft.perform(toPerson(stage, { kind: 'post', message: announced }))).kind).toBe('sent');
  expect(icsIn(slack.thread(lastOf(slack.dm(ada))))).toEqual([entry.uid]);
  // The control: without a file there is no thread.
  await weft.perform(toChannel(stage, tea, asked));
  expect(slack.thread(lastOf(slack.messages(tea)))).toEqual([]);
});

/** What a digest is like: pictures among words, buttons, and here every other file too. */
const digest: Message = message(
  literal('One thing waits for you.'),
  ...asked.blocks,
  heading(literal('The pulse')),
  picture(trend, inWords),
  heading(literal('The network')),
  items(literal('Delta and Upriver')),
  picture(map, 'Delta and Upriver work together.'),
  ties,
  calendar(entry),
);
const digestWords = (...places: string[]) =>
  [
    'One thing waits for you.',
    'I do',
    'The pulse',
    places[0],
    'The network',
    'Delta and Upriver',
    ...places.slice(1),
  ]
    .filter((line) => line !== '')
    .join('\n');
const inThread = ['picture', 'picture', 'file'].map((one) => `The ${one} follows in the thread.`);
const namesIn = (messages: readonly SlackMessage[]) =>
  messages.map(({ files = [] }) => files.map(({ name }) => name));
const filesOfDigest = ['trend.png', 'map.png', 'ties.csv', 'weft.ics'];

test('a message with pictures keeps its buttons and headings; every file follows in its thread, in order', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const ben = slack.addPerson({ name: 'Ben' });
  const tea = slack.addChannel({ name: 'tea', members: [ada, ben] });
  const sent = await weft.perform(toChannel(stage, tea, digest));
  const [posted, ...more] = slack.messages(tea);
  if (!posted) throw new Error('nothing was posted');
  expect([sent, more]).toEqual([{ kind: 'sent', conversation: tea.id, posted: posted.ts }, []]);
  expect([readable(posted), posted.files]).toEqual([digestWords(...inThread), undefined]);
  expect(posted.metadata).toEqual({ event_type: 'weft', event_payload: { key: rowId } });
  expect(namesIn(slack.thread(posted))).toEqual([filesOfDigest]);
  const [drawn, laid, csv] = filesIn(slack.thread(posted));
  expect([drawn, laid]).toMatchObject([
    { title: 'How it went', altText: inWords },
    { title: 'Who works together', altText: 'Delta and Upriver work together.' },
  ]);
  for (const one of [drawn, laid]) expect(one?.bytes?.subarray(0, 4)).toEqual(pngBegins);
  expect([csv?.title, csv?.bytes?.toString()]).toEqual(['ties.\u200bcsv', 'from,to\nDelta,Upriver\n']);

  // To a person, and as the first words of a group.
  expect((await weft.perform(toPerson(stage, { kind: 'post', message: digest }))).kind).toBe('sent');
  expect(namesIn(slack.thread(lastOf(slack.dm(ada))))).toEqual([filesOfDigest]);
  const open: Effect = { kind: 'open', accounts: [ada.id, ben.id], title: 'Both', message: shown };
  expect((await weft.perform(toPerson(stage, open))).kind).toBe('sent');
  const first = lastOf(slack.messages(slack.groups(ben)[0] ?? ''));
  expect(namesIn(slack.thread(first))).toEqual([['trend.png']]);
  expect(readable(first)).toBe('Both\nHow the pulse went.\nThe picture follows in the thread.\nSince May.');

  // What replaces it changes the words, and nothing comes a second time.
  const edit: Effect = { kind: 'edit', posted: posted.ts, message: digest };
  const files = slack.files().length;
  expect(await weft.perform({ ...toChannel(stage, tea), effect: edit })).toEqual(sent);
  expect([readable(posted), slack.files().length]).toEqual([digestWords('', ''), files]);
  // A press reaches Weft from there, and the answer takes its place.
  stage.next({ kind: 'answer', answer: { message: said('Ada does.'), place: 'instead' } });
  await slack.press({ person: ada, where: posted, label: 'I do' });
  await slack.until(() => readable(posted) === 'Ada does.');

  // The control: lines of words and a picture are one upload, which has no thread and no buttons.
  await weft.perform(toChannel(stage, tea, shown));
  const plain = lastOf(slack.messages(tea));
  expect([plain.blocks, namesIn([plain]), slack.thread(plain)]).toEqual([[], [['trend.png']], []]);
  for (const block of [
    ...asked.blocks,
    heading(literal('The pulse')),
    paragraph(literal('word '.repeat(800))),
  ]) {
    await weft.perform(toChannel(stage, tea, message(shown.text, ...shown.blocks, block)));
    const whole = lastOf(slack.messages(tea));
    expect([whole.blocks.length > 2, namesIn(slack.thread(whole))]).toEqual([true, [['trend.png']]]);
  }
});

test('what continues a message with its pictures answers in that thread, and they follow there', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  await weft.perform(toChannel(stage, tea, asked));
  const first = lastOf(slack.messages(tea));
  const effect: Effect = { kind: 'post', message: shown, after: first.ts };
  expect(await weft.perform({ ...toChannel(stage, tea), effect })).toMatchObject({ kind: 'sent' });
  const words = 'How the pulse went.\nThe picture follows in the thread.\nSince May.';
  const [said, uploaded, ...more] = slack.thread(first);
  expect([said && readable(said), namesIn([uploaded].flatMap((one) => one ?? [])), more]).toEqual([
    ...[words, [['trend.png']], []],
  ]);
});

test('a file that certainly does not follow is not announced, and one that cannot be made costs no other', async () => {
  const draw = async (one: Picture) => {
    if (one.kind === 'map') throw new Error('no room');
    return await drawPicture(one);
  };
  await using half = await setUp({ draw });
  const room = half.slack.addChannel({ name: 'room' });
  expect((await half.weft.perform(toChannel(half, room, digest))).kind).toBe('sent');
  const [first] = half.slack.messages(room);
  expect(first && namesIn(half.slack.thread(first))).toEqual([['trend.png', 'ties.csv', 'weft.ics']]);
  expect(first && readable(first)).toBe(digestWords(inThread[0] ?? '', ...inThread.slice(2)));
  expect(half.logged).toMatchObject([{ event: 'file not made', fields: { kind: 'picture' } }]);

  await using stage = await setUp({ draw: async () => new Uint8Array([1]) });
  const { slack, weft, logged } = stage;
  const tea = slack.addChannel({ name: 'tea' });
  const told = async () => {
    expect((await weft.perform(toChannel(stage, tea, digest))).kind).toBe('sent');
    return readable(lastOf(slack.messages(tea)));
  };
  for (const step of ['files.getUploadURLExternal', 'upload_url']) {
    slack.fail(step, { status: 503 });
    expect(await told(), step).toBe(digestWords('', ''));
  }
  slack.fail('files.completeUploadExternal', { error: 'file_type_not_allowed' });
  expect(await told()).toBe(digestWords('', ''));
  expect(filesIn(slack.messages(tea))).toEqual([]);
  expect(logged.map(({ event }) => event)).toEqual(Array.from({ length: 3 }, () => 'file not sent'));
  // The control: where they may have come, and where they did, it is said.
  slack.fail('files.completeUploadExternal', 'drop-after');
  expect(await told()).toBe(digestWords(...inThread));
  expect(namesIn(slack.thread(lastOf(slack.messages(tea))))).toEqual([filesOfDigest]);
  expect(await told()).toBe(digestWords(...inThread));
});

test('a private answer with pictures and a file says where each is, and keeps its buttons', async () => {
  await using stage = await setUp();
  const { slack, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  stage.later({ message: digest, place: 'private' });
  await slack.command({ person: ada, channel: tea, text: 'digest preview' });
  await slack.until(() => slack.ephemerals(ada).length === 1);
  const direct = ['picture', 'picture', 'file', 'calendar file'].map(
    (one) => `The ${one} is in your direct messages with Weft.`,
  );
  const own = lastOf(slack.ephemerals(ada));
  expect(readable(own)).toBe(digestWords(...direct));
  expect([namesIn(slack.dm(ada)), slack.messages(tea)]).toEqual([[filesOfDigest], []]);
  stage.next({ kind: 'answer', answer: { message: said('Ada does.'), place: 'private' } });
  await slack.press({ person: ada, where: own, label: 'I do' });
  await slack.until(() => slack.ephemerals(ada).length === 2);
});

test('files that a crash kept from following their message are sent when it is found again, once', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const whole = message(
    literal('Everything is below.'),
    ...['weft.md', 'weft.json'].map((name) => file({ name, type: 'text/markdown', text: name })),
  );
  const effect: Effect = { kind: 'post', message: whole };
  const filesOf = (thread: readonly SlackMessage[]) => filesIn(thread).map(({ name }) => name);
  for (const step of ['files.getUploadURLExternal', 'files.completeUploadExternal']) {
    const attempt = { ...toPerson(stage, effect), key: randomUUID() };
    slack.fail(step, 'drop-before');
    expect((await weft.perform(attempt)).kind).toBe('sent');
    const posted = lastOf(slack.dm(ada));
    expect([step, filesOf(slack.thread(posted))]).toEqual([step, []]);
    for (const _ of ['missing', 'there'])
      expect(await weft.readBack(attempt)).toMatchObject({ kind: 'sent', posted: posted.ts });
    expect([step, filesOf(slack.thread(posted))]).toEqual([step, ['weft.md', 'weft.json']]);
  }
  // Whether they are there cannot be seen just now: then the message is read back again.
  slack.fail('conversations.replies', 'drop-before');
  const last = { ...toPerson(stage, effect), key: randomUUID() };
  await weft.perform(last);
  expect(await weft.readBack(last)).toMatchObject({
    kind: 'unclear',
    code: expect.stringMatching(/^unread_/),
  });
  // The control: where there are none to send, the thread is not asked for.
  const before = slack.calls.length;
  const plainOne = { ...toPerson(stage, { kind: 'post', message: asked }), key: randomUUID() };
  await weft.perform(plainOne);
  await weft.readBack(plainOne);
  const methods = slack.calls.slice(before).map(({ method }) => method);
  expect(methods).toContain('conversations.history');
  expect(methods).not.toContain('conversations.replies');
});

test('whatever becomes of a calendar file, its message is sent, once', async () => {
  const broken = () => {
    throw new Error('no calendar');
  };
  await using unwritten = await setUp({ write: broken });
  const room = unwritten.slack.addChannel({ name: 'room' });
  expect((await unwritten.weft.perform(toChannel(unwritten, room, announced))).kind).toBe('sent');
  expect(unwritten.logged).toMatchObject([{ event: 'file not made' }]);
  expect([unwritten.slack.messages(room).length, unwritten.slack.files()]).toEqual([1, []]);

  await using stage = await setUp({ team: { scopes: scopes.filter((scope) => scope !== 'files:write') } });
  const { slack, weft, logged } = stage;
  const tea = slack.addChannel({ name: 'tea' });
  expect((await weft.perform(toChannel(stage, tea, announced))).kind).toBe('sent');
  expect(logged).toMatchObject([{ event: 'file not sent', fields: { code: 'missing_scope' } }]);
  delete slack.team.scopes;
  const faults = ['drop-before', 'drop-after', { status: 503 }, { rateLimited: 7 }] as const;
  const steps = ['files.getUploadURLExternal', 'upload_url', 'files.completeUploadExternal'];
  for (const step of steps) {
    for (const fault of faults) {
      slack.fail(step, fault);
      const outcome = await weft.perform(toChannel(stage, tea, announced));
      expect(outcome.kind, `${step} ${JSON.stringify(fault)}`).toBe('sent');
      const posted = slack.messages(tea).at(-1);
      const isThere = fault === 'drop-after' && step === 'files.completeUploadExternal';
      expect(posted && slack.thread(posted).length).toBe(isThere ? 1 : 0);
    }
  }
  expect(slack.messages(tea)).toHaveLength(1 + steps.length * faults.length);
  const notSent = logged.filter(({ event }) => event === 'file not sent');
  expect(notSent).toHaveLength(1 + steps.length * faults.length);
  // The control: a picture is its message, and what is unclear of the one is unclear of the other.
  slack.fail('files.completeUploadExternal', 'drop-after');
  expect((await weft.perform(toChannel(stage, tea))).kind).toBe('unclear');
});

test.each([
  ['a calendar file', announced],
  ['pictures, a file and buttons', digest],
])('a message with %s is read back, and its files are there then, once', async (_, shown) => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const manner = each(async () => ({
    kind: 'go',
    platform: 'slack',
    address: { kind: 'person', tenant: slack.teamId, account: ada.id, reach: 'direct' },
  }));
  await using on = await deliveries({ platforms: [weft], manner });
  const files = () => slack.dm(ada).map((one) => slack.thread(one).length);
  const carry = async (occurrence: string) => {
    await on.say('', { message: shown, occurrence });
    await on.worker.drain();
    on.clock.advance({ hours: 1 });
    await on.worker.drain();
  };
  slack.fail('chat.postMessage', 'drop-after');
  await carry('lost');
  expect([await on.states(), files()]).toEqual([['sent'], [1]]);
  // As when nothing happens.
  await carry('undisturbed');
  expect([await on.states(), files()]).toEqual([
    ['sent', 'sent'],
    [1, 1],
  ]);
  // Killed after the file went and before anything was recorded: another one reads it back.
  const attempt = { ...toPerson(stage, { kind: 'post', message: shown }), key: formId };
  const sent = await weft.perform(attempt);
  expect(await weft.readBack(attempt)).toEqual(sent);
  expect(files()).toEqual([1, 1, 1]);
});

test('what continues a message answers the first of its thread, before the whole channel, and is edited like any other', async () => {
  await using stage = await setUp();
  const { slack, weft, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  const idOf = async (effect: Effect) => {
    const outcome = await weft.perform({ ...toChannel(stage, tea), effect });
    if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
    return outcome.posted;
  };
  const first = await idOf({ kind: 'post', message: said('12 so far.') });
  const second = await idOf({ kind: 'post', message: said('20 so far.'), after: first });
  const third = await idOf({ kind: 'post', message: said('31 so far.'), after: second });
  expect(slack.messages(tea).map(({ threadTs, broadcast }) => [threadTs, broadcast])).toEqual([
    [undefined, false],
    [first, true],
    [first, true],
  ]);
  const edit = { kind: 'edit', posted: third, message: said('32 so far.') } as const;
  expect(await idOf(edit)).toBe(third);
  expect(slack.messages(tea).map(readable)).toEqual(['12 so far.', '20 so far.', '32 so far.']);

  // An answer in a direct conversation is found again under the same id, and so is what was answered.
  const direct = toPerson(stage, { kind: 'post', message: said('Hello.') });
  const began = await weft.perform(direct);
  if (began.kind !== 'sent') throw new Error('not sent');
  const more = { kind: 'post', message: said('And more.'), after: began.posted } as const;
  const further = { ...toPerson(stage, more), key: formId };
  expect(await weft.readBack(further)).toMatchObject({ kind: 'later', code: 'not_done' });
  const sent = await weft.perform(further);
  expect(await weft.readBack(further)).toEqual(sent);
  expect(await weft.readBack(direct)).toEqual(began);

  // Where the first is gone, or takes no answers, it stands by itself; what is refused otherwise is refused.
  for (const gone of slack.messages(tea)) gone.deleted = true;
  await idOf({ kind: 'post', message: said('40 so far.'), after: third });
  slack.fail('chat.postMessage', { error: 'restricted_action_thread_locked' });
  await idOf({ kind: 'post', message: said('41 so far.'), after: first });
  expect(slack.messages(tea).map(({ threadTs }) => threadTs)).toEqual([undefined, undefined]);
  slack.fail('chat.postMessage', { error: 'restricted_action' });
  const refused = { ...toChannel(stage, tea), effect: { ...more, after: first } };
  expect(await weft.perform(refused)).toMatchObject({ kind: 'refused', code: 'restricted_action' });
  // The control: an answer whose own answer is lost is not posted a second time.
  slack.fail('chat.postMessage', 'drop-after');
  expect((await weft.perform(further)).kind).toBe('unclear');
  expect(slack.dm(ada).map(readable)).toEqual(['Hello.', 'And more.', 'And more.']);
});

test('an event is its words, which change with it', async () => {
  await using stage = await setUp();
  const { slack, weft } = stage;
  const tea = slack.addChannel({ name: 'tea' });
  const event: Extract<Effect, { kind: 'event' }>['event'] = {
    ...{ name: 'River day', about: 'Come.', where: 'At the river', state: 'planned' },
    ...{ from: '2027-05-15T17:00:00Z', until: '2027-05-15T18:00:00Z' },
  };
  const plan = { kind: 'event', event, message: said('River day is on.') } as const;
  const planned = await weft.perform({ ...toChannel(stage, tea), effect: plan });
  if (planned.kind !== 'sent') throw new Error('not sent');
  expect(planned.conversation).toBe(tea.id);
  const off = { ...plan, message: said('River day is off.'), made: planned.posted };
  expect(await weft.perform({ ...toChannel(stage, tea), effect: off })).toEqual(planned);
  expect(slack.messages(tea).map(readable)).toEqual(['River day is off.']);
  expect(await weft.readBack({ ...toChannel(stage, tea), effect: off })).toMatchObject({ kind: 'later' });
  expect(await weft.readBack({ ...toChannel(stage, tea), effect: plan })).toMatchObject({ kind: 'unclear' });
});

test('a message that is too old to be edited is told from one that is gone', async () => {
  let ms = Date.now();
  await using stage = await setUp({ now: () => ms });
  const { slack, weft, ada } = stage;
  slack.team.editWindowMs = 60_000;
  await weft.perform(toPerson(stage, post));
  const posted = lastOf(slack.dm(ada));
  const edit = toPerson(stage, { kind: 'edit', posted: posted.ts, message: said('Ada brings it.') });
  expect((await weft.perform(edit)).kind).toBe('sent');
  ms += 61_000;
  expect(await weft.perform(edit)).toEqual({ kind: 'refused', code: 'old', why: 'gone' });
  posted.deleted = true;
  expect(await weft.perform(edit)).toEqual({ kind: 'refused', code: 'message_not_found', why: 'gone' });
});

test('a private answer says where its calendar file is, or that it is nowhere', async () => {
  await using stage = await setUp();
  const { slack, ada } = stage;
  const tea = slack.addChannel({ name: 'tea', members: [ada] });
  const own: Answer = { message: announced, place: 'private' };
  const privately = async (count: number) => {
    await slack.until(() => slack.ephemerals(ada).length === count);
    return lastOf(slack.ephemerals(ada).map(readable));
  };
  stage.later(own);
  await slack.command({ person: ada, channel: tea, text: 'converge show' });
  expect(await privately(1)).toBe(
    'River day is on.\nI do\nThe calendar file is in your direct messages with Weft.',
  );
  expect(icsIn(slack.dm(ada))).toEqual([entry.uid]);

  slack.fail('files.completeUploadExternal', { error: 'file_type_not_allowed' });
  stage.next({ kind: 'answer', answer: own });
  await slack.command({ person: ada, channel: tea, text: 'converge show' });
  expect(await privately(2)).toBe(
    'River day is on.\nI do\nSlack did not take the calendar file. Ask for it again later.',
  );
  expect(icsIn(slack.dm(ada))).toEqual([entry.uid]);
  expect(slack.messages(tea)).toEqual([]);
});

test('whatever people write, nothing beside a picture mentions or links, and Slack takes it', async () => {
  fc.assert(
    fc.property(hostile, (words) => {
      const title = fileTitle(words.repeat(20), limits.fileTitle);
      expect(lengthOf(title)).toBeLessThanOrEqual(limits.fileTitle);
      expect(alive(title).filter((found) => !/^[<>*_~`&:]/.test(found))).toEqual([]);
      expect(title).not.toMatch(/<[^\u200b…]/);
    }),
    { numRuns: 200 },
  );
  await using stage = await setUp({ draw: async () => new Uint8Array([1, 2, 3]) });
  const tea = stage.slack.addChannel({ name: 'tea', members: [stage.ada] });
  const bad = '<!channel> <@U0ADA> https://evil.org <https://evil.org|here> @everyone *b* & \ud800\0';
  const long = `${bad} `.repeat(200);
  for (const words of [bad, long]) {
    const written = message(
      literal(words),
      paragraph(literal(words)),
      picture({ ...trend, title: words }, words),
    );
    expect((await stage.weft.perform(toChannel(stage, tea, written))).kind).toBe('sent');
    expect(alive(lastOf(stage.slack.messages(tea)).text)).toEqual([]);
    const named = message(literal(words), calendar({ ...entry, name: words, about: words }));
    expect((await stage.weft.perform(toChannel(stage, tea, named))).kind).toBe('sent');
    const files = filesIn(stage.slack.thread(lastOf(stage.slack.messages(tea))));
    expect(files.map(({ title }) => title.includes('<!'))).toEqual([false]);
  }
  // Read by a screen reader, and otherwise as written.
  expect(filesIn(stage.slack.messages(tea))[0]?.altText).toBe(bad.toWellFormed().replace('\0', ''));
});

test('it is known whether Weft can post in a channel, and what to do if it cannot', async () => {
  await using stage = await setUp();
  const { slack, weft } = stage;
  const ask = (channel: { id: string }) =>
    weft.ask({ kind: 'channel', tenant: slack.teamId, channel: channel.id });
  const archived = slack.addChannel({ name: 'old' });
  archived.archived = true;
  expect(await ask(slack.addChannel({ name: 'tea' }))).toEqual({ name: 'tea', canPost: true });
  const outside = await ask(slack.addChannel({ name: 'far', botIsMember: false }));
  expect(outside).toMatchObject({ canPost: false, obstacle: expect.stringContaining('/invite @Weft') });
  const hidden = await ask(slack.addChannel({ name: 'secret', isPrivate: true, botIsMember: false }));
  expect(hidden).toMatchObject({ canPost: false, obstacle: expect.stringContaining('/invite @Weft') });
  expect(await ask(archived)).toMatchObject({
    canPost: false,
    obstacle: expect.stringContaining('archived'),
  });
  const member = await weft.ask({ kind: 'member', tenant: slack.teamId, account: stage.ada.id });
  expect(member).toEqual({ name: 'Ada', zone: 'Europe/Berlin', administrator: true });
});

test('a space is noted at the start, and a wrong token is named in one sentence', async () => {
  await using stage = await setUp();
  const { slack } = stage;
  expect(stage.present).toEqual([
    { tenant: slack.teamId, name: slack.team.name, token: slack.botToken, bot: slack.team.botUserId },
  ]);

  const other = await startSlack();
  const start = (botToken: string, appToken: string) =>
    createSlack({
      mode: { mode: 'socket', botToken, appToken, apiUrl: other.apiUrl },
      register: { present: async () => undefined, gone: async () => undefined, token: async () => undefined },
      ...{ draw: drawPicture, write: writeCalendar },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      clock: { now: () => Temporal.Now.instant() },
    }).start({ take: async () => ({ kind: 'repeat' }), look: async () => [] });
  await expect(start('xoxb-wrong', other.appToken)).rejects.toThrow(
    /^SLACK_BOT_TOKEN .*OAuth & Permissions\.$/,
  );
  await expect(start(other.botToken, 'xapp-wrong')).rejects.toThrow(/^SLACK_APP_TOKEN .*connections:write/);
  other.fail('auth.test', { status: 503 });
  await expect(start(other.botToken, other.appToken)).rejects.toThrow(/^Slack could not be reached/);
  await other[Symbol.asyncDispose]();
});

test('requests signed in the future, with another secret or for another path are turned away', async () => {
  await using stage = await setUp({ mode: 'http' });
  const { slack } = stage;
  slack.skewClock(200);
  expect((await slack.command({ person: stage.ada, text: 'home' })).acknowledged).toBe(true);
  for (const seconds of [400, -400]) {
    slack.skewClock(seconds);
    expect((await slack.command({ person: stage.ada, text: 'home' })).failure).toBe('http_401');
  }
  const url = slack.eventsUrl ?? '';
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(401);
  expect((await fetch(new URL('/elsewhere', url), { method: 'POST', body: '{}' })).status).toBe(404);
  expect(stage.taken).toHaveLength(1);
});

test('a dropped connection is made again', async () => {
  await using stage = await setUp();
  stage.slack.dropSocket();
  await stage.slack.until(() => stage.slack.connectionCount() === 0);
  await stage.slack.until(() => stage.slack.connectionCount() === 1);
  stage.next(answer('Still here.'));
  expect((await stage.slack.command({ person: stage.ada, text: 'home' })).acknowledged).toBe(true);
});

test('what was stored is carried out although the connection broke before it could be acknowledged', async () => {
  await using stage = await setUp();
  const { slack } = stage;
  stage.next(async (incoming) => {
    slack.dropSocket();
    await slack.until(() => slack.connectionCount() === 0);
    const finish = async () =>
      void (await stage.weft.answer(incoming.reply, { message: said('Done.'), place: 'private' }));
    return { kind: 'later', place: 'private', finish };
  });
  const ack = await slack.command({ person: stage.ada, text: 'home' });
  expect(ack.failure).toBe('connection_lost');
  await slack.until(() => slack.ephemerals(stage.ada).length === 1);
});

test('a post waits when the token cannot be read, because certainly nothing was sent', async () => {
  await using stage = await setUp({ unread: 'T0BROKEN' });
  const address = { kind: 'channel', tenant: 'T0BROKEN', channel: 'C1' } as const;
  expect(await stage.weft.perform({ ...toPerson(stage, post), address })).toMatchObject({ kind: 'later' });
});

test('a message of every kind of block is drawn like this', async () => {
  await expect(pretty(drawMessage(wholeMessage, 'Tea'))).toMatchFileSnapshot('golden/slack/message.json');
  await expect(pretty(drawAnswer(asked))).toMatchFileSnapshot('golden/slack/answer.json');
  await expect(pretty(drawHome(wholeMessage))).toMatchFileSnapshot('golden/slack/home.json');
  await expect(pretty(drawForm(wholeForm, noLabel))).toMatchFileSnapshot('golden/slack/form.json');
  const topics = ['home', 'help', 'intro'];
  await expect(pretty(slackManifest({ topics }))).toMatchFileSnapshot('golden/slack/manifest-socket.json');
  const url = 'https://weft.example.org';
  await expect(pretty(slackManifest({ topics }, { url }))).toMatchFileSnapshot(
    'golden/slack/manifest-http.json',
  );
  expect(problemsOfView(drawForm(wholeForm, noLabel), 'modal')).toEqual([]);
  expect(problemsOfView(drawHome(wholeMessage), 'home')).toEqual([]);
});

test('command text comes back as it was meant', () => {
  expect(readCommandText('show person:<@U0ADA|ada> in <#C0TEA|tea>')).toBe('show person:U0ADA in C0TEA');
  expect(readCommandText('see <https://a.org/?x=1&amp;y=2> &lt;3')).toBe('see https://a.org/?x=1&y=2 <3');
  expect(readCommandText('<mailto:a@b.org|a@b.org>')).toBe('a@b.org');
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<!channel>',
        '<@U0ADA>',
        '<https://evil.org|here>',
        '&lt;',
        '*',
        '_',
        '~',
        '`',
        '```',
        '>',
        '\n',
        ' ',
        ':tada:',
        'https://evil.org',
        'evil.org',
        'www.a.bc',
        '@everyone',
        '#general',
        'mailto:a@b.cd',
        '<!date^1^{date}|x>',
        '[a](b)',
        '\ud800',
        '\0',
        '👩‍👩‍👧',
        'a',
        '&amp;',
        '\u200b',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const inline = fc.oneof(
  hostile.map((words) => ({ kind: 'words', words }) as const),
  hostile.map(strong),
  hostile.map(typed),
  fc.constantFrom('day', 'time', 'full', 'relative').map((show) => moment(at, show as 'day')),
  hostile.map((path) => link(readLink(`https://example.org/${path}`) ?? 'https://example.org/')),
);
const someText = fc.array(inline, { maxLength: 4 });
const long = fc
  .tuple(hostile, fc.nat({ max: 4000 }))
  .map(([words, times]) => literal(words.repeat(Math.min(times, 900))));
const block = fc.oneof(
  fc.oneof(someText, long).map(heading),
  fc.oneof(someText, long).map(paragraph),
  fc.oneof(someText, long).map(note),
  fc.tuple(hostile, fc.option(hostile, { nil: undefined })).map(([words, by]) => quote(words, by)),
  fc
    .array(fc.record({ label: hostile, value: fc.oneof(someText, long) }), { maxLength: 4 })
    .map((all) => facts(...all)),
  fc.array(fc.oneof(someText, long), { maxLength: 4 }).map((all) => items(...all)),
  fc
    .array(hostile, { maxLength: 12 })
    .map((labels) => buttons(...labels.map((label) => button('tea.bring', label, rowId)))),
  fc.tuple(hostile, hostile).map(([title, alt]) => picture({ ...trend, title }, alt)),
);
const anyMessage = fc
  .tuple(fc.oneof(someText, long), fc.array(block, { maxLength: 70 }))
  .map(([first, blocks]) => message(first, ...blocks));

test('whatever people write, nothing in a message mentions, links or formats, and Slack takes it', () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(anyMessage, (given) => {
      const drawn = drawMessage(given, 'Title');
      expect(refusalOfMessage(drawn as unknown as Obj, 'chat.update')).toBeUndefined();
      expect(problemsOfBlocks(drawForView(given), 'modal')).toEqual([]);
      expect(alive(drawn.text)).toEqual([]);
      walk(drawn.blocks, (found) => {
        if (typeof found.type === 'string') kinds.add(found.type);
        if (found.type === 'mrkdwn')
          expect(found).toMatchObject({ text: expect.stringMatching(/^<(?:!date\^|https:)[^<>]*>$/) });
        if (found.type === 'link')
          expect(found).toMatchObject({
            url: expect.stringMatching(/^https:\/\/example\.org\/[^\s<>|]*$/),
            text: expect.stringMatching(/^example\.org(?:$|[/?#])/),
          });
        if (found.type === 'plain_text') expect(found.emoji).toBe(false);
      });
      expect(buttonsOf(drawn.blocks).length).toBe(Math.min(buttonsOf(drawForView(given)).length, 49 * 5));
      expect(drawn.text.trim()).not.toBe('');
      expect(drawn.text.isWellFormed() && !drawn.text.includes('\0')).toBe(true);
    }),
    { numRuns: 150 },
  );
  // Every kind of block and element was met, and none that could mention, or link where Weft drew no link.
  expect([...kinds].sort()).toEqual([
    'actions',
    'button',
    'context',
    'date',
    'header',
    'link',
    'mrkdwn',
    'plain_text',
    'rich_text',
    'rich_text_list',
    'rich_text_quote',
    'rich_text_section',
    'text',
  ]);
});

test('the reader of the property above does find what is alive', () => {
  for (const bad of [
    '<!channel>',
    '<@U1>',
    'see https://a.org',
    'a.bc',
    '*b*',
    '_i_',
    ' ~s~',
    '`c`',
    '&gt; q',
    'x\n&gt;q',
    ':tada:',
    'a & b',
    'hi @all',
    '<https://evil.org/|example.org>',
    '<https://example.org/|*b*>',
    '<https://example.org/>',
  ]) {
    expect(alive(bad)).not.toEqual([]);
  }
  expect(alive('<!date^1^{time}|x> snake_case 3*4 · 18:30')).toEqual([]);
  expect(alive('<https://example.org/a|example.\u200borg/a>')).toEqual([]);
});

test('a form is within limits whatever its words and values are', () => {
  fc.assert(
    fc.property(hostile, someText, fc.string(), (words, intro, value) => {
      const fields = wholeForm.fields.map(({ name, field }) => ({
        name,
        field: { ...field, label: { en: words }, hint: { en: words.repeat(30) } },
        value: [value, words],
      }));
      const drawn = drawForm({ ...wholeForm, title: words, submit: words, intro, fields }, () => words);
      expect(problemsOfView(drawn, 'modal')).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

/** A digest of every part, each as full as it may be. */
const fullDigest = message(
  literal('5 things wait for you in Clearwater.'),
  heading(literal('Next')),
  ...Array.from({ length: 5 }, (_, at) => [
    paragraph(literal(`Hub ${at} has nobody who speaks for it.`)),
    buttons(button('tea.bring', 'Add a representative', rowId), button('tea.later', 'Later', rowId)),
  ]).flat(),
  ...Array.from({ length: 13 }, (_, part) => [
    heading(literal(`Part ${part}`)),
    paragraph(literal(`7 of these & 3 of those in part ${part}.`)),
    ...Array.from({ length: 5 }, (_, at) => items(literal(`Item ${part}/${at}: Delta & Upriver`))),
    note(literal(`And ${part} more.`)),
    ...(part === 4 ? [picture(trend, inWords)] : part === 9 ? [picture(map, inWords)] : []),
  ]).flat(),
  note(literal('Since Monday.')),
);

test('a full digest of thirteen parts fits into one message, with nothing left out', () => {
  const { blocks } = drawMessage(fullDigest);
  const drawn = blocks as unknown as Obj[];
  expect(problemsOfBlocks(drawn, 'message')).toEqual([]);
  expect(blocks.length).toBeLessThanOrEqual(limits.messageBlocks);
  const lines = readable({ blocks: drawn }).split('\n');
  for (let part = 0; part < 13; part += 1) {
    const at = lines.indexOf(`Part ${part}`);
    const rest = Array.from({ length: 5 }, (_, item) => `Item ${part}/${item}: Delta & Upriver`);
    expect(
      lines
        .slice(at)
        .filter((line) => line !== '')
        .slice(0, 8),
    ).toEqual([
      ...[`Part ${part}`, `7 of these & 3 of those in part ${part}.`, ...rest, `And ${part} more.`],
    ]);
  }
  expect(lines.at(-1)).toBe('Since Monday.');
  expect(blocks.filter(({ type }) => type === 'actions')).toHaveLength(5);
  // The control: more rows of buttons than blocks are too many in any case.
  const rows = Array.from({ length: 51 }, () => buttons(button('tea.later', 'Later')));
  expect(JSON.stringify(drawMessage(message(literal('So'), ...rows)).blocks)).toContain('Shortened');
});

test('a message that is too long keeps its buttons and says that it was shortened', () => {
  const drawn = drawMessage(
    message(literal('x'.repeat(30_000)), ...Array.from({ length: 60 }, () => asked.blocks[0])),
  );
  expect(buttonsOf(drawn.blocks)).toHaveLength(49);
  expect(readable({ blocks: drawn.blocks as unknown as Obj[] })).toContain('Shortened');
  expect(lengthOf(drawn.text)).toBeLessThan(4500);
});

/** What Slack would bring to life in a mrkdwn string, dates aside, and links whose words name their host. */
function alive(mrkdwn: string): string[] {
  const bare = mrkdwn
    .replaceAll(/<!date\^\d+\^[^|<>]*\|[^<>]*>/g, ' ')
    .replaceAll(/<https:\/\/example\.org\/[^\s<>|]*\|(example\.\u200borg[^<>|]*)>/g, ' $1 ');
  const patterns = [
    /[<>]/g,
    /&(?!amp;|lt;|gt;)/g,
    /https?:\/\/\S/g,
    /[\p{L}\p{N}]\.\p{L}{2}/gu,
    /[@#][\p{L}\p{N}_]/gu,
    /(?<![A-Za-z0-9])[*_~]/g,
    /`/g,
    /^\s*&gt;/gm,
    /:[\p{L}\p{N}_+-]+:/gu,
    /(?:mailto|tel):\w/g,
  ];
  return patterns.flatMap((pattern) => bare.match(pattern) ?? []);
}

function buttonsOf(blocks: unknown): Obj[] {
  return objects(blocks).flatMap((one) => (one.type === 'actions' ? objects(one.elements) : []));
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
