import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import {
  type Address,
  type Attempt,
  button,
  buttons,
  type Calendar,
  calendar,
  chatWords,
  type Effect,
  type Field,
  facts,
  file,
  formView,
  heading,
  type Intake,
  items,
  link,
  literal,
  type Message,
  message,
  moment,
  note,
  type Picture,
  type PlannedEvent,
  paragraph,
  picture,
  plain,
  quote,
  strong,
  text,
} from '#chat/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { drawForm } from '#platforms/playground/draw-form.ts';
import { cleanWords } from '#platforms/playground/html.ts';
import { createPlayground, type Playground, playgroundPages } from '#platforms/playground/index.ts';
import { drawMessage, drawText } from '#platforms/playground/render.ts';
import type { Db } from '#store/index.ts';
import { manualClock } from '#time/index.ts';
import { testDatabase } from './support/database.ts';
import { commands, quietLog, smallIntake, smallWorld } from './support/playground.ts';

const clock = manualClock('2027-05-12T11:00:00Z');

const openOn = (db: Db) =>
  createPlayground({
    ...{ db, clock, log: quietLog, world: smallWorld },
    ...{ draw: drawPicture, write: writeCalendar },
  });

async function withPlayground() {
  const database = await testDatabase();
  const playground = openOn(database.db);
  const intake = smallIntake(playground, clock);
  await playground.start(intake);
  return {
    db: database.db,
    playground,
    intake,
    async [Symbol.asyncDispose]() {
      await playground.stop();
      await database[Symbol.asyncDispose]();
    },
  };
}

const direct = (account: string, reach: 'direct' | 'thread' = 'direct'): Address => ({
  kind: 'person',
  tenant: 'harbour',
  account,
  reach,
});
const channel = (id: string): Address => ({ kind: 'channel', tenant: 'harbour', channel: id });
const post = (words: string): Effect => ({ kind: 'post', message: message(literal(words)) });
const attempt = (address: Address, effect: Effect, key: string = randomUUID()): Attempt => ({
  key,
  address,
  effect,
  attempt: 0,
});

async function lines(playground: Playground, account: string, id: string): Promise<string[]> {
  const { conversations } = await playground.seen(account);
  return conversations.find((one) => one.id === id)?.messages.map((one) => plain(one.message)) ?? [];
}

test('a typed line reaches the intake with its person, space and channel, and only its person sees the answer', async () => {
  await using here = await withPlayground();
  await here.playground.type({ account: 'ana', channel: 'general', line: '/weft home show' });
  expect(here.intake.taken).toMatchObject([
    {
      kind: 'typed',
      text: 'home show',
      platform: 'playground',
      tenant: 'harbour',
      tenantName: 'Harbour Slack',
      channel: 'general',
      sender: { account: 'ana', name: 'Ana Reyes', zone: 'Europe/London', administrator: true },
    },
  ]);
  expect(await lines(here.playground, 'ana', 'answers:ana')).toEqual([
    '/weft home show',
    'Nothing waits for you, Ana Reyes.\nTry /weft action announce.',
  ]);
  expect(await lines(here.playground, 'ana', 'general')).toEqual([]);
  expect(await lines(here.playground, 'bo', 'general')).toEqual([]);
});

test('a line typed in a channel of another space counts as typed to Weft alone', async () => {
  await using here = await withPlayground();
  await here.playground.type({ account: 'ana', channel: 'delta-general', line: 'home show' });
  expect(here.intake.taken[0]?.channel).toBeUndefined();
});

test('a person in two spaces has the channels and groups of both, and acts in the one they type in', async () => {
  await using here = await withPlayground();
  const { playground } = here;
  await playground.type({ account: 'chidi', channel: 'delta-general', line: 'home show' });
  await playground.type({ account: 'chidi', line: 'home show' });
  expect(here.intake.taken.map(({ tenant, channel }) => [tenant, channel])).toEqual([
    ['delta', 'delta-general'],
    ['harbour', undefined],
  ]);
  const open: Effect = {
    kind: 'open',
    accounts: ['chidi', 'gus'],
    title: 'Chidi and Gus',
    message: message(literal('Meet each other')),
  };
  const there: Address = { kind: 'person', tenant: 'delta', account: 'chidi', reach: 'direct' };
  expect(await playground.perform(attempt(there, open))).toMatchObject({ kind: 'sent' });
  expect(await playground.perform(attempt(there, post('Hello')))).toMatchObject({ kind: 'sent' });
  const { conversations } = await playground.seen('chidi');
  expect(conversations.map(({ title, space }) => [title, space])).toEqual([
    ['Weft', undefined],
    ['general', 'Harbour Slack'],
    ['actions', 'Harbour Slack'],
    ['vault', 'Harbour Slack'],
    ['general', 'Delta Discord'],
    ['Chidi and Gus', undefined],
    ['Only you see this', undefined],
  ]);
  expect(await playground.ask({ kind: 'member', tenant: 'delta', account: 'chidi' })).toMatchObject({
    name: 'Chidi Okafor',
  });
});

