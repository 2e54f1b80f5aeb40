import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Kind, tell } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { limits } from './limits.ts';
import { restingMessage } from './messages.ts';
import { partiesOf } from './parties.ts';
import { rest } from './tables.ts';

/** Tells somebody that they rest, and how to come back. */
export const restingKind: Kind = {
  name: 'intro.resting',
  lane: 3,
  quiet: 'wait',
  unasked: true,
  about: { en: 'a notice that you are not suggested any more' },
  chosen: 'bundle',
  keepFor: { days: 8 },
  async wanted(act, row) {
    const [one] = await act.tx
      .select()
      .from(rest)
      .where(and(eq(rest.personId, row.subject), eq(rest.coalitionId, row.coalitionId)));
    return one !== undefined && one.since !== null;
  },
};

/** Counts an offer or a follow-up that a person left unanswered; after three in a row they rest, and are told. */
export async function countUnanswered(act: Act, coalitionId: string, personId: string): Promise<void> {
  const [row] = await act.tx
    .insert(rest)
    .values({ personId, coalitionId, unanswered: 1 })
    .onConflictDoUpdate({ target: rest.personId, set: { unanswered: sql`${rest.unanswered} + 1` } })
    .returning();
  if (!row || row.since !== null || row.unanswered < limits.restAfter) return;
  const me = (await partiesOf(act, [personId]))(personId);
  await act.tx
    .update(rest)
    .set({ since: act.now })
    .where(and(eq(rest.personId, personId), eq(rest.coalitionId, coalitionId), isNull(rest.since)));
  await tell(act, restingKind, {
    coalitionId,
    subject: personId,
    occurrence: act.now.toString(),
    to: { kind: 'person', personId },
    message: restingMessage(me),
  });
}
