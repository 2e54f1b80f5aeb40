import type { PlatformName } from '#chat/index.ts';
import type { LooseHands } from '../support/stage/hands.ts';
import { flowsOfActions } from './flows-actions.ts';
import { flowsOfConvergence } from './flows-converge.ts';
import { flowsOfPulse } from './flows-pulse.ts';
import { by, dialogue, type Flow, menusOf, passes, prepares, type Step } from './flows-steps.ts';

const [leo, uma] = [by('leo'), by('uma')];
const [ana, ben, cara, jonas, rosa, kim] = [
  by('ana'),
  by('ben'),
  by('cara'),
  by('jonas'),
  by('rosa'),
  by('kim'),
];
const [hugo, pearl, dante] = [by('hugo', 'delta'), by('pearl', 'delta'), by('dante', 'delta')];

const offers = (one: string, two: string): readonly Step[] =>
  dialogue(ana.types(`intro make one:"${one}" two:"${two}"`), ana.fills({ note: '', join: true }));

/**
 * What Weft does only when something was refused, and not as long as that is uncertain; or instead of changing what is
 * uncertain.
 */
export const follows = {
  'intro.together': ['intro.address', 'intro.introduced'],
  'converge.numbers': ['converge.numbers'],
} as const;

/**
 * Every flow of Weft that has an effect on somebody else, with people and channels as these hands call them; `idOf`
 * names a person's row.
 */
