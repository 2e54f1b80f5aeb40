import type { Problem } from './body.ts';
import { type Dict, dict, number, text } from './json.ts';
import { guildIn } from './lookups.ts';
import { eventStatus, openEvents, userPayload } from './payloads.ts';
import { atStart, refusal, refuseProblems } from './refusals.ts';
import type { Handler, Request } from './request.ts';
import { changed, type Guild, permission, type World } from './world.ts';

const maxEvents = 100;
const external = 3;
// SCHEDULED → ACTIVE, SCHEDULED → CANCELED, ACTIVE → COMPLETED (Discord developer documentation, Guild Scheduled Event).
const leadsTo: Readonly<Record<number, readonly number[]>> = { 1: [1, 2, 4], 2: [2, 3] };

function eventIn(world: World, request: Request): Dict {
  const event = guildIn(world, request).events.get(request.params.guild_scheduled_event_id ?? '');
  if (!event) throw refusal.unknownEvent();
  return { ...event, status: eventStatus(world, event) };
}

/** Since 2026-02-23 who makes an event, or changes one of their own, needs CREATE_EVENTS; others' events need MANAGE_EVENTS. */
function mustBeAllowed(world: World, guild: Guild, event?: Dict): void {
  const own = event === undefined || event.creator_id === world.botId;
  const needed = own ? permission.createEvents : permission.manageEvents;
  const either = own && event !== undefined ? needed | permission.manageEvents : needed;
  if (!(guild.botPermissions & (either | permission.administrator))) throw refusal.missingPermissions();
}

/** What is wrong with an event as it would stand after the request. */
function problems(event: Dict): Problem[] {
  const found: Problem[] = [];
  const location = text(dict(event.entity_metadata).location);
  if (event.entity_type === external) {
    if (!location || !event.scheduled_end_time)
      found.push({ path: ['entity_metadata'], message: 'an external event needs a location and an end' });
    if (event.channel_id) found.push({ path: ['channel_id'], message: 'an external event has no channel' });
  }
  if (location.length > 100)
    found.push({ path: ['entity_metadata', 'location'], message: 'must be 100 or fewer in length' });
  if (text(event.name).trim() === '') found.push({ path: ['name'], message: 'This field is required' });
  const [from = 0, until = Number.POSITIVE_INFINITY] = ['scheduled_start_time', 'scheduled_end_time'].map(
    (name) => (event[name] ? Date.parse(text(event[name])) : undefined),
  );
  if (until <= from) found.push({ path: ['scheduled_end_time'], message: 'must be after the start' });
  return found;
}

function announce(world: World, what: 'CREATE' | 'UPDATE' | 'DELETE', guild: Guild, event: Dict): void {
  world.announce(`GUILD_SCHEDULED_EVENT_${what}`, event, { guildId: guild.id, intent: 1 << 16 });
  changed(world);
}

/** GET /guilds/{id}/scheduled-events: what is to come or under way. */
export const listEvents: Handler = (world, request) => ({
  status: 200,
  body: openEvents(world, guildIn(world, request)),
});

/** GET /guilds/{id}/scheduled-events/{id}. */
export const readEvent: Handler = (world, request) => ({ status: 200, body: eventIn(world, request) });

/** POST /guilds/{id}/scheduled-events: at most 100 open ones in a guild (30038), none that begins in the past. */
export const createEvent: Handler = (world, request) => {
  const guild = guildIn(world, request);
  mustBeAllowed(world, guild);
  refuseProblems(world, request.call, problems(request.body));
  if (isPast(world, request.body)) throw refusal.pastEvent();
  if (openEvents(world, guild).length >= maxEvents) throw refusal.tooManyEvents();
  const event: Dict = {
    channel_id: null,
    description: null,
    entity_id: null,
    recurrence_rule: null,
    image: null,
    ...request.body,
    id: world.nextId(),
    guild_id: guild.id,
    creator_id: world.botId,
    creator: userPayload(world, world.botId),
    status: 1,
    user_count: 0,
  };
  guild.events.set(text(event.id), event);
  announce(world, 'CREATE', guild, event);
  return { status: 200, body: event };
};

/**
 * PATCH /guilds/{id}/scheduled-events/{id}. One that is over cannot be changed (180000), and one under way takes no start,
 * not even its own.
 */
export const editEvent: Handler = (world, request) => {
  const guild = guildIn(world, request);
  const before = eventIn(world, request);
  mustBeAllowed(world, guild, before);
  const status = number(before.status);
  if (status > 2) throw refusal.finishedEvent();
  const { body } = request;
  const event = { ...before, ...body };
  refuseProblems(world, request.call, problems(event));
  if ('scheduled_start_time' in body) {
    if (isPast(world, body)) throw refusal.pastEvent();
    if (status === 2) throw atStart('GUILD_SCHEDULED_EVENT_INVALID_START_BY_STATUS', 'It has begun.');
  }
  if (!leadsTo[status]?.includes(number(event.status))) throw refusal.wrongEventStatus();
  guild.events.set(text(event.id), event);
  announce(world, 'UPDATE', guild, event);
  return { status: 200, body: event };
};

/** DELETE /guilds/{id}/scheduled-events/{id}. */
export const deleteEvent: Handler = (world, request) => {
  const guild = guildIn(world, request);
  const event = eventIn(world, request);
  mustBeAllowed(world, guild, event);
  guild.events.delete(text(event.id));
  announce(world, 'DELETE', guild, event);
  return { status: 204 };
};

function isPast(world: World, event: Dict): boolean {
  return Date.parse(text(event.scheduled_start_time)) < world.nowMs();
}
