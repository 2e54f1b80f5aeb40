import type { Answer, Message } from '#chat/index.ts';
import type { Clients } from './client.ts';
import { type Files, hasFiles, type Makers, makeFiles, withNotes } from './files.ts';
import { limits } from './limits.ts';
import { nameOf } from './log.ts';
import { openConversation } from './open.ts';
import type { Actor } from './people.ts';
import { drawMessage } from './render.ts';
import { upload } from './upload.ts';
import { drawAnswer, drawHome } from './view.ts';

/** How something that came in can be answered later; kept as JSON by the core. */
export type Reply = { readonly tenant: string; readonly account: string } & (
  | /** a response_url, until it dies */ {
      readonly kind: 'url';
      readonly url: string;
      readonly until: string;
    }
  | /** an open modal */ { readonly kind: 'view'; readonly view: string }
  | /** the person's App Home tab */ { readonly kind: 'home' }
);

export type AnswerTo = (reply: unknown, answer: Answer) => Promise<boolean>;

/** Answers through a reply: true when Slack took it, false when its time or its uses are over, or Slack did not. */
export function createAnswers(
  given: Makers & { readonly clients: Clients; readonly clock: { now(): Temporal.Instant } },
): AnswerTo {
  const { clients, clock, log } = given;
  const used = new Map<string, { until: string; uses: number }>();
  const isOver = (until: string) => Temporal.Instant.compare(clock.now(), until) >= 0;

  async function respond(reply: Reply & { kind: 'url' }, answer: Answer): Promise<boolean> {
    for (const [url, { until }] of used) if (isOver(until)) used.delete(url);
    const uses = used.get(reply.url)?.uses ?? 0;
    if (isOver(reply.until) || uses >= limits.responseUses) return false;
    used.set(reply.url, { until: reply.until, uses: uses + 1 });
    const place =
      answer.place === 'instead'
        ? { replace_original: true }
        : { response_type: 'ephemeral', replace_original: false };
    const response = await fetch(reply.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...place,
        ...drawMessage(answer.message),
        unfurl_links: false,
        unfurl_media: false,
      }),
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    if (!response.ok) log.warn('answer refused', { platform: 'slack', code: `http_${response.status}` });
    return response.ok;
  }

  async function show(reply: Reply, answer: Answer): Promise<boolean> {
    if (reply.kind === 'url') return await respond(reply, answer);
    const client = await clients.of(reply.tenant, 'answers');
    if (!client) return false;
    if (reply.kind === 'view') {
      await client.views.update({ view_id: reply.view, view: drawAnswer(answer.message) });
    } else {
      await client.views.publish({ user_id: reply.account, view: drawHome(answer.message) });
    }
    return true;
  }

  /** Uploads files into the person's own conversation with Weft; whether they are there. */
  async function sendFiles({ tenant, account }: Reply, files: Files): Promise<boolean> {
    const client = await clients.of(tenant, 'answers').catch(() => undefined);
    if (!client) return false;
    const conversation = await openConversation(client, [account]);
    const outcome =
      typeof conversation === 'string'
        ? await upload(client, files, { conversation }, 'person')
        : conversation;
    if (outcome.kind === 'sent') return true;
    log.warn('file not sent', { platform: 'slack', tenant, code: outcome.code });
    return false;
  }

  /**
   * The message with notes in the place of its files, sent before it, so that the notes are true. What is looked at
   * again and again is left without: the Home tab, and a message that takes the place of another.
   */
  async function inNotes(reply: Reply, { message, place }: Answer): Promise<Message> {
    if (!hasFiles(message) || reply.kind === 'home' || place === 'instead') return message;
    const files = await makeFiles(given, message);
    const there = files && (await sendFiles(reply, files)) ? files : [];
    return withNotes(message, (block) => (there.some(({ of }) => of === block) ? 'direct' : 'nowhere'));
  }

  return async (reply, answer) => {
    if (!isReply(reply)) return false;
    try {
      return await show(reply, { ...answer, message: await inNotes(reply, answer) });
    } catch (error) {
      log.warn('answer not shown', {
        platform: 'slack',
        tenant: reply.tenant,
        kind: reply.kind,
        error: nameOf(error),
      });
      return false;
    }
  };
}

/** The reply of a response_url that came just now. */
export function urlReply({ tenant, account }: Actor, url: string, now: Temporal.Instant): Reply {
  const until = now.add({ minutes: limits.responseMinutes }).toString();
  return { kind: 'url', tenant, account, url, until };
}

function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'kind' in value && 'tenant' in value;
}
