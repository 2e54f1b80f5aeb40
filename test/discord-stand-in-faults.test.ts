/** What goes wrong between an app and the stand-in for Discord, and what the unmodified discord.js does then. */
import {
  Events,
  GatewayIntentBits,
  type Interaction,
  type REST,
  Routes,
  type WebSocketOptions,
} from 'discord.js';
import { expect, test } from 'vitest';
import { connect, inHaste, restOf } from './support/discord/client.ts';
import {
  type DiscordOptions,
  type Fault,
  publishedRates,
  startDiscord,
  unruly,
} from './support/discord/index.ts';

const posting = 'POST /channels/{channel_id}/messages';
const commands = [{ name: 'weft', description: 'The coalition bot' }];
const quiet = { allowed_mentions: { parse: [] } };
const hello = { content: 'Hello', ...quiet };

async function staged(options: DiscordOptions = {}) {
  const discord = await startDiscord(options);
  const guild = discord.addGuild({ name: 'River coalition' });
  const [channel] = discord.channelsOf(guild);
  if (!channel) throw new Error('no channel');
  const ada = discord.addPerson({ name: 'Ada' });
  discord.registerCommands(commands);
  const path = Routes.channelMessages(channel.id);
  return { discord, guild, channel, ada, path, [Symbol.asyncDispose]: () => discord[Symbol.asyncDispose]() };
}

async function online(
  options: DiscordOptions = {},
  onInteraction?: (interaction: Interaction) => unknown,
  ws: WebSocketOptions = {},
) {
  const scene = await staged(options);
  const client = await connect(scene.discord, onInteraction, { ws });
  return {
    ...scene,
    client,
    async [Symbol.asyncDispose]() {
      await client.destroy();
      await scene.discord[Symbol.asyncDispose]();
    },
  };
}

/** How an attempt ended: discord.js's code or the error's name, `undefined` when it went well. */
async function endOf(attempt: Promise<unknown>): Promise<string | number | undefined> {
  return attempt.then(
    () => undefined,
    (error: { code?: string | number; name: string }) => error.code ?? error.name,
  );
}

/** Milliseconds; short only where nothing else ends the wait, so that a slow machine sees the same. */
const timeoutFor = (fault: Fault) => (String(fault).startsWith('hang') ? 1000 : 10_000);

/** Faults, what a client without retries throws, and how many messages there are then. */
const fates: [Fault, string | number | undefined, number][] = [
  [{ error: 50007 }, 50007, 0],
  [{ error: 40003, accepted: true }, 40003, 1],
  [{ status: 403, code: 50001, message: 'Missing Access' }, 50001, 0],
  [{ status: 502 }, 'HTTPError', 0],
  [{ status: 500, accepted: true }, 'HTTPError', 1],
  ['drop-before', 'ECONNRESET', 0],
  ['drop-after', 'ECONNRESET', 1],
  ['close-before', 'UND_ERR_SOCKET', 0],
  ['close-after', 'UND_ERR_SOCKET', 1],
  ['hang-before', 20, 0],
  ['hang-after', 20, 1],
  ['reset-mid-body', 'ECONNRESET', 1],
  ['close-mid-body', 'UND_ERR_SOCKET', 1],
  ['truncated', 'SyntaxError', 1],
  // It is no JSON, so that discord.js hands it on as bytes: an attempt that seems to have gone well.
  ['html', undefined, 0],
  [{ delay: 5 }, undefined, 1],
  [{ delay: 5, accepted: true }, undefined, 1],
];

test('each fault meets the request it was meant for, and says whether the work was done', async () => {
  await using scene = await staged({ globalPerSecond: 1000 });
  const { discord, channel, path } = scene;
  const attempt = async (timeout = 10_000) => {
    const rest = restOf(discord, { globalRequestsPerSecond: 1000, timeout });
    const before = discord.messages(channel).length;
    const end = await endOf(rest.post(path, { body: hello }));
    return [end, discord.messages(channel).length - before];
  };
  for (const [fault, end, posted] of fates) {
    discord.fail(posting, fault);
    expect(await attempt(timeoutFor(fault)), JSON.stringify(fault)).toEqual([end, posted]);
    expect(await attempt()).toEqual([undefined, 1]);
  }
  discord.fail(`POST ${path}`, { error: 50013 });
  discord.fail(/^POST \/channels\/\d+\/messages$/, { error: 50001 });
  discord.fail('*', { error: 10003 }, { when: (body) => body.content === 'Hello' });
  expect([await attempt(), await attempt(), await attempt()]).toEqual([
    [50013, 0],
    [50001, 0],
    [10003, 0],
  ]);
  expect(discord.faultCounts()).toMatchObject({ '502': 1, '500 accepted': 1, 'error 50007': 1 });
  expect(discord.violations).toEqual([]);
});

