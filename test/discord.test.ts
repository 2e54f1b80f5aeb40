import { randomUUID } from 'node:crypto';
import { Routes } from 'discord.js';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { afterEach, expect, test, vi } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import {
  type Attempt,
  button,
  buttons,
  type Calendar,
  calendar,
  chatWords,
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
  type Outcome,
  type Picture,
  type PlannedEvent,
  type PresentSpace,
  paragraph,
  picture,
  quote,
  type Reaction,
  readLink,
  strong,
  text,
  typed,
  type WriteCalendar,
} from '#chat/index.ts';
import { shardOf } from '#platforms/discord/client.ts';
import { commandLength } from '#platforms/discord/commands.ts';
import { markdown } from '#platforms/discord/escape.ts';
import {
  type CommandTree,
  createDiscord,
  discordCommands,
  type Lead,
  publishCommands,
  requestsOf,
} from '#platforms/discord/index.ts';
import { renderModal } from '#platforms/discord/modal.ts';
import { renderMessage } from '#platforms/discord/render.ts';
import { manualClock } from '#time/index.ts';
import { restOf } from './support/discord/client.ts';
import {
  type DiscordOptions,
  type DiscordStandIn,
  permission,
  startDiscord,
} from './support/discord/index.ts';

const tree: CommandTree = {
  commands: [
    { topic: 'home', verb: 'show', about: { en: 'What waits for you' }, options: {} },
    {
      topic: 'intro',
      verb: 'ask',
      about: { en: 'Ask to be introduced' },
      options: {
        weeks: { kind: 'number', label: { en: 'Within how many weeks' }, min: 1, max: 8 },
        who: { kind: 'person', label: { en: 'Whom to meet' }, required: true },
        about: { kind: 'lookup', of: 'resource', label: { en: 'About which resource' } },
        where: { kind: 'channel', label: { en: 'Where' } },
        soon: { kind: 'yesNo', label: { en: 'Soon' } },
      },
    },
    {
      topic: 'action',
      verb: 'one-to-ones',
      about: { en: 'Every kind of option' },
      options: {
        title: { kind: 'text', label: { en: 'Title' }, max: 80, required: true },
        what: { kind: 'longText', label: { en: 'What to do' } },
        tactic: {
          kind: 'choice',
          label: { en: 'Tactic' },
          options: [
            { value: 'march', label: { en: 'March' } },
            { value: 'petition', label: { en: 'Petition' } },
          ],
        },
        issues: {
          kind: 'many',
          label: { en: 'Issues' },
          options: [{ value: 'water', label: { en: 'Water' } }],
        },
        when: { kind: 'moment', label: { en: 'When' } },
        mood: { kind: 'scale', label: { en: 'How it feels' } },
      },
    },
  ],
};

const formId = '0192f0c1-2222-7333-8444-555566667777';
const rowId = '0192f0c1-aaaa-7bbb-8ccc-ddddeeeeffff';
const said = (words: string): Message => message(literal(words));
const answer = (words: string, place: 'private' | 'instead' = 'private'): Reaction => ({
  kind: 'answer',
  answer: { message: said(words), place },
});
const view: FormView = {
  form: formId,
  language: 'en',
  title: 'Join',
  intro: text`Welcome to ${'*River*'}.`,
  step: 1,
  of: 2,
  submit: 'Next',
  fields: [
    { name: 'name', field: { kind: 'text', label: { en: 'Your name' }, required: true }, value: 'Ada' },
    { name: 'found', field: { kind: 'yesNo', label: { en: 'May others find you?' } } },
    {
      name: 'issues',
      field: {
        kind: 'many',
        label: { en: 'Issues' },
        options: [
          { value: 'water', label: { en: 'Water' } },
          { value: 'housing', label: { en: 'Housing' } },
        ],
      },
    },
    { name: 'by', field: { kind: 'person', label: { en: 'Who vouches for you?' } } },
  ],
};
const secondStep: FormView = {
  ...view,
  step: 2,
  submit: 'Send',
  fields: [{ name: 'zone', field: { kind: 'text', label: { en: 'Time zone' }, required: true } }],
};

const trend: Picture = {
  kind: 'trend',
  title: 'Feeling good',
  labels: ['1 March', '8 March'],
  lines: [{ name: 'Everyone', shares: [0.5, 0.75] }],
};
const inWords = 'Feeling good. 1 March: 50 %. 8 March: 75 %.';
const shownTrend = message(text`How it went.`, picture(trend, inWords));
/** One black point. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);
const seenTrend = { alt: inWords, filename: 'trend.png', bytes: png };

const entry: Calendar = {
  uid: 'day@weft',
  sequence: 2,
  state: 'planned',
  name: 'River day',
  about: 'Meet at the *river*.',
  when: { kind: 'hours', from: '2099-05-15T10:00:00Z', until: '2099-05-15T12:00:00Z' },
  stampedAt: '2027-03-04T18:00:00Z',
};
const called = message(text`River day is planned.`, calendar(entry));

interface Stage extends AsyncDisposable {
  discord: DiscordStandIn;
  platform: ReturnType<typeof createDiscord>;
  clock: ReturnType<typeof manualClock>;
  taken: Incoming[];
  notes: { event: string; fields: LogFields | undefined }[];
  fatal: string[];
  spaces: Map<string, PresentSpace>;
  guild: ReturnType<DiscordStandIn['addGuild']>;
  channel: ReturnType<DiscordStandIn['channelsOf']>[number];
  ada: ReturnType<DiscordStandIn['addPerson']>;
  /** how the core reacts to what comes in */
  react(reaction: (incoming: Incoming) => Reaction | Promise<Reaction>): void;
  look: Intake['look'];
  /** how pictures are drawn */
  draw(picture: Picture): Promise<Uint8Array>;
  /** how calendar files are written */
  write: WriteCalendar;
  another(): ReturnType<typeof createDiscord>;
}

const violations: string[] = [];
afterEach(() => {
  expect(violations.splice(0)).toEqual([]);
});

async function open(
  wish: { options?: DiscordOptions; start?: boolean; ackMs?: number; lead?: Lead; shards?: number } = {},
): Promise<Stage> {
  const discord = await startDiscord(wish.options);
  const guild = discord.addGuild({ name: 'River coalition' });
  const [channel] = discord.channelsOf(guild);
  if (!channel) throw new Error('no channel');
  const ada = discord.addPerson({ name: 'Ada', isAdmin: true });
  discord.registerCommands(discordCommands(tree));
  const clock = manualClock('2027-03-04T18:00:00Z');
  const spaces = new Map<string, PresentSpace>();
  const notes: Stage['notes'] = [];
  const log = (event: string, fields?: LogFields) => void notes.push({ event, fields });
  const fatal: string[] = [];
  let reaction: Parameters<Stage['react']>[0] = () => answer('Done.');
  const another = () =>
    createDiscord({
      token: discord.token,
      apiUrl: discord.apiUrl,
      clock,
      tree,
      draw: (shown) => stage.draw(shown),
      write: (shown) => stage.write(shown),
      log: { info: log, warn: log, error: log },
      onFatal: (sentence) => fatal.push(sentence),
      ...(wish.ackMs !== undefined && { ackMs: wish.ackMs }),
      ...(wish.lead && { lead: wish.lead }),
      ...(wish.shards !== undefined && { shards: wish.shards }),
      register: {
        async present(some, whole) {
          const isMeant = typeof whole === 'function' ? whole : () => whole;
          for (const tenant of [...spaces.keys()]) if (isMeant(tenant)) spaces.delete(tenant);
          for (const space of some) spaces.set(space.tenant, space);
        },
        async gone(tenant) {
          spaces.delete(tenant);
        },
        token: async () => undefined,
      },
    });
  const platform = another();
  const stage: Stage = {
    discord,
    platform,
    clock,
    notes,
    fatal,
    spaces,
    guild,
    channel,
    ada,
    another,
    taken: [],
    react: (next) => {
      reaction = next;
    },
    look: async () => [],
    draw: async () => png,
    write: writeCalendar,
    async [Symbol.asyncDispose]() {
      await platform.stop();
      violations.push(...discord.violations, ...discord.pings, ...discord.rateLimited);
      await discord[Symbol.asyncDispose]();
    },
  };
  if (wish.start !== false) {
    await platform.start({
      async take(incoming) {
        stage.taken.push(incoming);
        return await reaction(incoming);
      },
      look: (lookup) => stage.look(lookup),
    });
  }
  return stage;
}

const later = (place: 'private' | 'instead', finish: () => Promise<unknown> = async () => {}): Reaction => ({
  kind: 'later',
  place,
  finish: async () => {
    await finish();
  },
});
const home = (stage: Stage) =>
  stage.discord.command({ person: stage.ada, guild: stage.guild, name: 'weft', path: ['home', 'show'] });

/** Posts a message with buttons through the platform and returns it as people see it. */
async function posted(stage: Stage, shown: Message) {
  const key = randomUUID();
  const address = { kind: 'channel', tenant: stage.guild.id, channel: stage.channel.id } as const;
  const outcome = await stage.platform.perform({
    key,
    address,
    effect: { kind: 'post', message: shown },
    attempt: 0,
  });
  const found = stage.discord.messages(stage.channel).at(-1);
  if (outcome.kind !== 'sent' || !found) throw new Error(`not posted: ${JSON.stringify(outcome)}`);
  return found;
}
const offer = message(
  text`An offer.`,
  buttons(button('intro.accept', 'Yes', rowId, 'main'), button('home.show', 'Home')),
);
const press = (stage: Stage, seen: { id: string }, label: string) =>
  stage.discord.press({ person: stage.ada, message: seen.id, label });

test('a command comes in in neutral words, with who typed it, where, and what may be done there', async () => {
  await using stage = await open();
  const { discord, guild, channel, ada, taken } = stage;
  const bo = discord.addPerson({ name: 'Bo', locale: 'de' });
  const ack = await discord.command({
    person: bo,
    guild,
    name: 'weft',
    path: ['intro', 'ask'],
    options: { who: ada.id, about: 'zoning', weeks: 3, soon: true, where: channel.id },
  });
  await home(stage);
  expect(taken[0]).toEqual({
    key: ack.interactionId,
    platform: 'discord',
    tenant: guild.id,
    tenantName: 'River coalition',
    channel: channel.id,
    sender: { account: bo.id, name: 'Bo', locale: 'de', administrator: false },
    reply: {
      token: ack.token,
      applicationId: discord.applicationId,
      kind: 'command',
      at: '2027-03-04T18:00:00Z',
    },
    kind: 'command',
    topic: 'intro',
    verb: 'ask',
    given: { who: ada.id, about: 'zoning', weeks: 3, soon: true, where: channel.id },
  });
  expect(taken[1]?.sender.administrator).toBe(true);
  expect(JSON.parse(JSON.stringify(taken))).toEqual(taken);
});

test('an answer at once is seen by nobody else', async () => {
  await using stage = await open();
  stage.react(() => answer('Nothing waits for you, @everyone.'));
  const ack = await home(stage);
  expect(ack.type).toBe(4);
  expect(stage.discord.ephemerals(stage.ada)).toHaveLength(1);
  expect(ack.reply()).toMatchObject({ ephemeral: true, text: 'Nothing waits for you, @\u200Beveryone.' });
  expect(stage.discord.messages(stage.channel)).toEqual([]);
});

