import { button } from '#chat/index.ts';
import { hasRole, type JoinedContext, type Waiting } from '#directory/index.ts';
import { pulseButtons } from './buttons.ts';
import { isUnsaid, openOne, pastPulses } from './find.ts';
import { isAsked } from './roster.ts';
import { words } from './words.ts';

/**
 * The open pulse, until it closes: for everyone it asks, whether they answered or not, which nobody knows. For operators
 * also the last one, until they said what was done.
 */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const say = words[context.language];
  const waiting: Waiting[] = [];
  const open = await openOne(context, context.coalition.id);
  const isOpen = open && Temporal.Instant.compare(context.now, open.closesAt) < 0;
  if (isOpen && (await isAsked(context, open))) {
    const answer = button(pulseButtons.answer, say.answerButton, open.id);
    waiting.push({ text: say.waitsOpen(open.closesAt), buttons: [answer], since: open.opensAt });
  }
  const [last] =
    !open && hasRole(context, 'operator') ? await pastPulses(context, context.coalition.id, 1) : [];
  if (last && isUnsaid(last)) {
    const did = button(pulseButtons.did, say.didButton, last.id);
    waiting.push({ text: say.waitsDid, buttons: [did], since: last.closesAt });
  }
  return waiting;
}
