import { and, eq, isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { Delivery, Kind } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { mayStillBeAsked } from './eligible.ts';
import { isLiveAt } from './find.ts';
import { limits } from './limits.ts';
import { askedFor, request as requestTable } from './tables.ts';
import { isUnansweredAt, weaversFor } from './weavers.ts';

/** Nobody asked for these but the requester. It is asked again at its turn whether it is still wanted. */
export const askKind: Kind = {
  name: 'amplify.ask',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  about: { en: 'requests to carry something further' },
  keepFor: { days: limits.askDays },
  async wanted(act, row) {
    return await isStillAsked(act, row, isNull(askedFor.willAt), mayStillBeAsked(row.coalitionId));
  },
};

/** At the hours somebody agreed to, so that no night holds it back. */
export const promptKind: Kind = {
  name: 'amplify.prompt',
  lane: 2,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'prompts to share what you said you would' },
  keepFor: { hours: 12 },
  async wanted(act, row) {
    return await isStillAsked(act, row, isNotNull(askedFor.willAt), isNull(askedFor.doneAt));
  },
};

/** To whoever said they share it: it reads differently now, or is off. */
export const changedKind: Kind = {
  name: 'amplify.changed',
  lane: 2,
  quiet: 'wait',
  unasked: false,
  about: { en: 'changes to what you said you would share' },
  keepFor: { days: 2 },
};

/** To whoever shared it, once it is over. */
export const thanksKind: Kind = {
  name: 'amplify.thanks',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'thanks for what you shared' },
  keepFor: { days: 8 },
};

/** To the requester: what came of it. */
export const summaryKind: Kind = {
  name: 'amplify.summary',
  lane: 3,
  quiet: 'wait',
  unasked: false,
  about: { en: 'what came of what you asked others to share' },
  keepFor: { days: 8 },
};

/** Weavers took on to connect people, but did not ask for this message: it counts as unasked. */
export const unansweredKind: Kind = {
  name: 'amplify.unanswered',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  chosen: 'bundle',
  about: { en: 'requests nobody has answered, for weavers' },
  keepFor: { days: limits.askDays },
  async wanted(act, row) {
    const isIts = and(eq(requestTable.id, row.subject), eq(requestTable.coalitionId, row.coalitionId));
    const [found] = await act.tx
      .select()
      .from(requestTable)
      .where(and(isIts, isUnansweredAt(act.now)));
    if (!found) return false;
    return (await weaversFor(act, found)).some(({ id }) => id === row.personId);
  },
};

/** Whether a request is live, and what was asked of whom a delivery is for is still as these say. */
async function isStillAsked(act: Act, row: Delivery, ...as: readonly (SQL | undefined)[]): Promise<boolean> {
  const rows = await act.tx
    .select({ id: askedFor.id })
    .from(askedFor)
    .innerJoin(requestTable, eq(requestTable.id, askedFor.requestId))
    .where(
      and(
        eq(askedFor.requestId, row.subject),
        eq(askedFor.personId, row.personId ?? row.subject),
        eq(askedFor.coalitionId, row.coalitionId),
        isLiveAt(act.now),
        ...as,
      ),
    );
  return rows.length > 0;
}
