import { eq } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { tellMany, withdraw } from '#delivery/index.ts';
import { type Act, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import { isReport, onItsWay, type Report } from './find.ts';
import { readyKind, shownKind } from './kinds.ts';
import { limits } from './limits.ts';
import { shownMessage } from './messages.ts';
import { namedNow } from './named.ts';
import { representativesToTell } from './representatives.ts';
import { report } from './tables.ts';
import { words } from './words.ts';

/**
 * Shows a report to the representatives of every listed organisation, as it was looked at: 72 hours later it can go out. A
 * Refusal where that was more than an hour ago or another one is on its way.
 */
export async function showReport(
  context: JoinedContext,
  one: Report,
): Promise<{ readonly readyAt: Temporal.Instant; readonly people: number }> {
  const { tx, now, coalition, language } = context;
  // Two operators show theirs one after the other.
  await tx
    .select({ id: tables.coalition.id })
    .from(tables.coalition)
    .where(eq(tables.coalition.id, coalition.id))
    .for('no key update');
  const isFresh = Temporal.Instant.compare(one.madeAt.add({ hours: limits.askedHours }), now) > 0;
  if (one.state !== 'asked' || !isFresh || (await onItsWay(context, coalition.id)))
    throw new Refusal(words[language].askedTooLongAgo);
  const readyAt = now.add({ hours: limits.shownHours });
  const shown = await set(context, one, { state: 'shown', readyAt });
  await audit(context, one, 'report.shown');
  const people = await representativesToTell(context, coalition.id);
  const named = await namedNow(context, coalition.id, one.madeAt);
  await tellMany(
    context,
    shownKind,
    people.map((to) => ({
      ...{ coalitionId: coalition.id, subject: one.id, to: { kind: 'person', personId: to.personId } },
      message: shownMessage(shown, readyAt, named, to),
    })),
  );
  return { readyAt, people: people.length };
}

/** Ends a report that is on its way: nobody is told of it any more. A Refusal where it is not. */
export async function dropReport(context: JoinedContext, one: Report): Promise<void> {
  if ((await onItsWay(context, one.coalitionId))?.id !== one.id)
    throw new Refusal(words[context.language].gone);
  await set(context, one, { state: 'dropped', readyAt: null });
  await withdraw(context, { subject: one.id, kinds: [shownKind, readyKind] });
  await audit(context, one, 'report.dropped');
}

/** A report that was only looked at is not to be shown. */
export async function leaveReport(context: JoinedContext, one: Report): Promise<void> {
  if (one.state === 'asked') await set(context, one, { state: 'dropped' });
}

/** Changes a report. */
export async function set(
  { tx }: Pick<Act, 'tx'>,
  one: Report,
  changes: Partial<typeof report.$inferInsert>,
): Promise<Report> {
  const [changed] = await tx.update(report).set(changes).where(isReport(one)).returning();
  return changed ?? one;
}

/** Writes down what an operator did with a report. */
export const audit = async (context: JoinedContext, one: Report, act: string): Promise<void> =>
  await writeAudit(context, {
    ...{ coalitionId: one.coalitionId, personId: context.person.id, act, subject: one.id },
  });
