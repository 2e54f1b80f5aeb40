import { and, eq, inArray } from 'drizzle-orm';
import { english, type PlannedEvent, phrasesOf } from '#chat/index.ts';
import { type Delivery, type Kind, tell } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { type Called, called } from './called.ts';
import type { Day } from './find.ts';
import { spanIn } from './hours.ts';
import { clock } from './parse-hours.ts';
import { eventMessage } from './post-messages.ts';
import type { DaySpace } from './spaces.ts';
import { dayCopy } from './tables.ts';
import { words } from './words.ts';

/** Platforms that have events of their own; elsewhere the announcement and its file stand for one. */
const having: readonly DaySpace['platform'][] = ['discord', 'playground'];

/** Why an event was refused: one that was to be made, or a change of one that stands. */
export interface EventRefusal {
  readonly code: string;
  readonly ofChange: boolean;
}

/** A space in which the event of a day was refused. */
export interface Eventless {
  readonly space: string;
  readonly refusal: EventRefusal;
}

/** Before the code of what was refused as a change. */
export const ofChange = 'change ';

/** Reads why an event was refused, as it is kept. */
export const readRefusal = (kept: string): EventRefusal => ({
  code: kept.startsWith(ofChange) ? kept.slice(ofChange.length) : kept,
  ofChange: kept.startsWith(ofChange),
});

/** The scheduled event of a space: made, changed, cancelled. Why it was refused is kept for those who can change it. */
export const eventKind: Kind = {
  name: 'converge.event',
  lane: 3,
  quiet: 'ignore',
  unasked: false,
  inChannels: true,
  keepFor: { days: 3 },
  about: phrasesOf(words)((say) => say.about.event),
  sent: async (act, row) => await keepCode(act, row, null),
  failed: async (act, row) =>
    await keepCode(act, row, row.edits === null || row.code === null ? row.code : `${ofChange}${row.code}`),
};

async function keepCode({ tx }: Act, row: Delivery, code: string | null): Promise<void> {
  await tx
    .update(dayCopy)
    .set({ eventCode: code })
    .where(
      and(
        eq(dayCopy.dayId, row.subject),
        eq(dayCopy.coalitionId, row.coalitionId),
        eq(dayCopy.eventId, row.edits ?? row.id),
      ),
    );
}

/** Codes of refusals that somebody on the platform can mend meanwhile. */
const mendable = ['50001', '50013', 'full'];

/** Plans anew, once for each occurrence, what was refused in these spaces for how they are set up. */
export async function planRefused(
  act: Act,
  one: Day,
  spaces: readonly DaySpace[],
  occurrence: string,
): Promise<void> {
  const rows = await act.tx
    .select()
    .from(dayCopy)
    .where(
      and(
        eq(dayCopy.dayId, one.id),
        eq(dayCopy.coalitionId, one.coalitionId),
        inArray(dayCopy.eventCode, mendable),
      ),
    );
  const refused = new Set(rows.map(({ spaceId }) => spaceId));
  const again = spaces.filter(({ id }) => refused.has(id));
  await planEvents(act, one, again, `again ${occurrence}`);
}

/** Plans an event in each space that can have one, from the zone in which most of its people are. */
export async function planEvents(
  act: Act,
  one: Day,
  spaces: readonly DaySpace[],
  occurrence?: string,
): Promise<void> {
  const shown = await called(act, one);
  for (const space of spaces.filter(({ platform }) => having.includes(platform))) {
    if (space.channel === undefined || hasBegunIn(act, one, space)) continue;
    const eventId = await tell(act, eventKind, {
      ...{ coalitionId: one.coalitionId, subject: one.id, message: eventMessage(shown, 'en') },
      ...(occurrence !== undefined && { occurrence }),
      to: { kind: 'channel', spaceId: space.id, channel: space.channel },
      ...{ event: eventOf(shown, space.zone), expiresAt: spanIn(one, space.zone).from },
    });
    if (eventId === undefined) continue;
    await act.tx
      .update(dayCopy)
      .set({ eventId })
      .where(
        and(
          eq(dayCopy.dayId, one.id),
          eq(dayCopy.coalitionId, one.coalitionId),
          eq(dayCopy.spaceId, space.id),
        ),
      );
  }
}

/**
 * Changes or cancels the events of a day as it is now; of one that operators hid they stay, without its words. `words`: only
 * these are other than before, which an event that has begun takes too.
 */
export async function changeEvents(
  act: Act,
  one: Day,
  spaces: readonly DaySpace[],
  what: 'all' | 'words' = 'all',
): Promise<void> {
  const ids = spaces.map(({ id }) => id);
  if (ids.length === 0) return;
  const copies = await act.tx
    .select()
    .from(dayCopy)
    .where(
      and(eq(dayCopy.dayId, one.id), eq(dayCopy.coalitionId, one.coalitionId), inArray(dayCopy.spaceId, ids)),
    );
  const shown = await called(act, one);
  for (const { spaceId, eventId } of copies) {
    const space = spaces.find(({ id }) => id === spaceId);
    // What has begun there takes no other time, and can only be called off, or lose its words and have them back.
    const isKept = one.state !== 'cancelled' && shown.hidden === undefined && what === 'all';
    const isFixed = space && ((isKept && hasBegunIn(act, one, space)) || isOverIn(act, one, space));
    if (!space || eventId === null || isFixed) continue;
    await tell(act, eventKind, {
      ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: newId(act.now) },
      ...{ to: { kind: 'delivered', deliveryId: eventId }, message: eventMessage(shown, 'en') },
      event: eventOf(shown, space.zone),
      ...(one.state === 'planned' && { expiresAt: spanIn(one, space.zone).until }),
    });
  }
}

const hasBegunIn = ({ now }: Act, one: Day, { zone }: DaySpace) =>
  Temporal.Instant.compare(spanIn(one, zone).from, now) <= 0;

/** A planned one: whatever is told of it has expired there. */
const isOverIn = ({ now }: Act, one: Day, { zone }: DaySpace) =>
  one.state === 'planned' && Temporal.Instant.compare(spanIn(one, zone).until, now) <= 0;

function eventOf(one: Called, zone: string): PlannedEvent {
  const { from, until } = spanIn(one, zone);
  const say = words.en;
  const hours = `${clock(one.fromMinute)}–${clock(one.untilMinute)}`;
  return {
    name: one.hidden === undefined ? english.cut(one.name, 100) : say.hiddenEvent,
    about: one.hidden === undefined ? english.cut(one.ask, 1000) : '',
    where: one.zone === null ? say.whereverAt(hours) : say.everywhere,
    ...{ from: from.toString(), until: until.toString() },
    state: one.state === 'cancelled' ? 'cancelled' : 'planned',
  };
}
