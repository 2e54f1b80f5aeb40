import { button } from '#chat/index.ts';
import {
  type Act,
  type DigestItem,
  type DigestSection,
  fromTwoOrganisations,
  holdersOf,
  type Reading,
  type RoleName,
} from '#directory/index.ts';
import { roleButtons } from './buttons.ts';
import { countRoles } from './figures.ts';
import { rolesLeft } from './left.ts';
import { words } from './words.ts';

/** In the order of how much hangs on them. */
const held = ['operator', 'principal', 'weaver'] as const;

/** To operators: roles that nobody or only one person holds for the whole coalition, and those whose holders have left. A channel reads no name. */
export async function rolesDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const say = words[reading.language];
  const { id: coalitionId } = reading.coalition;
  const grant = (role: RoleName) => [
    button(roleButtons[role], say.grantButton(say.roles[role].name), coalitionId),
  ];
  const items: DigestItem[] = [];
  for (const role of held) {
    const holders = await holdersOf(act.tx, coalitionId, role);
    const [only] = holders;
    const { name } = say.roles[role];
    const isAlone = role === 'operator' && !fromTwoOrganisations(holders);
    if (holders.length > 1 && !isAlone) continue;
    items.push({
      key: `role:${role}`,
      state: holders.length > 1 ? 'one organisation' : only ? 'one' : 'nobody',
      text: !only
        ? say.nobodyIs(role)
        : isAlone
          ? say.secondLacks
          : say.onlyOneIs(name, reading.inChannel ? undefined : only.name),
      buttons: grant(role),
      urgency: role === 'operator' ? 1 : only ? 3 : 2,
    });
  }
  const { drivers } = await countRoles(act, { coalitionId });
  if (drivers === 0)
    items.push({
      ...{ key: 'role:driver', state: 'nobody', urgency: 3 },
      ...{ text: say.nobodyIs('driver'), buttons: grant('driver') },
    });
  const known = new Set(items.map(({ key }) => key));
  for (const { role, count, last } of await rolesLeft(act, coalitionId, reading.since)) {
    if (known.has(`role:${role}`)) continue;
    const text = say.holdersLeft(role, count);
    items.push({ key: `role-left:${role}`, state: last, text, buttons: grant(role), urgency: 3 });
  }
  return [{ name: 'roles', items }];
}
