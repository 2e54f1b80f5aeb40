import { and, eq } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import type { Due } from '#schedule/index.ts';
import { unansweredKind } from './kinds.ts';
import { unansweredMessage } from './messages.ts';
import { shownOne } from './shown.ts';
import { request as requestTable } from './tables.ts';
import { isUnansweredAt, weaversFor } from './weavers.ts';

/** After 72 hours in which nobody said that they share it, weavers hear of a request. */
export const unansweredDue: Due = {
  name: 'amplify.unanswered',
  table: requestTable,
  id: requestTable.id,
  dueAt: requestTable.unansweredAt,
  coalitionId: requestTable.coalitionId,
  async carryOut(act, id) {
    const { tx, now } = act;
    const isThis = eq(requestTable.id, id);
    await tx.update(requestTable).set({ unansweredAt: null }).where(isThis);
    const [request] = await tx
      .select()
      .from(requestTable)
      .where(and(isThis, isUnansweredAt(now)));
    if (!request) return;
    const one = await shownOne(act, request);
    const tellings = (await weaversFor(act, request)).map((weaver) => ({
      coalitionId: request.coalitionId,
      subject: request.id,
      to: { kind: 'person', personId: weaver.id } as const,
      message: unansweredMessage(one, closestLanguage(weaver.language)),
      expiresAt: request.endsAt,
    }));
    await tellMany(act, unansweredKind, tellings);
  },
};
