import { setTimeout as after } from 'node:timers/promises';
import {
  type Client,
  DiscordAPIError,
  DiscordjsError,
  DiscordjsErrorCodes,
  Events,
  type REST,
  RESTEvents,
} from 'discord.js';
import type { Log, Platform, Register } from '#chat/index.ts';
import { answerLater } from './answer.ts';
import { ask } from './ask.ts';
import { createEffectsRest, createGatewayClient } from './client.ts';
import { type CommandTree, lookupsOf } from './commands.ts';
import { botIdOf } from './identity.ts';
import { codeOf } from './outcome.ts';
import { perform } from './perform.ts';
import { asKnock } from './read.ts';
import { readBack } from './read-back.ts';
import { type Reception, receive, suggest } from './receive.ts';
import { followSpaces } from './spaces.ts';
import { trouble } from './words.ts';

export { type CommandShape, type CommandTree, type DiscordCommand, discordCommands } from './commands.ts';
export { type Published, publishCommands } from './publish.ts';

export interface DiscordGiven {
  readonly token: string;
  /** `https://discord.com/api` unless given */
  readonly apiUrl?: string;
  readonly register: Register;
  readonly log: Log;
  readonly clock: { now(): Temporal.Instant };
  /** the commands, to know what stands behind options that complete themselves */
  readonly tree?: CommandTree;
  /** told once, in one sentence, when Discord will not have the bot any more: its token is dead or the gateway closed for good */
  readonly onFatal?: (sentence: string) => void;
  /** how long storing may take before a person is told that it did not work: 2,500 ms unless given */
  readonly ackMs?: number;
}

const goodbyeMs = 10_000;

/** Discord as a platform of Weft, by one bot in any number of servers. */
export function createDiscord(given: DiscordGiven): Platform {
  const { token, register, log, clock } = given;
  const client = createGatewayClient(token, given.apiUrl);
  const effects = createEffectsRest(token, given.apiUrl);
  const bot = botIdOf(token);
  const underway = new Set<Promise<void>>();
  let started = false;
  let over = false;
  const fatal = (sentence: string) => {
    // Until it has started, start() itself rejects with the sentence.
    if (!started || over) return;
    over = true;
    log.error('discord is closed to this bot', { platform: 'discord', error: sentence });
    given.onFatal?.(sentence);
  };
  listenForTrouble(client, effects, log, fatal);

  return {
    name: 'discord',
    async start(intake) {
      const reception: Reception = {
        rest: client.rest,
        intake,
        log,
        clock,
        lookups: given.tree ? lookupsOf(given.tree) : new Map(),
        ...(given.ackMs !== undefined && { ackMs: given.ackMs }),
      };
      client.on(Events.InteractionCreate, (interaction) => {
        if (interaction.user.bot) return;
        const knock = asKnock(interaction);
        const doing = interaction.isAutocomplete()
          ? suggest(interaction, reception)
          : knock
            ? receive(knock, reception)
            : undefined;
        if (doing) track(underway, doing, log);
      });
      const connected = await connect(client, token);
      started = true;
      await followSpaces(connected, register, log);
      log.info('discord is connected', { platform: 'discord', count: client.guilds.cache.size });
    },
    async stop() {
      client.removeAllListeners(Events.InteractionCreate);
      const waiting = new AbortController();
      const limit = after(goodbyeMs, undefined, { signal: waiting.signal }).catch(() => undefined);
      await Promise.race([Promise.all(underway), limit]);
      waiting.abort();
      await client.destroy();
      effects.clearHashSweeper();
      effects.clearHandlerSweeper();
    },
    answer: (reply, answer) => answerLater(client.rest, reply, answer, clock.now()),
    perform: (attempt) => perform(effects, bot, attempt),
    readBack: (attempt) => readBack(client.rest, bot, attempt),
    ask: (question) => ask(client.rest, bot, question),
  };
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

function whyNot(error: unknown): string {
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
    return trouble.token;
  if (error instanceof DiscordAPIError && error.status === 401) return trouble.token;
  const said = error instanceof Error ? error.message : '';
  if (said === 'Authentication failed') return trouble.token;
  if (/(?:disallowed|invalid) intents/.test(said)) return trouble.intents;
  return said.includes('DISCORD_TOKEN') ? said : trouble.unreachable(codeOf(error));
}

/** Gateway close codes (Discord developer documentation, "Opcodes and Status Codes"): 4004 the token, 4013 and 4014 the intents. */
function closedFor(code: number): string {
  if (code === 4004) return trouble.token;
  return code === 4013 || code === 4014 ? trouble.intents : trouble.closed(code);
}

function listenForTrouble(client: Client, effects: REST, log: Log, fatal: (sentence: string) => void): void {
  const warn = (event: string) => (error: Error) =>
    log.warn(event, { platform: 'discord', error: codeOf(error) });
  client.on(Events.Error, warn('discord client failed'));
  client.on(Events.ShardError, warn('discord connection failed'));
  client.on(Events.ShardDisconnect, ({ code }) => fatal(closedFor(code)));
  for (const rest of [client.rest, effects]) {
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
}

function track(underway: Set<Promise<void>>, doing: Promise<void>, log: Log): void {
  const settled = doing
    .catch((error: unknown) =>
      log.error('discord answered wrongly', { platform: 'discord', error: codeOf(error) }),
    )
    .finally(() => underway.delete(settled));
  underway.add(settled);
}
