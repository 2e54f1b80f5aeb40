// Environment → Config. The only reader of process.env; a platform without tokens is off.
// readConfig({ SLACK_BOT_TOKEN: 'xoxb-…', SLACK_APP_TOKEN: 'xapp-…', DATABASE_URL: 'postgres://…', WEFT_SECRET: '…' })
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

export type SlackConfig = { botToken: string; apiUrl?: string } & (
  | { mode: 'socket'; appToken: string }
  | { mode: 'http'; signingSecret: string }
);

export type Config = {
  database: { kind: 'server'; url: string } | { kind: 'embedded'; folder: string };
  /** Whether real platforms may run on the embedded database, which survives a kill and not a power cut. */
  accepted: boolean;
  /** Encrypts what is sealed in the database; without one, `ensureSecret(folder)` keeps one. */
  secret?: string;
  /** The secret before this one: opens what it sealed, and seals nothing. */
  secretBefore?: string;
  /** Where Weft is reached from outside, without a slash at the end. */
  url?: string;
  host: string;
  port: number;
  logLevel: (typeof logLevels)[number];
  /** What a scrape of /metrics must bring; without one only a playground alone shows them. */
  metricsToken?: string;
  slack?: SlackConfig;
  discord?: { token: string; shards: number; apiUrl?: string };
  playground: boolean;
  /** Where the keys of open pulses are; the playground’s are elsewhere. */
  pulseKeys: string;
  /** The file in which deletions are written down. */
  deletions: string;
  /** Everything kept on this machine: `database`, `playground` and `secret` inside it. */
  folder: string;
};

/** The environment cannot be used as it is: the message is one line naming the variable and what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

type Setting = {
  about: string;
  fallback?: string;
  /** Where to get it, as the end of the sentence "… : copy it from …". */
  where?: string;
  secret?: boolean;
  /** What is said of a value that `shape` refuses, after the variable's name. */
  wrong: string;
  shape: z.ZodType<string>;
};

const url = (protocol: RegExp) => z.url({ protocol }).transform((text) => text.replace(/\/+$/, ''));
const flag = z.enum(['0', '1']);
const token = (pattern: RegExp) => z.string().regex(pattern);

