import { and, eq, isNull, or, sql } from 'drizzle-orm';
import type { Allowance } from '#chat/index.ts';
import type { Tx } from '#store/index.ts';
import { forgetsIn, type Rate } from './pace.ts';
import { pace } from './tables.ts';

const slower = 1.25;
const slowest = 60_000; // ms between two

/**
 * After a refusal for going too fast: a gate is spaced a quarter wider than it was, at most one a minute, for all
 * replicas, and comes back to the configured rate by itself.
 */
export async function slowDown(tx: Tx, key: string, configured: Rate | undefined): Promise<void> {
  const base = configured?.every ?? 1_000;
  const share = sql`power(0.5, extract(epoch from clock_timestamp() - ${pace.learntAt}) / ${forgetsIn})`;
  const before = sql`greatest(${base}::float8, coalesce(${base}::float8 + (${pace.every} - ${base}::float8) * ${share}, 0))`;
  await tx
    .update(pace)
    .set({
      every: sql`least(${before} * ${slower}::float8, ${slowest}::float8)`,
      burst: 1,
      learntAt: sql`clock_timestamp()`,
    })
    // All that was under way when it was too fast is one lesson.
    .where(
      and(
        eq(pace.key, key),
        or(isNull(pace.learntAt), sql`${pace.learntAt} < clock_timestamp() - interval '15 seconds'`),
      ),
    );
}

/** Whether headers said of a conversation what was not known: that it is slower, or that nothing is left of it for now. */
export function teaches(allowance: Allowance, known: Rate | undefined): boolean {
  return isSlower(allowance, known) || allowance.left <= 0;
}

/** Going slower than the platform allows needs no lesson; one that allows less does. */
function isSlower({ limit, windowMs = 0 }: Allowance, known: Rate | undefined): boolean {
  return windowMs / limit > (known?.every ?? 0) * 1.05;
}

/** Keeps what headers said of one conversation, when it is not what was known: its rate, and when it begins anew. */
export async function learn(
  tx: Tx,
  key: string,
  allowance: Allowance,
  known: Rate | undefined,
): Promise<void> {
  if (!teaches(allowance, known)) return;
  const { limit, windowMs = 0, left, resetMs } = allowance;
  const every = windowMs / limit;
  const isNews = isSlower(allowance, known);
  const freeAt = sql`clock_timestamp() + ${left > 0 ? 0 : resetMs}::float8 * interval '1 millisecond'`;
  const lesson = isNews ? { every, burst: Math.max(1, limit - 1), learntAt: sql`clock_timestamp()` } : {};
  await tx
    .insert(pace)
    .values({ key, freeAt, wide: false, ...lesson })
    .onConflictDoUpdate({
      target: pace.key,
      set: { freeAt: sql`greatest(${pace.freeAt}, excluded.free_at)`, ...lesson },
    });
}
