import {
  ButtonStyle,
  type ChatInputCommandInteraction,
  Client,
  ComponentType,
  type DiscordAPIError,
  Events,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
  Routes,
} from 'discord.js';
import { afterEach, expect, test } from 'vitest';
import { connect, restOf } from './support/discord/client.ts';
import { type DiscordOptions, permission, startDiscord } from './support/discord/index.ts';
import { dict } from './support/discord/json.ts';

const commands = [
  {
    name: 'weft',
    description: 'The coalition bot',
    options: [
      { type: 1, name: 'help', description: 'What it can do' },
      {
        type: 2,
        name: 'intro',
        description: 'Introductions',
        options: [
          {
            type: 1,
            name: 'ask',
            description: 'Ask for one',
            options: [
              { type: 6, name: 'who', description: 'Whom to meet', required: true },
              { type: 3, name: 'topic', description: 'About what', autocomplete: true },
              { type: 4, name: 'weeks', description: 'How soon', min_value: 1, max_value: 8 },
              { type: 7, name: 'where', description: 'In which channel', channel_types: [0] },
            ],
          },
        ],
      },
    ],
  },
];
const label = (name: string, component: object) => ({ type: ComponentType.Label, label: name, component });
const text = (content: string) => ({ type: ComponentType.TextDisplay as const, content });
const button = (customId: string, name: string) => ({
  type: ComponentType.ActionRow as const,
  components: [
    {
      type: ComponentType.Button as const,
      style: ButtonStyle.Primary as const,
      custom_id: customId,
      label: name,
    },
  ],
});
const quiet = { allowed_mentions: { parse: [] } };

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function stage(onInteraction?: (interaction: Interaction) => unknown, options: DiscordOptions = {}) {
  const discord = await startDiscord(options);
  open.push(async () => discord[Symbol.asyncDispose]());
  const guild = discord.addGuild({
    name: 'River coalition',
    locale: 'de',
    channels: [{ name: 'general' }, { name: 'quiet', botMayPost: false }],
  });
  const ada = discord.addPerson({ name: 'Ada', locale: 'de', isAdmin: true });
  const ben = discord.addPerson({ name: 'Ben' });
  const client = await connect(discord, onInteraction);
  open.push(() => client.destroy());
  await client.application.commands.set(commands as never);
  const rest = restOf(discord);
  const channel = discord.channelsOf(guild)[0];
  if (!channel) throw new Error('no channel');
  return { discord, guild, ada, ben, client, rest, channel };
}

const refused = (code: number) => expect.objectContaining({ code }) as DiscordAPIError;

test('a client logs in and knows its guilds, channels and application', async () => {
  const { client, guild, discord } = await stage();
  expect(client.user.id).toBe(discord.botId);
  expect(client.guilds.cache.get(guild.id)?.channels.cache.map((c) => c.name)).toEqual(['general', 'quiet']);
  expect((await client.guilds.fetch({ guild: guild.id, force: true })).approximateMemberCount).toBe(3);
  expect((await client.application.fetch()).name).toBe('Weft');
  expect((await client.application.commands.fetch()).map((c) => c.name)).toEqual(['weft']);
  const late = discord.addGuild({ name: 'Later' });
  await discord.see(() => client.guilds.cache.get(late.id)?.available);
  discord.removeBot(late);
  await discord.see(() => !client.guilds.cache.has(late.id));
  expect(discord.violations).toEqual([]);
});

test('a wrong token is refused, and an intent that was not granted too', async () => {
  const { discord } = await stage();
  const stranger = new Client({ intents: [], rest: { api: discord.apiUrl, retries: 0 } });
  await expect(stranger.login('wrong.to.ken')).rejects.toThrow('invalid token');
  const greedy = new Client({ intents: [GatewayIntentBits.GuildMembers], rest: { api: discord.apiUrl } });
  open.push(() => greedy.destroy());
  const closed = new Promise<number>((resolve) =>
    greedy.on(Events.ShardDisconnect, (event) => resolve(event.code)),
  );
  greedy.on(Events.ShardError, () => {});
  void greedy.login(discord.token).catch(() => {});
  expect(await closed).toBe(4014);
});

