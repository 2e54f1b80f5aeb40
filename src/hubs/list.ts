import { and, asc, count, eq, inArray, or, sql } from 'drizzle-orm';
import {
  type Hub,
  holds,
  isHubListedTo,
  type JoinedContext,
  mayRepresent,
  present,
  representativesIn,
  tables,
} from '#directory/index.ts';
import { hiddenAmong, isShown } from '#safety/index.ts';
import { isOpenHere } from './which.ts';

/** At most this many are shown; the rest is counted. */
const most = 10;

interface Listed {
  readonly hub: Hub;
  readonly members: number;
  /** the representatives this person may see */
  readonly speakers: readonly string[];
  readonly hasSpeaker: boolean;
  readonly speaks: boolean;
  readonly isIn: boolean;
  /** operators hid what it says of itself */
  readonly isHidden: boolean;
}

export interface Listing {
  readonly total: number;
  readonly shown: readonly Listed[];
}

/** Open hubs that this person may see and that hold every one of the words, one's own first. */
export async function listHubs(context: JoinedContext, written = ''): Promise<Listing> {
  const { tx, coalition, person } = context;
  const { hub, hubMember } = tables;
  const wanted = written
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, 8)
    .map(holding);
  const which = and(isOpenHere(coalition.id), isHubListedTo(context), ...wanted);
  const mine = await tx
    .select({ hubId: hubMember.hubId })
    .from(hubMember)
    .where(and(eq(hubMember.coalitionId, coalition.id), eq(hubMember.personId, person.id)));
  const own = mine.map((row) => row.hubId);
  const rows = await tx
    .select()
    .from(hub)
    .where(which)
    .orderBy(sql`case when ${inArray(hub.id, own)} then 0 else 1 end`, asc(sql`lower(${hub.name})`))
    .limit(most);
  const ids = rows.map((row) => row.id);
  const members = await membersIn(context, ids);
  const speakers = await representativesIn(context, 'hubId', ids);
  const hiddenOnes = await hiddenAmong(context, coalition.id, ids);
  return {
    total: await tx.$count(hub, which),
    shown: rows.map((row) => {
      const theirs = speakers.filter((one) => one.of === row.id);
      return {
        hub: row,
        members: members.get(row.id) ?? 0,
        speakers: theirs.flatMap((one) => (one.visible ? [one.name] : [])),
        hasSpeaker: theirs.length > 0,
        speaks: mayRepresent(context, { hubId: row.id }),
        isIn: own.includes(row.id),
        isHidden: hiddenOnes.has(row.id),
      };
    }),
  };
}

function holding(word: string) {
  const { hub } = tables;
  return or(holds(hub.name, word), and(holds(hub.places, word), isShown(hub.id)), holds(hub.kind, word));
}

/** How many people are in a hub. */
export async function membersOf(context: JoinedContext, hubId: string): Promise<number> {
  return (await membersIn(context, [hubId])).get(hubId) ?? 0;
}

async function membersIn(
  { tx, coalition }: JoinedContext,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { hubMember, person } = tables;
  const rows = await tx
    .select({ id: hubMember.hubId, members: count() })
    .from(hubMember)
    .innerJoin(person, eq(person.id, hubMember.personId))
    .where(
      and(present(coalition.id), eq(hubMember.coalitionId, coalition.id), inArray(hubMember.hubId, [...ids])),
    )
    .groupBy(hubMember.hubId);
  return new Map(rows.map((row) => [row.id, row.members]));
}
