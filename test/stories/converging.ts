import { eq } from 'drizzle-orm';
import ICAL from 'ical.js';
import { vi } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import { cast } from '#cast/index.ts';
import type { Given, PlatformName } from '#chat/index.ts';
import * as rows from '#convergence/tables.ts';
import { tables } from '#directory/index.ts';
import { playgroundMessages } from '#platforms/playground/tables.ts';
import { newId } from '#store/index.ts';
import { startDiscord } from '../support/discord/index.ts';
import { startSlack } from '../support/slack/index.ts';
import type { Casting, Shown, StageOf } from '../support/stage/index.ts';
import { messagesTo } from './introducing.ts';

/** Four hubs around the world, where they are, and who of the cast speaks for each and lives there. */
const around = {
  Sydney: { zone: 'Australia/Sydney', places: 'Bondi, Parramatta', who: 'iris' },
  Kolkata: { zone: 'Asia/Kolkata', places: '', who: 'mina' },
  London: { zone: 'Europe/London', places: '', who: 'ben' },
  'São Paulo': { zone: 'America/Sao_Paulo', places: '', who: 'hugo' },
} as const;
export type Around = keyof typeof around;

/** What the cast writes unless a story says otherwise. The clock stands on Wednesday, 12 May 2027, noon in Chicago. */
export const riverDay = {
  name: 'River day',
  day: '6 November 2027',
  hours: 'noon to two',
  ask: 'Stand at the water nearest to you.',
} as const;

/** Opens the four hubs, each with somebody who speaks for it and lives by its clocks; their ids. */
export async function opensHubs({ db, clock, seeded }: StageOf): Promise<Readonly<Record<Around, string>>> {
  const { coalitionId } = seeded;
  const [now, ids] = [clock.now(), new Map<string, string>()];
  for (const [name, { zone, places, who }] of Object.entries(around)) {
    const [hubId, personId] = [newId(now), seeded.people.get(who) ?? ''];
    const of = { hubId, personId, coalitionId };
    await db.insert(tables.hub).values({
      ...{ id: hubId, coalitionId, name, zone, places, kind: 'district', addedAt: now },
    });
    await db.insert(tables.hubMember).values({ ...of, joinedAt: now });
    await db.insert(tables.representative).values({ ...of, id: newId(now), since: now });
    await db.update(tables.person).set({ zone }).where(eq(tables.person.id, personId));
    ids.set(name, hubId);
  }
  return Object.fromEntries(ids) as Record<Around, string>;
}

/** The names of the four, as somebody types them. */
export const four = Object.keys(around).join(', ');

/** Mara, a principal, writes a draft; it is shown back. */
export async function draws(stage: StageOf, given: Given = {}): Promise<void> {
  const { hubs = four, hosts = '', roles = '', ...rest } = { ...riverDay, ...given };
  await stage.as('mara').types('converge plan');
  await stage.as('mara').fills(rest);
  await stage.as('mara').fills({ hubs, hosts, roles });
}

/** The same, and plans it. */
export async function plans(stage: StageOf, given: Given = {}): Promise<void> {
  await draws(stage, given);
  await stage.as('mara').presses('Plan it');
}

/** Somebody says that a host of theirs holds the next day. */
export async function hosts(stage: StageOf, who: string, given: Given): Promise<void> {
  const { bring = '', ...rest } = { what: 'We stand at the bank.', ...given };
  await stage.as(who).types('converge host');
  await stage.as(who).fills(rest);
  await stage.as(who).fills({ bring });
}

/** The one day there is. */
export async function theDay({ db }: StageOf): Promise<typeof rows.day.$inferSelect> {
  const [one, another] = await db.select().from(rows.day);
  if (!one || another) throw new Error('there is not one day');
  return one;
}

/** The place of a host. */
export async function placeIn({ db }: StageOf, place: string): Promise<string> {
  const [found] = await db.select().from(rows.hosting).where(eq(rows.hosting.place, place));
  if (!found) throw new Error(`nobody hosts in ${place}`);
  return found.id;
}

/** What a person has before them in one kind of place with these words in it. */
export async function reads(
  stage: StageOf,
  who: string,
  where: Shown['where'],
  words: string,
): Promise<readonly Shown[]> {
  return (await messagesTo(stage, who, where)).filter(({ text }) => text.includes(words));
}

/** What stands in the channels of somebody with these words and a way to join; a card of an event has no buttons. */
export async function postsOf(stage: StageOf, who: string, words: string): Promise<readonly Shown[]> {
  return (await reads(stage, who, 'channel', words)).filter(({ buttons }) => buttons.length > 0);
}