test('an answer that stops in its middle is not ended by the timeout of discord.js', async () => {
  await using scene = await staged();
  const { discord, channel, path } = scene;
  const rest = restOf(discord, { timeout: 2_000 });
  let ended = false;
  discord.fail(posting, 'hang-mid-body');
  const stuck = endOf(rest.post(path, { body: hello })).finally(() => {
    ended = true;
  });
  await discord.see(() => discord.messages(channel).length === 1);
  discord.fail('GET /users/@me', 'hang-before');
  expect(await endOf(rest.get('/users/@me'))).toBe(20);
  expect(ended).toBe(false);
  await discord[Symbol.asyncDispose]();
  expect(await stuck).toBeDefined();
});

test('stock discord.js posts as often as its answer is lost, unless a nonce is enforced', async () => {
  for (const lost of ['drop-after', 'hang-after', { status: 500, accepted: true }] as const) {
    await using scene = await staged();
    const { discord, channel, path } = scene;
    const stock = restOf(discord, { retries: 3, timeout: timeoutFor(lost) });
    discord.fail(posting, lost, 2);
    await stock.post(path, { body: hello });
    expect(discord.messages(channel)).toHaveLength(3);

    discord.fail(posting, lost, 2);
    await stock.post(path, { body: { ...hello, nonce: 'row-1', enforce_nonce: true } });
    expect(discord.messages(channel)).toHaveLength(4);
    expect(discord.postedBy.get('row-1')).toBe(1);
  }
  await using scene = await staged();
  const { discord, channel, path } = scene;
  discord.fail(posting, 'close-after');
  expect(await endOf(restOf(discord, { retries: 3 }).post(path, { body: hello }))).toBe('UND_ERR_SOCKET');
  expect(discord.messages(channel)).toHaveLength(1);
});

test('a nonce of one’s own is only enforced when the message says so itself', async () => {
  await using scene = await online();
  const { discord, channel, client } = scene;
  const place = await client.channels.fetch(channel.id);
  if (!place?.isSendable()) throw new Error('not sendable');
  for (const enforced of [{}, { enforceNonce: true }])
    for (let n = 0; n < 2; n += 1)
      await place.send({ content: 'Hello', nonce: `row-${Object.keys(enforced).length}`, ...enforced });
  expect([...discord.postedBy]).toEqual([
    ['row-0', 2],
    ['row-1', 1],
  ]);
});

test('a nonce is forgotten after a few minutes, and then makes a second message', async () => {
  const clock = { ms: Date.now() };
  await using scene = await staged({ nowMs: () => clock.ms });
  const { discord, path } = scene;
  const rest = restOf(discord);
  const body = { ...hello, nonce: 'row-1', enforce_nonce: true };
  await rest.post(path, { body });
  clock.ms += 120_000;
  await rest.post(path, { body });
  expect(discord.postedBy.get('row-1')).toBe(1);
  clock.ms += 120_000;
  await rest.post(path, { body });
  expect(discord.postedBy.get('row-1')).toBe(2);
  expect(discord.posted().map(({ nonce }) => nonce)).toEqual(['row-1', 'row-1']);
});

test('one 401 takes the token from discord.js for as long as the process lives', async () => {
  await using scene = await staged();
  const { discord, path } = scene;
  const rest = restOf(discord);
  await rest.post(path, { body: hello });
  discord.fail(posting, { error: 401 });
  expect(await endOf(rest.post(path, { body: hello }))).toBe(0);
  await expect(rest.post(path, { body: hello })).rejects.toThrow('Expected token to be set');
  expect(discord.posted()).toHaveLength(1);
});

