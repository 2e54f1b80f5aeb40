// Slack, with the unmodified Bolt: what comes in is stored by the intake before it is acknowledged, what goes out is
// sent once. People's words are drawn as rich_text or plain_text, which Slack never parses.
// createSlack({ mode: { mode: 'socket', botToken: 'xoxb-…', appToken: 'xapp-…' }, register, draw, write, log, clock: systemClock })
import type { RequestListener } from 'node:http';
import { App, webApi } from '@slack/bolt';
import type { Draw, Intake, Log, Platform, Register, WriteCalendar } from '#chat/index.ts';
import { ask } from './ask.ts';
import { clientSettings, createClients } from './client.ts';
import { isEvent, receiveEvent } from './events.ts';
import type { Floor } from './floor.ts';
import { createGate } from './gate.ts';
import { listen } from './interact.ts';
import { ackMs } from './limits.ts';
import { nameOf, quietLogger } from './log.ts';
import { createPeople } from './people.ts';
import { perform } from './perform.ts';
import { readBack } from './read-back.ts';
import { httpWay, Refused, socketWay, type TakeEvent } from './receiver.ts';
import { createAnswers } from './reply.ts';

export { slackManifest } from './manifest.ts';

export type SlackMode = { readonly botToken: string; readonly apiUrl?: string } & (
  | { readonly mode: 'socket'; readonly appToken: string }
  | { readonly mode: 'http'; readonly signingSecret: string }
);

export interface SlackGiven {
  readonly mode: SlackMode;
  readonly register: Register;
  /** makes the pictures in messages into PNGs, as they go out */
  readonly draw: Draw;
  /** writes the calendar entries in messages as files, as they go out */
  readonly write: WriteCalendar;
  readonly log: Log;
  readonly clock: { now(): Temporal.Instant };
  /** how long storing may take before the person is told that it is not saved; 2,500 ms unless given */
  readonly ackMs?: number;
  /** told whether the connection of Socket Mode is up, at the start and whenever it changes */
  connected?(isConnected: boolean): void;
}

const drainMs = 10_000;

/** Slack as a platform; in HTTP mode with the `listener` that a server mounts, which answers 503 until it is started. */
export function createSlack(given: SlackGiven): Platform & { readonly listener?: RequestListener } {
  const { mode, register, draw, write, log, clock } = given;
  const logger = quietLogger(log);
  const settings = clientSettings(mode.apiUrl, logger);
  const clients = createClients({ register, settings, clock });
  const people = createPeople({ clients, clock, log });
  const means = { clients, draw, write, log };
  const answer = createAnswers({ ...means, clock });
  const gate = createGate();
  let doorkeeper: Intake | undefined;
  const intake = () => {
    if (!doorkeeper) throw new Error('Slack was not started');
    return doorkeeper;
  };
  const floor: Floor = {
    intake,
    clients,
    people,
    answer,
    log,
    clock,
    ackMs: given.ackMs ?? ackMs,
    labels: new Map(),
  };
  const takeEvent: TakeEvent = async (received) => {
    if (!isEvent(received)) return false;
    await receiveEvent({ ...floor, register }, received);
    return true;
  };
  const way =
    mode.mode === 'socket'
      ? socketWay({
          ...{ appToken: mode.appToken, apiUrl: mode.apiUrl, gate, takeEvent, logger },
          connected: (isConnected) => given.connected?.(isConnected),
        })
      : httpWay({ signingSecret: mode.signingSecret, gate, takeEvent, logger, clock });
  const app = new App({
    receiver: way.receiver,
    // Tokens are looked up where a call is made: here, a database that is down would turn into silence.
    authorize: async ({ teamId }) => ({ ...(teamId !== undefined && { teamId }) }),
    clientOptions: { ...settings },
    convoStore: false,
    ignoreSelf: false,
    extendedErrorHandler: true,
    logger,
  });
  app.error(async ({ error }: { error: Error }) =>
    log.error('listener failed', { platform: 'slack', error: nameOf(error) }),
  );
  listen(app, floor);

  return {
    name: 'slack',
    ...(way.listener && { listener: way.listener }),
    async start(to) {
      doorkeeper = to;
      const space = await findSpace(new webApi.WebClient(mode.botToken, { ...settings }));
      clients.hold(space.tenant, mode.botToken);
      await register.present([{ ...space, token: mode.botToken }], false);
      gate.open();
      try {
        await way.connect();
      } catch (error) {
        await gate.shut(0);
        throw new Error(explainAppToken(error), { cause: error });
      }
    },
    async stop() {
      await gate.shut(drainMs);
      await way.disconnect();
    },
    answer,
    perform: (attempt) => perform(means, attempt),
    readBack: (attempt) => readBack(means, attempt),
    ask: (question) => ask(clients, question),
  };
}

/** The workspace of a bot token; rejects with one sentence that says what to do. */
async function findSpace(client: webApi.WebClient): Promise<{ tenant: string; name: string; bot: string }> {
  try {
    const { team_id, team, user_id } = await client.auth.test();
    return { tenant: team_id ?? '', name: team ?? '', bot: user_id ?? '' };
  } catch (error) {
    const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
    const isCode = code !== undefined && /^[a-z_]+$/.test(code);
    throw new Error(
      isCode
        ? `SLACK_BOT_TOKEN was refused by Slack (${code}): copy the "Bot User OAuth Token" from api.slack.com/apps → your app → OAuth & Permissions.`
        : 'Slack could not be reached to check SLACK_BOT_TOKEN: see whether this machine can reach slack.com, or what SLACK_API_URL says.',
      { cause: error },
    );
  }
}

function explainAppToken(error: unknown): string {
  const code =
    error instanceof Refused
      ? error.message
      : error instanceof webApi.WebAPIPlatformError
        ? error.data.error
        : nameOf(error);
  return `SLACK_APP_TOKEN was refused by Slack (${code}): make an app-level token with connections:write at api.slack.com/apps → your app → Basic Information → App-Level Tokens, with Socket Mode switched on.`;
}
