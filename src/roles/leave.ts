import { and, eq } from 'drizzle-orm';
import { type Act, type Person, tables, writeAudit } from '#directory/index.ts';

/**
 * Ends every role of somebody who leaves, and writes down which: nothing else tells later that it was held. That the last
 * operator may not leave is checked before.
 */
export async function endRoles(act: Act, { id, coalitionId }: Person): Promise<void> {
  const ended = await act.tx
    .delete(tables.role)
    .where(and(eq(tables.role.personId, id), eq(tables.role.coalitionId, coalitionId)))
    .returning();
  for (const { role, hubId } of ended) {
    const detail = { role, ...(hubId !== null && { hub: hubId }) };
    await writeAudit(act, { coalitionId, act: 'role.left', subject: id, detail });
  }
}
