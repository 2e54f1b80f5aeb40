import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm';
import { button, closestLanguage, type Message, message, Refusal } from '#chat/index.ts';
import { tell, tellMany, withdraw } from '#delivery/index.ts';
import {
  areBlocked,
  type Hub,
  hasRole,
  holdersOf,
  isUuid,
  type JoinedContext,
  mayRepresent,
  type Person,
  peopleByIds,
  tables,
  type Waiting,
} from '#directory/index.ts';
import { refuseGuessing } from '#safety/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId, type Tx } from '#store/index.ts';
import { hubButtons } from './buttons.ts';
import { joinHub } from './join.ts';
import { askedKind, letInKind } from './kinds.ts';
import { askedInMessage, asksInMessage, joinedMessage } from './messages.ts';
import { speakersOf } from './speakers.ts';
import { hubAsk } from './tables.ts';
import { isOpenHere, openHub } from './which.ts';
import { words } from './words.ts';
import { takeZone } from './zone.ts';

/** Whoever asks again is passed on again after a week; four weeks later nothing is left of it. */
const againAfter = { hours: 24 * 7 };
const keptFor = { hours: 24 * 28 };

type Ask = typeof hubAsk.$inferSelect;

/**
 * Puts somebody in the hub they mean. Of one that is in no list, whoever speaks for it is asked instead; the answer is the
 * same where no hub has that name. A Refusal, also the same, after ten such names in a day.
 */
export async function joinOrAsk(context: JoinedContext, given: string): Promise<Message> {
  const { coalition, tx, language } = context;
  const [named] = isUuid(given)
    ? [await openHub(context, given)]
    : await tx
        .select()
        .from(tables.hub)
        .where(and(isOpenHere(coalition.id), sql`lower(${tables.hub.name}) = lower(${given})`));
  if (named && (named.listed || (await isIn(context, named, context.person.id))))
    return joinedMessage(await joinHub(context, await openHub(context, named.id)), language);
  // An id is of a hub that this person sees.
  if (!isUuid(given)) await refuseGuessing(context, given, words[language].tooManyNames);
  if (named) await ask(context, named);
  return askedInMessage(language);
}

async function ask(context: JoinedContext, hub: Hub): Promise<void> {
  const { tx, now, coalition, person } = context;
  const [one] = await tx
    .insert(hubAsk)
    .values({ id: newId(now), coalitionId: coalition.id, hubId: hub.id, personId: person.id, askedAt: now })
    .onConflictDoUpdate({
      target: [hubAsk.hubId, hubAsk.personId],
      set: { askedAt: now },
      setWhere: lt(hubAsk.askedAt, now.subtract(againAfter)),
    })
    .returning();
  if (!one) return;
  const speakers = await speakersOf(tx, hub);
  const asked = speakers.length > 0 ? speakers : await holdersOf(tx, coalition.id, 'operator');
  const told: (typeof asked)[number][] = [];
  for (const each of asked)
    if (!(await areBlocked(context, coalition.id, each.id, person.id))) told.push(each);
  await tellMany(
    context,
    askedKind,
    told.map(({ id: personId, language }) => ({
      ...{ coalitionId: coalition.id, subject: one.id, occurrence: now.toString() },
      to: { kind: 'person', personId },
      message: asksInMessage(one.id, person.name, hub, closestLanguage(language)),
    })),
  );
}

/** The asking behind "Let them in"; undefined once they are in, or it has lapsed. */
export async function askBehind(db: Tx, id: string): Promise<{ coalitionId: string; ask: Ask } | undefined> {
  const [found] = await db.select().from(hubAsk).where(eq(hubAsk.id, id));
  return found && { coalitionId: found.coalitionId, ask: found };
}

