import { and, eq, sql } from 'drizzle-orm';
import type { Outcome } from '#chat/index.ts';
import { notify } from '#store/index.ts';
import type { Call } from './carry.ts';
import type { Shop } from './delivery.ts';
import { end, mostAttempts, putBack, retryLater, safely } from './end.ts';
import type { Act, Delivery } from './kind.ts';
import { close, tenantKey } from './pace.ts';
import { delivery } from './tables.ts';

const mostReadBacks = 5;

/** Records how a call ended, if the lease is still its own; hooks run in the same transaction. */
export async function record(shop: Shop, act: Act, call: Call, outcome: Outcome): Promise<void> {
  const [row] = await act.tx
    .select()
    .from(delivery)
    .where(
      and(eq(delivery.id, call.row.id), eq(delivery.leaseOwner, call.owner), eq(delivery.state, 'sending')),
    )
    .for('update');
  if (!row) {
    shop.log.warn('delivery was taken over', { kind: call.row.kind, reference: call.row.id });
    return;
  }
  switch (outcome.kind) {
    case 'sent':
      return await recordSent(shop, act, row, outcome);
    case 'unclear':
      return await recordUnclear(shop, act, row, call, outcome.code);
    case 'later':
      return await recordLater(shop, act, row, call, outcome);
    case 'refused':
      if (outcome.why === 'tenant') return await openBreaker(shop, act, row, call, outcome.code);
      // A refusal to be read back says nothing about what was sent.
      if (call.verb === 'readBack') return await end(shop, act, row, 'uncertain', outcome.code);
      if (outcome.code === 'closed' && (await shop.turnedAway?.(act, row))) {
        return await putBack(act, row, { seconds: 0, code: outcome.code });
      }
      return await end(shop, act, row, 'refused', outcome.code);
  }
}

async function recordSent(
  shop: Shop,
  act: Act,
  row: Delivery,
  outcome: Extract<Outcome, { kind: 'sent' }>,
): Promise<void> {
  const { conversation, posted } = outcome;
  const [sent] = await act.tx
    .update(delivery)
    .set({
      state: 'sent',
      conversation,
      posted,
      code: null,
      endedAt: act.now,
      leaseOwner: null,
      leaseUntil: null,
    })
    .where(eq(delivery.id, row.id))
    .returning();
  if (!sent) return;
  const { landed } = shop;
  const hook = shop.kinds.get(row.kind)?.sent;
  await safely(shop, act, sent, hook && ((inner) => hook(inner, sent)));
  await safely(shop, act, sent, landed && ((inner) => landed(inner, sent, outcome)));
}

/** The row stays `sending` without an owner until a request can no longer land; then it is read back. */
async function recordUnclear(shop: Shop, act: Act, row: Delivery, call: Call, code: string): Promise<void> {
  const readBacks = call.verb === 'readBack' ? row.readBacks + 1 : 0;
  if (readBacks >= mostReadBacks) return await end(shop, act, row, 'uncertain', code);
  if (row.effect?.kind === 'edit' && row.attempts > mostReadBacks)
    return await end(shop, act, row, 'refused', code);
  const wait = shop.settleMs * 2 ** Math.max(0, readBacks - 1);
  const leaseUntil = sql`clock_timestamp() + ${wait}::float8 * interval '1 millisecond'`;
  await act.tx
    .update(delivery)
    .set({ code, readBacks, leaseOwner: null, leaseUntil })
    .where(eq(delivery.id, row.id));
}

async function recordLater(
  shop: Shop,
  act: Act,
  row: Delivery,
  call: Call,
  { code, seconds, scope }: Extract<Outcome, { kind: 'later' }>,
): Promise<void> {
  if (call.verb === 'readBack') {
    // Without a code nothing had failed: its worker went away, and the row goes to the next one at once.
    const orphan = row.code === null && row.attempts < mostAttempts;
    if (orphan) return await putBack(act, row, { seconds: 0, code });
    return await retryLater(shop, act, row, { code, seconds: 0 });
  }
  if (scope === 'conversation' || !row.platform) return await retryLater(shop, act, row, { code, seconds });
  // The space or bot was too fast, which is no fault of this row: it waits, and so does everything beside it.
  const key = scope === 'bot' ? row.platform : tenantKey(row.platform, row.tenant ?? '');
  await close(act.tx, key, Math.max(1, seconds), null);
  await putBack(act, row, { seconds: 0, code, attempts: row.attempts - 1 });
}

/** The platform turns Weft away in a whole space: nothing more is sent there for a while, and operators are told. */
async function openBreaker(shop: Shop, act: Act, row: Delivery, call: Call, code: string): Promise<void> {
  const { platform } = row;
  if (!platform) return await end(shop, act, row, 'refused', code);
  const tenant = row.tenant ?? '';
  shop.log.error('breaker opened', { platform, tenant, code });
  await close(act.tx, tenantKey(platform, tenant), shop.breakMs / 1000, code);
  if (call.verb === 'perform') {
    await putBack(act, row, { seconds: 0, code, attempts: row.attempts - 1 });
  } else if (Temporal.Instant.compare(act.now, row.expiresAt) >= 0) {
    await end(shop, act, row, 'uncertain', code);
  } else {
    const leaseUntil = sql`clock_timestamp() + ${shop.breakMs}::float8 * interval '1 millisecond'`;
    await act.tx.update(delivery).set({ code, leaseOwner: null, leaseUntil }).where(eq(delivery.id, row.id));
  }
  const { broken } = shop;
  await safely(shop, act, row, broken && ((inner) => broken(inner, { platform, tenant, code })));
  await notify(act.tx, 'delivery');
}