test('a command arrives with its options and a deferred ephemeral reply is filled in with Components V2', async () => {
  let seen: ChatInputCommandInteraction<'cached'> | undefined;
  const { discord, guild, ada, ben, channel } = await stage(async (interaction) => {
    if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return;
    seen = interaction;
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await discord.see(() => discord.ephemerals(ada)[0]?.thinking);
    await interaction.editReply({
      flags: MessageFlags.IsComponentsV2,
      components: [
        {
          type: ComponentType.Container,
          components: [text('Hello <@1> there'), button('intro.yes:1', 'Yes')],
        },
      ],
    });
    await interaction.followUp({ content: 'And one more', flags: MessageFlags.Ephemeral });
  });
  const ack = await discord.command({
    person: ada,
    guild,
    name: 'weft',
    path: ['intro', 'ask'],
    options: { who: ben, topic: 'rivers', weeks: 2, where: channel },
  });
  expect(ack.type).toBe(5);
  const reply = await discord.see(() => discord.ephemerals(ada).find((m) => !m.thinking));
  expect(reply.text).toBe('Hello <@1> there');
  expect(reply.buttons).toEqual([{ label: 'Yes', customId: 'intro.yes:1', url: '', disabled: false }]);
  await discord.see(() => discord.ephemerals(ada)[1]?.text === 'And one more');
  expect(discord.ephemerals(ben)).toEqual([]);
  expect(discord.messages(channel)).toEqual([]);
  expect(seen?.options.getSubcommandGroup()).toBe('intro');
  expect(seen?.options.getMember('who')?.user.id).toBe(ben.id);
  expect(seen?.options.getInteger('weeks')).toBe(2);
  expect(seen?.options.getChannel('where')?.id).toBe(channel.id);
  expect(seen?.memberPermissions.has('Administrator')).toBe(true);
  expect([seen?.locale, seen?.guildLocale, seen?.context]).toEqual(['de', 'de', 0]);
  expect(discord.violations).toEqual([]);
  expect(discord.pings).toEqual([]);
});

test('a person cannot give options that are not registered, or leave out those that are required', async () => {
  const { discord, guild, ada, ben } = await stage();
  const ask = { person: ada, guild, name: 'weft', path: ['intro', 'ask'] };
  await expect(discord.command({ ...ask, options: { who: ben, colour: 'red' } })).rejects.toThrow(
    'not an option',
  );
  await expect(discord.command({ ...ask, options: {} })).rejects.toThrow('required');
  await expect(discord.command({ ...ask, options: { who: ben, weeks: 9 } })).rejects.toThrow('too large');
  await expect(discord.command({ ...ask, path: ['intro'] })).rejects.toThrow('subcommand');
  await expect(discord.command({ ...ask, name: 'other' })).rejects.toThrow('not registered');
});

test('an option that completes itself is offered choices', async () => {
  const { discord, guild, ada } = await stage(async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    await interaction.respond([{ name: `about ${interaction.options.getFocused()}`, value: 'x' }]);
  });
  const options = { topic: 'riv' };
  const use = { person: ada, guild, name: 'weft', path: ['intro', 'ask'], options, focused: 'topic' };
  expect(await discord.autocomplete(use)).toEqual([{ name: 'about riv', value: 'x' }]);
});

test('a modal of labelled fields is filled in, and what is left alone keeps what it was prefilled with', async () => {
  const got: unknown[] = [];
  const options = ['a', 'b', 'c'].map((value) => ({ label: value.toUpperCase(), value }));
  const { discord, guild, ada, ben } = await stage(async (interaction) => {
    if (interaction.isChatInputCommand())
      await interaction.showModal({
        title: 'A form',
        custom_id: 'form:1',
        components: [
          label('Words', { type: 4, custom_id: 'words', style: 2, value: 'before', max_length: 20 }),
          label('One', { type: 3, custom_id: 'one', options }),
          label('Rate', { type: 21, custom_id: 'rate', options }),
          label('Sure', { type: 23, custom_id: 'sure' }),
          label('Whom', { type: 5, custom_id: 'whom', required: false }),
        ],
      } as never);
    if (!interaction.isModalSubmit()) return;
    const { fields } = interaction;
    got.push(
      fields.getTextInputValue('words'),
      fields.getStringSelectValues('one'),
      fields.getRadioGroup('rate'),
    );
    got.push(
      fields.getCheckbox('sure'),
      fields.getSelectedUsers('whom')?.map((one) => one.id),
    );
    await interaction.reply({ content: 'Saved', flags: MessageFlags.Ephemeral });
  });
  const shown = await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  expect(shown.type).toBe(9);
  expect(discord.modal(ada)?.fields.map((f) => [f.label, f.value])).toEqual([
    ['Words', 'before'],
    ['One', []],
    ['Rate', ''],
    ['Sure', false],
    ['Whom', []],
  ]);
  await expect(discord.submit({ person: ada, values: { one: 'a' } })).rejects.toThrow('“Rate” is required');
  const values = { one: 'b', rate: 'c', sure: true, whom: [ben.id] };
  await expect(discord.submit({ person: ada, values: { ...values, one: 'z' } })).rejects.toThrow(
    'no option z',
  );
  const sent = await discord.submit({ person: ada, values });
  expect(sent.reply()?.text).toBe('Saved');
  expect(got).toEqual(['before', ['b'], 'c', true, [ben.id]]);
  expect(discord.modal(ada)).toBeUndefined();
  expect(discord.violations).toEqual([]);
});