/** Lets the clock stand at that moment at once, as after a long night: what was due meanwhile comes now. */
export async function leapsTo(stage: StageOf, at: string): Promise<void> {
  stage.clock.set(at);
  await stage.settle();
}

/** Which platform a space of the cast is on. */
export const platformOf = (casting: Casting, space: cast.Tenant): PlatformName =>
  typeof casting === 'string' ? casting : casting[space];

/** The stand-ins of the stage opened last: a test spies on both modules with `vi.mock(…, { spy: true })`. */
export async function standIns() {
  return {
    slack: await vi.mocked(startSlack).mock.results.at(-1)?.value,
    discord: await vi.mocked(startDiscord).mock.results.at(-1)?.value,
  } as {
    slack: Awaited<ReturnType<typeof startSlack>>;
    discord: Awaited<ReturnType<typeof startDiscord>>;
  };
}

/** A calendar file, as a reader that is not ours understands it. */
export interface Entry {
  readonly uid: string;
  readonly sequence: number;
  readonly status: string;
  readonly summary: string;
  /** a date, or a moment */
  readonly start: string;
  readonly end: string;
}

/** The calendar files that were sent on a platform, not in answer to somebody, the oldest first. */
export async function filesOn({ db }: StageOf, platform: PlatformName): Promise<readonly Entry[]> {
  if (platform === 'playground') {
    const all = await db.select().from(playgroundMessages).orderBy(playgroundMessages.id);
    return all
      .flatMap(({ message }) => message.blocks)
      .flatMap((block) => (block.kind === 'calendar' ? [readEntry(writeCalendar(block.calendar))] : []));
  }
  const { slack, discord } = await standIns();
  const files =
    platform === 'slack'
      ? slack.files().map(({ name, bytes }) => ({ filename: name, bytes }))
      : discord.posted().flatMap((message) => message.files);
  return files.flatMap(({ filename, bytes }) =>
    filename.endsWith('.ics') && bytes ? [readEntry(bytes)] : [],
  );
}

function readEntry(bytes: Uint8Array): Entry {
  const file = new ICAL.Component(ICAL.parse(new TextDecoder().decode(bytes)));
  const [event, another] = file.getAllSubcomponents('vevent');
  if (!event || another) throw new Error('not one entry');
  const time = (name: 'dtstart' | 'dtend') => {
    const value = event.getFirstPropertyValue(name);
    if (!(value instanceof ICAL.Time)) throw new Error(`no ${name}`);
    return value.toString();
  };
  const of = (name: string) => String(event.getFirstPropertyValue(name));
  return {
    ...{ uid: of('uid'), sequence: Number(of('sequence')), status: of('status'), summary: of('summary') },
    ...{ start: time('dtstart'), end: time('dtend') },
  };
}

/** An event that people of a space see there. */
export interface Event {
  readonly name: string;
  readonly where: string;
  readonly from: string;
  readonly until: string;
  readonly isOff: boolean;
}

/** The events planned in a space; Slack has none. */
export async function eventsIn(
  stage: StageOf,
  casting: Casting,
  space: cast.Tenant,
): Promise<readonly Event[]> {
  const moment = (at: string) => Temporal.Instant.from(at).toString();
  switch (platformOf(casting, space)) {
    case 'slack':
      return [];
    case 'playground': {
      const all = await stage.db.select().from(playgroundMessages).orderBy(playgroundMessages.id);
      return all
        .filter(({ conversation }) => conversation === cast.uses[space].actions)
        .flatMap(({ message: { event } }) => (event ? [event] : []))
        .map(({ name, where, from, until, state }) => ({
          ...{ name, where, from: moment(from), until: moment(until), isOff: state === 'cancelled' },
        }));
    }
    case 'discord': {
      const { discord } = await standIns();
      const guild = stage.hands.get('discord')?.tenant(space);
      const found = await fetch(`${discord.apiUrl}/v10/guilds/${guild}/scheduled-events`, {
        headers: { authorization: `Bot ${discord.token}` },
      });
      // What was called off is not among them.
      return ((await found.json()) as DiscordEvent[]).map((one) => ({
        ...{ name: one.name, where: one.entity_metadata.location, isOff: false },
        from: moment(one.scheduled_start_time),
        until: moment(one.scheduled_end_time),
      }));
    }
  }
}

interface DiscordEvent {
  readonly name: string;
  readonly entity_metadata: { readonly location: string };
  readonly scheduled_start_time: string;
  readonly scheduled_end_time: string;
}
