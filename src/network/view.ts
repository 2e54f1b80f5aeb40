import { and, asc, eq } from 'drizzle-orm';
import { type Given, Refusal } from '#chat/index.ts';
import { type Act, hasRole, type JoinedContext, type Person } from '#directory/index.ts';
import { localDate } from '#time/index.ts';
import { limits } from './limits.ts';
import { askedOn, keyOf, type Quarter } from './quarters.ts';
import { view } from './tables.ts';
import { words } from './words.ts';

/** What a principal says of a quarter. */
export interface View {
  readonly climate: number;
  readonly skills: number;
  readonly win: string;
}

/** The quarter this person is asked about now; undefined where none is, and for whoever is no principal. */
export function quarterAsked(context: JoinedContext): Quarter | undefined {
  return hasRole(context, 'principal') ? askedOn(localDate(context.now, context.coalition.zone)) : undefined;
}

/** What this person said of a quarter. */
export async function ownView(context: JoinedContext, quarter: Quarter): Promise<View | undefined> {
  const [found] = await context.tx.select().from(view).where(isOwn(context, quarter));
  return found;
}

/** Keeps what a principal says of the quarter they are asked about; the last answer counts. A Refusal once that is over. */
export async function keepView(context: JoinedContext, given: View): Promise<Quarter> {
  const quarter = quarterAsked(context);
  if (!quarter) throw new Refusal(words[context.language].viewOver);
  const said = { ...given, saidAt: context.now };
  await context.tx
    .insert(view)
    .values({
      ...{ coalitionId: context.coalition.id, quarter: keyOf(quarter), personId: context.person.id },
      ...said,
    })
    .onConflictDoUpdate({ target: [view.coalitionId, view.quarter, view.personId], set: said });
  return quarter;
}

/** What the form opens with: one’s own answers, where there are some. */
export async function openView(context: JoinedContext): Promise<{ readonly values: Given }> {
  const quarter = quarterAsked(context);
  if (!quarter) throw new Refusal(words[context.language].viewOver);
  const own = await ownView(context, quarter);
  if (!own) return { values: {} };
  return { values: { climate: String(own.climate), skills: String(own.skills), win: own.win } };
}

/** The middle of what principals said of a quarter, as it stays once it was told, and how many said it. */
export interface Said {
  readonly climate: number;
  readonly skills: number;
  readonly answers: number;
}

/** The middle of all answers about a quarter that nobody is asked about any more; undefined where too few gave theirs. */
export async function middleView(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  quarter: Quarter,
): Promise<Said | undefined> {
  const rows = await viewsOf(act, coalitionId, quarter);
  if (rows.length < limits.principals) return undefined;
  return {
    climate: middle(rows.map(({ climate }) => climate)),
    skills: middle(rows.map(({ skills }) => skills)),
    answers: rows.length,
  };
}

/**
 * Their words about a quarter that was told, by nobody. None once one of so many took theirs along: what is missing then
 * would be theirs.
 */
export async function winsOf(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  quarter: Quarter,
  { answers }: Said,
): Promise<readonly string[]> {
  const rows = await viewsOf(act, coalitionId, quarter);
  return rows.length < answers ? [] : rows.flatMap(({ win }) => (win === '' ? [] : [win]));
}

async function viewsOf({ tx }: Pick<Act, 'tx'>, coalitionId: string, quarter: Quarter) {
  return await tx
    .select()
    .from(view)
    .where(and(eq(view.coalitionId, coalitionId), eq(view.quarter, keyOf(quarter))))
    // By their words, so that their order says nothing of who wrote them.
    .orderBy(asc(view.win));
}

/** The middle one of some numbers, or of two middle ones what lies between them. */
export function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? 0) + (sorted[Math.ceil(half)] ?? 0)) / 2;
}

/** Forgets what somebody said of quarters. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  await tx.delete(view).where(isOf(person));
}

const isOf = ({ id, coalitionId }: Person) => and(eq(view.coalitionId, coalitionId), eq(view.personId, id));

const isOwn = ({ coalition, person }: JoinedContext, quarter: Quarter) =>
  and(eq(view.coalitionId, coalition.id), eq(view.quarter, keyOf(quarter)), eq(view.personId, person.id));
