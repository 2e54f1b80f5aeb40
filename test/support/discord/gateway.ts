import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { keepLast } from '../wire/index.ts';
import { type Dict, dict, list, number, text } from './json.ts';
import { guildCreatePayload, userPayload } from './payloads.ts';
import type { World } from './world.ts';

const op = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  requestMembers: 8,
  invalidSession: 9,
  hello: 10,
  ack: 11,
};
const privileged = (1 << 1) | (1 << 8) | (1 << 15);
const quiet = new Set([3, 4]);
const resumePath = '/resume';
/** Events kept for a resume; whoever was away for more starts anew. How many Discord keeps is not documented. */
const replayed = 10_000;
/** What one connection may send in 60 s (Discord documentation, Gateway, Rate Limiting). */
const sendsPerMinute = 120;

interface Session {
  id: string;
  shard: number;
  shardCount: number;
  intents: number;
  seq: number;
  log: { s: number; frame: string }[];
  socket: WebSocket | null;
}

type Shut = 'refuse' | 'drop' | 'hang' | 'no-hello';

interface Held {
  event: string;
  payload: Dict;
  where: { guildId: string | null; intent: number };
}

export interface Gateway {
  /** Cuts every connection, without a close frame or with the code given. Sessions can be resumed. */
  drop(code?: number): void;
  /** Asks every client to reconnect (opcode 7). */
  reconnect(): void;
  /** Says that the session is invalid (opcode 9) and, unless `resumable`, forgets it. */
  invalidate(resumable: boolean): void;
  /** Forgets all sessions: the next attempt to resume is refused. */
  forget(): void;
  /**
   * From now on connections are zombies until they are replaced: nothing arrives there and nothing is answered, or
   * only heartbeats are not acknowledged while events still come (`acks`).
   */
  silence(what?: 'everything' | 'acks'): void;
  /**
   * What new connections meet until `open`: 503, a reset, no answer, or no hello; everywhere, or only where READY
   * told clients to resume (`resume_gateway_url`).
   */
  close(how?: Shut, where?: 'everywhere' | 'resume'): void;
  open(): void;
  /** Keeps events back until released, in the order the given function puts them in. */
  hold(): void;
  release(order?: (events: Held[]) => Held[]): void;
  /** How often clients identified and resumed, and how many are connected. */
  counts(): { identified: number; resumed: number; connected: number };
  /** How many connections met what `close` said. */
  turnedAway(): number;
  stop(): void;
}

