import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import ICAL from 'ical.js';
import { expect, test, vi } from 'vitest';
import { tree } from '#commands.ts';
import { createConvergence } from '#convergence/index.ts';
import { day } from '#convergence/tables.ts';
import { discordCommands } from '#platforms/discord/index.ts';
import { manualClock } from '#time/index.ts';
import { startWeb, takePort } from '#web.ts';
import { testDatabase } from './support/database.ts';
import { openDesk } from './support/desk.ts';
import { startDiscord } from './support/discord/index.ts';
import { run } from './support/program.ts';
import { readable, startSlack } from './support/slack/index.ts';
import { breakable } from './support/stage/breakable.ts';

// Each test starts the program several times, on machines that may be busy.
vi.setConfig({ testTimeout: 120_000 });
const patiently = { timeout: 30_000, interval: 20 };

/** The program wants a server of its own to connect to, which the embedded database is not. */
const onServer = test.skipIf(process.env.TEST_STORE === 'pglite');

const secret = 'a secret of at least thirty-two characters';

test.each([
  [{ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }, /DATABASE_URL.*power/],
  [
    {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_SIGNING_SECRET: 'f'.repeat(32),
      DATABASE_URL: 'postgres://a@b/c',
      WEFT_SECRET: secret,
    },
    /SLACK_(APP_TOKEN|SIGNING_SECRET)/,
  ],
  [{ DISCORD_TOKEN: 'nonsense', DATABASE_URL: 'postgres://a@b/c', WEFT_SECRET: secret }, /DISCORD_TOKEN/],
  [{ PORT: 'eighty' }, /PORT/],
])('a configuration that cannot work ends with one line that says why: %#', async (env, line) => {
  const program = run(env);
  expect(await program.ended).toBe(1);
  expect(program.output()).toMatch(line);
  expect(program.output().trim().split('\n')).toHaveLength(1);
});

