import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';
import { type Client, Events, type Interaction } from 'discord.js';
import type { Log, Register } from '#chat/index.ts';
import { createGatewayClient, type Shard } from './client.ts';
import { followSpaces } from './spaces.ts';
import { closedFor, watchGateway, whyNot } from './trouble.ts';

/** What a shard's connection needs to know. */
export interface Gateway {
  readonly token: string;
  readonly apiUrl?: string;
  readonly register: Register;
  readonly log: Log;
  hear(interaction: Interaction): void;
  /** one shard is connected and its servers are noted */
  connected(): void;
  /** the connection of a shard went up or down */
  held(shard: number, isHeld: boolean): void;
  /** Discord will not have the bot any more */
  fatal(sentence: string): void;
}

/** How long a goodbye may take; Discord drops a session whose connection goes without one just as well. */
const goodbyeMs = 2_000;

/**
 * Holds one shard until `lost` aborts: connects, notes its servers, hears what comes in. Then nothing more is heard,
 * at once; the session is dropped. Rejects with one sentence when it cannot connect or its servers cannot be noted.
 */
export async function holdShard(gateway: Gateway, shard: Shard, lost: AbortSignal): Promise<void> {
  const { token, log, register } = gateway;
  const client = createGatewayClient(token, shard, gateway.apiUrl);
  watchGateway(client, log, gateway.fatal);
  client.on(Events.InteractionCreate, gateway.hear);
  const ended = lost.aborted ? Promise.resolve() : once(lost, 'abort').then(() => {});
  const connecting = connect(client, token);
  const about = { platform: 'discord', kind: `shard ${shard.shard} of ${shard.of}` };
  const up = (packet: { t?: unknown }) => {
    if (packet.t === 'READY' || packet.t === 'RESUMED') gateway.held(shard.shard, true);
  };
  client.on(Events.Raw, up);
  client.on(Events.ShardReconnecting, () => gateway.held(shard.shard, false));
  try {
    const ready = await Promise.race([connecting, ended]);
    if (!ready) return;
    await followSpaces(ready, shard, register, log);
    log.info('discord is connected', { ...about, count: ready.guilds.cache.size });
    gateway.connected();
    await ended;
    log.info('discord is let go', about);
  } finally {
    client.off(Events.InteractionCreate, gateway.hear);
    client.off(Events.Raw, up);
    gateway.held(shard.shard, false);
    // Destroyed while it connects, @discordjs/ws 1.2 would connect once more half a second later, for good.
    const gone = connecting.then(() => client.destroy()).catch(() => {});
    const patience = new AbortController();
    const limit = after(goodbyeMs, undefined, { signal: patience.signal }).catch(() => {});
    await Promise.race([gone, limit]);
    patience.abort();
  }
}

/** Logs in and waits until all servers are known; rejects with one sentence for whoever runs Weft. */
async function connect(client: Client, token: string): Promise<Client<true>> {
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  const closed = new Promise<never>((_, reject) => {
    client.once(Events.ShardDisconnect, ({ code }) => reject(new Error(closedFor(code))));
  });
  try {
    const [, connected] = await Promise.race([Promise.all([client.login(token), ready]), closed]);
    return connected;
  } catch (error) {
    await client.destroy().catch(() => undefined);
    throw new Error(whyNot(error), { cause: error });
  }
}
