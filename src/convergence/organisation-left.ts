import { and, eq, isNotNull, or, sql } from 'drizzle-orm';
import { closestLanguage } from '#chat/index.ts';
import { tellMany, withdraw } from '#delivery/index.ts';
import {
  type Act,
  type Hub,
  type KeptOfOrganisation,
  type Organisation,
  peopleByIds,
} from '#directory/index.ts';
import { changeToldAt, localDate } from '#time/index.ts';
import { countLater } from './draw.ts';
import { type Day, isHidden, overAt } from './find.ts';
import { gaps, holdingOf } from './held.ts';
import { spanIn } from './hours.ts';
import { uncoveredKind } from './kinds.ts';
import { day, dayResult, hosting } from './tables.ts';
import { hostLeftMessage, uncoveredMessage } from './told-messages.ts';
import { watchersOf } from './watchers.ts';

/** What an organisation hosts on convergence days is its own. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: hosting,
    coalitionId: hosting.coalitionId,
    organisationId: hosting.organisationId,
    columns: ['dayId', 'hubId', 'state', 'what', 'place', 'expected', 'bring', 'hostedAt', 'withdrawnAt'],
    what: { en: 'Where it hosts on convergence days' },
  },
];

/** In the morning where it is night, unless the day begins before that. */
const atOnce = { seconds: 0 };

/**
 * What an organisation hosts is withdrawn: who leads a place, and those who look after a hub that nobody else covers, hear
 * of it before the day. A place with numbers that counted for a hub becomes the hub’s, so that its sum stays.
 */
export async function organisationLeft(act: Act, { id, coalitionId }: Organisation): Promise<void> {
  const { tx } = act;
  const isIts = and(eq(hosting.coalitionId, coalitionId), eq(hosting.organisationId, id));
  const days = await tx
    .select()
    .from(day)
    .where(
      and(
        eq(day.coalitionId, coalitionId),
        sql`${day.id} in (select h.day_id from ${hosting} h where h.coalition_id = ${coalitionId} and h.organisation_id = ${id})`,
      ),
    )
    .orderBy(day.id)
    .for('no key update');
  for (const one of days) await withdrawFrom(act, one, id, and(isIts, eq(hosting.dayId, one.id)));
}

async function withdrawFrom(
  act: Act,
  one: Day,
  organisationId: string,
  which: ReturnType<typeof and>,
): Promise<void> {
  const { tx, now } = act;
  const isComing = one.state === 'planned' && Temporal.Instant.compare(overAt(one), now) > 0;
  const before = await holdingOf(act, one);
  const theirs = before.places.filter((place) => place.organisationId === organisationId);
  const open = new Set(gaps(before).hubs.map(({ hub }) => hub.id));
  const isCounted = sql`exists (select 1 from ${dayResult} r where r.hosting_id = ${hosting.id})`;
  const isFree = sql`not exists (select 1 from ${hosting} other where other.day_id = ${hosting.dayId} and other.organisation_id is null
    and other.hub_id = ${hosting.hubId} and lower(other.place) = lower(${hosting.place}) and other.state <> 'withdrawn')`;
  await tx
    .update(hosting)
    .set({ organisationId: null, what: '', bring: '' })
    .where(and(which, isNotNull(hosting.hubId), isCounted, or(eq(hosting.state, 'withdrawn'), isFree)));
  const gone = await tx.delete(hosting).where(which).returning({ id: hosting.id });
  await withdraw(act, { subjects: gone.map((row) => row.id) });
  await countLater(act, one);
  if (!isComing || (await isHidden(act, one))) return;
  for (const place of theirs) {
    const leads = await peopleByIds(tx, one.coalitionId, place.leadId === null ? [] : [place.leadId]);
    await tellThem(act, one, leads, `withdrawn ${place.id}`, (language) =>
      hostLeftMessage(one, place, language),
    );
  }
  const after = gaps(await holdingOf(act, one)).hubs.map(({ hub }) => hub);
  for (const hub of after.filter((other) => !open.has(other.id)))
    await tellThem(act, one, await watchersOf(act, one, [hub]), hub, (language) =>
      uncoveredMessage(one, hub, language),
    );
}

type Told = Awaited<ReturnType<typeof peopleByIds>>[number];

async function tellThem(
  act: Act,
  one: Day,
  people: readonly Told[],
  of: string | Hub,
  messageIn: (language: ReturnType<typeof closestLanguage>) => ReturnType<typeof uncoveredMessage>,
): Promise<void> {
  await tellMany(
    act,
    uncoveredKind,
    people
      .filter(({ leftAt }) => leftAt === null)
      .map(({ id: personId, zone, language }) => ({
        ...{ coalitionId: one.coalitionId, subject: one.id, zone },
        occurrence: typeof of === 'string' ? of : `${of.id} ${localDate(act.now, zone)}`,
        to: { kind: 'person', personId } as const,
        message: messageIn(closestLanguage(language)),
        dueAt: changeToldAt(act.now, spanIn(one, zone).from, zone, atOnce),
        expiresAt: spanIn(one, zone).until,
      })),
  );
}
