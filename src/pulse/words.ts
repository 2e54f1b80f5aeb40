import { english, type Language, moment, type Text, text, typed } from '#chat/index.ts';
import type { RoleName } from '#directory/index.ts';
import type { Theme } from './bank.ts';
import type { Band } from './release.ts';

/** How many are asked, of how many who agreed. */
interface Asked {
  readonly asked: number;
  readonly eligible: number;
}

interface PulseWords {
  kinds: Readonly<Record<'open' | 'remind' | 'results' | 'trend' | 'operators', string>>;
  themes: Readonly<Record<Theme, string>>;
  /** Weft’s own questions, by id; ≤ 100 characters */
  bank: Readonly<Record<string, string>>;
  /** one band, or neighbours told as one */
  bandsTold(bands: readonly Band[]): string;
  about: Readonly<Record<'answer' | 'results' | 'questions' | 'open', string>>;
  first: Text;
  // the message with the button
  open(questions: number): Text;
  didLead: string;
  didNothing: Text;
  until(closesAt: Temporal.Instant, of: Asked): Text;
  untraceable: Text;
  remind: Text;
  answerButton: string;
  whoButton: string;
  // who learns what
  who: Text;
  whoLines: readonly Text[];
  whoNot: Text;
  // the form
  formTitle: string;
  scale: Text;
  sealedShort: Text;
  question(number: number): string;
  countWith: string;
  countWiths: Readonly<Record<'hub' | 'role', string>>;
  countWithAsk(hub: string | undefined, role: RoleName | undefined): string;
  roleHeadings: Readonly<Record<RoleName, string>>;
  comment: string;
  commentAsk: string;
  // answers
  thanks: Text;
  thanksNext: Text;
  over: Text;
  joinedLater: Text;
  notAsked: Text;
  notAgreed: Text;
  nothingSaid: string;
  keyLost: Text;
  noneOpen: Text;
  // results
  results(answered: string): Text;
  tooFew: Text;
  tooFewNext: Text;
  medianOf(band: string): Text;
  countsOf(counts: readonly { readonly bands: string; readonly count: number }[]): Text;
  notAnswered: Text;
  participation(percent: number, of: Asked): string;
  comments: string;
  moreButton: string;
  moreComments: Text;
  slicesButton: string;
  slices: Text;
  noSlices: Text;
  trend: string;
  trendLine(theme: string, high: readonly string[]): string;
  noResults: Text;
  lost: Text;
  lostNext: Text;
  // operators
  waitsOpen(closesAt: Temporal.Instant): Text;
  waitsDid: Text;
  askDid: Text;
  didButton: string;
  didTitle: string;
  did: string;
  didHint: string;
  didKept: Text;
  didLate: Text;
  // opening and schedule
  openNow(weekday: string, hour: number): Text;
  openNever: Text;
  openUnsaid: Text;
  openTitle: string;
  when: string;
  whens: Readonly<Record<'now' | 'weekly' | 'never', string>>;
  weekday: string;
  weekdays: readonly string[];
  hour: string;
  hourHint: string;
  opened(asked: number, eligible: number): Text;
  openAlready(closesAt: Temporal.Instant): Text;
  tooFewEligible(eligible: number): Text;
  keysUnwritable(code: string): Text;
  weekly(weekday: string, hour: number): Text;
  never: Text;
  sayDay: string;
  // questions
  own: string;
  ownHint: string;
  theme: string;
  questionsLead: Text;
  ownLead: string;
  noOwn: Text;
  bankLead: string;
  added(theme: string): Text;
  retired: Text;
  retireButton: string;
  tooMany: string;
  askedAlready: string;
  notQuestion: Text;
  // status
  statusTooFew(eligible: number): Text;
  statusVoid: Text;
  statusKey: Text;
  statusNoChannel(spaces: number): Text;
}

const { counted, cut } = english;

