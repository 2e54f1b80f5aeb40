import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ConfigError, describeConfig, ensureSecret, readConfig } from '#config.ts';

const bot = { SLACK_BOT_TOKEN: 'xoxb-1-abc' };
const socket = { ...bot, SLACK_APP_TOKEN: 'xapp-1-abc' };
const http = { ...bot, SLACK_SIGNING_SECRET: '8f742231b10e8888abcd99yyyzzz85a5' };
const discord = { DISCORD_TOKEN: 'MTA4.GhXk.abc_def' };
const server = { DATABASE_URL: 'postgres://weft:hunter2@db/weft', WEFT_SECRET: 'a'.repeat(32) };

function refusal(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('with nothing set there is a playground on the embedded database', () => {
  expect(readConfig({})).toEqual({
    database: { kind: 'embedded', folder: join('.weft', 'database') },
    accepted: false,
    host: '127.0.0.1',
    port: 3000,
    logLevel: 'info',
    playground: true,
    pulseKeys: join('.weft', 'pulse-keys'),
    deletions: join('.weft', 'deletions'),
    folder: '.weft',
  });
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', WEFT_DATA: '/x', WEFT_PLAYGROUND: '0' })).toMatchObject({
    port: 3000,
    folder: '/x',
    pulseKeys: '/x/pulse-keys',
    playground: false,
  });
  expect(readConfig({ WEFT_PULSE_KEYS: '/keys' })).toMatchObject({ pulseKeys: '/keys' });
  expect(readConfig({ WEFT_DELETIONS: '/kept/gone' })).toMatchObject({ deletions: '/kept/gone' });
  expect(() => readConfig({ WEFT_DELETIONS: '/kept/' })).toThrow('WEFT_DELETIONS must be a file');
});

test('a platform with tokens is on, and the playground then is off unless asked for', () => {
  const config = readConfig({ ...server, ...socket, ...discord });
  expect(config.slack).toEqual({ mode: 'socket', botToken: 'xoxb-1-abc', appToken: 'xapp-1-abc' });
  expect(config.discord).toEqual({ token: 'MTA4.GhXk.abc_def', shards: 1 });
  expect(readConfig({ ...server, ...discord, DISCORD_SHARDS: '4' }).discord).toMatchObject({ shards: 4 });
  expect(config.playground).toBe(false);
  expect(readConfig({ ...server, ...discord, WEFT_PLAYGROUND: '1' })).toMatchObject({ playground: true });
  expect(readConfig({ ...server, ...discord }).slack).toBeUndefined();
  expect(readConfig({ ...server, ...http, SLACK_API_URL: 'http://127.0.0.1:9/api/' }).slack).toEqual({
    mode: 'http',
    botToken: 'xoxb-1-abc',
    signingSecret: '8f742231b10e8888abcd99yyyzzz85a5',
    apiUrl: 'http://127.0.0.1:9/api/',
  });
});

test('a token for metrics is long and has no spaces, and without one there is none', () => {
  const token = 'f3b1c0ffee5d2a77';
  expect(readConfig({ WEFT_METRICS_TOKEN: token })).toMatchObject({ metricsToken: token });
  expect(readConfig({ WEFT_METRICS_TOKEN: ' ' })).not.toHaveProperty('metricsToken');
  for (const wrong of ['fifteen-letters', 'sixteen letters or more', 'sixteen-lettersé'])
    expect(refusal({ WEFT_METRICS_TOKEN: wrong })).toMatch(/^WEFT_METRICS_TOKEN must have at least 16/);
});

test('a stand-in for Discord takes any token', () => {
  const config = readConfig({ ...server, DISCORD_TOKEN: 'test', DISCORD_API_URL: 'http://127.0.0.1:9/api/' });
  expect(config.discord).toEqual({ token: 'test', shards: 1, apiUrl: 'http://127.0.0.1:9/api' });
});

test('a real platform needs a server, or the embedded database accepted', () => {
  expect(refusal(socket)).toMatch(/^DATABASE_URL .* not a power cut.*WEFT_EMBEDDED_DATABASE=1/);
  expect(readConfig({ ...socket, WEFT_EMBEDDED_DATABASE: '1' })).toMatchObject({ accepted: true });
});