test('a form opens at once, what was filled in comes back by name, and a second step begins with a button', async () => {
  await using stage = await open();
  const { discord, ada, taken } = stage;
  const bo = discord.addPerson({ name: 'Bo' });
  stage.react(() => ({ kind: 'form', view }));
  await home(stage);
  expect(discord.modal(ada)).toMatchObject({ title: 'Join (1/2)', customId: `form.submit:${formId}` });

  stage.react(() => ({ kind: 'form', view: secondStep }));
  const next = await discord.submit({
    person: ada,
    values: { found: 'no', issues: ['water', 'housing'], by: [bo.id] },
  });
  expect(taken.at(-1)).toMatchObject({
    kind: 'submit',
    form: formId,
    given: { name: 'Ada', found: 'no', issues: ['water', 'housing'], by: bo.id },
  });
  expect(next.type).toBe(4);
  expect(next.reply()).toMatchObject({
    ephemeral: true,
    buttons: [{ label: 'Next', customId: `form.resume:${formId}` }],
  });

  const [step] = discord.ephemerals(ada);
  if (!step) throw new Error('no step');
  expect((await press(stage, step, 'Next')).type).toBe(9);
  expect(taken.at(-1)).toMatchObject({ kind: 'resume', form: formId });

  stage.react(() => ({ kind: 'errors', view: secondStep, errors: { zone: 'There is no zone “Mars”.' } }));
  await discord.submit({ person: ada, values: { zone: 'Mars' } });
  const [wrong, ...others] = discord.ephemerals(ada);
  expect(others).toEqual([]);
  expect(wrong?.text).toContain('There is no zone “Mars”.');

  stage.react((incoming) =>
    incoming.kind === 'resume' ? { kind: 'form', view: secondStep } : answer('You have joined.'),
  );
  if (wrong) await press(stage, wrong, chatWords.en.fix);
  await discord.submit({ person: ada, values: { zone: 'Europe/Paris' } });
  expect(discord.ephemerals(ada).map((seen) => seen.text)).toEqual(['You have joined.']);
});

test('fields that are left empty come back as empty, so that they can be cleared', async () => {
  await using stage = await open();
  stage.react(() => ({ kind: 'form', view: { ...view, fields: view.fields.slice(1) } }));
  await home(stage);
  stage.react(() => answer('Kept.'));
  await stage.discord.submit({ person: stage.ada, values: {} });
  expect(stage.taken.at(-1)).toMatchObject({ given: { found: '', issues: [], by: '' } });
});

test('what takes longer is acknowledged first and its answer fills the reply, also from another process', async () => {
  await using stage = await open();
  stage.react(() => later('private'));
  const ack = await home(stage);
  expect(ack).toMatchObject({ type: 5 });
  expect(ack.reply()?.thinking).toBe(true);
  const reply: unknown = JSON.parse(JSON.stringify(stage.taken[0]?.reply));
  const other = stage.another();
  expect(await other.answer(reply, { message: said('Here it is.'), place: 'private' })).toBe(true);
  expect(await other.answer(reply, { message: said('Here it is.'), place: 'private' })).toBe(true);
  await other.stop();
  expect(stage.discord.ephemerals(stage.ada).map((seen) => seen.text)).toEqual(['Here it is.']);
});

test('a press can change its message, and a refusal after that is said privately without changing it', async () => {
  await using stage = await open();
  const seen = await posted(stage, offer);
  stage.react(() => later('instead'));
  expect((await press(stage, seen, 'Yes')).type).toBe(6);
  expect(stage.taken[0]).toMatchObject({ kind: 'press', press: 'intro.accept', subject: rowId });
  const reply = stage.taken[0]?.reply;
  expect(await stage.platform.answer(reply, { message: said('Not yours.'), place: 'private' })).toBe(true);
  expect(stage.discord.ephemerals(stage.ada).map((one) => one.text)).toEqual(['Not yours.']);
  expect(stage.discord.messages(stage.channel).map((one) => one.text)).toEqual(['An offer.']);

  expect(await stage.platform.answer(reply, { message: said('You said yes.'), place: 'instead' })).toBe(true);
  expect(stage.discord.messages(stage.channel).map((one) => one.text)).toEqual(['You said yes.']);
});

test('a press that is answered privately leaves its message alone, at once and later', async () => {
  await using stage = await open();
  const seen = await posted(stage, offer);
  stage.react(() => later('private'));
  await press(stage, seen, 'Home');
  expect(stage.taken[0]).toMatchObject({ kind: 'press', press: 'home.show' });
  const reply = stage.taken[0]?.reply;
  await stage.platform.answer(reply, { message: said('One'), place: 'private' });
  await stage.platform.answer(reply, { message: said('One'), place: 'private' });
  stage.react(() => answer('Two'));
  await press(stage, seen, 'Home');
  expect(stage.discord.ephemerals(stage.ada).map((one) => one.text)).toEqual(['One', 'Two']);
  stage.react(() => answer('Three', 'instead'));
  await press(stage, seen, 'Home');
  expect(stage.discord.messages(stage.channel).map((one) => one.text)).toEqual(['Three']);
});

test('a press in a direct message belongs to no server', async () => {
  await using stage = await open();
  const address = { kind: 'person', tenant: stage.guild.id, account: stage.ada.id, reach: 'direct' } as const;
  await stage.platform.perform({
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  });
  const [seen] = stage.discord.dm(stage.ada);
  if (seen) await press(stage, seen, 'Yes');
  expect(stage.taken[0]).toMatchObject({ tenant: '', sender: { administrator: false } });
  expect(stage.taken[0]).not.toHaveProperty('channel');
});

test('what is delivered twice is answered once', async () => {
  await using stage = await open();
  const seen = new Set<string>();
  stage.react(({ key }) => {
    if (seen.has(key)) return { kind: 'repeat' };
    seen.add(key);
    return answer('Once.');
  });
  await home(stage);
  stage.discord.redeliver();
  await stage.discord.see(() => stage.notes.find((one) => one.fields?.code === '40060'));
  expect(stage.taken).toHaveLength(2);
  expect(stage.discord.ephemerals(stage.ada)).toHaveLength(1);
});

test('a database that is down is said in time, and nothing is pretended', async () => {
  await using stage = await open();
  stage.react(() => {
    throw new Error('down');
  });
  expect((await home(stage)).reply()).toMatchObject({ ephemeral: true, text: chatWords.en.notSaved });
});

test('a database that is slow is said to be down, and the truth replaces that when it comes', async () => {
  await using stage = await open({ ackMs: 30 });
  const stored = Promise.withResolvers<Reaction>();
  stage.react(() => stored.promise);
  const ack = await home(stage);
  expect(ack.reply()?.text).toBe(chatWords.en.notSaved);
  stored.resolve(answer('Saved after all.'));
  await stage.discord.see(() => ack.reply()?.text === 'Saved after all.');

  const finished = Promise.withResolvers<string>();
  const slow = Promise.withResolvers<Reaction>();
  stage.react(() => slow.promise);
  await home(stage);
  slow.resolve(later('private', async () => finished.resolve('finished')));
  expect(await finished.promise).toBe('finished');
});

test('an answer that comes after the token has run out is not given, and says so', async () => {
  await using stage = await open();
  stage.react(() => later('private'));
  const ack = await home(stage);
  const reply = stage.taken[0]?.reply;
  const given = { message: said('Late.'), place: 'private' } as const;
  stage.discord.expireToken(ack);
  expect(await stage.platform.answer(reply, given)).toBe(false);
  stage.clock.advance({ minutes: 15 });
  const before = stage.discord.calls.length;
  expect(await stage.platform.answer(reply, given)).toBe(false);
  expect(stage.discord.calls).toHaveLength(before);
  // The interaction's token ran out, not the bot's.
  expect(stage.fatal).toEqual([]);
  expect((await posted(stage, said('Still here.'))).text).toBe('Still here.');
});

test('an interaction that Discord has given up is stored and finished all the same', async () => {
  await using stage = await open({ options: { ackMs: 300 } });
  const finished = Promise.withResolvers<void>();
  stage.react(() => later('private', async () => finished.resolve()));
  const callback = 'POST /interactions/{interaction_id}/{interaction_token}/callback';
  stage.discord.fail(callback, { status: 404, code: 10062 });
  const waiting = home(stage);
  await finished.promise;
  expect(stage.notes.map((one) => one.fields?.code)).toContain('10062');
  stage.discord.expireToken(await waiting);
});

test('looking up while typing offers at most 25 things of 100 characters, and nothing when it fails', async () => {
  await using stage = await open();
  const { discord, ada, guild } = stage;
  const asked: unknown[] = [];
  stage.look = async (lookup) => {
    asked.push(lookup);
    return Array.from({ length: 40 }, (_, index) => ({
      id: `id-${index}`,
      label: `${index} ${'x'.repeat(200)}`,
    }));
  };
  const use = {
    person: ada,
    guild,
    name: 'weft',
    path: ['intro', 'ask'],
    options: { about: 'zon' },
    focused: 'about',
  };
  const found = await discord.autocomplete(use);
  expect(asked).toMatchObject([{ platform: 'discord', of: 'resource', written: 'zon', tenant: guild.id }]);
  expect(found).toHaveLength(25);
  expect(found.every(({ name }) => name.length <= 100)).toBe(true);
  stage.look = async () => {
    throw new Error('down');
  };
  expect(await discord.autocomplete(use)).toEqual([]);
});

test('a button that Weft never drew is said to lead nowhere', async () => {
  await using stage = await open();
  const seen = await posted(
    stage,
    message(text`Old.`, buttons({ press: 'Not.ours' as 'not.ours', label: 'Old' })),
  );
  await press(stage, seen, 'Old');
  expect(stage.discord.ephemerals(stage.ada).map((one) => one.text)).toEqual([chatWords.en.stale]);
  expect(stage.taken).toEqual([]);
});

test('bots are not listened to', async () => {
  await using stage = await open({ options: { ackMs: 100 } });
  const robot = stage.discord.addPerson({ name: 'Robot', bot: true });
  const ack = await stage.discord.command({
    person: robot,
    guild: stage.guild,
    name: 'weft',
    path: ['home', 'show'],
  });
  expect(ack.type).toBeNull();
  expect(stage.taken).toEqual([]);
});

test('the servers are known as they are: at the start, when they come and go, and after an outage', async () => {
  await using stage = await open({ start: false });
  const { discord, spaces, platform } = stage;
  spaces.set('1', { tenant: '1', name: 'Left while away' });
  const intake = { take: async () => answer('Done.'), look: async () => [] };
  await platform.start(intake);
  expect([...spaces.values()]).toEqual([
    { tenant: stage.guild.id, name: 'River coalition', bot: discord.botId },
  ]);
  const lake = discord.addGuild({ name: 'Lake' });
  await discord.see(() => spaces.get(lake.id)?.name === 'Lake');
  discord.guildOutage(lake);
  const sea = discord.addGuild({ name: 'Sea' });
  await discord.see(() => spaces.has(sea.id));
  expect(spaces.has(lake.id)).toBe(true);
  discord.guildReturns(lake);
  discord.removeBot(sea);
  await discord.see(() => !spaces.has(sea.id));
  expect(spaces.size).toBe(2);
});

test('a server that was left between two sessions is gone, although nobody said so', async () => {
  await using stage = await open();
  const { discord, spaces } = stage;
  const lake = discord.addGuild({ name: 'Lake' });
  await discord.see(() => spaces.has(lake.id));
  discord.gateway.hold();
  discord.removeBot(lake);
  discord.gateway.release(() => []);
  discord.gateway.forget();
  discord.dropGateway();
  discord.invalidSession();
  await discord.see(() => !spaces.has(lake.id), 15_000);
  expect(spaces.has(stage.guild.id)).toBe(true);
}, 20_000);

