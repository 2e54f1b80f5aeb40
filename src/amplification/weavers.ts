import { and, eq, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { type Act, isActive, type JoinedContext, type Person, tables } from '#directory/index.ts';
import { isLiveAt, type Request } from './find.ts';
import { limits } from './limits.ts';
import { askedFor, request as requestTable } from './tables.ts';

/** SQL condition: live, and nobody has said that they share it. */
export const isUnansweredAt = (now: Temporal.Instant): SQL | undefined =>
  and(
    isLiveAt(now),
    sql`not exists (select 1 from ${askedFor} a where a.request_id = ${requestTable.id} and a.will_at is not null)`,
  );

/** The weavers a request concerns: those of the whole coalition, and those of its requester's hubs. */
export async function weaversFor(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, requesterId }: Request,
): Promise<readonly Person[]> {
  const { role, person, hubMember } = tables;
  const rows = await tx
    .selectDistinct({ person })
    .from(role)
    .innerJoin(person, and(eq(person.id, role.personId), isActive))
    .leftJoin(hubMember, eq(hubMember.hubId, role.hubId))
    .where(
      and(
        eq(role.coalitionId, coalitionId),
        eq(role.role, 'weaver'),
        or(isNull(role.hubId), eq(hubMember.personId, requesterId ?? coalitionId)),
      ),
    );
  return rows.map((row) => row.person);
}

/** The open requests that nobody answered in 72 hours, the oldest few, for a weaver: all of them, or their hubs'. */
export async function unansweredFor(context: JoinedContext): Promise<readonly Request[]> {
  const weaves = context.roles.filter((one) => one.role === 'weaver');
  if (weaves.length === 0) return [];
  const isWhole = weaves.some(({ hubId }) => hubId === null);
  const hubs = isWhole ? undefined : weaves.flatMap(({ hubId }) => hubId ?? []);
  return await unansweredIn(context, context.coalition.id, hubs, limits.shownHelp);
}

/** The same of a whole coalition, or of those whose requesters are in some hubs; at most so many. */
export async function unansweredIn(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
  hubIds: readonly string[] | undefined,
  most: number,
): Promise<readonly Request[]> {
  const { hubMember } = tables;
  const isTheirs =
    hubIds &&
    sql`exists (select 1 from ${hubMember} m where m.person_id = ${requestTable.requesterId} and m.hub_id in ${hubIds})`;
  return await tx
    .select()
    .from(requestTable)
    .where(and(eq(requestTable.coalitionId, coalitionId), isLeftAlone(now), isTheirs))
    .orderBy(requestTable.openedAt, requestTable.id)
    .limit(most);
}

/** How many requests of a coalition nobody has answered, for operators. */
export async function countUnanswered(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
): Promise<number> {
  return await tx.$count(requestTable, and(eq(requestTable.coalitionId, coalitionId), isLeftAlone(now)));
}

/** SQL condition: live for 72 hours, and nobody said that they share it. */
function isLeftAlone(now: Temporal.Instant): SQL | undefined {
  const longAgo = now.subtract({ hours: limits.unansweredHours });
  return and(lte(requestTable.openedAt, longAgo), isUnansweredAt(now));
}
