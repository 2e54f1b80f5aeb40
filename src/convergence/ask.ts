import { and, eq } from 'drizzle-orm';
import { closestLanguage, Invalid, Refusal } from '#chat/index.ts';
import { tellMany } from '#delivery/index.ts';
import { type Act, hasRole, type JoinedContext, peopleByIds } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { called } from './called.ts';
import { hostsMeant } from './describe.ts';
import { comingDay, type Day } from './find.ts';
import { type Hosting, hostId, placesOf, speakersOf } from './held.ts';
import { spanIn } from './hours.ts';
import { askedKind, invitedKind } from './kinds.ts';
import { hosting } from './tables.ts';
import { toldOf } from './told.ts';
import { askedMessage, askedPersonMessage } from './told-messages.ts';
import { words } from './words.ts';

/**
 * Asks representatives of the hubs and organisations that were named to host, each person once; who has heard of the day
 * is not asked again.
 */
export async function askHosts(act: Act, one: Day): Promise<number> {
  const asked = (await placesOf(act, one)).filter(({ state }) => state === 'asked');
  const speakers = await speakersOf(act, one.coalitionId, asked.map(hostId));
  const know = new Set((await toldOf(act, one)).map(({ id }) => id));
  const people = [...Map.groupBy(speakers, ({ person }) => person.id).values()].flatMap((some) => {
    const [first] = some;
    const names = asked.filter((place) => some.some((by) => hostId(by) === hostId(place)));
    return first && !know.has(first.person.id) ? [{ person: first.person, places: names }] : [];
  });
  const shown = await called(act, one);
  await tellMany(
    act,
    askedKind,
    people.map(({ person, places }) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: String(one.version) },
      to: { kind: 'person', personId: person.id },
      message: askedMessage(shown, places, person.zone, closestLanguage(person.language)),
      expiresAt: spanIn(one, person.zone).from,
    })),
  );
  return people.length;
}

/**
 * Asks others to host a day or to take something on: hubs and organisations through those who represent them, or one person
 * whom this one may see. Returns how many hosts were asked who had not been. A Refusal to whoever neither calls, weaves nor
 * represents.
 */
export async function askMore(
  context: JoinedContext,
  id: string,
  given: { readonly hosts?: string | undefined; readonly person?: string | undefined },
): Promise<{ readonly day: Day; readonly asked: number }> {
  const one = await comingDay(context, id);
  const say = words[context.language];
  const { tx, now, person, coalition } = context;
  refuseAsking(context);
  if (!given.hosts && !given.person) throw new Invalid({ hosts: say.sayWhom });
  const { hubIds, organisationIds } = await hostsMeant(context, given.hosts ?? '');
  // Who was asked and withdrew is not asked again.
  const isOf = and(eq(hosting.dayId, one.id), eq(hosting.coalitionId, one.coalitionId));
  const known = new Set((await tx.select().from(hosting).where(isOf)).map(hostId));
  const rows = [
    ...hubIds.map((hubId) => ({ hubId, organisationId: null })),
    ...organisationIds.map((organisationId) => ({ hubId: null, organisationId })),
  ].filter((host) => !known.has(hostId(host)));
  const made: Hosting[] =
    rows.length === 0
      ? []
      : await tx
          .insert(hosting)
          .values(
            rows.map((host) => ({
              ...{ id: newId(now), dayId: one.id, coalitionId: one.coalitionId, state: 'asked' as const },
              ...{ ...host, askedById: person.id, askedAt: now },
            })),
          )
          .returning();
  await tellNew(context, one, made);
  const whom = given.person && given.person !== person.id ? [given.person] : [];
  const people = (await peopleByIds(tx, coalition.id, whom)).filter(({ leftAt }) => leftAt === null);
  const shown = await called(context, one);
  const invited = await tellMany(
    context,
    invitedKind,
    people.map(({ id: personId, zone, language }) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: `${one.version} ${person.id}` },
      to: { kind: 'person', personId },
      message: askedPersonMessage(shown, person.name, zone, closestLanguage(language)),
      expiresAt: spanIn(one, zone).from,
    })),
  );
  return { day: one, asked: made.length + invited.length };
}

/** Throws a Refusal to whoever neither calls, weaves nor represents. */
export function refuseAsking(context: JoinedContext): void {
  if (hasRole(context, 'principal') || hasRole(context, 'weaver', 'any') || context.represents.length > 0)
    return;
  throw new Refusal(words[context.language].askersOnly);
}

/** Tells representatives of hosts that were asked just now; who represents several of them hears of all at once. */
async function tellNew(context: JoinedContext, one: Day, made: readonly Hosting[]): Promise<void> {
  const ids = new Set(made.map(({ id }) => id));
  const places = (await placesOf(context, one)).filter(({ id }) => ids.has(id));
  const speakers = await speakersOf(context, one.coalitionId, places.map(hostId));
  const occurrence = made[0]?.id ?? '';
  const shown = await called(context, one);
  await tellMany(
    context,
    askedKind,
    [...Map.groupBy(speakers, ({ person }) => person.id).values()].flatMap((some) => {
      const [first] = some;
      if (!first || first.person.id === context.person.id) return [];
      const { id: personId, zone, language } = first.person;
      const theirs = places.filter((place) => some.some((by) => hostId(by) === hostId(place)));
      return [
        {
          ...{ coalitionId: one.coalitionId, subject: one.id, occurrence },
          to: { kind: 'person', personId } as const,
          message: askedMessage(shown, theirs, zone, closestLanguage(language)),
          expiresAt: spanIn(one, zone).from,
        },
      ];
    }),
  );
}
