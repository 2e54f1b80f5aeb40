import { webApi } from '@slack/bolt';
import type { Outcome } from '#chat/index.ts';

/** Whom a call was for; a channel that is not there is somebody's setting, a person's is the person's affair. */
export type For = 'person' | 'channel';

/** How a call ended that failed. */
export type Failure = Exclude<Outcome, { kind: 'sent' }>;

type Why = Extract<Outcome, { kind: 'refused' }>['why'];

/** "Due to the team message edit settings": they say for how long. docs.slack.dev/reference/methods/chat.update */
const tooOld = 'edit_window_closed';

// Codes of chat.postMessage, chat.update, conversations.open and every method; docs.slack.dev/reference/methods.
const refusals: Readonly<Record<Why, readonly string[]>> = {
  recipient: [
    'user_not_found',
    'users_not_found',
    'user_disabled',
    'user_not_visible',
    'user_not_in_channel',
    'messages_tab_disabled',
    'cannot_dm_bot',
    'invalid_user_combination',
    'external_channel_migrating',
  ],
  gone: ['message_not_found', 'cant_update_message', 'thread_not_found', 'cannot_reply_to_message', tooOld],
  setup: ['missing_scope', 'no_permission', 'not_allowed_token_type', 'not_in_channel', 'not_enabled'],
  tenant: [
    'account_inactive',
    'token_revoked',
    'token_expired',
    'invalid_auth',
    'not_authed',
    'team_access_not_granted',
    'enterprise_is_restricted',
    'access_denied',
    'team_not_found',
  ],
  bot: [],
  bug: [],
};
/** Depends on whom the call was for. */
const whereabouts = ['channel_not_found', 'is_archived', 'restricted_action'];
/** There is no thread to answer in: the message is gone, is of no kind that takes answers, or answers are shut off there. */
export const threadless: readonly string[] = [
  'thread_not_found',
  'cannot_reply_to_message',
  'restricted_action_thread_locked',
  'restricted_action_non_threadable_channel',
];
/** "May have partly succeeded", in Slack's own words, or an answer that never got as far as the work. */
const ambiguous = [
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
  'file_update_failed',
];
const paused: Readonly<Record<string, number>> = {
  ratelimited: 30,
  rate_limited: 30,
  message_limit_exceeded: 3600,
  accesslimited: 3600,
  org_login_required: 3600,
  team_added_to_org: 3600,
  ekm_access_denied: 3600,
};
const tooFastCodes = ['ratelimited', 'rate_limited'];
/** The connection was never made, so that nothing can have arrived. */
const unconnected = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

/**
 * What a failed call of the Web API means for the effect it carried: refused and later are definite, everything that
 * Slack may have carried out is unclear. An unknown code with `ok: false` is a refusal.
 */
export function outcomeOf(error: unknown, whom: For): Failure {
  if (error instanceof webApi.WebAPIRateLimitedError) return tooFast('ratelimited', error.retryAfter);
  if (error instanceof webApi.WebAPIPlatformError) return ofCode(error.data.error, whom, retryAfter(error));
  if (error instanceof webApi.WebAPIHTTPError) {
    const { statusCode } = error;
    if (statusCode >= 500 || statusCode === 408) return { kind: 'unclear', code: `http_${statusCode}` };
    return { kind: 'refused', code: `http_${statusCode}`, why: 'setup' };
  }
  if (error instanceof webApi.WebAPIRequestError) {
    const code = networkCode(error.original);
    return unconnected.includes(code) ? later(code, 5) : { kind: 'unclear', code };
  }
  // A 429 without a usable header is thrown as a plain Error.
  if (error instanceof Error && error.message.startsWith('Retry header')) return tooFast('ratelimited', 30);
  return { kind: 'unclear', code: networkCode(error) };
}

/** The same failure of a call that shows nobody anything: it may simply be made again, so that it is never unclear. */
export function repeatable(failure: Failure): Failure {
  if (failure.kind !== 'unclear') return failure;
  return { kind: 'later', code: failure.code, seconds: 5, scope: 'conversation' };
}

function ofCode(code: string, whom: For, seconds: number | undefined): Failure {
  // A page of HTML or half an answer arrives here as its own text: nothing is known then.
  if (!/^[a-z0-9_]{1,80}$/i.test(code)) return { kind: 'unclear', code: 'unreadable_answer' };
  if (ambiguous.includes(code)) return { kind: 'unclear', code };
  const pause = paused[code];
  if (pause !== undefined)
    return tooFastCodes.includes(code) ? tooFast(code, seconds ?? pause) : later(code, seconds ?? pause);
  if (whereabouts.some((one) => code.startsWith(one))) {
    return { kind: 'refused', code, why: whom === 'person' ? 'recipient' : 'setup' };
  }
  const [why = 'bug'] = Object.entries(refusals).find(([, codes]) => codes.includes(code)) ?? [];
  return { kind: 'refused', code: code === tooOld ? 'old' : code, why: why as Why };
}

/** Definitely not done. Slack counts for a workspace and not for one conversation, so that is what waits. */
function later(code: string, seconds: number): Extract<Outcome, { kind: 'later' }> {
  return { kind: 'later', code, seconds: Math.max(1, Math.ceil(seconds)), scope: 'tenant' };
}

function tooFast(code: string, seconds: number): Failure {
  return { ...later(code, seconds), limit: 'ours' };
}

function retryAfter(error: webApi.WebAPIPlatformError): number | undefined {
  const seconds = error.data.response_metadata?.retryAfter;
  return typeof seconds === 'number' ? seconds : undefined;
}

function networkCode(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'unknown';
}
