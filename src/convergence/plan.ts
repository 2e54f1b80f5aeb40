import { and, eq, gt } from 'drizzle-orm';
import { Refusal, text } from '#chat/index.ts';
import { type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import { askHosts } from './ask.ts';
import { announce } from './copies.ts';
import { planEvents } from './events.ts';
import { type Day, isDay, isOver, mayChange, ownDraft } from './find.ts';
import { hubsFor, isForSome } from './held.ts';
import { limits } from './limits.ts';
import { nextLook } from './rounds.ts';
import { type DaySpace, spacesFor, zonesFor } from './spaces.ts';
import { day } from './tables.ts';
import { words } from './words.ts';

const plannedAct = 'convergence.planned';

/**
 * Plans a draft: it is announced in every space with its calendar file, events are made, those who were named are asked
 * to host, and the rounds begin with the next that is ahead. A Refusal where it has passed meanwhile.
 */
export async function planDay(
  context: JoinedContext,
  id: string,
): Promise<{ readonly day: Day; readonly spaces: readonly DaySpace[] }> {
  const draft = await ownDraft(context, id);
  const say = words[context.language];
  if (!mayChange(context, draft)) throw new Refusal(say.principalsOnly);
  if (isOver(draft, context.now)) throw new Refusal(say.draftPassed);
  if ((await hubsFor(context, draft)).length === 0 && (await isForSome(context, draft)))
    throw new Refusal(text`${say.hubClosed}`);
  const { tx, now, person } = context;
  const { audit } = tables;
  const own = and(
    eq(audit.coalitionId, draft.coalitionId),
    eq(audit.personId, person.id),
    eq(audit.act, plannedAct),
  );
  if ((await tx.$count(audit, and(own, gt(audit.at, now.subtract({ hours: 24 }))))) >= limits.planned)
    throw new Refusal(say.plannedOften);
  const spaces = await spacesFor(context, draft);
  const zones = await zonesFor(context, draft, spaces);
  const [one] = await tx
    .update(day)
    .set({
      ...{ state: 'planned', plannedAt: now, changedAt: now, roundsFrom: now, dropAt: null },
      wakeAt: nextLook(draft, zones.all, now, now) ?? now,
    })
    .where(isDay(draft))
    .returning();
  if (!one) throw new Error('a day was not planned');
  await announce(context, one, spaces);
  await planEvents(context, one, spaces);
  await askHosts(context, one);
  await writeAudit(context, {
    coalitionId: one.coalitionId,
    personId: context.person.id,
    act: plannedAct,
    subject: one.id,
  });
  return { day: one, spaces };
}
