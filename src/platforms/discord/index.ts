import { setTimeout as after } from 'node:timers/promises';
import { type Interaction, type REST, Routes } from 'discord.js';
import type { Draw, Log, Platform, Register, WriteCalendar } from '#chat/index.ts';
import { answerLater } from './answer.ts';
import { ask } from './ask.ts';
import { createAnswersRest, createEffectsRest } from './client.ts';
import { type CommandTree, lookupsOf } from './commands.ts';
import { composeWith } from './compose.ts';
import { type Gateway, holdShard } from './gateway.ts';
import { botIdOf } from './identity.ts';
import { codeOf } from './outcome.ts';
import { perform } from './perform.ts';
import { asKnock } from './read.ts';
import { readBack } from './read-back.ts';
import { type Reception, receive, suggest } from './receive.ts';
import { watchRest, whyNot } from './trouble.ts';

export { type CommandShape, type CommandTree, type DiscordCommand, discordCommands } from './commands.ts';
export { type Published, publishCommands } from './publish.ts';
export { requestsOf } from './requests.ts';

export interface DiscordGiven {
  readonly token: string;
  /** `https://discord.com/api` unless given */
  readonly apiUrl?: string;
  readonly register: Register;
  readonly log: Log;
  readonly clock: { now(): Temporal.Instant };
  /** draws a picture as a PNG, when a message with one goes out */
  readonly draw: Draw;
  /** writes the file of a calendar entry, when a message with one goes out */
  readonly write: WriteCalendar;
  /** the commands, to know what stands behind options that complete themselves */
  readonly tree?: CommandTree;
  /** told once, in one sentence, when Discord will not have the bot any more: its token is dead or the gateway closed for good */
  readonly onFatal?: (sentence: string) => void;
  /** how long storing may take before a person is told that it did not work: 2,500 ms unless given */
  readonly ackMs?: number;
  /** how many gateway connections the bot has, in all processes together: 1 unless given */
  readonly shards?: number;
  /** chooses, among the processes that share the bot, the one that holds each connection: this one unless given */
  readonly lead?: Lead;
  /** told whether this process hears each of the shards, at the start and whenever it changes */
  held?(shard: number, isHeld: boolean): void;
}

/** Runs `work` for each name while this process, of all that share them, leads it, until `lost` aborts. */
export type Lead = (
  names: readonly string[],
  work: (name: string, lost: AbortSignal) => Promise<void>,
) => Campaign;

interface Campaign {
  /** whether this process leads anything, as of its first look */
  readonly known: Promise<boolean>;
  stop(): Promise<void>;
}

/** Longer than an acknowledgement may take. */
const goodbyeMs = 5_000;

/**
 * Discord as a platform of Weft, by one bot in any number of servers. Everything but hearing goes by REST, so that each
 * of several processes can do it; one of them holds each gateway connection.
 */
export function createDiscord(given: DiscordGiven): Platform {
  const { token, register, log, clock } = given;
  const answers = createAnswersRest(token, given.apiUrl);
  const effects = createEffectsRest(token, given.apiUrl);
  const bot = botIdOf(token);
  const compose = composeWith(given);
  const underway = new Set<Promise<void>>();
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  const { promise: dead, reject: die } = Promise.withResolvers<never>();
  dead.catch(() => undefined);
  let campaign: Campaign | undefined;
  let started = false;
  let over = false;
  const fatal = (sentence: string) => {
    if (over) return;
    over = true;
    // Until it has started, start() itself rejects with the sentence.
    if (!started) return die(new Error(sentence));
    log.error('discord is closed to this bot', { platform: 'discord', error: sentence });
    given.onFatal?.(sentence);
  };
  for (const rest of [answers, effects]) watchRest(rest, log, fatal);

  /** Holds a shard; what fails before the start is over ends the start, what fails later is tried again. */
  async function hold(gateway: Gateway, shard: number, lost: AbortSignal): Promise<void> {
    try {
      await holdShard(gateway, { shard, of: given.shards ?? 1 }, lost);
      // Let go before it was connected: another process has it, and the start waits no longer.
      settle();
    } catch (error) {
      if (started) log.warn('discord could not be connected', { platform: 'discord', code: codeOf(error) });
      else die(error);
    }
  }

  return {
    name: 'discord',
    async start(intake) {
      await Promise.race([checkToken(answers), dead]);
      const reception: Reception = {
        rest: answers,
        compose,
        intake,
        log,
        clock,
        lookups: given.tree ? lookupsOf(given.tree) : new Map(),
        ...(given.ackMs !== undefined && { ackMs: given.ackMs }),
      };
      const gateway: Gateway = {
        token,
        ...(given.apiUrl !== undefined && { apiUrl: given.apiUrl }),
        register,
        log,
        hear: (interaction) => {
          const doing = handle(interaction, reception);
          if (doing) track(underway, doing, log);
        },
        connected: settle,
        held: (shard, isHeld) => given.held?.(shard, isHeld),
        fatal,
      };
      const numbers = Array.from({ length: given.shards ?? 1 }, (_, shard) => shard);
      for (const shard of numbers) gateway.held(shard, false);
      const shards = new Map(numbers.map((shard) => [`discord shard ${shard}`, shard]));
      campaign = (given.lead ?? leadAll)([...shards.keys()], (name, lost) =>
        hold(gateway, shards.get(name) ?? 0, lost),
      );
      try {
        if (await Promise.race([campaign.known, dead])) await Promise.race([settled, dead]);
        else log.info('discord is held by another process', { platform: 'discord' });
      } catch (error) {
        await campaign.stop();
        throw error;
      }
      started = true;
    },
    async stop() {
      // First of all: another process may hold the gateway, and acknowledgements under way do not need it.
      await campaign?.stop();
      const waiting = new AbortController();
      const limit = after(goodbyeMs, undefined, { signal: waiting.signal }).catch(() => undefined);
      await Promise.race([Promise.all(underway), limit]);
      waiting.abort();
      for (const rest of [answers, effects]) {
        rest.clearHashSweeper();
        rest.clearHandlerSweeper();
      }
    },
    answer: (reply, answer) => answerLater(answers, compose, reply, answer, clock.now()),
    perform: (attempt) => perform({ rest: effects, bot, log, compose, now: () => clock.now() }, attempt),
    readBack: (attempt) => readBack(effects, bot, attempt),
    ask: (question) => ask(answers, bot, question),
  };
}

/** One process alone. */
const leadAll: Lead = (names, work) => {
  const over = new AbortController();
  const all = Promise.all(names.map((name) => work(name, over.signal)));
  return {
    known: Promise.resolve(true),
    async stop() {
      over.abort();
      await all;
    },
  };
};

/** Asks Discord whether it accepts the token; rejects with one sentence for whoever runs Weft. */
async function checkToken(rest: REST): Promise<void> {
  try {
    await rest.get(Routes.user());
  } catch (error) {
    throw new Error(whyNot(error), { cause: error });
  }
}

function handle(interaction: Interaction, reception: Reception): Promise<void> | undefined {
  if (interaction.user.bot) return undefined;
  if (interaction.isAutocomplete()) return suggest(interaction, reception);
  const knock = asKnock(interaction);
  return knock && receive(knock, reception);
}

function track(underway: Set<Promise<void>>, doing: Promise<void>, log: Log): void {
  const settled = doing
    .catch((error: unknown) =>
      log.error('discord answered wrongly', { platform: 'discord', code: codeOf(error) }),
    )
    .finally(() => underway.delete(settled));
  underway.add(settled);
}