test('what was said and the form that is open survive a restart', async () => {
  await using here = await withPlayground();
  await here.playground.type({ account: 'chidi', line: 'action announce' });
  await here.playground.perform(attempt(direct('chidi'), post('Hello')));
  const before = await here.playground.seen('chidi');
  const second = openOn(here.db);
  expect(await second.seen('chidi')).toEqual(before);
  expect(before.form?.view.title).toBe('Announce an action');
});

test('the same key posts once, and is found again by reading back', async () => {
  await using here = await withPlayground();
  const once = attempt(channel('general'), post('Once'));
  expect(await here.playground.readBack(once)).toMatchObject({ kind: 'later' });
  const sent = await here.playground.perform(once);
  expect(sent).toMatchObject({ kind: 'sent', conversation: 'general' });
  expect(await here.playground.perform(once)).toEqual(sent);
  expect(await here.playground.readBack(once)).toEqual(sent);
  expect(await lines(here.playground, 'bo', 'general')).toEqual(['Once']);
  expect(await lines(here.playground, 'fatou', 'delta-general')).toEqual([]);
});

test('magic names refuse: closed direct messages, a channel Weft is not in, nobody, no such space', async () => {
  await using here = await withPlayground();
  const perform = (address: Address) => here.playground.perform(attempt(address, post('Hello')));
  expect(await perform(direct('dora-closed'))).toMatchObject({ kind: 'refused', why: 'recipient' });
  expect(await perform(direct('dora-closed', 'thread'))).toMatchObject({ kind: 'sent' });
  expect(await lines(here.playground, 'dora-closed', 'thread:dora-closed')).toEqual(['Hello']);
  expect(await perform(channel('vault-closed'))).toMatchObject({ kind: 'refused', why: 'setup' });
  expect(await perform(direct('nobody'))).toMatchObject({ kind: 'refused', why: 'gone' });
  expect(await perform(direct('fatou'))).toMatchObject({ kind: 'refused', why: 'gone' });
  expect(await perform({ ...direct('ana'), tenant: 'elsewhere' })).toMatchObject({ why: 'tenant' });
});

test('an unclear post was done, and reading back says so', async () => {
  await using here = await withPlayground();
  const lost = attempt(direct('eli-unclear'), post('Hello'));
  expect(await here.playground.perform(lost)).toMatchObject({ kind: 'unclear' });
  expect(await here.playground.readBack(lost)).toMatchObject({ kind: 'sent' });
  expect(await lines(here.playground, 'eli-unclear', 'direct:eli-unclear')).toEqual(['Hello']);
});

test('a group is seen by its people and nobody else, and opening it twice opens one', async () => {
  await using here = await withPlayground();
  const open: Effect = {
    kind: 'open',
    accounts: ['bo', 'chidi'],
    title: 'Bo and Chidi',
    message: message(literal('Meet each other')),
  };
  const once = attempt(direct('bo'), open);
  expect(await here.playground.perform(once)).toMatchObject({ kind: 'sent' });
  expect(await here.playground.perform(once)).toMatchObject({ kind: 'sent' });
  const groups = async (account: string) =>
    (await here.playground.seen(account)).conversations.filter((one) => one.kind === 'group');
  expect(await groups('bo')).toMatchObject([{ title: 'Bo and Chidi', unread: 1, messages: [{}] }]);
  expect(await groups('chidi')).toHaveLength(1);
  expect(await groups('ana')).toEqual([]);
});

test('an edit stands in place of what was posted; an edit of nothing is refused', async () => {
  await using here = await withPlayground();
  const sent = await here.playground.perform(attempt(channel('general'), post('Before')));
  const posted = sent.kind === 'sent' ? sent.posted : '';
  const edit: Effect = { kind: 'edit', posted, message: message(literal('After')) };
  expect(await here.playground.perform(attempt(channel('general'), edit))).toMatchObject({
    kind: 'sent',
    posted,
  });
  expect(await lines(here.playground, 'bo', 'general')).toEqual(['After']);
  const nothing = attempt(channel('general'), { ...edit, posted: '999999' });
  expect(await here.playground.perform(nothing)).toMatchObject({ kind: 'refused', why: 'gone' });
});

