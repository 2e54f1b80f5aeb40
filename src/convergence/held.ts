import { and, asc, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import {
  type Act,
  type Context,
  type Hub,
  isActive,
  mayRepresent,
  type Person,
  tables,
} from '#directory/index.ts';
import { isShown } from '#safety/index.ts';
import type { Tx } from '#store/index.ts';
import { gapsOf } from './coverage.ts';
import type { Day } from './find.ts';
import { dayHub, dayResult, dayRole, hosting } from './tables.ts';

export type Hosting = typeof hosting.$inferSelect;
export type DayRole = typeof dayRole.$inferSelect;

/** A place with the hub it counts for. */
export interface Found extends Hosting {
  readonly hub: Hub | null;
}

/** A place that holds the day, and in whose name. */
export interface Place extends Found {
  /** the organisation, or the hub where there is none */
  readonly host: string;
}

/** Who holds a day where, what is to be done for it, and the hubs it is for. */
export interface Holding {
  readonly hubs: readonly Hub[];
  /** without what was withdrawn; by hub and host */
  readonly places: readonly Place[];
  readonly roles: readonly DayRole[];
}

/** Reads who holds a day. What a closed hub or an organisation that has left holds counts while somebody leads it, or once it has numbers. */
export async function holdingOf(act: Pick<Act, 'tx'>, one: Day): Promise<Holding> {
  return { hubs: await hubsFor(act, one), places: await placesOf(act, one), roles: await rolesOf(act, one) };
}

/** The open hubs a day is for: its own, or of those that were named, or all, the listed ones: everybody reads of them. */
export async function hubsFor({ tx }: Pick<Act, 'tx'>, one: Day): Promise<readonly Hub[]> {
  const { hub } = tables;
  const ofDay = sql`select 1 from ${dayHub} h where h.day_id = ${one.id} and h.coalition_id = ${one.coalitionId}`;
  const named = sql`exists (${ofDay} and h.hub_id = ${hub.id})`;
  const noneNamed = sql`not exists (${ofDay})`;
  const isMeant = one.hubId === null ? sql`(${noneNamed} or ${named})` : eq(hub.id, one.hubId);
  const isRead = one.hubId === null ? eq(hub.listed, true) : undefined;
  return await tx
    .select()
    .from(hub)
    .where(and(eq(hub.coalitionId, one.coalitionId), isNull(hub.closedAt), isMeant, isRead))
    .orderBy(asc(hub.name));
}

/** Names of the hubs a day is for where it is not for all; closed ones too, since nobody left them out. */
export async function hubsNamed({ tx }: Pick<Act, 'tx'>, one: Day): Promise<readonly string[]> {
  const { hub } = tables;
  const ofDay = sql`select h.hub_id from ${dayHub} h where h.day_id = ${one.id} and h.coalition_id = ${one.coalitionId}`;
  const isNamed = one.hubId === null ? sql`${hub.id} in (${ofDay})` : eq(hub.id, one.hubId);
  const rows = await tx
    .select({ name: hub.name })
    .from(hub)
    .where(and(eq(hub.coalitionId, one.coalitionId), isNamed))
    .orderBy(asc(hub.name));
  return rows.map(({ name }) => name);
}

/** Whether a day is for some hubs only; those that were named may be closed by now. */
export async function isForSome({ tx }: Pick<Act, 'tx'>, one: Day): Promise<boolean> {
  const isOf = and(eq(dayHub.dayId, one.id), eq(dayHub.coalitionId, one.coalitionId));
  return one.hubId !== null || (await tx.$count(dayHub, isOf)) > 0;
}

/** The places that hold a day or were asked to. */
export async function placesOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Day, 'id' | 'coalitionId'>,
): Promise<readonly Place[]> {
  const { hub, organisation } = tables;
  const rows = await tx
    .select({
      hosting,
      hub,
      organisation: organisation.name,
      leftAt: organisation.leftAt,
      listed: organisation.listed,
      isCounted: sql<boolean>`exists (select 1 from ${dayResult} r where r.hosting_id = ${hosting.id})`,
    })
    .from(hosting)
    .leftJoin(hub, eq(hub.id, hosting.hubId))
    .leftJoin(organisation, eq(organisation.id, hosting.organisationId))
    .where(
      and(
        eq(hosting.dayId, one.id),
        eq(hosting.coalitionId, one.coalitionId),
        ne(hosting.state, 'withdrawn'),
        isShown(hosting.id),
      ),
    )
    .orderBy(asc(hub.name), asc(organisation.name), asc(hosting.id));
  return rows
    .filter(({ hosting: { organisationId, leadId }, hub: of, leftAt, listed, isCounted }) => {
      // An unlisted organisation or hub is named to its own people only.
      if (listed === false || (organisationId === null && of?.listed === false)) return false;
      const hostGone = organisationId === null ? of?.closedAt : leftAt;
      return !hostGone || leadId !== null || isCounted;
    })
    .map((row) => ({
      ...row.hosting,
      hub: row.hub?.listed ? row.hub : null,
      host: row.organisation ?? row.hub?.name ?? '',
    }));
}

