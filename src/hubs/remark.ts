import { and, asc, eq, sql } from 'drizzle-orm';
import { type Act, type JoinedContext, type Person, type Remark, tables } from '#directory/index.ts';
import { isOpenHere } from './which.ts';
import { words } from './words.ts';

/** For operators: hubs that nobody can speak for. */
export async function remarkHubs(context: JoinedContext): Promise<readonly Remark[]> {
  const { hub } = tables;
  const rows = await context.tx
    .select({ name: hub.name })
    .from(hub)
    .where(
      and(
        isOpenHere(context.coalition.id),
        sql`not exists (select 1 from ${tables.representative} r join ${tables.person} p on p.id = r.person_id where r.hub_id = ${hub.id} and p.left_at is null)`,
      ),
    )
    .orderBy(asc(sql`lower(${hub.name})`));
  if (rows.length === 0) return [];
  return [
    {
      text: words[context.language].unrepresented(
        rows.length,
        rows.slice(0, 5).map((row) => row.name),
      ),
    },
  ];
}

/** What is held of a person about hubs. */
export async function exportHubs({ tx }: Act, person: Person): Promise<unknown> {
  const { hub, hubMember, representative } = tables;
  const memberships = await tx
    .select({ hub: hub.name, joinedAt: hubMember.joinedAt })
    .from(hubMember)
    .innerJoin(hub, eq(hub.id, hubMember.hubId))
    .where(and(eq(hubMember.coalitionId, person.coalitionId), eq(hubMember.personId, person.id)));
  const represents = await tx
    .select({ hub: hub.name, since: representative.since })
    .from(representative)
    .innerJoin(hub, eq(hub.id, representative.hubId))
    .where(and(eq(representative.coalitionId, person.coalitionId), eq(representative.personId, person.id)));
  return { memberships, represents };
}
