import { str } from './json.ts';
import type { SlackCall, World } from './world.ts';

/** Which rates are kept beyond those that Slack publishes. */
export interface Rates {
  /**
   * Posts a minute in a whole workspace. Slack says that there is such a limit and not which
   * (docs.slack.dev/apis/web-api/rate-limits), so there is none unless given; a second's worth may come at once.
   */
  workspacePerMinute?: number;
}

/** What a rate is asked about. */
export interface Stretch {
  ms: number;
  /** `chat.postMessage` unless given. */
  method?: string;
  /** Among how many conversations posts are spread; as many as there are posts unless given. */
  conversations?: number;
}

interface Allowance {
  spacingMs: number;
  burst: number;
}

// Calls per minute of each tier; docs.slack.dev/apis/web-api/rate-limits.
const tiers: Record<string, number> = {
  'users.list': 20,
  'conversations.list': 20,
  'chat.update': 50,
  'chat.delete': 50,
  'conversations.open': 50,
  'conversations.history': 50,
  'conversations.info': 50,
  'conversations.replies': 50,
  'files.delete': 50,
  'conversations.invite': 50,
  'team.info': 50,
};
const otherwise = 100;
/** One post a second in a conversation, `short bursts` allowed; how short is not said [?]. */
const inConversation: Allowance = { spacingMs: 1000, burst: 3 };

/** Returns the seconds to wait when this call comes too early, and counts it otherwise. */
export function waitFor(world: World, rates: Rates, call: SlackCall): number | undefined {
  const now = world.steadyNow();
  const team = call.teamId ?? '';
  const asked: [string, Allowance][] =
    call.method === 'chat.postMessage'
      ? [[`post ${conversation(world, str(call.args.channel))}`, inConversation], ...inWorkspace(rates, team)]
      : [[`${call.method} ${team}`, tier(call.method)]];
  const early = Math.max(...asked.map(([key, allowance]) => earlyBy(world, key, now, allowance)));
  if (early > 0) return Math.max(1, Math.ceil(early / 1000));
  for (const [key, { spacingMs }] of asked) world.spent.set(key, fullAt(world, key, now) + spacingMs);
  return undefined;
}

/** Returns the most calls that the rates allow in a stretch of time that begins rested. */
export function permitted(rates: Rates, { ms, method = 'chat.postMessage', conversations }: Stretch): number {
  const most = ({ spacingMs, burst }: Allowance) => burst + Math.floor(ms / spacingMs);
  if (method !== 'chat.postMessage') return most(tier(method));
  const inAll = (conversations ?? Number.POSITIVE_INFINITY) * most(inConversation);
  return Math.min(inAll, ...inWorkspace(rates, '').map(([, allowance]) => most(allowance)));
}

function tier(method: string): Allowance {
  const perMinute = tiers[method] ?? otherwise;
  return { spacingMs: 60_000 / perMinute, burst: perMinute };
}

function inWorkspace({ workspacePerMinute }: Rates, team: string): [string, Allowance][] {
  if (workspacePerMinute === undefined) return [];
  const allowance = { spacingMs: 60_000 / workspacePerMinute, burst: Math.ceil(workspacePerMinute / 60) };
  return [[`workspace ${team}`, allowance]];
}

/** A DM and the id of the person that it is with are one conversation. */
function conversation(world: World, id: string): string {
  const channel = world.channels.get(id);
  const [person] = channel?.kind === 'im' ? channel.members : [];
  return person ?? id;
}

/** One number per rate: the moment at which the allowance would be full again (GCRA). */
function fullAt(world: World, key: string, now: number): number {
  return Math.max(world.spent.get(key) ?? now, now);
}

function earlyBy(world: World, key: string, now: number, { spacingMs, burst }: Allowance): number {
  return fullAt(world, key, now) - now - spacingMs * (burst - 1);
}
