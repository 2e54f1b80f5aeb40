import type { ChannelUse } from '#directory/index.ts';

/**
 * One made-up coalition for the playground, the demonstrations and the tests: a dozen organisations, sixty people,
 * three hubs and two spaces. Nobody in it is real.
 */
export const coalition = {
  name: 'Clearwater',
  purpose: 'Every household along the river drinks safe water by 2030.',
  principles: 'We act openly, we share credit, and no group speaks for another.',
  zone: 'America/Chicago',
};

/** A Wednesday at noon in Chicago. */
export const begins = '2027-05-12T17:00:00Z';

export const spaces = [
  {
    tenant: 'clearwater',
    name: 'Clearwater hall',
    vouches: true,
    channels: [
      { id: 'welcome', name: 'welcome' },
      { id: 'introductions', name: 'introductions' },
      { id: 'actions', name: 'actions' },
      { id: 'pulse', name: 'pulse' },
    ],
  },
  {
    tenant: 'delta',
    name: 'Delta kitchen table',
    vouches: false,
    channels: [
      { id: 'porch', name: 'porch' },
      { id: 'delta-intros', name: 'delta-intros' },
      { id: 'delta-actions', name: 'delta-actions' },
      { id: 'delta-pulse', name: 'delta-pulse' },
    ],
  },
] as const;

export type Tenant = (typeof spaces)[number]['tenant'];

/** Which of a space's channels is used for what. */
export const uses = {
  clearwater: { introductions: 'introductions', actions: 'actions', pulse: 'pulse' },
  delta: { introductions: 'delta-intros', actions: 'delta-actions', pulse: 'delta-pulse' },
} as const satisfies Readonly<Record<Tenant, Readonly<Record<ChannelUse, string>>>>;

/** What the cast's spaces have channels for. */
export type Use = keyof (typeof uses)[Tenant];

export const organisations = [
  { name: 'Upriver Farmers Union', kind: 'formal', issues: 'nitrates, farm runoff', place: 'Dubuque, Iowa' },
  { name: 'Delta Legal Aid', kind: 'formal', issues: 'zoning law, permits', place: 'Baton Rouge, Louisiana' },
  {
    name: 'Mothers for Clean Taps',
    kind: 'informal',
    issues: 'lead pipes, schools',
    place: 'St. Louis, Missouri',
  },
  {
    name: 'River Science Collective',
    kind: 'formal',
    issues: 'water testing, maps',
    place: 'Minneapolis, Minnesota',
  },
  {
    name: 'Coast and Marsh Alliance',
    kind: 'formal',
    issues: 'wetlands, flooding',
    place: 'New Orleans, Louisiana',
  },
  { name: 'Tenants Together', kind: 'informal', issues: 'lead pipes, housing', place: 'Memphis, Tennessee' },
  {
    name: 'Faith on the Banks',
    kind: 'informal',
    issues: 'schools, congregations',
    place: 'Memphis, Tennessee',
  },
  {
    name: 'Student Water Watch',
    kind: 'informal',
    issues: 'water testing, schools',
    place: 'Minneapolis, Minnesota',
  },
  { name: 'Pipefitters Local 90', kind: 'formal', issues: 'lead pipes, jobs', place: 'St. Louis, Missouri' },
  {
    name: 'Bayou Fishers Cooperative',
    kind: 'formal',
    issues: 'fisheries, runoff',
    place: 'Houma, Louisiana',
  },
  { name: 'Plains Newsroom', kind: 'formal', issues: 'press, records', place: 'Omaha, Nebraska' },
  { name: 'Headwaters Fund', kind: 'funder', issues: 'grants', place: 'Denver, Colorado' },
] as const;

export const hubs = [
  { name: 'Upriver', kind: 'district', zone: 'America/Chicago', places: 'Minnesota, Iowa, Nebraska' },
  { name: 'Delta', kind: 'district', zone: 'America/Chicago', places: 'Tennessee, Louisiana' },
  { name: 'Lead pipes', kind: 'working group', zone: 'America/New_York', places: 'Missouri, Tennessee' },
] as const;

export type OrganisationName = (typeof organisations)[number]['name'];
export type HubName = (typeof hubs)[number]['name'];

/** One of the cast. Everyone joined and consented to everything, but for those listed in `shy` and `newcomers`. */
export interface CastMember {
  readonly account: string;
  readonly name: string;
  readonly organisation: OrganisationName;
  readonly hub: HubName;
  readonly tenants: readonly Tenant[];
  readonly offers: string;
  readonly needs: string;
  readonly place: string;
  readonly zone: string;
  readonly spoken: string;
}