test('an event is one card of its channel, changed where it stands, and struck when it is cancelled', async () => {
  await using here = await withPages();
  const event: PlannedEvent = {
    name: '<b>River day</b>',
    about: 'Stand at the river.',
    where: 'Wherever you are, 12:00–14:00 local time',
    ...{ from: '2027-05-15T11:00:00Z', until: '2027-05-15T13:00:00Z', state: 'planned' },
  };
  const effectOf = (change: Partial<PlannedEvent>, made?: string): Effect => ({
    ...{ kind: 'event', event: { ...event, ...change }, message: message(literal('River day')) },
    ...(made !== undefined && { made }),
  });
  const cards = async () =>
    [
      ...(await (await here.get('/?who=bo~actions')).text()).matchAll(
        /<section class="event[\s\S]*?<\/section>/g,
      ),
    ].map(([card]) =>
      card
        .replaceAll(/<(?!\/?s>)[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    );
  const once = attempt(channel('actions'), effectOf({}));
  expect(await here.playground.readBack(once)).toMatchObject({ kind: 'later' });
  const made = await here.playground.perform(once);
  expect(made).toMatchObject({ kind: 'sent', conversation: 'actions' });
  expect(await here.playground.perform(once)).toEqual(made);
  expect(await here.playground.readBack(once)).toEqual(made);
  const when = 'When Saturday 15 May, 12:00 to 14:00 Where Wherever you are, 12:00–14:00 local time';
  expect(await cards()).toEqual([`Planned event &lt;b&gt;River day&lt;/b&gt; ${when} Stand at the river.`]);

  const id = made.kind === 'sent' ? made.posted : '';
  const change = async (changed: Partial<PlannedEvent>) =>
    await here.playground.perform(attempt(channel('actions'), effectOf(changed, id)));
  expect(await change({ until: '2027-05-16T13:00:00Z', about: '' })).toEqual(made);
  expect(await cards()).toEqual([
    expect.stringContaining('When Saturday 15 May, 12:00 to Sunday 16 May, 14:00 Where'),
  ]);
  const cancelled = attempt(channel('actions'), effectOf({ state: 'cancelled' }, id));
  expect(await here.playground.readBack(cancelled)).toMatchObject({ kind: 'later' });
  expect(await here.playground.perform(cancelled)).toEqual(made);
  expect(await cards()).toEqual([expect.stringMatching(/^Cancelled event <s>&lt;b&gt;River day/)]);
  expect(await here.playground.perform(attempt(channel('actions'), effectOf({}, '999999')))).toMatchObject({
    ...{ kind: 'refused', why: 'gone' },
  });
  expect(await here.playground.perform(attempt(channel('vault-closed'), effectOf({})))).toMatchObject({
    ...{ kind: 'refused', why: 'setup' },
  });
});

test('what continues an earlier message leads to it', async () => {
  await using here = await withPages();
  const first = await here.playground.perform(attempt(channel('general'), post('The numbers')));
  const posted = first.kind === 'sent' ? first.posted : '';
  const next: Effect = { kind: 'post', message: message(literal('New numbers')), after: posted };
  await here.playground.perform(attempt(channel('general'), next));
  const markup = await (await here.get('/?who=bo~general')).text();
  expect(markup.match(/continues an earlier message/g)).toHaveLength(1);
  const [, target = ''] = /<a class="after" href="#([^"]+)">/.exec(markup) ?? [];
  expect(markup).toMatch(new RegExp(`id="${target}">(?:(?!<li)[\\s\\S])*The numbers`));
});

test('an answer in place of a message changes the message whose button was pressed', async () => {
  await using here = await withPlayground();
  await here.playground.type({ account: 'ana', line: 'intro queue' });
  const answers = (await here.playground.seen('ana')).conversations.find((one) => one.kind === 'answers');
  const queue = answers?.messages.at(-1);
  const buttonOf = queue?.message.blocks.flatMap((block) =>
    block.kind === 'buttons' ? block.buttons : [],
  )[0];
  await here.playground.press({
    account: 'ana',
    messageId: queue?.id ?? '',
    wire: `intro.offer:${buttonOf?.subject}`,
  });
  expect(here.intake.taken.at(-1)).toMatchObject({ kind: 'press', press: 'intro.offer' });
  expect((await lines(here.playground, 'ana', 'answers:ana')).at(-1)).toMatch(/^Offered to both/);
  expect(await lines(here.playground, 'bo', 'direct:bo')).toHaveLength(1);
});