const roles = {
  weaver: 'weavers',
  driver: 'people who lead actions',
  principal: 'principals',
  operator: 'operators',
};

/** What was pressed, by bands. */
const scores: Readonly<Record<string, string>> = {
  ...{ low: '1 or 2', middle: '3', high: '4 or 5' },
  ...{ 'low middle': '1 to 3', 'middle high': '3 to 5', 'low middle high': '1 to 5' },
};

const asked = ({ asked, eligible }: Asked): string =>
  asked === eligible
    ? `Everyone who agreed was asked: ${counted(eligible, 'person', 'people')}.`
    : `${asked} of the ${eligible} people who agreed were asked, chosen by lot.`;

export const words: Readonly<Record<Language, PulseWords>> = {
  en: {
    kinds: {
      open: 'the weekly pulse',
      remind: 'one reminder of the weekly pulse, to everyone asked',
      results: 'what came of the weekly pulse',
      trend: 'how the weekly pulse went, as a picture',
      operators: 'what operators hear of the weekly pulse',
    },
    themes: {
      purpose: 'Purpose',
      relationships: 'Relationships',
      voice: 'Voice',
      load: 'Load',
      value: 'Value received',
      power: 'Power and inclusion',
    },
    bank: {
      'purpose-clear': 'I could say in one sentence what we are doing this for.',
      'purpose-mine': 'What we do together is what I joined for.',
      'purpose-path': 'I see how our next steps lead to what we want.',
      'purpose-week': 'This week I did something that serves our purpose.',
      'relationships-turn-to': 'There is somebody in another organisation I would turn to for help.',
      'relationships-new': 'I got to know somebody new through this coalition lately.',
      'relationships-across': 'People of different organisations work well together here.',
      'relationships-trust': 'I trust that people here do what they say.',
      'voice-heard': 'When I say something here, somebody listens.',
      'voice-disagree': 'I can disagree here without paying for it.',
      'voice-know': 'I hear early enough about what concerns me.',
      'voice-changes': 'What members say changes what we do.',
      'load-carry': 'I can carry what I have taken on.',
      'load-rest': 'I get enough rest between things.',
      'load-no': 'I can say no here without explaining myself.',
      'load-shared': 'The work here is shared fairly.',
      'value-help': 'I get help here when I need it.',
      'value-time': 'What I put in is worth the time.',
      'value-learn': 'I learn things here that I use.',
      'value-results': 'My organisation is stronger because of this coalition.',
      'power-decisions': 'I understand how decisions are made here.',
      'power-belong': 'People like me belong here.',
      'power-small': 'Small organisations count here as much as large ones.',
      'power-safe': 'I feel safe taking part.',
    },
    bandsTold: (bands) => `${bands.join(' or ')} (${scores[bands.join(' ')]})`,
    about: {
      answer: 'Answer the pulse that is open',
      results: 'What came of the last pulses',
      questions: 'What the pulse asks',
      open: 'Open a pulse, now or every week',
    },
    first: text`See what the last pulse said with ${typed('pulse results')}.`,
    open: (questions) =>
      text`The weekly pulse is open: ${counted(questions, 'question', 'questions')}, one minute.`,
    didLead: 'You said, we did',
    didNothing: text`Nothing was reported about what was done with the last answers.`,
    until: (closesAt, of) => text`${asked(of)} Open until ${moment(closesAt)}.`,
    untraceable: text`Nobody can trace an answer to you from anything that Weft keeps, once the pulse has closed.`,
    remind: text`The weekly pulse closes soon. This goes to everyone who was asked: ignore it if you answered.`,
    answerButton: 'Answer',
    whoButton: 'Who can see what',
    who: text`Your answer is sealed on arrival, and the key is destroyed when the pulse closes.`,
    whoLines: [
      text`Somebody with the database, its backups and its log, after the close: sees what was published. From the log or the disk they may guess that you answered, and when; never what.`,
      text`Somebody with the database before the close: sees how many answered, and not what. With its disk or its log they may guess who.`,
      text`Whoever runs the machine, before the close: could open that one pulse, never an earlier one.`,
      text`Slack or Discord: carries what you press and write in the form, and may keep it.`,
      text`Whoever changes the program secretly: could record answers from then on.`,
    ],
    whoNot: text`It cannot help where everyone answers the same, against invented people among those asked (their number is shown), or against your own words: people may recognise how you write. Leaving the coalition cannot take back an answer that nobody can link to you.`,
    sealedShort: text`Sealed on arrival; the key goes when the pulse closes. “Who can see what” says what that cannot prevent.`,
    formTitle: 'The weekly pulse',
    scale: text`1: not at all. 5: very much. Leave out what you like.`,
    question: (number) => `Question ${number}`,
    countWith: 'Count me apart as well',
    countWiths: {
      hub: 'With my hub',
      role: 'With my role',
    },
    countWithAsk: (hub, role) => {
      const mine = [hub && cut(hub, 30), role && roles[role]].filter((one) => one !== undefined);
      return `${mine.join('; ')}. Shown apart only from 20 answers on.`;
    },
    roleHeadings: {
      weaver: 'Weavers',
      driver: 'People who lead actions',
      principal: 'Principals',
      operator: 'Operators',
    },
    comment: 'Anything else?',
    commentAsk: 'It may be published, shuffled, without anything about you. People may know your style.',
    thanks: text`Sealed. Thank you.`,
    thanksNext: text`Until the pulse closes you can answer again: the last answer counts.`,
    over: text`This pulse is closed, and late answers are not kept. See what it said with ${typed('pulse results')}.`,
    joinedLater: text`This pulse opened before you joined. The next one is yours too.`,
    notAsked: text`This time others are asked, chosen by lot. Your turn comes within a few weeks.`,
    notAgreed: text`This pulse does not ask you: when it opened you had not agreed to pulses, or had paused Weft. Agree with ${typed('profile edit')}, and the next one is yours.`,
    nothingSaid: 'Nothing to send yet. Answer one question, or write a comment.',
    keyLost: text`This pulse cannot take answers any more: its key is gone. Nothing of yours was kept. Tell an operator.`,
    noneOpen: text`No pulse is open now. See what the last one said with ${typed('pulse results')}.`,
    results: (answered) => text`The pulse is closed. ${answered}`,
    tooFew: text`The pulse is closed. Too few answered to show anything: five answers are the least, so that nobody stands out.`,
    tooFewNext: text`What was answered has been deleted unread.`,
    medianOf: (band) => text`The answer in the middle is ${band}. Counts are shown from 20 answers on.`,
    countsOf: (counts) =>
      counts.length === 1
        ? text`${counted(counts[0]?.count ?? 0, 'answer', 'answers')}. Told apart, some of them would stand out.`
        : text`${counts.map(({ bands, count }) => `${count} ${bands}`).join(', ')}.`,
    notAnswered: text`Too few answers to show.`,
    participation: (percent, of) =>
      `${percent === 0 ? 'Fewer than 5' : `About ${percent}`} % answered. ${asked(of)}`,
    comments: 'In their own words, shuffled',
    moreButton: 'More of them',
    moreComments: text`In their own words, shuffled.`,
    slicesButton: 'By hub and role',
    slices: text`By hub and role, where enough people of enough organisations answered.`,
    noSlices: text`No hub or role is large enough to show by itself: at least 20 answers, of people from three organisations.`,
    trend: 'Share of high answers, oldest first',
    trendLine: (theme, high) => `${theme}: ${high.join(' → ')}`,
    noResults: text`No pulse has closed yet. The first results come a few days after one opens.`,
    lost: text`This pulse could not be counted: its key was lost. Nobody can ever read its answers.`,
    lostNext: text`Operators: look after the folder for the pulse’s keys. Its loss costs the pulse that is open, and nothing else.`,
    waitsOpen: (closesAt) =>
      text`The weekly pulse asks you until ${moment(closesAt)}. Ignore this if you answered.`,
    waitsDid: text`The last pulse is closed. Say what is done about it: your words open the next one.`,
    askDid: text`The pulse is closed. What will be done about it? Your words open the next pulse: “You said, we did”.`,
    didButton: 'Say what is done',
    didTitle: 'You said, we did',
    did: 'What is done about it',
    didHint: 'One or two sentences. Everyone reads them when the next pulse opens.',
    didKept: text`Kept. The next pulse opens with it.`,
    didLate: text`The next pulse has opened already. Say it about that one, once it has closed.`,
    openNow: (weekday, hour) => text`Now: every ${weekday} at ${hour}:00, in each person’s own time.`,
    openNever: text`Now: none opens by itself.`,
    openUnsaid: text`Nobody has said yet what is done about the last one. Open another, and everyone reads that nothing was reported.`,
    openTitle: 'Open a pulse',
    when: 'When?',
    whens: { now: 'Once, now', weekly: 'Every week', never: 'Not by itself any more' },
    weekday: 'On which day',
    weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    hour: 'At which hour, 8 to 20',
    hourHint: 'In each person’s own time. 10 if you leave it open.',
    opened: (asked, eligible) =>
      asked === eligible
        ? text`Open. ${counted(asked, 'person is', 'people are')} asked, in the morning where it is night, and it closes by itself after three days.`
        : text`Open. ${asked} of ${eligible} people are asked, chosen by lot, in the morning where it is night, and it closes by itself after three days.`,
    openAlready: (closesAt) => text`A pulse is open already. It closes ${moment(closesAt)}.`,
    tooFewEligible: (eligible) =>
      text`Not opened: ${counted(eligible, 'person has', 'people have')} agreed to answer pulses, and below ten nothing could be shown. People agree in ${typed('profile edit')}.`,
    keysUnwritable: (code) =>
      text`Not opened: Weft cannot keep the pulse’s key (${code}). Tell whoever runs Weft to look at its folder for them.`,
    weekly: (weekday, hour) =>
      text`Every ${weekday} at ${hour}:00, in each person’s own time, open for three days. One that is still open then is not followed by another that week.`,
    never: text`No pulse opens by itself any more. One that is open goes on to its end.`,
    sayDay: 'Choose a day for every week.',
    own: 'Your question',
    ownHint: 'A sentence to agree with, from 1, not at all, to 5, very much. High should be good.',
    theme: 'What it is about',
    questionsLead: text`Two questions a week, of two themes: first what may have changed, then what was asked longest ago.`,
    ownLead: 'Your own',
    noOwn: text`None of your own yet. Add one with ${typed('pulse questions question:…')}.`,
    bankLead: 'Weft’s',
    added: (theme) => text`Added under ${theme}. It is asked when that comes round.`,
    retired: text`It is not asked any more. What was answered to it stays.`,
    retireButton: 'Stop asking it',
    askedAlready: 'That is asked already. Twice it would weigh twice.',
    tooMany: 'There are 24 of your own already. Stop asking one first.',
    notQuestion: text`That question is gone already.`,
    statusTooFew: (eligible) =>
      text`The pulse does not open: ${counted(eligible, 'person has', 'people have')} agreed to it, and ten are the least. People agree in ${typed('profile edit')}.`,
    statusVoid: text`The last pulse could not be counted: its key was lost. Look after the folder for the pulse’s keys.`,
    statusKey: text`Weft cannot read the key of the pulse that is open. Nobody can answer it, and a day after its end it is lost. Look after the folder for the pulse’s keys.`,
    statusNoChannel: (spaces) =>
      text`${counted(spaces, 'space has', 'spaces have')} no channel for the pulse. Name one there with ${typed('coalition settings')}.`,
  },
};
