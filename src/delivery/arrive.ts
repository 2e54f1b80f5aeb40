import { sql } from 'drizzle-orm';
import type { Outcome } from '#chat/index.ts';
import type { Shop } from './delivery.ts';
import { safely } from './end.ts';
import type { Act, Delivery } from './kind.ts';
import { learn } from './learn.ts';
import { among } from './lease.ts';
import { conversationKey } from './pace.ts';

/** One row that arrived. */
export interface Arrival {
  readonly row: Delivery;
  readonly outcome: Extract<Outcome, { kind: 'sent' }>;
}

/** Records arrivals, all of them in one statement, then runs the hooks of their kinds, keeps addresses and learns. */
export async function recordArrivals(shop: Shop, act: Act, arrivals: readonly Arrival[]): Promise<void> {
  if (arrivals.length === 0) return;
  const sent = arrivals.map(({ row, outcome: { conversation, posted } }) => ({
    id: row.id,
    conversation,
    posted,
  }));
  await act.tx.execute(sql`
    update delivery set state = 'sent', conversation = v.conversation, posted = v.posted, code = null,
      ended_at = ${act.now.toString({ smallestUnit: 'millisecond' })}::timestamptz, lease_owner = null, lease_until = null
    from jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) as v (id uuid, conversation text, posted text)
    where delivery.id = v.id and ${among(sent)}`);
  for (const { row, outcome } of arrivals) {
    const { conversation, posted } = outcome;
    const done = { state: 'sent', conversation, posted, code: null, endedAt: act.now } as const;
    const ended: Delivery = { ...row, ...done, leaseOwner: null, leaseUntil: null };
    shop.watch.ended?.({ kind: row.kind, state: 'sent' });
    const hook = shop.kinds.get(row.kind)?.sent;
    await safely(shop, act, ended, hook && ((inner) => hook(inner, ended)));
    const { platform, address } = row;
    if (!outcome.allowance || !platform || !address) continue;
    const known = shop.pace[platform]?.conversation;
    await learn(act.tx, conversationKey(platform, address), outcome.allowance, known);
  }
  const { landed } = shop;
  const [first] = arrivals;
  await safely(shop, act, first?.row, landed && ((inner) => landed(inner, arrivals)));
}
