import type { Obj } from './json.ts';
import { messageObject } from './methods-chat.ts';
import { issueResponseUrl } from './respond.ts';
import { initialValues } from './values.ts';
import { viewObject } from './views.ts';
import {
  nextId,
  nextTs,
  type SlackChannel,
  type SlackMessage,
  type SlackPerson,
  type SlackView,
  teamOf,
  type World,
} from './world.ts';

// Shapes: docs.slack.dev/reference/interaction-payloads, docs.slack.dev/apis/events-api.

/** Issues a trigger_id for a person; those of presses and submissions in a view know the view. */
export function issueTrigger(world: World, person: SlackPerson, view?: SlackView, id?: string): string {
  const triggerId = id ?? `${nextId(world, '')}.${Math.floor(world.now() / 1000)}.standin`;
  world.triggers.set(triggerId, {
    teamId: person.teamId,
    personId: person.id,
    issuedAt: performance.now(),
    used: false,
    expired: false,
    ...(view ? { viewId: view.id } : {}),
  });
  return triggerId;
}

/** Returns the fields every interaction carries. */
export function actor(world: World, person: SlackPerson): Obj {
  const team = teamOf(world, person.teamId);
  const name = person.name.toLowerCase().replaceAll(' ', '.');
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: person.id, username: name, name, team_id: person.teamId },
    api_app_id: world.appId,
    token: world.verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Returns the payload of a slash command. */
export function commandPayload(
  world: World,
  person: SlackPerson,
  channel: SlackChannel,
  said: { command: string; text: string; triggerId?: string },
): Obj {
  const team = teamOf(world, person.teamId);
  return {
    token: world.verificationToken,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.kind === 'private' ? 'privategroup' : channel.name,
    user_id: person.id,
    user_name: person.name.toLowerCase().replaceAll(' ', '.'),
    command: said.command,
    text: said.text,
    api_app_id: world.appId,
    is_enterprise_install: 'false',
    response_url: issueResponseUrl(world, { teamId: team.id, personId: person.id, channel: channel.id }),
    trigger_id: issueTrigger(world, person, undefined, said.triggerId),
  };
}

/** Where something interactive stands. */
export type Where = SlackMessage | SlackView;

/** Says whether a place is a view. */
export function isView(where: Where): where is SlackView {
  return 'hash' in where;
}

/** Returns the block_actions payload for an action that already has its own fields. */
export function actionPayload(world: World, person: SlackPerson, where: Where, action: Obj): Obj {
  const shared = { type: 'block_actions', ...actor(world, person) };
  const actions = [{ ...action, action_ts: nextTs(world) }];
  if (isView(where)) {
    return {
      ...shared,
      trigger_id: issueTrigger(world, person, where),
      container: { type: 'view', view_id: where.id },
      view: viewObject(world, where),
      actions,
    };
  }
  const isEphemeral = where.ephemeralTo !== undefined;
  return {
    ...shared,
    trigger_id: issueTrigger(world, person),
    container: {
      type: 'message',
      message_ts: where.ts,
      channel_id: where.channel,
      is_ephemeral: isEphemeral,
      ...(where.threadTs === undefined ? {} : { thread_ts: where.threadTs }),
    },
    channel: { id: where.channel, name: world.channels.get(where.channel)?.name ?? 'directmessage' },
    ...(isEphemeral ? {} : { message: messageObject(world, where, true) }),
    state: { values: initialValues(where.blocks) },
    response_url: issueResponseUrl(world, {
      teamId: where.teamId,
      personId: person.id,
      channel: where.channel,
      messageTs: where.ts,
    }),
    actions,
  };
}

/** Returns the view_submission or view_closed payload of a modal. */
export function viewPayload(
  world: World,
  person: SlackPerson,
  view: SlackView,
  type: 'view_submission' | 'view_closed',
): Obj {
  const shared = { type, ...actor(world, person), view: viewObject(world, view) };
  if (type === 'view_closed') return { ...shared, is_cleared: false };
  return { ...shared, trigger_id: issueTrigger(world, person, view), response_urls: [] };
}

/** Wraps an event as the Events API does, with a fresh event_id. */
export function eventPayload(world: World, teamId: string, event: Obj): Obj {
  const team = teamOf(world, teamId);
  return {
    token: world.verificationToken,
    team_id: team.id,
    context_team_id: team.id,
    context_enterprise_id: null,
    api_app_id: world.appId,
    event: { event_ts: nextTs(world), ...event },
    type: 'event_callback',
    event_id: nextId(world, 'Ev'),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: team.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}
