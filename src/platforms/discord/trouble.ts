import {
  type Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  type REST,
  RESTEvents,
} from 'discord.js';
import type { Log } from '#chat/index.ts';
import { codeOf } from './outcome.ts';
import { trouble } from './words.ts';

type Fatal = (sentence: string) => void;

/** Logs what goes wrong on a gateway connection, and says when it is closed for good. */
export function watchGateway(client: Client, log: Log, fatal: Fatal): void {
  const warn = (event: string) => (error: Error) =>
    log.warn(event, { platform: 'discord', code: codeOf(error) });
  client.on(Events.Error, warn('discord client failed'));
  client.on(Events.ShardError, warn('discord connection failed'));
  client.on(Events.ShardDisconnect, ({ code }) => fatal(closedFor(code)));
  watchRest(client.rest, log, fatal);
}

/** Logs refusals and waits, and says when the bot's token is dead: after one 401 the client has forgotten it. */
export function watchRest(rest: REST, log: Log, fatal: Fatal): void {
  rest.on(RESTEvents.InvalidRequestWarning, ({ count }) =>
    log.warn('discord counts refusals', { platform: 'discord', count }),
  );
  rest.on(RESTEvents.RateLimited, ({ scope, timeToReset }) =>
    log.info('discord is paced', { platform: 'discord', kind: scope, ms: timeToReset }),
  );
  // An interaction's own token runs out with 401 as well; the bot's is dead only where it was used.
  rest.on(RESTEvents.Response, ({ data }, response) => {
    if (response.status === 401 && data.auth) fatal(trouble.token);
  });
}

/** Why Discord cannot be used, in one sentence for whoever runs Weft. */
export function whyNot(error: unknown): string {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
    return trouble.token;
  if (error instanceof DiscordAPIError && error.status === 401) return trouble.token;
  const said = error instanceof Error ? error.message : '';
  if (said === 'Authentication failed') return trouble.token;
  if (/(?:disallowed|invalid) intents/.test(said)) return trouble.intents;
  return said.includes('DISCORD_') ? said : trouble.unreachable(codeOf(error));
}

/**
 * What a final close means. Gateway close codes (Discord developer documentation, "Opcodes and Status Codes"): 4004 the
 * token, 4010 and 4011 the number of shards, 4013 and 4014 the intents.
 */
export function closedFor(code: number): string {
  if (code === 4004) return trouble.token;
  if (code === 4010 || code === 4011) return trouble.shards;
  return code === 4013 || code === 4014 ? trouble.intents : trouble.closed(code);
}
