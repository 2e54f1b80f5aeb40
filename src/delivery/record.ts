import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Outcome } from '#chat/index.ts';
import { notify } from '#store/index.ts';
import { type Arrival, recordArrivals } from './arrive.ts';
import type { NotMade } from './carry.ts';
import { closedBy, taughtBy } from './closing.ts';
import type { Shop } from './delivery.ts';
import { end, mostAttempts, putBack, retryLater, safely } from './end.ts';
import type { Act, Delivery } from './kind.ts';
import { slowDown } from './learn.ts';
import type { Call } from './lease.ts';
import { close, isBroken, lockGates } from './pace.ts';
import { delivery } from './tables.ts';

const mostReadBacks = 5;

/** One call and how it ended. */
export interface Ended {
  readonly call: Call;
  readonly outcome: Outcome | NotMade;
}

/** Records how calls ended whose lease is still their own; hooks run in the same transaction. */
export async function record(shop: Shop, act: Act, ended: readonly Ended[]): Promise<void> {
  const arrivals: Arrival[] = [];
  const others: { call: Call; outcome: Exclude<Ended['outcome'], { kind: 'sent' }> }[] = [];
  for (const { call, outcome } of ended) {
    if (outcome.kind === 'sent') arrivals.push({ row: call.row, owner: call.owner, outcome });
    else others.push({ call, outcome });
  }
  const rows = await lockOwn(act, others);
  await lockGates(act.tx, [
    ...arrivals.flatMap((arrival) => taughtBy(shop, arrival) ?? []),
    ...others.flatMap(({ call: { row, verb }, outcome }) => closedBy(shop, row, verb, outcome)?.key ?? []),
  ]);
  const kept = await recordArrivals(shop, act, arrivals);
  for (const { call } of ended) {
    const { id, kind } = call.row;
    if (!kept.has(id) && !rows.has(id)) shop.log.warn('delivery was taken over', { kind, reference: id });
  }
  for (const { call, outcome } of others) {
    const row = rows.get(call.row.id);
    if (row) await recordOther(shop, act, row, call, outcome);
  }
}

/** The rows that are still leased to whoever called, locked. */
async function lockOwn({ tx }: Act, ended: readonly { call: Call }[]): Promise<Map<string, Delivery>> {
  if (ended.length === 0) return new Map();
  const owners = new Map(ended.map(({ call }) => [call.row.id, call.owner]));
  const rows = await tx
    .select()
    .from(delivery)
    .where(and(inArray(delivery.id, [...owners.keys()]), eq(delivery.state, 'sending')))
    .orderBy(asc(delivery.id))
    .for('update');
  return new Map(rows.filter((row) => row.leaseOwner === owners.get(row.id)).map((row) => [row.id, row]));
}

async function recordOther(
  shop: Shop,
  act: Act,
  row: Delivery,
  call: Call,
  outcome: Exclude<Outcome, { kind: 'sent' }> | NotMade,
): Promise<void> {
  switch (outcome.kind) {
    case 'not made':
      // What was to be read back still is, by whoever finds its lease expired.
      if (call.verb === 'readBack') return;
      return await putBack(shop, act, row, {
        seconds: 0,
        code: 'late',
        attempts: row.attempts - 1,
        first: true,
      });
    case 'unclear':
      return await recordUnclear(shop, act, row, call, outcome.code);
    case 'later':
      return await recordLater(shop, act, row, call, outcome);
    case 'refused':
      if (outcome.why === 'tenant' || outcome.why === 'bot')
        return await openBreaker(shop, act, row, call, outcome);
      // A refusal to be read back says nothing about what was sent.
      if (call.verb === 'readBack') return await end(shop, act, row, 'uncertain', outcome.code);
      if (outcome.code === 'closed' && (await shop.turnedAway?.(act, row))) {
        return await putBack(shop, act, row, { seconds: 0, code: outcome.code });
      }
      return await end(shop, act, row, 'refused', outcome.code);
  }
}

/** The row stays `sending` without an owner until a request can no longer land; then it is read back. */
async function recordUnclear(shop: Shop, act: Act, row: Delivery, call: Call, code: string): Promise<void> {
  const readBacks = call.verb === 'readBack' ? row.readBacks + 1 : 0;
  if (readBacks >= mostReadBacks) return await end(shop, act, row, 'uncertain', code);
  if (row.edits !== null && row.attempts > mostReadBacks) return await end(shop, act, row, 'refused', code);
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
  outcome: Extract<Outcome, { kind: 'later' }>,
): Promise<void> {
  const { code, seconds, limit } = outcome;
  if (call.verb === 'readBack') {
    // Without a code nothing had failed: its worker went away, and the row goes to the next one at once.
    const orphan = row.code === null && row.attempts < mostAttempts;
    if (orphan) return await putBack(shop, act, row, { seconds: 0, code, first: true });
    return await retryLater(shop, act, row, { code, seconds: 0 });
  }
  if (shop.kinds.get(row.kind)?.endsAt?.includes(code)) return await end(shop, act, row, 'refused', code);
  const gate = closedBy(shop, row, call.verb, outcome);
  if (!gate) return await retryLater(shop, act, row, { code, seconds });
  // The bot, the space or the conversation waits, and the row with it: it is no fault of this row.
  await close(act.tx, gate, Math.max(1, seconds), null);
  if (limit === 'ours') await slowDown(act.tx, gate.key, gate.rate);
  await putBack(shop, act, row, { seconds: 0, code, attempts: row.attempts - 1 });
}

/**
 * The platform turns Weft away in a whole space, or the bot everywhere: nothing more is sent there for a while, twelve
 * times as long for the bot, and operators are told. What waited there looks for another way.
 */
async function openBreaker(
  shop: Shop,
  act: Act,
  row: Delivery,
  call: Call,
  outcome: Extract<Outcome, { kind: 'refused' }>,
): Promise<void> {
  const { code, why } = outcome;
  const { platform } = row;
  const gate = closedBy(shop, row, call.verb, outcome);
  if (!platform || !gate) return await end(shop, act, row, 'refused', code);
  const { key } = gate;
  const tenant = why === 'bot' ? '' : (row.tenant ?? '');
  const ms = why === 'bot' ? shop.breakMs * 12 : shop.breakMs;
  // What was under way beside it meets the same refusal, which is no news.
  const isNews = !(await isBroken(act.tx, key));
  if (isNews) shop.log.error('breaker opened', { platform, tenant, code });
  await close(act.tx, gate, ms / 1000, code);
  if (call.verb === 'perform') {
    await putBack(shop, act, row, { seconds: 0, code, attempts: row.attempts - 1 });
  } else if (Temporal.Instant.compare(act.now, row.expiresAt) >= 0) {
    await end(shop, act, row, 'uncertain', code);
  } else {
    const leaseUntil = sql`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`;
    await act.tx.update(delivery).set({ code, leaseOwner: null, leaseUntil }).where(eq(delivery.id, row.id));
  }
  await letGo(act, key);
  const { broken } = shop;
  await safely(shop, act, row, broken && ((inner) => broken(inner, { platform, tenant, code })));
  await notify(act.tx, 'delivery');
}

/** Rows that wait at a gate are looked at again; those without another way come back to it. */
async function letGo({ tx }: Act, key: string): Promise<void> {
  const waiting = tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(and(eq(delivery.state, 'due'), eq(delivery.gate, key)))
    .for('update', { skipLocked: true });
  await tx.update(delivery).set({ gate: null }).where(inArray(delivery.id, waiting));
}
