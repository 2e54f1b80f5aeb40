import { sql } from 'drizzle-orm';
import { actionButtons, openNeeds } from '#actions/index.ts';
import { type Block, button, buttons, items } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { fits } from '#store/index.ts';
import { telling } from './match.ts';
import { words } from './words.ts';

type Open = Awaited<ReturnType<typeof openNeeds>>;

/** Open needs of actions that some words fit, a line each, and a button for each action that has one. */
export async function needBlocks(context: JoinedContext, written: string): Promise<readonly Block[]> {
  const say = words[context.language];
  const found = await openNeedsFor(context, telling(written, say.ignored));
  const actions = [...new Map(found.map(({ action }) => [action.id, action])).values()];
  return found.length === 0
    ? []
    : [
        items(...found.map(({ need, action }) => say.actionNeed(need.words, action.title, action.startsAt))),
        buttons(
          ...actions.map((one) => button(actionButtons.details, say.buttons.action(one.title), one.id)),
        ),
      ];
}

/** Of the needs in which one of the words stands, those that fit as well as a listing must. */
async function openNeedsFor(context: JoinedContext, meant: string): Promise<Open> {
  const some = meant === '' ? [] : await openNeeds(context, meant);
  if (some.length === 0) return [];
  const written = JSON.stringify(some.map(({ need }) => ({ id: need.id, words: need.words })));
  const { rows } = await context.tx.execute<{ id: string }>(
    sql`select n.id from jsonb_to_recordset(${written}::jsonb) as n (id text, words text) where ${fits(sql`n.words`, meant)}`,
  );
  return some.filter(({ need }) => rows.some(({ id }) => id === need.id));
}
