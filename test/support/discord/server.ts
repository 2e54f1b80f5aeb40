import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type Fault,
  isAccepted,
  keepLast,
  kindOf,
  proxyPage,
  sendAnswer,
  type Whole,
  waitOut,
} from '../wire/index.ts';
import { checkBody, documentedRoutes } from './body.ts';
import { type Dict, dict } from './json.ts';
import type { Upload } from './messages.ts';
import { limitedHeaders, type Meter } from './rates.ts';
import { Refused, refusal, refusalOf, refuseProblems } from './refusals.ts';
import type { Answer, Handler } from './request.ts';
import { openDm, routes } from './routes.ts';
import type { Call, World } from './world.ts';

interface Sent extends Answer {
  headers?: Record<string, string>;
}

const prefix = '/api/v10';
// Whoever holds the token in the path needs no other.
const unauthorised = /^[A-Z]+ \/(interactions|webhooks)\//;

/** Discord's REST interface over HTTP; `gatewayUrl` is asked when GET /gateway/bot is. */
export function createRestServer(world: World, meter: Meter, gatewayUrl: () => string): Server {
  const all: Record<string, Handler> = {
    ...routes,
    'GET /gateway/bot': () => ({
      status: 200,
      body: {
        url: gatewayUrl(),
        shards: 1,
        session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
      },
    }),
    'POST /users/@me/channels': (...asked) => openDm(meter, ...asked),
  };
  for (const route of Object.keys(all))
    if (!documentedRoutes.has(route)) throw new Error(`${route} is not in the document`);
  const find = matcher(Object.keys(all));
  let wasBanned = false;

  return createServer((incoming, outgoing) => {
    void serve(incoming, outgoing).catch((error: unknown) => {
      world.violations.push(`the stand-in failed at ${incoming.method} ${incoming.url}: ${String(error)}`);
      outgoing.writeHead(500).end();
    });
  });

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const pathname = decodeURIComponent(url.pathname);
    const path = pathname.startsWith(prefix) ? pathname.slice(prefix.length) : pathname;
    const method = incoming.method ?? 'GET';
    const { route, params } = find(method, path);
    const { whole, uploads, broken } = await readBody(incoming);
    const call: Call = { method, path, route, body: dict(whole), status: null };
    keepLast(world.calls, call, world.keepCalls);
    const fault = world.faults.next({ names: [route, `${method} ${path}`, '*'], args: call.body });
    if (fault !== undefined) call.fault = kindOf(fault);
    await waitOut(fault, 'before');
    const real = fault === undefined || isAccepted(fault) ? decide() : undefined;
    await waitOut(fault, 'after');
    const sent = scripted(fault) ?? real ?? { status: 200 };
    if (typeof fault !== 'string') {
      call.status = sent.status;
      meter.noteStatus(sent.status, sent.headers?.['x-ratelimit-scope']);
      noteBan();
    }
    if (world.clock.skewSec !== 0) outgoing.setHeader('date', new Date(world.nowMs()).toUTCString());
    sendAnswer(outgoing, wholeOf(sent), fault);

    function decide(): Sent {
      if (meter.isBanned()) return banned;
      const verdict = meter.judge(route || `${method} ${path}`, path);
      if (verdict.retryAfter !== null) {
        world.rateLimited.push(`${method} ${path}`);
        return { ...limited(verdict.retryAfter, verdict.global), headers: verdict.headers };
      }
      return { headers: verdict.headers, ...answer() };
    }

    function answer(): Sent {
      const handler = all[route];
      if (!handler) {
        world.violations.push(`${method} ${pathname}: is not a route of this stand-in`);
        return { status: 404, body: { message: '404: Not Found', code: 0 } };
      }
      const bot = incoming.headers.authorization === `Bot ${world.token}` && !world.revoked;
      if (!bot && !unauthorised.test(route)) return refusedAnswer(refusal.unauthorised());
      if (broken)
        return { status: 400, body: { message: 'The request body contains invalid JSON.', code: 50109 } };
      try {
        const known = documentedRoutes.get(route);
        const strange = [...url.searchParams.keys()].filter((name) => !known?.has(name));
        const queried = strange.map((name) => ({
          path: ['?', name],
          message: 'is not a parameter',
          remark: true,
        }));
        refuseProblems(world, call, [...queried, ...checkBody(route, whole)]);
        return handler(world, { call, params, query: url.searchParams, body: call.body, whole, uploads });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return refusedAnswer(error);
      }
    }
  }

  function noteBan(): void {
    const isBanned = meter.isBanned();
    if (isBanned && !wasBanned) world.violations.push(`banned after ${meter.invalid()} invalid requests`);
    wasBanned = isBanned;
  }
}