const settings = {
  DATABASE_URL: {
    about: 'PostgreSQL 15 or newer; without it an embedded database for one process is used',
    where: 'make it from your database server: postgres://name:password@host:5432/database',
    secret: true,
    wrong: 'is not a PostgreSQL address',
    shape: z.url({ protocol: /^postgres(ql)?$/ }),
  },
  WEFT_EMBEDDED_DATABASE: {
    about:
      '1 accepts the embedded database for real spaces; it survives a killed process, not a power cut, and serves one process only',
    fallback: '0',
    wrong: 'must be 0 or 1',
    shape: flag,
  },
  WEFT_DATA: {
    about: 'folder of the embedded databases and of keys made here',
    fallback: '.weft',
    wrong: 'must be a folder',
    shape: z.string(),
  },
  WEFT_PULSE_KEYS: {
    about:
      'folder of the keys of open pulses: shared by all processes, kept over restarts, and left out of every backup',
    fallback: 'pulse-keys in WEFT_DATA',
    wrong: 'must be a folder',
    shape: z.string(),
  },
  WEFT_DELETIONS: {
    about:
      'file in which it is written down who deleted what was kept of them, by id: shared by all processes, and kept when a backup is restored',
    fallback: 'deletions in WEFT_DATA',
    wrong: 'must be a file',
    shape: z.string().refine((text) => !text.endsWith('/')),
  },
  WEFT_SECRET: {
    about:
      'encrypts exact places, addresses, concerns, tokens and what is being typed in the database; needed with DATABASE_URL and a platform, otherwise made and kept in WEFT_DATA',
    where: 'make one with: openssl rand -hex 32',
    secret: true,
    wrong: 'must have at least 32 characters',
    shape: z.string().min(32),
  },
  WEFT_SECRET_BEFORE: {
    about:
      'another secret that opens what is in the database and encrypts nothing: while WEFT_SECRET is changed, the one before',
    where: 'what WEFT_SECRET was until now',
    secret: true,
    wrong: 'must have at least 32 characters',
    shape: z.string().min(32),
  },
  WEFT_URL: {
    about:
      'where Weft is reached from outside: the address it prints, a host the playground answers to, and where calendar files can be subscribed to',
    wrong: 'must be an address that begins with https:// or http://',
    shape: url(/^https?$/),
  },
  WEFT_HOST: {
    about: 'address to listen on; 0.0.0.0 inside a container',
    fallback: '127.0.0.1',
    wrong: 'must be a host name or an IP address',
    shape: z.string().regex(/^[\w.:-]+$/),
  },
  PORT: {
    about: 'port to listen on; 0 takes a free one',
    fallback: '3000',
    wrong: 'must be a number from 0 to 65535',
    shape: z
      .string()
      .regex(/^\d{1,5}$/)
      .refine((text) => Number(text) <= 65_535),
  },
  LOG_LEVEL: {
    about: `how much is logged: ${logLevels.join(', ')}`,
    fallback: 'info',
    wrong: `must be one of ${logLevels.join(', ')}`,
    shape: z.enum(logLevels),
  },
  WEFT_METRICS_TOKEN: {
    about:
      'lets Prometheus read /metrics, with "Authorization: Bearer …"; without it only a playground alone shows them',
    where: 'make one with: openssl rand -hex 32',
    secret: true,
    wrong: 'must have at least 16 characters, without spaces',
    shape: token(/^[!-~]{16,}$/),
  },
  SLACK_BOT_TOKEN: {
    about: 'switches Slack on, with one of the next two',
    where: 'copy the "Bot User OAuth Token" from api.slack.com/apps → your app → OAuth & Permissions',
    secret: true,
    wrong: 'is not a bot token (xoxb-…)',
    shape: token(/^xoxb-\S+$/),
  },
  SLACK_APP_TOKEN: {
    about: 'Slack by Socket Mode, which needs no public address',
    where:
      'make an app-level token with connections:write at api.slack.com/apps → your app → Basic Information → App-Level Tokens',
    secret: true,
    wrong: 'is not an app-level token (xapp-…)',
    shape: token(/^xapp-\S+$/),
  },
  SLACK_SIGNING_SECRET: {
    about: 'Slack by HTTP, at /slack/events under your public address',
    where: 'copy the "Signing Secret" from api.slack.com/apps → your app → Basic Information',
    secret: true,
    wrong: 'is not a signing secret',
    shape: token(/^(?!xox|xapp-)[^\s]{8,}$/),
  },
  SLACK_API_URL: {
    about: 'another Slack API, for tests; ends in /api/',
    fallback: 'https://slack.com/api/',
    wrong: 'must be an address that ends in /api/',
    shape: z.url({ protocol: /^https?$/ }).refine((text) => text.endsWith('/api/')),
  },
  DISCORD_TOKEN: {
    about: 'switches Discord on',
    where: 'copy it from discord.com/developers/applications → your app → Bot → Reset Token',
    secret: true,
    wrong:
      'is not a bot token (it has two dots in it; the application id, public key and client secret are others)',
    // The mistakes people make: the id, the public key, the header's own "Bot ".
    shape: token(/^(?!\d+$|[0-9a-f]{64}$|xox)\S+$/),
  },
  DISCORD_SHARDS: {
    about:
      'how many gateway connections the bot has, shared out among all processes; one is enough for 2,500 servers',
    fallback: '1',
    wrong: 'must be a number from 1 to 1000',
    shape: z
      .string()
      .regex(/^\d{1,4}$/)
      .refine((text) => Number(text) >= 1 && Number(text) <= 1000),
  },
  DISCORD_API_URL: {
    about: 'another Discord API, for tests; without a version',
    fallback: 'https://discord.com/api',
    wrong: 'must be an address that begins with https:// or http://',
    shape: url(/^https?$/),
  },
  WEFT_PLAYGROUND: {
    about:
      '1 or 0 switches the playground on or off; it has its own database, in WEFT_DATA/playground, and its own clock',
    fallback: 'on when no platform has tokens',
    wrong: 'must be 0 or 1',
    shape: flag,
  },
} as const satisfies Record<string, Setting>;