/** Discord's gateway (version 10, JSON, no compression) on the upgrade requests of a server. */
export function createGateway(
  world: World,
  server: Server,
  gatewayUrl: () => string,
  heartbeatMs: number,
): Gateway {
  const sockets = new WebSocketServer({ noServer: true });
  const sessions = new Map<string, Session>();
  const stranded = new Set<Duplex>();
  const dropped = new WeakSet<WebSocket>();
  const silent = new WeakMap<WebSocket, 'everything' | 'acks'>();
  let shut: { how: Shut; where: 'everywhere' | 'resume' } | null = null;
  let held: Held[] | null = null;
  let identified = 0;
  let resumed = 0;
  let turned = 0;

  server.on('upgrade', (request, socket, head) => {
    const url = request.url ?? '';
    const how = shut && (shut.where === 'everywhere' || url.startsWith(resumePath)) ? shut.how : null;
    if (how !== null) turned += 1;
    if (how === 'refuse') socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    else if (how === 'drop') (socket as Socket).resetAndDestroy();
    else if (how === 'hang') stranded.add(socket.on('error', () => {}));
    else
      sockets.handleUpgrade(request, socket, head, (connection) => {
        if (how === null) welcome(connection, url);
      });
  });
  world.announce = announce;

  function welcome(connection: WebSocket, url: string): void {
    const query = new URL(url, 'ws://localhost').searchParams;
    if (query.get('v') !== '10' || query.get('encoding') !== 'json' || query.get('compress'))
      world.violations.push(`gateway: ${url} is not version 10, JSON, uncompressed`);
    let session: Session | undefined;
    let sent: number[] = [];
    connection.on('message', (bytes) => {
      if (silent.get(connection) === 'everything') return;
      const now = world.steadyMs();
      sent = [...sent.filter((at) => at > now - 60_000), now];
      if (sent.length > sendsPerMinute) return connection.close(4008);
      const frame = dict(JSON.parse(String(bytes)));
      const d = dict(frame.d);
      if (frame.op === op.heartbeat) {
        if (!silent.has(connection))
          connection.send(JSON.stringify({ op: op.ack, d: null, s: null, t: null }));
      } else if (frame.op === op.identify) session = identify(connection, d);
      else if (frame.op === op.resume) session = resume(connection, d);
      else if (!session) connection.close(4003);
      else if (frame.op === op.requestMembers)
        world.violations.push('gateway: members were requested (opcode 8)');
      else if (!quiet.has(number(frame.op))) connection.close(4001);
    });
    connection.on('close', (code) => {
      if (!session || session.socket !== connection) return;
      session.socket = null;
      // A client that closes normally gives its session up; when Discord closes, the client echoes the code.
      if ((code === 1000 || code === 1001) && !dropped.has(connection)) sessions.delete(session.id);
    });
    connection.on('error', () => {});
    connection.send(
      JSON.stringify({ op: op.hello, d: { heartbeat_interval: heartbeatMs }, s: null, t: null }),
    );
  }

  function identify(connection: WebSocket, d: Dict): Session | undefined {
    const [shard, shardCount] = d.shard === undefined ? [0, 1] : list(d.shard).map(number);
    const refuse = (code: number) => {
      connection.close(code);
      return undefined;
    };
    if (d.token !== world.token || world.revoked) return refuse(4004);
    if (typeof d.intents !== 'number') return refuse(4013);
    if (d.intents & privileged & ~world.privilegedIntents) return refuse(4014);
    if (shard === undefined || shardCount === undefined || shard >= shardCount) return refuse(4010);
    if (!text(dict(d.properties).os)) world.violations.push('gateway: identify without properties');
    const session: Session = {
      id: randomUUID().replaceAll('-', ''),
      shard,
      shardCount,
      intents: d.intents,
      seq: 0,
      log: [],
      socket: connection,
    };
    sessions.set(session.id, session);
    identified += 1;
    const guilds = [...world.guilds.values()].filter((guild) => shardOf(guild.id, session) === session.shard);
    dispatch(session, 'READY', {
      v: 10,
      user: { ...userPayload(world, world.botId), verified: true, mfa_enabled: true, email: null },
      session_type: 'normal',
      session_id: session.id,
      resume_gateway_url: `${gatewayUrl()}${resumePath}`,
      guilds: guilds.map((guild) => ({ id: guild.id, unavailable: true })),
      application: { id: world.applicationId, flags: 0 },
      shard: [shard, shardCount],
      private_channels: [],
      relationships: [],
    });
    if (session.intents & 1)
      for (const guild of guilds) dispatch(session, 'GUILD_CREATE', guildCreatePayload(world, guild));
    return session;
  }

  function resume(connection: WebSocket, d: Dict): Session | undefined {
    if (d.token !== world.token || world.revoked) {
      connection.close(4004);
      return undefined;
    }
    const session = sessions.get(text(d.session_id));
    const oldest = session?.log[0]?.s ?? 0;
    if (!session || oldest > number(d.seq) + 1) {
      connection.send(JSON.stringify({ op: op.invalidSession, d: false, s: null, t: null }));
      return undefined;
    }
    if (number(d.seq) > session.seq) {
      connection.close(4007);
      return undefined;
    }
    if (session.socket !== connection) session.socket?.terminate();
    session.socket = connection;
    resumed += 1;
    for (const { s, frame } of session.log) if (s > number(d.seq)) connection.send(frame);
    dispatch(session, 'RESUMED', { _trace: [] });
    return session;
  }

  function announce(event: string, made: Dict | (() => Dict), where: Held['where']): void {
    const listening = [...sessions.values()].filter(
      (session) =>
        (where.intent === 0 || (session.intents & where.intent) !== 0) &&
        shardOf(where.guildId, session) === session.shard,
    );
    if (listening.length === 0 && !held) return;
    const payload = typeof made === 'function' ? made() : made;
    if (held) held.push({ event, payload, where });
    else for (const session of listening) dispatch(session, event, payload);
  }

  function dispatch(session: Session, t: string, d: Dict): void {
    session.seq += 1;
    const frame = JSON.stringify({ op: op.dispatch, t, s: session.seq, d });
    keepLast(session.log, { s: session.seq, frame }, replayed);
    if (session.socket && silent.get(session.socket) !== 'everything') session.socket.send(frame);
  }

  return {
    drop(code) {
      for (const socket of sockets.clients) {
        dropped.add(socket);
        if (code === undefined) socket.terminate();
        else socket.close(code);
      }
    },
    reconnect() {
      for (const { socket } of sessions.values())
        socket?.send(JSON.stringify({ op: op.reconnect, d: null, s: null, t: null }));
    },
    invalidate(resumable) {
      for (const session of sessions.values()) {
        session.socket?.send(JSON.stringify({ op: op.invalidSession, d: resumable, s: null, t: null }));
        if (!resumable) sessions.delete(session.id);
      }
    },
    forget() {
      sessions.clear();
    },
    silence(what = 'everything') {
      for (const { socket } of sessions.values()) if (socket) silent.set(socket, what);
    },
    close(how = 'refuse', where = 'everywhere') {
      shut = { how, where };
    },
    open() {
      shut = null;
    },
    hold() {
      held ??= [];
    },
    release(order = (events) => events) {
      const events = held ?? [];
      held = null;
      for (const { event, payload, where } of order(events)) announce(event, payload, where);
    },
    counts: () => ({
      identified,
      resumed,
      connected: [...sessions.values()].filter((session) => session.socket).length,
    }),
    turnedAway: () => turned,
    stop() {
      for (const socket of stranded) socket.destroy();
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
  };
}

function shardOf(guildId: string | null, session: Session): number {
  return guildId === null ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(session.shardCount));
}
