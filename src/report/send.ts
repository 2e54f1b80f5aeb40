import { sql } from 'drizzle-orm';
import { closestLanguage, type Message, Refusal } from '#chat/index.ts';
import { tellMany, withdraw } from '#delivery/index.ts';
import { type Act, type Feature, holdersOf, type JoinedContext } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { lastReport, onItsWay, type Report, reportBehind } from './find.ts';
import { readyKind } from './kinds.ts';
import { givenMessage, readyMessage } from './messages.ts';
import { namedNow } from './named.ts';
import { audit, set } from './show.ts';
import { report } from './tables.ts';
import { words } from './words.ts';

/** Representatives have seen a report for 72 hours: it can go out, and the operators are told. */
export const readyDue: Due = {
  name: 'report.ready',
  table: report,
  id: report.id,
  dueAt: report.readyAt,
  coalitionId: report.coalitionId,
  where: sql`${report.state} = 'shown'`,
  async carryOut(act, id) {
    const one = await reportBehind(act, id);
    if (one?.state !== 'shown') return;
    const ready = await set(act, one, { state: 'ready', readyAt: null });
    await tellReady(act, ready, false);
  },
};

/**
 * Gives the report to an operator, organisations named as of now; whom it is sent to is theirs. A Refusal until
 * representatives have seen it for 72 hours.
 */
export async function sendReport(context: JoinedContext, _: readonly Feature[]): Promise<Message> {
  const { coalition, language, now } = context;
  const say = words[language];
  const last = await lastReport(context, coalition.id);
  if (!last) throw new Refusal(say.none);
  const { one } = last;
  if (one.readyAt && Temporal.Instant.compare(one.readyAt, now) > 0)
    throw new Refusal(say.tooEarly(one.readyAt));
  await audit(context, one, 'report.sent');
  return givenMessage(one, await namedNow(context, coalition.id, one.madeAt), language);
}

/** An organisation is no longer to be named: operators who hold a report that names it get the next version. */
export async function renewReport(act: Act, coalitionId: string): Promise<void> {
  const one = await onItsWay(act, coalitionId);
  if (one?.state !== 'ready') return;
  await withdraw(act, { subject: one.id, kinds: [readyKind] });
  await tellReady(act, one, true);
}

async function tellReady(act: Act, one: Report, isChanged: boolean): Promise<void> {
  const named = await namedNow(act, one.coalitionId, one.madeAt);
  const operators = await holdersOf(act.tx, one.coalitionId, 'operator');
  await tellMany(
    act,
    readyKind,
    operators.map(({ id: personId, language }) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, to: { kind: 'person', personId } },
      ...(isChanged && { occurrence: act.now.toString() }),
      message: readyMessage(one, named, isChanged, closestLanguage(language)),
    })),
  );
}
