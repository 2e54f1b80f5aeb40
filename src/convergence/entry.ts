import { and, eq, gt, ne, or } from 'drizzle-orm';
import type { Calendar } from '#chat/index.ts';
import type { Act } from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import { type Day, overAt } from './find.ts';
import { spanIn } from './hours.ts';
import { clock } from './parse-hours.ts';
import { day } from './tables.ts';

/** How long the file of a cancelled day is still served, so that subscriptions hear of it, and that of one that has been. */
const servedFor = { cancelled: { hours: 24 * 30 }, over: { hours: 24 * 60 } };

/**
 * A day as an entry in a calendar. For somebody in a zone it has exact hours there. For everybody, where hours are local,
 * it is on whole days with its hours in the title: calendars do not agree on times without a zone.
 */
export function entryOf(one: Day, zone?: string): Calendar {
  const isOneDay = one.firstDay === one.lastDay;
  const known = one.zone ?? (isOneDay ? zone : undefined);
  const { from, until } = spanIn(one, known ?? 'UTC');
  const hours = known === undefined ? `, ${clock(one.fromMinute)}–${clock(one.untilMinute)}` : '';
  return {
    uid: `${one.id}@weft`,
    sequence: one.version - 1,
    state: one.state === 'cancelled' ? 'cancelled' : 'planned',
    name: `${one.name}${hours}`,
    about: one.ask,
    when:
      known === undefined
        ? { kind: 'days', first: one.firstDay, last: one.lastDay }
        : { kind: 'hours', from: from.toString(), until: until.toString() },
    stampedAt: one.changedAt.toString(),
  };
}

/** The entry behind an unguessable address; undefined for a draft and a day that was cancelled, or has been, long ago. */
export async function entryAt({ tx, now }: Act, linkKey: string): Promise<Calendar | undefined> {
  const isServed = or(ne(day.state, 'cancelled'), gt(day.cancelledAt, now.subtract(servedFor.cancelled)));
  const [found] = await tx
    .select()
    .from(day)
    .where(and(eq(day.linkKey, linkKey), ne(day.state, 'draft'), isServed, isShown(day.id)));
  if (!found || Temporal.Instant.compare(overAt(found).add(servedFor.over), now) <= 0) return undefined;
  return entryOf(found);
}
