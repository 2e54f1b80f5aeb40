import { and, eq, isNull, sql } from 'drizzle-orm';
import { type Act, isActive, present, type RoleName, tables } from '#directory/index.ts';
import { rolesLeft } from '#roles/index.ts';

/** The roles somebody is given; the fifth, a supporter, is everybody who joined. */
export const givenRoles = [
  'operator',
  'principal',
  'weaver',
  'driver',
] as const satisfies readonly RoleName[];
/** Those a hub can have of its own. */
export const hubRoles = ['principal', 'weaver', 'driver'] as const satisfies readonly RoleName[];

/** A hub: how many represent it, hold a role for it, and are in it. */
export interface HubCover {
  readonly name: string;
  readonly speakers: number;
  readonly members: number;
  readonly holders: Readonly<Record<(typeof hubRoles)[number], number>>;
}

/** Who there is for what: how many, and never who. */
export interface Coverage {
  /** who holds each role for the whole coalition, and how many who held it have left it since */
  readonly roles: Readonly<Record<RoleName, { readonly holders: number; readonly left: number }>>;
  readonly supporters: number;
  readonly hubs: readonly HubCover[];
}

/** Counts who holds which role, for the whole coalition and for each open hub; who left since then is counted too. */
export async function readCoverage(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  since: Temporal.Instant,
): Promise<Coverage> {
  const held = await heldBy(act, coalitionId);
  const left = await rolesLeft(act, coalitionId, since);
  const count = (role: RoleName, hubId: string | null) =>
    held.find((one) => one.role === role && one.hubId === hubId)?.holders ?? 0;
  const of = (role: RoleName) => ({
    holders: count(role, null),
    left: left.find((one) => one.role === role)?.count ?? 0,
  });
  const isHere = present(coalitionId);
  return {
    roles: {
      ...{ operator: of('operator'), principal: of('principal') },
      ...{ weaver: of('weaver'), driver: of('driver') },
    },
    supporters: await act.tx.$count(tables.person, isHere),
    hubs: (await hubsOf(act, coalitionId)).map(({ id, ...hub }) => ({
      ...hub,
      holders: {
        ...{ principal: count('principal', id), weaver: count('weaver', id), driver: count('driver', id) },
      },
    })),
  };
}

/** How many who can act hold a role, for the whole coalition (no hub) or a hub. */
async function heldBy({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { role, person } = tables;
  return await tx
    .select({ role: role.role, hubId: role.hubId, holders: sql<number>`count(*)::int` })
    .from(role)
    .innerJoin(person, eq(person.id, role.personId))
    .where(
      and(
        eq(role.coalitionId, coalitionId),
        isActive,
        sql`exists (select 1 from account a where a.person_id = ${person.id} and a.gone_at is null)`,
      ),
    )
    .groupBy(role.role, role.hubId);
}

/** The open and listed hubs, by name. */
async function hubsOf({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { hub } = tables;
  // By name: of one table alone a column would be written without it, and be read as the person’s.
  const among = (rows: 'representative' | 'hub_member') => sql<number>`(
    select count(distinct p.id)::int from ${sql.raw(rows)} r join person p on p.id = r.person_id
    where r.hub_id = hub.id and p.left_at is null and p.suspended_at is null)`;
  return await tx
    .select({ id: hub.id, name: hub.name, speakers: among('representative'), members: among('hub_member') })
    .from(hub)
    .where(and(eq(hub.coalitionId, coalitionId), isNull(hub.closedAt), eq(hub.listed, true)))
    .orderBy(sql`lower(hub.name)`);
}
