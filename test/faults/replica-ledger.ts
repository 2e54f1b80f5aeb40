import { setTimeout as pause } from 'node:timers/promises';
import { nonceOf } from '#platforms/discord/identity.ts';
import type { PlayedCast } from './replica-cast.ts';
import type { FaultyServer } from './server.ts';

/** What became of every row, beside what the stand-ins say was posted. */
export interface Ledger {
  /** how many rows are in each state */
  readonly states: Readonly<Record<string, number>>;
  /** how many messages the stand-ins have */
  readonly messages: number;
  /** uncertain rows whose message is there; the others did not arrive */
  readonly uncertainThere: number;
  /** rows without a message, a message too many, a message of no row: all zero, or nothing balances */
  readonly lost: number;
  readonly doubled: number;
  readonly strays: number;
  readonly problems: readonly string[];
}

/**
 * Compares the rows with the stand-ins' own logs: a sent row is one message there, by its key and by its id; an uncertain
 * one is at most one; any other is none; and each message belongs to a row.
 */
export async function balance(
  server: FaultyServer,
  { slack, discord }: Pick<PlayedCast, 'slack' | 'discord'>,
): Promise<Ledger> {
  const rows = await server.query<{ id: string; state: string; posted: string | null; platform: string }>(
    'select id::text, state, posted, platform from delivery',
  );
  const there = new Map<string, string[]>();
  const add = (key: string, posted: string) => there.set(key, [...(there.get(key) ?? []), posted]);
  for (const { author, metadata, ts } of slack.posted) {
    const { key } = (metadata?.event_payload ?? {}) as { key?: unknown };
    if (author === 'bot' && typeof key === 'string') add(`slack ${key}`, ts);
  }
  for (const { nonce, id } of discord.posted()) if (nonce !== null) add(`discord ${nonce}`, id);

  const states: Record<string, number> = {};
  const problems: string[] = [];
  const counts = { uncertainThere: 0, lost: 0, doubled: 0 };
  const messages = there.values().reduce((sum, ids) => sum + ids.length, 0);
  for (const { id, state, posted, platform } of rows) {
    states[state] = (states[state] ?? 0) + 1;
    const keys = [`slack ${id}`, `discord ${nonceOf(id)}`];
    const ids = keys.flatMap((key) => there.get(key) ?? []);
    for (const key of keys) there.delete(key);
    if (ids.length > 1) {
      counts.doubled += 1;
      problems.push(`${platform}: ${ids.length} messages of one row, which is ${state}`);
    }
    if (state === 'sent' && (posted === null || !ids.includes(posted))) {
      counts.lost += 1;
      problems.push(`${platform}: sent, and its message is not there`);
    }
    if (state === 'uncertain') counts.uncertainThere += ids.length;
    else if (state !== 'sent' && ids.length > 0)
      problems.push(`${platform}: ${state}, and a message is there`);
  }
  for (const key of there.keys()) problems.push(`a message belongs to no row: ${key.split(' ')[0]}`);
  return { states, messages, ...counts, strays: there.size, problems };
}

/** Resolves when all that came in is carried out and no row is under way or due; rejects after so many ms. */
export async function untilDone(server: FaultyServer, ms: number): Promise<void> {
  const waiting = `select (select count(*)::int from inbox where state = 'received') events,
    (select count(*)::int from delivery where state = 'sending' or (state = 'due' and due_at <= now())) rows`;
  for (const end = performance.now() + ms; ; await pause(200)) {
    const [left] = await server.query<{ events: number; rows: number }>(waiting);
    if (left?.events === 0 && left.rows === 0) return;
    if (performance.now() < end) continue;
    const rows = await server.query(
      `select platform, state, code, attempts, count(*)::int n from delivery
       where state in ('due', 'sending') group by 1, 2, 3, 4 order by n desc limit 10`,
    );
    throw new Error(`left undone: ${JSON.stringify([left, ...rows])}`);
  }
}
