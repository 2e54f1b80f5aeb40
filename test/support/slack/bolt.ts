/** The unmodified Bolt, connected to a stand-in in either way; for tests of stand-ins and of apps. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackStandIn } from './index.ts';

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};
const quiet = { logLevel: LogLevel.ERROR, convoStore: false as const, logger: silent };

/** Options that keep Bolt from repeating a post and from waiting out a 429 by itself; the timeout in ms. */
export function carefulOptions(slack: SlackStandIn, timeout = 10_000) {
  return {
    slackApiUrl: slack.apiUrl,
    timeout,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
}

/** Bolt in Socket Mode; `listen` declares its listeners. */
export async function inSocketMode(
  slack: SlackStandIn,
  listen: (app: App) => void = () => undefined,
  clientPingTimeout = 5000,
) {
  const clientOptions = carefulOptions(slack);
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logger: silent,
    clientPingTimeout,
    installerOptions: { clientOptions },
  });
  const app = new App({ ...quiet, token: slack.botToken, receiver, clientOptions });
  listen(app);
  await app.start();
  return { app, client: app.client, [Symbol.asyncDispose]: async () => void (await app.stop()) };
}

/** Bolt over HTTP, on a server of its own that the stand-in is told of. */
export async function overHttp(slack: SlackStandIn, listen: (app: App) => void = () => undefined) {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: silent });
  const app = new App({ ...quiet, token: slack.botToken, receiver, clientOptions: carefulOptions(slack) });
  listen(app);
  const server = createServer((request, response) => void receiver.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.eventsUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  return {
    app,
    client: app.client,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
