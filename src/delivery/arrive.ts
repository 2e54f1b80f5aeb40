import { sql } from 'drizzle-orm';
import type { Outcome } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import { safely } from './end.ts';
import type { Act, Delivery, Kind } from './kind.ts';
import { learn } from './learn.ts';
import { among } from './lease.ts';
import { conversationKey } from './pace.ts';

/** One row that arrived, as it was claimed. */
export interface Arrival {
  readonly row: Delivery;
  readonly owner: string;
  readonly outcome: Extract<Outcome, { kind: 'sent' }>;
}

/**
 * Records arrivals whose lease is still their own, all of them in one statement, then runs the hooks of their kinds,
 * keeps addresses and learns; which rows those were.
 */
export async function recordArrivals(
  shop: Shop,
  act: Act,
  all: readonly Arrival[],
): Promise<ReadonlySet<string>> {
  if (all.length === 0) return new Set();
  const sent = all.map(({ row, owner, outcome: { conversation, posted } }) => {
    return { id: row.id, owner, conversation, posted };
  });
  const { rows } = await act.tx.execute<{ id: string }>(sql`
    update delivery set state = 'sent', conversation = v.conversation, posted = v.posted, code = null,
      ended_at = ${act.now.toString({ smallestUnit: 'millisecond' })}::timestamptz, lease_owner = null, lease_until = null
    from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as v (id uuid, owner uuid, conversation text, posted text)
    where delivery.id = v.id and ${among(sent)} and state = 'sending' and lease_owner = v.owner
    returning delivery.id`);
  const kept = new Set(rows.map((row) => row.id));
  const arrivals = all.filter(({ row }) => kept.has(row.id));
  for (const { row, outcome } of arrivals) {
    shop.watch.ended?.({ kind: row.kind, state: 'sent' });
    const { platform, address } = row;
    const hook = shop.kinds.get(row.kind)?.sent;
    if (hook) await runHook(shop, act, row, outcome, hook);
    if (!outcome.allowance || !platform || !address) continue;
    const known = shop.pace[platform]?.conversation;
    await learn(act.tx, conversationKey(platform, address), outcome.allowance, known);
  }
  const { landed } = shop;
  const news = arrivals.filter(({ row: { address }, outcome }) => {
    return address?.kind === 'person' && address.conversation !== outcome.conversation;
  });
  if (landed && news.length > 0) await safely(shop, act, news[0]?.row, (inner) => landed(inner, news));
  return kept;
}

async function runHook(
  shop: Shop,
  act: Act,
  row: Delivery,
  { conversation, posted }: Arrival['outcome'],
  hook: NonNullable<Kind['sent']>,
): Promise<void> {
  const done = { state: 'sent', conversation, posted, code: null, endedAt: act.now } as const;
  const ended: Delivery = { ...row, ...done, leaseOwner: null, leaseUntil: null };
  await safely(shop, act, ended, (inner) => hook(inner, ended));
}
