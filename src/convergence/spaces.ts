import { and, asc, eq, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import { type Act, isActive, isOpenChannel, tables } from '#directory/index.ts';
import type { Day } from './find.ts';
import { hubsFor } from './held.ts';
import { dayCopy, dayHub, hosting } from './tables.ts';

/** A space that hears of a day, and where. */
export interface DaySpace {
  readonly id: string;
  readonly name: string;
  readonly platform: PlatformName;
  /** its channel for actions, if it has one that Weft may post in */
  readonly channel: string | undefined;
  /** that of most of its people; the coalition’s where nobody joined */
  readonly zone: string;
}

/** The spaces that hear of a day: all of the coalition, or those in which people of its hubs are. */
export const spacesFor = (act: Pick<Act, 'tx'>, one: Day) => spacesWhere(act, one, hasItsPeople(one));

/** The spaces in which something stands of a day, also where nobody of its hubs is any more. */
export const spacesTold = (act: Pick<Act, 'tx'>, one: Day) => spacesWhere(act, one, hasCopy(one));

async function spacesWhere(
  { tx }: Pick<Act, 'tx'>,
  one: Day,
  which: SQL | undefined,
): Promise<readonly DaySpace[]> {
  const { binding, space, spaceChannel, coalition } = tables;
  const zone = sql<string>`coalesce((
    select p.zone from account a join person p on p.id = a.person_id and p.left_at is null and p.suspended_at is null
    where a.space_id = ${space.id} and a.gone_at is null and a.coalition_id = ${one.coalitionId}
    group by p.zone order by count(*) desc, p.zone limit 1), ${coalition.zone})`;
  const rows = await tx
    .select({ id: space.id, name: space.name, platform: space.platform, channel: spaceChannel.channel, zone })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .innerJoin(coalition, eq(coalition.id, binding.coalitionId))
    .leftJoin(spaceChannel, isOpenChannel(one.coalitionId, 'actions'))
    .where(and(eq(binding.coalitionId, one.coalitionId), isNull(space.goneAt), which))
    .orderBy(asc(space.name), asc(space.id));
  return rows.map((row) => ({ ...row, channel: row.channel ?? undefined }));
}

function hasCopy(one: Day) {
  return sql`exists (select 1 from ${dayCopy} c
    where c.day_id = ${one.id} and c.coalition_id = ${one.coalitionId} and c.space_id = ${tables.space.id})`;
}

function hasItsPeople(one: Day) {
  const { space } = tables;
  const named = sql`from ${dayHub} h where h.day_id = ${one.id} and h.coalition_id = ${one.coalitionId}`;
  const isNamed =
    one.hubId === null ? sql`m.hub_id in (select h.hub_id ${named})` : sql`m.hub_id = ${one.hubId}`;
  const isThere = sql`exists (select 1 from hub_member m
    join account a on a.person_id = m.person_id and a.gone_at is null and a.coalition_id = ${one.coalitionId}
    where m.coalition_id = ${one.coalitionId} and ${isNamed} and a.space_id = ${space.id})`;
  if (one.hubId !== null) return isThere;
  return sql`(not exists (select 1 ${named}) or ${isThere})`;
}

/** Every zone in which somebody is told at 10:00: those of its hubs, places and spaces, and the coalition’s. */
export async function zonesFor(
  act: Pick<Act, 'tx'>,
  one: Day,
  spaces: readonly DaySpace[],
): Promise<{ readonly own: string; readonly all: ReadonlySet<string> }> {
  const { coalition } = tables;
  const [found] = await act.tx
    .select({ zone: coalition.zone })
    .from(coalition)
    .where(eq(coalition.id, one.coalitionId));
  const own = found?.zone ?? 'UTC';
  const some = [...(await hubsFor(act, one)), ...(await placeZones(act, one)), ...spaces];
  return { own, all: new Set([own, ...some.map(({ zone }) => zone)]) };
}

/** Zones of its places: those of their hubs, which need not be among those it is for, else of their leads and hosts. */
async function placeZones({ tx }: Pick<Act, 'tx'>, one: Day): Promise<readonly { readonly zone: string }[]> {
  const { hub, person, representative } = tables;
  const isHost = eq(representative.organisationId, hosting.organisationId);
  return await tx
    .selectDistinct({ zone: sql<string>`coalesce(${hub.zone}, ${person.zone})` })
    .from(hosting)
    .leftJoin(hub, eq(hub.id, hosting.hubId))
    .leftJoin(representative, and(isNull(hub.id), isHost, eq(representative.coalitionId, one.coalitionId)))
    .leftJoin(
      person,
      and(isActive, or(eq(person.id, hosting.leadId), eq(person.id, representative.personId))),
    )
    .where(
      and(
        eq(hosting.dayId, one.id),
        eq(hosting.coalitionId, one.coalitionId),
        ne(hosting.state, 'withdrawn'),
        or(isNotNull(hub.id), isNotNull(person.id)),
      ),
    );
}