const states: Readonly<Record<string, string>> = {
  Dubuque: 'America/Chicago',
  'Baton Rouge': 'America/Chicago',
  'St. Louis': 'America/Chicago',
  Minneapolis: 'America/Chicago',
  'New Orleans': 'America/Chicago',
  Memphis: 'America/Chicago',
  Houma: 'America/Chicago',
  Omaha: 'America/Chicago',
  Denver: 'America/Denver',
  Louisville: 'America/New_York',
  Pittsburgh: 'America/New_York',
  Honolulu: 'Pacific/Honolulu',
};

type Row = readonly [string, string, OrganisationName, HubName, string, string, string, string, string?];

// account, name, organisation, hub, spaces (c, d or cd), place, offers, needs, languages beside English
const rows: readonly Row[] = [
  [
    'ana',
    'Ana Reyes',
    'Mothers for Clean Taps',
    'Lead pipes',
    'cd',
    'St. Louis',
    'introductions, a kitchen to meet in',
    'a second weaver',
    'Spanish',
  ],
  [
    'ben',
    'Ben Okafor',
    'Delta Legal Aid',
    'Delta',
    'c',
    'Baton Rouge',
    'zoning law, reading permits',
    'stories from farmers',
  ],
  [
    'cara',
    'Cara Lindqvist',
    'Upriver Farmers Union',
    'Upriver',
    'c',
    'Dubuque',
    'a barn for meetings, farm tours',
    'someone who knows zoning law',
  ],
  [
    'mara',
    'Mara Whitfield',
    'Coast and Marsh Alliance',
    'Delta',
    'cd',
    'New Orleans',
    'speaking at hearings',
    'maps of wetlands',
  ],
  [
    'jonas',
    'Jonas Weber',
    'River Science Collective',
    'Upriver',
    'cd',
    'Minneapolis',
    'keeping servers running',
    'people to test the bot',
    'German',
  ],
  [
    'priya',
    'Priya Nair',
    'Tenants Together',
    'Lead pipes',
    'cd',
    'Memphis',
    'door knocking, tenant meetings',
    'lead pipe replacement costs',
    'Hindi',
  ],
  [
    'dov',
    'Dov Abrams',
    'Plains Newsroom',
    'Upriver',
    'c',
    'Omaha',
    'public records requests, press lists',
    'sources on nitrates',
  ],
  [
    'elena',
    'Elena Cruz',
    'Mothers for Clean Taps',
    'Lead pipes',
    'c',
    'St. Louis',
    'school board contacts',
    'Spanish translation of flyers',
    'Spanish',
  ],
  [
    'farid',
    'Farid Haddad',
    'Pipefitters Local 90',
    'Lead pipes',
    'c',
    'St. Louis',
    'lead pipe replacement costs, training',
    'homes whose pipes nobody has checked',
    'Arabic',
  ],
  [
    'grace',
    'Grace Tran',
    'Bayou Fishers Cooperative',
    'Delta',
    'd',
    'Houma',
    'Vietnamese translation, boats',
    'water testing kits',
    'Vietnamese',
  ],
  [
    'hugo',
    'Hugo Fontenot',
    'Bayou Fishers Cooperative',
    'Delta',
    'd',
    'Houma',
    'boats, knowledge of the bayou',
    'help with permits',
    'French',
  ],
  [
    'iris',
    'Iris Kowalski',
    'River Science Collective',
    'Upriver',
    'c',
    'Minneapolis',
    'water testing kits, training for volunteers',
    'places to take samples',
    'Polish',
  ],
  [
    'jamal',
    'Jamal Pierce',
    'Faith on the Banks',
    'Delta',
    'd',
    'Memphis',
    'church halls, choir',
    'speakers on lead in schools',
  ],
  [
    'kim',
    'Kim Soledad',
    'Student Water Watch',
    'Upriver',
    'c',
    'Minneapolis',
    'short videos, social media',
    'water testing training',
    'Spanish',
  ],
  [
    'leo',
    'Leo Marchetti',
    'Headwaters Fund',
    'Upriver',
    'c',
    'Denver',
    'small grants, budget reading',
    'groups that need under 5000 dollars',
    'Italian',
  ],
  [
    'mina',
    'Mina Park',
    'River Science Collective',
    'Upriver',
    'c',
    'Minneapolis',
    'maps of wetlands, data analysis',
    'old flood records',
    'Korean',
  ],
  [
    'noor',
    'Noor Rahman',
    'Delta Legal Aid',
    'Delta',
    'd',
    'Baton Rouge',
    'help with permits, tenant law',
    'plain language editing',
    'Urdu',
  ],
  [
    'omar',
    'Omar Castillo',
    'Tenants Together',
    'Lead pipes',
    'd',
    'Memphis',
    'Spanish translation of flyers',
    'legal advice on evictions',
    'Spanish',
  ],
  [
    'pearl',
    'Pearl Jackson',
    'Faith on the Banks',
    'Delta',
    'd',
    'Memphis',
    'phone trees, elders who remember',
    'rides to hearings',
  ],
  [
    'quinn',
    'Quinn Harper',
    'Student Water Watch',
    'Upriver',
    'c',
    'Minneapolis',
    'plain language editing',
    'internships',
  ],
  [
    'rosa',
    'Rosa Delgado',
    'Upriver Farmers Union',
    'Upriver',
    'c',
    'Dubuque',
    'stories from farmers',
    'small grants for cover crops',
    'Spanish',
  ],
  [
    'sam',
    'Sam Boudreaux',
    'Coast and Marsh Alliance',
    'Delta',
    'd',
    'New Orleans',
    'old flood records, photographs',
    'somebody to date old photographs',
    'French',
  ],
  [
    'tess',
    'Tess Oyelaran',
    'Plains Newsroom',
    'Upriver',
    'c',
    'Omaha',
    'interview training, editing',
    'boat trips with fishers',
  ],
  [
    'uma',
    'Uma Desai',
    'Headwaters Fund',
    'Upriver',
    'c',
    'Denver',
    'grant writing',
    'results with numbers',
    'Gujarati',
  ],
  [
    'victor',
    'Victor Nguyen',
    'Bayou Fishers Cooperative',
    'Delta',
    'd',
    'Houma',
    'boat trips, nets',
    'press lists',
    'Vietnamese',
  ],
  [
    'wren',
    'Wren Sato',
    'Student Water Watch',
    'Upriver',
    'c',
    'Honolulu',
    'design of posters',
    'bilingual proofreaders',
    'Japanese',
  ],
  [
    'xavi',
    'Xavi Torres',
    'Pipefitters Local 90',
    'Lead pipes',
    'c',
    'St. Louis',
    'plumbing inspections',
    'school board contacts',
    'Catalan',
  ],
  [
    'yara',
    'Yara Haddad',
    'Mothers for Clean Taps',
    'Lead pipes',
    'c',
    'St. Louis',
    'childcare during meetings',
    'plumbing inspections',
    'Arabic',
  ],
  [
    'zeke',
    'Zeke Miller',
    'Upriver Farmers Union',
    'Upriver',
    'c',
    'Dubuque',
    'tractors, trailers',
    'soil testing',
  ],
  [
    'ada',
    'Ada Mensah',
    'Tenants Together',
    'Lead pipes',
    'd',
    'Memphis',
    'tenant surveys',
    'design of posters',
    'Twi',
  ],
];

