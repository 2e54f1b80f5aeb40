import { and, eq, gt, isNotNull, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { type Act, type JoinedContext, type Person, tables } from '#directory/index.ts';
import { isAskedFor, isLive, type Plea } from './find.ts';
import { limits } from './limits.ts';
import { askedFor, request } from './tables.ts';

/** Whether nobody has said that they share it. */
export async function isUnanswered(act: Pick<Act, 'tx'>, plea: Plea): Promise<boolean> {
  return (await act.tx.$count(askedFor, and(isAskedFor(plea), isNotNull(askedFor.willAt)))) === 0;
}

/** The weavers a request concerns: those of the whole coalition, and those of its requester's hubs. */
export async function weaversFor(
  { tx }: Pick<Act, 'tx'>,
  { coalitionId, requesterId }: Plea,
): Promise<readonly Person[]> {
  const { role, person, hubMember } = tables;
  const rows = await tx
    .selectDistinct({ person })
    .from(role)
    .innerJoin(person, and(eq(person.id, role.personId), isNull(person.leftAt)))
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

/** The open requests that nobody answered in 72 hours, oldest first, for a weaver: all of them, or their hubs'. */
export async function unansweredFor(context: JoinedContext): Promise<readonly Plea[]> {
  const { tx, now, coalition, roles } = context;
  const weaves = roles.filter((one) => one.role === 'weaver');
  if (weaves.length === 0) return [];
  const hubs = weaves.flatMap(({ hubId }) => hubId ?? []);
  const isTheirs = weaves.some(({ hubId }) => hubId === null)
    ? undefined
    : sql`exists (select 1 from ${tables.hubMember} m where m.person_id = ${request.requesterId} and m.hub_id in ${hubs})`;
  const rows = await tx
    .select()
    .from(request)
    .where(and(eq(request.coalitionId, coalition.id), isLeftAlone(now), isTheirs))
    .orderBy(request.openedAt);
  const live: Plea[] = [];
  for (const plea of rows) if (await isLive(context, plea)) live.push(plea);
  return live;
}

/** How many requests of a coalition nobody has answered, for operators. */
export async function countUnanswered(
  { tx, now }: Pick<Act, 'tx' | 'now'>,
  coalitionId: string,
): Promise<number> {
  return await tx.$count(request, and(eq(request.coalitionId, coalitionId), isLeftAlone(now)));
}

/** SQL condition: open for 72 hours, and nobody said that they share it. */
function isLeftAlone(now: Temporal.Instant): SQL | undefined {
  return and(
    eq(request.state, 'open'),
    lte(request.openedAt, now.subtract({ hours: limits.unansweredHours })),
    gt(request.endsAt, now),
    sql`not exists (select 1 from ${askedFor} a where a.request_id = ${request.id} and a.will_at is not null)`,
  );
}
