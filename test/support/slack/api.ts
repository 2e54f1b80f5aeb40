import { isObj, type Obj, parseJson, str } from './json.ts';
import type { Method } from './method.ts';
import { chatMethods } from './methods-chat.ts';
import { conversationMethods } from './methods-conversations.ts';
import { fileMethods } from './methods-files.ts';
import { viewMethods } from './methods-views.ts';
import { Refused, refuse, refuseBug } from './refuse.ts';
import { issueTicket } from './socket.ts';
import { type SlackTeam, violate, type World } from './world.ts';

const methods: Record<string, Method> = {
  ...chatMethods,
  ...viewMethods,
  ...conversationMethods,
  ...fileMethods,
};

/** The names of the methods that are answered. */
export const knownMethods: readonly string[] = ['apps.connections.open', ...Object.keys(methods)].toSorted();

const structured = ['blocks', 'view', 'metadata', 'attachments', 'files'];
const booleans = new Set(
  'unfurl_links unfurl_media mrkdwn link_names reply_broadcast include_locale include_all_metadata include_num_members exclude_archived return_im prevent_creation inclusive force'.split(
    ' ',
  ),
);

/** Reads the arguments of a call, form-encoded as the SDK sends them or JSON. */
export function readArgs(contentType: string, body: string): Obj {
  if (contentType.startsWith('application/json')) {
    const parsed = parseJson(body);
    return isObj(parsed) ? parsed : {};
  }
  const args: Obj = Object.fromEntries(new URLSearchParams(body));
  for (const [name, value] of Object.entries(args)) {
    if (structured.includes(name)) args[name] = parseJson(str(value)) ?? value;
    else if (booleans.has(name)) args[name] = value === 'true' || value === '1';
  }
  return args;
}

/** Says which workspace a bot token belongs to. */
export function teamOfToken(world: World, token: string): SlackTeam | undefined {
  return [...world.teams.values()].find((team) => team.botToken === token);
}

/** Carries out one call and returns its answer, `ok` or not; wrong requests become violations. */
export function answer(world: World, method: string, args: Obj, token: string): Obj {
  try {
    return { ok: true, ...run(world, method, args, token) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.bug) violate(world, `${method}: ${[error.code, ...error.problems].join('; ')}`);
    const messages = error.problems.map((one) => (one.startsWith('[ERROR]') ? one : `[ERROR] ${one}`));
    if (messages.length === 0) return { ok: false, error: error.code };
    return { ok: false, error: error.code, errors: error.problems, response_metadata: { messages } };
  }
}

function run(world: World, method: string, args: Obj, token: string): Obj {
  if (token === '') throw refuseBug('not_authed');
  if (method === 'apps.connections.open') {
    if (token !== world.appToken) throw refuseBug('not_allowed_token_type');
    if (world.mode !== 'socket') throw refuseBug('socket_mode_not_enabled');
    return { url: issueTicket(world) };
  }
  const known = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!known) throw refuseBug('unknown_method');
  const team = teamOfToken(world, token);
  if (!team) throw refuseBug('invalid_auth');
  if (team.tokenError !== undefined) throw refuse(team.tokenError);
  if (known.scope && team.scopes && !team.scopes.includes(known.scope)) throw refuse('missing_scope');
  const meant = args.team_id;
  if (meant !== undefined && meant !== team.id) {
    violate(world, `${method}: the token of ${team.id} was used for ${String(meant)}`);
  }
  for (const name of Object.keys(args)) {
    if (!known.args.includes(name) && name !== 'token' && name !== 'team_id') {
      violate(world, `${method}: unknown argument ${name}`);
    }
  }
  return known.run({ world, team, method, args });
}
