import { and, eq } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Hub, type JoinedContext, peopleByIds, tables, writeAudit } from '#directory/index.ts';
import { closedKind } from './kinds.ts';
import { closedToldMessage } from './messages.ts';
import { hubAsk } from './tables.ts';
import { settleZones } from './zone.ts';

/** Closes a hub: its representatives, its roles and its membership end, and its members are told. Returns how many they were. */
export async function closeHub(context: JoinedContext, hub: Hub): Promise<number> {
  const { tx, now, coalition, person } = context;
  const { representative, role, hubMember } = tables;
  await tx
    .update(tables.hub)
    .set({ closedAt: now })
    .where(and(eq(tables.hub.id, hub.id), eq(tables.hub.coalitionId, coalition.id)));
  await tx
    .delete(representative)
    .where(and(eq(representative.coalitionId, coalition.id), eq(representative.hubId, hub.id)));
  await tx.delete(role).where(and(eq(role.coalitionId, coalition.id), eq(role.hubId, hub.id)));
  const gone = await tx
    .delete(hubMember)
    .where(and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.hubId, hub.id)))
    .returning();
  await tx.delete(hubAsk).where(and(eq(hubAsk.coalitionId, coalition.id), eq(hubAsk.hubId, hub.id)));
  const ids = gone.map((one) => one.personId);
  await settleZones(context, coalition.id, ids);
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'hub.closed',
    subject: hub.id,
  });
  const members = (await peopleByIds(tx, coalition.id, ids)).filter((one) => one.leftAt === null);
  await tellMany(
    context,
    closedKind,
    members
      .filter((one) => one.id !== person.id)
      .map((one) => ({
        coalitionId: coalition.id,
        subject: hub.id,
        occurrence: now.toString(),
        to: { kind: 'person', personId: one.id },
        message: closedToldMessage(hub, closestLanguage(one.language)),
      })),
  );
  return members.length;
}
