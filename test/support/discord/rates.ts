import { createHash } from 'node:crypto';

/** Rate limits to keep: requests in a second for the whole bot, and for each bucket (route and channel or guild). */
export interface Rates {
  globalPerSecond: number;
  bucket: (route: string) => { limit: number; seconds: number };
}

export interface RateVerdict {
  headers: Record<string, string>;
  /** Seconds to wait, if the request is one too many. */
  retryAfter: number | null;
  global: boolean;
}

// Answers to interactions do not count towards the bot's global limit (Discord documentation, Rate Limits).
const uncounted = /^[A-Z]+ \/(interactions|webhooks)\//;

/** Counts requests as Discord does and says of each whether it is one too many. */
export function createRates(rates: Rates, nowMs: () => number): (route: string, path: string) => RateVerdict {
  const windows = new Map<string, { startedAt: number; used: number }>();
  let second = { startedAt: 0, used: 0 };
  return (route, path) => {
    const now = nowMs();
    if (!uncounted.test(route)) {
      if (now - second.startedAt >= 1000) second = { startedAt: now, used: 0 };
      second.used += 1;
      if (second.used > rates.globalPerSecond) {
        const retryAfter = (second.startedAt + 1000 - now) / 1000;
        return { headers: limitedHeaders(retryAfter, 'global'), retryAfter, global: true };
      }
    }
    const { limit, seconds } = rates.bucket(route);
    const major = /^\/(?:channels|guilds|webhooks)\/[^/]+(?:\/[^/]{30,})?/.exec(path)?.[0] ?? '';
    const key = `${route} ${major}`;
    const old = windows.get(key);
    const window = old && now - old.startedAt < seconds * 1000 ? old : { startedAt: now, used: 0 };
    windows.set(key, window);
    window.used += 1;
    const resetAfter = (window.startedAt + seconds * 1000 - now) / 1000;
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(Math.max(0, limit - window.used)),
      'x-ratelimit-reset': String((now + resetAfter * 1000) / 1000),
      'x-ratelimit-reset-after': String(resetAfter),
      'x-ratelimit-bucket': createHash('sha256').update(route).digest('hex').slice(0, 32),
    };
    if (window.used <= limit) return { headers, retryAfter: null, global: false };
    return {
      headers: { ...headers, ...limitedHeaders(resetAfter, 'user') },
      retryAfter: resetAfter,
      global: false,
    };
  };
}

/** The headers of a 429 answer. */
export function limitedHeaders(seconds: number, scope: string): Record<string, string> {
  const global: Record<string, string> = scope === 'global' ? { 'x-ratelimit-global': 'true' } : {};
  return { 'retry-after': String(seconds), 'x-ratelimit-scope': scope, ...global };
}
