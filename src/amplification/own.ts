import { and, asc, desc, eq, inArray, or, type SQL, sql } from 'drizzle-orm';
import { actionTables, isLedBy } from '#actions/index.ts';
import { Refusal } from '#chat/index.ts';
import { type Context, type Found, foundAmong, type JoinedContext } from '#directory/index.ts';
import type { Request } from './find.ts';
import { limits } from './limits.ts';
import { type Numbers, numbersOf } from './numbers.ts';
import { type Shown, shown } from './shown.ts';
import { request as requestTable } from './tables.ts';
import { words } from './words.ts';

/** One's own request, with how many will and did. */
export interface Own {
  readonly one: Shown;
  readonly numbers: Numbers;
  /** one asked oneself: whoever leads the action can only end it */
  readonly mayChange: boolean;
}

/** One's drafts and requests that have not ended, and those for actions one leads; open ones first, and how many more there are. */
export async function listOwn(
  context: JoinedContext,
): Promise<{ readonly mine: readonly Own[]; readonly more: number }> {
  const mine = await withNumbers(context, await ownRequests(context, limits.shownOwn));
  const all = await context.tx.$count(requestTable, isTheirs(context));
  return { mine, more: all - mine.length };
}

/** One of them, by its id; a Refusal when it is none of theirs, or has ended. */
export async function ownOne(context: JoinedContext, id: string): Promise<Own> {
  const [found] = await context.tx
    .select()
    .from(requestTable)
    .where(and(eq(requestTable.id, id), isTheirs(context)));
  const [own] = await withNumbers(context, found ? [found] : []);
  if (!own) throw new Refusal(words[context.language].over);
  return own;
}

/** One's drafts, the oldest first. */
export async function draftsOf(context: JoinedContext): Promise<readonly Shown[]> {
  const drafts = await context.tx
    .select()
    .from(requestTable)
    .where(
      and(
        eq(requestTable.coalitionId, context.coalition.id),
        eq(requestTable.requesterId, context.person.id),
        eq(requestTable.state, 'draft'),
      ),
    )
    .orderBy(asc(requestTable.draftedAt), asc(requestTable.id));
  return await shown(context, drafts);
}

/** Look-up: one's own requests, by what they are called. */
export async function lookUpOwn(context: Context, written: string): Promise<readonly Found[]> {
  const { person, coalition } = context;
  if (!person || !coalition) return [];
  const say = words[context.language];
  const all = await shown(context, await ownRequests({ ...context, person, coalition }, limits.soughtOwn));
  return foundAmong(
    all.map((one) => ({ id: one.request.id, name: say.called(one) })),
    written,
  );
}

async function withNumbers(context: JoinedContext, requests: readonly Request[]): Promise<readonly Own[]> {
  const ids = requests.map(({ id }) => id);
  const numbers = await numbersOf(context, context.coalition.id, ids);
  return (await shown(context, requests)).map((one) => ({
    one,
    numbers: numbers(one.request.id),
    mayChange: one.request.requesterId === context.person.id,
  }));
}

async function ownRequests(context: JoinedContext, most: number): Promise<readonly Request[]> {
  return await context.tx
    .select()
    .from(requestTable)
    .where(isTheirs(context))
    .orderBy(
      sql`array_position(array['open', 'waiting', 'draft'], ${requestTable.state})`,
      desc(requestTable.draftedAt),
      asc(requestTable.id),
    )
    .limit(most);
}

/** SQL condition: one's own request that has not ended, or an open one for an action one leads. */
function isTheirs({ person, coalition }: JoinedContext): SQL | undefined {
  const { action } = actionTables;
  return and(
    eq(requestTable.coalitionId, coalition.id),
    or(
      and(eq(requestTable.requesterId, person.id), inArray(requestTable.state, ['draft', 'waiting', 'open'])),
      and(
        eq(requestTable.state, 'open'),
        sql`exists (select 1 from ${action} where ${action.id} = ${requestTable.actionId} and ${isLedBy(person.id)})`,
      ),
    ),
  );
}
