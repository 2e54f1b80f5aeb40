import { and, eq } from 'drizzle-orm';
import { closestLanguage, Invalid, type Message } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { type Act, type JoinedContext, type Person, tables, writeAudit } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { handOver } from './hand-over.ts';
import { standingKind } from './kinds.ts';
import { overseenMessage, suspendedMessage } from './messages.ts';
import { type Overseers, othersToTurnTo, refuseUntouchable, tellOverseers } from './oversight.ts';
import { concernReader, suspension } from './tables.ts';
import { words } from './words.ts';

/**
 * Suspends somebody, until a moment or until they are restored: at once they may do nothing but see to what is kept of
 * them, are found and asked nowhere, and hear nothing. They are told why, by whom, and whom else they can turn to; so are
 * principals, or whoever stands in for them.
 */
export async function suspend(
  context: JoinedContext,
  person: Person,
  { reason, until }: { readonly reason: string; readonly until: Temporal.Instant | undefined },
): Promise<Overseers> {
  const { now, language } = context;
  if (until && Temporal.Instant.compare(until, now) <= 0) throw new Invalid({ until: words[language].past });
  await refuseUntouchable(context, person);
  await writeSuspension(context, person, { reason, until });
  await writeAudit(context, {
    ...{ coalitionId: person.coalitionId, personId: context.person.id, act: 'person.suspended' },
    subject: person.id,
    ...(until && { detail: { until: until.toString() } }),
  });
  const turnTo = await othersToTurnTo(context, person);
  const how = { by: context.person.name, reason, until, turnTo };
  await tellThem(context, person, suspendedMessage(closestLanguage(person.language), how));
  return await tellOverseers(context, { subject: person.id, personId: person.id }, (tongue) =>
    overseenMessage(words[tongue].overseen.suspended(context.person.name, person.name), reason, tongue),
  );
}

/**
 * Writes that somebody is suspended; who was already is so for this reason from now on. What only they could read of
 * concerns, others can.
 */
export async function writeSuspension(
  act: JoinedContext,
  person: Person,
  { reason, until }: { readonly reason: string; readonly until: Temporal.Instant | undefined },
): Promise<void> {
  const { tx, now, person: by } = act;
  const set = { reason, byId: by.id, since: now, until: until ?? null };
  await tx
    .insert(suspension)
    .values({ personId: person.id, coalitionId: person.coalitionId, ...set })
    .onConflictDoUpdate({ target: suspension.personId, set });
  await setSuspended(act, person, now);
  // They stay a reader of what they could read, for when they are here again.
  const { concernId: id, personId, coalitionId } = concernReader;
  const read = await tx
    .select({ id })
    .from(concernReader)
    .where(and(eq(personId, person.id), eq(coalitionId, person.coalitionId)));
  await handOver(
    act,
    person,
    read.map((one) => one.id),
  );
}

/** Sets since when somebody is suspended, or that they are not. */
export async function setSuspended(
  { tx }: Act,
  { id, coalitionId }: Person,
  suspendedAt: Temporal.Instant | null,
): Promise<void> {
  const { person } = tables;
  await tx
    .update(person)
    .set({ suspendedAt })
    .where(and(eq(person.id, id), eq(person.coalitionId, coalitionId)));
}

/** Tells somebody what became of their standing. */
export async function tellThem(act: Act, person: Person, message: Message): Promise<void> {
  await tell(act, standingKind, {
    ...{ coalitionId: person.coalitionId, subject: person.id, occurrence: newId(act.now) },
    to: { kind: 'person', personId: person.id },
    message,
  });
}
