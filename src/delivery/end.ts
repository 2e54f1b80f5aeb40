import { and, eq, type SQL, sql } from 'drizzle-orm';
import { trace } from '#chat/index.ts';
import { isDatabaseDown } from '#store/index.ts';
import type { Shop } from './delivery.ts';
import type { Act, Delivery } from './kind.ts';
import { delivery } from './tables.ts';

/** After these a row is refused as stuck. */
export const mostAttempts = 8;
const longestWait = 900; // seconds

const unleased = { leaseOwner: null, leaseUntil: null } as const;

/** Ends a row; its kind is told of a refusal or an expiry in the same transaction. */
export async function end(
  shop: Shop,
  act: Act,
  row: Delivery,
  state: 'refused' | 'expired' | 'cancelled' | 'uncertain',
  code: string,
): Promise<void> {
  const [ended] = await act.tx
    .update(delivery)
    .set({ state, code, endedAt: act.now, ...unleased })
    .where(eq(delivery.id, row.id))
    .returning();
  shop.watch.ended?.({ kind: row.kind, state });
  if (state !== 'cancelled') shop.log.warn(`delivery ${state}`, { kind: row.kind, code, reference: row.id });
  if (ended && (state === 'refused' || state === 'expired')) {
    const failed = shop.kinds.get(row.kind)?.failed;
    await safely(shop, act, row, failed && ((inner) => failed(inner, ended)));
  }
}

/**
 * Makes a row due again, not before so many seconds have passed by the database's clock; `first` before all that wait in
 * its lane.
 */
export async function putBack(
  shop: Pick<Shop, 'wakeIn'>,
  { tx }: Act,
  row: Delivery,
  given: { seconds: number; code: string; attempts?: number; first?: boolean },
): Promise<void> {
  const { seconds, code, attempts = row.attempts, first = false } = given;
  shop.wakeIn(seconds * 1000);
  const notBefore = sql`clock_timestamp() + ${seconds}::float8 * interval '1 second'`;
  const dueAt = first ? { dueAt: beforeOthers(row.lane) } : {};
  await tx
    .update(delivery)
    .set({ state: 'due', code, attempts, notBefore, ...dueAt, ...unleased })
    .where(eq(delivery.id, row.id));
}

/**
 * Rows do not go out quite in their order, so that one that was under way may have hundreds before it. It had its turn,
 * and is not to wait at a slow gate until theirs are over.
 */
function beforeOthers(lane: number): SQL {
  const head = (gate: SQL) => sql`(select due_at from delivery
    where state = 'due' and ${gate} and lane = ${lane}::smallint order by due_at limit 1)`;
  return sql`least(due_at, ${head(sql`gate is null`)}, (select min(head.due_at)
    from pace cross join lateral ${head(sql`gate = pace.key`)} as head where pace.wide)) - interval '1 millisecond'`;
}

/** After a failure that was definite: due again later and later, and after eight attempts refused as stuck. */
export async function retryLater(
  shop: Shop,
  act: Act,
  row: Delivery,
  { code, seconds, attempts = row.attempts }: { code: string; seconds: number; attempts?: number },
): Promise<void> {
  if (attempts >= mostAttempts)
    return await end(shop, act, { ...row, attempts }, 'refused', `stuck: ${code}`);
  const wait = Math.min((shop.backoffMs / 1000) * 3 ** Math.max(0, attempts - 1), longestWait);
  await putBack(shop, act, row, { seconds: Math.max(wait, seconds), code, attempts });
}

/** What was asked of a row broke its claim: the row is put off, so that it stands in nobody's way. */
export async function stumble(shop: Shop, id: string, error: unknown): Promise<void> {
  shop.log.error('delivery broke', { reference: id, error: trace(error) });
  await shop.store.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(delivery)
      .where(and(eq(delivery.id, id), eq(delivery.state, 'due')))
      .for('update');
    const act = { tx, now: shop.clock.now() };
    if (row) await retryLater(shop, act, row, { code: 'broke', seconds: 0, attempts: row.attempts + 1 });
  });
}

/**
 * Runs a hook in a savepoint. What happened outside has happened: a hook that fails three times is logged and left
 * out, because rolling its row back would only do the effect again.
 */
export async function safely(
  shop: Shop,
  act: Act,
  row: Delivery | undefined,
  hook: ((inner: Act) => Promise<void>) | undefined,
): Promise<void> {
  if (!hook) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act.tx.transaction(async (tx) => await hook({ tx, now: act.now }));
    } catch (error) {
      if (isDatabaseDown(error)) throw error;
      if (attempt < 3) continue;
      const about = row && { kind: row.kind, reference: row.id };
      shop.log.error('delivery hook broke', { ...about, error: trace(error) });
      return;
    }
  }
}
