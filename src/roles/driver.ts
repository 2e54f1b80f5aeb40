import { eq } from 'drizzle-orm';
import { leadsFor, ownDriver, tables, writeAudit } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';

/** Takes back the role of a driver from whoever led no action for 180 days; nobody gave it, so nobody is told. */
export const driverEnds: Due = {
  name: 'roles.driver',
  table: tables.role,
  id: tables.role.id,
  dueAt: tables.role.grantedAt,
  after: leadsFor,
  coalitionId: tables.role.coalitionId,
  where: ownDriver,
  async carryOut(act, id) {
    const [gone] = await act.tx.delete(tables.role).where(eq(tables.role.id, id)).returning();
    if (!gone) return;
    const { coalitionId, personId: subject, role } = gone;
    await writeAudit(act, { coalitionId, act: 'role.revoked', subject, detail: { role } });
  },
};
