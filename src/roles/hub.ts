import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { type Hub, type JoinedContext, tables } from '#directory/index.ts';
import { words } from './words.ts';

/** The open hub a role is for, if one was given; a Refusal when this coalition has no such hub. */
export async function hubGiven(context: JoinedContext, hubId: string | undefined): Promise<Hub | undefined> {
  if (hubId === undefined) return undefined;
  const [hub] = await context.tx
    .select()
    .from(tables.hub)
    .where(
      and(
        eq(tables.hub.id, hubId),
        eq(tables.hub.coalitionId, context.coalition.id),
        isNull(tables.hub.closedAt),
      ),
    );
  if (!hub) throw new Refusal(words[context.language].noHub);
  return hub;
}
