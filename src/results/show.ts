import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type Action, actionTables, visibleAction } from '#actions/index.ts';
import { type Block, buttons, type Language, type Message, Refusal } from '#chat/index.ts';
import {
  type Act,
  type Hub,
  isHubListedTo,
  type JoinedContext,
  type Person,
  tables,
} from '#directory/index.ts';
import { hideRow } from '#safety/index.ts';
import type { Tx } from '#store/index.ts';
import { creditedFor } from './credit.ts';
import { aroundButtons, historyMessage, resultBlocks, type Shown, sumsMessage } from './messages.ts';
import { numbersIn, numbersOf } from './numbers.ts';
import { type Reported, unitOf } from './roll-up.ts';
import { result } from './tables.ts';
import { words } from './words.ts';

/** What is known of what an action came to, as somebody may see it. */
export async function readResult(act: Pick<Act, 'tx'>, action: Action, reader?: Person): Promise<Shown> {
  return {
    action,
    numbers: await numbersOf(act, action),
    credited: await creditedFor(act, action, reader),
  };
}

/** What an action came to, and where to look from there, for wherever it is shown; nothing where nothing is known. */
export async function resultsBlocks(
  context: JoinedContext,
  action: Action,
  language: Language,
): Promise<readonly Block[]> {
  const shown = await readResult(context, action);
  const blocks = resultBlocks(shown, language);
  if (blocks.length === 0) return [];
  const counting = shown.numbers.filter(({ correctedById }) => correctedById === null);
  const hideable = counting.map(({ id, count, unit }) => ({ id, title: `${count} ${unit}` }));
  return [...blocks, buttons(...aroundButtons(shown, language)), ...hideRow(context, hideable)];
}

/** Old numbers of an action that this person may see. */
export async function showHistory(context: JoinedContext, actionId: string): Promise<Message> {
  const one = await visibleAction(context, actionId);
  return historyMessage(await readResult(context, one), context.language);
}

/** What the whole coalition's actions added up to, and its hubs that have results. */
export async function showSums(context: JoinedContext): Promise<Message> {
  const { coalition } = context;
  const numbers = await shownTo(context, await numbersIn(context, coalition.id));
  return sumsMessage(
    { whose: coalition.name, numbers, hubs: await hubsWithResults(context) },
    context.language,
  );
}

/** What one hub's actions added up to. */
export async function showHub(context: JoinedContext, hubId: string): Promise<Message> {
  const { coalition, tx } = context;
  const [hub] = await tx
    .select()
    .from(tables.hub)
    .where(and(eq(tables.hub.id, hubId), eq(tables.hub.coalitionId, coalition.id), isHubListedTo(context)));
  if (!hub) throw new Refusal(words[context.language].noHub);
  const numbers = await shownTo(context, await numbersIn(context, coalition.id, hub.id));
  return sumsMessage({ whose: hub.name, numbers, hubs: [] }, context.language);
}

/** Without the units of a single action that this person may not see: they are its own words, and its figure stands alone. */
async function shownTo(context: JoinedContext, numbers: readonly Reported[]): Promise<readonly Reported[]> {
  const kept: Reported[] = [];
  for (const all of Map.groupBy(numbers, unitOf).values()) {
    const [one, ...others] = new Set(all.map(({ actionId }) => actionId));
    if (others.length > 0 || (one !== undefined && (await maySee(context, one)))) kept.push(...all);
  }
  return kept;
}

async function maySee(context: JoinedContext, actionId: string): Promise<boolean> {
  try {
    await visibleAction(context, actionId);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** The hub behind a button; undefined once it is gone. */
export async function hubBehind(db: Tx, id: string): Promise<{ coalitionId: string; hub: Hub } | undefined> {
  const [hub] = await db.select().from(tables.hub).where(eq(tables.hub.id, id));
  return hub && { coalitionId: hub.coalitionId, hub };
}

async function hubsWithResults(context: JoinedContext): Promise<readonly Hub[]> {
  const { tx, coalition } = context;
  const { hub } = tables;
  return await tx
    .select()
    .from(hub)
    .where(
      and(
        eq(hub.coalitionId, coalition.id),
        isNull(hub.closedAt),
        isHubListedTo(context),
        sql`exists (select 1 from ${actionTables.actionHub} h join ${result} r on r.action_id = h.action_id
          where h.hub_id = ${hub.id})`,
      ),
    )
    .orderBy(asc(hub.name));
}
