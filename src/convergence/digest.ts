import { and, eq } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import {
  type Act,
  bandOf,
  type DigestItem,
  type DigestSection,
  type Reading,
  readerHolds,
  tables,
} from '#directory/index.ts';
import { localDate } from '#time/index.ts';
import { dayButtons } from './buttons.ts';
import { daysAhead, gapsIn, type Near } from './figures.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

/** To operators: the days of the next four weeks, and what nobody covers of each. */
export async function daysDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, zone, language } = reading;
  const say = words[language];
  const from = localDate(act.now, zone);
  const asks = await mayAsk(act, reading);
  const items = (await daysAhead(act, coalition.id)).map((near): DigestItem => {
    const { day, held, gaps } = near;
    const first = Temporal.PlainDate.from(day.firstDay);
    const dates = say.dates(first, Temporal.PlainDate.from(day.lastDay));
    const named = gaps.hubs.slice(0, 3).map(({ hub }) => hub.name);
    const { hubs, places, roles, leaderless } = gaps;
    const counts = {
      ...{ hubs: hubs.length, places: places.length, roles: roles.length },
      leaders: leaderless.length,
    };
    const isOpen = gapsIn(near) > 0;
    const isNear = from.until(first).days <= limits.gapsFrom;
    return {
      ...{ key: `day:${day.id}`, state: stateOf(near) },
      text: isOpen
        ? say.digestGaps(day.name, dates, counts, named)
        : say.digestCovered(day.name, dates, held),
      ...(isOpen && { urgency: isNear ? 2 : 3 }),
      ...(isOpen && asks && { buttons: [button(dayButtons.ask, say.buttons.ask, day.id)] }),
    };
  });
  return [{ name: 'convergence', items }];
}

/** It is told again when it was moved, and when about as much more or less of it is covered. */
function stateOf({ day, held, gaps: { hubs, places, roles, leaderless } }: Near): string {
  const open = [hubs, places, roles, leaderless].map(({ length }) => bandOf(length));
  return [day.version, bandOf(held), ...open].join(' ');
}

/** Whether whoever reads it may ask others to host: what `refuseAsking` says. */
async function mayAsk(act: Act, reading: Reading): Promise<boolean> {
  const { personId, coalition } = reading;
  if (personId === undefined) return false;
  if (await readerHolds(act, reading, ['principal', 'weaver'])) return true;
  const { representative } = tables;
  const isTheirs = and(eq(representative.coalitionId, coalition.id), eq(representative.personId, personId));
  return (await act.tx.$count(representative, isTheirs)) > 0;
}