test('a wrong token is one sentence that names the setting', async () => {
  await using discord = await startDiscord();
  const log = { info() {}, warn() {}, error() {} };
  const register = { present: async () => {}, gone: async () => {}, token: async () => undefined };
  const clock = manualClock('2027-03-04T18:00:00Z');
  const platform = createDiscord({
    ...{ token: 'MTIz.wrong.token', apiUrl: discord.apiUrl, register, log, clock },
    ...{ draw: async () => png, write: writeCalendar },
  });
  const intake = { take: async () => answer('Done.'), look: async () => [] };
  await expect(platform.start(intake)).rejects.toThrow(
    /^Discord does not accept DISCORD_TOKEN: .*Reset Token/,
  );
  await platform.stop();
});

test('a connection closed for good, or a token that dies, is told once', async () => {
  await using stage = await open();
  stage.discord.dropGateway(4014);
  await stage.discord.see(() => stage.fatal[0]?.includes('intents'));
  await using other = await open();
  const address = { kind: 'channel', tenant: other.guild.id, channel: other.channel.id } as const;
  const attempt: Attempt = {
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  };
  other.discord.fail('*', { status: 401 });
  const refused = { kind: 'refused', code: '401', why: 'bot' };
  expect(await other.platform.perform(attempt)).toEqual(refused);
  expect(await other.platform.perform(attempt)).toEqual(refused);
  expect(other.fatal).toHaveLength(1);
  expect(other.fatal[0]).toContain('DISCORD_TOKEN');
});

/** Where something arrived, without what the platform said of its limits meanwhile. */
function whereIn(outcome: Outcome) {
  return outcome.kind === 'sent' ? [outcome.conversation, outcome.posted] : outcome;
}

test('an effect is posted once, however often it is attempted within minutes', async () => {
  await using stage = await open();
  const address = { kind: 'channel', tenant: stage.guild.id, channel: stage.channel.id } as const;
  const attempt: Attempt = {
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  };
  const first = await stage.platform.perform(attempt);
  expect(first).toMatchObject({ kind: 'sent', conversation: stage.channel.id });
  expect(whereIn(await stage.platform.perform({ ...attempt, attempt: 1 }))).toEqual(whereIn(first));
  expect(stage.discord.messages(stage.channel)).toHaveLength(1);
  if (first.kind !== 'sent') return;
  const effect = { kind: 'edit', posted: first.posted, message: said('Settled.') } as const;
  const edited = await stage.platform.perform({ ...attempt, key: randomUUID(), effect });
  expect(whereIn(edited)).toEqual(whereIn(first));
  expect(stage.discord.messages(stage.channel).map((one) => one.text)).toEqual(['Settled.']);
});

test('a person is written to directly, and in the conversation known from before', async () => {
  await using stage = await open();
  const person = { kind: 'person', tenant: stage.guild.id, account: stage.ada.id, reach: 'direct' } as const;
  const attempt = (address: Attempt['address']): Attempt => ({
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: said('Hello.') },
    attempt: 0,
  });
  const first = await stage.platform.perform(attempt(person));
  if (first.kind !== 'sent') throw new Error('not sent');
  await stage.platform.perform(attempt({ ...person, conversation: first.conversation }));
  expect(stage.discord.dm(stage.ada)).toHaveLength(2);
  expect(stage.discord.calls.filter((call) => call.path === '/users/@me/channels')).toHaveLength(1);
  await stage.platform.perform(attempt({ ...person, conversation: '123456789012345678' }));
  expect(stage.discord.dm(stage.ada)).toHaveLength(3);
});

test('closed direct messages and people without a common server are refusals of the recipient', async () => {
  await using stage = await open();
  const closed = stage.discord.addPerson({ name: 'Closed', closedDms: true });
  const stranger = stage.discord.addPerson({ name: 'Stranger', guilds: [] });
  for (const { id } of [closed, stranger]) {
    const address = { kind: 'person', tenant: stage.guild.id, account: id, reach: 'direct' } as const;
    const attempt: Attempt = {
      key: randomUUID(),
      address,
      effect: { kind: 'post', message: offer },
      attempt: 0,
    };
    expect(await stage.platform.perform(attempt)).toEqual({
      kind: 'refused',
      code: 'closed',
      why: 'recipient',
    });
  }
});

test('a person has one private thread, found again when its id was never kept', async () => {
  await using stage = await open();
  const { platform, discord, guild, channel, ada } = stage;
  const address = {
    kind: 'person',
    tenant: guild.id,
    account: ada.id,
    reach: 'thread',
    under: channel.id,
  } as const;
  const attempt = (): Attempt => ({
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  });
  const first = await platform.perform(attempt());
  const second = await platform.perform(attempt());
  if (first.kind !== 'sent' || second.kind !== 'sent') throw new Error('not sent');
  expect(second.conversation).toBe(first.conversation);
  expect(discord.threads(guild)).toMatchObject([
    { private: true, invitable: false, members: [ada.id], messages: [{}, {}], parentId: channel.id },
  ]);
  expect(discord.threads(guild)[0]?.name).not.toContain('Ada');
});

test('an opened conversation is one thread of its members, also when the reply to its opening was lost', async () => {
  await using stage = await open();
  const { platform, discord, guild, channel, ada } = stage;
  const bo = discord.addPerson({ name: 'Bo' });
  const address = { kind: 'channel', tenant: guild.id, channel: channel.id } as const;
  const effect = {
    kind: 'open',
    accounts: [ada.id, bo.id],
    title: 'Ada and @everyone',
    message: offer,
  } as const;
  const attempt: Attempt = { key: randomUUID(), address, effect, attempt: 0 };
  discord.fail('POST /channels/{channel_id}/threads', 'drop-after');
  expect((await platform.perform(attempt)).kind).toBe('unclear');
  expect((await platform.readBack(attempt)).kind).toBe('later');
  const done = await platform.perform({ ...attempt, attempt: 1 });
  expect(done.kind).toBe('sent');
  expect(whereIn(await platform.readBack(attempt))).toEqual(whereIn(done));
  expect(discord.threads(guild)).toMatchObject([
    { members: [ada.id, bo.id], messages: [{ text: 'An offer.' }] },
  ]);
  expect(discord.threads(guild)[0]?.name).toMatch(/^Ada and @\u200Beveryone · [a-z2-9]{6}$/);
});

test('no conversation is opened when one of its people has left the server', async () => {
  await using stage = await open();
  const { platform, discord, guild, channel, ada } = stage;
  const bo = discord.addPerson({ name: 'Bo', guilds: [] });
  const address = { kind: 'channel', tenant: guild.id, channel: channel.id } as const;
  const effect = { kind: 'open', accounts: [ada.id, bo.id], title: 'Two', message: offer } as const;
  const outcome = await platform.perform({ key: randomUUID(), address, effect, attempt: 0 });
  expect(outcome).toEqual({ kind: 'refused', code: 'left', why: 'recipient' });
  expect(discord.threads(guild)).toEqual([]);
});

test('a message in an archived thread is edited after unarchiving it', async () => {
  await using stage = await open();
  const { platform, discord, guild, channel, ada } = stage;
  const address = {
    kind: 'person',
    tenant: guild.id,
    account: ada.id,
    reach: 'thread',
    under: channel.id,
  } as const;
  const sent = await platform.perform({
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  });
  if (sent.kind !== 'sent') throw new Error('not sent');
  discord.fail('PATCH /channels/{channel_id}/messages/{message_id}', { status: 400, code: 50083 });
  const effect = { kind: 'edit', posted: sent.posted, message: said('Settled.') } as const;
  const place = { kind: 'channel', tenant: guild.id, channel: sent.conversation } as const;
  const edited = await platform.perform({ key: randomUUID(), address: place, effect, attempt: 0 });
  expect(whereIn(edited)).toEqual(whereIn(sent));
  expect(discord.threads(guild)[0]?.messages[0]?.text).toBe('Settled.');
});

test.each([
  [
    { status: 403, code: 50013 },
    { kind: 'refused', code: '50013', why: 'setup' },
  ],
  [
    { status: 403, code: 50001 },
    { kind: 'refused', code: '50001', why: 'setup' },
  ],
  [
    { status: 404, code: 10003 },
    { kind: 'refused', code: '10003', why: 'gone' },
  ],
  [
    { status: 403, code: 50278 },
    { kind: 'refused', code: 'closed', why: 'recipient' },
  ],
  [
    { status: 403, code: 40003 },
    { kind: 'refused', code: '40003', why: 'bot' },
  ],
  [
    { status: 403, code: 20026 },
    { kind: 'refused', code: '20026', why: 'bot' },
  ],
  [
    { status: 400, code: 50035 },
    { kind: 'refused', code: '50035', why: 'bug' },
  ],
  [
    { status: 400, code: 160006 },
    { kind: 'later', code: '160006', seconds: 3600, scope: 'conversation' },
  ],
  [{ rateLimited: 7 }, { kind: 'later', code: '429', seconds: 8, scope: 'conversation' }],
  [
    { rateLimited: 7, scope: 'global' as const },
    { kind: 'later', code: '429', scope: 'bot' },
  ],
  [
    { rateLimited: 'no-header' as const, by: 'cloudflare' as const },
    { kind: 'later', code: '429', seconds: 60, scope: 'bot' },
  ],
  [{ status: 500 }, { kind: 'unclear', code: '500' }],
  [{ status: 503 }, { kind: 'unclear', code: '503' }],
  ['drop-before' as const, { kind: 'unclear', code: 'ECONNRESET' }],
  ['drop-after' as const, { kind: 'unclear', code: 'ECONNRESET' }],
  ['truncated' as const, { kind: 'unclear' }],
])('when posting meets %j it is tried once and ends as %j', async (fault, outcome) => {
  await using stage = await open({ start: false });
  const address = { kind: 'channel', tenant: stage.guild.id, channel: stage.channel.id } as const;
  stage.discord.fail('POST /channels/{channel_id}/messages', fault);
  const attempt: Attempt = {
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  };
  expect(await stage.platform.perform(attempt)).toMatchObject(outcome);
  expect(stage.discord.calls.filter((call) => call.method === 'POST')).toHaveLength(1);
});

test('a server that nobody listens at is a thing to try again, since nothing was sent', async () => {
  const stage = await open({ start: false });
  await stage.discord[Symbol.asyncDispose]();
  const address = { kind: 'channel', tenant: '1', channel: '2' } as const;
  const outcome = await stage.platform.perform({
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  });
  expect(outcome).toMatchObject({ kind: 'later', code: 'ECONNREFUSED', scope: 'bot' });
  await stage.platform.stop();
});

test('after a lost reply the message is found again, long after its nonce was forgotten, and only then', async () => {
  await using stage = await open({ start: false });
  const { discord, platform, channel, guild } = stage;
  const address = { kind: 'channel', tenant: guild.id, channel: channel.id } as const;
  const attempt = (): Attempt => ({
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  });
  const [lost, never] = [attempt(), attempt()];
  discord.fail('POST /channels/{channel_id}/messages', 'drop-after');
  expect((await platform.perform(lost)).kind).toBe('unclear');
  discord.forgetNonces();
  for (let i = 0; i < 130; i++) discord.say({ person: stage.ada, channel, content: `chatter ${i}` });
  discord.fail('POST /channels/{channel_id}/messages', 'drop-before');
  expect((await platform.perform(never)).kind).toBe('unclear');
  const found = await platform.readBack(lost);
  expect(found).toEqual({ kind: 'sent', conversation: channel.id, posted: discord.messages(channel)[0]?.id });
  expect(await platform.readBack(never)).toMatchObject({ kind: 'later', seconds: 0 });
});

