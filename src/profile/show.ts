import { and, asc, eq, isNotNull, isNull, or } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import {
  isHubListedTo,
  isListedTo,
  type JoinedContext,
  type Person,
  type RoleName,
  tables,
  visiblePeople,
} from '#directory/index.ts';
import { noteShown, refuseWalking } from '#safety/index.ts';
import { words } from './words.ts';

/** What others see of a person. */
export interface Profile {
  readonly person: Person;
  /** absent too when it is unlisted and not the reader's own */
  readonly organisation: string | undefined;
  readonly hubs: readonly string[];
  readonly roles: readonly {
    readonly role: RoleName;
    readonly hub: string | null;
    /** an operator gave it: it does not come with leading actions */
    readonly given: boolean;
  }[];
}

/** The profile of somebody this person may see, their own included; a Refusal that does not say whether there is such a person. */
export async function findProfile(context: JoinedContext, personId: string): Promise<Profile> {
  const { tx, coalition } = context;
  const isOwn = personId === context.person.id;
  if (!isOwn) await refuseWalking(context);
  const [row] = await tx
    .select({ person: tables.person, organisation: tables.organisation.name })
    .from(tables.person)
    .leftJoin(
      tables.organisation,
      and(eq(tables.organisation.id, tables.person.organisationId), isListedTo(context)),
    )
    .where(and(eq(tables.person.id, personId), visiblePeople(context)));
  if (!row) throw new Refusal(words[context.language].notFoundPerson);
  if (!isOwn) await noteShown(context, [personId]);
  const hubs = await tx
    .select({ name: tables.hub.name })
    .from(tables.hubMember)
    .innerJoin(tables.hub, eq(tables.hub.id, tables.hubMember.hubId))
    .where(
      and(
        eq(tables.hubMember.personId, personId),
        eq(tables.hubMember.coalitionId, coalition.id),
        isNull(tables.hub.closedAt),
        isHubListedTo(context),
      ),
    )
    .orderBy(asc(tables.hub.name));
  const roles = await tx
    .select({ role: tables.role.role, hub: tables.hub.name, givenBy: tables.role.grantedById })
    .from(tables.role)
    .leftJoin(tables.hub, and(eq(tables.hub.id, tables.role.hubId), isHubListedTo(context)))
    .where(
      and(
        eq(tables.role.personId, personId),
        eq(tables.role.coalitionId, coalition.id),
        or(isNull(tables.role.hubId), isNotNull(tables.hub.id)),
      ),
    )
    .orderBy(asc(tables.role.role), asc(tables.hub.name));
  return {
    person: row.person,
    organisation: row.organisation ?? undefined,
    hubs: hubs.map((hub) => hub.name),
    roles: roles.map(({ role, hub, givenBy }) => ({ role, hub, given: givenBy !== null })),
  };
}