type Name = keyof typeof settings;
export type ConfigRow = { name: Name } & Pick<Setting, 'about' | 'fallback' | 'where'> & { secret: boolean };

/** The settings in order, for the table in the README. */
export function describeConfig(): ConfigRow[] {
  return (Object.entries(settings) as [Name, Setting][]).map(
    ([name, { about, fallback, where, secret }]) => ({
      name,
      about,
      ...(fallback === undefined ? {} : { fallback }),
      ...(where === undefined ? {} : { where }),
      secret: secret ?? false,
    }),
  );
}

function refuse(name: Name, what: string): never {
  const { where }: Setting = settings[name];
  throw new ConfigError(`${name} ${what}${where === undefined ? '' : `: ${where}`}.`);
}

/** One variable as its setting reads it; undefined when it is absent or empty. Throws `ConfigError`. */
function readSetting(env: Record<string, string | undefined>, name: Name): string | undefined {
  const text = env[name]?.trim();
  if (text === undefined || text === '') return undefined;
  const setting: Setting = settings[name];
  const result = setting.shape.safeParse(text);
  return result.success ? result.data : refuse(name, setting.wrong);
}

/** What registering commands with Discord needs, and nothing else. Throws `ConfigError` without a token. */
export function loadDiscord(): NonNullable<Config['discord']> {
  const env = environment();
  const values = {
    DISCORD_TOKEN: readSetting(env, 'DISCORD_TOKEN'),
    DISCORD_SHARDS: readSetting(env, 'DISCORD_SHARDS'),
    DISCORD_API_URL: readSetting(env, 'DISCORD_API_URL'),
  };
  return readDiscord(values) ?? refuse('DISCORD_TOKEN', 'is missing');
}

/** The configuration in these variables. Throws `ConfigError` at the first that is wrong, missing or contradicts another. */
export function readConfig(env: Record<string, string | undefined>): Config {
  const values = Object.fromEntries(
    (Object.keys(settings) as Name[]).map((name) => [name, readSetting(env, name)]),
  ) as Record<Name, string | undefined>;

  const slack = readSlack(values);
  const discord = readDiscord(values);
  const folder = values.WEFT_DATA ?? settings.WEFT_DATA.fallback;
  const accepted = values.WEFT_EMBEDDED_DATABASE === '1';
  const url = values.DATABASE_URL;
  const isReal = slack !== undefined || discord !== undefined;
  if (isReal && url === undefined && !accepted)
    throw new ConfigError(
      'DATABASE_URL is missing: the embedded database survives a killed process but not a power cut, so a real ' +
        'space should not rest on it; name a PostgreSQL server, or accept that risk with WEFT_EMBEDDED_DATABASE=1.',
    );
  if (url !== undefined && accepted)
    throw new ConfigError('DATABASE_URL and WEFT_EMBEDDED_DATABASE=1 contradict each other: remove one.');
  if (isReal && url !== undefined && values.WEFT_SECRET === undefined)
    refuse('WEFT_SECRET', 'is missing, and every process on this database needs the same one');

  return {
    database:
      url === undefined ? { kind: 'embedded', folder: join(folder, 'database') } : { kind: 'server', url },
    accepted,
    ...(values.WEFT_SECRET === undefined ? {} : { secret: values.WEFT_SECRET }),
    ...(values.WEFT_SECRET_BEFORE === undefined ? {} : { secretBefore: values.WEFT_SECRET_BEFORE }),
    ...(values.WEFT_URL === undefined ? {} : { url: values.WEFT_URL }),
    host: values.WEFT_HOST ?? settings.WEFT_HOST.fallback,
    port: Number(values.PORT ?? settings.PORT.fallback),
    logLevel: z.enum(logLevels).parse(values.LOG_LEVEL ?? settings.LOG_LEVEL.fallback),
    ...(values.WEFT_METRICS_TOKEN === undefined ? {} : { metricsToken: values.WEFT_METRICS_TOKEN }),
    ...(slack === undefined ? {} : { slack }),
    ...(discord === undefined ? {} : { discord }),
    playground: values.WEFT_PLAYGROUND === undefined ? !isReal : values.WEFT_PLAYGROUND === '1',
    pulseKeys: values.WEFT_PULSE_KEYS ?? join(folder, 'pulse-keys'),
    deletions: values.WEFT_DELETIONS ?? join(folder, 'deletions'),
    folder,
  };
}

