import { and, eq, lte } from 'drizzle-orm';
import { trace } from '#chat/index.ts';
import { isConflict } from '#store/index.ts';
import type { Due, DueAct } from './due.ts';
import { at, type Found, lastOf, lockOldest } from './find.ts';
import type { ScheduleOptions } from './schedule.ts';
import { dueFailure } from './tables.ts';

const mostAttempts = 8;
const firstWait = 30; // seconds of the domain's clock, tripled with each failure
const longestWait = 6 * 3600;
/** A row that is due again after this many turns in one tick has no end. */
const mostTurns = 500;

/**
 * Carries out the oldest due row of one kind in a transaction of its own; 'nothing' when there is none or others have
 * them all. A row that fails is put off; so is one that was due too often in this tick, as `turns` counts.
 */
export async function carryOutOldest(
  options: ScheduleOptions,
  due: Due,
  turns: Map<string, number>,
): Promise<'done' | 'failed' | 'nothing'> {
  const { store, clock, random, log } = options;
  const now = clock.now();
  let found: Found | undefined;
  try {
    await store.db.transaction(async (tx) => {
      found = await lockOldest(tx, due, now);
      if (!found) return;
      const { id, failed } = found;
      const turn = (turns.get(id) ?? 0) + 1;
      turns.set(id, turn);
      if (turn > mostTurns) throw new Endless(due.name);
      await due.carryOut({ tx, now, random }, id);
      if (await isUnmoved(due, { tx, now, random }, found)) throw new Unmoved(due.name);
      if (failed) await tx.delete(dueFailure).where(isFailureOf(due, id));
    });
    return found ? 'done' : 'nothing';
  } catch (error) {
    if (!found) throw error;
    // Given up for another transaction's sake: it is done again as it is.
    if (isConflict(error)) return 'failed';
    log.error('due work broke', { kind: due.name, reference: found.id, error: trace(error) });
    await putOff(options, due, found, now, error);
    return 'failed';
  }
}

async function isUnmoved(due: Due, { tx, now }: DueAct, { id, dueAt }: Found): Promise<boolean> {
  const [row] = await tx
    .select({ dueAt: due.dueAt })
    .from(due.table)
    .where(and(eq(due.id, id), lte(due.dueAt, lastOf(due, at(now))), due.where));
  return row !== undefined && Temporal.Instant.compare(row.dueAt as Temporal.Instant, dueAt) <= 0;
}

/**
 * Notes a failure, also one that cost the connection: work that always does would otherwise stand before all other work
 * for ever. Throws when the database is away. A row that was done or taken up meanwhile is left alone.
 */
async function putOff(
  { store }: ScheduleOptions,
  due: Due,
  { id, coalitionId }: Found,
  now: Temporal.Instant,
  error: unknown,
): Promise<void> {
  await store.db.transaction(async (tx) => {
    const [row] = await tx
      .select({ id: due.id })
      .from(due.table)
      .where(and(eq(due.id, id), lte(due.dueAt, lastOf(due, at(now))), due.where))
      .for('no key update', { skipLocked: true });
    if (!row) return;
    const [before] = await tx.select().from(dueFailure).where(isFailureOf(due, id));
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
  });
}

const isFailureOf = (due: Due, id: string) => and(eq(dueFailure.name, due.name), eq(dueFailure.rowId, id));

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