export function flowsOn(
  platform: PlatformName,
  hands: LooseHands,
  idOf: (who: string) => string,
): readonly Flow[] {
  const account = (who: string) => hands.account(who, 'clearwater');
  let found = () => {};
  const isDiscord = platform === 'discord';
  const menus = menusOf(platform);
  const { steps } = menus;
  return [
    {
      name: 'introduced, and asked whether they met',
      steps: [
        ...offers('Ben Okafor', 'Cara Lindqvist'),
        cara.presses('Yes'),
        ben.presses('Yes'),
        passes({ days: 7 }),
        cara.presses('Met'),
        passes({ days: 14 }),
      ],
    },
    {
      name: 'introduced across spaces by address',
      steps: [
        ...offers('Ben Okafor', 'Hugo Fontenot'),
        ...dialogue(ben.presses('Yes'), ben.fills({ address: 'ben@legalaid.example' })),
        ...dialogue(hugo.presses('Yes'), hugo.fills({ address: 'after dark' })),
      ],
    },
    {
      name: 'no conversation can be opened',
      steps: [
        prepares(({ scene }) => scene.refuseGroups()),
        ...offers('Ben Okafor', 'Cara Lindqvist'),
        cara.presses('Yes'),
        ben.presses('Yes'),
        ...dialogue(cara.presses('Say how'), cara.fills({ address: 'cara@farm.example' })),
        ...dialogue(ben.presses('Say how'), ben.fills({ address: 'ben@legalaid.example' })),
      ],
    },
    {
      name: 'declined, lapsed, at rest, bundled',
      steps: [
        prepares(async ({ sql }) => {
          await sql(`insert into introduction_rest (person_id, coalition_id, unanswered)
            select id, coalition_id, 2 from person where name = 'Cara Lindqvist'`);
        }),
        ...offers('Ben Okafor', 'Cara Lindqvist'),
        ben.presses('Rather not'),
        passes({ days: 7, hours: 1 }),
        passes({ hours: 22 }),
      ],
    },
    {
      name: 'asked for somebody, and went on alone',
      steps: [
        cara.types('intro ask someone who helps with permits'),
        passes({ hours: 72 }),
        cara.presses('Offer without a weaver'),
        passes({ days: 2 }),
      ],
    },
    {
      name: 'joined and vouched for',
      steps: [
        prepares(async ({ sql }) => {
          await sql(
            `update person set snoozed_until = '2027-06-01' where name in ('Ana Reyes', 'Priya Nair')`,
          );
        }),
        ...steps(
          dante.types('coalition join'),
          dante.fills({ name: 'Dante', organisation: 'Faith on the Banks' }),
          dante.fills({ zone: 'America/Chicago' }),
          dante.fills({ reach: 'direct' }),
        ),
        passes({ minutes: 5 }),
        pearl.presses('I vouch for them'),
      ],
    },
    {
      name: 'set up',
      empty: true,
      steps: [
        ...steps(
          jonas.types('coalition setup'),
          jonas.presses('Begin a coalition'),
          jonas.fills({ name: 'Clearwater', purpose: 'Safe water.', zone: 'America/Chicago' }),
          jonas.fills({
            ...{ called: 'Jonas Weber', own: 'River Science Collective', organisations: 'Delta Legal Aid' },
          }),
          jonas.fills({ channel: hands.channel('clearwater') }),
        ),
        ...steps(
          by('finn').types('coalition join'),
          by('finn').fills({ name: 'Finn' }),
          by('finn').fills({ zone: 'America/Chicago' }),
          by('finn').fills({ reach: 'direct' }),
        ),
        jonas.types(`role grant person:${account('finn')} role:operator`),
      ],
    },
    {
      name: 'roles and hubs',
      steps: [
        jonas.types(`role grant person:${account('kim')} role:weaver`),
        jonas.types(`role revoke person:${account('ana')} role:weaver`),
        ...steps(rosa.types('hub add Plains'), rosa.fills({ kind: 'chapter', places: 'Nebraska' })),
        ben.types('hub join Plains'),
        cara.types('hub join Plains'),
        cara.types('profile notifications kind:hub.closed manner:now'),
        ...dialogue(rosa.types('hub edit Plains'), rosa.fills({ add: idOf('ben') })),
        ...dialogue(rosa.types('hub close Plains'), rosa.fills({ sure: true })),
      ],
    },
    {
      name: 'represented, and left',
      steps: [
        ...dialogue(uma.types('organisation list Headwaters'), uma.presses('Represent Headwaters Fund')),
        leo.presses('Confirm'),
        by('milo').types('profile notifications kind:organisation.left manner:now'),
        ...dialogue(leo.types('organisation leave'), leo.fills({ sure: 'leave' })),
        passes({ hours: 23 }),
      ],
    },
    {
      name: 'the risk is high, and medium again',
      steps: [
        cara.types('profile notifications kind:safety.found-again manner:now'),
        ...dialogue(jonas.types('coalition setup'), jonas.presses('Risk: high'), jonas.presses('Take it')),
        // By another one: of whom a kill kept the answer still sees the first button.
        ...dialogue(
          by('priya').types('coalition setup'),
          by('priya').presses('Risk: medium'),
          by('priya').presses('Take it'),
        ),
        passes({ minutes: 30 }),
      ],
    },
    {
      name: 'posted, corrected, taken back',
      steps: [kim.types('rig post'), kim.types('rig edit'), kim.types('rig withdraw'), passes({ days: 1 })],
    },
    {
      name: 'uncertain, and sent again',
      steps: [
        prepares(({ scene }) => {
          found = scene.loseNextPost();
        }),
        kim.types('rig post'),
        // Where Weft may read its own posts none stays uncertain for long: here it is as if it could not.
        prepares(async ({ sql }) => {
          found();
          await sql(`update delivery set state = 'uncertain', code = 'timeout'
            where kind = 'rig.notice' and person_id is null and state = 'sent'`);
        }),
        ...dialogue(jonas.types('status show'), jonas.presses('Send it again')),
      ],
    },
    {
      name: 'direct messages are closed',
      steps: [
        prepares(({ scene }) => scene.closeDirect('cara')),
        ...offers('Ben Okafor', 'Cara Lindqvist'),
        ...(isDiscord ? [cara.presses('Yes')] : []),
      ],
    },
    {
      name: 'turned away for a while',
      steps: [
        prepares(({ scene }) => {
          found = scene.turnAway();
        }),
        by('jonas', 'delta').types(`role grant person:${hands.account('hugo', 'delta')} role:weaver`),
        // As if the time had passed that a breaker waits.
        prepares(async ({ sql }) => {
          found();
          await sql('update pace set free_at = clock_timestamp()');
          await sql(`update delivery set lease_until = clock_timestamp() where state = 'sending'`);
        }),
        passes({ minutes: 1 }),
      ],
    },
    ...flowsOfActions(menus, idOf),
    ...flowsOfPulse(),
    ...flowsOfConvergence(menus, idOf),
  ];
}