test('the id of a component is enough to find a message where Discord returns no nonce', async () => {
  const drawn = (key: string) => renderMessage(offer, Number.parseInt(key, 16)).components[0]?.id;
  expect(drawn('40000001')).toBe(0x40000001);
  await using stage = await open({ start: false });
  await posted(stage, offer);
  const [seen] = stage.discord.messages(stage.channel);
  const id = seen?.components[0]?.id;
  expect(id).toBeGreaterThanOrEqual(2 ** 30);
  expect(id).toBeLessThan(2 ** 31);
});

test('a busy channel is read back to when the row was written; without that moment nothing is claimed', async () => {
  const nowMs = () => Date.UTC(2026, 11, 1);
  await using stage = await open({ start: false, options: { nowMs } });
  const { discord, platform, channel, guild, ada } = stage;
  for (let i = 0; i < 1100; i++) discord.say({ person: ada, channel, content: 'chatter' });
  const address = { kind: 'channel', tenant: guild.id, channel: channel.id } as const;
  const attempt = (key: string): Attempt => ({
    key,
    address,
    effect: { kind: 'post', message: offer },
    attempt: 1,
  });
  const calls = () => discord.calls.filter((call) => call.path.endsWith('/messages')).length;
  const writtenLater = `${Date.UTC(2027, 0, 1)
    .toString(16)
    .padStart(12, '0')
    .replace(/(.{8})/, '$1-')}-7bbb-8ccc-ddddeeeeffff`;
  expect(await platform.readBack(attempt(writtenLater))).toMatchObject({ kind: 'later' });
  expect(calls()).toBe(1);
  expect(await platform.readBack(attempt(randomUUID()))).toEqual({ kind: 'unclear', code: 'too far back' });
  expect(calls()).toBe(11);
});

test('where Weft may not read it says that it cannot know, instead of sending again', async () => {
  await using stage = await open({ start: false });
  stage.guild.botPermissions &= ~permission.readMessageHistory;
  const address = { kind: 'channel', tenant: stage.guild.id, channel: stage.channel.id } as const;
  const attempt: Attempt = {
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  };
  stage.discord.fail('POST /channels/{channel_id}/messages', 'drop-after');
  await stage.platform.perform(attempt);
  expect(await stage.platform.readBack(attempt)).toEqual({ kind: 'unclear', code: 'may not read' });
});

test('a direct message is read back in its conversation, and an edit is simply to be done again', async () => {
  await using stage = await open({ start: false });
  const address = { kind: 'person', tenant: stage.guild.id, account: stage.ada.id, reach: 'direct' } as const;
  const attempt: Attempt = {
    key: randomUUID(),
    address,
    effect: { kind: 'post', message: offer },
    attempt: 0,
  };
  stage.discord.fail('POST /channels/{channel_id}/messages', 'reset-mid-body');
  expect((await stage.platform.perform(attempt)).kind).toBe('unclear');
  expect(await stage.platform.readBack(attempt)).toMatchObject({
    kind: 'sent',
    posted: stage.discord.dm(stage.ada)[0]?.id,
  });
  const effect = { kind: 'edit', posted: '1', message: offer } as const;
  expect((await stage.platform.readBack({ ...attempt, effect })).kind).toBe('later');
});

test('what limits reading back after a crash holds up nobody who is answered', async () => {
  await using stage = await open();
  const address = { kind: 'channel', tenant: stage.guild.id, channel: stage.channel.id } as const;
  const effect = { kind: 'post', message: offer } as const;
  stage.react(() => answer('At once.'));
  stage.discord.fail('GET /channels/{channel_id}', { rateLimited: 5, scope: 'global' });
  const reading = stage.platform.readBack({ key: randomUUID(), address, effect, attempt: 1 });
  await stage.discord.see(() =>
    stage.discord.calls.some(({ route }) => route === 'GET /channels/{channel_id}'),
  );
  // A client that waits for the limit to pass keeps everything else of its own waiting: Discord gives up after 3 s.
  expect((await home(stage)).reply()?.text).toBe('At once.');
  expect(await reading).toEqual({ kind: 'unclear', code: '429' });
});

test('a channel says whether Weft can post, what is lacking, and who reads its private threads', async () => {
  await using stage = await open({ start: false });
  const { discord, platform, guild, channel } = stage;
  const ask = (id: string) => platform.ask({ kind: 'channel', tenant: guild.id, channel: id });
  expect(await ask(channel.id)).toEqual({ name: 'general', canPost: true, readers: ['Administrators'] });
  const silent = discord.addChannel(guild, { name: 'silent', botMayPost: false });
  expect(await ask(silent.id)).toMatchObject({
    canPost: false,
    obstacle: expect.stringContaining('Send Messages'),
  });
  const hidden = discord.addChannel(guild, { name: 'hidden', botMaySee: false });
  expect(await ask(hidden.id)).toMatchObject({
    canPost: false,
    obstacle: expect.stringContaining('View Channel'),
  });
  guild.botPermissions &= ~permission.createPrivateThreads;
  expect(await ask(channel.id)).toMatchObject({
    canPost: true,
    obstacle: expect.stringContaining('Create Private Threads'),
  });
  guild.botPermissions &= ~permission.attachFiles;
  expect(await ask(channel.id)).toMatchObject({
    canPost: true,
    obstacle: expect.stringContaining('Attach Files'),
  });
});

test('a member has a name and says whether they administer the server; others have no facts', async () => {
  await using stage = await open({ start: false });
  const bo = stage.discord.addPerson({ name: 'Bo' });
  const away = stage.discord.addPerson({ name: 'Away', guilds: [] });
  const ask = (account: string) => stage.platform.ask({ kind: 'member', tenant: stage.guild.id, account });
  expect(await ask(stage.ada.id)).toEqual({ name: 'Ada', administrator: true });
  expect(await ask(bo.id)).toEqual({ name: 'Bo', administrator: false });
  expect(await ask(away.id)).toEqual({});
});

test('stopping lets the gateway go at once, and finishes acknowledgements under way', async () => {
  const stage = await open();
  const stored = Promise.withResolvers<Reaction>();
  stage.react(() => stored.promise);
  const waiting = home(stage);
  await stage.discord.see(() => stage.taken.length === 1);
  const stopping = stage.platform.stop();
  await vi.waitFor(() => expect(stage.discord.gateway.counts().connected).toBe(0), patiently);
  stored.resolve(answer('In time.'));
  await stopping;
  expect((await waiting).reply()?.text).toBe('In time.');
  await stage[Symbol.asyncDispose]();
});

// --- several processes

const patiently = { timeout: 15_000, interval: 20 };

/** Who leads what, said by the test instead of by locks. */
function election() {
  const works: ((name: string, lost: AbortSignal) => Promise<void>)[] = [];
  return {
    lead: (leads: boolean): Lead => {
      return (names, work) => {
        works.push(work);
        const over = new AbortController();
        const first = leads ? Promise.all(names.map((name) => work(name, over.signal))) : undefined;
        return {
          known: Promise.resolve(leads),
          async stop() {
            over.abort();
            await first;
          },
        };
      };
    },
    /** Lets the platform that campaigned as the nth lead one name, until the function returned is called. */
    choose(nth: number, name: string) {
      const lost = new AbortController();
      const over = works[nth]?.(name, lost.signal);
      return async () => {
        lost.abort();
        await over;
      };
    },
  };
}

test('a process that does not hold the gateway does everything but hear, and hears once it leads', async () => {
  const { lead, choose } = election();
  await using stage = await open({ lead: lead(false) });
  const { discord, guild, channel, ada } = stage;
  expect(discord.gateway.counts()).toMatchObject({ identified: 0, connected: 0 });
  expect((await posted(stage, said('By REST.'))).text).toBe('By REST.');
  const question = { kind: 'member', tenant: guild.id, account: ada.id } as const;
  expect(await stage.platform.ask(question)).toMatchObject({ name: 'Ada' });
  expect(stage.taken).toEqual([]);

  const lose = choose(0, 'discord shard 0');
  await discord.see(() => stage.spaces.has(guild.id));
  expect((await home(stage)).reply()?.text).toBe('Done.');
  await lose();
  expect(discord.gateway.counts().connected).toBe(0);
  expect(stage.fatal).toEqual([]);

  const again = choose(0, 'discord shard 0');
  await vi.waitFor(() => expect(stage.notes.filter(isConnected)).toHaveLength(2), patiently);
  expect((await home(stage)).reply()?.text).toBe('Done.');
  expect(discord.messages(channel)).toHaveLength(1);
  await again();
});

const isConnected = ({ event }: { event: string }) => event === 'discord is connected';

test('what is lost while it connects leaves no session behind', async () => {
  const { lead, choose } = election();
  await using stage = await open({ lead: lead(false) });
  const { gateway, fail } = stage.discord;
  fail('GET /gateway/bot', { delay: 500 });
  const lose = choose(0, 'discord shard 0');
  await stage.discord.see(() => stage.discord.calls.some(({ route }) => route === 'GET /gateway/bot'));
  await lose();
  // discord.js cannot be stopped half-way: it connects, and is destroyed then.
  await vi.waitFor(() => expect(gateway.counts().identified).toBe(1), patiently);
  await vi.waitFor(() => expect(gateway.counts().connected).toBe(0), patiently);
  expect(stage.notes.filter(isConnected)).toEqual([]);
});

test('a gateway that is closed for good after a change of leaders is told once', async () => {
  const { lead, choose } = election();
  await using stage = await open({ lead: lead(false) });
  const lose = choose(0, 'discord shard 0');
  await vi.waitFor(() => expect(stage.notes.some(isConnected)).toBe(true), patiently);
  stage.discord.dropGateway(4011);
  await stage.discord.see(() => stage.fatal[0]?.includes('DISCORD_SHARDS'));
  await lose();
  expect(stage.fatal).toHaveLength(1);
});

test('each shard hears its own servers, and says only of them that they have gone', async () => {
  const { lead, choose } = election();
  await using stage = await open({ lead: lead(false), shards: 2 });
  const { discord, ada } = stage;
  const guilds = [stage.guild];
  // Ids come with time: some turn out even and some odd, above the 22nd bit.
  while (new Set(guilds.map(({ id }) => shardOf(id, 2))).size < 2) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    guilds.push(discord.addGuild({ name: 'Another' }));
  }
  discord.join(ada, guilds.at(-1) ?? stage.guild);
  const [zero, one] = [0, 1].map((shard) => guilds.filter(({ id }) => shardOf(id, 2) === shard));
  const left = ['4194304', '8388608']; // one of each shard
  for (const tenant of left) stage.spaces.set(tenant, { tenant, name: 'Left' });
  const lose = choose(0, 'discord shard 1');
  await vi.waitFor(() => expect(stage.notes.filter(isConnected)).toHaveLength(1), patiently);
  expect([...stage.spaces.keys()].toSorted()).toEqual(
    ['8388608', ...(one ?? []).map(({ id }) => id)].toSorted(),
  );
  const also = choose(0, 'discord shard 0');
  await vi.waitFor(() => expect(stage.notes.filter(isConnected)).toHaveLength(2), patiently);
  expect([...stage.spaces.keys()].toSorted()).toEqual(guilds.map(({ id }) => id).toSorted());
  expect(discord.gateway.counts().connected).toBe(2);
  for (const guild of [zero?.[0], one?.[0]]) {
    if (guild) await discord.command({ person: ada, guild, name: 'weft', path: ['home', 'show'] });
  }
  expect(stage.taken.map(({ tenant }) => shardOf(tenant, 2))).toEqual([0, 1]);
  await Promise.all([lose(), also()]);
});

// --- pictures

