import { createHash } from 'node:crypto';

/** So many requests in so many seconds. */
export interface Allowance {
  limit: number;
  seconds: number;
}

/** The rate limits to keep. */
export interface Rates {
  /** Requests in a second for the whole bot. */
  globalPerSecond: number;
  /** The bucket of each route, one for each channel, guild or webhook. */
  bucket: (route: string) => Allowance;
  /** How many direct messages may be opened anew; 40003 beyond. */
  dmOpens: Allowance | undefined;
  /** How many answers of 401, 403 and 429 in ten minutes lead to a ban. */
  invalidRequests: number;
}

export interface RateVerdict {
  headers: Record<string, string>;
  /** Seconds to wait, if the request is one too many. */
  retryAfter: number | null;
  global: boolean;
}

/** What a rate is asked about. */
export interface Stretch {
  ms: number;
  /** A route as in Discord's document, for its own bucket; without one, all that counts for the whole bot. */
  route?: string;
  /** Among how many channels, guilds or webhooks the requests are spread; one unless given. */
  places?: number;
}

/** What a stand-in counts. */
export type Meter = ReturnType<typeof createMeter>;

// Answers to interactions do not count towards the bot's global limit (Discord documentation, Rate Limits).
const uncounted = /^[A-Z]+ \/(interactions|webhooks)\//;
const tenMinutesMs = 600_000;

/**
 * Discord's 50 a second, and five messages in five seconds in a channel: what its headers have said for years. Discord
 * publishes no rate of a route and wants the headers read, so everything else keeps the wide default.
 */
export function publishedRates() {
  return {
    globalPerSecond: 50,
    bucket: (route: string): Allowance =>
      route === 'POST /channels/{channel_id}/messages' ? { limit: 5, seconds: 5 } : { limit: 50, seconds: 1 },
  };
}

/** Counts requests as Discord does and says of each whether it is one too many; the clock is in milliseconds. */
export function createMeter(rates: Rates, clock: { steadyMs: () => number; nowMs: () => number }) {
  const windows = new Map<string, { startedAt: number; used: number }>();

  /** Counts one more in a window of so many seconds, and says how many there are and when it ends. */
  const count = (key: string, seconds: number): { used: number; resetAfter: number } => {
    const now = clock.steadyMs();
    const old = windows.get(key);
    const window = old && now - old.startedAt < seconds * 1000 ? old : { startedAt: now, used: 0 };
    windows.set(key, window);
    window.used += 1;
    return { used: window.used, resetAfter: (window.startedAt + seconds * 1000 - now) / 1000 };
  };
  const isRunning = (key: string, ms: number) => clock.steadyMs() - (windows.get(key)?.startedAt ?? 0) < ms;
  const invalid = () => (isRunning('invalid', tenMinutesMs) ? (windows.get('invalid')?.used ?? 0) : 0);

  return {
    /** Counts a request and says whether it is one too many. */
    judge(route: string, path: string): RateVerdict {
      if (!uncounted.test(route)) {
        const { used, resetAfter } = count('global', 1);
        if (used > rates.globalPerSecond)
          return { headers: limitedHeaders(resetAfter, 'global'), retryAfter: resetAfter, global: true };
      }
      const { limit, seconds } = rates.bucket(route);
      const major = /^\/(?:channels|guilds|webhooks)\/[^/]+(?:\/[^/]{30,})?/.exec(path)?.[0] ?? '';
      const { used, resetAfter } = count(`${route} ${major}`, seconds);
      const headers = {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - used)),
        'x-ratelimit-reset': String(clock.nowMs() / 1000 + resetAfter),
        'x-ratelimit-reset-after': String(resetAfter),
        'x-ratelimit-bucket': bucketName(route),
      };
      if (used <= limit) return { headers, retryAfter: null, global: false };
      return {
        headers: { ...headers, ...limitedHeaders(resetAfter, 'user') },
        retryAfter: resetAfter,
        global: false,
      };
    },
    /** Says whether one more direct message may be opened now, and counts it. */
    mayOpenDm: () =>
      rates.dmOpens === undefined || count('dms', rates.dmOpens.seconds).used <= rates.dmOpens.limit,
    /** Whether so many requests were invalid that Cloudflare answers in Discord's place, until the ten minutes are over. */
    isBanned: (): boolean => invalid() >= rates.invalidRequests,
    /** Counts an answer towards the ban, if its status says so. */
    noteStatus(status: number, scope: string | undefined): void {
      if (status === 401 || status === 403 || (status === 429 && scope !== 'shared')) count('invalid', 600);
    },
    /** Answers of 401, 403 and 429 (but not those of scope `shared`) in the present ten minutes. */
    invalid,
  };
}

/** The most requests that the rates allow in a stretch of time that begins rested. */
export function permitted(rates: Rates, { ms, route, places = 1 }: Stretch): number {
  const most = ({ limit, seconds }: Allowance) => limit * (Math.floor(ms / (seconds * 1000)) + 1);
  const inAll = most({ limit: rates.globalPerSecond, seconds: 1 });
  if (route === undefined) return inAll;
  const inBuckets = places * most(rates.bucket(route));
  return uncounted.test(route) ? inBuckets : Math.min(inAll, inBuckets);
}

/** The headers of a 429 answer. */
export function limitedHeaders(seconds: number, scope: string): Record<string, string> {
  const global: Record<string, string> = scope === 'global' ? { 'x-ratelimit-global': 'true' } : {};
  return { 'retry-after': String(seconds), 'x-ratelimit-scope': scope, ...global };
}

const names = new Map<string, string>();

function bucketName(route: string): string {
  const known = names.get(route);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(route).digest('hex').slice(0, 32);
  names.set(route, name);
  return name;
}
