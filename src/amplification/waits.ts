import type { JoinedContext, Remark, Waiting } from '#directory/index.ts';
import { hoursOf, isLive } from './find.ts';
import { promptMoment } from './hours.ts';
import { limits } from './limits.ts';
import { promisesOf } from './list.ts';
import { doneButtons } from './messages.ts';
import { shownOne } from './shown.ts';
import { countUnanswered } from './weavers.ts';
import { words } from './words.ts';

/**
 * What waits for a person here: what they said they share and whose moment came within a day. It goes by itself, since
 * “Not after all” is written nowhere. What they were asked and did not answer is not here: it is no debt.
 */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const { now, person, language } = context;
  const say = words[language];
  const waiting: Waiting[] = [];
  for (const { asked, plea } of await promisesOf(context)) {
    const willAt = asked.willAt ?? now;
    const { endsAt } = plea;
    const at = promptMoment({ hours: hoursOf(plea), now: willAt, zone: person.zone, endsAt });
    const gone = at.add({ hours: limits.homeHours });
    if (Temporal.Instant.compare(at, now) > 0 || Temporal.Instant.compare(gone, now) <= 0) continue;
    if (!(await isLive(context, plea))) continue;
    const one = await shownOne(context, plea);
    waiting.push({ text: say.waits(one), buttons: doneButtons(asked.id, language), since: at });
  }
  return waiting;
}

/** What an operator should know: how many requests nobody has answered. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const unanswered = await countUnanswered(context, context.coalition.id);
  return unanswered > 0 ? [{ text: words[context.language].statusUnanswered(unanswered) }] : [];
}