test('a modal cannot answer a modal, and a second answer to an interaction is refused', async () => {
  const errors: unknown[] = [];
  const modal = {
    title: 'Again',
    custom_id: 'x',
    components: [label('Words', { type: 4, custom_id: 'w', style: 1 })],
  };
  const { discord, guild, ada, rest } = await stage(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.showModal(modal as never);
    if (!interaction.isModalSubmit()) return;
    const path = Routes.interactionCallback(interaction.id, interaction.token);
    await rest.post(path, { body: { type: 9, data: modal }, auth: false }).catch((e) => errors.push(e.code));
    await interaction.reply('Fine');
    await rest.post(path, { body: { type: 5 }, auth: false }).catch((e) => errors.push(e.code));
  });
  await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  await discord.submit({ person: ada, values: { w: 'hi' } });
  await discord.see(() => errors.length === 2);
  expect(errors).toEqual([50035, 40060]);
  expect(discord.violations.join()).toContain('a modal cannot answer a modal');
});

test('a pressed button updates its message, at once or after a defer, and a select brings its values', async () => {
  const chosen: string[][] = [];
  const { discord, ada, ben, client, channel } = await stage(async (interaction) => {
    if (interaction.isStringSelectMenu()) {
      chosen.push(interaction.values);
      await interaction.update({ content: 'Chosen', components: [] });
    }
    if (!interaction.isButton()) return;
    await interaction.deferUpdate();
    await interaction.editReply({ content: 'Pressed', components: [] });
  });
  const place = await client.channels.fetch(channel.id);
  if (!place?.isSendable()) throw new Error('not sendable');
  await place.send({ content: 'Press', components: [button('go:1', 'Go')] });
  const select = {
    type: 3 as const,
    custom_id: 'pick',
    options: [
      { label: 'A', value: 'a' },
      { label: 'B', value: 'b' },
    ],
  };
  await place.send({ content: 'Pick', components: [{ type: 1, components: [select] }] });
  const [first, second] = discord.messages(channel);
  if (!first || !second) throw new Error('two messages expected');
  await expect(discord.press({ person: ada, message: first, label: 'Stop' })).rejects.toThrow('0 buttons');
  expect((await discord.press({ person: ada, message: first, label: 'Go' })).type).toBe(6);
  await discord.see(() => discord.messages(channel)[0]?.text === 'Pressed');
  expect((await discord.choose({ person: ben, message: second, customId: 'pick', values: ['b'] })).type).toBe(
    7,
  );
  expect(discord.messages(channel).map((m) => [m.text, m.edits])).toEqual([
    ['Pressed', 1],
    ['Chosen', 1],
  ]);
  expect(chosen).toEqual([['b']]);
  expect(discord.violations).toEqual([]);
});

test('an interaction that nobody answers says so, and its token is dead afterwards', async () => {
  let late: Interaction | undefined;
  const { discord, guild, ada } = await stage(
    (interaction) => {
      late = interaction;
    },
    { ackMs: 50 },
  );
  const ack = await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  expect(ack.type).toBeNull();
  if (!late?.isChatInputCommand()) throw new Error('nothing arrived');
  await expect(late.reply('Too late')).rejects.toMatchObject({ code: 10062 });
});

test('the token of an interaction runs out by script only', async () => {
  let last: ChatInputCommandInteraction | undefined;
  const { discord, guild, ada } = await stage(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    last = interaction;
  });
  const ack = await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  await (await discord.see(() => last)).editReply('In time');
  expect(ack.reply()?.text).toBe('In time');
  expect(ack.reply()?.ephemeral).toBe(false);
  discord.expireToken(ack);
  await expect(last?.editReply('Too late')).rejects.toMatchObject({ code: 50027 });
});

test('an interaction delivered twice is answered once', async () => {
  const errors: unknown[] = [];
  const { discord, guild, ada } = await stage(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('Once').catch((e) => errors.push(e.code));
  });
  await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  discord.redeliver();
  await discord.see(() => errors.length > 0);
  expect(errors).toEqual([40060]);
});

test('direct messages arrive, come back with their buttons, and are refused where they are closed', async () => {
  const { discord, client, ada, ben } = await stage(async (interaction) => {
    if (interaction.isButton())
      await interaction.update({ content: `Thanks in ${interaction.context}`, components: [] });
  });
  await (await client.users.fetch(ada.id)).send({ content: 'Hello Ada', components: [button('hi:1', 'Hi')] });
  const [message] = discord.dm(ada);
  if (!message) throw new Error('no message');
  await expect(discord.press({ person: ben, message, label: 'Hi' })).rejects.toThrow('does not see');
  await discord.press({ person: ada, message, label: 'Hi' });
  expect(discord.dm(ada).map((m) => m.text)).toEqual(['Thanks in 1']);
  ben.closedDms = true;
  await expect(client.users.send(ben.id, 'Hello Ben')).rejects.toMatchObject({ code: 50007, status: 403 });
  const stranger = discord.addPerson({ name: 'Cy', guilds: [] });
  await expect(client.users.send(stranger.id, 'Hello Cy')).rejects.toMatchObject({ code: 50278 });
  expect(discord.dm(ben)).toEqual([]);
  expect(discord.violations).toEqual([]);
});

