import { eq, sql } from 'drizzle-orm';
import { Invalid } from '#chat/index.ts';
import { type Act, isSomewhere, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { nextLocal } from '#time/index.ts';
import type { KeyStore } from './keys.ts';
import { openPulse } from './open.ts';
import { schedule } from './tables.ts';
import { words } from './words.ts';

/** From the first day: Tuesdays at 10:00. */
const first = { weekday: 2, hour: 10 } as const;

/** Hours after which a week is skipped: then the east has half of its time left, and fewer than two of its days. */
const latest = 48;

/** The zone in which every hour comes first: UTC+14, without clock changes. */
const earliest = 'Pacific/Kiritimati';

/** When the first person on earth has that hour of that day. */
export function nextOpening(
  after: Temporal.Instant,
  { weekday, hour }: { weekday: number; hour: number },
): Temporal.Instant {
  return nextLocal({ after, zone: earliest, weekday, hour });
}

/** Every coalition has a weekly pulse from its beginning. */
export const beginDue: Due = {
  name: 'pulse.begin',
  table: tables.coalition,
  id: tables.coalition.id,
  dueAt: tables.coalition.createdAt,
  coalitionId: tables.coalition.id,
  where: sql`not exists (select 1 from ${schedule} where ${schedule.coalitionId} = ${tables.coalition.id})`,
  async carryOut(act, coalitionId) {
    await act.tx
      .insert(schedule)
      .values({ coalitionId, ...first, nextAt: nextOpening(act.now, first) })
      .onConflictDoNothing();
  },
};

/** Opens the week’s pulse; a week missed in an outage is skipped, for its hours are over. */
export function weeklyDue(keys: KeyStore): Due {
  return {
    name: 'pulse.weekly',
    table: schedule,
    id: schedule.coalitionId,
    dueAt: schedule.nextAt,
    coalitionId: schedule.coalitionId,
    where: isSomewhere(schedule.coalitionId),
    async carryOut(act, coalitionId) {
      const [row] = await act.tx
        .select({ plan: schedule, coalition: tables.coalition })
        .from(schedule)
        .innerJoin(tables.coalition, eq(tables.coalition.id, schedule.coalitionId))
        .where(eq(schedule.coalitionId, coalitionId));
      if (!row?.plan.nextAt) return;
      const { nextAt } = row.plan;
      await move(act, coalitionId, nextOpening(act.now, row.plan));
      const { weekday, hour } = row.plan;
      const isOver = Temporal.Instant.compare(nextAt.add({ hours: latest }), act.now) < 0;
      if (!isOver) await openPulse(act, row.coalition, keys, { weekday, hour, from: nextAt });
    },
  };
}

/** Has a pulse open every week at that hour of each person’s own day, or by itself no more. */
export async function setSchedule(
  context: JoinedContext,
  wanted: 'never' | { readonly weekday: number | undefined; readonly hour: number | undefined },
): Promise<{ weekday: number; hour: number } | undefined> {
  const { coalition, now, tx } = context;
  if (wanted !== 'never' && wanted.weekday === undefined)
    throw new Invalid({ weekday: words[context.language].sayDay });
  const plan =
    wanted === 'never'
      ? undefined
      : { weekday: wanted.weekday ?? first.weekday, hour: wanted.hour ?? first.hour };
  const nextAt = plan ? nextOpening(now, plan) : null;
  const set = { ...(plan ?? first), nextAt };
  await tx
    .insert(schedule)
    .values({ coalitionId: coalition.id, ...set })
    .onConflictDoUpdate({ target: schedule.coalitionId, set: { ...plan, nextAt } });
  await writeAudit(context, {
    ...{
      coalitionId: coalition.id,
      personId: context.person.id,
      act: 'pulse.scheduled',
      subject: coalition.id,
    },
    detail: plan ? { weekday: String(plan.weekday), hour: String(plan.hour) } : { never: 'yes' },
  });
  return plan;
}

async function move(act: Act, coalitionId: string, nextAt: Temporal.Instant): Promise<void> {
  await act.tx.update(schedule).set({ nextAt }).where(eq(schedule.coalitionId, coalitionId));
}
