import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import { type Given, type Message, withBlocks } from '#chat/index.ts';
import {
  hasRole,
  type JoinedContext,
  lookUpHubs,
  mayRepresent,
  openNames,
  tables,
} from '#directory/index.ts';
import { hideRow, hidingBlocks } from '#safety/index.ts';
import { nextCall } from './call.ts';
import { allCalled, called } from './called.ts';
import { lastCame } from './came.ts';
import { draftMessage } from './draft-messages.ts';
import { readTally } from './draw.ts';
import { type Eventless, readRefusal } from './events.ts';
import { type Day, daysAhead, firstZone, hasBegun, isOver, mayChange } from './find.ts';
import {
  type DayGaps,
  gaps,
  gapsFor,
  type Holding,
  type Hosting,
  holdingOf,
  hostId,
  hubsNamed,
  type Place,
  speaksFor,
} from './held.ts';
import { spanIn } from './hours.ts';
import { limits } from './limits.ts';
import { detailsMessage, listMessage } from './messages.ts';
import { hubsOf, lookUpOwnHosts } from './own-hosts.ts';
import { writeDays } from './parse-days.ts';
import { writeHours } from './parse-hours.ts';
import { outsideAt } from './rotation.ts';
import { spacesFor } from './spaces.ts';
import { dayCopy } from './tables.ts';

/** A day as this person sees it. */
export async function showDay(context: JoinedContext, one: Day): Promise<Message> {
  const found = await holdingOf(context, one);
  const holding = { ...found, places: await ownFirst(context, found.places) };
  const people = [
    ...holding.places.map(({ leadId }) => leadId),
    ...holding.roles.map(({ takenById }) => takenById),
  ];
  const names = await openNames(context, one.coalitionId, people);
  const hubs = holding.hubs.map(({ id }) => id).filter((id) => looksAfter(context, id));
  const watches = hasRole(context, 'principal') || hasRole(context, 'weaver', 'any') || hubs.length > 0;
  const tally = await readTally(context, one);
  const eventless = await eventlessSpaces(context, one);
  const shown = detailsMessage(context, await called(context, one), {
    ...{ holding, tally, watches, eventless, leads: leadsSeen(context, one, holding, names) },
    open: gapsSeen(context, one, holding, hubs),
    holders: mayChange(context, one) ? names : new Map(),
    ...{ hasBegun: hasBegun(one, context.now), isOver: isOver(one, context.now) },
  });
  const places = holding.places.filter(({ state }) => state === 'hosting');
  return withBlocks(
    shown,
    ...(await hidingBlocks(context, one.id)),
    ...hideRow(
      context,
      places.map(({ id, place, host }) => ({ id, title: place || host })),
    ),
  );
}

const looksAfter = (context: JoinedContext, hubId: string) =>
  mayRepresent(context, { hubId }) || hasRole(context, 'weaver', hubId);

/** Names of leads by place: to the vouched of those who said that they lead, else to who arranges it and to themselves. */
function leadsSeen(
  context: JoinedContext,
  one: Day,
  { places }: Holding,
  names: ReadonlyMap<string | null, string>,
): ReadonlyMap<string, string> {
  const { person, vouched } = context;
  const arranges = mayChange(context, one) || one.calledById === person.id;
  return new Map(
    places.flatMap((place): [string, string][] => {
      const name = names.get(place.leadId);
      const isSeen = (vouched && place.ledAt !== null) || place.leadId === person.id;
      return name !== undefined && (isSeen || arranges || speaksFor(context, place))
        ? [[place.id, name]]
        : [];
    }),
  );
}

/** What is uncovered: to principals always, from two weeks before to weavers, and of their hubs to who looks after some. */
function gapsSeen(
  context: JoinedContext,
  one: Day,
  holding: Holding,
  hubs: readonly string[],
): DayGaps | undefined {
  if (hasRole(context, 'principal')) return gaps(holding);
  const from = spanIn(one, firstZone).from.subtract({ hours: 24 * limits.gapsFrom });
  if (Temporal.Instant.compare(context.now, from) < 0) return undefined;
  return gapsFor(gaps(holding), hasRole(context, 'weaver') ? 'all' : hubs);
}

