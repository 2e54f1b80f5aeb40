import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { type Act, type JoinedContext, type RoleName, tables } from '#directory/index.ts';
import type { Pulse } from './find.ts';
import type { Segment } from './release.ts';
import { roster } from './tables.ts';

/** In the order in which somebody who holds several is counted; an order that never changes, because ids follow it. */
const roles: readonly RoleName[] = ['weaver', 'driver', 'principal', 'operator'];

/** What a person may be counted with besides everyone: at most one of these, which they choose themselves. */
export interface OwnSegments {
  /** the hub they joined first */
  readonly hub: { readonly id: string; readonly name: string } | undefined;
  /** of the roles they hold the first */
  readonly role: RoleName | undefined;
}

/** A role among segments: an id that is no hub's, the same everywhere. */
export function roleSegment(role: RoleName): string {
  return `00000000-0000-4000-8000-${String(roles.indexOf(role) + 1).padStart(12, '0')}`;
}

/** The role behind a segment, or undefined for a hub. */
export function roleOf(segmentId: string): RoleName | undefined {
  return roles.find((role) => roleSegment(role) === segmentId);
}

/** The segments a person has to choose from. */
export async function ownSegments(context: JoinedContext): Promise<OwnSegments> {
  const { hub, hubMember } = tables;
  const [joined] = await context.tx
    .select({ id: hub.id, name: hub.name })
    .from(hubMember)
    .innerJoin(hub, eq(hub.id, hubMember.hubId))
    .where(
      and(
        eq(hubMember.coalitionId, context.coalition.id),
        eq(hubMember.personId, context.person.id),
        isNull(hub.closedAt),
      ),
    )
    .orderBy(asc(hubMember.joinedAt), asc(hub.name))
    .limit(1);
  return { hub: joined, role: roles.find((name) => context.roles.some(({ role }) => role === name)) };
}

/** Hubs and roles, each with how many of those asked are in it, and of how many organisations. */
export async function segmentsOf(act: Act, row: Pulse): Promise<readonly Segment[]> {
  const { hubMember, person, role } = tables;
  const sizes = {
    eligible: sql<number>`count(distinct ${person.id})::int`,
    organisations: sql<number>`count(distinct ${person.organisationId})::int`,
  };
  const hubs = await act.tx
    .select({ id: hubMember.hubId, ...sizes })
    .from(roster)
    .innerJoin(person, eq(person.id, roster.personId))
    .innerJoin(hubMember, eq(hubMember.personId, person.id))
    .where(and(eq(roster.pulseId, row.id), eq(hubMember.coalitionId, row.coalitionId)))
    .groupBy(hubMember.hubId);
  const held = await act.tx
    .select({ role: role.role, ...sizes })
    .from(roster)
    .innerJoin(person, eq(person.id, roster.personId))
    .innerJoin(role, eq(role.personId, person.id))
    .where(and(eq(roster.pulseId, row.id), eq(role.coalitionId, row.coalitionId)))
    .groupBy(role.role);
  return [...hubs, ...held.map(({ role: name, ...size }) => ({ id: roleSegment(name), ...size }))];
}