test('a port that is taken ends it at once: no database and no platform is asked before', async () => {
  await using slack = await startSlack();
  await using discord = await startDiscord();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const env = {
    ...{ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none', WEFT_SECRET: secret, LOG_LEVEL: 'silent' },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
  };
  const busy = run({ ...env, PORT: String(port) });
  expect(await busy.ended).toBe(1);
  expect(busy.output()).toMatch(/^PORT \d+ is taken[^\n]*\n$/);
  // The control: with a port of its own it goes on, to the database that is not there.
  const free = run(env);
  expect(await free.ended).toBe(1);
  expect(free.output()).toMatch(/^The database that DATABASE_URL names[^\n]*\n$/);
  expect([...slack.calls, ...discord.calls]).toEqual([]);
  await new Promise((resolve) => other.close(resolve));
});

test('until it is opened, a server that has its port answers that it is not ready', async () => {
  const web = await takePort({ host: '127.0.0.1', port: 0 });
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${web.port}${path}`)).status;
  expect([await status('/healthz'), await status('/readyz'), await status('/slack/events')]).toEqual([
    503, 503, 503,
  ]);
  web.open({ ready: async () => true });
  expect([await status('/healthz'), await status('/readyz'), await status('/slack/events')]).toEqual([
    200, 200, 404,
  ]);
  await web.stop();
});

test('a planned day is a file at its address alone, changed days come with a higher sequence, and errors say nothing', async () => {
  await using first = await testDatabase();
  await using second = await testDatabase();
  const clock = manualClock('2027-02-01T12:00:00Z');
  const desk = await openDesk(first.db, createConvergence('https://weft.example'), { at: clock });
  const given = { name: 'River day', day: '2027-05-15', hours: '19:00 in Berlin', ask: 'Come.' };
  const draft = await desk.type('mara', 'converge plan', given);
  const [row] = await first.db.select().from(day);
  // A day is found wherever it is: here, in the place that is asked last.
  const { store, breaks } = breakable(first.store);
  const calendars = [
    { store: second.store, clock },
    { store, clock },
  ];
  const web = await startWeb({ host: '127.0.0.1', port: 0, ready: async () => true, calendars });
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${web.port}/calendar/${path}`);
    return { response, status: response.status, text: await response.text() };
  };
  const address = `${row?.linkKey}.ics`;
  const isNothing = { status: 404, text: '' };
  expect(await get(address)).toMatchObject(isNothing);

  await desk.press('mara', draft.buttons['Plan it']);
  const found = await get(address);
  expect(found.status).toBe(200);
  expect(Object.fromEntries(found.response.headers)).toMatchObject({
    ...{ 'content-type': 'text/calendar; charset=utf-8', 'cache-control': 'private, max-age=3600' },
    'x-robots-tag': 'noindex',
  });
  expect(found.response.headers.get('set-cookie')).toBeNull();
  const eventOf = (text: string) => new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  const said = (text: string) =>
    ['uid', 'summary', 'status', 'sequence'].map((name) => eventOf(text)?.getFirstPropertyValue(name));
  expect(said(found.text)).toEqual([`${row?.id}@weft`, 'River day', 'CONFIRMED', 0]);
  expect(String(eventOf(found.text)?.getFirstPropertyValue('dtstart'))).toBe('2027-05-15T17:00:00Z');

  // Another key, other shapes of it, and what only looks like one.
  const key = row?.linkKey ?? '';
  for (const path of [
    ...[`${crypto.randomUUID()}.ics`, `${row?.id}.ics`, key, `${key}.ical`, `${key}.ics.ics`, `${key}.ics/`],
    ...[`${key.replaceAll('-', '')}.ics`, `${key.slice(0, -1)}%27.ics`, '.ics', '', `..%2F${address}`],
  ])
    expect(await get(path), path).toMatchObject(isNothing);

  breaks(true);
  expect(await get(address)).toMatchObject({ status: 503, text: '' });
  breaks(false);
  await desk.type('mara', 'converge cancel', { reason: 'A storm.' }, { on: 'River day' });
  expect(said((await get(address)).text)).toEqual([`${row?.id}@weft`, 'River day', 'CANCELLED', 1]);
  clock.set('2027-03-04T12:00:00Z');
  expect(await get(address)).toMatchObject(isNothing);
  await web.stop();
});

onServer('a token that a platform refuses is named in one line', async () => {
  await using database = await testDatabase();
  await using slack = await startSlack();
  await using discord = await startDiscord();
  const base = { DATABASE_URL: database.url ?? '', WEFT_SECRET: secret, LOG_LEVEL: 'silent' };
  const wrongSlack = run({
    ...base,
    SLACK_BOT_TOKEN: 'xoxb-wrong',
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  });
  expect(await wrongSlack.ended).toBe(1);
  expect(wrongSlack.output()).toMatch(/^[^\n]*SLACK_BOT_TOKEN[^\n]*\n$/);
  const wrongDiscord = run({ ...base, DISCORD_TOKEN: 'wrong.wrong.wrong', DISCORD_API_URL: discord.apiUrl });
  expect(await wrongDiscord.ended).toBe(1);
  expect(wrongDiscord.output()).toMatch(/^[^\n]*DISCORD_TOKEN[^\n]*\n$/);
});