test('a private thread has the members it was given, and an archived one must be opened first', async () => {
  const { discord, guild, rest, ada, ben, channel } = await stage();
  const body = { name: 'Ada and Ben · 7f3a', type: 12, invitable: false, auto_archive_duration: 10080 };
  const thread = (await rest.post(Routes.threads(channel.id), { body })) as { id: string };
  for (const one of [ada, ben]) await rest.put(Routes.threadMembers(thread.id, one.id));
  await rest.post(Routes.channelMessages(thread.id), { body: { content: 'Meet', ...quiet } });
  expect(discord.threads(guild)).toMatchObject([
    {
      id: thread.id,
      private: true,
      invitable: false,
      members: [ada.id, ben.id],
      messages: [{ text: 'Meet' }],
    },
  ]);
  const found = (await rest.get(Routes.guildActiveThreads(guild.id))) as { threads: { name: string }[] };
  expect(found.threads.map((one) => one.name)).toEqual(['Ada and Ben · 7f3a']);
  await rest.patch(Routes.channel(thread.id), { body: { archived: true } });
  await expect(rest.delete(Routes.threadMembers(thread.id, ben.id))).rejects.toEqual(refused(50083));
  const archived = await rest.get(`/channels/${channel.id}/users/@me/threads/archived/private`);
  expect(archived).toMatchObject({ threads: [{ id: thread.id }] });
  await rest.patch(Routes.channel(thread.id), { body: { archived: false } });
  await rest.delete(Routes.threadMembers(thread.id, ben.id));
  expect(
    ((await rest.get(Routes.threadMembers(thread.id))) as { user_id: string }[]).map((m) => m.user_id),
  ).toEqual([discord.botId, ada.id]);
  expect(discord.violations).toEqual([]);
});

test('a nonce that is enforced makes one message of many attempts, also of one whose answer was lost', async () => {
  const { discord, rest, channel } = await stage();
  const path = Routes.channelMessages(channel.id);
  const body = { content: 'Once', nonce: 'row-1', enforce_nonce: true, ...quiet };
  discord.fail('POST /channels/{channel_id}/messages', 'drop-after');
  await expect(rest.post(path, { body })).rejects.toThrow();
  const again = (await rest.post(path, { body })) as { id: string };
  expect(discord.messages(channel).map((m) => m.id)).toEqual([again.id]);
  await rest.post(path, { body: { ...body, enforce_nonce: false } });
  expect(discord.messages(channel)).toHaveLength(2);
  const page = (await rest.get(path, {
    query: new URLSearchParams({ after: again.id, limit: '5' }),
  })) as unknown[];
  expect(page).toHaveLength(1);
});

test('a connection that drops is resumed and what was missed is replayed', async () => {
  const { discord, guild, ada, client } = await stage(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('Back');
  });
  const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
  discord.dropGateway();
  const ack = await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  expect(ack.reply()?.text).toBe('Back');
  await resumed;
  const again = new Promise((resolve) => client.once(Events.ShardResume, resolve));
  discord.reconnectOp7();
  await again;
  expect(discord.gateway.counts()).toEqual({ identified: 1, resumed: 2, connected: 1 });
  discord.invalidSession();
  await discord.see(() => discord.gateway.counts().identified === 2);
  expect((await discord.command({ person: ada, guild, name: 'weft', path: ['help'] })).type).toBe(4);
  expect(discord.gateway.counts().identified).toBe(2);
});

test('a silent connection is found out and resumed, and a forgotten session begins anew', async () => {
  const { discord, guild, ada, client } = await stage(
    async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply('Awake');
    },
    { heartbeatMs: 40 },
  );
  const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
  discord.gateway.silence();
  expect((await discord.command({ person: ada, guild, name: 'weft', path: ['help'] })).type).toBe(4);
  await resumed;
  const refusedOnce = new Promise((resolve) => client.once(Events.ShardError, resolve));
  discord.gateway.close();
  discord.gateway.forget();
  discord.gateway.drop();
  await refusedOnce;
  discord.gateway.open();
  await discord.see(() => discord.gateway.counts().identified === 2);
});

test('events that are held back arrive when released, in the order wanted', async () => {
  const order: string[] = [];
  const { discord, guild, ada, ben } = await stage(async (interaction) => {
    order.push(interaction.user.id);
    if (interaction.isChatInputCommand()) await interaction.reply('Here');
  });
  discord.gateway.hold();
  const both = [ada, ben].map((person) => discord.command({ person, guild, name: 'weft', path: ['help'] }));
  discord.gateway.release((events) => events.toReversed());
  await Promise.all(both);
  expect(order).toEqual([ben.id, ada.id]);
});

