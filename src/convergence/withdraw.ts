import { and, eq } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Hub, type JoinedContext, peopleByIds, writeAudit } from '#directory/index.ts';
import { changeToldAt, localDate } from '#time/index.ts';
import { comingDay, type Day, mayChange } from './find.ts';
import { gaps, holdingOf, hostId, isOfHost, type Place, placesOf, speakersOf, speaksFor } from './held.ts';
import { anyPlace, isHosting, ownPlace } from './host.ts';
import { spanIn } from './hours.ts';
import { uncoveredKind } from './kinds.ts';
import { dayResult, hosting } from './tables.ts';
import { leaderlessMessage, uncoveredMessage, withdrawnMessage } from './told-messages.ts';
import { watchersOf } from './watchers.ts';
import { words } from './words.ts';

/** In the morning where it is night, unless the day begins before that. */
const atOnce = { seconds: 0 };

/** Leads a place no more; it stays, and who represents its host hears that nobody leads it. */
export async function releasePlace(context: JoinedContext, id: string): Promise<{ readonly day: Day }> {
  const { day: one, hosting: found } = await ownPlace(context, id);
  const { tx, person, language } = context;
  if (found.leadId !== person.id) throw new Refusal(words[language].leadersOnly);
  await tx.update(hosting).set({ leadId: null, ledAt: null, confirmedAt: null }).where(isHosting(found));
  const place = (await placesOf(context, one)).find((other) => other.id === found.id);
  const speakers =
    place && isOfHost(place) ? await speakersOf(context, one.coalitionId, [hostId(found)]) : [];
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
                dueAt: changeToldAt(context.now, spanIn(one, zone).from, zone, atOnce),
                expiresAt: spanIn(one, zone).until,
              },
            ]
          : [],
      ),
  );
  return { day: one };
}

/**
 * Takes a place back, in the name of its host, or as who may change the day: its host and lead hear of that then. Where a
 * hub has no other host, those who look after it, the coalition’s principals and its weavers hear of it. A Refusal once it
 * has numbers.
 */
export async function withdrawPlace(context: JoinedContext, id: string): Promise<{ readonly day: Day }> {
  const one = await comingDay(context, (await anyPlace(context, id)).dayId);
  // Until the day was locked somebody else may have changed or withdrawn it.
  const found = await anyPlace(context, id);
  const { tx, now, person, language } = context;
  const isTheirs = speaksFor(context, found);
  if (!isTheirs && !mayChange(context, one))
    throw new Refusal(found.leadId === person.id ? words[language].hostsOnly : words[language].leadersOnly);
  const isCounted = and(eq(dayResult.hostingId, found.id), eq(dayResult.coalitionId, found.coalitionId));
  if ((await tx.$count(dayResult, isCounted)) > 0) throw new Refusal(words[language].hasNumbers);
  const holding = await holdingOf(context, one);
  const open = new Set(gaps(holding).hubs.map(({ hub }) => hub.id));
  await tx.update(hosting).set({ state: 'withdrawn', withdrawnAt: now }).where(isHosting(found));
  const place = holding.places.find((other) => other.id === found.id);
  if (!isTheirs) {
    const subject = found.id;
    const act = 'convergence.withdrawn';
    await writeAudit(context, { coalitionId: one.coalitionId, personId: person.id, act, subject });
    if (place) await tellWithdrawn(context, one, place);
  }
  const after = gaps(await holdingOf(context, one)).hubs.map(({ hub }) => hub);
  // An organisation’s place may have been the last of several hubs.
  for (const hub of after.filter(({ id: hubId }) => !open.has(hubId))) await tellUncovered(context, one, hub);
  return { day: one };
}

/** Tells who leads a place, and who represents its host, that somebody else withdrew it. */
async function tellWithdrawn(context: JoinedContext, one: Day, place: Place): Promise<void> {
  const speakers = isOfHost(place) ? await speakersOf(context, one.coalitionId, [hostId(place)]) : [];
  const leads = await peopleByIds(context.tx, one.coalitionId, place.leadId === null ? [] : [place.leadId]);
  const people = [...speakers.map(({ person }) => person), ...leads];
  await tellMany(
    context,
    uncoveredKind,
    [...new Map(people.map((one) => [one.id, one])).values()]
      .filter(({ id, leftAt }) => id !== context.person.id && leftAt === null)
      .map(({ id: personId, zone, language }) => ({
        ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: `withdrawn ${place.id}`, zone },
        to: { kind: 'person', personId } as const,
        message: withdrawnMessage(one, place, closestLanguage(language)),
        dueAt: changeToldAt(context.now, spanIn(one, zone).from, zone, atOnce),
        expiresAt: spanIn(one, zone).until,
      })),
  );
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
        dueAt: changeToldAt(context.now, spanIn(one, zone).from, zone, atOnce),
        expiresAt: spanIn(one, zone).from,
      })),
  );
}
