import { and, asc, eq, gt, lte, notExists, or, sql } from 'drizzle-orm';
import { trace } from '#chat/index.ts';
import { isDatabaseDown } from '#store/index.ts';
import type { Due, DueAct } from './due.ts';
import type { ScheduleOptions } from './schedule.ts';
import { dueFailure } from './tables.ts';

const mostAttempts = 8;
const firstWait = 30; // seconds of the domain's clock, tripled with each failure
const longestWait = 6 * 3600;
/** A row that is due again after this many turns in one tick has no end. */
const mostTurns = 500;

type Found = { readonly id: string; readonly dueAt: Temporal.Instant; readonly coalitionId: string | null };

/**
 * Carries out the oldest due row of one kind in a transaction of its own; false when there is none. A row that fails is
 * put off; so is one that was due too often in this tick, as `turns` counts.
 */
export async function carryOutOldest(
  { store, clock, random, log }: ScheduleOptions,
  due: Due,
  turns: Map<string, number>,
): Promise<boolean> {
  const now = clock.now();
  let found: Found | undefined;
  try {
    await store.db.transaction(async (tx) => {
      found = await oldest(due, { tx, now, random });
      if (!found) return;
      const { id } = found;
      const turn = (turns.get(id) ?? 0) + 1;
      turns.set(id, turn);
      if (turn > mostTurns) throw new Endless(due.name);
      await due.carryOut({ tx, now, random }, id);
      if (await isUnmoved(due, { tx, now, random }, found)) throw new Unmoved(due.name);
      await tx.delete(dueFailure).where(and(eq(dueFailure.name, due.name), eq(dueFailure.rowId, id)));
    });
  } catch (error) {
    if (!found || isDatabaseDown(error)) throw error;
    log.error('due work broke', { kind: due.name, reference: found.id, error: trace(error) });
    await putOff(store.db, due, found, now, error);
  }
  return found !== undefined;
}

async function oldest(due: Due, { tx, now }: DueAct): Promise<Found | undefined> {
  const failed = tx
    .select({ one: sql`1` })
    .from(dueFailure)
    .where(
      and(
        eq(dueFailure.name, due.name),
        eq(dueFailure.rowId, due.id),
        or(eq(dueFailure.stuck, true), gt(dueFailure.retryAt, now)),
      ),
    );
  const [row] = await tx
    .select({ id: due.id, dueAt: due.dueAt, coalitionId: due.coalitionId ?? sql`null` })
    .from(due.table)
    .where(and(lte(due.dueAt, now), due.where, notExists(failed)))
    .orderBy(asc(due.dueAt))
    .limit(1)
    .for('update', { skipLocked: true });
  return row as Found | undefined;
}

async function isUnmoved(due: Due, { tx, now }: DueAct, { id, dueAt }: Found): Promise<boolean> {
  const [row] = await tx
    .select({ dueAt: due.dueAt })
    .from(due.table)
    .where(and(eq(due.id, id), lte(due.dueAt, now), due.where));
  return row !== undefined && Temporal.Instant.compare(row.dueAt as Temporal.Instant, dueAt) <= 0;
}

async function putOff(
  tx: ScheduleOptions['store']['db'],
  due: Due,
  { id, coalitionId }: Found,
  now: Temporal.Instant,
  error: unknown,
): Promise<void> {
  const which = and(eq(dueFailure.name, due.name), eq(dueFailure.rowId, id));
  const [before] = await tx.select().from(dueFailure).where(which);
  const attempts = (before?.attempts ?? 0) + 1;
  const seconds = Math.min(firstWait * 3 ** (attempts - 1), longestWait);
  const again = {
    attempts,
    retryAt: now.add({ seconds }),
    stuck: attempts >= mostAttempts,
    code: error instanceof Error ? error.name : 'unknown',
  };
  await tx
    .insert(dueFailure)
    .values({ name: due.name, rowId: id, coalitionId, firstAt: now, ...again })
    .onConflictDoUpdate({ target: [dueFailure.name, dueFailure.rowId], set: again });
}

class Unmoved extends Error {
  override readonly name = 'Unmoved';
  constructor(name: string) {
    super(`${name} left its row as due as it was`);
  }
}

class Endless extends Error {
  override readonly name = 'Endless';
  constructor(name: string) {
    super(`${name} is due again without end`);
  }
}
