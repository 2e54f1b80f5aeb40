import { and, eq, inArray } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { withdraw } from '#delivery/index.ts';
import { type Act, type Coalition, type JoinedContext, presetOf, risks } from '#directory/index.ts';
import { readyKind, shownKind } from './kinds.ts';
import { report } from './tables.ts';
import { words } from './words.ts';

/** Throws a Refusal where the coalition's risk lets no report go out. */
export async function refuseAtRisk({ tx, coalition, language }: JoinedContext): Promise<void> {
  if (!(await presetOf(tx, coalition.id)).reports) throw new Refusal(words[language].atRisk);
}

/** Drops the report that is under way, and what waits to be told of any, where the risk lets none go out any more. */
export async function followRisk(act: Act, { id: coalitionId, risk }: Coalition): Promise<void> {
  if (risks[risk].reports) return;
  const ofIt = eq(report.coalitionId, coalitionId);
  await act.tx
    .update(report)
    .set({ state: 'dropped', readyAt: null })
    .where(and(ofIt, inArray(report.state, ['asked', 'shown'])));
  for (const { id: subject } of await act.tx.select({ id: report.id }).from(report).where(ofIt))
    await withdraw(act, { subject, kinds: [shownKind, readyKind] });
}
