import { Client, GatewayIntentBits, Options, Partials, type RateLimitData, REST } from 'discord.js';

const publicApi = 'https://discord.com/api';

/**
 * The gateway's client: no privileged intent, next to nothing cached, nothing that could mention anyone. Its REST
 * serves answers to people (one repetition, waits of up to 10 s); effects have a REST of their own.
 */
export function createGatewayClient(token: string, apiUrl = publicApi): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    // Direct messages arrive as partial channels.
    partials: [Partials.Channel],
    shards: 'auto',
    enforceNonce: true,
    allowedMentions: { parse: [] },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      PresenceManager: 0,
      VoiceStateManager: 0,
      ThreadMemberManager: 0,
      GuildScheduledEventManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      GuildMemberManager: { maxSize: 200, keepOverLimit: (member) => member.id === member.client.user.id },
      UserManager: { maxSize: 500, keepOverLimit: (person) => person.id === person.client.user.id },
    }),
    rest: {
      api: apiUrl,
      version: '10',
      timeout: 8_000,
      retries: 1,
      invalidRequestWarningInterval: 250,
      // Without Retry-After the client would ask again at once, without end.
      rejectOnRateLimit: (limit) => limit.retryAfter <= 0 || limit.timeToReset > 10_000,
    },
  });
  client.rest.setToken(token);
  return client;
}

/**
 * The REST for effects: its own half of Discord's 50 requests a second, so that a mass send never delays an answer;
 * one try each; waits of up to 2 s that it foresees, any 429 is handed back.
 */
export function createEffectsRest(token: string, apiUrl = publicApi): REST {
  return new REST({
    api: apiUrl,
    version: '10',
    timeout: 8_000,
    retries: 0,
    globalRequestsPerSecond: 25,
    invalidRequestWarningInterval: 250,
    rejectOnRateLimit: (limit) => isAnswered(limit) || limit.timeToReset > 2_000,
  }).setToken(token);
}

/** @discordjs/rest asks before it waits by itself and after a 429; only the former has both numbers the same. */
function isAnswered(limit: RateLimitData): boolean {
  return limit.retryAfter !== limit.timeToReset;
}
