import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { PlatformName } from '#chat/index.ts';
import { type Act, tables } from '#directory/index.ts';
import type { Day } from './find.ts';
import { hubsFor } from './held.ts';
import { dayHub } from './tables.ts';

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
export async function spacesFor({ tx }: Pick<Act, 'tx'>, one: Day): Promise<readonly DaySpace[]> {
  const { binding, space, spaceChannel, coalition } = tables;
  const zone = sql<string>`coalesce((
    select p.zone from account a join person p on p.id = a.person_id and p.left_at is null
    where a.space_id = ${space.id} and a.gone_at is null and a.coalition_id = ${one.coalitionId}
    group by p.zone order by count(*) desc, p.zone limit 1), ${coalition.zone})`;
  const rows = await tx
    .select({ id: space.id, name: space.name, platform: space.platform, channel: spaceChannel.channel, zone })
    .from(binding)
    .innerJoin(space, eq(space.id, binding.spaceId))
    .innerJoin(coalition, eq(coalition.id, binding.coalitionId))
    .leftJoin(
      spaceChannel,
      and(
        eq(spaceChannel.spaceId, space.id),
        eq(spaceChannel.coalitionId, one.coalitionId),
        eq(spaceChannel.use, 'actions'),
        // Unknown is not no.
        sql`${spaceChannel.canPost} is distinct from false`,
      ),
    )
    .where(and(eq(binding.coalitionId, one.coalitionId), isNull(space.goneAt), hasItsPeople(one)))
    .orderBy(asc(space.name), asc(space.id));
  return rows.map((row) => ({ ...row, channel: row.channel ?? undefined }));
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

/** Every zone in which somebody is told at 10:00: those of its hubs, of its spaces, and the coalition’s. */
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
  const hubs = await hubsFor(act, one);
  return { own, all: new Set([own, ...hubs.map(({ zone }) => zone), ...spaces.map(({ zone }) => zone)]) };
}