test('a token that was revoked is refused everywhere, and ends the connection for good', async () => {
  await using scene = await online();
  const { discord, client, path } = scene;
  const gone = new Promise<number>((resolve) =>
    client.once(Events.ShardDisconnect, ({ code }) => resolve(code)),
  );
  discord.revoke();
  expect(await gone).toBe(4004);
  expect(await endOf(restOf(discord).post(path, { body: hello }))).toBe(0);
  await expect(connect(discord)).rejects.toThrow('invalid token');
  discord.revoke(false);
  await (await connect(discord)).destroy();
});

/** What a limited post does: how often it was sent, and whether another channel’s post came through before its second try. */
async function limited(fault: Fault): Promise<{ statuses: (number | null)[]; posted: number }> {
  await using scene = await staged();
  const { discord, path } = scene;
  discord.fail(posting, fault);
  await restOf(discord).post(path, { body: hello });
  return { statuses: discord.calls.map(({ status }) => status), posted: discord.posted().length };
}

test('every kind of 429 is waited out by discord.js, also one that says nothing of how long', async () => {
  const all: Fault[] = [
    { rateLimited: 0.05 },
    { rateLimited: 0.05, scope: 'shared' },
    { rateLimited: 0.05, scope: 'global' },
    { rateLimited: 0.05, by: 'cloudflare' },
    { rateLimited: 'no-header' },
    { rateLimited: 'no-header', by: 'cloudflare' },
  ];
  for (const fault of all)
    expect(await limited(fault), JSON.stringify(fault)).toEqual({ statuses: [429, 200], posted: 1 });
});

test('a 429 carries the headers of its scope, and none when Cloudflare or nobody says how long', async () => {
  await using scene = await staged();
  const { discord, path } = scene;
  const post = async (fault: Fault) => {
    discord.fail(posting, fault);
    const { headers } = await fetch(`${discord.apiUrl}/v10${path}`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(hello),
    });
    const names = ['retry-after', 'x-ratelimit-scope', 'x-ratelimit-global', 'content-type'];
    return names.map((name) => headers.get(name));
  };
  expect(await post({ rateLimited: 3 })).toEqual(['3', 'user', null, 'application/json']);
  expect(await post({ rateLimited: 3, scope: 'shared' })).toEqual(['3', 'shared', null, 'application/json']);
  expect(await post({ rateLimited: 3, scope: 'global' })).toEqual([
    '3',
    'global',
    'true',
    'application/json',
  ]);
  expect(await post({ rateLimited: 3, by: 'cloudflare' })).toEqual(['3', null, null, 'text/html']);
  expect(await post({ rateLimited: 'no-header' })).toEqual([null, null, null, 'application/json']);
  expect(discord.invalidRequests()).toBe(4);
  expect(discord.rateLimited).toEqual([]);
});

test('more requests than the limits allow are refused and noted', async () => {
  await using scene = await staged({ bucket: () => ({ limit: 3, seconds: 60 }) });
  const { discord, channel } = scene;
  const url = `${discord.apiUrl}/v10/channels/${channel.id}`;
  const statuses = [];
  for (let n = 0; n < 4; n += 1)
    statuses.push((await fetch(url, { headers: { authorization: `Bot ${discord.token}` } })).status);
  expect(statuses).toEqual([200, 200, 200, 429]);
  expect(discord.rateLimited).toEqual([`GET /channels/${channel.id}`]);
});

