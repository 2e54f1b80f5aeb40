import { and, desc, eq, gt, isNull, lt, type SQL, sql } from 'drizzle-orm';
import { actionTables, isLedBy } from '#actions/index.ts';
import { button } from '#chat/index.ts';
import type { JoinedContext, Remark, Waiting } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { resultButton } from './buttons.ts';
import { limits } from './limits.ts';
import { result } from './tables.ts';
import { words } from './words.ts';

const { action } = actionTables;

/** What waits for a person here: actions they led of which nothing is known yet. */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const say = words[context.language];
  const rows = await context.tx
    .select()
    .from(action)
    .where(and(isUnreported(context.now, context.coalition.id), isLedBy(context.person.id)))
    .orderBy(desc(action.startsAt))
    .limit(limits.shown);
  return rows.map((one) => ({
    text: say.ask(one.title),
    buttons: [button(resultButton.result, say.buttons.add, one.id, 'main')],
    since: one.startsAt,
  }));
}

/** What an operator should know: of how many actions of the last weeks nothing is known. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const open = await context.tx.$count(action, isUnreported(context.now, context.coalition.id));
  return open === 0 ? [] : [{ text: words[context.language].statusUnreported(open) }];
}

/** SQL condition: an action of the last weeks whose leaders were asked, and of which there is no number. */
export function isUnreported(now: Temporal.Instant, coalitionId: string): SQL | undefined {
  return and(
    eq(action.coalitionId, coalitionId),
    eq(action.state, 'posted'),
    isNull(action.askAt),
    lt(action.startsAt, now),
    gt(action.startsAt, now.subtract({ hours: 24 * limits.waitsDays })),
    sql`not exists (select 1 from ${result} r where r.action_id = ${action.id})`,
    isShown(action.id),
  );
}