test.each([
  [{ ...socket, SLACK_BOT_TOKEN: 'xapp-1-abc' }, /^SLACK_BOT_TOKEN .*xoxb-.*OAuth & Permissions/],
  [{ ...bot, SLACK_APP_TOKEN: 'xoxb-1' }, /^SLACK_APP_TOKEN .*xapp-.*App-Level Tokens/],
  [{ ...bot, SLACK_SIGNING_SECRET: 'xapp-1-abcdefgh' }, /^SLACK_SIGNING_SECRET .*Signing Secret/],
  [{ DISCORD_TOKEN: '1234567890123456789' }, /^DISCORD_TOKEN .*Reset Token/],
  [{ DISCORD_TOKEN: 'Bot MTA4.GhXk.abc' }, /^DISCORD_TOKEN .*Reset Token/],
  [{ DISCORD_TOKEN: 'abcdefghijklmnopqrstuvwxyz012345' }, /^DISCORD_TOKEN .*Reset Token/],
  [bot, /^SLACK_APP_TOKEN is missing \(or SLACK_SIGNING_SECRET/],
  [{ SLACK_APP_TOKEN: 'xapp-1' }, /^SLACK_BOT_TOKEN is missing, though SLACK_APP_TOKEN/],
  [{ SLACK_SIGNING_SECRET: 'abcdefgh' }, /^SLACK_BOT_TOKEN is missing, though SLACK_SIGNING_SECRET/],
  [{ ...socket, ...http }, /^SLACK_APP_TOKEN .* and SLACK_SIGNING_SECRET .* both set/],
  [{ ...http, SLACK_API_URL: 'http://127.0.0.1:9' }, /^SLACK_API_URL .*\/api\//],
  [{ DATABASE_URL: 'mysql://db' }, /^DATABASE_URL is not a PostgreSQL address: .*postgres:\/\//],
  [{ ...server, ...discord, WEFT_SECRET: '' }, /^WEFT_SECRET is missing.*openssl rand/],
  [{ WEFT_SECRET: 'short' }, /^WEFT_SECRET .*32 characters/],
  [{ ...server, WEFT_EMBEDDED_DATABASE: '1' }, /contradict/],
  [{ PORT: '65536' }, /^PORT /],
  [{ PORT: 'http' }, /^PORT /],
  [{ ...server, ...discord, DISCORD_SHARDS: '0' }, /^DISCORD_SHARDS .*from 1/],
  [{ ...server, ...discord, DISCORD_SHARDS: 'auto' }, /^DISCORD_SHARDS .*number/],
  [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL .*debug/],
  [{ WEFT_PLAYGROUND: 'yes' }, /^WEFT_PLAYGROUND must be 0 or 1/],
  [{ WEFT_URL: 'weft.example.org' }, /^WEFT_URL .*https:/],
])('%j is refused in one line that names the variable', (env: Record<string, string>, expected) => {
  const message = refusal(env);
  expect(message).toMatch(expected);
  expect(message).not.toContain('\n');
});

test('a refusal does not repeat a secret', () => {
  for (const { name, secret } of describeConfig()) {
    if (secret) expect(refusal({ [name]: ' hunter2 hunter2 ' })).not.toContain('hunter2');
  }
});

test('every setting is described, and every secret says where to get it', () => {
  const rows = describeConfig();
  expect(rows.map((row) => row.name)).toContain('WEFT_DATA');
  expect(rows.filter((row) => row.secret && row.where === undefined)).toEqual([]);
});

test('a kept secret is made once, long enough, and readable by its owner only', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weft-config-'));
  try {
    const secret = ensureSecret(join(folder, 'new'));
    expect(ensureSecret(join(folder, 'new'))).toBe(secret);
    expect(readConfig({ WEFT_SECRET: secret }).secret).toBe(secret);
    const file = join(folder, 'new', 'secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8').trim()).toBe(secret);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('port 0 takes a free one, and an address loses the slash at its end', () => {
  expect(readConfig({ PORT: '0', WEFT_URL: 'https://weft.example.org/' })).toMatchObject({
    port: 0,
    url: 'https://weft.example.org',
  });
});

test('the compose file and its settings name only what there is', () => {
  const known = describeConfig().map(({ name }) => name as string);
  const compose = readFileSync('docs/compose.yaml', 'utf8');
  const [, example = ''] = /```dotenv\n([\s\S]*?)```/.exec(readFileSync('docs/operations.md', 'utf8')) ?? [];
  const inCompose = [...compose.matchAll(/^ +([A-Z][A-Z_]+):/gm)].map(([, name = '']) => name);
  const inExample = [...example.matchAll(/^([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name);
  const ours = (names: readonly string[]) => names.filter((name) => !name.startsWith('POSTGRES_'));
  expect(ours(inCompose)).toEqual(['DATABASE_URL', 'WEFT_HOST', 'PORT', 'WEFT_PULSE_KEYS', 'WEFT_DELETIONS']);
  expect(ours(inExample)).toContain('WEFT_SECRET');
  expect([...ours(inCompose), ...ours(inExample)].filter((name) => !known.includes(name))).toEqual([]);
  for (const [, name = ''] of compose.matchAll(/\$\{([A-Z_]+)/g)) expect(inExample).toContain(name);
});
