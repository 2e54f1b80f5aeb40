import { Refusal } from '#chat/index.ts';
import type { Context } from './context.ts';
import type { RoleName } from './rows.ts';
import { words } from './words.ts';

/** Who may do a thing, in the words of "Who may do what". Roles add up; each is checked when the thing is done. */
export type May =
  | 'anyone'
  /** joined, also while suspended: to see to what is kept of them, to say that something is wrong, to leave */
  | 'present'
  | 'joined'
  | 'vouched'
  | 'representative'
  | 'weaver'
  | 'principal'
  | 'operator'
  | 'administrator';

/** Throws a Refusal that says what to do instead, unless the person may. `representative`: of which one is checked by the verb. */
export function allow(context: Context, may: May): void {
  const say = words[context.language];
  if (may === 'anyone') return;
  if (may === 'administrator') {
    if (context.coalition) throw new Refusal(say.alreadyBound(context.coalition.name));
    if (!context.sender.administrator) throw new Refusal(say.administratorsOnly);
    return;
  }
  if (!context.coalition) throw new Refusal(say.noCoalition);
  if (!context.person) throw new Refusal(say.notJoined);
  if (may === 'present') return;
  if (context.person.suspendedAt) throw new Refusal(say.suspended);
  switch (may) {
    case 'joined':
      return;
    case 'vouched':
      if (!context.vouched) throw new Refusal(say.notVouched);
      return;
    case 'representative':
      if (context.represents.length === 0) throw new Refusal(say.representativesOnly);
      return;
    case 'weaver':
      // Whoever weaves for a hub may begin; of whom they may connect, the verb sees to it.
      if (!hasRole(context, 'weaver', 'any')) throw new Refusal(say.roleOnly.weaver);
      return;
    case 'principal':
    case 'operator':
      if (!hasRole(context, may)) throw new Refusal(say.roleOnly[may]);
      return;
  }
}

/** Whether the person holds a role; one held for a hub counts only for that hub. */
export function hasRole(context: Context, role: RoleName, hubId?: string): boolean {
  return context.roles.some(
    (one) => one.role === role && (one.hubId === null || one.hubId === hubId || hubId === 'any'),
  );
}

/** Whether the person may speak for this organisation or hub. */
export function mayRepresent(context: Context, of: { organisationId?: string; hubId?: string }): boolean {
  return context.represents.some(
    (one) =>
      (of.organisationId !== undefined && one.organisationId === of.organisationId) ||
      (of.hubId !== undefined && one.hubId === of.hubId),
  );
}
