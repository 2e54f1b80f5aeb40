import type { Problem } from './body.ts';
import { type Dict, dict, isDict, list } from './json.ts';
import type { Call, World } from './world.ts';

/** An error answer of the API: HTTP status, Discord's JSON error code, its words, and the fields at fault. */
export class Refused extends Error {
  readonly status: number;
  readonly code: number;
  readonly fields: Dict | undefined;

  constructor(status: number, code: number, message: string, fields?: Dict) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** The refusals that Discord names by number (Discord developer documentation, Opcodes and Status Codes). */
export const refusal = {
  unauthorised: () => new Refused(401, 0, '401: Unauthorized'),
  unknownChannel: () => new Refused(404, 10003, 'Unknown Channel'),
  unknownGuild: () => new Refused(404, 10004, 'Unknown Guild'),
  unknownMember: () => new Refused(404, 10007, 'Unknown Member'),
  unknownMessage: () => new Refused(404, 10008, 'Unknown Message'),
  unknownUser: () => new Refused(404, 10013, 'Unknown User'),
  unknownWebhook: () => new Refused(404, 10015, 'Unknown Webhook'),
  unknownInteraction: () => new Refused(404, 10062, 'Unknown interaction'),
  tooManyOldEdits: () =>
    new Refused(429, 30046, 'Maximum number of edits to messages older than 1 hour reached. Try again later'),
  tooManyEvents: () => new Refused(400, 30038, 'Maximum number of guild scheduled events reached (100)'),
  unknownEvent: () => new Refused(404, 10070, 'Unknown Guild Scheduled Event'),
  // The status is not documented; 403 was seen (davidhozic/discord-advertisement-framework#82).
  openingTooFast: () => new Refused(403, 40003, 'You are opening direct messages too fast'),
  // What an application gets that was flagged for spam; code and status as seen, not documented [?].
  flagged: () => new Refused(403, 20026, 'This bot was flagged by our anti-spam system'),
  alreadyAcknowledged: () => new Refused(400, 40060, 'Interaction has already been acknowledged.'),
  missingAccess: () => new Refused(403, 50001, 'Missing Access'),
  notOwnMessage: () => new Refused(403, 50005, 'Cannot edit a message authored by another user'),
  tooLarge: () => new Refused(413, 40005, 'Request entity too large'),
  emptyMessage: () => new Refused(400, 50006, 'Cannot send an empty message'),
  closedDms: () => new Refused(403, 50007, 'Cannot send messages to this user'),
  noMutualGuild: () =>
    new Refused(403, 50278, 'Cannot send messages to this user due to having no mutual guilds'),
  missingPermissions: () => new Refused(403, 50013, 'Missing Permissions'),
  wrongChannelType: () => new Refused(400, 50024, 'Cannot execute action on this channel type'),
  expiredToken: () => new Refused(401, 50027, 'Invalid Webhook Token'),
  archivedThread: () => new Refused(400, 50083, 'Thread is archived'),
  // The statuses of these two are not documented [?].
  replyUnread: () => new Refused(400, 160002, 'Cannot reply without permission to read message history'),
  finishedEvent: () => new Refused(400, 180000, 'Cannot update a finished event'),
  wrongEventStatus: () =>
    formed('status', 'GUILD_SCHEDULED_EVENT_INVALID_STATUS_TRANSITION', 'Invalid status transition'),
  pastEvent: () => atStart('GUILD_SCHEDULED_EVENT_SCHEDULE_PAST', 'Cannot schedule event in the past.'),
};

/** A start that does not fit: time goes on while a request is under way, so that it is no violation. */
export function atStart(code: string, message: string): Refused {
  return formed('scheduled_start_time', code, message);
}

function formed(field: string, code: string, message: string): Refused {
  return new Refused(400, 50035, 'Invalid Form Body', { [field]: { _errors: [{ code, message }] } });
}

/** The refusal with a code, for scripts; 401 is the one without a code of its own. */
export function refusalOf(code: number): Refused {
  if (code === 401) return refusal.unauthorised();
  const found = Object.values(refusal)
    .map((make) => make())
    .find((one) => one.code === code);
  if (!found)
    throw new Error(`This stand-in does not know ${code}: script { status, code, message } instead.`);
  return found;
}

/** Records every problem as a violation, and refuses the request if Discord would. */
export function refuseProblems(world: World, call: Call, problems: Problem[]): void {
  for (const { path, message } of problems)
    world.violations.push(`${call.method} ${call.path}: ${[...path, message].join(' ')}`);
  const fatal = problems.filter((one) => !one.remark);
  if (fatal.length === 0) return;
  const errors: Dict = {};
  for (const { path, message } of fatal) {
    let node = errors;
    for (const step of path) {
      const next = dict(node[step]);
      node[step] = next;
      node = next;
    }
    node._errors = [...list(node._errors), { code: 'BASE_TYPE_INVALID', message }];
  }
  throw new Refused(400, 50035, 'Invalid Form Body', isDict(errors) ? errors : {});
}