test('a file travels as multipart and is shown by a component', async () => {
  const { discord, client, channel } = await stage();
  const place = await client.channels.fetch(channel.id);
  if (!place?.isSendable()) throw new Error('not sendable');
  const media = { media: { url: 'attachment://map.png' }, description: 'A map' };
  const files = [{ attachment: Buffer.from('png'), name: 'map.png', description: 'A map' }];
  const flags = MessageFlags.IsComponentsV2;
  await place.send({ flags, files, components: [{ type: ComponentType.MediaGallery, items: [media] }] });
  const [message] = discord.messages(channel);
  expect(message?.files).toEqual([{ filename: 'map.png', description: 'A map', bytes: Buffer.from('png') }]);
  expect(discord.violations).toEqual([]);
});

const file = (name: string, data = Buffer.from('png')) => ({ name, data });
const showing = (...urls: string[]) => ({
  ...{ ...quiet, flags: MessageFlags.IsComponentsV2 },
  components: [{ type: 12, items: urls.map((url) => ({ media: { url }, description: 'A map' })) }],
});

test('what a component shows is not listed as an attachment, and an edit that lists another replaces it', async () => {
  const { discord, rest, channel } = await stage();
  const body = showing('attachment://map.png');
  const sent = { body, files: [file('map.png')] };
  const made = (await rest.post(Routes.channelMessages(channel.id), sent)) as { id: string };
  expect(made).toMatchObject({ attachments: [], components: [{ items: [{ description: 'A map' }] }] });
  const path = Routes.channelMessage(channel.id, made.id);
  const again = {
    body: { ...body, attachments: [{ id: '0' }] },
    files: [file('map.png', Buffer.from('new'))],
  };
  await rest.patch(path, again);
  const pictures = [{ alt: 'A map', filename: 'map.png', bytes: Buffer.from('new') }];
  expect(discord.messages(channel)).toMatchObject([{ pictures, files: [{ filename: 'map.png' }] }]);
  expect(discord.violations).toEqual([]);
  // The control: without the list the first stays, and two are called the same.
  await rest.patch(path, sent);
  expect(discord.messages(channel)[0]?.files).toHaveLength(2);
  expect(discord.violations).toEqual([expect.stringContaining('no component shows map.png')]);
});

test('a file that nothing shows and a picture without words are taken and noted', async () => {
  const { discord, rest, channel } = await stage();
  const files = [file('map.png'), file('hidden.png')];
  await rest.post(Routes.channelMessages(channel.id), { body: showing('attachment://map.png'), files });
  const media = { url: 'attachment://map.png' };
  const wordless = { ...showing(), components: [{ type: 12, items: [{ media }] }] };
  await rest.post(Routes.channelMessages(channel.id), { body: wordless, files: [file('map.png')] });
  expect(discord.messages(channel)).toHaveLength(2);
  expect(discord.violations).toEqual([
    expect.stringContaining('no component shows hidden.png'),
    expect.stringContaining('description is missing'),
  ]);
});

test('a file of more than 10 MiB is refused, and any where the bot may attach none', async () => {
  const { discord, guild, rest, channel } = await stage();
  const body = showing('attachment://map.png');
  const posting = (bytes: number) =>
    rest.post(Routes.channelMessages(channel.id), { body, files: [file('map.png', Buffer.alloc(bytes))] });
  const most = 10 * 1024 * 1024;
  await expect(posting(most + 1)).rejects.toMatchObject({ status: 413, code: 40005 });
  await posting(most);
  guild.botPermissions &= ~permission.attachFiles;
  await expect(posting(1)).rejects.toEqual(refused(50013));
  await rest.post(Routes.channelMessages(channel.id), { body: { content: 'x', ...quiet } });
  expect(discord.messages(channel)).toHaveLength(2);
});

test('what others write reaches the bot blank unless it may read it', async () => {
  const { discord, rest, ada, channel } = await stage();
  discord.say({ person: ada, channel, content: 'secret' });
  expect(await rest.get(Routes.channelMessages(channel.id))).toMatchObject([{ content: '' }]);
  expect(discord.messages(channel)[0]?.text).toBe('secret');
});

const convergence = {
  name: 'Convergence',
  privacy_level: 2,
  entity_type: 3,
  entity_metadata: { location: 'Everywhere' },
  scheduled_start_time: '2099-01-01T10:00:00Z',
  scheduled_end_time: '2099-01-01T12:00:00Z',
};