const given = [
  'Bea',
  'Cyrus',
  'Dalia',
  'Emil',
  'Fern',
  'Gil',
  'Hana',
  'Ivo',
  'June',
  'Kofi',
  'Lena',
  'Milo',
  'Nell',
  'Otto',
  'Paz',
  'Ravi',
  'Suki',
  'Theo',
  'Una',
  'Vera',
  'Will',
  'Xena',
  'Yusuf',
  'Zoe',
  'Alba',
  'Bruno',
  'Cleo',
  'Dante',
  'Edda',
  'Finn',
];
const family = [
  'Adler',
  'Baptiste',
  'Cho',
  'Duval',
  'Evans',
  'Flores',
  'Gupta',
  'Hayes',
  'Ito',
  'Jensen',
  'Kaya',
  'Lopez',
  'Mbeki',
  'Novak',
  'Olsen',
];
const skills = [
  'first aid',
  'bookkeeping',
  'stage and sound',
  'cooking for crowds',
  'bus driving',
  'radio',
  'poll standing',
  'sewing banners',
  'photography',
  'de-escalation',
  'spreadsheets',
  'fundraising letters',
  'mediation',
  'soil testing',
  'rides to hearings',
];

// The other half of the cast: plainer people, so that queues, lists and searches have something to sort.
const others: readonly Row[] = given.map((name, index) => {
  const organisation = organisations[index % organisations.length] ?? organisations[0];
  const hub = hubs[index % hubs.length] ?? hubs[0];
  const place = organisation.place.split(',')[0] ?? '';
  const offers = skills[index % skills.length] ?? '';
  const needs = skills[(index * 7 + 4) % skills.length] ?? '';
  return [
    name.toLowerCase(),
    `${name} ${family[index % family.length]}`,
    organisation.name,
    hub.name,
    index % 3 === 0 ? 'd' : 'c',
    place,
    offers,
    needs === offers ? '' : needs,
  ];
});

