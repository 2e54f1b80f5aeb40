import { type Logger, webApi } from '@slack/bolt';
import type { Register } from '#chat/index.ts';

/**
 * Settings of every client. Never `headers`: the SDK writes the token into that object and shares it. No retries:
 * Slack has no idempotency key, and a repeated post is a second message. `rejectRateLimitedCalls` must stand beside
 * `retries: 0`, or a 429 sleeps and comes back as something unclear. More at once than are ever under way: what waited
 * inside the client would be sent although its lease had run out meanwhile.
 */
export function clientSettings(apiUrl: string | undefined, logger: Logger): webApi.WebClientOptions {
  return {
    ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
    timeout: 10_000,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    maxRequestConcurrency: 100,
    logger,
  };
}

/** Answers to people never queue behind deliveries. */
export type Lane = 'answers' | 'deliveries';

export interface Clients {
  /** A client for a workspace; undefined when Weft has no token for it (any more). */
  of(tenant: string, lane: Lane): Promise<webApi.WebClient | undefined>;
  /** Holds on to a token that is known to work, from the environment. */
  hold(tenant: string, token: string): void;
  /** Forgets what is known of a workspace. */
  forget(tenant: string): void;
}

const trustedFor = Temporal.Duration.from({ minutes: 1 });

/** Clients made by us, one for each workspace and lane; a token is asked for again once it is a minute old. */
export function createClients(given: {
  register: Register;
  settings: webApi.WebClientOptions;
  clock: { now(): Temporal.Instant };
}): Clients {
  const { register, settings, clock } = given;
  const held = new Map<string, string>();
  const known = new Map<
    string,
    { token: string; asked: Temporal.Instant; lanes: Map<Lane, webApi.WebClient> }
  >();

  const isTrusted = (asked: Temporal.Instant) =>
    Temporal.Instant.compare(clock.now(), asked.add(trustedFor)) < 0;

  async function tokenOf(tenant: string): Promise<string | undefined> {
    const own = held.get(tenant);
    if (own !== undefined) return own;
    const before = known.get(tenant);
    return before && isTrusted(before.asked) ? before.token : await register.token(tenant);
  }

  return {
    async of(tenant, lane) {
      const token = await tokenOf(tenant);
      if (token === undefined) {
        known.delete(tenant);
        return undefined;
      }
      const before = known.get(tenant);
      const lanes = before?.token === token ? before.lanes : new Map<Lane, webApi.WebClient>();
      const isFresh = before !== undefined && before.lanes === lanes && isTrusted(before.asked);
      known.set(tenant, { token, lanes, asked: isFresh ? before.asked : clock.now() });
      const client = lanes.get(lane) ?? new webApi.WebClient(token, { ...settings });
      lanes.set(lane, client);
      return client;
    },
    hold: (tenant, token) => void held.set(tenant, token),
    forget(tenant) {
      held.delete(tenant);
      known.delete(tenant);
    },
  };
}
