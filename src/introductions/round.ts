import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { type Kind, tell } from '#delivery/index.ts';
import { type Act, type Person, type Role, tables } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { atLocal, localDate, nextLocal } from '#time/index.ts';
import { daysAfter, daysBefore, limits } from './limits.ts';
import { partiesOf } from './parties.ts';
import { forgetPairs } from './past.ts';
import { isHeldByOther, openAsks, readQueue, refreshQueue } from './queue.ts';
import { bestMessage } from './queue-messages.ts';
import { round, turn } from './tables.ts';
import { weavesFor } from './weaves-for.ts';

/** Weavers took on to connect people, but did not ask for this message: it counts as unasked. */
export const suggestedKind: Kind = {
  name: 'intro.suggested',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  about: { en: 'the best introductions of the week, for weavers' },
  keepFor: { days: limits.bestDays },
  async wanted(act, row) {
    return (await weaversOf(act, row.coalitionId)).some(({ person }) => person.id === row.personId);
  },
};

/** Every coalition has a round from its beginning, whoever began it. */
export const beginDue: Due = {
  name: 'intro.begin',
  table: tables.coalition,
  id: tables.coalition.id,
  dueAt: tables.coalition.createdAt,
  coalitionId: tables.coalition.id,
  where: sql`not exists (select 1 from ${round} where ${round.coalitionId} = ${tables.coalition.id})`,
  async carryOut(act, coalitionId) {
    const [coalition] = await act.tx
      .select()
      .from(tables.coalition)
      .where(eq(tables.coalition.id, coalitionId));
    const weeklyAt = nextMonday(act.now, coalition?.zone ?? 'UTC');
    await act.tx.insert(round).values({ coalitionId, weeklyAt, dailyAt: act.now }).onConflictDoNothing();
  },
};

/** Mondays at 10:00: the three best for each weaver. */
export const weeklyDue: Due = {
  name: 'intro.weekly',
  table: round,
  id: round.coalitionId,
  dueAt: round.weeklyAt,
  coalitionId: round.coalitionId,
  carryOut: sendBest,
};

/** Every day: the queue is made anew, and what has ended is forgotten. */
export const dailyDue: Due = {
  name: 'intro.daily',
  table: round,
  id: round.coalitionId,
  dueAt: round.dailyAt,
  coalitionId: round.coalitionId,
  async carryOut(act, coalitionId) {
    await refreshQueue(act, coalitionId);
    await forgetPairs(act, coalitionId);
    const old = daysBefore(act.now, limits.monthDays + 1);
    await act.tx.delete(turn).where(and(eq(turn.coalitionId, coalitionId), lte(turn.day, old)));
    await act.tx
      .update(round)
      .set({ dailyAt: act.now.add({ hours: 24 }) })
      .where(eq(round.coalitionId, coalitionId));
  },
};

/**
 * Tells each weaver the three best, at 10:00 of their own Monday, or now where that has passed; nothing when there are
 * none, or when it is so late that the next Monday's come soon.
 */
async function sendBest(act: Act, coalitionId: string): Promise<void> {
  const [mine] = await act.tx
    .select({ weeklyAt: round.weeklyAt, zone: tables.coalition.zone })
    .from(round)
    .innerJoin(tables.coalition, eq(tables.coalition.id, round.coalitionId))
    .where(eq(round.coalitionId, coalitionId));
  if (!mine) return;
  const { weeklyAt, zone } = mine;
  await act.tx
    .update(round)
    .set({ weeklyAt: nextMonday(act.now, zone) })
    .where(eq(round.coalitionId, coalitionId));
  if (Temporal.Instant.compare(daysAfter(weeklyAt, limits.bestDays), act.now) <= 0) return;
  await refreshQueue(act, coalitionId);
  const queue = await readQueue(act, coalitionId);
  const open = await openAsks(act, coalitionId);
  const day = localDate(act.now, zone);
  for (const { person: weaver, roles } of await weaversOf(act, coalitionId)) {
    const mayConnect = await weavesFor(act, coalitionId, roles);
    const all = queue.filter(({ row }) => mayConnect(row.firstId, row.secondId));
    const items = all.filter(({ row }) => !isHeldByOther(row, '', act.now)).slice(0, limits.best);
    const asks = open.filter((one) => mayConnect(one.personId)).length;
    if (all.length === 0 && asks === 0) continue;
    const party = await partiesOf(act, [weaver.id, ...idsIn(items)]);
    const theirs = atLocal(day.toPlainDateTime({ hour: 10 }), weaver.zone);
    await tell(act, suggestedKind, {
      coalitionId,
      subject: coalitionId,
      occurrence: day.toString(),
      to: { kind: 'person', personId: weaver.id },
      message: bestMessage({ me: party(weaver.id), items, more: all.length - items.length, asks, party }),
      dueAt: Temporal.Instant.compare(theirs, act.now) > 0 ? theirs : act.now,
    });
  }
}

/** The next Monday, 10:00 in the zone, after a moment. */
function nextMonday(after: Temporal.Instant, zone: string): Temporal.Instant {
  return nextLocal({ after, zone, hour: 10, weekday: 1 });
}

/** Somebody who weaves, with all their roles. */
interface Weaver {
  readonly person: Person;
  readonly roles: readonly Role[];
}

/** The weavers who are present, of the whole coalition or of hubs. */
export async function weaversOf(act: Pick<Act, 'tx'>, coalitionId: string): Promise<readonly Weaver[]> {
  const { role, person } = tables;
  const rows = await act.tx
    .select({ person, role })
    .from(role)
    .innerJoin(person, eq(person.id, role.personId))
    .where(and(eq(role.coalitionId, coalitionId), eq(role.role, 'weaver'), isNull(person.leftAt)))
    .orderBy(person.id);
  return [...Map.groupBy(rows, (row) => row.person.id).values()].flatMap((held) =>
    held.slice(0, 1).map((row) => ({ person: row.person, roles: held.map((one) => one.role) })),
  );
}

/** Everybody named in items of the queue, also in their reasons. */
export function idsIn(
  items: readonly {
    readonly row: {
      readonly firstId: string;
      readonly secondId: string;
      readonly reasons: readonly object[];
    };
  }[],
): readonly string[] {
  return items.flatMap(({ row }) => [
    row.firstId,
    row.secondId,
    ...row.reasons.flatMap((reason) => ('through' in reason ? [String(reason.through)] : [])),
  ]);
}