function readSlack(values: Record<Name, string | undefined>): SlackConfig | undefined {
  const botToken = values.SLACK_BOT_TOKEN;
  const appToken = values.SLACK_APP_TOKEN;
  const signingSecret = values.SLACK_SIGNING_SECRET;
  if (botToken === undefined) {
    if (appToken !== undefined) refuse('SLACK_BOT_TOKEN', 'is missing, though SLACK_APP_TOKEN is set');
    if (signingSecret !== undefined)
      refuse('SLACK_BOT_TOKEN', 'is missing, though SLACK_SIGNING_SECRET is set');
    return undefined;
  }
  if (appToken !== undefined && signingSecret !== undefined)
    throw new ConfigError(
      'SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both set: remove the one you do not use.',
    );
  const both = { botToken, ...(values.SLACK_API_URL === undefined ? {} : { apiUrl: values.SLACK_API_URL }) };
  if (appToken !== undefined) return { ...both, mode: 'socket', appToken };
  if (signingSecret !== undefined) return { ...both, mode: 'http', signingSecret };
  return refuse('SLACK_APP_TOKEN', 'is missing (or SLACK_SIGNING_SECRET, to receive by HTTP)');
}

function readDiscord(
  values: Pick<Record<Name, string | undefined>, 'DISCORD_TOKEN' | 'DISCORD_SHARDS' | 'DISCORD_API_URL'>,
): Config['discord'] {
  const token = values.DISCORD_TOKEN;
  const apiUrl = values.DISCORD_API_URL;
  if (token === undefined) return undefined;
  // A stand-in takes any token; Discord's own have three parts.
  if (apiUrl === undefined && token.split('.').length !== 3)
    refuse('DISCORD_TOKEN', settings.DISCORD_TOKEN.wrong);
  const shards = Number(values.DISCORD_SHARDS ?? settings.DISCORD_SHARDS.fallback);
  return { token, shards, ...(apiUrl === undefined ? {} : { apiUrl }) };
}

/** The configuration of this process: its environment and, below that, a `.env` file in its folder. For main only. */
export function loadConfig(): Config {
  return readConfig(environment());
}

function environment(): Record<string, string | undefined> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return process.env;
}

/** The secrets of this process, for `unlockWith`: the one that seals, and the one before it. */
export function secretsOf({ secret, secretBefore, folder }: Config): readonly [string, ...string[]] {
  return [secret ?? ensureSecret(folder), ...(secretBefore === undefined ? [] : [secretBefore])];
}

/** The secret kept in the folder, made at the first call and readable by this account only. */
export function ensureSecret(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'secret');
  if (!existsSync(file)) {
    // Linked into place whole, so that of two processes at once both read what the first one wrote.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
    try {
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readFileSync(file, 'utf8').trim();
}