/** Lets somebody in who asked, and tells them. A Refusal to whoever neither speaks for the hub nor is an operator. */
export async function letIn(context: JoinedContext, one: Ask): Promise<Message> {
  const { tx, now, coalition, language } = context;
  const say = words[language];
  if (!hasRole(context, 'operator') && !mayRepresent(context, { hubId: one.hubId }))
    throw new Refusal(say.speakersOnly);
  const hub = await openHub(context, one.hubId);
  const [asker] = await peopleByIds(tx, coalition.id, [one.personId]);
  if (!asker || asker.leftAt !== null || asker.suspendedAt !== null) throw new Refusal(say.askerGone);
  await tx
    .insert(tables.hubMember)
    .values({ hubId: hub.id, personId: asker.id, coalitionId: coalition.id, joinedAt: now })
    .onConflictDoNothing();
  const zoneTaken = await takeZone(context, asker, hub);
  await withdraw(context, { subject: one.id, kinds: [askedKind] });
  await tx.delete(hubAsk).where(and(eq(hubAsk.id, one.id), eq(hubAsk.coalitionId, coalition.id)));
  await tellIn(context, hub, asker, zoneTaken);
  return message(say.isIn(asker.name, hub.name));
}

async function tellIn(context: JoinedContext, hub: Hub, asker: Person, zoneTaken: boolean): Promise<void> {
  if (asker.id === context.person.id) return;
  await tell(context, letInKind, {
    ...{ coalitionId: hub.coalitionId, subject: hub.id, occurrence: newId(context.now) },
    to: { kind: 'person', personId: asker.id },
    message: joinedMessage({ hub, joinedNow: true, zoneTaken }, closestLanguage(asker.language)),
  });
}

/** Those who wait to be let in by this person. */
export async function asksWaiting(context: JoinedContext): Promise<readonly Waiting[]> {
  const { tx, coalition, represents, language } = context;
  const say = words[language];
  const { hub, person, representative } = tables;
  const own = represents.flatMap(({ hubId }) => hubId ?? []);
  const isTheirs = inArray(hubAsk.hubId, own);
  const isNobodys = sql`not exists (select 1 from ${representative} r join ${person} p on p.id = r.person_id
    where r.hub_id = ${hubAsk.hubId} and p.left_at is null and p.suspended_at is null)`;
  const operates = hasRole(context, 'operator');
  if (own.length === 0 && !operates) return [];
  const rows = await tx
    .select({ id: hubAsk.id, askedAt: hubAsk.askedAt, asker: person, hub: hub.name })
    .from(hubAsk)
    .innerJoin(person, eq(person.id, hubAsk.personId))
    .innerJoin(hub, eq(hub.id, hubAsk.hubId))
    .where(
      and(
        eq(hubAsk.coalitionId, coalition.id),
        operates ? sql`(${isTheirs} or ${isNobodys})` : isTheirs,
        sql`${person.leftAt} is null and ${person.suspendedAt} is null`,
      ),
    )
    .orderBy(asc(hubAsk.askedAt))
    .limit(5);
  const lines: Waiting[] = [];
  for (const { id, askedAt, asker, hub: name } of rows)
    if (!(await areBlocked(context, coalition.id, context.person.id, asker.id)))
      lines.push({
        text: say.asksIn(asker.name, name),
        buttons: [button(hubButtons.letIn, say.letInButton, id, 'main')],
        since: askedAt,
      });
  return lines;
}

/** An asking that nobody answered is forgotten. */
export const forgetDue: Due = {
  name: 'hub.ask.forget',
  table: hubAsk,
  id: hubAsk.id,
  dueAt: hubAsk.askedAt,
  after: keptFor,
  coalitionId: hubAsk.coalitionId,
  async carryOut({ tx }, id) {
    await tx.delete(hubAsk).where(eq(hubAsk.id, id));
  },
};

async function isIn(
  { tx, coalition }: JoinedContext,
  { id: hubId }: Hub,
  personId: string,
): Promise<boolean> {
  const { hubMember } = tables;
  const isMember = and(eq(hubMember.hubId, hubId), eq(hubMember.personId, personId));
  return (await tx.$count(hubMember, and(isMember, eq(hubMember.coalitionId, coalition.id)))) > 0;
}
