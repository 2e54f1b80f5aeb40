import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { answer, readArgs, teamOfToken } from './api.ts';
import { type Fault, type FaultScript, isAccepted, takeFault } from './faults.ts';
import { type Obj, str } from './json.ts';
import { waitFor } from './rates.ts';
import { respondTo } from './respond.ts';
import { acceptSockets } from './socket.ts';
import { type SlackCall, violate, type World } from './world.ts';

interface Outcome {
  status: number;
  body: Obj;
  headers?: Record<string, string>;
}

/** Starts the HTTP and WebSocket server on 127.0.0.1 and tells the world its address. */
export async function listen(world: World, faults: FaultScript): Promise<Server> {
  const server = createServer((request, response) => {
    handle(world, faults, request, response).catch((error: unknown) => {
      violate(world, `The stand-in itself failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on('upgrade', acceptSockets(world));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return server;
}

async function handle(
  world: World,
  faults: FaultScript,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const { pathname } = new URL(request.url ?? '/', world.origin);
  const call = readCall(world, request, pathname, body);
  world.calls.push(call);
  const fault = takeFault(faults, call.method, call.args);
  if (fault !== undefined) call.outcome = JSON.stringify(fault);
  if (typeof fault === 'object' && 'delay' in fault) await wait(fault.delay, undefined, { ref: false });
  if (typeof fault === 'object' && 'until' in fault) await fault.until;
  if (fault === undefined || isAccepted(fault)) {
    const outcome = carryOut(world, call, pathname);
    if (fault === undefined) call.outcome = outcome.body.ok === true ? 'ok' : str(outcome.body.error);
    send(response, fault, outcome);
  } else {
    send(response, fault, { status: 200, body: {} });
  }
  world.changes.emit('change');
}

function readCall(world: World, request: IncomingMessage, pathname: string, body: string): SlackCall {
  const type = request.headers['content-type'] ?? '';
  const args = readArgs(type, body);
  const isResponse = pathname.startsWith('/response/');
  const method = isResponse ? 'response_url' : pathname.replace(/^\/api\//, '');
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? str(args.token);
  const teamId = isResponse ? pathname.split('/')[2] : teamOfToken(world, token)?.id;
  if (request.method !== 'POST') violate(world, `${method}: called with ${String(request.method)}`);
  const form = type.startsWith('application/x-www-form-urlencoded');
  if (!form && !type.startsWith('application/json')) violate(world, `${method}: sent as ${type}`);
  return { method, args, token, teamId, outcome: '' };
}

function carryOut(world: World, call: SlackCall, pathname: string): Outcome {
  if (call.method === 'response_url') return respondTo(world, pathname.split('/')[3] ?? '', call.args);
  if (world.enforceRates && call.teamId !== undefined) {
    const seconds = waitFor(world, call.method, call.teamId, str(call.args.channel));
    if (seconds !== undefined) {
      violate(world, `${call.method}: faster than its rate`);
      return rateLimited(String(seconds));
    }
  }
  return { status: 200, body: answer(world, call.method, call.args, call.token) };
}

function rateLimited(seconds: string | undefined): Outcome {
  const headers = seconds === undefined ? undefined : { 'retry-after': seconds };
  return { status: 429, body: { ok: false, error: 'ratelimited' }, ...(headers ? { headers } : {}) };
}

/** Answers, or spoils the answer as scripted. */
function send(response: ServerResponse, fault: Fault | undefined, outcome: Outcome): void {
  const text = JSON.stringify(outcome.body);
  if (fault === 'drop-before' || fault === 'drop-after') {
    response.socket?.resetAndDestroy();
  } else if (fault === 'silent-before' || fault === 'silent-after') {
    // The client's own timeout has to end this one.
  } else if (fault === 'truncated') {
    write(response, 200, text.slice(0, Math.floor(text.length / 2)));
  } else if (fault === 'cut') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
    response.write(text.slice(0, Math.floor(text.length / 2)), () => response.socket?.resetAndDestroy());
  } else if (fault === 'html') {
    write(response, 200, '<!DOCTYPE html><title>Slack</title>', { 'content-type': 'text/html' });
  } else if (fault === undefined || 'delay' in fault || 'until' in fault) {
    write(response, outcome.status, text, outcome.headers);
  } else if ('rateLimited' in fault) {
    const seconds = fault.rateLimited === 'no-header' ? undefined : String(fault.rateLimited);
    const limited = rateLimited(seconds);
    write(response, limited.status, JSON.stringify(limited.body), limited.headers);
  } else if ('status' in fault) {
    write(response, fault.status, 'upstream connect error', { 'content-type': 'text/plain' });
  } else {
    write(response, 200, JSON.stringify({ ok: false, error: fault.error }));
  }
}

function write(response: ServerResponse, status: number, text: string, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(text);
}