const postOf = (stage: Stage, shown: Message): Attempt => ({
  key: randomUUID(),
  address: { kind: 'channel', tenant: stage.guild.id, channel: stage.channel.id },
  effect: { kind: 'post', message: shown },
  attempt: 0,
});

test('a picture is posted with its words, and once, however often it is attempted', async () => {
  await using stage = await open({ start: false });
  const asked: Picture[] = [];
  stage.draw = async (shown) => {
    asked.push(shown);
    return png;
  };
  const attempt = postOf(stage, shownTrend);
  const first = await stage.platform.perform(attempt);
  expect(first).toMatchObject({ kind: 'sent' });
  expect(whereIn(await stage.platform.perform({ ...attempt, attempt: 1 }))).toEqual(whereIn(first));
  expect(stage.discord.messages(stage.channel)).toMatchObject([
    { text: 'How it went.', pictures: [seenTrend], files: [{ filename: 'trend.png' }] },
  ]);
  expect(asked).toEqual([trend, trend]);
});

test('a message with a picture whose answer was lost is found again, and one', async () => {
  await using stage = await open({ start: false });
  const attempt = postOf(stage, shownTrend);
  stage.discord.fail('POST /channels/{channel_id}/messages', 'drop-after');
  expect(await stage.platform.perform(attempt)).toMatchObject({ kind: 'unclear' });
  stage.discord.forgetNonces();
  const [seen, ...others] = stage.discord.messages(stage.channel);
  expect(others).toEqual([]);
  expect(seen?.pictures).toEqual([seenTrend]);
  expect(await stage.platform.readBack(attempt)).toMatchObject({ kind: 'sent', posted: seen?.id });
  // The control: of another message with the same picture nothing is there.
  expect(await stage.platform.readBack({ ...attempt, key: randomUUID() })).toMatchObject({ kind: 'later' });
});

test('the first message of a conversation may show a picture, and an edit shows it anew', async () => {
  await using stage = await open({ start: false });
  const { platform, discord, guild, ada } = stage;
  const { key, address } = postOf(stage, shownTrend);
  const effect = { kind: 'open', accounts: [ada.id], title: 'Us', message: shownTrend } as const;
  const opened = await platform.perform({ key, address, effect, attempt: 0 });
  if (opened.kind !== 'sent') throw new Error('not opened');
  const shown = () =>
    discord.threads(guild)[0]?.messages.map(({ pictures, files }) => [pictures, files.length]);
  expect(shown()).toEqual([[[seenTrend], 1]]);
  const later = Buffer.concat([png, Buffer.from('later')]);
  stage.draw = async () => later;
  const edit = { kind: 'edit', posted: opened.posted, message: shownTrend } as const;
  const there = { kind: 'channel', tenant: guild.id, channel: opened.conversation } as const;
  await platform.perform({ key: randomUUID(), address: there, effect: edit, attempt: 0 });
  expect(shown()).toEqual([[[{ ...seenTrend, bytes: later }], 1]]);
});

test('an answer with a picture is private, at once and later, and there once, also when it is given again', async () => {
  await using stage = await open();
  const { discord, platform, ada, channel } = stage;
  const seen = await posted(stage, offer);
  const shown = { message: shownTrend, place: 'private' } as const;
  stage.react(() => ({ kind: 'answer', answer: shown }));
  expect((await home(stage)).type).toBe(4);
  stage.react(() => later('private'));
  await home(stage);
  for (let time = 0; time < 2; time += 1) await platform.answer(stage.taken.at(-1)?.reply, shown);
  // To a press that was to change its message: as a follow-up.
  stage.react(() => later('instead'));
  await press(stage, seen, 'Yes');
  await platform.answer(stage.taken.at(-1)?.reply, shown);
  const each = { pictures: [seenTrend], files: [{}], ephemeral: true };
  expect(discord.ephemerals(ada)).toMatchObject([each, each, each]);
  expect(discord.messages(channel).map((one) => one.text)).toEqual(['An offer.']);
});

test('a picture comes and goes with the message that it is in', async () => {
  await using stage = await open();
  const { discord, ada } = stage;
  const slices = button('home.show', 'Home', rowId);
  const shown = message(shownTrend.text, ...shownTrend.blocks, buttons(slices));
  stage.react(() => ({ kind: 'answer', answer: { message: shown, place: 'private' } }));
  await home(stage);
  const before = () => discord.ephemerals(ada).at(-1) ?? { id: '' };
  expect(before()).toMatchObject({ pictures: [seenTrend] });
  stage.react(() => answer('In numbers.', 'instead'));
  await press(stage, before(), 'Home');
  expect(discord.ephemerals(ada)).toMatchObject([{ text: 'In numbers.', pictures: [], files: [] }]);

  stage.react(() => ({ kind: 'answer', answer: { message: shown, place: 'private' } }));
  await home(stage);
  stage.react(() => later('instead'));
  await press(stage, before(), 'Home');
  await stage.platform.answer(stage.taken.at(-1)?.reply, { message: said('Later.'), place: 'instead' });
  expect(discord.ephemerals(ada).at(-1)).toMatchObject({ text: 'Later.', pictures: [], files: [] });
});

test.each([
  ['cannot be drawn', () => Promise.reject(new Error('no font for “Ada”'))],
  ['is too large', async () => Buffer.alloc(10 * 1024 * 1024 + 1)],
])('a picture that %s costs no words, and is told without any', async (_, draw) => {
  await using stage = await open();
  stage.draw = draw;
  expect(await posted(stage, shownTrend)).toMatchObject({ text: 'How it went.', pictures: [], files: [] });
  expect(stage.notes.filter(({ event }) => event === 'file left out')).toHaveLength(1);
  expect(JSON.stringify(stage.notes)).not.toContain('Ada');
  stage.react(() => ({ kind: 'answer', answer: { message: shownTrend, place: 'private' } }));
  expect((await home(stage)).reply()).toMatchObject({ text: 'How it went.', pictures: [] });
});

test('the control: Discord refuses the words with a picture that is not there', async () => {
  await using stage = await open({ start: false });
  const { discord, channel } = stage;
  const rest = restOf(discord);
  await expect(
    rest.post(Routes.channelMessages(channel.id), { body: renderMessage(shownTrend) }),
  ).rejects.toMatchObject({ code: 50035 });
  expect(discord.messages(channel)).toEqual([]);
  expect(discord.violations.splice(0)).toEqual([expect.stringContaining('is not among the files')]);
});

test('where Weft may attach nothing, the words of a message arrive without its picture', async () => {
  await using stage = await open({ start: false });
  stage.guild.botPermissions &= ~permission.attachFiles;
  expect(await posted(stage, shownTrend)).toMatchObject({ text: 'How it went.', pictures: [] });
  expect(stage.discord.messages(stage.channel)).toHaveLength(1);
});

test('the words of a picture stay as they were said, cut at a whole character', async () => {
  await using stage = await open({ start: false });
  const shown = async (alt: string) =>
    (await posted(stage, message(text`A.`, picture(trend, alt)))).pictures[0];
  const hostile = '**Bo** <@1> @everyone\n> [x](https://evil.example) \\ `a`';
  expect((await shown(`${hostile}\u202E`))?.alt).toBe(hostile);
  const cut = (await shown('🌊'.repeat(600)))?.alt ?? '';
  expect(cut).toBe(`${'🌊'.repeat(511)}…`);
  expect(cut.length).toBeLessThanOrEqual(1024);
});

test('of many pictures the first ten are shown, and that it is not all', async () => {
  await using stage = await open({ start: false });
  const many = Array.from({ length: 12 }, (_, index) => picture(trend, `Week ${index}`));
  const seen = await posted(stage, message(text`A year.`, ...many));
  expect(seen.pictures.map(({ alt }) => alt)).toEqual(many.slice(0, 10).map((_, index) => `Week ${index}`));
  expect(new Set(seen.files.map(({ filename }) => filename)).size).toBe(10);
  expect(seen.text).toContain('Too long for Discord');
});

// --- calendar files

const filesIn = ({ files }: { files: readonly { filename: string; bytes: Buffer }[] } = { files: [] }) =>
  files.map(({ filename, bytes }) => [filename, bytes.toString()]);
/** The files that a message shows, by their names: what nobody sees is no file. */
const shownIn = ({ components }: { components: readonly object[] }) =>
  components.flatMap((one) => ('file' in one && 'name' in one ? [one.name] : []));
const written = (one: Calendar) => Buffer.from(writeCalendar(one)).toString();

test('a calendar file arrives byte for byte below its words, and says what was planned', async () => {
  await using stage = await open({ start: false });
  const attempt = postOf(stage, called);
  const first = await stage.platform.perform(attempt);
  expect(whereIn(await stage.platform.perform({ ...attempt, attempt: 1 }))).toEqual(whereIn(first));
  const [seen, ...others] = stage.discord.messages(stage.channel);
  if (!seen) throw new Error('not posted');
  expect(others).toEqual([]);
  expect(filesIn(seen)).toEqual([['weft.ics', written(entry)]]);
  expect(shownIn(seen)).toEqual(['weft.ics']);
  const [event] = new ICAL.Component(ICAL.parse(seen.files[0]?.bytes.toString() ?? '')).getAllSubcomponents(
    'vevent',
  );
  expect(event && new ICAL.Event(event)).toMatchObject({
    ...{ uid: 'day@weft', sequence: 2, summary: 'River day', description: 'Meet at the *river*.' },
    startDate: expect.objectContaining({ hour: 10, day: 15, month: 5, year: 2099 }),
  });
});

test('an edit replaces the file or takes it away, and leaves none that nobody sees', async () => {
  await using stage = await open({ start: false });
  const { discord, platform, channel } = stage;
  const sent = await posted(stage, called);
  const moved: Calendar = { ...entry, sequence: 3, name: 'River day, moved' };
  const edit = async (shown: Message) => {
    const effect = { kind: 'edit', posted: sent.id, message: shown } as const;
    return await platform.perform({ ...postOf(stage, shown), effect });
  };
  await edit(message(text`River day is moved.`, calendar(moved)));
  expect(discord.messages(channel).map(filesIn)).toEqual([[['weft.ics', written(moved)]]]);
  expect(discord.messages(channel).flatMap(shownIn)).toEqual(['weft.ics']);
  await edit(said('River day, with no file.'));
  expect(discord.messages(channel)).toMatchObject([{ text: 'River day, with no file.', files: [] }]);
  await edit(called);
  expect(discord.messages(channel).map(filesIn)).toEqual([[['weft.ics', written(entry)]]]);
  // The control: an edit that lists nothing leaves the file where nobody sees it.
  const body = renderMessage(said('Careless.'));
  await restOf(discord).patch(Routes.channelMessage(channel.id, sent.id), { body });
  expect(discord.messages(channel).map(({ files }) => files.length)).toEqual([1]);
  expect(discord.violations.splice(0)).toEqual([expect.stringContaining('no component shows weft.ics')]);
});

test('where Weft may attach nothing, words are posted and edited without their calendar file', async () => {
  await using stage = await open({ start: false });
  stage.guild.botPermissions &= ~permission.attachFiles;
  const sent = await posted(stage, called);
  const shown = message(text`Moved.`, calendar(entry));
  const effect = { kind: 'edit', posted: sent.id, message: shown } as const;
  expect(await stage.platform.perform({ ...postOf(stage, shown), effect })).toMatchObject({ kind: 'sent' });
  expect(stage.discord.messages(stage.channel)).toMatchObject([{ text: 'Moved.', files: [] }]);
});

