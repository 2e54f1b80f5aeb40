import {
  type APIGuildScheduledEvent,
  GuildScheduledEventEntityType,
  GuildScheduledEventPrivacyLevel,
  GuildScheduledEventStatus,
  type REST,
  Routes,
} from 'discord.js';
import { type Address, type Effect, literal, type Outcome, type PlannedEvent } from '#chat/index.ts';
import { bare, breaks, shorten } from './escape.ts';
import { shortCodeOf } from './identity.ts';
import { maxEventName, maxEventPlace, maxEventWords } from './limits.ts';
import { isCode } from './outcome.ts';
import { fitted } from './render.ts';

type ToChannel = Extract<Address, { kind: 'channel' }>;
type Planning = Extract<Effect, { kind: 'event' }>;

/** Plans an event of the server, or changes or cancels the one made before; rejects with what Discord answers. */
export async function planEvent(
  rest: REST,
  key: string,
  { tenant, channel }: ToChannel,
  { event, made }: Planning,
  now: Temporal.Instant,
): Promise<Outcome> {
  const sent = (posted: string): Outcome => ({ kind: 'sent', conversation: channel, posted });
  if (made === undefined) {
    if (event.state === 'cancelled') return { kind: 'refused', code: 'cancelled', why: 'gone' };
    const body = {
      ...{ ...wordsOf(event, lastLine(key)), ...timesOf(event), channel_id: null },
      entity_type: GuildScheduledEventEntityType.External,
      privacy_level: GuildScheduledEventPrivacyLevel.GuildOnly,
    };
    const { id } = (await rest.post(Routes.guildScheduledEvents(tenant), { body })) as { id: string };
    return sent(id);
  }
  const route = Routes.guildScheduledEvent(tenant, made);
  if (event.state === 'cancelled') await callOff(rest, route);
  else {
    // What has begun takes no times, not even those it has; its words can still be put right.
    const ahead = Temporal.Instant.compare(Temporal.Instant.from(event.from), now) > 0;
    await rest.patch(route, { body: { ...wordsOf(event), ...(ahead && timesOf(event)) } });
  }
  return sent(made);
}

/** The event that an attempt has made, if it did; nothing else tells one event of the bot from another. */
export async function findEvent(
  rest: REST,
  bot: string,
  key: string,
  { tenant }: ToChannel,
): Promise<string | undefined> {
  const events = (await rest.get(Routes.guildScheduledEvents(tenant))) as APIGuildScheduledEvent[];
  return events.find(
    ({ creator_id: by, description }) => by === bot && description?.split('\n').at(-1) === lastLine(key),
  )?.id;
}

/** Takes an event out of what is to come. What was called off before, is over or was deleted needs nothing more. */
async function callOff(rest: REST, route: ReturnType<typeof Routes.guildScheduledEvent>): Promise<void> {
  const end = (status: GuildScheduledEventStatus) => rest.patch(route, { body: { status } });
  try {
    await end(GuildScheduledEventStatus.Canceled);
  } catch (error) {
    if (isCode(error, 10070, 180000)) return;
    // Discord cancels only what has not begun, and ends what has; by which code it says so is not documented [?].
    if (!isCode(error, 50035)) throw error;
    await end(GuildScheduledEventStatus.Completed);
  }
}

const lastLine = (key: string) => `Weft · ${shortCodeOf(key)}`;

function wordsOf({ name, about, where }: PlannedEvent, last?: string) {
  const end = last === undefined ? [] : [last];
  const room = maxEventWords - end.reduce((sum, line) => sum + line.length + 2, 0);
  const said = fitted(literal(about), room);
  return {
    name: oneLine(name, maxEventName),
    description: [...(said === '' ? [] : [said]), ...end].join('\n\n'),
    entity_metadata: { location: oneLine(where, maxEventPlace) },
  };
}

function timesOf({ from, until }: PlannedEvent) {
  return { scheduled_start_time: from, scheduled_end_time: until };
}

/** Where Discord reads no markdown, and wants something to be said. */
function oneLine(words: string, max: number): string {
  return shorten(bare(words).replace(breaks, ' ').trim(), max) || '–';
}