test('a scheduled event is kept, and one in the past is refused', async () => {
  const { discord, guild, rest } = await stage();
  await rest.post(Routes.guildScheduledEvents(guild.id), { body: convergence });
  expect(await rest.get(Routes.guildScheduledEvents(guild.id))).toMatchObject([{ name: 'Convergence' }]);
  expect(discord.events(guild)).toMatchObject([{ location: 'Everywhere', active: false }]);
  const past = { ...convergence, scheduled_start_time: '2001-01-01T10:00:00Z' };
  await expect(rest.post(Routes.guildScheduledEvents(guild.id), { body: past })).rejects.toMatchObject({
    ...{ code: 50035, rawError: { errors: { scheduled_start_time: {} } } },
  });
  // Time goes on while a request is under way: nothing was done wrong.
  expect(discord.violations).toEqual([]);
});

test.for<[string, object, string]>([
  ['no place', { entity_metadata: {} }, 'must have required property'],
  ['no end', { scheduled_end_time: undefined }, 'needs a location and an end'],
  ['an end before its start', { scheduled_end_time: '2099-01-01T09:00:00Z' }, 'must be after the start'],
  ['a name of 101', { name: 'x'.repeat(101) }, 'more than 100 characters'],
  ['words of 1001', { description: 'x'.repeat(1001) }, 'more than 1000 characters'],
  ['a place of 101', { entity_metadata: { location: 'x'.repeat(101) } }, '100'],
  ['an unknown property', { colour: 'red' }, 'has no property “colour”'],
])('an event with %s is noted', async ([, change, why]) => {
  const { discord, guild, rest } = await stage();
  const body = { ...convergence, ...change };
  await rest.post(Routes.guildScheduledEvents(guild.id), { body }).catch(() => {});
  expect(discord.violations.join('\n')).toContain(why);
});

test('an event begins and ends in its time: under way it takes no start and no cancelling, over it takes nothing', async () => {
  let nowMs = Date.UTC(2098, 0);
  const { discord, guild, rest } = await stage(undefined, { nowMs: () => nowMs });
  const make = async () =>
    (await rest.post(Routes.guildScheduledEvents(guild.id), { body: convergence })) as { id: string };
  const [{ id }, other] = [await make(), await make()];
  const change = (body: object, one = id) => rest.patch(Routes.guildScheduledEvent(guild.id, one), { body });
  await change({ status: 4 }, other.id);
  expect(discord.events(guild)).toMatchObject([{ id }]);
  await expect(change({ name: 'Again' }, other.id)).rejects.toEqual(refused(180000));
  nowMs = Date.UTC(2099, 0, 1, 11);
  expect(discord.events(guild)).toMatchObject([{ id, active: true }]);
  const start = { scheduled_start_time: '2099-02-01T10:00:00Z', scheduled_end_time: '2099-02-01T11:00:00Z' };
  for (const body of [start, { status: 4 }]) await expect(change(body)).rejects.toEqual(refused(50035));
  await change({ name: 'Now' });
  nowMs = Date.UTC(2099, 0, 2);
  await expect(change({ name: 'Later' })).rejects.toEqual(refused(180000));
  expect(discord.events(guild)).toEqual([]);
  expect(discord.violations).toEqual([]);
});

test('events need a permission of their own, and there are at most a hundred', async () => {
  const { discord, guild, rest } = await stage(undefined, {
    globalPerSecond: 500,
    bucket: () => ({ limit: 500, seconds: 1 }),
  });
  const make = () => rest.post(Routes.guildScheduledEvents(guild.id), { body: convergence });
  guild.botPermissions &= ~permission.createEvents;
  guild.botPermissions |= permission.manageEvents;
  await expect(make()).rejects.toEqual(refused(50013));
  guild.botPermissions ^= permission.createEvents | permission.manageEvents;
  for (let count = 0; count < 100; count += 1) await make();
  await expect(make()).rejects.toEqual(refused(30038));
  const [first] = discord.events(guild);
  guild.botPermissions &= ~permission.createEvents;
  const cancel = () =>
    rest.patch(Routes.guildScheduledEvent(guild.id, first?.id ?? ''), { body: { status: 4 } });
  await expect(cancel()).rejects.toEqual(refused(50013));
  guild.botPermissions |= permission.createEvents;
  await cancel();
  await make();
  expect(discord.events(guild)).toHaveLength(100);
});

test('an answer stands in its channel, and pings unless it is told not to', async () => {
  const { discord, guild, rest, ada, channel } = await stage();
  const path = Routes.channelMessages(channel.id);
  const { id } = discord.say({ person: ada, channel, content: 'How many?' });
  const body = (message_id: string, more: object = {}) => ({
    body: { content: 'Eighty', ...quiet, message_reference: { message_id, ...more } },
  });
  expect(await rest.post(path, body(id))).toMatchObject({ type: 19, message_reference: { message_id: id } });
  expect(discord.messages(channel).at(-1)).toMatchObject({ repliesTo: id });
  await rest.post(path, body('123456789012345678', { fail_if_not_exists: false }));
  expect(discord.messages(channel).at(-1)).toMatchObject({ repliesTo: '' });
  expect([...discord.pings, ...discord.violations]).toEqual([]);
  await expect(rest.post(path, body('123456789012345678'))).rejects.toEqual(refused(50035));
  expect(discord.violations.splice(0)).toEqual([expect.stringContaining('Unknown message')]);
  const pinging = { allowed_mentions: { parse: [], replied_user: true } };
  await rest.post(path, { body: { ...body(id).body, ...pinging } });
  expect(discord.pings).toEqual([expect.stringContaining('who is answered')]);
  guild.botPermissions &= ~permission.readMessageHistory;
  await expect(rest.post(path, body(id))).rejects.toEqual(refused(160002));
});