test('a private answer carries a calendar file, at once and later', async () => {
  await using stage = await open();
  const shown = { message: called, place: 'private' } as const;
  stage.react(() => ({ kind: 'answer', answer: shown }));
  await home(stage);
  stage.react(() => later('private'));
  await home(stage);
  for (let time = 0; time < 2; time += 1) await stage.platform.answer(stage.taken.at(-1)?.reply, shown);
  const each = [['weft.ics', written(entry)]];
  expect(stage.discord.ephemerals(stage.ada).map(filesIn)).toEqual([each, each]);
  expect(stage.discord.ephemerals(stage.ada).flatMap(shownIn)).toEqual(['weft.ics', 'weft.ics']);
});

test('a calendar file that cannot be written costs no words', async () => {
  await using stage = await open({ start: false });
  stage.write = () => {
    throw new Error('of Ada');
  };
  expect(await posted(stage, called)).toMatchObject({ text: 'River day is planned.', files: [] });
  expect(stage.notes.map(({ event }) => event)).toEqual(['file left out']);
  expect(JSON.stringify(stage.notes)).not.toContain('Ada');
});

// --- several files in one message

const map: Picture = {
  ...{ kind: 'map', title: 'Who works together', alone: '3 not connected yet' },
  nodes: ['Delta', 'Upriver'].map((label) => ({ label, community: 0, ties: 1 })),
  edges: [[0, 1, 1]],
};
const mapWords = 'Delta and Upriver work together.';
const ties = file({ name: 'ties.csv', type: 'text/csv', text: 'from,to\nDelta,Upriver\n' });
const digest = message(
  text`One thing waits for you.`,
  buttons(button('intro.accept', 'Yes', rowId, 'main'), button('home.show', 'Home')),
  heading(text`The pulse`),
  picture(trend, inWords),
  heading(text`The network`),
  picture(map, mapWords),
  ties,
  calendar(entry),
);
const named = ({ files }: { files: readonly { filename: string }[] } = { files: [] }) =>
  files.map(({ filename }) => filename);
const shows = ({ components }: { components: readonly object[] }) =>
  components.map((one) => ('type' in one ? one.type : 0));

test('pictures and files stand where they belong in one message, beside its buttons, and come once', async () => {
  await using stage = await open();
  const { discord, platform, channel } = stage;
  const attempt = postOf(stage, digest);
  const first = await platform.perform(attempt);
  expect(whereIn(await platform.perform({ ...attempt, attempt: 1 }))).toEqual(whereIn(first));
  const [seen, ...others] = discord.messages(channel);
  if (!seen) throw new Error('not posted');
  expect(others).toEqual([]);
  expect(shows(seen)).toEqual([10, 1, 14, 10, 12, 14, 10, 12, 13, 13]);
  expect(seen.pictures).toEqual([seenTrend, { alt: mapWords, filename: 'map.png', bytes: png }]);
  expect(named(seen)).toEqual(['trend.png', 'map.png', 'ties.csv', 'weft.ics']);
  expect(shownIn(seen)).toEqual(['ties.csv', 'weft.ics']);
  expect(seen.files[2]?.bytes.toString()).toBe('from,to\nDelta,Upriver\n');
  discord.forgetNonces();
  expect(await platform.readBack(attempt)).toMatchObject({ kind: 'sent', posted: seen.id });

  // An edit brings its own files and leaves none of the others.
  const edit = async (shown: Message) => {
    const effect = { kind: 'edit', posted: seen.id, message: shown } as const;
    expect(await platform.perform({ ...postOf(stage, shown), effect })).toMatchObject({ kind: 'sent' });
    return named(discord.messages(channel)[0]);
  };
  expect(await edit(message(text`Less.`, ties, picture(map, mapWords)))).toEqual(['ties.csv', 'map.png']);
  expect(await edit(digest)).toEqual(['trend.png', 'map.png', 'ties.csv', 'weft.ics']);
  // So does what takes its place when a button is pressed.
  stage.react(() => ({ kind: 'answer', answer: { message: message(text`Done.`, ties), place: 'instead' } }));
  await press(stage, seen, 'Yes');
  expect(named(discord.messages(channel)[0])).toEqual(['ties.csv']);
});

test('where Weft may attach nothing, a message stands in words with its buttons, posted and edited', async () => {
  await using stage = await open({ start: false });
  stage.guild.botPermissions &= ~permission.attachFiles;
  const seen = await posted(stage, digest);
  const wordsAlone = () => {
    const [one] = stage.discord.messages(stage.channel);
    return [one?.text, named(one), one?.buttons.map(({ label }) => label)];
  };
  const words = 'One thing waits for you.\n### The pulse\n### The network';
  expect(wordsAlone()).toEqual([words, [], ['Yes', 'Home']]);
  const effect = { kind: 'edit', posted: seen.id, message: digest } as const;
  expect(await stage.platform.perform({ ...postOf(stage, digest), effect })).toMatchObject({ kind: 'sent' });
  expect(wordsAlone()).toEqual([words, [], ['Yes', 'Home']]);
  // The control: with the permission its files are there.
  stage.guild.botPermissions |= permission.attachFiles;
  await stage.platform.perform({ ...postOf(stage, digest), effect });
  expect(wordsAlone()[1]).toEqual(['trend.png', 'map.png', 'ties.csv', 'weft.ics']);
});

test('one of several files that cannot be made costs none of the others', async () => {
  await using stage = await open({ start: false });
  stage.draw = async (one) => {
    if (one.kind === 'map') throw new Error('no room');
    return png;
  };
  const seen = await posted(stage, digest);
  expect(named(seen)).toEqual(['trend.png', 'ties.csv', 'weft.ics']);
  expect(seen.pictures).toEqual([seenTrend]);
  expect(stage.notes.map(({ event }) => event)).toEqual(['file left out']);
});

/** A digest of every part, each as full as it may be, in some 3,400 characters; with buttons at so many items of a part. */
const fullDigest = (pressed: number) =>
  message(
    text`5 things wait for you in Clearwater.`,
    heading(text`Next`),
    ...Array.from({ length: 5 }, (_, at) => [
      paragraph(literal(`Hub ${at} has nobody who speaks for it.`)),
      buttons(
        button('intro.accept', `Add ${at}`, randomUUID()),
        button('intro.later', 'Later', randomUUID()),
      ),
    ]).flat(),
    ...Array.from({ length: 13 }, (_, part) => [
      heading(literal(`Part ${part}`)),
      paragraph(literal(`7 of these and 3 of those in part ${part}.`)),
      ...Array.from({ length: 5 }, (_, at) => {
        const line = literal(`Item ${part} ${at}: Delta and Upriver met.`);
        const on = button('intro.note', `Look ${part} ${at}`, randomUUID());
        return at < pressed ? [paragraph(line), buttons(on)] : [items(line)];
      }).flat(),
      note(literal(`And ${part} more.`)),
      ...(part === 4 ? [picture(trend, inWords)] : part === 9 ? [picture(map, mapWords)] : []),
    ]).flat(),
    note(text`Since Monday.`),
  );

test('a full digest of thirteen parts is one message with all its words, buttons and both pictures', async () => {
  await using stage = await open({ start: false });
  const seen = await posted(stage, fullDigest(0));
  expect(seen.text.length).toBeGreaterThan(3300);
  expect(seen.text.length).toBeLessThan(3600);
  for (let part = 0; part < 13; part += 1) {
    expect(seen.text).toContain(
      `### Part ${part}\n7 of these and 3 of those in part ${part}.\n- Item ${part} 0`,
    );
    for (let at = 0; at < 5; at += 1)
      expect(seen.text).toContain(`Item ${part} ${at}: Delta and Upriver met.`);
  }
  expect(seen.text).not.toContain('for Discord');
  expect(named(seen)).toEqual(['trend.png', 'map.png']);
  expect(seen.buttons).toHaveLength(10);

  // With more buttons than forty components hold the last ones go; no words do, and no picture.
  const pressable = await posted(stage, fullDigest(2));
  for (let part = 0; part < 13; part += 1)
    expect(pressable.text).toContain(`Item ${part} 4: Delta and Upriver met.`);
  expect(named(pressable)).toEqual(['trend.png', 'map.png']);
  expect(pressable.text).toContain('Since Monday.');
  expect(pressable.text).toContain('Too many buttons for Discord');
  const labels = pressable.buttons.map(({ label }) => label);
  expect(labels.slice(0, 10)).toEqual(seen.buttons.map(({ label }) => label));
  expect(labels.slice(10)).toEqual(['Look 0 0', 'Look 0 1', 'Look 1 0', 'Look 1 1']);
});

// --- what continues what was said before

test('what continues a message is an answer to it, and pings nobody', async () => {
  await using stage = await open({ start: false });
  const { discord, platform, channel } = stage;
  const first = await posted(stage, said('120 so far.'));
  const attempt = postOf(stage, said('80 now.'));
  const effect = { kind: 'post', message: said('80 now.'), after: first.id } as const;
  discord.fail('POST /channels/{channel_id}/messages', 'drop-after');
  expect((await platform.perform({ ...attempt, effect })).kind).toBe('unclear');
  discord.forgetNonces();
  const [, second] = discord.messages(channel);
  expect(second).toMatchObject({ text: '80 now.', repliesTo: first.id });
  expect(await platform.readBack({ ...attempt, effect })).toMatchObject({ posted: second?.id });
  expect(discord.pings).toEqual([]);
  // The control: without allowed_mentions an answer pings.
  const { allowed_mentions: _, ...body } = renderMessage(said('Careless.'));
  const reference = { message_reference: { message_id: first.id } };
  await restOf(discord).post(Routes.channelMessages(channel.id), { body: { ...body, ...reference } });
  expect(discord.pings.splice(0)).toEqual([expect.stringContaining('who is answered')]);
  discord.violations.splice(0);
});

test('what continues a message that has gone, or that Weft may not read, stands alone', async () => {
  await using stage = await open({ start: false });
  const { discord, platform, guild, channel } = stage;
  const continued = async (after: string) => {
    const effect = { kind: 'post', message: called, after } as const;
    await platform.perform({ ...postOf(stage, called), effect });
    return discord.messages(channel).at(-1);
  };
  expect(await continued('123456789012345678')).toMatchObject({ repliesTo: '', files: [{}] });
  const first = await posted(stage, said('120 so far.'));
  expect(await continued(first.id)).toMatchObject({ repliesTo: first.id });
  guild.botPermissions &= ~permission.readMessageHistory;
  expect(await continued(first.id)).toMatchObject({ repliesTo: '', files: [{}] });
  guild.botPermissions &= ~permission.attachFiles;
  expect(await continued(first.id)).toMatchObject({ repliesTo: '', files: [] });
  expect(discord.messages(channel)).toHaveLength(5);
});

test('an old message that is edited too often is told as old, and its channel as not too fast', async () => {
  await using stage = await open({ start: false });
  const sent = await posted(stage, said('120 so far.'));
  stage.discord.fail('PATCH /channels/{channel_id}/messages/{message_id}', { error: 30046 });
  const effect = { kind: 'edit', posted: sent.id, message: said('130 so far.') } as const;
  const outcome = await stage.platform.perform({ ...postOf(stage, offer), effect });
  expect(outcome).toEqual({ kind: 'later', code: 'old', seconds: 600, scope: 'conversation' });
  expect(stage.discord.calls.filter(({ method }) => method === 'PATCH').map((call) => call.status)).toEqual([
    429,
  ]);
});

// --- events

const planned: PlannedEvent = {
  name: 'River day',
  about: 'Meet at the river, *everyone*.\nBring water.',
  where: 'Each place',
  from: '2099-05-15T10:00:00Z',
  until: '2099-05-15T12:00:00Z',
  state: 'planned',
};
const eventOf = (stage: Stage, event: Partial<PlannedEvent> = {}, made?: string): Attempt => ({
  ...postOf(stage, offer),
  effect: {
    ...{ kind: 'event', event: { ...planned, ...event }, message: said('In words.') },
    ...(made !== undefined && { made }),
  },
});
const eventsOn = ({ discord, guild }: Stage) => discord.events(guild);

