import { and, eq, isNotNull } from 'drizzle-orm';
import { type Act, type Coalition, risks } from '#directory/index.ts';
import { isAction } from './find.ts';
import { momentsAfter } from './post.ts';
import { redrawLater } from './redraw.ts';
import { action } from './tables.ts';

/** Exact places that are still kept go when the coalition's risk has it now, and posts name whom they may. */
export async function followRisk(act: Act, { id: coalitionId, risk }: Coalition): Promise<void> {
  const kept = await act.tx
    .select()
    .from(action)
    .where(and(eq(action.coalitionId, coalitionId), isNotNull(action.forgetAt)));
  for (const one of kept) {
    const { forgetAt } = momentsAfter(one.startsAt, one.zone, risks[risk]);
    await act.tx.update(action).set({ forgetAt }).where(isAction(one));
  }
  await redrawLater(act, eq(action.coalitionId, coalitionId));
}