/** The roles of a day, in the order in which they were written. */
export async function rolesOf(
  { tx }: Pick<Act, 'tx'>,
  one: Pick<Day, 'id' | 'coalitionId'>,
): Promise<readonly DayRole[]> {
  return await tx
    .select()
    .from(dayRole)
    .where(and(eq(dayRole.dayId, one.id), eq(dayRole.coalitionId, one.coalitionId)))
    .orderBy(asc(dayRole.position));
}

export type DayGaps = ReturnType<typeof gaps>;
/** What nobody covers. */
export const gaps = ({ hubs, places, roles }: Holding) => gapsOf(hubs, places, roles);

/** What somebody sees of the gaps who looks after these hubs; roles of the day are everybody’s. */
export function gapsFor(open: DayGaps, watches: 'all' | readonly string[]): DayGaps {
  if (watches === 'all') return open;
  const isTheirs = ({ hub }: { readonly hub: { readonly id: string } }) => watches.includes(hub.id);
  return {
    hubs: open.hubs.filter(isTheirs),
    places: open.places.filter(isTheirs),
    leaderless: open.leaderless.filter(({ hubId }) => hubId !== null && watches.includes(hubId)),
    roles: watches.length === 0 ? [] : open.roles,
  };
}

/** Somebody who represents a hub or an organisation, and which. */
export interface Speaker {
  readonly person: Person;
  readonly hubId: string | null;
  readonly organisationId: string | null;
}

/** Everyone who speaks for some of these hubs or organisations and has not left. */
export async function speakersOf(
  { tx }: Pick<Act, 'tx'>,
  coalitionId: string,
  ids: readonly string[],
): Promise<readonly Speaker[]> {
  if (ids.length === 0) return [];
  const { representative, person } = tables;
  return await tx
    .select({ person, hubId: representative.hubId, organisationId: representative.organisationId })
    .from(representative)
    .innerJoin(person, eq(person.id, representative.personId))
    .where(
      and(
        eq(representative.coalitionId, coalitionId),
        isActive,
        inArray(sql`coalesce(${representative.hubId}, ${representative.organisationId})`, [...ids]),
      ),
    );
}

/** In whose name a place holds the day: the organisation, or else the hub. */
export const hostId = ({ organisationId, hubId }: Pick<Hosting, 'organisationId' | 'hubId'>): string =>
  organisationId ?? hubId ?? '';

/** Whether a place is of those who speak for its host now: a hub that was opened again has other people. */
export function isOfHost({ organisationId, hub, hostedAt }: Found): boolean {
  if (organisationId !== null || hub === null || hostedAt === null) return true;
  return Temporal.Instant.compare(hostedAt, hub.addedAt) >= 0;
}

/** Whether this person speaks for the host of a place. */
export function speaksFor(context: Context, place: Found): boolean {
  const { hubId, organisationId } = place;
  if (organisationId !== null) return mayRepresent(context, { organisationId });
  return hubId !== null && mayRepresent(context, { hubId }) && isOfHost(place);
}

/** The place behind a button; undefined once it was withdrawn. */
export async function placeBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; hosting: Hosting } | undefined> {
  const [found] = await db
    .select()
    .from(hosting)
    .where(and(eq(hosting.id, id), ne(hosting.state, 'withdrawn')));
  return found && { coalitionId: found.coalitionId, hosting: found };
}

/** The role behind a button. */
export async function roleBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; role: DayRole } | undefined> {
  const [found] = await db.select().from(dayRole).where(eq(dayRole.id, id));
  return found && { coalitionId: found.coalitionId, role: found };
}
