import { createHmac } from 'node:crypto';
import { type Obj, parseJson } from './json.ts';
import { type Reply, sendEnvelope } from './socket.ts';
import type { World } from './world.ts';

/** One payload on its way to the app, ready to be sent again as it was. */
export interface Delivery {
  kind: 'slash_commands' | 'interactive' | 'events_api';
  payload: Obj;
}

/** What the person's Slack client learns: acknowledged in time, with what, or which failure it shows. */
export interface Ack {
  acknowledged: boolean;
  /** `operation_timeout` after 3 s, `connection_lost`, `no_connection`, `http_500` and the like. */
  failure: string | undefined;
  /** The acknowledgement's body; `{}` or '' when it was empty. */
  body: unknown;
  tookMs: number;
  delivery: Delivery;
}

/** Sends a payload to the app by whichever way it listens, and waits for the acknowledgement, 3 s at most. */
export async function deliver(world: World, delivery: Delivery, retry = 0): Promise<Ack> {
  const started = performance.now();
  const { promise: late, resolve } = Promise.withResolvers<Reply>();
  const timer = setTimeout(() => resolve({ failure: 'operation_timeout' }), world.ackDeadlineMs);
  const sent =
    world.mode === 'socket' ? overSocket(world, delivery, retry) : overHttp(world, delivery, retry);
  const reply = await Promise.race([sent, late]);
  clearTimeout(timer);
  const failure = 'failure' in reply ? reply.failure : undefined;
  return {
    acknowledged: failure === undefined,
    failure,
    body: 'body' in reply ? reply.body : undefined,
    tookMs: performance.now() - started,
    delivery,
  };
}

function overSocket(world: World, { kind, payload }: Delivery, retry: number): Promise<Reply> {
  return sendEnvelope(world, {
    type: kind,
    payload,
    accepts_response_payload: kind !== 'events_api',
    ...(kind === 'events_api' ? { retry_attempt: retry, retry_reason: retry === 0 ? '' : 'timeout' } : {}),
  });
}

async function overHttp(world: World, { kind, payload }: Delivery, retry: number): Promise<Reply> {
  if (world.eventsUrl === undefined) return { failure: 'no_connection' };
  const text = encode(kind, payload);
  const timestamp = String(Math.floor(Date.now() / 1000) + world.clockSkewSec);
  const type = kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded';
  try {
    const response = await fetch(world.eventsUrl, {
      method: 'POST',
      body: text,
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': sign(world.signingSecret, timestamp, text),
        ...(retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': 'http_timeout' } : {}),
      },
    });
    const body = await response.text();
    if (response.status !== 200) return { failure: `http_${response.status}` };
    return { body: parseJson(body) ?? body };
  } catch {
    return { failure: 'connection_lost' };
  }
}

function encode(kind: Delivery['kind'], payload: Obj): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([name, value]): [string, string] => [name, String(value)]);
  return new URLSearchParams(fields).toString();
}

/** Returns Slack's v0 signature of a request; docs.slack.dev/authentication/verifying-requests-from-slack. */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}
