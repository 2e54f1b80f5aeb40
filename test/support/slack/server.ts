import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Fault,
  isAccepted,
  keepLast,
  proxyPage,
  sendAnswer,
  type Whole,
  waitOut,
} from '../wire/index.ts';
import { answer, readArgs, teamOfToken } from './api.ts';
import { type Obj, str } from './json.ts';
import { readUpload, takeUpload } from './methods-files.ts';
import { waitFor } from './rates.ts';
import { respondTo } from './respond.ts';
import { acceptSockets } from './socket.ts';
import { type SlackCall, violate, type World } from './world.ts';

interface Outcome {
  status: number;
  body: Obj;
  /** What is sent in the place of the body, where Slack sends no JSON. */
  text?: string;
  headers?: Record<string, string>;
}

/** Starts the HTTP and WebSocket server on 127.0.0.1, and one for uploads, and tells the world their addresses. */
export async function listen(world: World, port: number): Promise<Server[]> {
  const api = await open(world, port, readCall);
  api.on('upgrade', acceptSockets(world));
  const files = await open(world, 0, readUploading);
  [world.origin, world.filesOrigin] = [originOf(api), originOf(files)];
  return [api, files];
}

/** A request as it was understood, and what carrying it out means. */
interface Asked {
  call: SlackCall;
  carryOut: () => Outcome;
}
type Read = (world: World, request: IncomingMessage, path: string, body: Buffer) => Asked | Promise<Asked>;

async function open(world: World, port: number, read: Read): Promise<Server> {
  const server = createServer((request, response) => {
    handle(world, read, request, response).catch((error: unknown) => {
      violate(world, `The stand-in itself failed: ${String(error)}`);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function handle(
  world: World,
  read: Read,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  const { call, carryOut } = await read(world, request, path, Buffer.concat(chunks));
  keepLast(world.calls, call, world.keepCalls);
  const fault = world.faults.next({ names: [call.method, '*'], args: call.args });
  if (fault !== undefined) call.outcome = JSON.stringify(fault);
  await waitOut(fault, 'before');
  const outcome = fault === undefined || isAccepted(fault) ? carryOut() : undefined;
  if (outcome && fault === undefined)
    call.outcome = outcome.body.ok === true ? 'ok' : str(outcome.body.error);
  if (fault !== undefined) world.changes.emit('change');
  await waitOut(fault, 'after');
  if (world.clockSkewSec !== 0) response.setHeader('date', new Date(world.now()).toUTCString());
  sendAnswer(response, scripted(fault) ?? whole(outcome), fault);
  world.changes.emit('change');
}

function readCall(world: World, request: IncomingMessage, path: string, body: Buffer): Asked {
  const type = request.headers['content-type'] ?? '';
  const args = readArgs(type, body.toString());
  const isResponse = path.startsWith('/response/');
  const method = isResponse ? 'response_url' : path.replace(/^\/api\//, '');
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? str(args.token);
  const teamId = isResponse ? path.split('/')[2] : teamOfToken(world, token)?.id;
  if (request.method !== 'POST') violate(world, `${method}: called with ${String(request.method)}`);
  const form = type.startsWith('application/x-www-form-urlencoded');
  if (!form && !type.startsWith('application/json')) violate(world, `${method}: sent as ${type}`);
  const call: SlackCall = { method, args, token, teamId, outcome: '' };
  return { call, carryOut: () => carryOut(world, call, path) };
}

async function readUploading(
  world: World,
  request: IncomingMessage,
  path: string,
  body: Buffer,
): Promise<Asked> {
  const address = path.replace(/^\/upload\/v1\//, '');
  const bytes = await readUpload(request.headers['content-type'] ?? '', body);
  if (request.method !== 'POST') violate(world, `upload_url: called with ${String(request.method)}`);
  const call: SlackCall = {
    method: 'upload_url',
    args: { length: bytes.length },
    token: '',
    teamId: world.uploads.get(address)?.teamId,
    outcome: '',
  };
  const carryOut = (): Outcome => {
    const { status, text } = takeUpload(world, address, bytes);
    return { status, text, body: { ok: status === 200, error: text } };
  };
  return { call, carryOut };
}

function carryOut(world: World, call: SlackCall, path: string): Outcome {
  if (call.method === 'response_url') return respondTo(world, path.split('/')[3] ?? '', call.args);
  if (world.rates && call.teamId !== undefined) {
    const seconds = waitFor(world, world.rates, call);
    if (seconds !== undefined) {
      violate(world, `${call.method}: faster than its rate`);
      world.rateLimited.push(`${call.method} ${str(call.args.channel)}`.trim());
      return { ...rateLimited, headers: { 'retry-after': String(seconds) } };
    }
  }
  return { status: 200, body: answer(world, call.method, call.args, call.token) };
}

const rateLimited: Outcome = { status: 429, body: { ok: false, error: 'ratelimited' } };

/** The answer that a fault puts in the place of Slack's own, if it does. */
function scripted(fault: Fault | undefined): Whole | undefined {
  if (typeof fault !== 'object') return undefined;
  if ('error' in fault) return whole({ status: 200, body: { ok: false, error: String(fault.error) } });
  if ('status' in fault) return { status: fault.status, text: 'upstream connect error', type: 'text/plain' };
  if (!('rateLimited' in fault)) return undefined;
  const headers = fault.rateLimited === 'no-header' ? {} : { 'retry-after': String(fault.rateLimited) };
  if (fault.by === 'cloudflare') return { status: 429, text: proxyPage, type: 'text/html', headers };
  return { ...whole(rateLimited), headers };
}

function whole({ status, body, text, headers = {} }: Outcome = { status: 200, body: {} }): Whole {
  if (text !== undefined) return { status, text, type: 'text/html; charset=utf-8', headers };
  return { status, text: JSON.stringify(body), type: 'application/json; charset=utf-8', headers };
}