test('a press tells the core whether its button stands apart', async () => {
  await using here = await withPlayground();
  const { playground, intake } = here;
  await playground.type({ account: 'ana', line: 'home show' });
  const answers = (await playground.seen('ana')).conversations.find((one) => one.kind === 'answers');
  const messageId = answers?.messages.at(-1)?.id ?? '';
  for (const wire of ['home.take+', 'home.take']) await playground.press({ account: 'ana', messageId, wire });
  const pressed = intake.taken.filter((one) => one.kind === 'press');
  expect(pressed.map((one) => one.apart)).toEqual([true, undefined]);
});

test('a form comes back with its errors and what was typed, goes on step by step, and is gone once sent', async () => {
  await using here = await withPlayground();
  const { playground } = here;
  await playground.type({ account: 'chidi', line: 'action announce' });
  const open = async () => (await playground.seen('chidi')).form;
  const form = (await open())?.view.form ?? '';
  await playground.fill({ account: 'chidi', form, given: { title: 'Clean the river' } });
  expect(await open()).toMatchObject({
    errors: { when: expect.any(String), tactic: expect.any(String) },
    view: { step: 1, fields: [{ name: 'title', value: 'Clean the river' }, {}, {}, {}, {}] },
  });
  await playground.fill({ account: 'chidi', form, given: { when: 'Saturday 10am', tactic: 'cleanup' } });
  expect(await open()).toMatchObject({ errors: {}, view: { step: 2 } });
  await playground.fill({ account: 'chidi', form, given: { organisation: 'River Watch', open: 'yes' } });
  expect(await open()).toBeUndefined();
  expect((await lines(playground, 'chidi', 'answers:chidi')).at(-1)).toMatch(/^Posted in #actions/);
});

test('a link shows its host, leads nowhere from here, and is never more than its words', () => {
  const { markup } = drawText(text`See ${link('https://xn--pple-43d.com/a?b=1&c=2')}.`, {
    zone: 'UTC',
    now: clock.now(),
  });
  expect(markup).toBe(
    'See <a href="https://xn--pple-43d.com/a?b=1&amp;c=2" title="https://xn--pple-43d.com/a?b=1&amp;c=2" rel="noopener noreferrer nofollow ugc" target="_blank">xn--pple-43d.com/a?b=1&amp;c=2</a>.',
  );
  const words = drawText([link('javascript:alert(1)')], { zone: 'UTC', now: clock.now() });
  expect(words.markup).toBe('javascript:alert(1)');
});

test('when nothing can be stored the person is told so, and a form keeps what was typed', async () => {
  await using here = await withPlayground();
  const { playground } = here;
  await playground.type({ account: 'chidi', line: 'action announce' });
  const down: Intake = { take: () => Promise.reject(new Error('down')), look: async () => [] };
  await playground.start(down);
  await playground.type({ account: 'chidi', line: 'home show' });
  expect((await lines(playground, 'chidi', 'answers:chidi')).at(-1)).toBe(chatWords.en.notSaved);
  const form = (await playground.seen('chidi')).form?.view.form ?? '';
  await playground.fill({ account: 'chidi', form, given: { title: 'Kept' } });
  expect((await playground.seen('chidi')).form).toMatchObject({
    errors: { '': chatWords.en.notSaved },
    view: { fields: [{ value: 'Kept' }, {}, {}, {}, {}] },
  });
});

test('an answer that is ready later is seen when typing resolves, and an unknown reply is not answered', async () => {
  await using here = await withPlayground();
  const { playground } = here;
  await playground.start({
    look: async () => [],
    take: async ({ reply }) => ({
      kind: 'later',
      place: 'private',
      finish: async () => {
        await playground.answer(reply, { place: 'private', message: message(literal('Later')) });
      },
    }),
  });
  await playground.type({ account: 'bo', line: 'home show' });
  expect((await lines(playground, 'bo', 'answers:bo')).at(-1)).toBe('Later');
  expect(await playground.answer({}, { place: 'private', message: message(literal('?')) })).toBe(false);
});

test('what Weft says is unread until it is looked at', async () => {
  await using here = await withPlayground();
  await here.playground.perform(attempt(direct('bo'), post('Hello')));
  await here.playground.perform(attempt(channel('general'), post('Hello all')));
  const unread = async () =>
    (await here.playground.seen('bo')).conversations.filter((one) => one.unread > 0).map((one) => one.id);
  expect(await unread()).toEqual(['direct:bo', 'general']);
  expect([...(await here.playground.unread())]).toEqual([['bo', 1]]);
  await here.playground.markRead({ account: 'bo', conversation: 'direct:bo' });
  expect(await unread()).toEqual(['general']);
  expect(await here.playground.unread()).toEqual(new Map());
});

test('the platform knows its people and channels', async () => {
  await using here = await withPlayground();
  const ask = (question: Parameters<Playground['ask']>[0]) => here.playground.ask(question);
  expect(await ask({ kind: 'member', tenant: 'delta', account: 'gus' })).toMatchObject({
    zone: 'America/Chicago',
  });
  expect(await ask({ kind: 'member', tenant: 'delta', account: 'ana' })).toEqual({});
  expect(await ask({ kind: 'channel', tenant: 'harbour', channel: 'general' })).toMatchObject({
    canPost: true,
  });
  expect(await ask({ kind: 'channel', tenant: 'harbour', channel: 'vault-closed' })).toMatchObject({
    canPost: false,
    obstacle: expect.stringContaining('Choose another'),
  });
});

// Words of people in HTML.

const viewing = { zone: 'Europe/London', now: clock.now() };
const noPicture = () => '';

function everywhere(words: string): Message {
  return message(
    text`${words}${strong(words)}`,
    heading(literal(words)),
    paragraph(literal(words)),
    quote(words, words),
    facts({ label: words, value: literal(words) }),
    items(literal(words)),
    note(literal(words)),
    buttons(button('intro.offer', words, undefined, 'main')),
  );
}

/** Whether drawn words changed nothing of the markup and can be read back as they were. */
function isLiteral(draw: (words: string) => string, words: string): boolean {
  const tags = (markup: string) => markup.match(/<[^>]*>/g) ?? [];
  const drawn = draw(words);
  const read = drawn
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(amp|lt|gt|quot|#39);/g,
      (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[String(name)] ?? '',
    );
  const copies = draw('x').replace(/<[^>]*>/g, '').length;
  return (
    JSON.stringify(tags(drawn)) === JSON.stringify(tags(draw('x'))) &&
    read === cleanWords(words).repeat(copies)
  );
}

const hostile = fc
  .oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onclick='alert(1)",
      '&lt;b&gt;',
      '</form><form action=//evil>',
      '\u202e<b>',
      '\ud800',
      '\0<',
    ),
  )
  .filter((words) => cleanWords(words) !== '');

