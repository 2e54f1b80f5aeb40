import { and, eq, getTableColumns, ne, sql } from 'drizzle-orm';
import { closestLanguage, Invalid, Refusal, text } from '#chat/index.ts';
import { type Telling, tellMany } from '#delivery/index.ts';
import { type Act, type JoinedContext, peopleByIds, personGiven, tables } from '#directory/index.ts';
import { noteShown } from '#safety/index.ts';
import { newId } from '#store/index.ts';
import { comingDay, type Day } from './find.ts';
import type { Hosted } from './form.ts';
import { type Found, type Hosting, hostId, isOfHost, placesOf, speaksFor } from './held.ts';
import { spanIn } from './hours.ts';
import { namedKind } from './kinds.ts';
import { limits } from './limits.ts';
import { hostGiven, isPartOf } from './own-hosts.ts';
import { hosting } from './tables.ts';
import { noteTold } from './told.ts';
import { leadMessage } from './told-messages.ts';
import { words } from './words.ts';

/**
 * Says that a hub or organisation which this person represents holds a day at a place; the same place again, or the one
 * that was `meant`, is changed. Whoever is named to lead it hears of that. Invalid: not theirs, a closed hub, a lead who is
 * not here.
 */
export async function hostDay(
  context: JoinedContext,
  id: string,
  given: Hosted,
  meant?: string,
): Promise<{ readonly day: Day; readonly hosting: Hosting }> {
  const one = await comingDay(context, id);
  const { tx, now, person } = context;
  const say = words[context.language];
  const by = await hostGiven(context, given);
  const open = await openOf(context, one, by, given.place);
  const there = open.find(({ isThere }) => isThere);
  // What was hosted there before its hub was opened again, and its numbers, are not theirs to change.
  if (there && !isOfHost(there)) throw new Refusal(say.leadersOnly);
  const theirs = open.filter(isOfHost);
  const before =
    there ?? theirs.find((other) => other.id === meant) ?? theirs.find(({ state }) => state === 'asked');
  const isCountedAnew = by.organisationId !== null && by.hubId !== (before?.hubId ?? null);
  if (isCountedAnew && by.hubId !== null && !(await isPartOf(context, by.hubId)))
    throw new Invalid({ hub: say.notYourHub });
  if (!before && open.length >= limits.hostings) throw new Refusal(say.tooManyPlaces);
  const leadId =
    given.lead === undefined ? (before?.leadId ?? person.id) : await leadGiven(context, given.lead);
  const said = {
    ...{ state: 'hosting' as const, hubId: by.hubId, what: given.what, place: given.place, leadId },
    ...{ expected: given.expected ?? null, bring: given.bring ?? '', hostedAt: now },
    // Who leads it now has not said that it is on, nor, unless it is they who say so, that they lead it.
    ...(before?.leadId !== leadId && { confirmedAt: null, ledAt: null }),
    ...(leadId === person.id && { ledAt: now }),
  };
  const [made] = before
    ? await tx.update(hosting).set(said).where(isHosting(before)).returning()
    : await tx
        .insert(hosting)
        .values({
          ...{ id: newId(now), coalitionId: one.coalitionId, dayId: one.id, ...said },
          organisationId: by.organisationId,
        })
        .returning();
  if (!made) throw new Error('a place was not written');
  await noteTold(context, one, [person.id]);
  if (leadId !== person.id && leadId !== before?.leadId) await tellLeads(context, one, [made.id]);
  return { day: one, hosting: made };
}

/** Whom a host names to lead: counted as shown, and nobody who is suspended. */
async function leadGiven(context: JoinedContext, written: string): Promise<string> {
  const otherwise = text`${words[context.language].noLead}`;
  const lead = await personGiven(context, written, otherwise);
  if (lead.suspendedAt !== null) throw new Refusal(otherwise);
  await noteShown(context, [lead.id]);
  return lead.id;
}

