import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObj, type Obj, parseJson } from './json.ts';
import { nextId, violate, type World } from './world.ts';

/** What came back for one payload, or why nothing did; `final` when the app asked not to be sent it again. */
export type Reply = { body: unknown } | { failure: string; final?: boolean };

/** What a connection meets instead of a greeting: 503, no answer to the handshake, or none after it. */
export type Greeting = 'refuse' | 'hang' | 'no-hello';

/** Socket Mode connections and the envelopes that wait for an acknowledgement. */
export interface ConnectionList {
  sockets: WebSocket[];
  tickets: Set<string>;
  pending: Map<string, { socket: WebSocket; settle: (reply: Reply) => void }>;
  next: number;
  /** How many payloads each connection was given, closed ones too, in the order they were opened. */
  carried: Map<WebSocket, number>;
  /** What the next connections meet. */
  greetings: Greeting[];
  /** Ends the connections that were never answered or greeted. */
  stranded: (() => void)[];
  /** How many pings of clients were answered. */
  heartbeats: number;
}

/** Issues the address of a Socket Mode connection; it works once. */
export function issueTicket(world: World): string {
  const ticket = nextId(world, 'ticket');
  world.connections.tickets.add(ticket);
  return `${world.origin.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.appId}`;
}

/** Cuts every connection, greeted or not. */
export function cutSockets({ connections }: World): void {
  for (const socket of connections.sockets) socket.terminate();
  for (const end of connections.stranded.splice(0)) end();
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
    const greeting = world.connections.greetings.shift();
    if (greeting === 'hang') {
      socket.on('error', () => undefined);
      world.connections.stranded.push(() => socket.destroy());
    } else if (greeting === 'refuse')
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    else server.handleUpgrade(request, socket, head, (opened) => welcome(world, opened, greeting));
  };
}

function welcome(world: World, socket: WebSocket, greeting?: Greeting): void {
  const list = world.connections;
  socket.on('ping', () => {
    list.heartbeats += 1;
    world.changes.emit('change');
  });
  socket.on('error', () => undefined);
  if (greeting === 'no-hello') {
    list.stranded.push(() => socket.terminate());
    return;
  }
  list.carried.set(socket, 0);
  // A deaf connection is given up once its successor is there, as Slack does in the end.
  for (const deaf of list.sockets.filter((one) => one.isPaused)) deaf.terminate();
  list.sockets = [...list.sockets.filter((one) => !one.isPaused), socket];
  socket.on('message', (data) => receive(world, String(data)));
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
  list.carried.set(socket, (list.carried.get(socket) ?? 0) + 1);
  const id = crypto.randomUUID();
  const { promise, resolve } = Promise.withResolvers<Reply>();
  list.pending.set(id, { socket, settle: resolve });
  socket.send(JSON.stringify({ envelope_id: id, ...envelope }));
  return promise;
}