test('no words of a person become markup, and all of them can be read', () => {
  fc.assert(
    fc.property(hostile, (words) =>
      isLiteral((one) => drawMessage(everywhere(one), viewing, noPicture).markup, words),
    ),
  );
});

test('the check of markup notices words that are not escaped', () => {
  const careless = (words: string) => `<p title="${words}">${words}</p>`;
  expect(isLiteral(careless, '<b>')).toBe(false);
  expect(isLiteral((words) => `<p>${words}</p>`, '&lt;')).toBe(false);
});

test('a moment is shown in the zone of whoever looks', () => {
  const said = message(text`Until ${moment(Temporal.Instant.from('2027-05-15T17:00:00Z'))}`);
  const shown = (zone: string) => drawMessage(said, { zone, now: clock.now() }, noPicture).markup;
  expect(shown('Europe/London')).toContain('datetime="2027-05-15T17:00:00Z">Saturday 15 May, 18:00<');
  expect(shown('America/Chicago')).toContain('Saturday 15 May, 12:00');
});

test('every kind of field is drawn with a label, and nothing is chosen beforehand', () => {
  const options = [
    { value: 'a', label: { en: 'First' } },
    { value: 'b', label: { en: 'Second' } },
  ];
  const label = { en: 'Question' };
  const fields: readonly Field[] = [
    { kind: 'text', label },
    { kind: 'longText', label },
    { kind: 'number', label },
    { kind: 'choice', label, options, required: true },
    { kind: 'choice', label, options: [...'cdefgh'].map((value) => ({ value, label: { en: value } })) },
    { kind: 'many', label, options },
    { kind: 'person', label },
    { kind: 'channel', label },
    { kind: 'lookup', of: 'organisation', label },
    { kind: 'moment', label },
    { kind: 'yesNo', label },
    { kind: 'scale', label },
  ];
  const [person, space] = [smallWorld.people[0], smallWorld.spaces[0]];
  if (!person || !space) throw new Error('the small world has people and spaces');
  const setting = { person, space, people: smallWorld.people, viewing, back: '/' };
  for (const field of fields) {
    const view = formView(
      randomUUID(),
      [{ title: { en: 'T' }, fields: { one: field } }],
      0,
      {},
      'en',
      undefined,
    );
    const drawn = drawForm({ view, errors: { one: 'Wrong' }, shown: {} }, setting).markup;
    expect(drawn).toMatch(/<(label for="ana-one"|legend)>Question/);
    expect(drawn).toMatch(/aria-describedby="[^"]*ana-one-error"/);
    expect(drawn).not.toMatch(/ (checked|selected)>/);
  }
});

