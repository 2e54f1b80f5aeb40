import { by, dialogue, type Flow, type Menus, passes, prepares, type Step } from './flows-steps.ts';

const [cara, ben, iris, elena, kim] = [by('cara'), by('ben'), by('iris'), by('elena'), by('kim')];
const hugo = by('hugo', 'delta');

const cleanUp = {
  title: 'River clean-up',
  what: 'Bring boots.',
  when: 'Saturday 6pm',
  place: 'Dubuque',
  exact: 'Ramp 4',
};

/** Cara has a draft of it, for both spaces; or has just posted it: a minute later it is there. */
const written = (state: 'draft' | 'posting', need?: string): Step =>
  prepares(async ({ sql }) => {
    await sql(`insert into action (id, coalition_id, announcer_id, state, title, what, starts_at, zone, place, exact_place,
        tactic, audience, drafted_at, posts_at, drop_at)
      select gen_random_uuid(), coalition_id, id, '${state}', 'River clean-up', 'Bring boots.', '2027-05-15T23:00Z',
        'America/Chicago', 'Dubuque', 'Ramp 4', 'care', 'coalition', '2027-05-12T17:00Z',
        ${state === 'posting' ? `'2027-05-12T17:01Z', null` : `null, '2027-05-19T17:00Z'`}
      from person where name = 'Cara Lindqvist'`);
    if (need !== undefined)
      await sql(`insert into action_need (id, coalition_id, action_id, words, place)
        select gen_random_uuid(), coalition_id, id, '${need}', 0 from action`);
  });

/** Elena has just asked for something to be carried further, for an action if there is one: a minute later people are asked. */
const requested = ({ hours, ends }: { readonly hours: string; readonly ends: string }): Step =>
  prepares(async ({ sql }) => {
    await sql(`insert into amplification_request (id, coalition_id, requester_id, organisation_id, action_id, state, ask,
        link, tactic, urgent, framings, from_hour, until_hour, ends_at, drafted_at, due_at)
      select gen_random_uuid(), coalition_id, id, organisation_id, (select id from action), 'waiting',
        'Tell people about the hearing.', 'https://river.example/hearing', 'meeting', false,
        '[{"words":"The hearing is on Thursday.","language":"en"}]', ${hours}, '${ends}', '2027-05-12T17:00Z',
        '2027-05-12T17:01Z'
      from person where name = 'Elena Cruz'`);
  });

/** Nobody gets requests but these: whose turn comes first is drawn by lot. */
const onlyAsked = (...names: readonly string[]): Step =>
  prepares(async ({ sql }) => {
    await sql(`update consent set answer = 'no' where kind = 'amplify' and person_id not in
      (select id from person where name in (${names.map((name) => `'${name}'`).join(', ')}))`);
  });