test('an event is planned, changed and cancelled, and nothing is posted for it', async () => {
  await using stage = await open({ start: false });
  const { platform, channel, discord } = stage;
  const made = await platform.perform(eventOf(stage));
  if (made.kind !== 'sent') throw new Error(`not made: ${made.code}`);
  expect(eventsOn(stage)).toEqual([
    {
      ...{ id: made.posted, name: 'River day', location: 'Each place', active: false },
      ...{ from: planned.from, until: planned.until },
      description: expect.stringMatching(
        /^Meet at the river, \\\*everyone\\\*\.\nBring water\.\n\nWeft · [a-z2-9]{6}$/,
      ),
    },
  ]);
  expect(made.conversation).toBe(channel.id);
  const moved = { name: 'Lake day', from: '2099-06-01T10:00:00Z', until: '2099-06-01T11:00:00Z' };
  const change = await platform.perform(eventOf(stage, moved, made.posted));
  expect(whereIn(change)).toEqual(whereIn(made));
  expect(eventsOn(stage)).toMatchObject([{ id: made.posted, ...moved }]);
  const cancelled = eventOf(stage, { state: 'cancelled' }, made.posted);
  // As often as it is said: a change that was unclear is made again.
  for (const attempt of [cancelled, { ...cancelled, attempt: 1 }]) {
    expect(whereIn(await platform.perform(attempt))).toEqual(whereIn(made));
  }
  expect(eventsOn(stage)).toEqual([]);
  expect(discord.messages(channel)).toEqual([]);
  expect((await platform.readBack(cancelled)).kind).toBe('later');
});

test('an event whose answer was lost is found again and not made twice; one that was never made is', async () => {
  await using stage = await open({ start: false });
  const { discord, platform } = stage;
  const [lost, never] = [eventOf(stage), eventOf(stage)];
  const route = 'POST /guilds/{guild_id}/scheduled-events';
  discord.fail(route, 'drop-before');
  expect((await platform.perform(never)).kind).toBe('unclear');
  discord.fail(route, 'drop-after');
  expect((await platform.perform(lost)).kind).toBe('unclear');
  expect(discord.calls.filter((call) => call.route === route)).toHaveLength(2);
  const [there, ...others] = eventsOn(stage);
  expect(others).toEqual([]);
  expect(await platform.readBack(lost)).toMatchObject({ kind: 'sent', posted: there?.id });
  expect(await platform.readBack(never)).toMatchObject({ kind: 'later', seconds: 0 });
  // The control: without the code in its words nobody knows it again, and it would be made twice.
  const body = { description: 'Meet at the river.' };
  await restOf(discord).patch(Routes.guildScheduledEvent(stage.guild.id, there?.id ?? ''), { body });
  expect(await platform.readBack(lost)).toMatchObject({ kind: 'later' });
  await platform.perform({ ...lost, attempt: 1 });
  expect(eventsOn(stage)).toHaveLength(2);
});

test('an event that somebody else made with the same words is not taken for ours', async () => {
  await using stage = await open({ start: false });
  const attempt = eventOf(stage);
  await stage.platform.perform(attempt);
  for (const one of stage.guild.events.values()) one.creator_id = stage.ada.id;
  expect(await stage.platform.readBack(attempt)).toMatchObject({ kind: 'later' });
});

test.each([
  [{ error: 50013 }, { kind: 'refused', code: '50013', why: 'setup' }],
  [{ error: 50001 }, { kind: 'refused', code: '50001', why: 'setup' }],
  [{ error: 30038 }, { kind: 'refused', code: 'full', why: 'setup' }],
  [{ rateLimited: 7 }, { kind: 'later', code: '429', scope: 'conversation' }],
  [{ status: 503 }, { kind: 'unclear', code: '503' }],
])('when planning an event meets %j it is tried once and ends as %j', async (fault, outcome) => {
  await using stage = await open({ start: false });
  stage.discord.fail(/scheduled-events$/, fault);
  expect(await stage.platform.perform(eventOf(stage))).toMatchObject(outcome);
  expect(stage.discord.calls).toHaveLength(1);
});

test('an event that Weft may not plan, that is one too many, or that begins in the past is refused with a code', async () => {
  await using stage = await open({
    start: false,
    options: { globalPerSecond: 500, bucket: () => ({ limit: 500, seconds: 1 }) },
  });
  const { platform, guild } = stage;
  const outcome = async (event?: Partial<PlannedEvent>, made?: string) =>
    await platform.perform(eventOf(stage, event, made));
  guild.botPermissions &= ~permission.createEvents;
  expect(await outcome()).toEqual({ kind: 'refused', code: '50013', why: 'setup' });
  guild.botPermissions |= permission.createEvents;
  const past = { from: '2020-05-15T10:00:00Z', until: '2020-05-15T12:00:00Z' };
  expect(await outcome(past)).toEqual({ kind: 'refused', code: 'past', why: 'gone' });
  expect(await outcome({ state: 'cancelled' })).toEqual({ kind: 'refused', code: 'cancelled', why: 'gone' });
  for (let count = 0; count < 100; count += 1) await outcome();
  expect(await outcome()).toEqual({ kind: 'refused', code: 'full', why: 'setup' });
  const [first] = eventsOn(stage);
  await outcome({ state: 'cancelled' }, first?.id);
  expect(await outcome()).toMatchObject({ kind: 'sent' });
});

test('of an event under way the words can be changed and it can be ended; one that is over is gone', async () => {
  let nowMs = Date.UTC(2099, 4, 1);
  await using stage = await open({ start: false, options: { nowMs: () => nowMs } });
  const { platform, clock } = stage;
  const made = await platform.perform(eventOf(stage));
  const other = await platform.perform(eventOf(stage));
  if (made.kind !== 'sent' || other.kind !== 'sent') throw new Error('not made');
  const moved = { from: '2099-05-20T10:00:00Z', until: '2099-05-20T12:00:00Z' };
  nowMs = Date.UTC(2099, 4, 15, 11);
  // By our clock it is still to come: Discord's decides, and says so once.
  expect(await platform.perform(eventOf(stage, { name: 'Now' }, made.posted))).toEqual({
    ...{ kind: 'refused', code: 'past', why: 'gone' },
  });
  clock.set('2099-05-15T11:00:00Z');
  expect(await platform.perform(eventOf(stage, { name: 'Now' }, made.posted))).toMatchObject({
    kind: 'sent',
  });
  expect(eventsOn(stage)).toMatchObject([{ name: 'Now', active: true, from: planned.from }, {}]);
  expect(await platform.perform(eventOf(stage, moved, made.posted))).toMatchObject({ code: 'past' });
  expect(await platform.perform(eventOf(stage, { state: 'cancelled' }, made.posted))).toMatchObject({
    ...{ kind: 'sent', posted: made.posted },
  });
  expect(eventsOn(stage)).toMatchObject([{ id: other.posted }]);
  nowMs = Date.UTC(2099, 4, 16);
  const over = await platform.perform(eventOf(stage, { name: 'Later' }, other.posted));
  expect(over).toEqual({ kind: 'refused', code: '180000', why: 'gone' });
  stage.guild.events.delete(other.posted);
  const deleted = await platform.perform(eventOf(stage, { name: 'Later' }, other.posted));
  expect(deleted).toEqual({ kind: 'refused', code: '10070', why: 'gone' });
});

test('whatever an event is called, Discord takes it, and its code stays at its end', async () => {
  await using stage = await open({
    start: false,
    options: { globalPerSecond: 500, bucket: () => ({ limit: 500, seconds: 1 }) },
  });
  const { platform } = stage;
  const name = hostile.map((words) => `${words}x`.slice(0, 100));
  const about = fc.oneof(hostile, fc.constantFrom('', '*'.repeat(1000), 'word '.repeat(200)));
  await fc.assert(
    fc.asyncProperty(name, about, hostile, async (...[called, words, where]) => {
      const attempt = eventOf(stage, { name: called, about: words, where: where.slice(0, 100) });
      const made = await platform.perform(attempt);
      expect(whereIn(await platform.readBack(attempt))).toEqual(whereIn(made));
      const [seen] = eventsOn(stage);
      expect(seen?.description.length).toBeLessThanOrEqual(1000);
      const own = seen?.description.split('\n').slice(0, -1).join('\n') ?? '';
      expect(active(own)).toEqual([]);
      if (made.kind === 'sent') await platform.perform(eventOf(stage, { state: 'cancelled' }, made.posted));
    }),
    { numRuns: 60 },
  );
}, 30_000);

test('what an event costs of Discord’s pace is counted', () => {
  const address = { kind: 'channel', tenant: '1', channel: '2' } as const;
  const effect = { kind: 'event', event: planned, message: said('In words.') } as const;
  const count = (verb: 'perform' | 'readBack', made?: string) =>
    requestsOf(address, made === undefined ? effect : { ...effect, made }, verb);
  expect([count('perform'), count('readBack'), count('perform', '3'), count('readBack', '3')]).toEqual([
    ...[1, 1, 1, 0],
  ]);
});

// --- drawing

const everything = message(
  text`First sentence with ${strong('weight')}, ${typed('help show')} and ${moment(Temporal.Instant.from('2027-03-04T18:00:00Z'))}.`,
  heading(text`This week`),
  paragraph(
    text`Two lines,\n- not a list. Days: ${moment(Temporal.Instant.from('2027-03-04T18:00:00Z'), 'day')}, ${moment(Temporal.Instant.from('2027-03-04T18:00:00Z'), 'time')}, ${moment(Temporal.Instant.from('2027-03-04T18:00:00Z'), 'relative')}`,
  ),
  paragraph(text`The map: ${link('https://example.org/a_b?c=1&d=2')}`),
  quote('We *never* gave up.\n\n> https://evil.example @everyone', 'Bo <@123>'),
  facts(
    { label: 'Where', value: literal('Town hall') },
    { label: 'Needs', value: text`8 ${strong('stewards')}` },
  ),
  heading(text`Next`),
  items(literal('1. call'), literal('# write'), literal('- rest')),
  buttons(
    button('intro.accept', 'Yes', rowId, 'main'),
    button('intro.decline', 'No', rowId, 'danger'),
    button('intro.later', 'Later', rowId),
    button('intro.edit', 'Edit', rowId),
    button('intro.note', 'Note', rowId),
    button('intro.accept', 'Yes again', rowId),
    button('home.show', `${'Home '.repeat(20)}`),
  ),
  note(text`Why this? ${'-# small'}`),
  picture(trend, inWords),
  calendar(entry),
  ties,
);

test('every kind of block is drawn', async () => {
  const drawn = JSON.stringify(renderMessage(everything, 2 ** 30), null, 2);
  await expect(`${drawn}\n`).toMatchFileSnapshot('golden/discord/message.json');
});

test('everything that can be drawn is taken by Discord', async () => {
  await using stage = await open({ start: false });
  const seen = await posted(stage, everything);
  expect(seen.buttons).toHaveLength(6);
  expect(seen.pictures).toEqual([seenTrend]);
  expect(seen.files.map(({ filename }) => filename)).toEqual(['trend.png', 'weft.ics', 'ties.csv']);
});

