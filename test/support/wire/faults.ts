/** What can go wrong with a request, in the words that both stand-ins understand. */

/** Faults of the wire by name: whether the request is carried out all the same, and what its sender meets. */
export const wireFaults = {
  'drop-before': { accepted: false, meets: 'the connection reset (RST) instead of an answer' },
  'drop-after': { accepted: true, meets: 'the connection reset (RST) instead of an answer' },
  'close-before': { accepted: false, meets: 'the connection closed (FIN) instead of an answer' },
  'close-after': { accepted: true, meets: 'the connection closed (FIN) instead of an answer' },
  'hang-before': { accepted: false, meets: 'silence, until its own timeout' },
  'hang-after': { accepted: true, meets: 'silence, until its own timeout' },
  'reset-mid-body': { accepted: true, meets: 'headers and half a body, then a reset' },
  'close-mid-body': { accepted: true, meets: 'headers and half a body, then a close' },
  'hang-mid-body': { accepted: true, meets: 'headers and half a body, then silence' },
  truncated: { accepted: true, meets: 'a whole HTTP answer with half a JSON text' },
  html: { accepted: false, meets: 'status 200 and a page of HTML, as from a proxy' },
} as const;

export type WireFault = keyof typeof wireFaults;

/**
 * What a request meets. `accepted` carries it out before the failure shows; of a `delay` (ms) or `until` it says that
 * the work comes first and then the wait, so that events arrive before the answer that they follow from.
 */
export type Fault =
  | WireFault
  /** An HTTP status; `code` and `message` make the JSON body of a Discord error. */
  | { status: number; code?: number; message?: string; accepted?: boolean }
  /** A refusal in the platform's words: `fatal_error` on Slack (HTTP 200, `ok: false`), 50007 on Discord. */
  | { error: string | number; accepted?: boolean }
  /**
   * 429, to come back after so many seconds or without saying when. `by: 'cloudflare'` is the page of HTML that
   * stands before the platform; `scope` is Discord's.
   */
  | { rateLimited: number | 'no-header'; scope?: 'user' | 'global' | 'shared'; by?: 'cloudflare' }
  | { delay: number; accepted?: boolean }
  | { until: Promise<unknown>; accepted?: boolean };

/** What a fault is counted as: its name, `429 shared`, `503 accepted`, `error 50007`. */
export function kindOf(fault: Fault): string {
  if (typeof fault === 'string') return fault;
  const accepted = 'accepted' in fault && fault.accepted ? ' accepted' : '';
  if ('status' in fault) return `${fault.status}${accepted}`;
  if ('error' in fault) return `error ${fault.error}${accepted}`;
  if ('rateLimited' in fault) return ['429', fault.scope, fault.by].filter(Boolean).join(' ');
  return `${'delay' in fault ? 'delay' : 'until'}${accepted}`;
}

/** Says whether the request is carried out although its sender may not see a clean answer. */
export function isAccepted(fault: Fault): boolean {
  if (typeof fault === 'string') return wireFaults[fault].accepted;
  if ('delay' in fault || 'until' in fault) return true;
  return 'accepted' in fault && fault.accepted === true;
}

/** Waits as a `delay` or `until` says; at once for all other faults. */
export async function waitOut(fault: Fault | undefined, when: 'before' | 'after'): Promise<void> {
  if (typeof fault !== 'object' || !('delay' in fault || 'until' in fault)) return;
  if ((fault.accepted === true) !== (when === 'after')) return;
  if ('until' in fault) await fault.until;
  else await new Promise((resolve) => setTimeout(resolve, fault.delay).unref());
}
