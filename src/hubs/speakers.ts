import { and, eq, isNotNull } from 'drizzle-orm';
import { closestLanguage, Invalid } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import {
  type Act,
  type Context,
  type Hub,
  isActive,
  type JoinedContext,
  type Person,
  representativesOf,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { speaksKind } from './kinds.ts';
import { speakingMessage } from './messages.ts';
import { hubAsk } from './tables.ts';
import { words } from './words.ts';

/** Whether the person speaks for one more hub now: false when they did already. Writes the audit row. */
export async function startSpeaking(context: JoinedContext, hub: Hub, person: Person): Promise<boolean> {
  const { tx, now, coalition } = context;
  const made = await tx
    .insert(tables.representative)
    .values({ id: newId(now), coalitionId: coalition.id, personId: person.id, hubId: hub.id, since: now })
    .onConflictDoNothing()
    .returning();
  if (made.length > 0) await audit(context, 'hub.representative', hub, person);
  return made.length > 0;
}

/** Whether the person spoke for the hub until now. Writes the audit row. */
export async function stopSpeaking(context: JoinedContext, hub: Hub, person: Person): Promise<boolean> {
  const { representative } = tables;
  const gone = await context.tx
    .delete(representative)
    .where(
      and(
        eq(representative.coalitionId, context.coalition.id),
        eq(representative.hubId, hub.id),
        eq(representative.personId, person.id),
      ),
    )
    .returning();
  if (gone.length > 0) await audit(context, 'hub.representative.ended', hub, person);
  return gone.length > 0;
}

export interface SpeakerChange {
  readonly added: Person | undefined;
  readonly ended: Person | undefined;
}

/** Who is to be added, from among the hub's members, and whose speaking is to end. Invalid when it does not fit; writes nothing. */
export async function findSpeakers(
  context: JoinedContext,
  hub: Hub,
  given: { readonly add?: string | undefined; readonly end?: string | undefined },
): Promise<SpeakerChange> {
  const say = words[context.language];
  const speakers = await speakersOf(context.tx, hub);
  const added = given.add === undefined ? undefined : await memberOf(context.tx, hub, given.add);
  if (given.add !== undefined && !added) throw new Invalid({ add: say.notMember(hub.name) });
  if (added && added.vouchedAt === null) throw new Invalid({ add: say.vouchFirst });
  if (speakers.some((one) => one.id === added?.id)) throw new Invalid({ add: say.speaksAlready });
  const ended = speakers.find((one) => one.id === given.end);
  if (given.end !== undefined && !ended) throw new Invalid({ end: say.speaksNot(hub.name) });
  return { added, ended };
}

/** Carries out a change of who represents a hub, and tells both. */
export async function changeSpeakers(
  context: JoinedContext,
  hub: Hub,
  { added, ended }: SpeakerChange,
): Promise<void> {
  if (added && (await startSpeaking(context, hub, added))) await tellThem(context, hub, added, true);
  if (ended && (await stopSpeaking(context, hub, ended))) await tellThem(context, hub, ended, false);
}

/** Everyone who represents a hub and has not left, by name. */
export async function speakersOf(tx: Context['tx'], hub: Hub): Promise<Person[]> {
  return await representativesOf(tx, 'hubId', hub);
}

/** Ends what a person who leaves was in hubs. */
export async function endHubs(act: Act, person: Person): Promise<void> {
  const { representative, hubMember } = tables;
  await act.tx
    .delete(representative)
    .where(
      and(
        eq(representative.coalitionId, person.coalitionId),
        eq(representative.personId, person.id),
        isNotNull(representative.hubId),
      ),
    );
  await act.tx
    .delete(hubMember)
    .where(and(eq(hubMember.coalitionId, person.coalitionId), eq(hubMember.personId, person.id)));
  await act.tx
    .delete(hubAsk)
    .where(and(eq(hubAsk.coalitionId, person.coalitionId), eq(hubAsk.personId, person.id)));
}

async function memberOf(tx: Context['tx'], hub: Hub, personId: string): Promise<Person | undefined> {
  const [row] = await tx
    .select({ person: tables.person })
    .from(tables.hubMember)
    .innerJoin(tables.person, eq(tables.person.id, tables.hubMember.personId))
    .where(
      and(
        eq(tables.hubMember.coalitionId, hub.coalitionId),
        eq(tables.hubMember.hubId, hub.id),
        eq(tables.person.id, personId),
        isActive,
      ),
    );
  return row?.person;
}

async function tellThem(context: JoinedContext, hub: Hub, person: Person, started: boolean): Promise<void> {
  if (person.id === context.person.id) return;
  await tell(context, speaksKind, {
    coalitionId: context.coalition.id,
    subject: hub.id,
    occurrence: newId(context.now),
    to: { kind: 'person', personId: person.id },
    message: speakingMessage(hub, started, closestLanguage(person.language)),
  });
}

async function audit(context: JoinedContext, act: string, hub: Hub, person: Person): Promise<void> {
  const detail = { personId: person.id };
  await writeAudit(context, {
    coalitionId: context.coalition.id,
    personId: context.person.id,
    act,
    subject: hub.id,
    detail,
  });
}
