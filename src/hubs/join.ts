import { and, eq } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type Hub, type JoinedContext, mayRepresent, tables } from '#directory/index.ts';
import { stopSpeaking } from './speakers.ts';
import { words } from './words.ts';
import { settleZones, takeZone } from './zone.ts';

/** Puts a person in a hub; once. Its time zone becomes theirs, unless they said theirs or Slack did. The caller opened the hub. */
export async function joinHub(
  context: JoinedContext,
  hub: Hub,
): Promise<{ hub: Hub; joinedNow: boolean; zoneTaken: boolean }> {
  const { tx, now, coalition, person } = context;
  const made = await tx
    .insert(tables.hubMember)
    .values({ hubId: hub.id, personId: person.id, coalitionId: coalition.id, joinedAt: now })
    .onConflictDoNothing()
    .returning();
  if (made.length === 0) return { hub, joinedNow: false, zoneTaken: false };
  return { hub, joinedNow: true, zoneTaken: await takeZone(context, person, hub) };
}

/** Takes a person out of a hub, and with that ends their speaking for it. A Refusal when they are not in it. */
export async function leaveHub(context: JoinedContext, hub: Hub): Promise<{ spoke: boolean }> {
  const { tx, coalition, person } = context;
  const { hubMember } = tables;
  const gone = await tx
    .delete(hubMember)
    .where(
      and(
        eq(hubMember.coalitionId, coalition.id),
        eq(hubMember.hubId, hub.id),
        eq(hubMember.personId, person.id),
      ),
    )
    .returning();
  if (gone.length === 0) throw new Refusal(words[context.language].notIn(hub.name));
  const spoke = mayRepresent(context, { hubId: hub.id }) && (await stopSpeaking(context, hub, person));
  await settleZones(context, coalition.id, [person.id]);
  return { spoke };
}