onServer(
  'one process serves Slack and Discord, ends on SIGTERM, and knows everything after a restart',
  async () => {
    await using database = await testDatabase();
    await using slack = await startSlack();
    await using discord = await startDiscord();
    discord.registerCommands(discordCommands(tree));
    const guild = discord.addGuild({ name: 'River', channels: [{ name: 'welcome' }] });
    const ada = slack.addPerson({ name: 'Ada', isAdmin: true });
    const ben = discord.addPerson({ name: 'Ben', guilds: [guild] });
    const env = {
      DATABASE_URL: database.url ?? '',
      WEFT_SECRET: secret,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
    };
    const first = run(env);
    const [, address = ''] = await first.printed(/"address":"([^"]+)"/);
    expect(await (await fetch(`${address}/healthz`)).text()).toBe('ok');
    expect((await fetch(`${address}/readyz`)).status).toBe(200);
    expect(await (await fetch(address)).text()).toContain('The playground is off');

    await slack.command({ person: ada, text: 'help show' });
    await slack.until(() => slack.ephemerals(ada).some((one) => readable(one).includes('what you can type')));
    await discord.command({ person: ben, guild, name: 'weft', path: ['home', 'show'] });
    const refused = await discord.see(() => discord.ephemerals(ben).find((one) => !one.thinking));
    expect(refused.text).toContain('not part of a coalition yet');
    const { rows } = await database.db.execute<{ spaces: number; sealed: string }>(
      sql`select (select count(*)::int from space) as spaces, (select string_agg(sealed_token, '') from installation) as sealed`,
    );
    expect(rows[0]?.spaces).toBe(2);
    expect(rows[0]?.sealed).not.toContain('xoxb');
    expect(await first.end()).toBe(0);
    expect(first.output()).not.toContain(slack.botToken);

    const second = run(env);
    await second.printed(/"address":/);
    await slack.command({ person: ada, text: 'help show intro' });
    await slack.until(() => slack.ephemerals(ada).some((one) => readable(one).includes('intro ask')));
    expect(await second.end('SIGINT')).toBe(0);
    expect([...slack.violations, ...discord.violations]).toEqual([]);
  },
);

onServer('over HTTP, Slack is answered at /slack/events and strangers are turned away', async () => {
  await using database = await testDatabase();
  await using slack = await startSlack({ mode: 'http' });
  const ada = slack.addPerson({ name: 'Ada' });
  const program = run({
    DATABASE_URL: database.url ?? '',
    WEFT_SECRET: secret,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
  });
  const [, address = ''] = await program.printed(/"address":"([^"]+)"/);
  slack.eventsUrl = `${address}/slack/events`;
  expect((await fetch(`${address}/slack/elsewhere`)).status).toBe(404);
  expect((await fetch(slack.eventsUrl, { method: 'POST', body: 'payload={}' })).status).toBe(401);
  await slack.command({ person: ada, text: 'help show' });
  await slack.until(() => slack.ephemerals(ada).some((one) => readable(one).includes('what you can type')));
  expect(await program.end()).toBe(0);
  expect(slack.violations).toEqual([]);
});

onServer(
  'asked to end, it finishes what it began, takes nothing new, and says that it is not ready',
  async () => {
    await using database = await testDatabase();
    await using slack = await startSlack({ mode: 'http', ackDeadlineMs: 60_000 });
    const ada = slack.addPerson({ name: 'Ada' });
    const program = run({
      DATABASE_URL: database.url ?? '',
      WEFT_SECRET: secret,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_SIGNING_SECRET: slack.signingSecret,
      SLACK_API_URL: slack.apiUrl,
    });
    const [, address = ''] = await program.printed(/"address":"([^"]+)"/);
    slack.eventsUrl = `${address}/slack/events`;
    const isReady = async () => (await fetch(`${address}/readyz`)).status;
    expect(await isReady()).toBe(200);

    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const locked = database.db.transaction(async (tx) => {
      await tx.execute(sql`lock table inbox in access exclusive mode`);
      begun.resolve();
      await goOn.promise;
    });
    await begun.promise;
    const underWay = slack.command({ person: ada, text: 'help show' });
    const waits = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect((await database.db.execute(waits)).rows).not.toEqual([]), patiently);
    const ended = program.end();
    await vi.waitFor(async () => expect(await isReady()).toBe(503), patiently);
    expect((await slack.command({ person: ada, text: 'help show' })).failure).toBe('http_503');
    goOn.resolve();
    await locked;
    expect((await underWay).acknowledged).toBe(true);
    expect(await ended).toBe(0);
  },
);
