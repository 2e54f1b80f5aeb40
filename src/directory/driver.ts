import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { newId } from '#store/index.ts';
import { writeAudit } from './audit.ts';
import type { Act } from './context.ts';
import * as tables from './tables.ts';

/** How long somebody counts as a driver after they last announced an action, or said that they lead them. */
export const leadsFor = { hours: 180 * 24 } as const;

/** The role of a driver that nobody gave: it comes with leading actions, and ends by itself. */
export const ownDriver = and(
  eq(tables.role.role, 'driver'),
  isNull(tables.role.hubId),
  isNull(tables.role.grantedById),
) as SQL;

/** Makes somebody a driver who leads actions, for the whole coalition and from now on; one that an operator made stays one. */
export async function nowLeads(act: Act, coalitionId: string, personId: string): Promise<void> {
  const { tx, now } = act;
  const [fresh] = await tx
    .insert(tables.role)
    .values({ id: newId(now), coalitionId, personId, role: 'driver', grantedAt: now })
    .onConflictDoNothing()
    .returning({ id: tables.role.id });
  if (fresh) {
    const detail = { role: 'driver' };
    await writeAudit(act, { coalitionId, personId, act: 'role.granted', subject: personId, detail });
    return;
  }
  await tx
    .update(tables.role)
    .set({ grantedAt: now })
    .where(and(isOf(coalitionId, personId), ownDriver));
}

/** Ends the role of a driver that came with leading actions; true when there was one. */
export async function leadsNoMore(act: Act, coalitionId: string, personId: string): Promise<boolean> {
  const gone = await act.tx
    .delete(tables.role)
    .where(and(isOf(coalitionId, personId), ownDriver))
    .returning({ id: tables.role.id });
  if (gone.length === 0) return false;
  const detail = { role: 'driver' };
  await writeAudit(act, { coalitionId, personId, act: 'role.revoked', subject: personId, detail });
  return true;
}

function isOf(coalitionId: string, personId: string) {
  return and(eq(tables.role.coalitionId, coalitionId), eq(tables.role.personId, personId));
}
