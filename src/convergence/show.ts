import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Given, Message } from '#chat/index.ts';
import {
  hasRole,
  type JoinedContext,
  lookUpHubs,
  mayRepresent,
  openNames,
  tables,
} from '#directory/index.ts';
import { nextCall } from './call.ts';
import { lastCame } from './came.ts';
import { draftMessage } from './draft-messages.ts';
import { readTally } from './draw.ts';
import { type Eventless, readRefusal } from './events.ts';
import { type Day, daysOf, hasBegun, isOver } from './find.ts';
import { type Holding, type Hosting, holdingOf, hostId, hubsNamed } from './held.ts';
import { spanIn } from './hours.ts';
import { detailsMessage, listMessage } from './messages.ts';
import { lookUpOwnHosts } from './own-hosts.ts';
import { writeDays } from './parse-days.ts';
import { writeHours } from './parse-hours.ts';
import { outsideAt } from './rotation.ts';
import { spacesFor } from './spaces.ts';
import { dayCopy } from './tables.ts';

/** A day as this person sees it. */
export async function showDay(context: JoinedContext, one: Day): Promise<Message> {
  const holding = await holdingOf(context, one);
  const leads = await openNames(
    context,
    one.coalitionId,
    context.vouched ? holding.places.map(({ leadId }) => leadId) : [],
  );
  const watches =
    hasRole(context, 'principal') ||
    hasRole(context, 'weaver', 'any') ||
    holding.hubs.some(({ id }) => mayRepresent(context, { hubId: id }));
  const tally = await readTally(context, one);
  const eventless = await eventlessSpaces(context, one);
  return detailsMessage(context, one, {
    ...{ holding, tally, leads, watches, eventless },
    ...{ hasBegun: hasBegun(one, context.now), isOver: isOver(one, context.now) },
  });
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
  return draftMessage(one, { holding, spaces, outside: outsideOf(one, holding) }, context.language);
}

function outsideOf(one: Day, { hubs }: Holding): readonly string[] {
  if (one.zone === null) return [];
  const { from, until } = spanIn(one, one.zone);
  return outsideAt(hubs, from, until.since(from).total('minutes')).map(({ name }) => name);
}

/** What is planned, the next one first. */
export async function listDays(context: JoinedContext): Promise<Message> {
  const days = await daysOf(context, context.coalition.id);
  return listMessage(
    days.filter((one) => !isOver(one, context.now)),
    context.language,
  );
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
