import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { JoinedContext, Remark, Waiting } from '#directory/index.ts';
import { tables } from '#directory/index.ts';
import { draftChoices } from './messages.ts';
import { action, actionCopy } from './tables.ts';
import { togetherWaits } from './together.ts';
import { words } from './words.ts';

/** What waits for a person here: drafts that are not posted, and what others ask of them. */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const { tx, coalition, person, language } = context;
  const drafts = await tx
    .select()
    .from(action)
    .where(
      and(eq(action.coalitionId, coalition.id), eq(action.announcerId, person.id), eq(action.state, 'draft')),
    )
    .orderBy(action.draftedAt, action.id);
  const own = drafts.map((one) => ({
    text: words[language].waitsDraft(one.title),
    buttons: draftChoices(one, language),
    since: one.draftedAt,
  }));
  return [...own, ...(await togetherWaits(context))];
}

/** What an operator should know: spaces in which actions that are to come are not posted. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const { tx, coalition, now, language } = context;
  const { space } = tables;
  const rows = await tx
    .selectDistinct({ name: space.name })
    .from(actionCopy)
    .innerJoin(action, eq(action.id, actionCopy.actionId))
    .innerJoin(space, and(eq(space.id, actionCopy.spaceId), isNull(space.goneAt)))
    .where(
      and(
        eq(actionCopy.coalitionId, coalition.id),
        isNull(actionCopy.deliveryId),
        eq(action.state, 'posted'),
        gt(action.startsAt, now),
        sql`not exists (select 1 from space_channel c where c.space_id = ${space.id} and c.use = 'actions')`,
      ),
    )
    .orderBy(space.name);
  return rows.length === 0 ? [] : [{ text: words[language].statusUnposted(rows.map(({ name }) => name)) }];
}
