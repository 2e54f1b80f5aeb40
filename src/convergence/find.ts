import { and, asc, eq, inArray, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import {
  type Act,
  type Context,
  type Found,
  foundAmong,
  hasRole,
  holds,
  isUuid,
  type JoinedContext,
  mayRepresent,
} from '#directory/index.ts';
import { hiddenFor, isShown } from '#safety/index.ts';
import type { Tx } from '#store/index.ts';
import { spanIn } from './hours.ts';
import { limits } from './limits.ts';
import { writeDays } from './parse-days.ts';
import { day } from './tables.ts';
import { words } from './words.ts';

export type Day = typeof day.$inferSelect;

/** The zones in which every hour comes first and last: UTC+14 and UTC−12. */
export const firstZone = 'Pacific/Kiritimati';
const lastZone = 'Etc/GMT+12';

/** SQL condition: this day, of its coalition. */
export const isDay = ({ id, coalitionId }: Pick<Day, 'id' | 'coalitionId'>): SQL | undefined =>
  and(eq(day.id, id), eq(day.coalitionId, coalitionId));

/** A day of this coalition, in whatever state. */
export async function findDay(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Day | undefined> {
  const [found] = await tx.select().from(day).where(isDay({ id, coalitionId }));
  return found;
}

/** The same, locked until the transaction ends against others who change it or report on it. */
export async function lockDay(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  id: string,
): Promise<Day | undefined> {
  // Not `for update`, which would also hold up everyone who writes a row that refers to the day.
  const [found] = await tx.select().from(day).where(isDay({ id, coalitionId })).for('no key update');
  return found;
}

/** A day that is no draft; a Refusal where there is none. What operators hid is seen by its caller and by operators. */
export async function shownDay(context: JoinedContext, id: string): Promise<Day> {
  const found = await findDay(context, context.coalition.id, id);
  if (!found || found.state === 'draft') throw new Refusal(words[context.language].noDay);
  if (!hasRole(context, 'operator')) await refuseHidden(context, found);
  return found;
}

/**
 * A planned day that is not over and that operators did not hide, locked: what one can still host, ask for or take a part
 * in, of which others hear. A Refusal says why not.
 */
export async function comingDay(context: JoinedContext, id: string): Promise<Day> {
  return await notHidden(context, await comingOrHidden(context, id));
}

/** The same for whoever only opens a form: a round that is being told holds nobody up. */
export async function lookToJoin(context: JoinedContext, id: string): Promise<Day> {
  return await notHidden(context, await lookAhead(context, id));
}

/** A planned day that is not over, for whoever only looks: operators, its caller and who may change it see a hidden one. */
export async function lookAhead(context: JoinedContext, id: string): Promise<Day> {
  return await stillComing(context, await findDay(context, context.coalition.id, id));
}

const comingOrHidden = async (context: JoinedContext, id: string): Promise<Day> =>
  await stillComing(context, await lockDay(context, context.coalition.id, id));

async function stillComing(context: JoinedContext, found: Day | undefined): Promise<Day> {
  const say = words[context.language];
  if (!found || found.state === 'draft') throw new Refusal(say.noDay);
  await refuseHiddenParts(context, found);
  if (found.state === 'cancelled') throw new Refusal(say.isCancelled(found.name));
  if (found.state === 'over' || isOver(found, context.now)) throw new Refusal(say.isOver(found.name));
  return found;
}

async function notHidden(context: JoinedContext, found: Day): Promise<Day> {
  if (await isHidden(context, found)) throw new Refusal(words[context.language].dayHidden);
  return found;
}

/** Of a hidden day nobody but its caller hears more than that there is none. */
async function refuseHidden(context: JoinedContext, found: Day): Promise<void> {
  if (found.calledById !== context.person.id && (await isHidden(context, found)))
    throw new Refusal(words[context.language].noDay);
}

/** The same of what belongs to a day; operators and who may change it go on. */
export async function refuseHiddenParts(context: JoinedContext, found: Day): Promise<void> {
  if (!mayChange(context, found) && !hasRole(context, 'operator')) await refuseHidden(context, found);
}

/** Whether operators hid it: nobody is told of it then. */
export const isHidden = async (
  act: Pick<Act, 'tx'>,
  { id, coalitionId }: Pick<Day, 'id' | 'coalitionId'>,
): Promise<boolean> => (await hiddenFor(act, coalitionId, id)) !== undefined;

/** Whether it has begun somewhere on earth. */
export function hasBegun(one: Day, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(spanIn(one, firstZone).from, now) <= 0;
}

/** When it is over everywhere on earth. */
export const overAt = (one: Day): Temporal.Instant => spanIn(one, lastZone).until;

/** Whether it is over everywhere on earth. */
export const isOver = (one: Day, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(overAt(one), now) <= 0;

/**
 * A day that is not over, locked, and this person may change it, also while it is hidden: a principal may, and of a hub’s
 * own day who represents the hub.
 */
export const dayToChange = async (context: JoinedContext, id: string): Promise<Day> =>
  theirs(context, await comingOrHidden(context, id));

/** The same for whoever only opens the form. */
export const lookToChange = async (context: JoinedContext, id: string): Promise<Day> =>
  theirs(context, await lookAhead(context, id));

function theirs(context: JoinedContext, found: Day): Day {
  if (!mayChange(context, found)) throw new Refusal(words[context.language].principalsOnly);
  return found;
}

/** Whether this person may change or cancel a day. */
export function mayChange(context: Context, { hubId }: Pick<Day, 'hubId'>): boolean {
  return hasRole(context, 'principal') || (hubId !== null && mayRepresent(context, { hubId }));
}

/** The day behind a button that everybody sees; undefined for a draft and one that is gone. */
export async function dayBehind(db: Tx, id: string): Promise<{ coalitionId: string; day: Day } | undefined> {
  const [found] = await db
    .select()
    .from(day)
    .where(and(eq(day.id, id), inArray(day.state, ['planned', 'cancelled', 'over'])));
  return found && { coalitionId: found.coalitionId, day: found };
}

/** The draft behind a button, for whoever wrote it. */
export async function draftBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; day: Day } | undefined> {
  const [found] = await db.select().from(day).where(eq(day.id, id));
  if (!found?.calledById) return undefined;
  return { coalitionId: found.coalitionId, recipientId: found.calledById, day: found };
}

/** A draft of this person’s own, locked; a Refusal once it is planned or gone. */
export async function ownDraft(context: JoinedContext, id: string): Promise<Day> {
  const one = await lockDay(context, context.coalition.id, id);
  if (one?.calledById !== context.person.id || one.state !== 'draft')
    throw new Refusal(words[context.language].draftGone);
  return one;
}

/** Days that are planned or were a week ago, the coalition’s and the next one first. */
async function daysOf({ tx }: Pick<Act, 'tx'>, coalitionId: string): Promise<readonly Day[]> {
  return await tx
    .select()
    .from(day)
    .where(and(eq(day.coalitionId, coalitionId), eq(day.state, 'planned'), isShown(day.id)))
    .orderBy(asc(isNotNull(day.hubId)), asc(day.firstDay), asc(day.fromMinute), asc(day.id))
    .limit(25);
}

/** Every planned day that is not over, by date; of one date the coalition’s come first. */
export async function daysAhead({ tx, now }: Act, coalitionId: string): Promise<readonly Day[]> {
  // What is over in UTC for two days is over everywhere; the rest is for zones.
  const since = now.subtract({ hours: 48 }).toZonedDateTimeISO('UTC').toPlainDate();
  const isAhead = and(eq(day.state, 'planned'), sql`${day.lastDay} >= ${String(since)}::date`);
  const rows = await tx
    .select()
    .from(day)
    .where(and(eq(day.coalitionId, coalitionId), isAhead, isShown(day.id)))
    .orderBy(asc(day.firstDay), asc(isNotNull(day.hubId)), asc(day.fromMinute), asc(day.id));
  return rows.filter((one) => !isOver(one, now));
}

/** The day somebody means: the one given, or the next one. */
export async function dayMeant(
  context: JoinedContext,
  given: string | undefined,
  isMeant: (one: Day) => boolean = () => true,
): Promise<string> {
  if (given !== undefined) return given;
  const coming = await daysOf(context, context.coalition.id);
  const ahead = coming.filter((one) => !isOver(one, context.now));
  const next = ahead.find(isMeant) ?? ahead[0] ?? coming[0];
  if (!next) throw new Refusal(words[context.language].noneToCome);
  return next.id;
}

/** Look-up: days that are planned or have been in the last two months, by words of their name; else one that was cancelled. */
export async function lookUpDays(context: Context, written: string): Promise<readonly Found[]> {
  const { coalition, person, now, tx } = context;
  if (!coalition || !person) return [];
  const since = now
    .subtract({ hours: 24 * limits.resultDays })
    .toZonedDateTimeISO('UTC')
    .toPlainDate();
  const rows = await tx
    .select()
    .from(day)
    .where(
      and(
        eq(day.coalitionId, coalition.id),
        inArray(day.state, ['planned', 'over', 'cancelled']),
        sql`${day.lastDay} >= ${String(since)}::date`,
        isUuid(written) ? eq(day.id, written) : holds(day.name, written),
        hasRole(context, 'operator') ? undefined : or(isShown(day.id), eq(day.calledById, person.id)),
      ),
    )
    .orderBy(asc(eq(day.state, 'cancelled')), asc(day.firstDay), asc(day.id))
    .limit(25);
  const standing = foundAmong(
    rows.filter(({ state }) => state !== 'cancelled'),
    written,
  );
  const found = new Set((standing.length > 0 ? standing : foundAmong(rows, written)).map(({ id }) => id));
  return rows
    .filter(({ id }) => found.has(id))
    .map((one) => ({ id: one.id, label: `${one.name}, ${writeDays(one)}` }));
}
