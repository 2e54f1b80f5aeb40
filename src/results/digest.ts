import { and, desc, eq, gt, sql } from 'drizzle-orm';
import { actionButtons, actionTables } from '#actions/index.ts';
import { button } from '#chat/index.ts';
import { type Act, bandOf, type DigestItem, type DigestSection, type Reading } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { limits } from './limits.ts';
import { type Reported, rollUp, unitOf } from './roll-up.ts';
import { result } from './tables.ts';
import { isUnreported } from './waits.ts';
import { words } from './words.ts';

const { action } = actionTables;

/** To operators: what the actions added up to of which a number came since then, and those of which none is known. */
export async function resultsDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, since, language } = reading;
  const say = words[language];
  const sums = rollUp(await reportedSince(act, coalition.id, since));
  const told = sums.slice(0, limits.summed).map(({ unit, final, preliminary }) => {
    const figures = [
      ...(final ? [say.figure(true, final)] : []),
      ...(preliminary ? [say.figure(false, preliminary)] : []),
    ];
    return say.summed(unit, figures);
  });
  return [
    {
      name: 'actions',
      ...(told.length > 0 && { lead: say.addedUp(told, sums.length - told.length) }),
      items: await unreported(act, reading),
    },
  ];
}

/**
 * Every number of the actions of which one was given since then. Without the units of a single action that is not for the
 * whole coalition: they are its own words.
 */
async function reportedSince(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  since: Temporal.Instant,
): Promise<readonly Reported[]> {
  const { actionId, count, unit, source, final, correctedById, reportedAt } = result;
  const corrected = sql<boolean>`${correctedById} is not null`;
  const rows = await tx
    .select({ actionId, count, unit, source, final, corrected, audience: action.audience })
    .from(action)
    .innerJoin(result, eq(actionId, action.id))
    .where(
      and(
        eq(action.coalitionId, coalitionId),
        eq(action.state, 'posted'),
        isShown(action.id),
        isShown(result.id),
        gt(action.startsAt, since.subtract({ hours: 24 * limits.reportedDays })),
        sql`${action.id} in (select r.action_id from ${result} r where r.coalition_id = ${coalitionId}
          and r.corrected_by_id is null and r.reported_at > ${since.toString()}::timestamptz)`,
      ),
    )
    .orderBy(reportedAt);
  return [...Map.groupBy(rows, unitOf).values()].flatMap((all) =>
    new Set(all.map((one) => one.actionId)).size > 1 || all[0]?.audience === 'coalition' ? all : [],
  );
}

/** Actions of the last three weeks whose leaders were asked. One that is not for the whole coalition is not named. */
async function unreported(act: Act, { coalition, language }: Reading): Promise<readonly DigestItem[]> {
  const say = words[language];
  const rows = await act.tx
    .select({ id: action.id, title: action.title, audience: action.audience })
    .from(action)
    .where(isUnreported(act.now, coalition.id))
    .orderBy(desc(action.startsAt), desc(action.id));
  const named = rows.filter(({ audience }) => audience === 'coalition');
  const items = named.map(
    ({ id, title }): DigestItem => ({
      ...{ key: `action-result:${id}`, state: 'none', urgency: 3, text: say.noneKnown(title) },
      buttons: [button(actionButtons.details, say.buttons.show, id)],
    }),
  );
  const others = rows.length - named.length;
  if (others === 0) return items;
  return [...items, { key: 'action-results', state: bandOf(others), text: say.noneKnownOf(others) }];
}