test('what the rates permit is what is answered, and answers to interactions do not count towards the 50', async () => {
  const clock = { ms: 1_700_000_000_000 };
  await using scene = await staged({ ...publishedRates(), nowMs: () => clock.ms });
  const { discord, guild } = scene;
  const channels = [
    ...discord.channelsOf(guild),
    ...['a', 'b'].map((name) => discord.addChannel(guild, { name })),
  ];
  const headers = { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' };
  const send = async (path: string) =>
    (await fetch(`${discord.apiUrl}/v10${path}`, { method: 'POST', headers, body: JSON.stringify(hello) }))
      .status;
  const [ms, answered] = [12_000, { posts: 0, interactions: 0 }];
  for (const end = clock.ms + ms; clock.ms <= end; clock.ms += 1000) {
    for (const { id } of channels)
      while ((await send(Routes.channelMessages(id))) === 200) answered.posts += 1;
    while ((await send('/interactions/1/token/callback')) !== 429) answered.interactions += 1;
  }
  expect(answered.posts).toBe(discord.permitted({ ms, route: posting, places: channels.length }));
  expect(answered.interactions).toBe(13 * 50);
  expect(discord.permitted({ ms: 12_000 })).toBe(13 * 50);
  expect(discord.permitted({ ms: 12_000, route: posting, places: 1000 })).toBe(13 * 50);
  expect(discord.rateLimited.length).toBe(discord.calls.filter(({ status }) => status === 429).length);
});

test('a bot that keeps the published rates by its headers meets no 429', async () => {
  await using scene = await staged({ ...publishedRates(), bucket: () => ({ limit: 5, seconds: 0.2 }) });
  const { discord, path } = scene;
  const rest = restOf(discord, { offset: 50 });
  await Promise.all(Array.from({ length: 12 }, () => rest.post(path, { body: hello })));
  expect(discord.posted()).toHaveLength(12);
  expect(discord.rateLimited).toEqual([]);
});

test('opening more direct messages than Discord likes is refused, those already open are not', async () => {
  const clock = { ms: Date.now() };
  await using scene = await staged({ dmOpens: { limit: 2, seconds: 60 }, nowMs: () => clock.ms });
  const { discord } = scene;
  const rest = restOf(discord);
  const people = ['Bo', 'Cy', 'Di'].map((name) => discord.addPerson({ name }));
  const open = (n: number) =>
    endOf(rest.post('/users/@me/channels', { body: { recipient_id: people[n]?.id } }));
  expect([await open(0), await open(1), await open(2), await open(0)]).toEqual([
    undefined,
    undefined,
    40003,
    undefined,
  ]);
  clock.ms += 60_000;
  expect(await open(2)).toBeUndefined();
  expect(discord.invalidRequests()).toBe(1);
});

test('too many refused requests end in a ban, which limits of scope shared do not count for', async () => {
  const clock = { ms: Date.now() };
  await using scene = await staged({ invalidRequests: 4, nowMs: () => clock.ms });
  const { discord, ada } = scene;
  ada.closedDms = true;
  const rest = restOf(discord, { rejectOnRateLimit: () => true });
  const dm = (await rest.post('/users/@me/channels', { body: { recipient_id: ada.id } })) as { id: string };
  const post = () => endOf(rest.post(Routes.channelMessages(dm.id), { body: hello }));
  discord.fail(posting, { rateLimited: 0.01, scope: 'shared' });
  expect(String(await post())).toContain('RateLimitError');
  expect(discord.invalidRequests()).toBe(0);
  expect([await post(), await post(), await post(), await post()]).toEqual([50007, 50007, 50007, 50007]);
  expect(discord.violations).toEqual(['banned after 4 invalid requests']);
  const me = () => endOf(rest.get('/users/@me'));
  expect(String(await me())).toContain('RateLimitError');
  clock.ms += 600_000;
  expect([await me(), discord.invalidRequests()]).toEqual([undefined, 0]);
});

test('a session that is invalid after opcode 7 begins anew', async () => {
  await using scene = await online({}, (i) => i.isChatInputCommand() && i.reply('Back'));
  const { discord, guild, ada } = scene;
  discord.reconnectOp7();
  discord.gateway.forget();
  await discord.see(() => discord.gateway.counts().identified === 2);
  expect(discord.gateway.counts()).toMatchObject({ resumed: 0, connected: 1 });
  expect((await discord.command({ person: ada, guild, name: 'weft' })).type).toBe(4);
});

test('an invalid session that may be resumed is, and close codes decide between resuming and beginning anew', async () => {
  await using scene = await online();
  const { discord } = scene;
  discord.invalidSession(true);
  await discord.see(() => discord.gateway.counts().resumed === 1);
  const steps: [number, { identified: number; resumed: number }][] = [
    [4000, { identified: 1, resumed: 2 }],
    [4009, { identified: 1, resumed: 3 }],
    [4007, { identified: 2, resumed: 3 }],
    [1001, { identified: 2, resumed: 4 }],
  ];
  for (const [code, then] of steps) {
    discord.dropGateway(code);
    await discord.see(() => {
      const { identified, resumed, connected } = discord.gateway.counts();
      return connected === 1 && identified === then.identified && resumed === then.resumed;
    });
  }
});

test('a resume address that answers 503 or not at all is asked again and again, and never given up', async () => {
  for (const how of ['refuse', 'hang'] as const) {
    await using scene = await online({}, undefined, inHaste(100));
    const { discord } = scene;
    discord.gateway.close(how, 'resume');
    discord.dropGateway();
    await discord.see(() => discord.gateway.turnedAway() >= 3, 10_000);
    expect(discord.gateway.counts()).toMatchObject({ identified: 1, resumed: 0 });
    discord.gateway.open();
    await discord.see(() => discord.gateway.counts().resumed === 1, 10_000);
  }
});

test('a resume address that resets, or answers and says nothing, is given up, and the session with it', async () => {
  for (const how of ['drop', 'no-hello'] as const) {
    await using scene = await online({}, undefined, inHaste(100));
    const { discord } = scene;
    discord.gateway.close(how, 'resume');
    discord.dropGateway();
    await discord.see(() => discord.gateway.counts().identified === 2, 10_000);
    expect(discord.gateway.counts().resumed).toBe(0);
  }
});

test('who was away for more events than are kept begins anew', { timeout: 120_000 }, async () => {
  await using scene = await staged();
  const { discord, channel, ada } = scene;
  const intents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages];
  const client = await connect(discord, undefined, { intents });
  discord.gateway.close();
  discord.dropGateway();
  for (let n = 0; n < 20_001; n += 1) discord.say({ person: ada, channel, content: String(n) });
  discord.gateway.open();
  await discord.see(() => discord.gateway.counts().identified === 2, 10_000);
  expect(discord.gateway.counts().resumed).toBe(0);
  await client.destroy();
});

