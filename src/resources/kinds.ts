import { and, eq, gt, inArray, isNull, not, sql } from 'drizzle-orm';
import { actionTables, isMuted } from '#actions/index.ts';
import type { Delivery, Kind } from '#delivery/index.ts';
import { type Act, areBlocked } from '#directory/index.ts';
import { isOpen } from './listing.ts';
import { answer, listing, thanks } from './tables.ts';
import { words } from './words.ts';

/** To somebody whose open offer or need a new one fits, or a need of an action; `occurrence` is theirs. */
export const matchKind: Kind = {
  name: 'share.match',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.about.match },
  keepFor: { days: 8 },
  async wanted(act, row) {
    const open = await act.tx
      .select({ id: listing.id, personId: listing.personId })
      .from(listing)
      .where(and(isOpen(row.coalitionId, act.now), inArray(listing.id, [row.subject, row.occurrence])));
    const of = (id: string) => open.find((one) => one.id === id)?.personId;
    const to = of(row.occurrence);
    if (to === undefined) return false;
    const by = of(row.subject) ?? (await needing(act, row, to));
    return by === null || (by !== undefined && !(await areBlocked(act, row.coalitionId, by, to)));
  },
};

/** Whoever announced the action whose need is told, while it still is one that this person wants to hear of; null: nobody any more. */
async function needing({ tx, now }: Act, row: Delivery, to: string): Promise<string | null | undefined> {
  const { action, actionNeed } = actionTables;
  const [found] = await tx
    .select({ by: action.announcerId })
    .from(actionNeed)
    .innerJoin(action, eq(action.id, actionNeed.actionId))
    .where(
      and(
        eq(actionNeed.id, row.subject),
        eq(actionNeed.coalitionId, row.coalitionId),
        isNull(actionNeed.takenAt),
        eq(action.state, 'posted'),
        gt(action.startsAt, now),
        not(isMuted(sql`${to}::uuid`)),
      ),
    );
  return found?.by;
}

/** How somebody who answers an offer or a need may be reached: what whoever listed it asked for. */
export const answerKind: Kind = {
  name: 'share.answer',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: words.en.about.answer },
  keepFor: { days: 8 },
  wanted: async (act, row) => await isHeard(act, row, answer),
};

/** Thanks for something one added. */
export const thanksKind: Kind = {
  name: 'share.thanks',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: words.en.about.thanks },
  keepFor: { days: 8 },
  wanted: async (act, row) => await isHeard(act, row, thanks),
};

/** Whether what somebody wrote is still there, and neither of the two has blocked the other since. */
async function isHeard(act: Act, row: Delivery, table: typeof answer | typeof thanks): Promise<boolean> {
  const [written] = await act.tx
    .select({ by: table.personId })
    .from(table)
    .where(and(eq(table.id, row.subject), eq(table.coalitionId, row.coalitionId)));
  if (!written || row.personId === null) return false;
  return !(await areBlocked(act, row.coalitionId, written.by, row.personId));
}
