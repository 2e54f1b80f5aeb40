import type { World } from './world.ts';

// Calls per minute of each tier; docs.slack.dev/apis/web-api/rate-limits.
const tiers: Record<string, number> = {
  'users.list': 20,
  'conversations.list': 20,
  'chat.update': 50,
  'chat.delete': 50,
  'conversations.open': 50,
  'conversations.history': 50,
  'conversations.info': 50,
  'conversations.invite': 50,
  'team.info': 50,
};
const otherwise = 100;
const burstInChannel = 3;

/** Returns the seconds to wait when this call comes too early, and counts it otherwise. */
export function waitFor(world: World, method: string, teamId: string, channel: string): number | undefined {
  const now = world.now();
  if (method === 'chat.postMessage') return spend(world, `post ${channel}`, now, 1000, burstInChannel);
  const perMinute = tiers[method] ?? otherwise;
  return spend(world, `${method} ${teamId}`, now, 60_000 / perMinute, perMinute);
}

/** One number per rate: the moment at which the allowance would be full again (GCRA). */
function spend(world: World, key: string, now: number, spacing: number, burst: number): number | undefined {
  const full = Math.max(world.rates.get(key) ?? now, now);
  const early = full - now - spacing * (burst - 1);
  if (early > 0) return Math.max(1, Math.ceil(early / 1000));
  world.rates.set(key, full + spacing);
  return undefined;
}
