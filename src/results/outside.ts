import { and, eq, gt, like, sql } from 'drizzle-orm';
import { actionTables } from '#actions/index.ts';
import type { Language } from '#chat/index.ts';
import { type Act, tables, wholeWords } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { limits } from './limits.ts';
import { type Reported, rollUp, type Sum } from './roll-up.ts';
import { result } from './tables.ts';
import { words } from './words.ts';

const { action } = actionTables;

/**
 * To people outside: what the actions came to whose first number was given since then, the units with most sources first.
 * So each action is in one report only, and whatever is corrected later is not added a second time. A unit that holds a
 * name is left out: who is named outside agrees to it, and takes it back, elsewhere.
 */
export async function tellOutside(
  act: Pick<Act, 'tx'>,
  { coalitionId, since, language }: { coalitionId: string; since: Temporal.Instant; language: Language },
): Promise<readonly string[]> {
  const say = words[language];
  const sums = rollUp(await firstReported(act, coalitionId, since)).toSorted(
    (a, b) => sourcesOf(b) - sourcesOf(a),
  );
  if (sums.length === 0) return [];
  const names = await allNames(act, coalitionId);
  const nameless = sums.filter(({ unit }) => {
    const counted = wholeWords(unit);
    return !names.some((name) => counted.includes(name));
  });
  const told = nameless.slice(0, limits.outside).map(({ unit, final, preliminary }) => {
    const figures = [
      ...(final ? [say.outsideFigure(true, unit, final)] : []),
      ...(preliminary ? [say.outsideFigure(false, unit, preliminary)] : []),
    ];
    return say.outside(figures);
  });
  return sums.length > told.length ? [...told, say.outsideMore] : told;
}

const sourcesOf = ({ final, preliminary }: Sum) => (final?.sources ?? 0) + (preliminary?.sources ?? 0);

/** The names of all organisations, listed or not, there or not, and those of people that are more than one word. */
async function allNames({ tx }: Pick<Act, 'tx'>, coalitionId: string): Promise<readonly string[]> {
  const { organisation, person } = tables;
  const named = await tx
    .select({ name: organisation.name })
    .from(organisation)
    .where(eq(organisation.coalitionId, coalitionId))
    .unionAll(
      tx
        .select({ name: person.name })
        .from(person)
        // One word may be a word like any other: somebody is called Bill.
        .where(and(eq(person.coalitionId, coalitionId), like(person.name, '% %'))),
    );
  return named.map(({ name }) => wholeWords(name)).filter((name) => name !== '');
}

/** Every number of those actions that were announced to the whole coalition: what others count is their own. */
async function firstReported(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  since: Temporal.Instant,
): Promise<readonly Reported[]> {
  const { actionId, count, unit, source, final, correctedById, reportedAt } = result;
  return await tx
    .select({ actionId, count, unit, source, final, corrected: sql<boolean>`${correctedById} is not null` })
    .from(action)
    .innerJoin(result, eq(actionId, action.id))
    .where(
      and(
        eq(action.coalitionId, coalitionId),
        eq(action.state, 'posted'),
        eq(action.audience, 'coalition'),
        isShown(action.id),
        isShown(result.id),
        gt(action.startsAt, since.subtract({ hours: 24 * limits.reportedDays })),
        sql`not exists (select 1 from ${result} r where r.action_id = ${action.id}
          and r.reported_at <= ${since.toString()}::timestamptz)`,
      ),
    )
    .orderBy(reportedAt);
}
