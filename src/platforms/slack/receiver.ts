import type { RequestListener, ServerResponse } from 'node:http';
import {
  type App,
  HTTPReceiver,
  type Logger,
  type Receiver,
  type ReceiverEvent,
  SocketModeReceiver,
} from '@slack/bolt';
import type { Gate } from './gate.ts';
import { signatureMinutes } from './limits.ts';

/** A way in from Slack. */
export interface Way {
  /** What Bolt is given; everything passes the gate and `events` before Bolt sees it. */
  readonly receiver: Receiver;
  /** HTTP only: what the server hands requests to. */
  readonly listener?: RequestListener;
  /** Connects; rejects with Slack's code, if it has one, when the app-level token is refused. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

/** Takes an event before Bolt, which would acknowledge it first; false leaves the payload to Bolt. */
export type TakeEvent = (received: ReceiverEvent) => Promise<boolean>;

/** Slack refused the app-level token. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Socket Mode, over one connection that Slack renews every few hours. */
export function socketWay(given: {
  appToken: string;
  apiUrl: string | undefined;
  gate: Gate;
  takeEvent: TakeEvent;
  logger: Logger;
  /** told whether the connection is up, at the start and whenever it changes */
  connected(isConnected: boolean): void;
}): Way {
  const { promise: refused, reject } = Promise.withResolvers<never>();
  refused.catch(() => undefined);
  const receiver = new SocketModeReceiver({
    appToken: given.appToken,
    logger: given.logger,
    // Also the pause before reconnecting, in which nothing is heard; 5 s unless set.
    clientPingTimeout: 1000,
    installerOptions: {
      // An object of its own: the receiver changes it. Only apps.connections.open is called with it, which may be
      // repeated for as long as it takes.
      clientOptions: {
        ...(given.apiUrl !== undefined && { slackApiUrl: given.apiUrl }),
        timeout: 10_000,
        retryConfig: { forever: true, maxTimeout: 30_000 },
        fetch: async (url, init) => {
          const response = await fetch(url, init as RequestInit);
          const code = await refusalIn(response.clone());
          // The client would retry some of these for ever without a word.
          if (code !== undefined) reject(new Refused(code));
          return response;
        },
      },
    },
    // Unacknowledged, so that Slack sends it again.
    processEventErrorHandler: async () => false,
  });
  const { client } = receiver;
  client.on('connected', () => given.connected(true));
  // One that was renewed is closed after its successor was opened.
  const isUp = () => (client as unknown as { websocket?: { isActive(): boolean } }).websocket?.isActive();
  client.on('close', () => given.connected(isUp() === true));
  return {
    receiver: guard(receiver, given.gate, given.takeEvent),
    connect: async () => {
      given.connected(false);
      try {
        await Promise.race([receiver.start(), refused]);
      } catch (error) {
        await leave(receiver);
        throw error;
      }
    },
    disconnect: () => leave(receiver),
  };
}

/** HTTP, mounted in somebody else's server at /slack/events. */
export function httpWay(given: {
  signingSecret: string;
  gate: Gate;
  takeEvent: TakeEvent;
  logger: Logger;
  clock: { now(): Temporal.Instant };
}): Way {
  const { gate, clock } = given;
  const receiver = new HTTPReceiver({
    signingSecret: given.signingSecret,
    logger: given.logger,
    processEventErrorHandler: async ({ response }) => {
      if (!response.headersSent) end(response, 500);
      return true;
    },
  });
  return {
    receiver: guard(receiver, gate, given.takeEvent),
    listener: (request, response) => {
      if (!gate.isOpen()) return end(response, 503);
      // Bolt refuses old signatures and takes those from the future.
      const signedAt = Number(request.headers['x-slack-request-timestamp']);
      const latest = clock.now().epochMilliseconds / 1000 + signatureMinutes * 60;
      if (signedAt > latest) return end(response, 401);
      try {
        receiver.requestListener(request, response);
      } catch {
        // An unknown path: Bolt throws it at whoever called.
        end(response, 404);
      }
    },
    connect: async () => undefined,
    disconnect: async () => undefined,
  };
}

function guard(receiver: Receiver, gate: Gate, takeEvent: TakeEvent): Receiver {
  return {
    init: (app) => {
      const processEvent = (received: ReceiverEvent) =>
        gate.isOpen()
          ? gate.pass(async () => {
              if (!(await takeEvent(received))) await app.processEvent(received);
            })
          : Promise.resolve();
      receiver.init({ processEvent } as unknown as App);
    },
    start: (...given) => receiver.start(...given),
    stop: (...given) => receiver.stop(...given),
  };
}

/** Disconnects; does not wait for a goodbye from a connection that is already lost. */
async function leave({ client }: SocketModeReceiver): Promise<void> {
  const { promise: tired, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 2000);
  await Promise.race([client.disconnect(), tired]);
  clearTimeout(timer);
}

async function refusalIn(response: Response): Promise<string | undefined> {
  const body = (await response.json().catch(() => undefined)) as { ok?: boolean; error?: string } | undefined;
  if (body?.ok !== false || body.error === undefined) return undefined;
  const passing = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited'];
  return passing.includes(body.error) ? undefined : body.error;
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status);
  response.end();
}