/** Tells those who lead these places that they were named to, once for each place and version of the day. */
export async function tellLeads(act: Act, one: Day, ids: readonly string[]): Promise<void> {
  const places = (await placesOf(act, one)).filter((place) => ids.includes(place.id));
  const leads = await peopleByIds(
    act.tx,
    one.coalitionId,
    places.flatMap(({ leadId }) => leadId ?? []),
  );
  await tellMany(
    act,
    namedKind,
    places.flatMap((place): Telling[] => {
      const lead = leads.find(({ id }) => id === place.leadId);
      if (!lead) return [];
      return [
        {
          ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: `lead ${place.id} ${one.version}` },
          to: { kind: 'person', personId: lead.id },
          message: leadMessage(one, place, lead.zone, closestLanguage(lead.language)),
          expiresAt: spanIn(one, lead.zone).until,
        },
      ];
    }),
  );
}

/** Says that a place is still on. */
export async function confirmPlace(
  context: JoinedContext,
  id: string,
): Promise<{ readonly day: Day; readonly hosting: Hosting }> {
  const { day: one, hosting: found } = await ownPlace(context, id);
  if (found.state !== 'hosting') throw new Refusal(words[context.language].noPlace);
  await context.tx
    .update(hosting)
    .set({
      confirmedAt: context.now,
      ...(found.leadId === context.person.id && { ledAt: context.now }),
    })
    .where(isHosting(found));
  await noteTold(context, one, [context.person.id]);
  return { day: one, hosting: { ...found, confirmedAt: context.now } };
}

/** A place that this person leads, or whose host they represent, and its day, which is not over; a Refusal otherwise. */
export async function ownPlace(
  context: JoinedContext,
  id: string,
): Promise<{ readonly day: Day; readonly hosting: Found }> {
  const { dayId } = await placeHere(context, id);
  const day = await comingDay(context, dayId);
  // Until the day was locked somebody else may have changed or withdrawn it.
  return { day, hosting: await placeHere(context, id) };
}

/** The same, whether or not its day is over. */
export async function placeHere(context: JoinedContext, id: string): Promise<Found> {
  const found = await anyPlace(context, id);
  if (found.leadId !== context.person.id && !speaksFor(context, found))
    throw new Refusal(words[context.language].leadersOnly);
  return found;
}

/** A place that was not withdrawn, whoever’s it is; a Refusal where there is none. */
export async function anyPlace(context: JoinedContext, id: string): Promise<Found> {
  const { tx, coalition, language } = context;
  const { hub } = tables;
  const [found] = await tx
    .select({ ...getTableColumns(hosting), hub })
    .from(hosting)
    .leftJoin(hub, eq(hub.id, hosting.hubId))
    .where(and(isHosting({ id, coalitionId: coalition.id }), ne(hosting.state, 'withdrawn')));
  if (!found) throw new Refusal(words[language].noPlace);
  return found;
}

/** SQL condition: this place, of its coalition. */
export const isHosting = ({ id, coalitionId }: Pick<Hosting, 'id' | 'coalitionId'>) =>
  and(eq(hosting.id, id), eq(hosting.coalitionId, coalitionId));

async function openOf(
  { tx }: JoinedContext,
  one: Day,
  by: { readonly hubId: string | null; readonly organisationId: string | null },
  place: string,
): Promise<readonly (Found & { readonly isThere: boolean })[]> {
  const { hub } = tables;
  // As the index compares them: JavaScript has other small letters.
  const isThere = sql<boolean>`lower(${hosting.place}) = lower(${place}::text)`;
  return await tx
    .select({ ...getTableColumns(hosting), hub, isThere })
    .from(hosting)
    .leftJoin(hub, eq(hub.id, hosting.hubId))
    .where(
      and(
        eq(hosting.dayId, one.id),
        eq(hosting.coalitionId, one.coalitionId),
        ne(hosting.state, 'withdrawn'),
        sql`coalesce(${hosting.organisationId}, ${hosting.hubId}) = ${hostId(by)}::uuid`,
      ),
    )
    .orderBy(hosting.id);
}
