import { and, eq, isNull } from 'drizzle-orm';
import { Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import {
  type Hub,
  type JoinedContext,
  ownDriver,
  type Person,
  type RoleName,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { hubGiven } from './hub.ts';
import { grantedKind } from './kinds.ts';
import { gotRoleMessage } from './messages.ts';
import { words } from './words.ts';

/** What was given, or taken, and whether that changed anything. */
export interface RoleChange {
  readonly person: Person;
  readonly role: RoleName;
  readonly hub: Hub | undefined;
  readonly changed: boolean;
  readonly vouched: boolean;
  readonly told: boolean;
}

/**
 * Gives a person a role, for the whole coalition or one hub, and tells them who did it; again, it changes nothing.
 * Whom an operator trusts with a role is thereby vouched for.
 */
export async function grantRole(
  context: JoinedContext,
  given: { readonly person: Person; readonly role: RoleName; readonly hubId?: string | undefined },
): Promise<RoleChange> {
  const { tx, now, coalition } = context;
  const { person, role } = given;
  if (role === 'operator' && given.hubId !== undefined)
    throw new Refusal(words[context.language].operatorForAll);
  const hub = await hubGiven(context, given.hubId);
  const [row] = await tx
    .insert(tables.role)
    .values({
      id: newId(now),
      coalitionId: coalition.id,
      personId: person.id,
      role,
      hubId: hub?.id ?? null,
      grantedAt: now,
      grantedById: context.person.id,
    })
    // Given by an operator, the role of a driver stays when that which came with leading actions would end.
    .onConflictDoUpdate({
      target: [tables.role.personId, tables.role.role, tables.role.hubId],
      set: { grantedAt: now, grantedById: context.person.id },
      setWhere: ownDriver,
    })
    .returning();
  if (!row) return { person, role, hub, changed: false, vouched: false, told: false };
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: context.person.id, act: 'role.granted', subject: person.id },
    detail: { role, ...(hub && { hub: hub.id }) },
  });
  const vouched = await vouchFor(context, person);
  const told = person.id !== context.person.id;
  if (told) {
    await tell(context, grantedKind, {
      coalitionId: coalition.id,
      subject: row.id,
      to: { kind: 'person', personId: person.id },
      message: gotRoleMessage({ role, hub, by: context.person.name, to: person }),
    });
  }
  return { person, role, hub, changed: true, vouched, told };
}

async function vouchFor(context: JoinedContext, person: Person): Promise<boolean> {
  const { tx, now, coalition } = context;
  const vouched = await tx
    .update(tables.person)
    .set({ vouchedAt: now, vouchedById: context.person.id })
    .where(
      and(
        eq(tables.person.id, person.id),
        eq(tables.person.coalitionId, coalition.id),
        isNull(tables.person.vouchedAt),
      ),
    )
    .returning({ id: tables.person.id });
  if (vouched.length === 0) return false;
  await writeAudit(context, {
    ...{ coalitionId: coalition.id, personId: context.person.id, act: 'person.vouched', subject: person.id },
  });
  return true;
}