/** Cloudflare's page, which says nothing about when to come back. */
const banned: Sent = { status: 429, body: proxyPage };

function limited(seconds: number, global: boolean): Sent {
  return { status: 429, body: { message: 'You are being rate limited.', retry_after: seconds, global } };
}

function refusedAnswer({ status, code, message, fields }: Refused): Sent {
  const body = { message, code, ...(fields ? { errors: fields } : {}) };
  if (status !== 429) return { status, body };
  // For how long is not documented [?].
  const again = { retry_after: 600, global: false };
  return { status, body: { ...body, ...again }, headers: limitedHeaders(again.retry_after, 'user') };
}

/** The answer that a fault puts in the place of Discord's own, if it does. */
function scripted(fault: Fault | undefined): Sent | undefined {
  if (typeof fault !== 'object') return undefined;
  if ('error' in fault) return refusedAnswer(refusalOf(Number(fault.error)));
  if ('status' in fault) {
    const body = { message: fault.message ?? `${fault.status}: by script`, code: fault.code ?? 0 };
    return { status: fault.status, body: fault.status >= 500 ? 'upstream error' : body };
  }
  if (!('rateLimited' in fault)) return undefined;
  const { rateLimited: seconds, scope = 'user', by } = fault;
  if (seconds === 'no-header') return by ? banned : limited(1, scope === 'global');
  if (by) return { ...banned, headers: { 'retry-after': String(seconds) } };
  return { ...limited(seconds, scope === 'global'), headers: limitedHeaders(seconds, scope) };
}

function wholeOf({ status, body, headers = {} }: Sent): Whole {
  if (body === undefined) return { status, headers, text: '', type: '' };
  return typeof body === 'string'
    ? { status, headers, text: body, type: 'text/html' }
    : { status, headers, text: JSON.stringify(body), type: 'application/json' };
}

function matcher(
  all: string[],
): (method: string, path: string) => { route: string; params: Record<string, string> } {
  const patterns = all
    .map((route) => {
      const [method = '', path = ''] = route.split(' ');
      const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      return { route, method, names, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '([^/]+)')}$`) };
    })
    .sort((a, b) => a.names.length - b.names.length);
  return (method, path) => {
    for (const one of patterns) {
      const values = one.method === method ? one.pattern.exec(path) : null;
      if (values)
        return {
          route: one.route,
          params: Object.fromEntries(one.names.map((n, i) => [n, values[i + 1] ?? ''])),
        };
    }
    return { route: '', params: {} };
  };
}

async function readBody(
  incoming: IncomingMessage,
): Promise<{ whole: unknown; uploads: Map<number, Upload>; broken: boolean }> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  const uploads = new Map<number, Upload>();
  if (bytes.length === 0) return { whole: undefined, uploads, broken: false };
  const contentType = incoming.headers['content-type'] ?? '';
  try {
    if (!contentType.startsWith('multipart/form-data'))
      return { whole: JSON.parse(bytes.toString('utf8')), uploads, broken: false };
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    const direct: Dict = {};
    for (const [name, value] of form) {
      const index = /^files\[(\d+)\]$/.exec(name)?.[1];
      if (typeof value === 'string') direct[name] = value;
      else if (index === undefined) throw new Error(`a file is sent as “${name}”`);
      else
        uploads.set(Number(index), {
          filename: value.name,
          contentType: value.type || 'application/octet-stream',
          bytes: Buffer.from(await value.arrayBuffer()),
        });
    }
    const { payload_json: json } = direct;
    return { whole: typeof json === 'string' ? JSON.parse(json) : direct, uploads, broken: false };
  } catch {
    return { whole: undefined, uploads, broken: true };
  }
}
