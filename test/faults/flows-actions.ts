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

/** Cara announces a clean-up, three days and six hours later, in both spaces; a minute later it is posted. */
const announced = ({ steps }: Menus, given: { readonly needs?: string } = {}): readonly Step[] => [
  ...steps(
    cara.types('action announce'),
    cara.fills(cleanUp),
    cara.fills({ link: '', tactic: 'care', needs: '', audience: 'coalition', names: '', ...given }),
  ),
  // An answer that was lost is not repeated: what one has to do is in one's home.
  ...dialogue(cara.types('home show'), cara.presses('Post it')),
  passes({ minutes: 1 }),
];

/** Elena asks for something to be carried further, as these fill it in; two minutes later people are asked. */
const requested = ({ steps }: Menus, given: { readonly hours: string; readonly ends: string }) => [
  ...steps(
    elena.types('amplify request'),
    elena.fills({
      ...{ link: 'https://river.example/hearing', ask: 'Tell people about the hearing.' },
      ...{ tactic: 'meeting', urgent: 'no' },
    }),
    elena.fills({ first: 'The hearing is on Thursday.', second: '', third: '', languages: '' }),
    elena.fills(given),
  ),
  ...dialogue(elena.types('amplify list'), elena.presses('Post it')),
];

/** Nobody gets requests but these: whose turn comes first is drawn by lot. */
const onlyAsked = (...names: readonly string[]): Step =>
  prepares(async ({ sql }) => {
    await sql(`update consent set answer = 'no' where kind = 'amplify' and person_id not in
      (select id from person where name in (${names.map((name) => `'${name}'`).join(', ')}))`);
  });

/** The flows of actions, what is carried further, results and resources. */
export function flowsOfActions(menus: Menus, idOf: (who: string) => string): readonly Flow[] {
  const { steps } = menus;
  return [
    {
      name: 'announced, joined, moved, cancelled',
      steps: [
        ...announced(menus),
        ben.presses('I’m in'),
        ...steps(cara.types('action edit'), cara.fills({ when: 'Saturday 7pm' }), cara.fills({})),
        ...dialogue(cara.types('action cancel'), cara.fills({ reason: 'Thunderstorms.' })),
      ],
    },
    {
      name: 'announced, taken back, and posted again',
      steps: [
        ...steps(
          cara.types('action announce'),
          cara.fills(cleanUp),
          cara.fills({ link: '', tactic: 'care', needs: '', audience: 'space', names: '' }),
        ),
        ...dialogue(cara.types('home show'), cara.presses('Post it')),
        cara.presses('Undo'),
        ...dialogue(cara.types('home show'), cara.presses('Post it')),
        passes({ minutes: 1 }),
      ],
    },
    {
      name: 'needs are taken, numbers and stances shown',
      steps: [
        by('ana').types('profile notifications kind:action.announced manner:now'),
        ...announced(menus, { needs: 'a van' }),
        ...dialogue(ben.types('action show River clean-up'), ben.presses('Take something we need')),
        passes({ minutes: 1 }),
        ...dialogue(
          hugo.types('action show River clean-up'),
          hugo.presses('Our organisation…'),
          hugo.fills({ stance: 'support' }),
        ),
      ],
    },
    {
      name: 'organised together, and how it went',
      steps: [
        ...announced(menus),
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
        ...requested(menus, { ends: 'in 3 days', hours: '9-11' }),
        ...dialogue(elena.types('amplify list'), elena.presses('Undo')),
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
        ...requested(menus, { ends: 'in 5 days', hours: '9-11' }),
        passes({ minutes: 2 }),
        cara.presses('I’ll share it'),
        ...steps(
          elena.types('amplify list'),
          elena.presses('Change'),
          elena.fills({ ask: 'Tell people that the hearing has moved.' }),
          elena.fills({ first: 'The hearing is on Friday.' }),
          elena.fills({ hours: '14-16' }),
        ),
        ...dialogue(elena.types('amplify list'), elena.presses('End it')),
      ],
    },
    {
      name: 'nobody answered, until somebody did',
      steps: [
        onlyAsked('Cara Lindqvist'),
        by('ana').types('profile notifications kind:amplify.unanswered manner:now'),
        ...requested(menus, { ends: 'in 12 days', hours: '' }),
        passes({ minutes: 2 }),
        passes({ hours: 73 }),
        ...dialogue(kim.types('amplify list'), kim.presses('I’ll share it')),
      ],
    },
    {
      name: 'called off with its action',
      steps: [
        onlyAsked('Ben Okafor'),
        ...announced(menus),
        ...steps(
          elena.types('amplify request action:"River clean-up"'),
          elena.fills({ link: 'https://river.example/clean-up', ask: 'Tell people.', urgent: 'no' }),
          elena.fills({ first: 'It is on Saturday.', second: '', third: '', languages: '' }),
          elena.fills({ ends: 'in 2 days', hours: '9-11' }),
        ),
        ...dialogue(elena.types('amplify list'), elena.presses('Post it')),
        passes({ minutes: 2 }),
        ben.presses('I’ll share it'),
        ...dialogue(cara.types('action cancel'), cara.fills({ reason: 'Flood.' })),
        passes({ minutes: 1 }),
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
