/** The unmodified discord.js, connected to a stand-in; for tests of stand-ins and of apps. */
import {
  Client,
  type ClientOptions,
  Events,
  GatewayIntentBits,
  type Interaction,
  Partials,
  REST,
  type RESTOptions,
  SimpleShardingStrategy,
  type WebSocketOptions,
} from 'discord.js';
import type { DiscordStandIn } from './index.ts';

/** Lets the gateway client wait so long for the end of a handshake, and twice as long for a hello; 30 s in discord.js. */
export function inHaste(handshakeTimeout: number): WebSocketOptions {
  return {
    buildStrategy(manager) {
      Object.assign(manager.options, { handshakeTimeout, helloTimeout: 2 * handshakeTimeout });
      return new SimpleShardingStrategy(manager);
    },
  };
}

/** Resolves with a client that is ready; errors of its listeners and connections are passed over. */
export async function connect(
  discord: DiscordStandIn,
  onInteraction: (interaction: Interaction) => unknown = () => {},
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    partials: [Partials.Channel],
    enforceNonce: true,
    allowedMentions: { parse: [] },
    rest: { api: discord.apiUrl, version: '10', retries: 0, timeout: 10_000, offset: 0 },
    ...options,
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }), ...options.ws },
  } as ClientOptions);
  client.on(Events.Error, () => {});
  client.on(Events.ShardError, () => {});
  client.on(Events.InteractionCreate, (interaction) => {
    void Promise.resolve(onInteraction(interaction)).catch(() => {});
  });
  const ready = new Promise<Client<true>>((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  return ready;
}

/** discord.js's REST by itself: it neither repeats nor waits for long, unless told to. */
export function restOf(discord: DiscordStandIn, options: Partial<RESTOptions> = {}): REST {
  const careful = { api: discord.apiUrl, version: '10', retries: 0, timeout: 10_000, offset: 0 };
  return new REST({ ...careful, ...options }).setToken(discord.token);
}
