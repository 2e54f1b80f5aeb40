/** Keeps docs/stand-ins.md true: its examples run as printed, its tables are what the code and the clients do. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { App } from '@slack/bolt';
import { LogLevel, WebClient } from '@slack/web-api';
import { Client, Events, GatewayIntentBits, REST, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { discordByHand } from './support/by-hand/discord.ts';
import { slackByHand } from './support/by-hand/slack.ts';
import { startDiscord } from './support/discord/index.ts';
import { startSlack } from './support/slack/index.ts';
import { type Fault, isAccepted, wireFaults } from './support/wire/index.ts';

const page = readFileSync('docs/stand-ins.md', 'utf8');

/** What stands between two comments of the page. */
function between(name: string): string {
  const found = new RegExp(`<!-- ${name}[^>]*-->\\n([\\s\\S]*?)\\n<!-- /${name} -->`).exec(page)?.[1];
  if (found === undefined) throw new Error(`the page has no part ${name}`);
  return found;
}

/** The example of a platform as it is printed. */
function example(platform: string): string {
  const found = page.match(/```ts\n[\s\S]*?```/g)?.find((block) => block.includes(`./support/${platform}/`));
  if (!found) throw new Error(`the page has no example for ${platform}`);
  return found.slice('```ts\n'.length, -'```'.length);
}

/** Runs an example in a folder that looks as the page says, and resolves with what it printed; rejects when it fails. */
async function run(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'stand-in-example-'));
  try {
    symlinkSync(join(process.cwd(), 'test/support'), join(folder, 'support'));
    symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'example.test.ts'), text);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--test', '--test-force-exit', 'example.test.ts'],
      { cwd: folder },
    );
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.for(['slack', 'discord'])(
  'the example for %s passes as it is printed, and fails without its care',
  { timeout: 120_000 },
  async (platform) => {
    expect(await run(example(platform))).toMatch(/pass [1-9]/);
    // Without its care the app posts again, and the example says so.
    const careless = example(platform)
      .replace('{ retries: 0 }', '{ retries: 1, minTimeout: 1 }')
      .replace('enforceNonce: true', 'enforceNonce: false');
    expect(careless).not.toBe(example(platform));
    await expect(run(careless)).rejects.toThrow();
  },
);

/** One of each kind, as a test writes it. */
const samples: [string, { slack: Fault; discord: Fault }][] = [
  ...Object.keys(wireFaults).map((name): [string, { slack: Fault; discord: Fault }] => {
    const fault = name as keyof typeof wireFaults;
    return [`'${name}'`, { slack: fault, discord: fault }];
  }),
  ['{ status: 503 }', both({ status: 503 })],
  ['{ status: 503, accepted: true }', both({ status: 503, accepted: true })],
  ['{ error: code }', { slack: { error: 'fatal_error' }, discord: { error: 50007 } }],
  [
    '{ error: code, accepted: true }',
    { slack: { error: 'fatal_error', accepted: true }, discord: { error: 50007, accepted: true } },
  ],
  ['{ rateLimited: seconds }', { slack: { rateLimited: 0 }, discord: { rateLimited: 0.02 } }],
  ["{ rateLimited: 'no-header' }", both({ rateLimited: 'no-header' })],
  [
    "{ rateLimited: seconds, by: 'cloudflare' }",
    { slack: { rateLimited: 0, by: 'cloudflare' }, discord: { rateLimited: 0.02, by: 'cloudflare' } },
  ],
  ['{ delay: ms }', both({ delay: 5 })],
  ['{ delay: ms, accepted: true }', both({ delay: 5, accepted: true })],
];

function both(fault: Fault): { slack: Fault; discord: Fault } {
  return { slack: fault, discord: fault };
}

/** How one post went: how often it was sent, how many messages there are, what the app was told in the end. */
async function account(end: Promise<string>, sent: () => number, posted: () => number): Promise<string> {
  const told = await end;
  return `${sent() === 1 ? 'sent once' : `sent ${sent()}×`}, ${posted()} posted, ${told}`;
}

const endOf = (posting: Promise<unknown>): Promise<string> =>
  posting.then(
    () => 'ok',
    (error: Error) => `\`${error.constructor.name}\``,
  );

/** Milliseconds; short only where nothing else ends the wait, so that a slow machine sees the same. */
const timeoutFor = (fault: Fault): number => (String(fault).startsWith('hang') ? 6_000 : 15_000);

async function onSlack(fault: Fault): Promise<string> {
  await using slack = await startSlack();
  const ada = slack.addPerson({ name: 'Ada' });
  const retryConfig = { retries: 2, minTimeout: 1, maxTimeout: 1 };
  const client = new WebClient(slack.botToken, {
    slackApiUrl: slack.apiUrl,
    timeout: timeoutFor(fault),
    retryConfig,
    logLevel: LogLevel.ERROR,
  });
  slack.fail('chat.postMessage', fault);
  const posting = client.chat.postMessage({ channel: ada.id, text: 'Hello' });
  return await account(
    endOf(posting),
    () => slack.calls.length,
    () => slack.posted.length,
  );
}