function drawnWith(fields: Readonly<Record<string, Field>>, errors: Readonly<Record<string, string>> = {}) {
  const [person, space] = [smallWorld.people[0], smallWorld.spaces[0]];
  if (!person || !space) throw new Error('the small world has people and spaces');
  const view = formView(randomUUID(), [{ title: { en: 'T' }, fields }], 0, {}, 'en');
  const setting = { person, space, people: smallWorld.people, viewing, back: '/' };
  return drawForm({ view, errors, shown: {} }, setting).markup;
}

test('leaving a question open is called a decision only where it is one', () => {
  const label = { en: 'Question' };
  const choice = { kind: 'choice', label, options: [{ value: 'a', label: { en: 'First' } }] } as const;
  const open = (one: Field) =>
    ['Decide later', 'No answer'].filter((words) => drawnWith({ one }).includes(words));
  expect(open({ kind: 'scale', label })).toEqual(['No answer']);
  expect(open(choice)).toEqual(['No answer']);
  expect(open({ ...choice, hint: { en: 'Until you decide: nobody.' }, canWait: true })).toEqual([
    'Decide later',
  ]);
  expect(open({ ...choice, hint: { en: 'Until you decide: nobody.' } })).toEqual(['No answer']);
  expect(open({ kind: 'yesNo', label })).toEqual(['Decide later']);
  expect(open({ ...choice, required: true })).toEqual([]);
});

test('what is wrong is counted on the step that is shown, and the rest is only mentioned', () => {
  const text = { kind: 'text', label: { en: 'Question' } } as const;
  const told = (...wrong: string[]) =>
    /role="alert">([^<]*)</.exec(
      drawnWith({ one: text, two: text }, Object.fromEntries(wrong.map((name) => [name, 'Wrong']))),
    )?.[1];
  expect(told('one', 'two')).toBe('2 things need another look.');
  expect(told('one')).toBe('One thing needs another look.');
  expect(told('one', 'two', 'third', 'fourth')).toBe(
    '2 things need another look, and something on a later step.',
  );
  expect(told('one', 'third')).toBe('One thing needs another look, and something on a later step.');
  expect(told()).toBeUndefined();
});

// The pages.

const host = '127.0.0.1:3000';
const origin = `http://${host}`;

function pagesOf(playground: Playground, reset = () => {}) {
  const logged: string[] = [];
  const app = playgroundPages({
    playground,
    log: { ...quietLog, error: (event) => void logged.push(event) },
    clockControl: { now: clock.now, move: async () => {}, busy: false },
    complete: () => ['home show'],
    help: commands,
    allowedHosts: [host],
    reset: async () => reset(),
  });
  return { app, logged };
}

async function withPages() {
  const here = await withPlayground();
  let resets = 0;
  const { app } = pagesOf(here.playground, () => {
    resets += 1;
  });
  const send = (
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { host, origin },
  ) => app.request(path, { method: 'POST', headers, body: new URLSearchParams(fields) });
  const get = (path: string, headers: Record<string, string> = { host }) => app.request(path, { headers });
  return { ...here, app, send, get, resets: () => resets };
}

test('only its own address is answered: a foreign host, a foreign origin and a missing one change nothing', async () => {
  await using here = await withPages();
  expect((await here.get('/')).status).toBe(200);
  for (const foreign of ['evil.example', '127.0.0.1:3001', 'localhost.evil.example:3000', ''])
    expect((await here.get('/', { host: foreign })).status, foreign).toBe(403);
  expect((await here.get('/events', { host, origin: 'https://evil.example' })).status).toBe(403);

  const deed = { account: 'ana', line: 'home show' };
  for (const headers of [
    { host, origin: 'https://evil.example' },
    { host, origin: 'null' },
    { host },
    { host: 'evil.example', origin: 'http://evil.example' },
  ])
    for (const path of ['/type', '/press', '/fill', '/clock', '/reset'])
      expect((await here.send(path, deed, headers)).status, path).toBe(403);
  expect([here.intake.taken, here.resets()]).toEqual([[], 0]);
  expect((await here.send('/type', deed)).status).toBe(303);
  expect(here.intake.taken).toHaveLength(1);
});

