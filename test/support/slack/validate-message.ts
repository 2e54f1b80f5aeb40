import { isObj, type Obj, str, walk } from './json.ts';
import { lengthOfBlocks, problemsOfBlocks } from './validate-blocks.ts';
import { violate, type World } from './world.ts';

/** A refusal as the Web API words it; `bug` when a correct app would never meet it. */
export interface Refusal {
  error: string;
  bug: boolean;
  problems?: string[];
}

// Slack refuses a message whose texts sum up to some 12,000 characters; it has been seen at 11,341 [?].
const longestBlocks = 11_000;
const longestText = 4000;
const largestMetadata = 8000;

/** Returns why Slack would refuse this message content, or undefined when it would take it. */
export function refusalOfMessage(args: Obj, method: string): Refusal | undefined {
  const { text, blocks, metadata } = args;
  const empty = !Array.isArray(blocks) || blocks.length === 0;
  if (str(text) === '' && empty) return { error: 'no_text', bug: true };
  if (blocks !== undefined) {
    if (!Array.isArray(blocks)) return { error: 'invalid_blocks_format', bug: true };
    const problems = problemsOfBlocks(blocks, 'message');
    if (problems.length > 0) return { error: 'invalid_blocks', bug: true, problems };
    if (lengthOfBlocks(blocks) > longestBlocks) return { error: 'msg_blocks_too_long', bug: true };
  }
  if (method === 'chat.update' && str(text).length > longestText) return { error: 'msg_too_long', bug: true };
  return metadata === undefined ? undefined : refusalOfMetadata(metadata);
}

/** Writes down the bad habits in a message that Slack would take all the same, if they are asked for. */
export function noteHabits(world: World, args: Obj, method: string): void {
  if (world.habits) for (const habit of habitsOfMessage(args, method)) violate(world, `${method}: ${habit}`);
}

function habitsOfMessage(args: Obj, method: string): string[] {
  const bad: string[] = [];
  if (str(args.text).trim() === '') bad.push('has no text for screen readers and notifications');
  if (str(args.text).length > longestText) bad.push('text is longer than 4,000 characters');
  if (method === 'chat.postMessage') {
    if (args.unfurl_links !== false) bad.push('unfurl_links must be false');
    if (args.unfurl_media !== false) bad.push('unfurl_media must be false');
  }
  if (args.link_names === true || args.parse === 'full') bad.push('turns names into mentions');
  if (args.attachments !== undefined) bad.push('uses attachments, which are legacy');
  return bad;
}

function refusalOfMetadata(metadata: unknown): Refusal | undefined {
  if (!isObj(metadata)) return { error: 'invalid_metadata_format', bug: true };
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== 'string' || type === '' || type.length > 255 || !isObj(payload)) {
    return { error: 'invalid_metadata_format', bug: true };
  }
  // Fields are scalars or one level of objects; docs.slack.dev/messaging/message-metadata.
  for (const value of Object.values(payload)) {
    const inner = isObj(value) ? Object.values(value) : Array.isArray(value) ? value : [];
    if (inner.some((one) => typeof one === 'object')) return { error: 'invalid_metadata_schema', bug: true };
  }
  const tooLarge = Buffer.byteLength(JSON.stringify(metadata)) > largestMetadata;
  return tooLarge ? { error: 'metadata_too_large', bug: true } : undefined;
}

/** Writes down every mention and link in what is about to be shown. */
export function recordMentions(world: World, content: { text?: unknown; blocks?: unknown }, method: string) {
  inMarkup(world, str(content.text), method, true);
  walk(content.blocks, (found) => {
    const { type } = found;
    if (type === 'mrkdwn') inMarkup(world, str(found.text), method, found.verbatim !== true);
    else if (type === 'markdown') inMarkdown(world, str(found.text), method);
    else if (type === 'broadcast') ping(world, 'channel', str(found.range), method);
    else if (type === 'user' && 'user_id' in found) ping(world, 'person', str(found.user_id), method);
    else if (type === 'usergroup') ping(world, 'group', str(found.usergroup_id), method);
    else if (type === 'link') link(world, str(found.url), str(found.text) || undefined, method);
    else if (type === 'button' && found.url !== undefined) link(world, str(found.url), undefined, method);
  });
}

function inMarkup(world: World, text: string, method: string, autoLinks: boolean): void {
  for (const [, inside = ''] of text.matchAll(/<([^<>]+)>/g)) {
    const [target = '', label] = inside.split('|');
    if (/^!(channel|here|everyone)/.test(target)) ping(world, 'channel', target.slice(1), method);
    else if (target.startsWith('!subteam^')) ping(world, 'group', target.slice(9), method);
    else if (target.startsWith('@')) ping(world, 'person', target.slice(1), method);
    else if (/^(https?:|mailto:|tel:)/.test(target)) link(world, target, label, method);
  }
  if (!autoLinks) return;
  for (const [url] of text.replaceAll(/<[^<>]*>/g, ' ').matchAll(/https?:\/\/[^\s<>|]+/g)) {
    link(world, url, undefined, method);
  }
}

function inMarkdown(world: World, text: string, method: string): void {
  inMarkup(world, text.replaceAll(/\]\([^)]*\)/g, ']'), method, true);
  for (const [, label, url = ''] of text.matchAll(/\[([^\]]*)\]\(([^)\s]+)[^)]*\)/g)) {
    link(world, url, label, method);
  }
}

function ping(world: World, kind: 'channel' | 'person' | 'group', target: string, method: string): void {
  world.pings.push({ kind, target, method });
}

function link(world: World, url: string, label: string | undefined, method: string): void {
  world.links.push({ url, label, method });
}