test('a form with every kind of field is drawn, with nothing ticked that was not given', async () => {
  const options = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ value: `v${index}`, label: { en: `Option ${index}` } }));
  const label = { en: 'A label' };
  const fields: FormView['fields'] = [
    { name: 'text', field: { kind: 'text', label, hint: { en: 'A hint' }, required: true }, value: 'kept' },
    { name: 'long', field: { kind: 'longText', label, max: 5 }, value: 'longer than five' },
    { name: 'number', field: { kind: 'number', label, min: 1, max: 20 }, value: 7 },
    { name: 'moment', field: { kind: 'moment', label } },
    { name: 'lookup', field: { kind: 'lookup', of: 'hub', label }, value: 'North' },
    { name: 'one', field: { kind: 'choice', label, options: options(1) } },
    { name: 'few', field: { kind: 'choice', label, options: options(3) }, value: 'v1' },
    { name: 'some', field: { kind: 'choice', label, options: options(12), required: true }, value: ['v11'] },
    { name: 'lots', field: { kind: 'choice', label, options: options(26) } },
    {
      name: 'many',
      field: { kind: 'many', label, options: options(4), required: true },
      value: ['v0', 'v3'],
    },
    { name: 'manyMore', field: { kind: 'many', label, options: options(20) } },
    { name: 'yes', field: { kind: 'yesNo', label }, value: false },
    { name: 'open', field: { kind: 'yesNo', label } },
    { name: 'scale', field: { kind: 'scale', label }, value: 4 },
    { name: 'person', field: { kind: 'person', label, required: true }, value: '123456789012345678' },
    { name: 'channel', field: { kind: 'channel', label }, value: '123456789012345678' },
  ];
  const pages = [fields.slice(0, 4), fields.slice(4, 8), fields.slice(8, 12), fields.slice(12, 16)];
  const drawn = pages.map((some, index) => renderModal({ ...view, fields: some, step: index + 1, of: 4 }));
  await expect(`${JSON.stringify(drawn, null, 2)}\n`).toMatchFileSnapshot('golden/discord/form.json');
  expect(JSON.stringify(renderModal({ ...view, fields: fields.slice(12, 13) }))).not.toContain('default');

  await using stage = await open();
  const bo = stage.discord.addPerson({ name: 'Bo' });
  for (const some of pages) {
    const known = some.map((one) => {
      if (one.name === 'person') return { ...one, value: bo.id };
      return one.name === 'channel' ? { ...one, value: stage.channel.id } : one;
    });
    stage.react(() => ({ kind: 'form', view: { ...view, fields: known } }));
    await home(stage);
    stage.react(() => answer('Kept.'));
    expect((await stage.discord.submit({ person: stage.ada, values: {} })).type).toBe(4);
  }
  expect(
    stage.taken.filter((one) => one.kind === 'submit').map((one) => one.kind === 'submit' && one.given),
  ).toEqual([
    { text: 'kept', long: 'longe', number: '7', moment: '' },
    { lookup: 'North', one: [], few: 'v1', some: ['v11'] },
    { lots: '', many: ['v0', 'v3'], manyMore: [], yes: 'no' },
    { open: '', scale: '4', person: bo.id, channel: stage.channel.id },
  ]);
});

test('with five fields the introduction is kept as a description', () => {
  const five = Array.from({ length: 5 }, (_, index) => ({
    name: `f${index}`,
    field: { kind: 'text' as const, label: { en: `Field ${index}` } },
  }));
  const drawn = renderModal({ ...view, fields: five });
  expect(drawn.components).toHaveLength(5);
  expect(drawn.components[0]).toMatchObject({ description: 'Welcome to *River*.' });
});

// What Discord would act on, looked for after taking away everything that is escaped.
const constructs = [
  /<(?:@|#|t:|\/|a?:|id:|https?:)/i,
  /@(?:everyone|here)/,
  /\w:\/\//,
  /\]\(/,
  /[*_~`|]/,
  /^\s*(?:#{1,3}|-#|>{1,3}|[-*+]|\d+[.)])/m,
  /discord(?:app)?\.(?:gg|com\/)/i,
];
const active = (shown: string) => {
  const bare = shown.replace(/\\[^0-9A-Za-z\s]/g, '·');
  return constructs.filter((one) => one.test(bare)).map(String);
};
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@everyone',
        '@here',
        '<@123456789012345678>',
        '<@&1>',
        '<#1>',
        '<t:1:R>',
        '</weft:1>',
        '<:a:1>',
        '<id:guide>',
        'https://evil.example',
        'http://a_b_c',
        '<https://evil.example>',
        '[x](https://evil.example)',
        'discord.gg/abc',
        '**',
        '__',
        '~~',
        '||',
        '`',
        '```',
        '*',
        '_',
        '\\',
        '\\\\',
        '> ',
        '>>> ',
        '# ',
        '### ',
        '-# ',
        '- ',
        '* ',
        '+ ',
        '1. ',
        '2) ',
        '\n',
        '\r\n',
        '\u2028',
        '\u200B',
        '\u202E',
        ' ',
        '\t',
        '@',
        '<',
        ':',
        '//',
        ']',
        '(',
        'words',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

test('no words of a person ping, link or format, wherever they stand', () => {
  fc.assert(
    fc.property(hostile, hostile, (a, b) => {
      const href = readLink(`https://example.org/${a}`) ?? 'https://example.org/';
      const shown = message(
        text`${a}${b}`,
        heading(literal(a)),
        paragraph(text`x ${a}\n${b}`),
        paragraph(text`${a}${link(href)}${b}`),
        quote(a, b),
        note(literal(a)),
        facts({ label: a, value: literal(b) }),
        items(literal(a), literal(b)),
      );
      const { components } = renderMessage(shown);
      for (const component of components) {
        if (!('content' in component)) continue;
        const own = component.content
          .split('\n')
          .map((line) => line.replace(/^(?:### |-# |> |- )/, ''))
          .map((line) => line.replace(/^\*\*((?:\\.|[^\\*])*)\*\*(?= )/u, '·$1·'))
          // The one link that Weft drew, bare, whole and without a preview.
          .map((line) => line.replace(`<${href}>`, '·'))
          .join('\n');
        expect(active(own)).toEqual([]);
      }
      expect(JSON.stringify(components)).not.toMatch(/[\u202E\u2028]/);
      expect(JSON.stringify(components)).toContain(`<${href}>`);
    }),
    { numRuns: 400 },
  );
});

test('the search for active words finds each of them where nothing is escaped', () => {
  for (const words of [
    '<@1>',
    '@everyone',
    'https://a',
    '[a](b)',
    '*a*',
    '> a',
    '1. a',
    '-# a',
    'discord.gg/a',
  ]) {
    expect(active(words), words).not.toEqual([]);
    expect(active(markdown(literal(words))), words).toEqual([]);
  }
});

test('escaped words still read as they were written', () => {
  const shown = (words: string) =>
    markdown(literal(words))
      .replace(/\\([^0-9A-Za-z\s])/g, '$1')
      .replaceAll('\u200B', '');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (words) => {
      expect(shown(words)).toBe(words);
    }),
  );
});

test('two bold words side by side stay two, and a command to type cannot be broken out of', () => {
  expect(markdown(text`${strong('a')}${strong('b*')}`)).toBe('**a**\u200B**b\\***');
  expect(markdown(text`${typed('find people `**x**`')}`)).toBe("`/weft find people '**x**'`");
});

test('a message that is too long gives way in its longest part, keeps its buttons and says so', () => {
  const long = 'word '.repeat(3000);
  const { components } = renderMessage(
    message(text`First.`, quote(long, 'Bo'), note(text`Small.`), buttons(button('home.show', 'Home'))),
  );
  const texts = components.flatMap((one) => ('content' in one ? [one.content] : []));
  expect(texts.join('').length).toBeLessThanOrEqual(4000);
  expect(texts.join('').length).toBeGreaterThan(3800);
  expect(texts[0]).toBe('First.');
  expect(texts).toContain('-# Small.');
  expect(texts.at(-1)).toMatch(/^-# Too long for Discord/);
  expect(components.some((one) => one.type === 1)).toBe(true);
});

test('whatever is said, it fits into 40 components and 4,000 characters', async () => {
  await using stage = await open({
    start: false,
    options: { globalPerSecond: 500, bucket: () => ({ limit: 500, seconds: 1 }) },
  });
  const blocks = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('paragraph' as const),
        text: fc.string({ maxLength: 1500 }).map(literal),
      }),
      fc.record({ kind: fc.constant('heading' as const), text: hostile.map(literal) }),
      fc.record({
        kind: fc.constant('items' as const),
        items: fc.array(hostile.map(literal), { maxLength: 30 }),
      }),
      fc
        .integer({ min: 1, max: 7 })
        .map((count) =>
          buttons(...Array.from({ length: count }, () => button('home.show', 'Home', randomUUID()))),
        ),
      hostile.map((words) => picture(trend, `In words: ${words}`)),
      fc.constant(calendar(entry)),
      fc.constant(ties),
    ),
    { maxLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(blocks, hostile, async (some, first) => {
      await posted(stage, { text: literal(first), blocks: some });
    }),
    { numRuns: 40 },
  );
}, 30_000);

// --- commands

test('the tree is one command of groups and subcommands', async () => {
  await expect(`${JSON.stringify(discordCommands(tree), null, 2)}\n`).toMatchFileSnapshot(
    'golden/discord/commands.json',
  );
});

const wholeProduct: Readonly<Record<string, string>> = {
  home: 'show',
  help: 'show',
  coalition: 'setup about join leave link invite purpose settings',
  profile: 'edit show snooze notifications',
  find: 'people organisations resources',
  organisation: 'add edit sign leave list',
  hub: 'add join leave edit close list',
  intro: 'ask mine block ties queue make one-to-ones',
  action: 'announce list show edit cancel result',
  amplify: 'request list',
  pulse: 'answer results questions open',
  converge: 'plan list show host edit cancel',
  share: 'add offer need thanks',
  role: 'grant revoke list',
  digest: 'preview send schedule',
  network: 'map health',
  privacy: 'notice consents export delete',
  safety: 'raise suspend remove restore',
  status: 'show',
};

test('every topic and verb of the product fits, each with the longest description and a look-up', () => {
  const commands = Object.entries(wholeProduct).flatMap(([topic, verbs]) =>
    verbs.split(' ').map((verb) => ({
      topic,
      verb,
      about: { en: 'x'.repeat(40) },
      options: {
        which: { kind: 'lookup' as const, of: topic, label: { en: 'Which one of these do you mean' } },
      },
    })),
  );
  expect(commands).toHaveLength(74);
  expect(commandLength(discordCommands({ commands }))).toBeLessThan(7500);
  const fat = commands.map((one) => ({
    ...one,
    options: { ...one.options, more: { kind: 'text' as const, label: { en: 'y'.repeat(45) } } },
  }));
  expect(() => discordCommands({ commands: fat })).toThrow(/7500 are allowed/);
});

test('a name that Discord does not take is refused here already', () => {
  const [command] = tree.commands;
  if (!command) return;
  expect(() => discordCommands({ commands: [{ ...command, verb: 'Show' }] })).toThrow('“Show”');
});

test('commands are published when they differ from what is registered, and only then', async () => {
  await using discord = await startDiscord();
  const given = { token: discord.token, apiUrl: discord.apiUrl, tree };
  expect(await publishCommands(given)).toMatchObject({ kind: 'published', changed: ['weft'] });
  expect(await publishCommands(given)).toMatchObject({ kind: 'same', changed: [] });
  expect(discord.calls.filter((call) => call.method === 'PUT')).toHaveLength(1);
  const fewer = { commands: tree.commands.slice(1) };
  expect(await publishCommands({ ...given, tree: fewer })).toMatchObject({ kind: 'published' });
  expect(discord.violations).toEqual([]);
});