export const people: readonly CastMember[] = [...rows, ...others].map(
  ([account, name, organisation, hub, where, place, offers, needs, spoken]) => ({
    account,
    name,
    organisation,
    hub,
    tenants: where === 'cd' ? ['clearwater', 'delta'] : where === 'c' ? ['clearwater'] : ['delta'],
    offers,
    needs,
    place,
    zone: states[place] ?? 'America/Chicago',
    spoken: spoken === undefined ? 'English' : `English, ${spoken}`,
  }),
);

/** Who is trusted with what. Two operators from two organisations, as Weft asks for. */
export const roles = [
  { account: 'mara', role: 'principal' },
  { account: 'ana', role: 'weaver' },
  { account: 'priya', role: 'weaver' },
  { account: 'jonas', role: 'operator' },
  { account: 'priya', role: 'operator' },
  { account: 'dov', role: 'driver' },
] as const;

export const representatives: readonly { account: string; organisation: OrganisationName }[] = [
  { account: 'cara', organisation: 'Upriver Farmers Union' },
  { account: 'ben', organisation: 'Delta Legal Aid' },
  { account: 'elena', organisation: 'Mothers for Clean Taps' },
  { account: 'iris', organisation: 'River Science Collective' },
  { account: 'mara', organisation: 'Coast and Marsh Alliance' },
  { account: 'priya', organisation: 'Tenants Together' },
  { account: 'pearl', organisation: 'Faith on the Banks' },
  { account: 'kim', organisation: 'Student Water Watch' },
  { account: 'farid', organisation: 'Pipefitters Local 90' },
  { account: 'hugo', organisation: 'Bayou Fishers Cooperative' },
  { account: 'dov', organisation: 'Plains Newsroom' },
  { account: 'leo', organisation: 'Headwaters Fund' },
];

/** Who speaks for a hub; nobody does for Upriver. */
export const hubRepresentatives: readonly { account: string; hub: HubName }[] = [
  { account: 'grace', hub: 'Delta' },
  { account: 'xavi', hub: 'Lead pipes' },
];

/** Who already works together: both said so. */
export const ties: readonly (readonly [string, string])[] = [
  ['ana', 'elena'],
  ['ana', 'yara'],
  ['ana', 'priya'],
  ['ana', 'farid'],
  ['priya', 'omar'],
  ['priya', 'ada'],
  ['farid', 'xavi'],
  ['ben', 'noor'],
  ['cara', 'rosa'],
  ['cara', 'zeke'],
  ['iris', 'mina'],
  ['iris', 'kim'],
  ['jonas', 'iris'],
  ['jonas', 'mina'],
  ['grace', 'hugo'],
  ['grace', 'victor'],
  ['mara', 'sam'],
  ['mara', 'ben'],
  ['jamal', 'pearl'],
  ['dov', 'tess'],
  ['leo', 'uma'],
  ['kim', 'quinn'],
  ['kim', 'wren'],
  ['dov', 'cara'],
  ['noor', 'hugo'],
  ['pearl', 'priya'],
  ['uma', 'rosa'],
  ['mara', 'hugo'],
  ['elena', 'xavi'],
  ['tess', 'mara'],
  ['quinn', 'iris'],
  ['farid', 'priya'],
  ['dov', 'ben'],
];

/** People in the background who know each other too: the playground has them, so that there is a map from the first day. */
export const moreTies: readonly (readonly [string, string])[] = [
  ['june', 'ada'],
  ['june', 'dalia'],
  ['june', 'cleo'],
  ['gil', 'dalia'],
  ['gil', 'hana'],
  ['theo', 'hana'],
  ['emil', 'ivo'],
  ['ravi', 'vera'],
  ['ravi', 'ivo'],
  ['fern', 'kofi'],
  ['suki', 'xena'],
  ['fern', 'cyrus'],
  ['cyrus', 'kofi'],
  ['otto', 'xena'],
  ['lena', 'fern'],
  ['yusuf', 'bruno'],
  ['lena', 'bea'],
  ['zoe', 'nell'],
  ['zoe', 'alba'],
];

/** People of the cast who have not joined yet: for the story of joining. */
export const newcomers: readonly string[] = ['finn', 'edda', 'dante'];

/** People who joined but are suggested to nobody, found by weavers only and asked no pulse. */
export const shy: readonly string[] = ['zeke', 'will', 'una'];

/** People whose account is not vouched for yet. */
export const unvouched: readonly string[] = ['milo', 'paz'];

/** The account that administers both spaces. */
export const administrator = 'jonas';