test('a file is shown by a component of its own, and an edit shows only what the message has', async () => {
  const { discord, rest, channel } = await stage();
  const body = {
    ...{ ...quiet, flags: MessageFlags.IsComponentsV2 },
    components: [{ type: 13, file: { url: 'attachment://weft.ics' } }],
  };
  const files = [file('weft.ics', Buffer.from('BEGIN:VCALENDAR'))];
  const made = (await rest.post(Routes.channelMessages(channel.id), { body, files })) as { id: string };
  expect(made).toMatchObject({ attachments: [], components: [{ name: 'weft.ics', size: 15 }] });
  const path = Routes.channelMessage(channel.id, made.id);
  const empty = { body: { ...body, attachments: [] } };
  await expect(rest.patch(path, empty)).rejects.toEqual(refused(50035));
  expect(discord.violations.splice(0)).toEqual([expect.stringContaining('is not among the files')]);
  // What it has can be shown again by its id.
  const [shown] = discord.messages(channel);
  const kept = dict(dict(shown?.components[0]).file).attachment_id;
  await rest.patch(path, { body: { ...body, attachments: [{ id: kept }] } });
  expect(discord.messages(channel)).toMatchObject([{ files: [{ filename: 'weft.ics' }] }]);
  expect(discord.violations).toEqual([]);
});

const v2 = MessageFlags.IsComponentsV2;
const many = (n: number, make: (index: number) => unknown) =>
  Array.from({ length: n }, (_, index) => make(index));
const wrongMessages: [string, object, string][] = [
  ['content over 2000', { content: 'x'.repeat(2001) }, 'must be 2000 or fewer'],
  ['content beside V2', { content: 'x', flags: v2, components: [text('y')] }, 'cannot be used with'],
  ['V2 without its flag', { components: [text('y')] }, 'needs the flag'],
  [
    '41 components',
    { flags: v2, components: [{ type: 17, components: many(40, () => text('y')) }] },
    'more than 40',
  ],
  [
    '4001 characters',
    { flags: v2, components: [text('y'.repeat(2001)), text('z'.repeat(2000))] },
    'more than 4000',
  ],
  ['a label of 81', { components: [button('a', 'x'.repeat(81))] }, 'NOT have more than 80'],
  ['a custom id of 101', { components: [button('a'.repeat(101), 'x')] }, 'NOT have more than 100'],
  ['one custom id twice', { components: [button('a', 'x'), button('a', 'y')] }, 'cannot be duplicated'],
  ['six rows', { components: many(6, (n) => button(`b${n}`, 'x')) }, 'more than 5 rows'],
  [
    '26 options',
    {
      components: [
        {
          type: 1,
          components: [
            { type: 3, custom_id: 's', options: many(26, (n) => ({ label: `${n}`, value: `${n}` })) },
          ],
        },
      ],
    },
    'NOT have more than 25',
  ],
  [
    'a button without an id',
    { components: [{ type: 1, components: [{ type: 2, style: 1, label: 'x' }] }] },
    'custom id is required',
  ],
  ['a nonce of 26', { content: 'x', nonce: 'n'.repeat(26), enforce_nonce: true }, 'NOT have more than 25'],
  ['an unknown component', { flags: v2, components: [{ type: 99 }] }, 'allowed values'],
  [
    'a missing file',
    { flags: v2, components: [{ type: 13, file: { url: 'attachment://no.txt' } }] },
    'not among the files',
  ],
  [
    'a picture’s words over 1024',
    {
      flags: v2,
      components: [
        { type: 12, items: [{ media: { url: 'https://example.org/a.png' }, description: 'x'.repeat(1025) }] },
      ],
    },
    'NOT have more than 1024',
  ],
  ['an attachment from nowhere', { content: 'x', attachments: [{ id: '7' }] }, 'neither sent nor there'],
  ['ephemeral in a channel', { content: 'x', flags: 64 }, 'ephemerally'],
];

test.for(wrongMessages)('a message with %s is refused and noted', async ([, body, why]) => {
  const { discord, rest, channel } = await stage();
  const posting = rest.post(Routes.channelMessages(channel.id), { body: { ...body, ...quiet } });
  await expect(posting).rejects.toEqual(refused(50035));
  expect(discord.violations.join('\n')).toContain(why);
  expect(discord.messages(channel)).toEqual([]);
});

