import { DiscordAPIError, HTTPError, RateLimitError, Routes } from 'discord.js';
import type { Outcome } from '#chat/index.ts';

type Refused = Extract<Outcome, { kind: 'refused' }>['why'];

// Discord developer documentation, "Opcodes and Status Codes", JSON error codes.
const refusals: Readonly<Record<number, { why: Refused; code?: string }>> = {
  10003: { why: 'gone' }, // unknown channel
  10004: { why: 'gone' }, // unknown guild
  10008: { why: 'gone' }, // unknown message
  10011: { why: 'gone' }, // unknown role
  10007: { why: 'recipient', code: 'left' }, // unknown member
  10013: { why: 'recipient', code: 'unknown' }, // unknown person
  10070: { why: 'gone' }, // unknown scheduled event
  30038: { why: 'setup', code: 'full' }, // a server has 100 scheduled events at most
  50007: { why: 'recipient', code: 'closed' }, // takes no direct messages
  50278: { why: 'recipient', code: 'closed' }, // no server in common
  50001: { why: 'setup' }, // missing access
  50013: { why: 'setup' }, // missing permissions
  50024: { why: 'setup' }, // not that kind of channel
  50083: { why: 'setup' }, // archived, and locked against unarchiving
  40003: { why: 'bot' }, // direct messages opened too fast
  20026: { why: 'bot' }, // application flagged
  50035: { why: 'bug' }, // invalid body
  180000: { why: 'gone' }, // a scheduled event that is over
};

// Limits that pass: edits of old messages (30046), active threads (160006).
const passing: Readonly<Record<number, { seconds: number; code?: string }>> = {
  30046: { seconds: 600, code: 'old' },
  160006: { seconds: 3600 },
};

// The request never left this machine.
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** How an attempt ended that threw: the one place where Discord's errors become outcomes. */
export function outcomeOf(error: unknown): Outcome {
  if (error instanceof RateLimitError) return limited(error);
  if (error instanceof DiscordAPIError) return answered(error);
  const code = codeOf(error);
  if (unsent.has(code)) return { kind: 'later', code, seconds: 5, scope: 'bot' };
  // After one 401 the client has forgotten its token and sends nothing.
  if (error instanceof Error && error.message.startsWith('Expected token to be set')) {
    return { kind: 'refused', code: '401', why: 'bot' };
  }
  return { kind: 'unclear', code };
}

/** A short code for logs: Discord's own number, an HTTP status, or the network's name of what went wrong. */
export function codeOf(error: unknown): string {
  if (error instanceof DiscordAPIError) return String(error.code || error.status);
  if (error instanceof HTTPError) return String(error.status);
  if (error instanceof RateLimitError) return '429';
  if (!(error instanceof Error)) return 'unknown';
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : error.name;
}

function limited({
  global,
  route,
  retryAfter,
  timeToReset,
  sublimitTimeout,
  scope: shared,
}: RateLimitError): Outcome {
  // A 429 without a time is not Discord's but its gatekeeper's, and means this whole address.
  const ms = Math.max(retryAfter, timeToReset, sublimitTimeout);
  const scope =
    global || retryAfter <= 0 ? 'bot' : route === Routes.userChannels() ? 'opening' : 'conversation';
  return {
    kind: 'later',
    code: '429',
    seconds: retryAfter <= 0 ? 60 : Math.max(1, Math.ceil(ms / 1000)),
    scope,
    limit: shared === 'shared' ? 'shared' : 'ours',
  };
}

function answered(error: DiscordAPIError): Outcome {
  const code = Number(error.code);
  const wait = passing[code];
  if (wait) {
    const { seconds } = wait;
    return { kind: 'later', code: wait.code ?? String(code), seconds, scope: 'conversation' };
  }
  if (startsTooLate(error)) return { kind: 'refused', code: 'past', why: 'gone' };
  const known = refusals[code];
  if (known) return { kind: 'refused', code: known.code ?? String(code), why: known.why };
  return { kind: 'refused', code: codeOf(error), why: byStatus(error.status) };
}

/** What has begun takes no start, and nothing new begins in the past: a body that is refused for that is no bug. */
function startsTooLate({ rawError }: DiscordAPIError): boolean {
  const wrong = 'errors' in rawError ? rawError.errors : undefined;
  return typeof wrong === 'object' && wrong !== null && 'scheduled_start_time' in wrong;
}

function byStatus(status: number): Refused {
  if (status === 401) return 'bot';
  if (status === 403) return 'setup';
  return status === 404 ? 'gone' : 'bug';
}

/** Whether Discord's answer was this error code. */
export function isCode(error: unknown, ...codes: readonly number[]): boolean {
  return error instanceof DiscordAPIError && codes.includes(Number(error.code));
}