/** The flows of actions, what is carried further, results and resources. */
export function flowsOfActions({ steps }: Menus, idOf: (who: string) => string): readonly Flow[] {
  return [
    {
      name: 'announced, joined, moved, cancelled',
      steps: [
        ...steps(
          cara.types('action announce'),
          cara.fills(cleanUp),
          cara.fills({ link: '', tactic: 'care', needs: '', audience: 'coalition', names: '' }),
        ),
        // An answer that was lost is not repeated: what one has to do is in one's home.
        ...dialogue(cara.types('home show'), cara.presses('Post it')),
        passes({ minutes: 1 }),
        ben.presses('I’m in'),
        ...steps(cara.types('action edit'), cara.fills({ when: 'Saturday 7pm' }), cara.fills({})),
        passes({ minutes: 6 }),
        ...dialogue(cara.types('action cancel'), cara.fills({ reason: 'Thunderstorms.' })),
      ],
    },
    {
      name: 'announced, taken back, and posted again',
      steps: [
        written('draft'),
        ...dialogue(cara.types('home show'), cara.presses('Post it')),
        cara.presses('Undo'),
        ...dialogue(cara.types('home show'), cara.presses('Post it')),
        passes({ minutes: 1 }),
      ],
    },
    {
      name: 'needs are taken, numbers and stances shown',
      steps: [
        written('posting', 'a van'),
        by('ana').types('profile notifications kind:action.announced manner:now'),
        passes({ minutes: 1 }),
        ...dialogue(
          ben.types('action show River clean-up'),
          ben.presses('Take something we need'),
          ben.presses('I take: a van'),
        ),
        passes({ minutes: 1 }),
        ...dialogue(
          hugo.types('action show River clean-up'),
          hugo.presses('Our organisation…'),
          hugo.fills({ stance: 'support' }),
        ),
        passes({ minutes: 10 }),
      ],
    },
    {
      name: 'organised together, and how it went',
      steps: [
        written('posting'),
        passes({ minutes: 1 }),
        ...dialogue(
          cara.types('action show River clean-up'),
          cara.presses('Ask a co-organiser'),
          cara.fills({ person: idOf('iris') }),
        ),
        iris.presses('Yes, together'),
        ben.presses('I’m in'),
        passes({ days: 2 }),
        passes({ days: 1, hours: 4 }),
        passes({ days: 1 }),
        ...steps(
          iris.types('action result'),
          iris.fills({ count: '48', unit: 'people', source: 'stewards', final: true, lesson: '' }),
          iris.fills({ credit: '' }),
        ),
      ],
    },
    {
      name: 'asked to carry further, done, thanked',
      steps: [
        onlyAsked('Cara Lindqvist', 'Kim Soledad'),
        ...steps(
          elena.types('amplify request'),
          elena.fills({
            ...{ link: 'https://river.example/hearing', ask: 'Tell people about the hearing.' },
            ...{ tactic: 'meeting', urgent: 'no' },
          }),
          elena.fills({ first: 'The hearing is on Thursday.', second: '', third: '', languages: '' }),
          elena.fills({ ends: 'in 3 days', hours: '9-11' }),
        ),
        ...dialogue(elena.types('amplify list'), elena.presses('Post it')),
        passes({ minutes: 2 }),
        cara.presses('I’ll share it'),
        passes({ hours: 21 }),
        cara.presses('Done'),
        passes({ days: 3 }),
      ],
    },
    {
      name: 'carried further, changed, ended',
      steps: [
        onlyAsked('Cara Lindqvist'),
        requested({ ends: '2027-05-17T17:00Z', hours: '9, 11' }),
        ...dialogue(elena.types('amplify list'), elena.presses('Undo')),
        ...dialogue(elena.types('amplify list'), elena.presses('Post it')),
        passes({ minutes: 2 }),
        cara.presses('I’ll share it'),
        ...steps(
          elena.types('amplify list'),
          elena.presses('Change'),
          elena.fills({ ask: 'Tell people that the hearing has moved.' }),
          elena.fills({ first: 'The hearing is on Friday.' }),
          elena.fills({ hours: '14-16' }),
        ),
        passes({ minutes: 6 }),
        ...dialogue(elena.types('amplify list'), elena.presses('End it')),
      ],
    },
    {
      name: 'nobody answered, until somebody did',
      steps: [
        onlyAsked('Cara Lindqvist'),
        requested({ ends: '2027-05-24T17:00Z', hours: 'null, null' }),
        by('ana').types('profile notifications kind:amplify.unanswered manner:now'),
        passes({ minutes: 2 }),
        passes({ hours: 73 }),
        ...dialogue(kim.types('amplify list'), kim.presses('I’ll share it')),
      ],
    },
    {
      name: 'called off with its action',
      steps: [
        onlyAsked('Ben Okafor'),
        written('posting'),
        requested({ ends: '2027-05-14T17:00Z', hours: '9, 11' }),
        passes({ minutes: 2 }),
        ben.presses('I’ll share it'),
        ...dialogue(cara.types('action cancel'), cara.fills({ reason: 'Flood.' })),
      ],
    },
    {
      name: 'offered, needed, answered',
      steps: [
        hugo.types('profile notifications kind:share.match manner:now'),
        hugo.types('share need a trailer for boats'),
        cara.types('share offer a trailer'),
        ...dialogue(hugo.presses('Answer'), hugo.fills({ address: 'the landing at Houma' })),
      ],
    },
    {
      name: 'shared, found, thanked',
      steps: [
        ben.types('profile notifications kind:share.thanks manner:now'),
        ...dialogue(
          ben.types('share add'),
          ben.fills({
            ...{ kind: 'toolkit', title: 'Door-knocking script', link: 'https://example.org/doors' },
            ...{ good: 'training ten people to knock on doors', language: 'English' },
          }),
        ),
        ...dialogue(
          hugo.types('find resources doors'),
          hugo.presses('Thanks for Door-knocking script'),
          hugo.fills({ words: 'Forty doors in a day.' }),
        ),
      ],
    },
  ];
}