test('a message that could mention people is sent and noted, and a mention that goes through is a ping', async () => {
  const { discord, rest, ada, channel } = await stage();
  const path = Routes.channelMessages(channel.id);
  await rest.post(path, { body: { content: `Hello <@${ada.id}>` } });
  await rest.post(path, { body: { content: '@everyone', allowed_mentions: { parse: ['users'] } } });
  await rest.post(path, { body: { content: `Hello <@${ada.id}>`, ...quiet } });
  expect(discord.messages(channel)).toHaveLength(3);
  expect(discord.violations).toHaveLength(2);
  expect(discord.violations[0]).toContain('allowed_mentions is missing');
  expect(discord.pings).toEqual([`${channel.id}: <@${ada.id}>`]);
});

test('another bot has a name of its own, and habits that are nobody’s business', async () => {
  const { discord, client, rest, channel } = await stage(undefined, { name: 'Greeter', habits: false });
  expect([client.user.username, (await client.application.fetch()).name]).toEqual(['greeter', 'Greeter']);
  await rest.post(Routes.channelMessages(channel.id), { body: { content: 'Hi' } });
  expect(discord.violations).toEqual([]);
});

test('an unknown property and an unknown route are noted', async () => {
  const { discord, rest, channel } = await stage();
  await rest.post(Routes.channelMessages(channel.id), {
    body: { content: 'x', alowed_mentions: {}, ...quiet },
  });
  await expect(rest.get('/guilds/1/bans')).rejects.toMatchObject({ status: 404 });
  expect(discord.violations).toEqual([
    expect.stringContaining('has no property “alowed_mentions”'),
    expect.stringContaining('is not a route'),
  ]);
});

test('a channel in which the bot may not post refuses it, and an empty message is refused anywhere', async () => {
  const { discord, guild, rest, channel } = await stage();
  const shut = discord.channelsOf(guild).find((one) => one.name === 'quiet');
  const body = { content: 'x', ...quiet };
  await expect(rest.post(Routes.channelMessages(shut?.id ?? ''), { body })).rejects.toEqual(refused(50013));
  await expect(rest.post(Routes.channelMessages(channel.id), { body: quiet })).rejects.toEqual(
    refused(50006),
  );
});

const command = (extra: object) => [{ name: 'weft', description: 'x', ...extra }];
const option = (n: number) => ({ type: 3, name: `o${n}`, description: 'd'.repeat(100) });
const wrongCommands: [string, object[], string][] = [
  ['a capital letter', command({ name: 'Weft' }), 'not a command name'],
  ['no description', command({ description: '' }), 'description is required'],
  ['a description of 101', command({ description: 'x'.repeat(101) }), 'NOT have more than 100'],
  ['26 options', command({ options: many(26, (n) => option(n)) }), 'NOT have more than 25'],
  [
    'a required option last',
    command({ options: [option(1), { ...option(2), required: true }] }),
    'come first',
  ],
  [
    'more than 8000 characters',
    command({
      options: many(25, (n) => ({
        type: 1,
        name: `s${n}`,
        description: 'd',
        options: many(4, (m) => option(m)),
      })),
    }),
    '8000 are allowed',
  ],
];

test.for(wrongCommands)('a command with %s is refused', async ([, body, why]) => {
  const { discord, rest } = await stage();
  await expect(rest.put(Routes.applicationCommands(discord.applicationId), { body })).rejects.toEqual(
    refused(50035),
  );
  expect(discord.violations.join('\n')).toContain(why);
});

const field = (n: number) => label(`Field ${n}`, { type: 4, custom_id: `f${n}`, style: 1 });
const wrongModals: [string, object, string][] = [
  ['six fields', { components: many(6, (n) => field(n)) }, 'between 1 and 5'],
  ['a title of 46', { title: 't'.repeat(46) }, 'NOT have more than 45'],
  [
    'a label of 46',
    { components: [label('l'.repeat(46), { type: 4, custom_id: 'a', style: 1 })] },
    'NOT have more than 45',
  ],
  [
    'one radio option',
    { components: [label('One', { type: 21, custom_id: 'a', options: [{ label: 'a', value: 'a' }] })] },
    'fewer than 2',
  ],
  ['a bare text input', { components: [{ type: 4, custom_id: 'a', style: 1 }] }, 'allowed values'],
];

test.for(wrongModals)('a modal with %s is refused', async ([, wrong, why]) => {
  const modal = { title: 'T', custom_id: 'm', components: [field(1)], ...wrong };
  const { discord, guild, ada } = await stage((i) => i.isChatInputCommand() && i.showModal(modal as never), {
    ackMs: 200,
  });
  const ack = await discord.command({ person: ada, guild, name: 'weft', path: ['help'] });
  expect(ack.type).toBeNull();
  expect(discord.modal(ada)).toBeUndefined();
  expect(discord.violations.join('\n')).toContain(why);
});