test('a connection that sends more than 120 times in a minute is closed', async () => {
  await using scene = await staged();
  const socket = new WebSocket(`${scene.discord.gatewayUrl}/?v=10&encoding=json`);
  const closed = new Promise<number>((resolve) => {
    socket.addEventListener('close', ({ code }) => resolve(code));
  });
  await new Promise((resolve) => socket.addEventListener('open', resolve));
  for (let n = 0; n < 121; n += 1) socket.send(JSON.stringify({ op: 1, d: null }));
  expect(await closed).toBe(4008);
});

test('a connection whose heartbeats are not acknowledged is a zombie although events still come', async () => {
  const heard: string[] = [];
  await using scene = await online({ heartbeatMs: 60 }, (i) => i.isChatInputCommand() && i.reply('Here'));
  const { discord, guild, ada, client } = scene;
  client.on(Events.ShardResume, () => heard.push('resumed'));
  discord.gateway.silence('acks');
  expect((await discord.command({ person: ada, guild, name: 'weft' })).type).toBe(4);
  await discord.see(() => heard.includes('resumed'));
  expect(discord.gateway.counts()).toEqual({ identified: 1, resumed: 1, connected: 1 });
});

test('an interaction that is replayed by a resume is too old to be answered', async () => {
  const errors: unknown[] = [];
  await using scene = await online({ ackMs: 30 }, (i) =>
    i.isChatInputCommand() ? i.reply('Late').catch((error) => errors.push(error.code)) : undefined,
  );
  const { discord, guild, ada } = scene;
  discord.gateway.close();
  discord.dropGateway();
  expect((await discord.command({ person: ada, guild, name: 'weft' })).type).toBeNull();
  discord.gateway.open();
  await discord.see(() => errors.length > 0, 10_000);
  expect(errors).toEqual([10062]);
});

test('interactions come permuted and twice, and the second answer to one is refused', async () => {
  const [order, errors]: [string[], unknown[]] = [[], []];
  await using scene = await online({}, async (interaction) => {
    order.push(interaction.user.id);
    if (interaction.isChatInputCommand())
      await interaction.reply('Here').catch((error) => errors.push(error.code));
  });
  const { discord, guild } = scene;
  const people = ['Bo', 'Cy', 'Di', 'Eve'].map((name) => discord.addPerson({ name }));
  discord.hold();
  const acks = people.map((person) => discord.command({ person, guild, name: 'weft' }));
  discord.release(unruly({ seed: 3, repeats: 1 }));
  expect((await Promise.all(acks)).map(({ type }) => type)).toEqual([4, 4, 4, 4]);
  await discord.see(() => errors.length === 4);
  expect(errors).toEqual([40060, 40060, 40060, 40060]);
  expect(order.toSorted()).toEqual(people.flatMap(({ id }) => [id, id]).toSorted());
  expect(order).not.toEqual(order.toSorted());
});

