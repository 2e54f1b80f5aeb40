import { and, eq, isNotNull } from 'drizzle-orm';
import { type Act, isSomewhere, tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { proposeNext } from './call.ts';
import { callOff } from './cancel.ts';
import { type Day, isDay, isHidden } from './find.ts';
import { spanIn } from './hours.ts';
import { tellRound } from './remind.ts';
import { nextLook, roundNow } from './rounds.ts';
import { spacesFor, zonesFor } from './spaces.ts';
import { day } from './tables.ts';
import { forgetTold } from './told.ts';
import { words } from './words.ts';

/**
 * It is 10:00 in some zone of a day: everyone there is told the round that has come, and the row waits for the next zone.
 * After an outage what was missed is told once, the last round only. When all rounds have been the day is over; a hub’s own
 * day whose hub was closed is cancelled.
 */
export const wakeDue: Due = {
  name: 'converge.wake',
  table: day,
  id: day.id,
  dueAt: day.wakeAt,
  coalitionId: day.coalitionId,
  where: isSomewhere(day.coalitionId),
  async carryOut(act, id) {
    const [one] = await act.tx.select().from(day).where(eq(day.id, id)).for('no key update');
    if (one?.state !== 'planned' || one.roundsFrom === null) {
      await act.tx.update(day).set({ wakeAt: null }).where(eq(day.id, id));
      return;
    }
    if (await hasLostItsHub(act, one)) {
      await callOff(act, one, undefined, words.en.hubWasClosed);
      return;
    }
    await wake(act, one, one.roundsFrom);
  },
};

async function wake(act: Act, one: Day, from: Temporal.Instant): Promise<void> {
  const { now } = act;
  const spaces = await spacesFor(act, one);
  const { all } = await zonesFor(act, one, spaces);
  const progress = { from, done: one.wokenAt };
  // Of a hidden day nobody hears; its rounds pass.
  const isSilent = await isHidden(act, one);
  const due = Map.groupBy(all, (zone) => roundNow(one, zone, now, progress));
  for (const [round, zones] of due) {
    if (round !== undefined && !isSilent) await tellRound(act, one, round, new Set(zones), spaces);
  }
  const next = nextLook(one, all, now, from);
  const ends = isCall(one) && one.outside === null ? spanIn(one, one.zone).until : undefined;
  const isPast = ends !== undefined && Temporal.Instant.compare(ends, now) <= 0;
  if (isPast && !isSilent) await proposeNext(act, one);
  const wakeAt = isPast ? next : earlier(next, ends);
  await act.tx
    .update(day)
    .set({ wokenAt: now, wakeAt: wakeAt ?? null, ...(wakeAt === undefined && { state: 'over' as const }) })
    .where(isDay(one));
  // It cannot be moved or cancelled any more.
  if (wakeAt === undefined) await forgetTold(act, one);
}

const isCall = (one: Day): one is Day & { readonly zone: string } =>
  one.repeats !== null && one.zone !== null;

function earlier(
  a: Temporal.Instant | undefined,
  b: Temporal.Instant | undefined,
): Temporal.Instant | undefined {
  if (!a || !b) return a ?? b;
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

/** Its own hub was closed before it began there. */
async function hasLostItsHub({ tx, now }: Act, one: Day): Promise<boolean> {
  if (one.hubId === null) return false;
  const { hub } = tables;
  const isIt = and(eq(hub.id, one.hubId), eq(hub.coalitionId, one.coalitionId));
  const [closed] = await tx
    .select({ zone: hub.zone })
    .from(hub)
    .where(and(isIt, isNotNull(hub.closedAt)));
  return closed !== undefined && Temporal.Instant.compare(now, spanIn(one, closed.zone).from) < 0;
}
