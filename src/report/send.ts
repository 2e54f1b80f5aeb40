import { sql } from 'drizzle-orm';
import { closestLanguage, type Message, Refusal } from '#chat/index.ts';
import { tellMany, withdraw } from '#delivery/index.ts';
import { type Act, holdersOf, type JoinedContext, type Organisation, presetOf } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { refuseAtRisk } from './at-risk.ts';
import { type Report, reportBehind, shownReports } from './find.ts';
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
    if (one?.state === 'shown') await makeReady(act, one);
  },
};

/**
 * Gives the report to an operator, organisations named as of now; whom it is sent to is theirs. A Refusal until
 * representatives have seen it for 72 hours.
 */
export async function sendReport(context: JoinedContext): Promise<Message> {
  const { coalition, language, now } = context;
  const say = words[language];
  await refuseAtRisk(context);
  const [one] = await shownReports(context, coalition.id);
  if (!one) throw new Refusal(say.none);
  if (one.readyAt && Temporal.Instant.compare(one.readyAt, now) > 0)
    throw new Refusal(say.tooEarly(one.readyAt));
  // Its moment may have come before its due work: what is given out can no longer be dropped.
  if (one.state === 'shown') await makeReady(context, one);
  await audit(context, one, 'report.sent');
  return givenMessage(one, await namedNow(context, coalition.id, one.madeAt), language);
}

/** An organisation is no longer to be named: operators get the last report that could name it anew, taken or not. */
export async function renewReport(act: Act, organisation: Organisation): Promise<void> {
  const all = await shownReports(act, organisation.coalitionId);
  const one = all.find(({ state }) => state === 'ready');
  // At a risk at which none goes out, none is written anew either.
  if (!(await presetOf(act.tx, organisation.coalitionId)).reports) return;
  if (!one || Temporal.Instant.compare(organisation.addedAt, one.madeAt) > 0) return;
  await withdraw(act, { subject: one.id, kinds: [readyKind] });
  // Two organisations may take theirs back in one moment.
  await tellReady(act, one, `${act.now} ${organisation.id}`);
}

async function makeReady(act: Act, one: Report): Promise<void> {
  await tellReady(act, await set(act, one, { state: 'ready', readyAt: null }));
}

async function tellReady(act: Act, one: Report, change?: string): Promise<void> {
  const named = await namedNow(act, one.coalitionId, one.madeAt);
  const operators = await holdersOf(act.tx, one.coalitionId, 'operator');
  await tellMany(
    act,
    readyKind,
    operators.map(({ id: personId, language }) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, to: { kind: 'person', personId } },
      ...(change !== undefined && { occurrence: change }),
      message: readyMessage(one, named, change !== undefined, closestLanguage(language)),
    })),
  );
}
