import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { checkBody, documentedRoutes } from './body.ts';
import type { Fault, Faults } from './faults.ts';
import { type Dict, dict } from './json.ts';
import type { Upload } from './messages.ts';
import { limitedHeaders, type RateVerdict } from './rates.ts';
import { Refused, refuseProblems } from './refusals.ts';
import type { Answer, Handler } from './request.ts';
import { routes } from './routes.ts';
import type { Call, World } from './world.ts';

interface Sent extends Answer {
  headers?: Record<string, string>;
}

const prefix = '/api/v10';
// Whoever holds the token in the path needs no other.
const unauthorised = /^[A-Z]+ \/(interactions|webhooks)\//;

/** Discord's REST interface over HTTP; `gatewayUrl` is asked when GET /gateway/bot is. */
export function createRestServer(
  world: World,
  faults: Faults,
  rate: (route: string, path: string) => RateVerdict,
  gatewayUrl: () => string,
): Server {
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
  };
  for (const route of Object.keys(all))
    if (!documentedRoutes.has(route)) throw new Error(`${route} is not in the document`);
  const find = matcher(Object.keys(all));

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
    world.calls.push(call);
    const fault = faults.next(call);
    if (fault && (await spoilBefore(fault, call, outgoing))) return;
    const verdict = rate(route || `${method} ${path}`, path);
    const sent = decide();
    if (typeof fault === 'string') return spoilAfter(fault, sent, outgoing);
    call.status = sent.status;
    send(outgoing, { ...sent, headers: { ...verdict.headers, ...sent.headers } });

    function decide(): Sent {
      const handler = all[route];
      if (!handler) {
        world.violations.push(`${method} ${pathname}: is not a route of this stand-in`);
        return { status: 404, body: { message: '404: Not Found', code: 0 } };
      }
      const bot = incoming.headers.authorization === `Bot ${world.token}`;
      if (!bot && !unauthorised.test(route))
        return { status: 401, body: { message: '401: Unauthorized', code: 0 } };
      if (verdict.retryAfter !== null) {
        world.rateLimited.push(`${method} ${path}`);
        return limited(verdict.retryAfter, verdict.global);
      }
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
        const { status, code, message, fields } = error;
        return { status, body: { message, code, ...(fields ? { errors: fields } : {}) } };
      }
    }
  }
}

function limited(seconds: number, global: boolean): Sent {
  return { status: 429, body: { message: 'You are being rate limited.', retry_after: seconds, global } };
}

async function spoilBefore(fault: Fault, call: Call, outgoing: ServerResponse): Promise<boolean> {
  if (fault === 'hang-before') return true;
  if (fault === 'drop-before') {
    outgoing.socket?.resetAndDestroy();
    return true;
  }
  if (typeof fault === 'string') return false;
  if ('delay' in fault) {
    await new Promise((resolve) => setTimeout(resolve, fault.delay).unref());
    return false;
  }
  if ('rateLimited' in fault) {
    const {
      rateLimited: seconds,
      global = false,
      scope = global ? 'global' : 'user',
      headers = true,
    } = fault;
    call.status = 429;
    const answer = limited(seconds, global);
    // Without Discord's headers it is Cloudflare that answers, in HTML.
    send(
      outgoing,
      headers ? { ...answer, headers: limitedHeaders(seconds, scope) } : { status: 429, body: '<html>' },
    );
    return true;
  }
  call.status = fault.status;
  const body = { message: fault.message ?? `${fault.status}: by script`, code: fault.code ?? 0 };
  send(
    outgoing,
    fault.status >= 500 ? { status: fault.status, body: 'upstream error' } : { status: fault.status, body },
  );
  return true;
}

function spoilAfter(fault: Fault, sent: Sent, outgoing: ServerResponse): void {
  if (fault === 'hang-after') return;
  if (fault === 'drop-after') {
    outgoing.socket?.resetAndDestroy();
    return;
  }
  const whole = Buffer.from(JSON.stringify(sent.body ?? {}));
  const half = whole.subarray(0, Math.floor(whole.length / 2));
  const length = fault === 'truncated' ? half.length : whole.length;
  outgoing.writeHead(sent.status, { 'content-type': 'application/json', 'content-length': length });
  if (fault === 'truncated') outgoing.end(half);
  else outgoing.write(half, () => setTimeout(() => outgoing.socket?.destroy(), 20).unref());
}

function send(outgoing: ServerResponse, { status, body, headers = {} }: Sent): void {
  if (outgoing.destroyed) return;
  // discord.js takes any 204 with a content type for JSON.
  if (body === undefined) outgoing.writeHead(status, headers).end();
  else if (typeof body === 'string')
    outgoing.writeHead(status, { ...headers, 'content-type': 'text/html' }).end(body);
  else
    outgoing.writeHead(status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(body));
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
      else
        uploads.set(Number(index ?? uploads.size), {
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