async function onDiscord(fault: Fault): Promise<string> {
  await using discord = await startDiscord();
  const guild = discord.addGuild({ name: 'River coalition' });
  const path = Routes.channelMessages(discord.channelsOf(guild)[0]?.id ?? '');
  const rest = new REST({ api: discord.apiUrl, timeout: timeoutFor(fault) }).setToken(discord.token);
  discord.fail(`POST ${path}`, fault);
  const posting = endOf(rest.post(path, { body: { content: 'Hello' } }));
  await discord.see(() => discord.calls.length > 0);
  // Another request goes through four timeouts meanwhile, which is longer than any post needs that ends at all.
  discord.fail('GET /users/@me', 'hang-before', 4);
  const patience = rest.get('/users/@me').then(String, () => 'still waiting four timeouts later');
  const posts = () => discord.calls.filter(({ method }) => method === 'POST').length;
  return await account(Promise.race([posting, patience]), posts, () => discord.posted().length);
}

test('the table of faults is what stock clients do', async () => {
  const rows = ['| fault | carried out | stock `WebClient` | stock discord.js |', '|---|---|---|---|'];
  const measured = samples.map(async ([name, { slack, discord }]) => {
    const done = isAccepted(slack) ? 'yes' : 'no';
    const [there, here] = await Promise.all([onSlack(slack), onDiscord(discord)]);
    return `| \`${name}\` | ${done} | ${there} | ${here} |`;
  });
  rows.push(...(await Promise.all(measured)));
  expect(between('faults').split('\n')).toEqual(rows);
  for (const name of ['@slack/web-api', 'discord.js']) {
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as {
      version: string;
    };
    expect(page).toContain(`\`${name}\` ${version}`);
  }
}, 180_000);

test('the page says of each fault on the wire what it is', () => {
  const rows = Object.entries(wireFaults).map(([name, { meets }]) => `| \`'${name}'\` | ${meets} |`);
  expect(between('wire').split('\n').slice(2)).toEqual(rows);
});

test('every method, route and function that the page names is there, and none that answers is left out', async () => {
  const named = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  await using slack = await startSlack();
  await using discord = await startDiscord();
  expect(named(between('methods'))).toEqual(slack.methods);
  expect(named(between('routes'))).toEqual(discord.routes);
  for (const [there, stand] of [
    ['slack', slack],
    ['discord', discord],
  ] as const) {
    const used = [...page.matchAll(new RegExp(`(?<![.\\w])${there}\\.((?:gateway\\.)?\\w+)`, 'g'))].map(
      ([, name = '']) => name,
    );
    for (const name of new Set(used).difference(new Set(['js']))) {
      const [inside, last = ''] = name.includes('.') ? [discord.gateway, name.split('.')[1]] : [stand, name];
      expect(last in inside, `${there}.${name}`).toBe(true);
    }
    expect(used.length).toBeGreaterThan(10);
  }
});

test.for(['slack', 'discord'])(
  'the stand-in for %s can be started by hand and typed to',
  async (platform) => {
    const program = spawn(process.execPath, ['test/support/stand-in.ts', platform, '0']);
    let printed = '';
    program.stdout.on('data', (bytes) => {
      printed += String(bytes);
    });
    program.stdin.write('hello\nas Ben\nhello too\n');
    await expect.poll(() => printed, { timeout: 10_000 }).toContain('Ben sees hello too');
    program.stdin.end();
    await once(program, 'exit');
    expect(printed).toMatch(platform === 'slack' ? /SLACK_API_URL=http/ : /DISCORD_API_URL=http/);
    const own = /_API_URL=http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1];
    expect(printed).toContain(`PORT=${Number(own) + 1} `);
    expect(printed).toContain('Ada sees hello\n');
    expect(program.exitCode).toBe(0);
  },
);

test('by hand, what is answered again with the same words is seen again, on Slack', async () => {
  await using hand = await slackByHand(0);
  const {
    SLACK_BOT_TOKEN: token = '',
    SLACK_APP_TOKEN: appToken = '',
    SLACK_API_URL: slackApiUrl = '',
  } = hand.env;
  const clientOptions = { slackApiUrl };
  const app = new App({ token, appToken, socketMode: true, logLevel: LogLevel.ERROR, clientOptions });
  app.command('/greet', async ({ ack, command }) => {
    await ack(`Hello ${command.text.replace(/^<#C\w+\|(\w+)>$/, 'from $1')}`);
  });
  await app.start();
  const ids = () => hand.sees('Ada').map(({ id, text }) => `${id}: ${text}`);
  for (const count of [1, 2]) {
    expect(await hand.type('Ada', '/greet #general')).toBe('');
    await expect.poll(() => new Set(ids()).size).toBe(count);
  }
  expect(hand.sees('Ada').map(({ text }) => text)).toEqual(['Hello from general', 'Hello from general']);
  await app.stop();
});

test('by hand, what is answered again with the same words is seen again, on Discord', async () => {
  await using hand = await discordByHand(0);
  const { DISCORD_TOKEN: token = '', DISCORD_API_URL: api = '' } = hand.env;
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  client.on(Events.InteractionCreate, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const { name } = interaction.options.getChannel('where', true);
    const field = { type: 4, custom_id: 'said', style: 1 } as const;
    const components = [{ type: 18, label: `What to say in ${name}`, component: field }] as const;
    await interaction.showModal({ custom_id: 'say', title: 'Say', components: [...components] });
  });
  await client.login(token);
  const where = { name: 'where', description: 'Where', type: 7, required: true } as const;
  await (await ready).application.commands.set([{ name: 'say', description: 'Says it', options: [where] }]);
  const seen: string[] = [];
  for (const count of [1, 2]) {
    expect(await hand.type('Ada', '/say where:#general')).toBe('');
    seen.push(...hand.sees('Ada').map(({ id, text }) => `${id}: ${text}`));
    expect(new Set(seen).size).toBe(count);
  }
  expect(seen[0]).toContain('What to say in general: …');
  await client.destroy();
});
