import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Language } from '#chat/index.ts';
import { type Act, isTold } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { readTally } from './draw.ts';
import { type Day, isOver, overAt } from './find.ts';
import { limits } from './limits.ts';
import { day, dayResult, hosting } from './tables.ts';
import type { Line } from './tally.ts';
import { words } from './words.ts';

/**
 * To people outside: how many of the coalition’s days were held since then, and what each came to whose last final number was
 * given since then. A tally that is not final is not told. How many there were is left out where what is listed would give a
 * number under five away.
 */
export async function tellOutside(
  act: Pick<Act, 'tx' | 'now'>,
  { coalitionId, since, language }: { coalitionId: string; since: Temporal.Instant; language: Language },
): Promise<readonly string[]> {
  const say = words[language];
  const isLately = (one: Day) => Temporal.Instant.compare(overAt(one), since) > 0;
  const days = await heldDays(act, coalitionId, since);
  const held = days.filter(({ one }) => isLately(one)).length;
  const told: { readonly one: Day; readonly total: Line }[] = [];
  for (const { one, countedAt } of days) {
    if (!isLately(one) && !(countedAt && Temporal.Instant.compare(countedAt, since) > 0)) continue;
    const { total } = await readTally(act, one);
    if (total && !total.preliminary) told.push({ one, total });
  }
  const listed = told.filter(({ one }) => isLately(one)).length;
  const isCounted = listed === 0 || (listed === held && isTold(held)) || isTold(held - listed);
  return [
    ...(isCounted ? [say.outsideDays(held)] : []),
    ...told.map(({ one, total }) =>
      say.outsideDay(one.name, say.dates(plain(one.firstDay), plain(one.lastDay)), total),
    ),
  ];
}

const plain = (date: string) => Temporal.PlainDate.from(date);

/** Days of the whole coalition that are over and were held somewhere, as far back as numbers of them can come; the first one first. */
async function heldDays({ tx, now }: Pick<Act, 'tx' | 'now'>, coalitionId: string, since: Temporal.Instant) {
  const oldest = since.subtract({ hours: 24 * (limits.resultDays + 1) });
  const rows = await tx
    .select({
      one: day,
      countedAt:
        sql<Temporal.Instant | null>`(select max(r.reported_at) from ${dayResult} r where r.day_id = ${day}.id)`.mapWith(
          dayResult.reportedAt,
        ),
    })
    .from(day)
    .where(
      and(
        eq(day.coalitionId, coalitionId),
        isNull(day.hubId),
        isShown(day.id),
        inArray(day.state, ['planned', 'over']),
        sql`${day.lastDay} >= ${oldest.toZonedDateTimeISO('UTC').toPlainDate().toString()}::date`,
        sql`exists (select 1 from ${hosting} h where h.day_id = ${day}.id and h.state = 'hosting')`,
      ),
    )
    .orderBy(asc(day.firstDay), asc(day.id));
  return rows.filter(({ one }) => isOver(one, now));
}
