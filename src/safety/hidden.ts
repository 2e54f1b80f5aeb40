import { type AnyColumn, eq, type SQL, sql } from 'drizzle-orm';
import { type Block, button, buttons } from '#chat/index.ts';
import { type Act, hasRole, type JoinedContext } from '#directory/index.ts';
import { safetyButtons } from './buttons.ts';
import { hidden } from './tables.ts';
import { words } from './words.ts';

/** SQL condition: operators did not hide it. */
export const isShown = (id: AnyColumn): SQL =>
  sql`not exists (select 1 from ${hidden} h where h.subject = ${id}
    and h.coalition_id = ${id.table}.coalition_id)`;

/** Why operators hid it; undefined for what everybody sees. */
export async function hiddenFor({ tx }: Pick<Act, 'tx'>, id: string): Promise<string | undefined> {
  const [found] = await tx.select({ reason: hidden.reason }).from(hidden).where(eq(hidden.subject, id));
  return found?.reason;
}

/** What an operator can press about something that is shown alone: to hide it, or to show it again. */
export async function hidingBlocks(context: JoinedContext, id: string): Promise<readonly Block[]> {
  if (!hasRole(context, 'operator')) return [];
  const say = words[context.language].buttons;
  const isHidden = (await hiddenFor(context, id)) !== undefined;
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
