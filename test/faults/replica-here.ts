import '../support/unlocked.ts';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type App, createApp, createCommandTree, type Parts } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import type { Log } from '#chat/index.ts';
import { createRegister, type Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { drawPicture } from '#pictures/index.ts';
import { createDiscord } from '#platforms/discord/index.ts';
import { createSlack } from '#platforms/slack/index.ts';
import { openStore, type Store } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';

/** What a replica in this process needs; the variables are those of `src/main.ts`. */
export interface HereGiven {
  readonly env: Readonly<Record<string, string>>;
  readonly features?: readonly Feature[];
  readonly log?: Log;
  /** leases and waits, short where faults come often */
  readonly parts?: Pick<Parts, 'leaseMs' | 'settleMs' | 'backoffMs' | 'breakMs' | 'pace'>;
}

export interface Here extends AsyncDisposable {
  readonly app: App;
  readonly store: Store;
  /** where it takes what Slack sends */
  readonly address: string;
}

const quiet: Log = { info() {}, warn() {}, error() {} };

/** The app on the real adapters, put together as `src/main.ts` does it, in this process. */
export async function startHere({ env, features = [], log = quiet, parts = {} }: HereGiven): Promise<Here> {
  const store = await openStore({ url: env.DATABASE_URL ?? '' });
  const clock = systemClock;
  const all = [
    ...createFeatures({ embedded: false, platforms: ['slack', 'discord'], pulseKeys }),
    ...features,
  ];
  const register = (platform: 'slack' | 'discord') => createRegister({ db: store.db, clock, platform });
  const slack = env.SLACK_BOT_TOKEN
    ? createSlack({
        mode: {
          mode: 'http',
          botToken: env.SLACK_BOT_TOKEN,
          signingSecret: env.SLACK_SIGNING_SECRET ?? '',
          apiUrl: env.SLACK_API_URL ?? '',
        },
        register: register('slack'),
        ...{ draw: drawPicture, write: writeCalendar },
        log,
        clock,
      })
    : undefined;
  const discord = env.DISCORD_TOKEN
    ? createDiscord({
        token: env.DISCORD_TOKEN,
        apiUrl: env.DISCORD_API_URL ?? '',
        register: register('discord'),
        ...{ draw: drawPicture, write: writeCalendar },
        log,
        clock,
        tree: createCommandTree(all),
        lead: store.lead,
      })
    : undefined;
  const platforms = [slack, discord].filter((one) => one !== undefined);
  const app = createApp({ store, clock, random: Math.random, platforms, features: all, log, ...parts });
  await app.start();
  const server = createServer((request, response) => slack?.listener?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    app,
    store,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await app.stop();
      await store.close();
    },
  };
}
