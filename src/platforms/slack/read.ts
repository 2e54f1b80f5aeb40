import type { BlockAction, BlockSuggestion, SlashCommand, ViewOutput, ViewSubmitAction } from '@slack/bolt';
import {
  type Deed,
  type Given,
  type GivenValue,
  type Incoming,
  readButtonWire,
  resumePress,
} from '#chat/index.ts';
import type { Actor } from './people.ts';
import { type Reply, urlReply } from './reply.ts';
import { formCallback } from './view.ts';

/** Something that came in, without who the sender is and how it is answered. */
export type Read = Omit<Incoming, 'sender' | 'reply' | keyof Deed> & Deed & { readonly key: string };

/** A slash command as the core reads it: Slack's escapes undone, mentions as bare ids. */
export function readCommand(
  command: SlashCommand,
  now: Temporal.Instant,
): { read: Read; actor: Actor; reply: Reply } {
  const { team_id: tenant } = command;
  const actor = { tenant, account: command.user_id, name: command.user_name };
  return {
    read: {
      key: command.trigger_id,
      platform: 'slack',
      tenant,
      tenantName: command.team_domain,
      ...channelOf(command.channel_id),
      kind: 'typed',
      text: readCommandText(command.text ?? ''),
    },
    actor,
    reply: urlReply(actor, command.response_url, now),
  };
}

/** A press of one of Weft's buttons; undefined for anything else. */
export function readPress(body: BlockAction): { read: Read; actor: Actor } | undefined {
  const action = body.actions[0];
  const wire = action?.type === 'button' ? readButtonWire(action.action_id.replace(/#\d+$/, '')) : undefined;
  if (!wire) return undefined;
  const actor = actorOf(body);
  const deed: Deed =
    wire.press === resumePress ? { kind: 'resume', form: wire.subject ?? '' } : { kind: 'press', ...wire };
  return {
    read: {
      key: body.trigger_id,
      platform: 'slack',
      tenant: actor.tenant,
      ...(body.team && { tenantName: body.team.domain }),
      ...channelOf(body.channel?.id),
      ...deed,
    },
    actor,
  };
}

/** A submitted step of a form; undefined for any other view. */
export function readSubmission(
  body: ViewSubmitAction,
): { read: Read; actor: Actor; reply: Reply } | undefined {
  if (body.view.callback_id !== formCallback) return undefined;
  const actor = actorOf(body);
  return {
    read: {
      key: body.trigger_id ?? `${body.view.id}.${body.view.hash}`,
      platform: 'slack',
      tenant: actor.tenant,
      ...(body.team && { tenantName: body.team.domain }),
      kind: 'submit',
      form: body.view.private_metadata,
      given: readGiven(body.view),
    },
    actor,
    reply: { kind: 'view', tenant: actor.tenant, account: actor.account, view: body.view.id },
  };
}

/** Who acts, and in which workspace Weft is asked: a modal of a shared channel names the one it was opened in. */
export function actorOf(body: BlockAction | ViewSubmitAction | BlockSuggestion): Actor {
  const installed = (body.view as { app_installed_team_id?: string } | undefined)?.app_installed_team_id;
  const { id, name, team_id: team } = body.user;
  return { tenant: installed ?? body.team?.id ?? team ?? '', account: id, name, team };
}

/** What was given, by field; a field that was emptied is '' or [], so that it is not taken for untouched. */
export function readGiven(view: ViewOutput): Given {
  const given: Record<string, GivenValue> = {};
  for (const [name, actions] of Object.entries(view.state.values)) {
    const [state] = Object.values(actions);
    if (!state) continue;
    given[name] = Array.isArray(state.selected_options)
      ? state.selected_options.map((option) => option.value)
      : (state.selected_option?.value ??
        state.selected_user ??
        state.selected_conversation ??
        state.selected_channel ??
        state.value ??
        '');
  }
  return given;
}

/** The names of the fields of a view, in order. */
export function fieldsOf(view: ViewOutput): string[] {
  return view.blocks.flatMap((block) => (block.type === 'input' && block.block_id ? [block.block_id] : []));
}

/** Command text with `should_escape`: `<@U1|ada>` and `<#C1|general>` as ids, links as they were typed. */
export function readCommandText(escaped: string): string {
  return escaped
    .replaceAll(/<[@#]([A-Z0-9]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll(/<(?:mailto:|tel:)[^|>]*\|([^>]*)>/g, '$1')
    .replaceAll(/<(https?:[^|>]*)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** Direct messages are no channel to the core. */
function channelOf(id: string | undefined): { channel?: string } {
  return id === undefined || id.startsWith('D') ? {} : { channel: id };
}
