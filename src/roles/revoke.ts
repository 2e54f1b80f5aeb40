import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import {
  isLastOperator,
  type JoinedContext,
  type Person,
  type RoleName,
  tables,
  writeAudit,
} from '#directory/index.ts';
import type { RoleChange } from './grant.ts';
import { hubGiven } from './hub.ts';
import { revokedKind } from './kinds.ts';
import { lostRoleMessage } from './messages.ts';
import { words } from './words.ts';

/** Takes one role back and tells the person who did it. Refuses the last operator's, and a role they do not hold. */
export async function revokeRole(
  context: JoinedContext,
  given: { readonly person: Person; readonly role: RoleName; readonly hubId?: string | undefined },
): Promise<RoleChange> {
  const { tx, coalition } = context;
  const { person, role } = given;
  const say = words[context.language];
  const hub = await hubGiven(context, given.hubId);
  if (role === 'operator' && !hub && (await isLastOperator(tx, coalition.id, person.id))) {
    throw new Refusal(say.lastOperator);
  }
  const [row] = await tx
    .delete(tables.role)
    .where(
      and(
        eq(tables.role.coalitionId, coalition.id),
        eq(tables.role.personId, person.id),
        eq(tables.role.role, role),
        hub ? eq(tables.role.hubId, hub.id) : isNull(tables.role.hubId),
      ),
    )
    .returning();
  if (!row) throw new Refusal(say.notHeld(person.name, say.roles[role].name));
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: context.person.id, act: 'role.revoked', subject: person.id },
    detail: { role, ...(hub && { hub: hub.id }) },
  });
  const told = person.id !== context.person.id;
  if (told) {
    await tell(context, revokedKind, {
      coalitionId: coalition.id,
      subject: row.id,
      to: { kind: 'person', personId: person.id },
      message: lostRoleMessage({ role, hub, by: context.person.name, to: person }),
    });
  }
  return { person, role, hub, changed: true, vouched: false, told };
}
