import { isObj, type Obj, str } from './json.ts';
import { edit } from './methods-chat.ts';
import { noteHabits, recordMentions, refusalOfMessage } from './validate-message.ts';
import { addMessage, nextId, type ResponseUrl, teamOf, violate, type World } from './world.ts';

const mostUses = 5;
const livesMs = 30 * 60_000;
const known = [
  'text',
  'blocks',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'unfurl_links',
  'unfurl_media',
  'metadata',
  'mrkdwn',
];

/** Issues a response_url; an absolute address on this server. */
export function issueResponseUrl(
  world: World,
  use: Pick<ResponseUrl, 'teamId' | 'personId' | 'channel' | 'messageTs'>,
): string {
  const id = nextId(world, 'r');
  world.responseUrls.set(id, { ...use, issuedAt: performance.now(), uses: 0, expired: false });
  return `${world.origin}/response/${use.teamId}/${id}`;
}

/** Carries out what was posted to a response_url; five times within half an hour. */
export function respondTo(world: World, id: string, body: unknown): { status: number; body: Obj } {
  const use = world.responseUrls.get(id);
  if (!use) return bad(world, 404, 'invalid_url');
  if (use.uses >= mostUses) return bad(world, 404, 'used_url');
  if (use.expired || performance.now() - use.issuedAt > livesMs) {
    return { status: 404, body: { ok: false, error: 'expired_url' } };
  }
  if (!isObj(body)) return bad(world, 400, 'invalid_payload');
  const failure = show(world, use, body, 'response_url');
  if (failure !== undefined) return bad(world, 400, failure);
  use.uses += 1;
  return { status: 200, body: { ok: true } };
}

function bad(world: World, status: number, error: string): { status: number; body: Obj } {
  violate(world, `response_url: ${error}`);
  return { status, body: { ok: false, error } };
}

/** Shows an answer given by response_url or in the acknowledgement; returns Slack's refusal if it has one. */
export function show(
  world: World,
  use: Omit<ResponseUrl, 'issuedAt' | 'uses' | 'expired'>,
  body: Obj,
  via: string,
): string | undefined {
  for (const name of Object.keys(body)) {
    if (!known.includes(name)) violate(world, `${via}: unknown argument ${name}`);
  }
  const original = world.postedAt.get(use.messageTs ?? '');
  if (body.delete_original === true || body.delete_original === 'true') {
    if (original) original.deleted = true;
    return undefined;
  }
  noteHabits(world, body, via);
  const refusal = refusalOfMessage(body, via);
  if (refusal) return [refusal.error, ...(refusal.problems ?? [])].join('; ');
  recordMentions(world, body, via);
  const replaces = body.replace_original === true || body.replace_original === 'true';
  if (replaces && original) {
    edit(world, original, body);
    return undefined;
  }
  const type = body.response_type ?? 'ephemeral';
  if (type !== 'ephemeral' && type !== 'in_channel') violate(world, `${via}: unknown response_type`);
  addMessage(world, {
    channel: use.channel,
    teamId: use.teamId,
    author: 'bot',
    userId: teamOf(world, use.teamId).botUserId,
    text: str(body.text),
    blocks: body.blocks,
    ...(type === 'in_channel' ? {} : { ephemeralTo: use.personId }),
    via,
  });
  return undefined;
}
