import { and, asc, eq, sql } from 'drizzle-orm';
import { type Act, isActive, tables } from '#directory/index.ts';
import { isOpenHere } from './which.ts';

/** The open and listed hubs of a coalition, by name, each with how many of those who are here represent it. */
export async function hubsSpokenFor({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { hub, person, representative } = tables;
  return await tx
    .select({ id: hub.id, name: hub.name, speakers: sql<number>`count(${person.id})::int` })
    .from(hub)
    .leftJoin(representative, eq(representative.hubId, hub.id))
    .leftJoin(person, sql`${person.id} = ${representative.personId} and ${isActive}`)
    .where(and(isOpenHere(coalitionId), eq(hub.listed, true)))
    .groupBy(hub.id, hub.name)
    .orderBy(asc(sql`lower(${hub.name})`));
}

/** How many hubs are open, and how many of them nobody speaks for. */
export async function countHubs(
  act: Pick<Act, 'tx'>,
  { coalitionId }: { readonly coalitionId: string },
): Promise<{ hubs: number; hubsWithoutSpeaker: number }> {
  const all = await hubsSpokenFor(act, coalitionId);
  return { hubs: all.length, hubsWithoutSpeaker: all.filter(({ speakers }) => speakers === 0).length };
}
