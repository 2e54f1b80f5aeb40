import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObj, type Obj, parseJson } from './json.ts';
import { nextId, violate, type World } from './world.ts';

/** What came back for one payload, or why nothing did. */
export type Reply = { body: unknown } | { failure: string };

/** Socket Mode connections and the envelopes that wait for an acknowledgement. */
export interface ConnectionList {
  sockets: WebSocket[];
  tickets: Set<string>;
  pending: Map<string, { socket: WebSocket; settle: (reply: Reply) => void }>;
  next: number;
}

/** Issues the address of a Socket Mode connection; it works once. */
export function issueTicket(world: World): string {
  const ticket = nextId(world, 'ticket');
  world.connections.tickets.add(ticket);
  return `${world.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.appId}`;
}

/** Returns the handler of the server's upgrade requests. */
export function acceptSockets(world: World) {
  const server = new WebSocketServer({ noServer: true });
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const ticket = new URL(request.url ?? '/', world.origin).searchParams.get('ticket') ?? '';
    if (!world.connections.tickets.delete(ticket)) {
      violate(world, 'Socket Mode: connected with an address that was never issued or was used before');
      socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, socket, head, (opened) => welcome(world, opened));
  };
}

function welcome(world: World, socket: WebSocket): void {
  const list = world.connections;
  // A deaf connection is given up once its successor is there, as Slack does in the end.
  for (const deaf of list.sockets.filter((one) => one.isPaused)) deaf.terminate();
  list.sockets = [...list.sockets.filter((one) => !one.isPaused), socket];
  socket.on('message', (data) => receive(world, String(data)));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    list.sockets = list.sockets.filter((one) => one !== socket);
    for (const [id, waiting] of list.pending) {
      if (waiting.socket !== socket) continue;
      list.pending.delete(id);
      waiting.settle({ failure: 'connection_lost' });
    }
    world.changes.emit('change');
  });
  const host = { host: 'applink-stand-in', started: '2026-01-01 00:00:00.000', build_number: 1 };
  socket.send(
    JSON.stringify({
      type: 'hello',
      num_connections: list.sockets.length,
      debug_info: { ...host, approximate_connection_time: 18_060 },
      connection_info: { app_id: world.appId },
    }),
  );
  world.changes.emit('change');
}

function receive(world: World, text: string): void {
  const message = parseJson(text);
  if (!isObj(message) || typeof message.envelope_id !== 'string') {
    violate(world, `Socket Mode: not an acknowledgement: ${text.slice(0, 100)}`);
    return;
  }
  const waiting = world.connections.pending.get(message.envelope_id);
  if (!waiting) {
    violate(world, 'Socket Mode: acknowledged twice, or something that was never sent');
    return;
  }
  world.connections.pending.delete(message.envelope_id);
  waiting.settle({ body: message.payload ?? {} });
}

/** Sends an envelope over one of the open connections; settles with the acknowledgement or a failure. */
export function sendEnvelope(world: World, envelope: Obj): Promise<Reply> {
  const list = world.connections;
  const open = list.sockets.filter((socket) => socket.readyState === socket.OPEN);
  list.next += 1;
  const socket = open[list.next % Math.max(open.length, 1)];
  if (!socket) return Promise.resolve({ failure: 'no_connection' });
  const id = crypto.randomUUID();
  const { promise, resolve } = Promise.withResolvers<Reply>();
  list.pending.set(id, { socket, settle: resolve });
  socket.send(JSON.stringify({ envelope_id: id, ...envelope }));
  return promise;
}
