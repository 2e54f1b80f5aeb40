import { and, eq } from 'drizzle-orm';
import { type Hub, type JoinedContext, tables, writeAudit } from '#directory/index.ts';

/** Takes a hub out of all lists, or puts it back; the caller checked who may. */
export async function setListed(context: JoinedContext, hub: Hub, listed: boolean): Promise<Hub> {
  const { tx, coalition, person } = context;
  if (hub.listed === listed) return hub;
  const isIt = and(eq(tables.hub.id, hub.id), eq(tables.hub.coalitionId, coalition.id));
  const [changed] = await tx.update(tables.hub).set({ listed }).where(isIt).returning();
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: person.id, act: 'hub.edited', subject: hub.id },
    detail: { listed: String(listed) },
  });
  return changed ?? { ...hub, listed };
}
