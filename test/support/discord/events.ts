import type { Dict } from './json.ts';
import { dict, text } from './json.ts';
import { guildIn } from './lookups.ts';
import { userPayload } from './payloads.ts';
import { refusal, refuseProblems } from './refusals.ts';
import type { Handler, Request } from './request.ts';
import { changed, type Guild, permission, type World } from './world.ts';

function eventIn(world: World, request: Request): Dict {
  const event = guildIn(world, request).events.get(request.params.guild_scheduled_event_id ?? '');
  if (!event) throw refusal.unknownEvent();
  return event;
}

function mayCreate(guild: Guild): void {
  if (!(guild.botPermissions & permission.createEvents)) throw refusal.missingPermissions();
}

function check(world: World, request: Request, event: Dict): void {
  const wrong = [];
  if (event.entity_type === 3 && (!text(dict(event.entity_metadata).location) || !event.scheduled_end_time))
    wrong.push({ path: ['entity_metadata'], message: 'an external event needs a location and an end' });
  if (text(dict(event.entity_metadata).location).length > 100)
    wrong.push({ path: ['entity_metadata', 'location'], message: 'must be 100 or fewer in length' });
  if (Date.parse(text(event.scheduled_start_time)) < world.nowMs())
    wrong.push({ path: ['scheduled_start_time'], message: 'cannot schedule an event in the past' });
  refuseProblems(world, request.call, wrong);
}

/** GET /guilds/{id}/scheduled-events. */
export const listEvents: Handler = (world, request) => ({
  status: 200,
  body: [...guildIn(world, request).events.values()],
});

/** GET /guilds/{id}/scheduled-events/{id}. */
export const readEvent: Handler = (world, request) => ({ status: 200, body: eventIn(world, request) });

/** POST /guilds/{id}/scheduled-events: at most 100 in a guild (30038). */
export const createEvent: Handler = (world, request) => {
  const guild = guildIn(world, request);
  mayCreate(guild);
  if (guild.events.size >= 100) throw refusal.tooManyEvents();
  check(world, request, request.body);
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
  world.announce('GUILD_SCHEDULED_EVENT_CREATE', event, { guildId: guild.id, intent: 1 << 16 });
  changed(world);
  return { status: 200, body: event };
};

/** PATCH /guilds/{id}/scheduled-events/{id}. */
export const editEvent: Handler = (world, request) => {
  const guild = guildIn(world, request);
  mayCreate(guild);
  const event = { ...eventIn(world, request), ...request.body };
  check(world, request, event);
  guild.events.set(text(event.id), event);
  world.announce('GUILD_SCHEDULED_EVENT_UPDATE', event, { guildId: guild.id, intent: 1 << 16 });
  changed(world);
  return { status: 200, body: event };
};

/** DELETE /guilds/{id}/scheduled-events/{id}. */
export const deleteEvent: Handler = (world, request) => {
  const guild = guildIn(world, request);
  const event = eventIn(world, request);
  guild.events.delete(text(event.id));
  world.announce('GUILD_SCHEDULED_EVENT_DELETE', event, { guildId: guild.id, intent: 1 << 16 });
  changed(world);
  return { status: 204 };
};
