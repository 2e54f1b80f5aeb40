import { and, eq, isNotNull, or } from 'drizzle-orm';
import { type Act, pair, tables } from '#directory/index.ts';

const { tie } = tables;

/** Whether two have a tie that counts. */
export async function areTied(act: Act, coalitionId: string, a: string, b: string): Promise<boolean> {
  const rows = await act.tx
    .select()
    .from(tie)
    .where(and(isTie(coalitionId, a, b), isNotNull(tie.since)));
  return rows.length > 0;
}

/** Every tie of the coalition that counts. */
export async function allTies(
  act: Act,
  coalitionId: string,
): Promise<readonly (readonly [string, string])[]> {
  const rows = await act.tx
    .select({ firstId: tie.firstId, secondId: tie.secondId })
    .from(tie)
    .where(and(eq(tie.coalitionId, coalitionId), isNotNull(tie.since)));
  return rows.map((row) => [row.firstId, row.secondId] as const);
}

/** Pairs of whom one at least said that they know the other: nothing to introduce, whether or not it counts. */
export async function saidTies(
  act: Act,
  coalitionId: string,
): Promise<readonly (readonly [string, string])[]> {
  const rows = await act.tx
    .select({ firstId: tie.firstId, secondId: tie.secondId })
    .from(tie)
    .where(
      and(eq(tie.coalitionId, coalitionId), or(isNotNull(tie.firstSaidAt), isNotNull(tie.secondSaidAt))),
    );
  return rows.map((row) => [row.firstId, row.secondId] as const);
}

/** Takes back that two met, because one says they did not; what both have said themselves stays. */
export async function takeBackMeeting(act: Act, coalitionId: string, a: string, b: string): Promise<void> {
  const [row] = await act.tx
    .select()
    .from(tie)
    .where(isTie(coalitionId, a, b));
  if (!row) return;
  const bothSaid = row.firstSaidAt !== null && row.secondSaidAt !== null;
  await act.tx
    .update(tie)
    .set({ metAt: null, since: bothSaid ? row.since : null })
    .where(isTie(coalitionId, a, b));
}

function isTie(coalitionId: string, a: string, b: string) {
  const { firstId, secondId } = pair(a, b);
  return and(eq(tie.coalitionId, coalitionId), eq(tie.firstId, firstId), eq(tie.secondId, secondId));
}