/** Places they lead, those they speak for, those of their hubs, and then the others. */
async function ownFirst(context: JoinedContext, places: readonly Place[]): Promise<readonly Place[]> {
  const hubs = await hubsOf(context);
  const rank = (place: Place) => {
    if (place.leadId === context.person.id) return 0;
    if (speaksFor(context, place)) return 1;
    return hubs.has(place.hubId ?? '') ? 2 : 3;
  };
  return places.toSorted((a, b) => rank(a) - rank(b));
}

async function eventlessSpaces({ tx }: JoinedContext, one: Day): Promise<readonly Eventless[]> {
  const { space } = tables;
  const rows = await tx
    .select({ space: space.name, code: dayCopy.eventCode })
    .from(dayCopy)
    .innerJoin(space, and(eq(space.id, dayCopy.spaceId), isNull(space.goneAt)))
    .where(
      and(eq(dayCopy.dayId, one.id), eq(dayCopy.coalitionId, one.coalitionId), isNotNull(dayCopy.eventCode)),
    )
    .orderBy(asc(space.name));
  return rows.flatMap(({ space: name, code }) =>
    code === null ? [] : [{ space: name, refusal: readRefusal(code) }],
  );
}

/** A draft as its caller sees it: where it goes, and for whom one moment for all lies at night. */
export async function showDraft(context: JoinedContext, one: Day): Promise<Message> {
  const holding = await holdingOf(context, one);
  const spaces = await spacesFor(context, one);
  return draftMessage(
    await called(context, one),
    { holding, spaces, outside: outsideOf(one, holding) },
    context.language,
  );
}

function outsideOf(one: Day, { hubs }: Holding): readonly string[] {
  if (one.zone === null) return [];
  const { from, until } = spanIn(one, one.zone);
  return outsideAt(hubs, from, until.since(from).total('minutes')).map(({ name }) => name);
}

/** What is planned, the next one first. */
export async function listDays(context: JoinedContext): Promise<Message> {
  const days = await daysAhead(context, context.coalition.id);
  const shown = await allCalled(context, days.slice(0, limits.lines));
  return listMessage(shown, days.length, context.language);
}

/** What the form of a day is filled in with. */
export async function valuesOf(context: JoinedContext, one: Day): Promise<Given> {
  const { places, roles } = await holdingOf(context, one);
  const hubs = await hubsNamed(context, one);
  return {
    ...{ name: one.name, day: writeDays(one), hours: writeHours(one), ask: one.ask },
    ...(one.repeats !== null && { repeats: String(one.repeats) }),
    ...(hubs.length > 0 && { hubs: hubs.join(', ') }),
    ...(roles.length > 0 && { roles: roles.map(({ name }) => name).join('\n') }),
    ...(one.state === 'draft' && places.length > 0 && { hosts: places.map(({ host }) => host).join(', ') }),
  };
}

/** The same for the call after this one, at its fair hour. */
export async function nextValues(context: JoinedContext, one: Day): Promise<Given> {
  const values = await valuesOf(context, one);
  const next = await nextCall(context, one);
  if (!next || one.zone === null) return values;
  const at = next.at.toZonedDateTimeISO(one.zone);
  const date = String(at.toPlainDate());
  const fromMinute = at.hour * 60 + at.minute;
  const hours = { fromMinute, untilMinute: fromMinute + next.minutes, zone: one.zone };
  return { ...values, day: date, hours: writeHours(hours) };
}

/** What the form of a number is filled in with. */
export async function cameValues(context: JoinedContext, place: Hosting): Promise<Given> {
  const last = await lastCame(context, place);
  return last ? { count: last.count, source: last.source, final: last.final } : {};
}

/** What the form of a place is filled in with. Look-ups hold names, which people can read and which resolve. */
export async function placeValues(context: JoinedContext, place: Hosting): Promise<Given> {
  const { what, place: where, expected, bring, organisationId, hubId } = place;
  const [host] = await lookUpOwnHosts(context, hostId(place));
  const counted = organisationId === null ? null : hubId;
  const [hub] = counted === null ? [] : await lookUpHubs(context, counted);
  return {
    ...(host && { host: host.label }),
    ...(what !== '' && { what }),
    ...(where !== '' && { place: where }),
    ...(expected !== null && { expected }),
    ...(bring !== '' && { bring }),
    ...(hub && { hub: hub.label }),
  };
}
