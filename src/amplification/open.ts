import { eq, sql } from 'drizzle-orm';
import { actionTables } from '#actions/index.ts';
import type { Act } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { endRequest } from './end.ts';
import { isRequest, type Request } from './find.ts';
import { limits } from './limits.ts';
import { request as requestTable, round } from './tables.ts';

/** Drafts end after seven days, what was posted opens after its minute, and what is open ends when it said. */
export const requestDue: Due = {
  name: 'amplify.request',
  table: requestTable,
  id: requestTable.id,
  dueAt: requestTable.dueAt,
  coalitionId: requestTable.coalitionId,
  async carryOut(act, id) {
    const [request] = await act.tx.select().from(requestTable).where(eq(requestTable.id, id));
    if (!request) return;
    if (request.state === 'draft') await act.tx.delete(requestTable).where(isRequest(request));
    else if (request.state === 'waiting') await openRequest(act, request);
    else await endRequest(act, request, 'ended');
  },
};

/** An action was called off: whatever asked people to carry it further ends with it. */
export const calledOffDue: Due = {
  name: 'amplify.called-off',
  table: requestTable,
  id: requestTable.id,
  dueAt: requestTable.draftedAt,
  coalitionId: requestTable.coalitionId,
  where: sql`${requestTable.state} in ('draft', 'waiting', 'open')
    and exists (select 1 from ${actionTables.action} a where a.id = ${requestTable.actionId} and a.state = 'cancelled')`,
  async carryOut(act, id) {
    const [request] = await act.tx.select().from(requestTable).where(eq(requestTable.id, id));
    if (!request) return;
    if (request.state === 'open') await endRequest(act, request, 'called off');
    else await act.tx.delete(requestTable).where(isRequest(request));
  },
};

/** Opens a request, and lets turns be shared out at once. One whose end passed in an outage ends. */
async function openRequest(act: Act, request: Request): Promise<void> {
  const { tx, now } = act;
  const open = {
    state: 'open',
    openedAt: now,
    dueAt: request.endsAt,
    unansweredAt: now.add({ hours: limits.unansweredHours }),
  } as const;
  await tx.update(requestTable).set(open).where(isRequest(request));
  await tx
    .insert(round)
    .values({ coalitionId: request.coalitionId, dueAt: now })
    .onConflictDoUpdate({ target: round.coalitionId, set: { dueAt: now } });
  if (Temporal.Instant.compare(request.endsAt, now) <= 0) {
    await endRequest(act, { ...request, ...open }, 'ended');
  }
}
