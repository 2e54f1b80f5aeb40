import { eq } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { tellMany, withdraw } from '#delivery/index.ts';
import { type Act, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import { endOfQuiet } from '#time/index.ts';
import { refuseAtRisk } from './at-risk.ts';
import { isReport, onItsWay, type Report, reportBehind } from './find.ts';
import { shownKind } from './kinds.ts';
import { limits } from './limits.ts';
import { shownMessage } from './messages.ts';
import { namedNow } from './named.ts';
import { representativesToTell, type Told } from './representatives.ts';
import { report } from './tables.ts';
import { words } from './words.ts';

/**
 * Shows a report to the representatives of every listed organisation, as it was looked at: it can go out once each of them
 * had 72 hours. A Refusal where that was more than an hour ago or another one is on its way.
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
  await refuseAtRisk(context);
  const isFresh = Temporal.Instant.compare(one.madeAt.add({ hours: limits.askedHours }), now) > 0;
  if (one.state !== 'asked' || !isFresh || (await onItsWay(context, coalition.id)))
    throw new Refusal(words[language].askedTooLongAgo);
  const people = await representativesToTell(context, coalition.id);
  const readyAt = readBy(now, people).add({ hours: limits.shownHours });
  const shown = await set(context, one, { state: 'shown', readyAt });
  await audit(context, one, 'report.shown');
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

/** When the last of them can have read what is written now: who sleeps is told in the morning. */
function readBy(now: Temporal.Instant, people: readonly Told[]): Temporal.Instant {
  const heard = people.map(({ zone }) => endOfQuiet(now, zone));
  return heard.toSorted(Temporal.Instant.compare).at(-1) ?? now;
}

/** Ends a report that representatives read: nobody is told of it any more. A Refusal once operators have it. */
export async function dropReport(context: JoinedContext, { id }: Report): Promise<void> {
  const say = words[context.language];
  const one = await reportBehind(context, id);
  if (one?.state === 'ready') throw new Refusal(say.isOut);
  if (one?.state !== 'shown') throw new Refusal(say.gone);
  await set(context, one, { state: 'dropped', readyAt: null });
  await withdraw(context, { subject: one.id, kinds: [shownKind] });
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
