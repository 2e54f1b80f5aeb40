import { randomUUID } from 'node:crypto';
import { and, asc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Attempt } from '#chat/index.ts';
import { isConflict, isDatabaseDown } from '#store/index.ts';
import { decide } from './decide.ts';
import type { Shop } from './delivery.ts';
import { effectsOf } from './effects.ts';
import { end, mostAttempts, putBack, stumble } from './end.ts';
import type { Act, Delivery } from './kind.ts';
import { type Call, lastsUntil } from './lease.ts';
import { enter } from './pace.ts';
import { delivery } from './tables.ts';
import { mostUrgent } from './urgent.ts';

/** Where a bot is turned away for hours, what is to be read back looks now and then whether it still is. */
const longestWait = 60_000; // ms

/** What claiming led to: how many rows were looked at, and the calls to make for some of them. */
export interface Claimed {
  readonly rows: number;
  readonly calls: readonly Call[];
}

/** How many rows are claimed in one go, and how far ahead a slot may lie, in ms. */
export interface Reach {
  readonly most: number;
  readonly ahead: number;
}

/** Claims the most urgent rows that are due, decides what becomes of each, and leases those that can go. */
export async function claimDue(shop: Shop, reach: Reach): Promise<Claimed> {
  let ids: readonly string[] = [];
  try {
    return await shop.store.db.transaction(async (tx) => {
      const act = { tx, now: shop.clock.now() };
      const rows = together(await mostUrgent(act, reach.most, reach.ahead));
      ids = rows.map((row) => row.id);
      if (rows.length === 0) return { rows: 0, calls: [] };
      return { rows: rows.length, calls: await decide(shop, act, rows, reach.ahead) };
    });
  } catch (error) {
    if (ids.length === 0 || isDatabaseDown(error) || isConflict(error)) throw error;
    // One of them broke the others' claim: from here on each goes by itself, and the broken one is put off.
    if (ids.length > 1) return await claimDue(shop, { ...reach, most: 1 });
    await stumble(shop, ids[0] ?? '', error);
    return { rows: 1, calls: [] };
  }
}

/**
 * Which of these may be decided at once. An edit changes the row it edits and goes alone; of several unasked messages
 * to one person the first, because each counts against the limits of the next.
 */
function together(rows: readonly Delivery[]): readonly Delivery[] {
  const [first] = rows;
  if (first?.edits) return [first];
  const asked = new Set<string>();
  return rows.filter((row) => {
    if (row.edits || (row.unasked && row.personId !== null && asked.has(row.personId))) return false;
    if (row.unasked && row.personId !== null) asked.add(row.personId);
    return true;
  });
}

const isSending = ({ platforms }: Shop) =>
  and(
    eq(delivery.state, 'sending'),
    or(isNull(delivery.platform), inArray(delivery.platform, [...platforms.keys()])),
  );

/**
 * In how many ms a row may be taken over. A worker that lives and has lost its database may still be in a call, for as
 * long as a client's timeout.
 */
function freeIn({ leaseMs }: Shop): SQL<number> {
  const grace = sql`case when ${delivery.leaseOwner} is null then 0 else ${leaseMs * 0.3}::float8 end`;
  return sql`(extract(epoch from ${delivery.leaseUntil} - clock_timestamp()) * 1000 + ${grace})::float8`;
}

/** Looks again in the moment when the next row is free, if its lease has not been renewed for so long that it will be. */
async function lookInTime(shop: Shop, { tx }: Act): Promise<void> {
  const rows = tx
    .select({ ms: freeIn(shop) })
    .from(delivery)
    .where(isSending(shop));
  const [next] = await rows.orderBy(asc(delivery.leaseUntil)).limit(1);
  if (next && next.ms > 0 && next.ms < shop.leaseMs / 2) shop.lookIn(next.ms);
}

/**
 * Takes over one row whose worker has not been heard of, or whose request can no longer land. It is read back in a slot
 * of the bot's, at most so many ms ahead; without one it waits.
 */
export async function claimOrphan(shop: Shop, ahead: number): Promise<Claimed> {
  return await shop.store.db.transaction(async (tx) => {
    const act = { tx, now: shop.clock.now() };
    const [row] = await tx
      .select()
      .from(delivery)
      .where(
        and(isSending(shop), sql`${delivery.leaseUntil} <= clock_timestamp()`, sql`${freeIn(shop)} <= 0`),
      )
      .orderBy(asc(delivery.leaseUntil))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!row) {
      await lookInTime(shop, act);
      return { rows: 0, calls: [] };
    }
    const settled: Claimed = { rows: 1, calls: [] };
    const { address } = row;
    const effect = (await effectsOf(tx, [row])).get(row.id);
    if (!effect || !address || !row.platform) {
      await end(shop, act, row, 'uncertain', row.code ?? 'forgotten');
      return settled;
    }
    // A change can be repeated, so it need not be known whether it was done.
    if (effect.kind === 'edit' || row.edits !== null) {
      const code = row.code ?? 'lease';
      if (row.attempts >= mostAttempts) await end(shop, act, row, 'refused', `stuck: ${code}`);
      else await putBack(shop, act, row, { seconds: 0, code, first: row.leaseOwner !== null });
      return settled;
    }
    const platform = shop.platforms.get(row.platform);
    if (!platform) return { rows: 0, calls: [] };
    if (row.leaseOwner !== null) shop.watch.tookOver?.(platform.name);
    const rates = shop.pace[platform.name];
    const requests = rates?.requests?.(address, effect, 'readBack') ?? 1;
    const wanting = { platform: platform.name, address, verb: 'readBack', requests } as const;
    const { kind, at } = (await enter(tx, [wanting], shop.pace, ahead)).slots[0] ?? { kind: 'go', at: 0 };
    const owner = kind === 'go' ? randomUUID() : null;
    const ms = kind === 'go' ? shop.leaseMs : Math.min(at, longestWait);
    const leaseUntil = sql`clock_timestamp() + ${ms}::float8 * interval '1 millisecond'`;
    await tx.update(delivery).set({ leaseOwner: owner, leaseUntil }).where(eq(delivery.id, row.id));
    if (owner === null) {
      shop.lookIn(ms);
      return settled;
    }
    const since = row.firstTriedAt && { since: row.firstTriedAt };
    const attempt: Attempt = { key: row.id, address, effect, attempt: row.attempts, ...since };
    const [from, until] = [performance.now() + at, lastsUntil(shop)];
    return { rows: 1, calls: [{ verb: 'readBack', row, owner, platform, attempt, from, until }] };
  });
}
