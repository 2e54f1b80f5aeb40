import { and, desc, eq, gt, inArray, lte, or, type SQL, sql } from 'drizzle-orm';
import { type Action, actionTables, isLedBy } from '#actions/index.ts';
import { type ButtonId, button, buttons, message, Refusal } from '#chat/index.ts';
import { type Context, type Found, foundAmong, type JoinedContext, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

const { action, actionStance } = actionTables;

/** An action behind a button; undefined once it is gone. */
export async function actionBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; action: Action } | undefined> {
  const [found] = await db.select().from(action).where(eq(action.id, id));
  return found && { coalitionId: found.coalitionId, action: found };
}

/** SQL condition: an action of which this person may say what it came to: they lead it, or speak for an organisation that runs it. */
const isReportedBy = (context: JoinedContext): SQL | undefined =>
  or(isLedBy(context.person.id), isRunBy(context));

/** SQL condition: an organisation that this person represents runs the action, and has said so since it was last added. */
function isRunBy({ represents, coalition }: JoinedContext): SQL {
  const own = represents.flatMap((one) => one.organisationId ?? []);
  if (own.length === 0) return sql`false`;
  return sql`exists (select 1 from ${actionStance} s join ${tables.organisation} o on o.id = s.organisation_id
    where s.action_id = ${action.id} and s.coalition_id = ${coalition.id} and s.stance = 'run'
      and s.organisation_id in ${own} and o.left_at is null and s.set_at >= o.added_at)`;
}

/** An action of which this person may say what it came to, locked against others who do; a Refusal that says why not. */
export async function reportable(context: JoinedContext, id: string): Promise<Action> {
  const { tx, now, coalition, language } = context;
  const say = words[language];
  const [one] = await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.id, id),
        eq(action.coalitionId, coalition.id),
        inArray(action.state, ['posted', 'cancelled']),
        isReportedBy(context),
      ),
    )
    .for('no key update');
  if (!one) throw new Refusal(say.reportersOnly);
  if (one.state === 'cancelled') throw new Refusal(say.wasCancelled(one.title));
  if (Temporal.Instant.compare(one.startsAt, now) > 0)
    throw new Refusal(say.tooEarly(one.title, one.startsAt));
  return one;
}

/** The action somebody means: the one given, or the only one of theirs that has begun. Otherwise a Refusal with a button for each. */
export async function reportableGiven(
  context: JoinedContext,
  given: string | undefined,
  press: ButtonId,
): Promise<Action> {
  if (given !== undefined) return await reportable(context, given);
  const say = words[context.language];
  const [only, another, ...more] = await begunBy(context);
  if (!only) throw new Refusal(say.noneBegun);
  if (!another) return await reportable(context, only.id);
  const several = [only, another, ...more].slice(0, 5);
  throw new Refusal(
    message(say.which, buttons(...several.map((one) => button(press, say.titled(one.title), one.id)))),
  );
}

/** Look-up: actions that have begun and of which one may say what they came to, the last one first. */
export async function lookUpBegun(context: Context, written: string): Promise<readonly Found[]> {
  const { person, coalition } = context;
  if (!person || !coalition) return [];
  const all = await begunBy({ ...context, person, coalition });
  return foundAmong(
    all.map(({ id, title }) => ({ id, name: title })),
    written,
  );
}

/** Actions that began within the last weeks and that this person may report on, the last one first. */
async function begunBy(context: JoinedContext): Promise<readonly Action[]> {
  const { tx, now, coalition } = context;
  return await tx
    .select()
    .from(action)
    .where(
      and(
        eq(action.coalitionId, coalition.id),
        eq(action.state, 'posted'),
        lte(action.startsAt, now),
        gt(action.startsAt, now.subtract({ hours: 24 * limits.reportedDays })),
        isReportedBy(context),
      ),
    )
    .orderBy(desc(action.startsAt), desc(action.id));
}
