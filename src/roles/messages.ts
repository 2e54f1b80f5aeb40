import {
  closestLanguage,
  facts,
  type Language,
  literal,
  type Message,
  message,
  note,
  text,
} from '#chat/index.ts';
import type { Hub, Person, RoleName } from '#directory/index.ts';
import type { RoleChange } from './grant.ts';
import type { Holder } from './list.ts';
import { words } from './words.ts';

/** In the order of the page that explains them. */
const order = ['principal', 'driver', 'weaver', 'operator'] as const satisfies readonly RoleName[];
const namesShown = 12;

/** To the operator: who holds a role now, and what came with it. */
export function grantedMessage(
  { person, role, hub, changed, vouched, told }: RoleChange,
  language: Language,
): Message {
  const say = words[language];
  const { name } = say.roles[role];
  if (!changed) return message(say.already(person.name, name, hub?.name));
  return message(
    say.granted(person.name, name, hub?.name),
    vouched && note(say.alsoVouched(person.name)),
    note(told ? say.toldThem : say.next[role]),
  );
}

/** To the operator: who no longer holds a role. */
export function revokedMessage({ person, role, hub, told }: RoleChange, language: Language): Message {
  const say = words[language];
  return message(say.revoked(person.name, say.roles[role].name, hub?.name), told && note(say.toldThem));
}

interface Told {
  readonly role: RoleName;
  readonly hub: Hub | undefined;
  readonly by: string;
  readonly to: Person;
}

/** What whoever got the role reads, in their language. */
export function gotRoleMessage({ role, hub, by, to }: Told): Message {
  const say = words[closestLanguage(to.language)];
  const { name, does } = say.roles[role];
  return message(say.youGot(by, name, does, hub?.name), note(say.next[role]));
}

/** What whoever lost the role reads, in their language. */
export function lostRoleMessage({ role, hub, by, to }: Told): Message {
  const say = words[closestLanguage(to.language)];
  return message(say.youLost(by, say.roles[role].name, hub?.name), note(say.lostNext));
}

/** Every role, what it does, and who holds it. */
export function rolesMessage(
  {
    holders,
    supporters,
    secondMissing,
  }: { holders: readonly Holder[]; supporters: number; secondMissing: boolean },
  language: Language,
): Message {
  const say = words[language];
  const label = (role: RoleName | 'supporter') => say.label(say.roles[role].name, say.roles[role].does);
  const names = (role: RoleName) => {
    const all = holders
      .filter((one) => one.role === role)
      .map(({ name, hub }) => (hub === null ? name : say.holder(name, hub)));
    if (all.length === 0) return say.noneYet;
    const rest = all.length - namesShown;
    return [...all.slice(0, namesShown), ...(rest > 0 ? [say.more(rest)] : [])].join(', ');
  };
  return message(
    say.list,
    facts(...order.map((role) => ({ label: label(role), value: literal(names(role)) })), {
      label: label('supporter'),
      value: text`${say.supporters(supporters)}`,
    }),
    secondMissing && note(say.secondMissing),
  );
}
