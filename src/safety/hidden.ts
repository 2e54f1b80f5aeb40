import { type AnyColumn, and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { type Block, button, buttons } from '#chat/index.ts';
import { type Act, hasRole, type JoinedContext } from '#directory/index.ts';
import { safetyButtons } from './buttons.ts';
import { hidden } from './tables.ts';
import { words } from './words.ts';

/** SQL condition: operators did not hide it. */
export const isShown = (id: AnyColumn): SQL =>
  sql`not exists (select 1 from ${hidden} h where h.subject = ${id}
    and h.coalition_id = ${id.table}.coalition_id)`;

/** Why operators of a coalition hid it; undefined for what everybody sees. */
export async function hiddenFor(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<string | undefined> {
  return (await hiddenAmong(act, coalitionId, [id])).get(id);
}

/** The same for several: those that are hidden, each with why. */
export async function hiddenAmong(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: hidden.subject, reason: hidden.reason })
    .from(hidden)
    .where(and(eq(hidden.coalitionId, coalitionId), inArray(hidden.subject, [...ids])));
  return new Map(rows.map(({ id, reason }) => [id, reason]));
}

/** What an operator can press about something that is shown alone: to hide it, or to show it again. */
export async function hidingBlocks(context: JoinedContext, id: string): Promise<readonly Block[]> {
  if (!hasRole(context, 'operator')) return [];
  const say = words[context.language].buttons;
  const isHidden = (await hiddenFor(context, context.coalition.id, id)) !== undefined;
  return [
    buttons(isHidden ? button(safetyButtons.show, say.show, id) : button(safetyButtons.hide, say.hide, id)),
  ];
}

/** A row of buttons with which an operator hides one of several things, at most five. */
export function hideRow(
  context: JoinedContext,
  all: readonly { readonly id: string; readonly title: string }[],
): readonly Block[] {
  if (!hasRole(context, 'operator') || all.length === 0) return [];
  const say = words[context.language].buttons;
  return [
    buttons(...all.slice(0, 5).map(({ id, title }) => button(safetyButtons.hide, say.hideTitled(title), id))),
  ];
}
