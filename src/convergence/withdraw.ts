import { and, eq } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import type { Hub, JoinedContext } from '#directory/index.ts';
import { localDate } from '#time/index.ts';
import type { Day } from './find.ts';
import { gaps, holdingOf, hostId, placesOf, speakersOf, speaksFor } from './held.ts';
import { isHosting, ownPlace } from './host.ts';
import { spanIn } from './hours.ts';
import { uncoveredKind } from './kinds.ts';
import { dayResult, hosting } from './tables.ts';
import { sameDay } from './told.ts';
import { leaderlessMessage, uncoveredMessage } from './told-messages.ts';
import { watchersOf } from './watchers.ts';
import { words } from './words.ts';

/** Leads a place no more; it stays, and who represents its host hears the same day that nobody leads it. */
export async function releasePlace(context: JoinedContext, id: string): Promise<{ readonly day: Day }> {
  const { day: one, hosting: found } = await ownPlace(context, id);
  const { tx, person, language } = context;
  if (found.leadId !== person.id) throw new Refusal(words[language].leadersOnly);
  await tx.update(hosting).set({ leadId: null, confirmedAt: null }).where(isHosting(found));
  const place = (await placesOf(context, one)).find((other) => other.id === found.id);
  const speakers = place ? await speakersOf(context, one.coalitionId, [hostId(found)]) : [];
  await tellMany(
    context,
    uncoveredKind,
    speakers
      .filter((by) => by.person.id !== person.id)
      .flatMap(({ person: { id: personId, zone, language: read } }) =>
        place
          ? [
              {
                ...{ coalitionId: one.coalitionId, subject: one.id, zone },
                occurrence: `${found.id} ${person.id}`,
                to: { kind: 'person', personId } as const,
                message: leaderlessMessage(one, place, closestLanguage(read)),
                dueAt: sameDay(context.now, spanIn(one, zone).from, zone),
                expiresAt: spanIn(one, zone).until,
              },
            ]
          : [],
      ),
  );
  return { day: one };
}

/**
 * Takes a place back, in the name of its host. Where a hub has no other host then, those who look after it, the coalition’s
 * principals and its weavers hear of it the same day. A Refusal once it has numbers.
 */
export async function withdrawPlace(context: JoinedContext, id: string): Promise<{ readonly day: Day }> {
  const { day: one, hosting: found } = await ownPlace(context, id);
  const { tx, now, language } = context;
  if (!speaksFor(context, found)) throw new Refusal(words[language].hostsOnly);
  const isCounted = and(eq(dayResult.hostingId, found.id), eq(dayResult.coalitionId, found.coalitionId));
  if ((await tx.$count(dayResult, isCounted)) > 0) throw new Refusal(words[language].hasNumbers);
  const open = new Set(gaps(await holdingOf(context, one)).hubs.map(({ hub }) => hub.id));
  await tx.update(hosting).set({ state: 'withdrawn', withdrawnAt: now }).where(isHosting(found));
  const after = gaps(await holdingOf(context, one)).hubs.map(({ hub }) => hub);
  // An organisation’s place may have been the last of several hubs.
  for (const hub of after.filter(({ id: hubId }) => !open.has(hubId))) await tellUncovered(context, one, hub);
  return { day: one };
}

async function tellUncovered(context: JoinedContext, one: Day, hub: Hub): Promise<void> {
  const people = await watchersOf(context, one, [hub]);
  await tellMany(
    context,
    uncoveredKind,
    people
      .filter(({ id }) => id !== context.person.id)
      .map(({ id: personId, zone, language }) => ({
        ...{
          coalitionId: one.coalitionId,
          subject: one.id,
          occurrence: `${hub.id} ${localDate(context.now, zone)}`,
          zone,
        },
        to: { kind: 'person', personId } as const,
        message: uncoveredMessage(one, hub, closestLanguage(language)),
        dueAt: sameDay(context.now, spanIn(one, zone).from, zone),
        expiresAt: spanIn(one, zone).from,
      })),
  );
}
