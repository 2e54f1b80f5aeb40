import { and, asc, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { type Action, actionTables } from '#actions/index.ts';
import type { Act } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import type { Tx } from '#store/index.ts';
import type { Reported } from './roll-up.ts';
import { result } from './tables.ts';

export type Result = typeof result.$inferSelect;

/** Every number ever reported of an action that operators did not hide, the oldest first; those that were corrected are among them. */
export async function numbersOf(
  { tx }: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Action, 'id' | 'coalitionId'>,
): Promise<readonly Result[]> {
  return await tx
    .select()
    .from(result)
    .where(and(eq(result.actionId, id), eq(result.coalitionId, coalitionId), isShown(result.id)))
    .orderBy(asc(result.reportedAt), asc(result.id));
}

/** The numbers that count in a coalition, or of the actions of one of its hubs, as they are added up. */
export async function numbersIn(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  hubId?: string,
): Promise<readonly Reported[]> {
  const rows = await tx
    .select()
    .from(result)
    .where(
      and(
        eq(result.coalitionId, coalitionId),
        isNull(result.correctedById),
        isShown(result.id),
        isShown(result.actionId),
        hubId === undefined ? undefined : isOfHub(hubId),
      ),
    );
  return rows.map((row) => ({ ...row, corrected: false }));
}

/** The number behind a button; undefined once it is gone. */
export async function numberBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; result: Result } | undefined> {
  const [found] = await db.select().from(result).where(eq(result.id, id));
  return found && { coalitionId: found.coalitionId, result: found };
}

const isOfHub = (hubId: string): SQL =>
  sql`exists (select 1 from ${actionTables.actionHub} h where h.action_id = ${result.actionId} and h.hub_id = ${hubId})`;
