import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { createApp, createCommandTree, PlatformError } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import { type Log, type Platform, trace } from '#chat/index.ts';
import { type Config, ConfigError, loadConfig, secretsOf } from '#config.ts';
import type { Pace } from '#delivery/index.ts';
import { createRegister, type Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { createLog } from '#log.ts';
import { createMetrics, type Metrics } from '#metrics/index.ts';
import { drawPicture } from '#pictures/index.ts';
import { openPlayground } from '#playground.ts';
import { resealAll } from '#privacy/index.ts';
import { migrate, openStore, type Store, StoreError, unlockWith } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { takePort, WebError } from '#web.ts';

/** How long what was begun may take to end after SIGTERM, in milliseconds: a request that is under way, at most 10 s. */
const patience = 15_000;

/**
 * How fast Weft writes until the platform says otherwise, in ms. Slack: one message a second in a channel; a workspace's
 * own limit is not published, and 1,000 a minute is a guess; 50 a minute are taken away (chat.delete, tier 3). Discord: 50 requests a second for a bot, 5 messages in 5 s
 * in a channel; how many direct conversations it lets a bot open is not published either.
 */
const pace = {
  slack: {
    conversation: { every: 1_050, burst: 2 },
    tenant: { every: 61, burst: 5 },
    removal: { every: 1_200, burst: 49 },
  },
  discord: {
    bot: { every: 20.6, burst: 1 },
    conversation: { every: 1_050, burst: 4 },
    opening: { every: 3_000, burst: 10 },
    removal: { every: 250, burst: 4 },
  },
} as const;

try {
  await main(loadConfig());
} catch (error) {
  // A sentence for the person who runs Weft; anything else is a bug and keeps its stack.
  const known = [ConfigError, StoreError, PlatformError, WebError].some((kind) => error instanceof kind);
  console.error(known ? (error as Error).message : error);
  process.exitCode = 1;
  process.exit();
}

async function main(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  unlockWith(secretsOf(config));
  const stops: (() => Promise<unknown>)[] = [];
  let stopping = false;
  const stop = once(async () => {
    stopping = true;
    for (const one of stops.toReversed()) await one();
  });
  const end = (code: number) => {
    setTimeout(() => process.exit(1), patience).unref();
    void stop().then(
      () => process.exit(code),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => end(0));
  // What nobody caught is told by where it came from: its message, which Node would print, may hold somebody's words.
  process.on('unhandledRejection', (error) => log.error('nobody caught it', { error: trace(error) }));
  process.on('uncaughtException', (error) => {
    log.error('nobody caught it', { error: trace(error) });
    end(1);
  });
  // Last to go: what was acknowledged over HTTP is finished before its connections are closed.
  const web = await takePort(config);
  stops.push(web.stop);
  const real = config.slack || config.discord ? await startReal(config, log, stops, () => end(1)) : undefined;
  const playground = config.playground ? await openPlayground(config, log) : undefined;
  if (playground) stops.push(playground.stop);
  web.open({
    ready: async () => !stopping && ((await real?.ready()) ?? true),
    slack: real?.listener,
    playground: playground?.pages,
    calendars: [real, playground].flatMap((one) => one?.calendars ?? []),
    metrics: metricsOf(config, real?.metrics, playground?.metrics),
  });
  const address = config.url ?? `http://${config.host === '0.0.0.0' ? 'localhost' : config.host}:${web.port}`;
  if (playground) console.log(`Weft's playground: ${address}`);
  else log.info('Weft is running', { address });
}

async function startReal(config: Config, log: Log, stops: (() => Promise<unknown>)[], onFatal: () => void) {
  const store = await openStore({
    ...(config.database.kind === 'server'
      ? { url: config.database.url }
      : { folder: config.database.folder }),
    log: { warn: (_fields, text) => log.warn(text) },
  });
  stops.push(() => store.close());
  await migrate(store);
  const clock = systemClock;
  const metrics = createMetrics({ store, clock });
  const register = (platform: 'slack' | 'discord') => createRegister({ db: store.db, clock, platform });
  const names = (['slack', 'discord'] as const).filter((name) => config[name]);
  const features = createFeatures({
    embedded: store.kind === 'embedded',
    platforms: names,
    pulseKeys: config.pulseKeys,
    deletions: config.deletions,
    url: config.url,
    log,
  });
  const platforms: Platform[] = [];
  let listener: RequestListener | undefined;
  let requests: Pace['requests'];
  // An SDK is loaded only where its platform is on: together they take longer than everything else.
  if (config.slack) {
    const { createSlack } = await import('#platforms/slack/index.ts');
    const { connected } = metrics.watch;
    const slack = createSlack({
      ...{ mode: config.slack, register: register('slack'), log, clock, connected },
      ...{ draw: drawPicture, write: writeCalendar },
    });
    listener = slack.listener;
    platforms.push(slack);
  }
  if (config.discord) {
    const { createDiscord, requestsOf } = await import('#platforms/discord/index.ts');
    requests = requestsOf;
    const tree = createCommandTree(features);
    platforms.push(
      createDiscord({
        ...config.discord,
        register: register('discord'),
        log,
        clock,
        tree,
        lead: store.lead,
        held: metrics.watch.held,
        onFatal,
        draw: drawPicture,
        write: writeCalendar,
      }),
    );
  }
  if (config.database.kind === 'server' && config.pulseKeys === join(config.folder, 'pulse-keys')) {
    log.warn(
      'keys of pulses are kept in WEFT_DATA: several processes need one folder, named by WEFT_PULSE_KEYS',
    );
  }
  if (config.database.kind === 'server' && config.deletions === join(config.folder, 'deletions')) {
    log.warn(
      'deletions are written into WEFT_DATA: several processes need one file, named by WEFT_DELETIONS, that outlives them',
    );
  }
  for (const off of ['slack', 'discord'] as const) {
    if (!config[off]) log.info('platform is off: it has no tokens', { platform: off });
  }
  const app = createApp({
    store,
    clock,
    random: Math.random,
    platforms,
    features,
    log,
    pace: { ...pace, discord: { ...pace.discord, ...(requests && { requests }) } },
    watch: metrics.watch,
  });
  await app.start();
  const ending = new AbortController();
  const resealing = sealAnew(store, features, log, { ending: ending.signal, config });
  stops.push(() => {
    ending.abort();
    return resealing;
  });
  stops.push(() => app.stop());
  return { listener, ready: () => store.ping(), metrics, calendars: { store, clock } };
}

/** Seals anew what is under another secret, in the background, and says when that one is not needed any more. */
async function sealAnew(
  store: Store,
  features: readonly Feature[],
  log: Log,
  { ending, config }: { readonly ending: AbortSignal; readonly config: Config },
): Promise<void> {
  try {
    const found = await resealAll(store, features, log, ending);
    if (config.secretBefore !== undefined && found?.unreadable === 0 && !ending.aborted)
      log.info(
        'WEFT_SECRET_BEFORE is not needed any more, once every replica has been restarted with the new one',
      );
  } catch (error) {
    log.error('sealing anew broke', { error: trace(error) });
  }
}

/** What /metrics shows: with a token the real spaces, or the playground; without one a playground that is alone. */
function metricsOf(config: Config, real: Metrics | undefined, playground: Metrics | undefined) {
  const metrics = real ?? playground;
  const token = config.metricsToken;
  return metrics && (token !== undefined || !real) ? { token, scrape: metrics.scrape } : undefined;
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}
