import { eq } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import type { Due } from '#schedule/index.ts';
import { isLive } from './find.ts';
import { unansweredKind } from './kinds.ts';
import { unansweredMessage } from './messages.ts';
import { shownOne } from './shown.ts';
import { request } from './tables.ts';
import { isUnanswered, weaversFor } from './weavers.ts';

/** After 72 hours in which nobody said that they share it, weavers hear of a request. */
export const unansweredDue: Due = {
  name: 'amplify.unanswered',
  table: request,
  id: request.id,
  dueAt: request.unansweredAt,
  coalitionId: request.coalitionId,
  async carryOut(act, id) {
    const [plea] = await act.tx
      .update(request)
      .set({ unansweredAt: null })
      .where(eq(request.id, id))
      .returning();
    if (!plea || !(await isLive(act, plea)) || !(await isUnanswered(act, plea))) return;
    const one = await shownOne(act, plea);
    const tellings = (await weaversFor(act, plea)).map((weaver) => ({
      coalitionId: plea.coalitionId,
      subject: plea.id,
      to: { kind: 'person', personId: weaver.id } as const,
      message: unansweredMessage(one, closestLanguage(weaver.language)),
      expiresAt: plea.endsAt,
    }));
    await tellMany(act, unansweredKind, tellings);
  },
};
