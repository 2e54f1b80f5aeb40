import { eq, sql } from 'drizzle-orm';
import type { Act } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { endRequest } from './end.ts';
import { isPlea, type Plea } from './find.ts';
import { limits } from './limits.ts';
import { request, round } from './tables.ts';

/** Drafts end after seven days, what was posted opens after its minute, and what is open ends when it said. */
export const requestDue: Due = {
  name: 'amplify.request',
  table: request,
  id: request.id,
  dueAt: request.dueAt,
  coalitionId: request.coalitionId,
  async carryOut(act, id) {
    const [plea] = await act.tx.select().from(request).where(eq(request.id, id));
    if (!plea) return;
    if (plea.state === 'draft') await act.tx.delete(request).where(isPlea(plea));
    else if (plea.state === 'waiting') await openRequest(act, plea);
    else await endRequest(act, plea, 'ended');
  },
};

/** An action was called off: whatever asked people to carry it further ends with it. */
export const calledOffDue: Due = {
  name: 'amplify.called-off',
  table: request,
  id: request.id,
  dueAt: request.draftedAt,
  coalitionId: request.coalitionId,
  where: sql`${request.state} in ('draft', 'waiting', 'open')
    and exists (select 1 from action a where a.id = ${request.actionId} and a.state = 'cancelled')`,
  async carryOut(act, id) {
    const [plea] = await act.tx.select().from(request).where(eq(request.id, id));
    if (!plea) return;
    if (plea.state === 'open') await endRequest(act, plea, 'called off');
    else await act.tx.delete(request).where(isPlea(plea));
  },
};

/** Opens a request, and lets turns be shared out at once. One whose end passed in an outage ends. */
async function openRequest(act: Act, plea: Plea): Promise<void> {
  const { tx, now } = act;
  const open = {
    state: 'open',
    openedAt: now,
    dueAt: plea.endsAt,
    unansweredAt: now.add({ hours: limits.unansweredHours }),
  } as const;
  await tx.update(request).set(open).where(isPlea(plea));
  if (Temporal.Instant.compare(plea.endsAt, now) <= 0) {
    await endRequest(act, { ...plea, ...open }, 'ended');
    return;
  }
  await tx
    .insert(round)
    .values({ coalitionId: plea.coalitionId, dueAt: now })
    .onConflictDoUpdate({ target: round.coalitionId, set: { dueAt: now } });
}
