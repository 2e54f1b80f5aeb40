import { createHmac } from 'node:crypto';
import { type Fault, isAccepted, keepLast, waitOut } from '../wire/index.ts';
import { type Obj, parseJson } from './json.ts';
import { type Reply, sendEnvelope } from './socket.ts';
import type { World } from './world.ts';

/** One payload on its way to the app, ready to be sent again as it was. */
export interface Delivery {
  kind: 'slash_commands' | 'interactive' | 'events_api';
  payload: Obj;
}

/** One attempt to deliver, as it ended. */
export interface Delivered {
  delivery: Delivery;
  /** 0 for the first attempt. */
  retry: number;
  failure: string | undefined;
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

/** A payload that is held back; `go` sends it, as a retry unless it is the first time (0). */
export interface Held {
  delivery: Delivery;
  go: (retry: number) => Promise<Ack>;
  giveUp: () => void;
}

interface Attempt {
  retry: number;
  /** Slack's word for why it tries again; docs.slack.dev/apis/events-api#retries. */
  reason: string;
}

/**
 * Sends a payload to the app by whichever way it listens, and waits for the acknowledgement, 3 s at most. Held ones
 * wait for their release first; events that fail are tried again in the background, if the stand-in retries.
 */
export function deliver(
  world: World,
  delivery: Delivery,
  attempt: Attempt = { retry: 0, reason: '' },
): Promise<Ack> {
  if (!world.held) return send(world, delivery, attempt);
  const { promise, resolve } = Promise.withResolvers<Ack>();
  world.held.push({
    delivery,
    go: async (retry) => {
      const again = retry === 0 ? attempt : { retry: attempt.retry + retry, reason: 'http_timeout' };
      const ack = await send(world, delivery, again);
      resolve(ack);
      return ack;
    },
    giveUp: () => resolve(ackOf(delivery, { failure: 'connection_lost' }, performance.now())),
  });
  return promise;
}

/** Sends what was held back, each once the one before has been answered; what comes twice is a retry. */
export async function release(world: World, order: (held: Held[]) => Held[]): Promise<Ack[]> {
  const held = world.held ?? [];
  world.held = undefined;
  const sent = new Map<Held, number>();
  const acks: Ack[] = [];
  for (const one of order(held)) {
    const before = sent.get(one) ?? 0;
    sent.set(one, before + 1);
    acks.push(await one.go(before));
  }
  return acks;
}

async function send(world: World, delivery: Delivery, attempt: Attempt): Promise<Ack> {
  const started = performance.now();
  const names = ['delivery', `delivery ${delivery.kind}`];
  const fault = world.faults.next({ names, args: delivery.payload });
  await waitOut(fault, 'before');
  const arrives = fault === undefined || isAccepted(fault);
  const reply: Reply = arrives ? await exchange(world, delivery, attempt) : { failure: 'connection_lost' };
  await waitOut(fault, 'after');
  const ack = ackOf(delivery, fault ? (spoilt(fault) ?? reply) : reply, started);
  keepLast(world.deliveries, { delivery, retry: attempt.retry, failure: ack.failure }, world.keepCalls);
  const isFinal = 'final' in reply && reply.final === true;
  if (ack.failure !== undefined && delivery.kind === 'events_api' && !isFinal)
    tryAgain(world, delivery, attempt.retry, ack.failure);
  world.changes.emit('change');
  return ack;
}

/** What Slack hears in the place of the app's own answer; the 3 s of silence are not waited for. */
function spoilt(fault: Fault): Reply | undefined {
  if (typeof fault === 'string')
    return { failure: fault.startsWith('hang') ? 'operation_timeout' : 'connection_lost' };
  if ('status' in fault) return { failure: `http_${fault.status}` };
  if ('delay' in fault || 'until' in fault) return undefined;
  throw new Error(`An acknowledgement cannot meet ${JSON.stringify(fault)}.`);
}

function ackOf(delivery: Delivery, reply: Reply, started: number): Ack {
  const failure = 'failure' in reply ? reply.failure : undefined;
  return {
    acknowledged: failure === undefined,
    failure,
    body: 'body' in reply ? reply.body : undefined,
    tookMs: performance.now() - started,
    delivery,
  };
}

function tryAgain(world: World, delivery: Delivery, retry: number, failure: string): void {
  const after = world.eventRetriesMs[retry];
  if (after === undefined) return;
  const reason =
    failure === 'operation_timeout'
      ? 'http_timeout'
      : failure.startsWith('http_')
        ? 'http_error'
        : 'connection_failed';
  const timer = setTimeout(() => {
    world.retries.delete(timer);
    void deliver(world, delivery, { retry: retry + 1, reason });
  }, after).unref();
  world.retries.add(timer);
}

async function exchange(world: World, delivery: Delivery, attempt: Attempt): Promise<Reply> {
  const { promise: late, resolve } = Promise.withResolvers<Reply>();
  const timer = setTimeout(() => resolve({ failure: 'operation_timeout' }), world.ackDeadlineMs);
  const sent =
    world.mode === 'socket' ? overSocket(world, delivery, attempt) : overHttp(world, delivery, attempt);
  const reply = await Promise.race([sent, late]);
  clearTimeout(timer);
  return reply;
}

function overSocket(world: World, { kind, payload }: Delivery, { retry, reason }: Attempt): Promise<Reply> {
  return sendEnvelope(world, {
    type: kind,
    payload,
    accepts_response_payload: kind !== 'events_api',
    ...(kind === 'events_api'
      ? { retry_attempt: retry, retry_reason: reason === 'http_timeout' ? 'timeout' : reason }
      : {}),
  });
}

interface Letter {
  body: string;
  headers: Record<string, string>;
}

/** The very bytes in which a payload was sent last over HTTP. */
const letters = new WeakMap<Delivery, Letter>();

async function overHttp(world: World, delivery: Delivery, { retry, reason }: Attempt): Promise<Reply> {
  const { kind, payload } = delivery;
  const body = encode(kind, payload);
  const timestamp = String(Math.floor(Date.now() / 1000) + world.clockSkewSec);
  const letter = {
    body,
    headers: {
      'content-type': kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': sign(world.signingSecret, timestamp, body),
      ...(retry > 0 ? { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason } : {}),
    },
  };
  letters.set(delivery, letter);
  return post(world, letter);
}

async function post(world: World, letter: Letter): Promise<Reply> {
  if (world.eventsUrl === undefined) return { failure: 'no_connection' };
  try {
    const response = await fetch(world.eventsUrl, { method: 'POST', ...letter });
    const text = await response.text();
    if (response.status === 200) return { body: parseJson(text) ?? text };
    return { failure: `http_${response.status}`, final: response.headers.get('x-slack-no-retry') === '1' };
  } catch {
    return { failure: 'connection_lost' };
  }
}

/** Sends the bytes of an earlier request once more, signature and all, as an eavesdropper could; HTTP only. */
export async function replay(world: World, delivery: Delivery): Promise<Ack> {
  const letter = letters.get(delivery);
  if (!letter) throw new Error('This was never sent over HTTP.');
  return ackOf(delivery, await post(world, letter), performance.now());
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
