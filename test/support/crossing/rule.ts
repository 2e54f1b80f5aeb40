import type { Given } from '#chat/index.ts';
import { type Actor, actors, type Ids } from './actors.ts';

const everyone: readonly Actor[] = actors;
const but = (...some: readonly Actor[]) => everyone.filter((one) => !some.includes(one));
const present = but('outside');
const members = but('outside', 'suspended');
const trusted = but('outside', 'suspended', 'joined');

/** One thing to type, and who may. */
export interface Case {
  /** what they are told who may, where there is nothing to do */
  readonly nothing?: RegExp;
  readonly given?: (ids: Ids) => Given;
  readonly may: readonly Actor[];
}

const described = { title: 'Vigil', what: 'We stand.', when: '2027-06-01 18:00', place: 'Houma' };
const tactical = { tactic: 'vigil', audience: 'space' };
const daily = { name: 'Big day', day: '2027-07-01', hours: '12:00-14:00', ask: 'Come.' };

/** “Who may do what”, written out. Every command, with what it is about: whoever is listed may, nobody else. */
export const rule: Readonly<Record<string, Case>> = {
  'help show': { may: everyone },
  'coalition about': { may: everyone },
  'privacy notice': { may: everyone },
  'coalition join': {
    may: everyone,
    nothing: /You are in Clearwater already/,
    given: () => ({ name: 'Zed' }),
  },
  'coalition setup': { may: everyone, nothing: /This space belongs to Clearwater/ },

  'safety raise': { may: present, given: () => ({ words: 'Somebody shouted.' }) },
  'privacy export': { may: present },
  'privacy delete': { may: present, given: () => ({ keep: false, sure: 'delete' }) },
  'coalition leave': { may: present, given: () => ({ keep: true }) },

  'home show': { may: members },
  'profile edit': { may: members, given: () => ({ name: 'Zed', zone: 'UTC' }) },
  'profile show': { may: members },
  'profile snooze': { may: members, given: () => ({ until: 'in 3 weeks' }) },
  'profile notifications': { may: members },
  'privacy consents': { may: members },
  'coalition link': { may: members },
  'intro ask': { may: members, given: () => ({ need: 'somebody who knows zoning law' }) },
  'intro mine': { may: members },
  'intro block': { may: members, given: ({ organisation }) => ({ organisation }) },
  'intro ties': { may: members },
  'action list': { may: members },
  'action show': { may: members, given: ({ action }) => ({ action }) },
  'share add': {
    may: members,
    given: () => ({
      ...{ kind: 'toolkit', title: 'Kit', link: 'https://example.org/z', good: 'doors', language: 'English' },
    }),
  },
  'share offer': { may: members, given: () => ({ words: 'forty chairs' }) },
  'share need': { may: members, given: () => ({ words: 'a van' }) },
  'share thanks': { may: members, given: ({ resource }) => ({ resource }) },
  'find resources': { may: members, given: () => ({ words: 'door' }) },
  'find organisations': { may: members, given: () => ({ words: 'water' }) },
  'pulse answer': { may: members, nothing: /No pulse is open now/ },
  'pulse results': { may: members },
  'converge list': { may: members },
  'converge show': { may: members, given: ({ day }) => ({ on: day }) },
  'network health': { may: members },
  'network map': { may: members, given: () => ({ of: 'organisations' }) },
  'network map: people': {
    ...{ may: ['weaver', 'hub weaver'], given: () => ({ of: 'people' }) },
    // Of one hub there are too few.
    nothing: /There is no map before/,
  },
  'hub join': { may: members, given: ({ otherHub }) => ({ hub: otherHub }) },
  'hub leave': { may: members, given: ({ hub }) => ({ hub }) },
  'hub list': { may: members },
  'organisation list': { may: members },
  'role list': { may: members },

  'find people': { may: trusted, given: () => ({ words: 'law' }) },
  'action announce': { may: trusted, given: () => ({ ...described, ...tactical }) },
  'amplify request': {
    may: trusted,
    given: () => ({
      ...{ link: 'https://example.org/z', ask: 'Share it.', tactic: 'vigil', first: 'Look.' },
      ends: '2027-05-20 12:00',
    }),
  },
  'amplify list': { may: trusted },
  'amplify list: one': { may: ['leading'], given: ({ request }) => ({ request }) },
  'hub add': { may: trusted, given: () => ({ name: 'Plains', kind: 'chapter', zone: 'UTC' }) },
  'organisation add': { may: trusted, given: () => ({ name: 'Riverkeepers', kind: 'informal' }) },

  'action edit': { may: ['leading'], given: ({ action }) => ({ action, ...described, tactic: 'vigil' }) },
  'action cancel': { may: ['leading'], given: ({ action }) => ({ action }) },
  'action result': {
    may: ['leading'],
    given: ({ begun }) => ({ action: begun, count: 40, unit: 'people', source: 'counted', final: true }),
  },

  'organisation edit': {
    may: ['speaker'],
    given: ({ organisation }) => ({ organisation, name: 'Delta Aid' }),
  },
  'organisation sign': { may: ['speaker'], given: ({ organisation }) => ({ organisation }) },
  'organisation leave': { may: ['speaker'], given: ({ organisation }) => ({ organisation, sure: 'leave' }) },
  'organisation edit: another': {
    may: ['other speaker'],
    given: ({ otherOrganisation }) => ({ organisation: otherOrganisation, name: 'Headwaters' }),
  },
  'organisation sign: another': {
    may: ['other speaker'],
    given: ({ otherOrganisation }) => ({ organisation: otherOrganisation }),
  },
  'organisation leave: another': {
    may: ['other speaker'],
    given: ({ otherOrganisation }) => ({ organisation: otherOrganisation, sure: 'leave' }),
  },
  'converge host': {
    may: ['speaker'],
    given: ({ day, organisation }) => ({ on: day, host: organisation, what: 'We sing.', place: 'Houma' }),
  },
  'converge host: a hub': {
    may: ['hub speaker'],
    given: ({ day, hub }) => ({ on: day, host: hub, what: 'We sing.', place: 'Houma' }),
  },
  'hub edit': {
    may: ['hub speaker', 'operator'],
    given: ({ hub }) => ({ hub, name: 'Delta two', zone: 'UTC' }),
  },
  'hub close': { may: ['hub speaker', 'operator'], given: ({ hub }) => ({ hub, sure: true }) },
  'hub edit: another': {
    may: ['other hub speaker', 'operator'],
    given: ({ otherHub }) => ({ hub: otherHub, name: 'Upriver two', zone: 'UTC' }),
  },
  'hub close: another': {
    may: ['other hub speaker', 'operator'],
    given: ({ otherHub }) => ({ hub: otherHub, sure: true }),
  },

  'intro queue': { may: ['weaver', 'hub weaver'] },
  'intro make': { may: ['weaver'], given: ({ cara, ben }) => ({ one: cara, two: ben }) },
  'intro make: of a hub': {
    may: ['weaver', 'hub weaver'],
    given: ({ cara, inside }) => ({ one: cara, two: inside }),
  },

  'coalition purpose': { may: ['principal'], given: () => ({ purpose: 'Clean water.' }) },
  'converge plan': { may: ['principal', 'hub speaker', 'other hub speaker'], given: () => daily },
  'converge plan: for a hub': {
    may: ['principal', 'hub speaker'],
    given: () => ({ ...daily, hubs: 'Delta' }),
  },
  'converge edit': { may: ['principal'], given: ({ day }) => ({ on: day, ...daily }) },
  'converge cancel': { may: ['principal'], given: ({ day }) => ({ on: day }) },
  'converge edit: of a hub': {
    may: ['principal', 'hub speaker'],
    given: ({ hubDay }) => ({ on: hubDay, ...daily, hubs: 'Delta' }),
  },
  'converge cancel: of a hub': { may: ['principal', 'hub speaker'], given: ({ hubDay }) => ({ on: hubDay }) },

  'coalition settings': { may: ['operator'], given: () => ({ name: 'Clearer', zone: 'UTC' }) },
  'coalition invite': { may: ['operator'] },
  'role grant': { may: ['operator'], given: ({ cara }) => ({ person: cara, role: 'weaver' }) },
  'role revoke': { may: ['operator'], given: ({ operator }) => ({ person: operator, role: 'operator' }) },
  // Each weaver reads their own.
  'digest preview': { may: ['operator', 'weaver', 'hub weaver'] },
  'digest send': { may: ['operator'] },
  'digest schedule': { may: ['operator'], given: () => ({ which: 'operator', day: '1', hour: 9 }) },
  'pulse questions': { may: ['operator'] },
  'pulse open': { may: ['operator'], given: () => ({ when: 'weekly', weekday: '2', hour: 10 }) },
  'status show': { may: ['operator'] },
  'safety suspend': { may: ['operator'], given: ({ cara }) => ({ person: cara, reason: 'Shouting.' }) },
  'safety remove': { may: ['operator'], given: ({ cara }) => ({ person: cara, reason: 'Shouting.' }) },
  'safety restore': { may: ['operator'], given: ({ keptOut }) => ({ person: keptOut }) },
};

/** Topic and verb of a row of the table. */
export const about = (name: string): readonly [string, string] => {
  const [command = ''] = name.split(':');
  const [topic = '', verb = ''] = command.split(' ');
  return [topic, verb];
};
