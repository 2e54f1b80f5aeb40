import type { JoinedContext, Remark, Waiting } from '#directory/index.ts';
import { type Asked, hoursOf, type Request } from './find.ts';
import { promptMoment } from './hours.ts';
import { limits } from './limits.ts';
import { promisesOf } from './list.ts';
import { doneButtons, ownButtons } from './messages.ts';
import { draftsOf } from './own.ts';
import { shown } from './shown.ts';
import { countUnanswered } from './weavers.ts';
import { words } from './words.ts';

/**
 * What waits for a person here: their drafts, and what they said they share and whose moment came within a day. What they
 * were asked and did not answer is not here: it is no debt.
 */
export async function waits(context: JoinedContext): Promise<readonly Waiting[]> {
  const { now, person, language } = context;
  const say = words[language];
  const promised: { asked: Asked; request: Request; since: Temporal.Instant }[] = [];
  for (const { asked, request } of await promisesOf(context)) {
    const willAt = asked.willAt ?? now;
    const { endsAt } = request;
    const at = promptMoment({ hours: hoursOf(request), now: willAt, zone: person.zone, endsAt });
    const gone = at.add({ hours: limits.homeHours });
    if (Temporal.Instant.compare(at, now) > 0 || Temporal.Instant.compare(gone, now) <= 0) continue;
    promised.push({ asked, request, since: at });
  }
  const requests = await shown(
    context,
    promised.map(({ request }) => request),
  );
  const about = new Map(requests.map((one) => [one.request.id, one]));
  return [
    ...(await draftsOf(context)).map((one) => ({
      text: say.waitsDraft(one),
      buttons: ownButtons(one.request, language),
      since: one.request.draftedAt,
    })),
    ...promised.flatMap(({ asked, request, since }) => {
      const one = about.get(request.id);
      return one ? [{ text: say.waits(one), buttons: doneButtons(asked.id, language), since }] : [];
    }),
  ];
}

/** What an operator should know: how many requests nobody has answered. */
export async function status(context: JoinedContext): Promise<readonly Remark[]> {
  const unanswered = await countUnanswered(context, context.coalition.id);
  return unanswered > 0 ? [{ text: words[context.language].statusUnanswered(unanswered) }] : [];
}