test('a button can be pressed before discord.js has heard that its message was posted', async () => {
  const order: string[] = [];
  await using scene = await online({}, async (interaction) => {
    if (!interaction.isButton()) return;
    order.push('pressed');
    await interaction.deferUpdate();
  });
  const { discord, channel, ada, path } = scene;
  const heard = Promise.withResolvers<void>();
  discord.fail(posting, { until: heard.promise, accepted: true });
  const components = [{ type: 1, components: [{ type: 2, style: 1, label: 'Go', custom_id: 'go' }] }];
  const sent = restOf(discord)
    .post(path, { body: { ...hello, components } })
    .then(() => order.push('posted'));
  const message = await discord.see(() => discord.messages(channel)[0]);
  await discord.press({ person: ada, message, label: 'Go' });
  heard.resolve();
  await sent;
  expect(order).toEqual(['pressed', 'posted']);
});

test('a guild that was left while the bot was away is left without a word', async () => {
  await using scene = await online();
  const { discord, guild, client } = scene;
  const heard: string[] = [];
  client.on(Events.GuildDelete, () => heard.push('deleted'));
  client.on(Events.GuildCreate, () => heard.push('created'));
  discord.gateway.close();
  discord.gateway.forget();
  discord.dropGateway();
  discord.removeBot(guild);
  discord.addGuild({ name: 'Another' });
  discord.gateway.open();
  await discord.see(() => discord.gateway.counts().identified === 2, 10_000);
  await discord.see(() => client.guilds.cache.some(({ name }) => name === 'Another'));
  expect(heard).toEqual([]);
});

test('a wrong clock shows in ids, timestamps, resets and the Date of answers, and not in the rates', async () => {
  const start = Date.now();
  await using scene = await staged({ nowMs: () => start });
  const { discord, path } = scene;
  discord.skewClock(3600);
  const answer = await fetch(`${discord.apiUrl}/v10${path}`, {
    method: 'POST',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(hello),
  });
  const message = (await answer.json()) as { id: string; timestamp: string };
  const later = start + 3_600_000;
  expect(Number((BigInt(message.id) >> 22n) + 1_420_070_400_000n)).toBe(later);
  expect(Date.parse(message.timestamp)).toBe(later);
  expect(Date.parse(answer.headers.get('date') ?? '')).toBe(Math.floor(later / 1000) * 1000);
  expect(Number(answer.headers.get('x-ratelimit-reset'))).toBeCloseTo(later / 1000 + 1, 3);
  expect(answer.headers.get('x-ratelimit-reset-after')).toBe('1');
});

test('faults by chance strike the share that was asked for, and the same requests for the same seed', async () => {
  const struck = async (seed: number) => {
    await using scene = await staged({
      globalPerSecond: 10_000,
      bucket: () => ({ limit: 1000, seconds: 1 }),
    });
    const { discord, path } = scene;
    const rest: REST = restOf(discord, { globalRequestsPerSecond: 10_000 });
    discord.randomly({ share: 0.2, faults: ['drop-before', { status: 503 }], seed, where: posting });
    const fates: boolean[] = [];
    for (let n = 0; n < 200; n += 1)
      fates.push((await endOf(rest.post(path, { body: hello }))) === undefined);
    const all = Object.values(discord.faultCounts()).reduce((sum, one) => sum + one, 0);
    expect(all).toBe(fates.filter((fate) => !fate).length);
    expect(discord.posted()).toHaveLength(200 - all);
    return fates;
  };
  const [one, same, another] = [await struck(5), await struck(5), await struck(6)];
  expect(one).toEqual(same);
  expect(one).not.toEqual(another);
  expect(one.filter((fate) => !fate).length).toBeGreaterThan(20);
  expect(one.filter((fate) => !fate).length).toBeLessThan(60);
});

test('a soak keeps its last calls only, and still counts what was posted twice', async () => {
  await using scene = await staged({ keepCalls: 10, globalPerSecond: 1000 });
  const { discord, path } = scene;
  const rest = restOf(discord, { globalRequestsPerSecond: 1000 });
  for (let n = 0; n < 50; n += 1)
    await rest.post(path, { body: { ...hello, nonce: n === 40 ? 'r39' : `r${n}`, enforce_nonce: n !== 40 } });
  expect(discord.calls.length).toBeLessThan(20);
  expect([...discord.postedBy].filter(([, times]) => times > 1)).toEqual([['r39', 2]]);
});