test('everything works by plain forms, and leads back to the page it came from and nowhere else', async () => {
  await using here = await withPages();
  const sent = await here.send('/type', {
    account: 'ana',
    line: 'home show',
    back: '/?who=ana&who=bo&story=2',
  });
  expect(sent.headers.get('location')).toBe('/?who=ana&who=bo&story=2');
  expect(await (await here.get('/?who=ana')).text()).toContain('Nothing waits for you, Ana Reyes.');
  for (const back of ['https://evil.example/?who=ana', '//evil.example', 'javascript:alert(1)', ''])
    expect((await here.send('/clock', { by: 'day', back })).headers.get('location')).toMatch(
      /^\/(\?who=ana)?$/,
    );
});

test('a page holds no script or style of its own, and its policy allows none', async () => {
  await using here = await withPages();
  await here.send('/type', { account: 'ana', line: 'action announce' });
  const page = await here.get('/?who=ana&who=bo');
  expect(page.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; script-src 'self'; style-src 'self'/,
  );
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  const markup = await page.text();
  expect(markup).toContain('<dialog');
  expect(markup).not.toMatch(/<style|<script(?! type="module" src="\/)|\son[a-z]+=|\sstyle=|https?:\/\//);
});

test('a picture is an image that says the same in words, and only who sees its message gets it', async () => {
  await using here = await withPages();
  const words = '"><img src=x onerror=alert(1)> From 50 % to 75 %';
  const shown = picture(
    {
      kind: 'trend',
      title: 'Feeling good',
      labels: ['4 May', '11 May'],
      lines: [{ name: 'Voice', shares: [0.5, 0.75] }],
    },
    words,
  );
  const effect: Effect = {
    kind: 'post',
    message: message(literal('How it went'), note(literal('So:')), shown),
  };
  await here.playground.perform(attempt(channel('general'), effect));
  const markup = await (await here.get('/?who=bo~general')).text();
  const [, src = '', alt] = /<img src="([^"]*)" alt="([^"]*)">/.exec(markup) ?? [];
  expect(alt).toBe('&quot;&gt;&lt;img src=x onerror=alert(1)&gt; From 50 % to 75 %');
  const path = src.replaceAll('&amp;', '&');
  const found = await here.get(path);
  expect([found.status, found.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(new TextDecoder('latin1').decode(await found.arrayBuffer())).toMatch(/^\u2030PNG/);
  for (const other of ['account=gus', 'message=999', 'at=0', 'at=', 'at=-1'])
    expect(
      (await here.get(path.replace(new RegExp(`${other.split('=')[0]}=\\w+`), other))).status,
      other,
    ).toBe(404);
  expect((await here.get(path, { host: 'evil.example' })).status).toBe(403);
});

test('an entry for the calendar is a file that only who sees its message can load', async () => {
  await using here = await withPages();
  const entry: Calendar = {
    ...{ uid: 'one@weft', sequence: 2, state: 'planned', name: '<b>River day</b>', about: '' },
    when: { kind: 'days', first: '2027-05-15', last: '2027-05-16' },
    stampedAt: '2027-05-12T11:00:00Z',
  };
  const said = (state: Calendar['state']) =>
    message(literal('So'), note(literal('Then')), calendar({ ...entry, state }));
  await here.playground.perform(attempt(channel('general'), { kind: 'post', message: said('planned') }));
  await here.playground.perform(attempt(direct('bo'), { kind: 'post', message: said('cancelled') }));
  const linkIn = async (at: string) => {
    const markup = await (await here.get(`/?who=bo~${at}`)).text();
    const [, href = '', words] = /<p class="file"><a href="([^"]*)" download>([^<]*)</.exec(markup) ?? [];
    expect(markup).toContain('&lt;b&gt;River day&lt;/b&gt;');
    return [href.replaceAll('&amp;', '&'), words] as const;
  };
  const [path, words] = await linkIn('general');
  expect(words).toBe('Add to calendar');
  const found = await here.get(path);
  expect([found.status, found.headers.get('content-type'), found.headers.get('content-disposition')]).toEqual(
    [200, 'text/calendar; charset=utf-8', 'attachment; filename="weft.ics"'],
  );
  const file = await found.text();
  expect(file).toMatch(/^BEGIN:VCALENDAR\r\n/);
  expect(file).toContain('UID:one@weft\r\n');
  expect((await linkIn('direct:bo'))[1]).toBe('Take out of the calendar');
  for (const other of ['account=gus', 'message=999', 'at=0', 'at=', 'at=-1'])
    expect(
      (await here.get(path.replace(new RegExp(`${other.split('=')[0]}=\\w+`), other))).status,
      other,
    ).toBe(404);
  expect((await here.get(path, { host: 'evil.example' })).status).toBe(403);
});

test('a message shows its pictures and files where they belong, and only who sees it gets them', async () => {
  await using here = await withPages();
  const trend = {
    kind: 'trend',
    title: 'T',
    labels: ['4 May'],
    lines: [{ name: 'Voice', shares: [0.5] }],
  } as const;
  const map: Picture = {
    ...{ kind: 'map', title: 'M', alone: '', edges: [[0, 1, 1]] },
    nodes: ['Delta', 'Upriver'].map((label) => ({ label, community: 0, ties: 1 })),
  };
  const said = message(
    literal('How it went'),
    picture(trend, 'Voice: 50 %'),
    buttons(button('tea.bring', 'I do')),
    picture(map, 'Delta and Upriver'),
    file({ name: 'ties.csv', type: 'text/csv', text: 'from,to\n<b>,"Ω"\n' }),
  );
  await here.playground.perform(attempt(channel('general'), { kind: 'post', message: said }));
  const markup = await (await here.get('/?who=bo~general')).text();
  const parts = [
    ...markup.matchAll(
      /<img src="([^"]*)" alt="([^"]*)">|value="tea.bring"|<a href="(\/file[^"]*)" download="([^"]*)">/g,
    ),
  ];
  expect(parts.map(([whole, , alt, , name]) => alt ?? name ?? whole)).toEqual([
    ...['Voice: 50 %', 'value="tea.bring"', 'Delta and Upriver', 'ties.csv'],
  ]);
  const addresses = parts
    .flatMap(([, src, , href]) => src ?? href ?? [])
    .map((one) => one.replaceAll('&amp;', '&'));
  const got = await Promise.all(addresses.map((one) => here.get(one)));
  expect(got.map(({ status, headers }) => [status, headers.get('content-type')])).toEqual([
    [200, 'image/png'],
    [200, 'image/png'],
    [200, 'text/csv; charset=utf-8'],
  ]);
  expect(got[2]?.headers.get('content-disposition')).toBe('attachment; filename="ties.csv"');
  expect(await got[2]?.text()).toBe('from,to\n<b>,"Ω"\n');
  const csv = addresses[2] ?? '';
  for (const other of ['account=gus', 'message=999', 'at=1'])
    expect(
      (await here.get(csv.replace(new RegExp(`${other.split('=')[0]}=\\w+`), other))).status,
      other,
    ).toBe(404);
});

test('a picture that cannot be drawn leaves its words', async () => {
  await using database = await testDatabase();
  const draw = () => Promise.reject(new Error('no font'));
  const playground = createPlayground({
    ...{ db: database.db, clock, log: quietLog, world: smallWorld, draw },
    write: writeCalendar,
  });
  const lines = [{ name: 'Voice', shares: [0.5] }];
  const shown = picture({ kind: 'trend', title: 'T', labels: ['4 May'], lines }, 'Voice: 50 %');
  await playground.perform(
    attempt(channel('general'), { kind: 'post', message: message(literal('So'), shown) }),
  );
  const { app, logged } = pagesOf(playground);
  expect(await (await app.request('/?who=bo~general', { headers: { host } })).text()).toContain(
    'alt="Voice: 50 %"',
  );
  const path = '/file?account=bo&message=1&at=0';
  expect((await app.request(path, { headers: { host } })).status).toBe(500);
  expect(logged).toEqual(['page failed']);
});

test('a change is told to open pages at once, and they are let go when the playground stops', async () => {
  await using here = await withPages();
  const reader = (await here.get('/events')).body?.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader?.read())?.value).toContain('event: changed');
  await here.playground.perform(attempt(channel('general'), post('Hello')));
  expect((await reader?.read())?.value).toContain('event: changed');
  await here.playground.stop();
  expect(await reader?.read()).toMatchObject({ done: true });
});
