import { type APIMessage, MessageFlags, type REST, Routes } from 'discord.js';
import { z } from 'zod';
import type { Answer } from '#chat/index.ts';
import type { Compose } from './compose.ts';
import { tokenMinutes } from './limits.ts';
import { isCode } from './outcome.ts';

// Unknown webhook, unknown interaction, invalid webhook token: the interaction is over.
const over = [10015, 10062, 50027] as const;

/** How an interaction can be answered later; kept as JSON by the core. */
const replySchema = z.object({
  token: z.string(),
  applicationId: z.string(),
  at: z.string(),
  source: z.string().optional(),
});

/**
 * Answers an interaction that was acknowledged before, by its token alone: false when its 15 minutes are over.
 * Repeating it changes nothing, but for a private answer to a press that was to change its message: that one is new.
 */
export async function answerLater(
  rest: REST,
  compose: Compose,
  to: unknown,
  answer: Answer,
  now: Temporal.Instant,
): Promise<boolean> {
  const reply = replySchema.safeParse(to).data;
  if (!reply) return false;
  const until = Temporal.Instant.from(reply.at).add({ minutes: tokenMinutes });
  if (Temporal.Instant.compare(now, until) >= 0) return false;
  const original = Routes.webhookMessage(reply.applicationId, reply.token, '@original');
  const { body, files } = await compose(answer.message);
  // What is not listed goes: pictures of the message that this one replaces too.
  const edit = () => rest.patch(original, { body: { attachments: [], ...body }, files, auth: false });
  const followUp = () =>
    rest.post(Routes.webhook(reply.applicationId, reply.token), {
      body: { ...body, flags: body.flags | MessageFlags.Ephemeral },
      files,
      auth: false,
    });
  try {
    if (answer.place === 'private' && reply.source !== undefined) {
      // Either a reply of our own is waiting to be filled in, or "@original" is the message with the button.
      const { id } = (await rest.get(original, { auth: false })) as APIMessage;
      await (id === reply.source ? followUp() : edit());
      return true;
    }
    await edit().catch((error: unknown) => {
      // The message with the button has been taken away: the answer is still owed.
      if (isCode(error, 10008)) return followUp();
      throw error;
    });
    return true;
  } catch (error) {
    if (isCode(error, ...over)) return false;
    throw error;
  }
}
