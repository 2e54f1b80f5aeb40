import { and, eq, inArray } from 'drizzle-orm';
import { type Message, Refusal } from '#chat/index.ts';
import type { Feature, Figures, JoinedContext } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { localDate } from '#time/index.ts';
import { refuseAtRisk } from './at-risk.ts';
import { onItsWay, type Report, sinceWhen } from './find.ts';
import { limits } from './limits.ts';
import { onItsWayMessage, previewMessage } from './messages.ts';
import { namedNow } from './named.ts';
import { type ReportContents, report } from './tables.ts';
import { words } from './words.ts';

/**
 * The report for people outside as it would be sent now, to whoever asks alone; while representatives read one, when it ends.
 * Refuses before four weeks have passed since the last.
 */
export async function previewReport(context: JoinedContext, features: readonly Feature[]): Promise<Message> {
  const { coalition, language } = context;
  await refuseAtRisk(context);
  const other = await onItsWay(context, coalition.id);
  if (other?.readyAt) return onItsWayMessage(other, other.readyAt, language);
  const one = await ask(context, features);
  return previewMessage(one, await namedNow(context, coalition.id, one.madeAt), language);
}

/** Keeps what a report says now until it is shown; what came to nothing before goes. */
async function ask(context: JoinedContext, features: readonly Feature[]): Promise<Report> {
  const { tx, now, coalition, person, language } = context;
  const { since, isFirst } = await sinceWhen(context, coalition);
  const next = since.add({ hours: 24 * limits.leastDays });
  if (!isFirst && Temporal.Instant.compare(next, now) > 0)
    throw new Refusal(words[language].tooSoon(since, next));
  const past = inArray(report.state, ['asked', 'dropped']);
  await tx.delete(report).where(and(eq(report.coalitionId, coalition.id), past));
  const [made] = await tx
    .insert(report)
    .values({
      ...{ id: newId(now), coalitionId: coalition.id, language, since, state: 'asked' },
      ...{ madeById: person.id, madeAt: now, contents: await contentsSince(context, features, since) },
    })
    .returning();
  if (!made) throw new Error('a report was not made');
  return made;
}

/** What the features count and say of the time since a moment. */
async function contentsSince(
  context: JoinedContext,
  features: readonly Feature[],
  since: Temporal.Instant,
): Promise<ReportContents> {
  const { now, coalition, language } = context;
  const of = { coalitionId: coalition.id, since };
  let all: Figures = {};
  const lines: string[] = [];
  for (const feature of features) {
    all = { ...all, ...(await feature.figures?.(context, of)) };
    lines.push(...((await feature.report?.(context, { ...of, language })) ?? []));
  }
  const { name, purpose, zone } = coalition;
  const { people, organisations, signed, hubs, introduced, met, pastActions, partsTaken } = all;
  const told = { people, organisations, signed, hubs, introduced, met, pastActions, partsTaken };
  const known = Object.entries(told).filter(([, count]) => count !== undefined);
  const [from, until] = [localDate(since, zone).toString(), localDate(now, zone).toString()];
  return { name, purpose, from, until, figures: Object.fromEntries(known), lines };
}
