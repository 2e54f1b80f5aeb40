import {
  Client,
  DefaultRestOptions,
  GatewayIntentBits,
  Options,
  Partials,
  type RateLimitData,
  REST,
  type RESTOptions,
} from 'discord.js';

const publicApi = 'https://discord.com/api';

/** One of the bot's gateway connections: of `of` shards the one of this number, from 0. */
export interface Shard {
  readonly shard: number;
  readonly of: number;
}

/** The shard that a server belongs to (Discord developer documentation, "Sharding"). */
export function shardOf(guild: string, of: number): number {
  return Number((BigInt(guild) >> 22n) % BigInt(of));
}

/** The client of one shard: no privileged intent, next to nothing cached, nothing that could mention anyone. */
export function createGatewayClient(token: string, { shard, of }: Shard, apiUrl = publicApi): Client {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds],
    // Direct messages arrive as partial channels.
    partials: [Partials.Channel],
    shards: [shard],
    shardCount: of,
    enforceNonce: true,
    allowedMentions: { parse: [] },
    // What comes in waits until the client is ready: a server with an outage must not keep the others for 15 s.
    waitGuildTimeout: 1_000,
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
    rest: answering(apiUrl),
  });
  client.rest.setToken(token);
  return client;
}

/** The REST for answers to people and questions, with or without a gateway: one repetition, waits of up to 10 s. */
export function createAnswersRest(token: string, apiUrl = publicApi): REST {
  return new REST(answering(apiUrl)).setToken(token);
}

function answering(api: string): Partial<RESTOptions> {
  return {
    api,
    version: '10',
    timeout: 8_000,
    retries: 1,
    invalidRequestWarningInterval: 250,
    makeRequest: readably,
    // Without Retry-After the client would ask again at once, without end.
    rejectOnRateLimit: (limit) => limit.retryAfter <= 0 || limit.timeToReset > 10_000,
  };
}

/**
 * The REST for effects and for reading them back, so that neither a mass send nor what follows a crash delays an answer:
 * answers to interactions do not count towards Discord's 50 requests a second. One try each; waits of up to 2 s that it foresees, any 429 is handed back.
 */
export function createEffectsRest(token: string, apiUrl = publicApi): REST {
  return new REST({
    api: apiUrl,
    version: '10',
    timeout: 8_000,
    retries: 0,
    globalRequestsPerSecond: 50,
    invalidRequestWarningInterval: 250,
    makeRequest: readably,
    rejectOnRateLimit: (limit) => isAnswered(limit) || limit.timeToReset > 2_000,
  }).setToken(token);
}

type RequestInit = Parameters<RESTOptions['makeRequest']>[1];

/**
 * A form as bytes. All copies of undici in a process share one dispatcher: where Bolt was loaded first it is a newer one's,
 * which refuses any FormData but its own.
 */
async function asBytes(init: RequestInit): Promise<RequestInit> {
  if (!(init.body instanceof FormData)) return init;
  const form = new Response(init.body);
  const type = form.headers.get('content-type') ?? '';
  return {
    ...init,
    headers: { ...init.headers, 'content-type': type },
    body: Buffer.from(await form.arrayBuffer()),
  };
}

/** A page with status 200, as a proxy shows it, is no answer: the client would read one without an id in it. */
const readably: RESTOptions['makeRequest'] = async (url, init) => {
  const response = await DefaultRestOptions.makeRequest(url, await asBytes(init));
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  if (response.status === 429 && isJson) return await byName(response);
  if (!response.ok || response.status === 204 || isJson) return response;
  await response.arrayBuffer();
  throw Object.assign(new Error('Discord did not answer in JSON'), { code: 'unreadable_answer' });
};

/**
 * The limit on edits of old messages comes as a 429 like all others, but with a code of its own (30046): the client would
 * take it for one on the whole channel, and keep the code to itself (aikaterna/aikaterna-cogs#302). As a refusal it is
 * handed on.
 */
async function byName(response: Awaited<ReturnType<RESTOptions['makeRequest']>>) {
  const said = await response.text();
  return new Response(said, {
    status: /"code":\s*30046\b/.test(said) ? 400 : 429,
    headers: [...response.headers],
  });
}

/** @discordjs/rest asks before it waits by itself and after a 429; only the former has both numbers the same. */
function isAnswered(limit: RateLimitData): boolean {
  return limit.retryAfter !== limit.timeToReset;
}
