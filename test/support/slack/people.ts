import type { Obj } from './json.ts';
import { nextId, type SlackChannel, type SlackPerson, type SlackTeam, type World } from './world.ts';

/** What a test may say about a person; everything has a plain default. */
export type PersonOptions = Partial<Omit<SlackPerson, 'teamId'>> & { name: string; team?: SlackTeam };

/** What a test may say about a channel. */
export interface ChannelOptions {
  id?: string;
  name: string;
  isPrivate?: boolean;
  members?: SlackPerson[];
  botIsMember?: boolean;
  team?: SlackTeam;
}

/** Adds a workspace with a token and a bot of its own. */
export function addTeam(world: World, options: Partial<SlackTeam> = {}): SlackTeam {
  const id = options.id ?? nextId(world, 'T');
  const team: SlackTeam = {
    id,
    domain: `space-${id.toLowerCase()}`,
    name: `Space ${id}`,
    botToken: `xoxb-${id}-stand-in`,
    botUserId: nextId(world, 'U'),
    botId: nextId(world, 'B'),
    ...options,
  };
  world.teams.set(id, team);
  addPerson(world, team, { id: team.botUserId, name: world.appName, isBot: true });
  return team;
}

/** Adds a person to a workspace, in New York unless told otherwise. */
export function addPerson(world: World, team: SlackTeam, options: PersonOptions): SlackPerson {
  const { team: _team, ...rest } = options;
  const person: SlackPerson = {
    id: nextId(world, 'U'),
    teamId: team.id,
    realName: options.name,
    email: `${options.name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}@example.org`,
    tz: 'America/New_York',
    locale: 'en-US',
    isAdmin: false,
    isBot: false,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    deleted: false,
    ...rest,
  };
  world.people.set(person.id, person);
  return person;
}

/** Adds a channel; the bot is in it unless told otherwise. */
export function addChannel(world: World, team: SlackTeam, options: ChannelOptions): SlackChannel {
  const channel: SlackChannel = {
    id: options.id ?? nextId(world, 'C'),
    teamId: team.id,
    kind: options.isPrivate ? 'private' : 'public',
    name: options.name,
    members: new Set((options.members ?? []).map((person) => person.id)),
    botIsMember: options.botIsMember ?? true,
    archived: false,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

/** Returns the DM or group DM of these people with the bot; the same set gives the same one. */
export function openConversation(world: World, team: SlackTeam, personIds: string[]): SlackChannel {
  const there = conversationOf(world, team.id, personIds);
  if (there) return there;
  const wanted = new Set(personIds);
  const kind = wanted.size === 1 ? 'im' : 'mpim';
  const id = nextId(world, kind === 'im' ? 'D' : 'G');
  const name = kind === 'im' ? 'directmessage' : `mpdm-${[...wanted].join('--').toLowerCase()}-1`;
  const channel: SlackChannel = {
    id,
    teamId: team.id,
    kind,
    name,
    members: wanted,
    botIsMember: true,
    archived: false,
  };
  world.channels.set(id, channel);
  world.conversations.set(nameOfGroup(team.id, personIds), channel);
  return channel;
}

/** Returns the DM or group DM of these people with the bot, if it was ever opened. */
export function conversationOf(world: World, teamId: string, personIds: string[]): SlackChannel | undefined {
  return world.conversations.get(nameOfGroup(teamId, personIds));
}

function nameOfGroup(teamId: string, personIds: string[]): string {
  return [teamId, ...[...new Set(personIds)].toSorted()].join(' ');
}

/** Returns Slackbot, who is in every workspace under the same id and does not call itself a bot. */
export function slackbot(team: SlackTeam): SlackPerson {
  return {
    id: 'USLACKBOT',
    teamId: team.id,
    name: 'slackbot',
    realName: 'Slackbot',
    email: '',
    tz: 'America/Los_Angeles',
    locale: 'en-US',
    isAdmin: false,
    isBot: false,
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    deleted: false,
  };
}

/** Returns the user object that users.info, users.list, team_join and user_change carry. */
export function userObject(person: SlackPerson, withLocale = true): Obj {
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name.toLowerCase().replaceAll(' ', '.'),
    deleted: person.deleted,
    real_name: person.realName,
    ...(person.isStranger ? {} : { tz: person.tz, tz_label: person.tz, tz_offset: offsetNow(person.tz) }),
    profile: {
      real_name: person.realName,
      display_name: person.name,
      ...(person.isStranger ? {} : { email: person.email }),
      team: person.teamId,
    },
    is_admin: person.isAdmin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    is_bot: person.isBot,
    is_app_user: false,
    ...(person.isStranger ? { is_stranger: true } : {}),
    ...(withLocale ? { locale: person.locale } : {}),
    updated: 1_700_000_000,
  };
}

/** Returns how many seconds a zone is ahead of UTC at present. */
function offsetNow(zone: string): number {
  const written = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).format();
  const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)$/.exec(written) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60;
}

/** Returns the conversation object that conversations.info and .list carry. */
export function conversationObject(world: World, channel: SlackChannel): Obj {
  const [first] = channel.members;
  const size = channel.members.size + (channel.botIsMember ? 1 : 0);
  return {
    id: channel.id,
    name: channel.name,
    context_team_id: channel.teamId,
    is_channel: channel.kind === 'public' || channel.kind === 'private',
    is_group: channel.kind === 'private',
    is_im: channel.kind === 'im',
    is_mpim: channel.kind === 'mpim',
    is_private: channel.kind !== 'public',
    is_archived: channel.archived,
    is_member: channel.botIsMember,
    is_general: false,
    is_ext_shared: [...channel.members].some((id) => world.people.get(id)?.isStranger),
    created: 1_700_000_000,
    ...(channel.kind === 'im' ? { user: first, is_open: true } : { num_members: size }),
  };
}
