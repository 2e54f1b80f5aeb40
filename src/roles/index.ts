/**
 * Roles: who is trusted with what, given and taken back by operators.
 *
 * `/weft role grant person:@ana role:weaver` → "Ana Reyes is now a weaver."
 */
import {
  type Context,
  coalitionBehind,
  command,
  type Feature,
  handle,
  joined,
  personGiven,
  press,
  type RoleName,
  secondOperatorMissing,
} from '#directory/index.ts';
import { roleButtons } from './buttons.ts';
import { rolesDigest } from './digest.ts';
import { driverEnds } from './driver.ts';
import { countRoles } from './figures.ts';
import { grantRole } from './grant.ts';
import { grantedKind, revokedKind } from './kinds.ts';
import { endRoles } from './leave.ts';
import { listRoles } from './list.ts';
import { grantedMessage, revokedMessage, rolesMessage } from './messages.ts';
import { revokeRole } from './revoke.ts';
import { words } from './words.ts';

export { rolesLeft } from './left.ts';

const say = words.en;
const names = ['principal', 'driver', 'weaver', 'operator'] as const;
const which = {
  person: { kind: 'person', label: { en: say.labels.person }, required: true },
  role: {
    kind: 'choice',
    label: { en: say.labels.role },
    required: true,
    options: names.map((value) => ({
      value,
      label: { en: say.option(say.roles[value].name, say.roles[value].does) },
    })),
  },
  hub: { kind: 'lookup', of: 'hub', label: { en: say.labels.hub }, hint: { en: say.hubHint } },
} as const;

interface Wanted {
  readonly person: string;
  readonly role: RoleName;
  readonly hub: string | undefined;
}

// Operators only come here, so that nobody is counted as shown whom they name.
async function grant(context: Context, { person: written, role, hub }: Wanted) {
  const person = await personGiven(context, written, words[context.language].notJoined);
  return grantedMessage(await grantRole(joined(context), { person, role, hubId: hub }), context.language);
}

/** The form that gives a role, with this one chosen. */
const granting = (role: RoleName) =>
  press({
    may: 'operator',
    subject: coalitionBehind,
    steps: [{ title: { en: say.grantTitle }, fields: which }],
    open: async () => ({ values: { role } }),
    run: async (context, _subject, values) => await grant(context, values),
  });

/** The feature. */
export const roles: Feature = {
  name: 'roles',
  commands: [
    command({
      topic: 'role',
      verb: 'grant',
      about: { en: say.about.grant },
      example: 'role grant person:"Cara Lindqvist" role:weaver',
      may: 'operator',
      options: which,
      run: grant,
    }),
    command({
      topic: 'role',
      verb: 'revoke',
      about: { en: say.about.revoke },
      example: 'role revoke',
      may: 'operator',
      options: which,
      async run(context, { person: written, role, hub }) {
        const person = await personGiven(context, written, words[context.language].notJoined);
        return revokedMessage(
          await revokeRole(joined(context), { person, role, hubId: hub }),
          context.language,
        );
      },
    }),
    command({
      topic: 'role',
      verb: 'list',
      about: { en: say.about.list },
      example: 'role list',
      may: 'joined',
      run: async (context) => rolesMessage(await listRoles(joined(context)), context.language),
    }),
  ],
  presses: handle(roleButtons, {
    principal: granting('principal'),
    driver: granting('driver'),
    weaver: granting('weaver'),
    operator: granting('operator'),
  }),
  kinds: [grantedKind, revokedKind],
  dues: [driverEnds],
  async status({ tx, coalition, language }) {
    return (await secondOperatorMissing(tx, coalition.id)) ? [{ text: words[language].secondMissing }] : [];
  },
  digest: rolesDigest,
  figures: countRoles,
  left: endRoles,
  deletes: endRoles,
  first: (language) => words[language].first,
};
