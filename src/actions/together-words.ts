import { english, type Language, strong, type Text, text, typed } from '#chat/index.ts';
import type { Stance, Tactic } from './choices.ts';

type Labelled = 'stance' | 'organisation' | 'person' | 'tactics' | 'hub' | 'calls';

interface TogetherWords {
  // forms
  stanceTitle: string;
  organiseTitle: string;
  endTitle: string;
  mutesTitle: string;
  callTitle: string;
  label: Readonly<Record<Labelled, string>>;
  hint: Readonly<Record<'organisation' | 'person' | 'tactics', string>>;
  saidStances: Readonly<Record<Stance | 'none', string>>;
  stanceIntro(name: string | undefined): Text;
  organiseIntro: Text;
  endIntro: Text;
  callIntro(name: string, near: readonly string[]): Text;
  callWhich: Text;
  // needs
  weNeed: Text;
  need(words: string, taken: boolean): Text;
  whichNeed: Text;
  took(need: string, title: string): Text;
  tookNote: Text;
  gaveBack(need: string): Text;
  youTook(needs: readonly string[]): Text;
  whoTook: Text;
  tookBy(need: string, name: string): Text;
  // stances
  stances: Readonly<Record<Stance, string>>;
  names(names: readonly string[], more: number): Text;
  stanceSaid(name: string, stance: Stance, title: string): Text;
  stanceGone(name: string, title: string): Text;
  stanceNote: Text;
  // co-organisers
  asked(name: string, title: string): Text;
  askedNote: Text;
  wouldYou(name: string, title: string): Text;
  wouldYouNote: Text;
  youLead(title: string): Text;
  declined(title: string): Text;
  ended(name: string, title: string): Text;
  endedNote: Text;
  leadsToo(name: string, title: string): Text;
  carriesOn(title: string): Text;
  carriesOnNote: Text;
  ledWith(names: readonly string[]): Text;
  waitsAsk(title: string): Text;
  // tactics
  tactics: Readonly<Record<Tactic, string>>;
  muted(tactic: Tactic): Text;
  mutedNote: Text;
  unmuted(tactic: Tactic): Text;
  mutedNone: Text;
  mutedThese(tactics: readonly Tactic[]): Text;
  // calls
  calls(name: string, title: string, near: readonly string[]): Text;
  callsNot(name: string, title: string): Text;
  callsNow(name: string): Text;
  // what may be wrong
  nothingOpen: Text;
  needGone: Text;
  takenBefore: Text;
  notTaken: Text;
  notPosted: Text;
  representsNone: Text;
  whichOrganisation: string;
  notYours: Text;
  unlisted(name: string): Text;
  nobody: Text;
  thatIsYou: string;
  notVouched: string;
  leadsAlready: string;
  announcedIt: string;
  notAsked: Text;
  speaksForNoHub: Text;
  whichHub: string;
  notYourHub: Text;
  // buttons
  buttons: Readonly<
    Record<
      'take' | 'giveBack' | 'stance' | 'organise' | 'yes' | 'no' | 'end' | 'unmute' | 'mutes' | 'call',
      string
    >
  >;
  takeThis(need: string): string;
  giveThisBack(need: string): string;
  lessOf(tactic: Tactic): string;
  about: Readonly<Record<'organise' | 'organised', string>>;
}

const { andMore, listed } = english;

const tactics: Readonly<Record<Tactic, string>> = {
  meeting: 'meetings',
  canvass: 'canvassing',
  'phone bank': 'phone banks',
  petition: 'petitions',
  rally: 'rallies',
  vigil: 'vigils',
  march: 'marches',
  picket: 'pickets',
  boycott: 'boycotts',
  'civil disobedience': 'civil disobedience',
  legal: 'legal work',
  training: 'trainings',
  care: 'care',
  arts: 'arts',
  media: 'media',
  other: 'other actions',
};

export const words: Readonly<Record<Language, TogetherWords>> = {
  en: {
    stanceTitle: 'Where you stand',
    organiseTitle: 'Ask a co-organiser',
    endTitle: 'Lead it without them',
    mutesTitle: 'What you leave out',
    callTitle: 'A hub under pressure',
    label: {
      stance: 'Where does it stand?',
      organisation: 'For which organisation?',
      person: 'Who?',
      tactics: 'Less of these',
      hub: 'Which hub?',
      calls: 'Shall neighbours see it first?',
    },
    hint: {
      organisation: 'One that you represent.',
      person: 'Somebody’s name. They see yours.',
      tactics: 'They are left out of lists and requests. Choose nothing to hear of everything.',
    },
    saidStances: {
      run: 'We run it',
      support: 'We support it',
      'pass on': 'We pass it on',
      none: 'Say nothing',
    },
    stanceIntro: (name) =>
      name === undefined
        ? text`You say it in your organisation’s name, and every post of the action shows it.`
        : text`You say it in the name of ${strong(name)}, and every post of the action shows it.`,
    organiseIntro: text`Whoever says yes can change and cancel the action and add its results, as you can.`,
    endIntro: text`Somebody you asked, or who leads the action with you. They are not told.`,
    callIntro: (name, near) =>
      near.length === 0
        ? text`No hub is next to ${strong(name)}, so its own spaces see it at once and all others an hour later.`
        : text`The spaces of ${strong(name)} and of hubs next to it, ${listed(near)}, see it at once; all others an hour later.`,
    callWhich: text`The spaces of your hub and of hubs next to it see it at once; all others an hour later.`,

    weNeed: text`We need`,
    need: (words, taken) => (taken ? text`${words} (taken)` : text`${words}`),
    whichNeed: text`Which one do you take?`,
    took: (need, title) => text`You take “${need}” for ${strong(title)}, and you are in to help.`,
    tookNote: text`Whoever leads the action sees your name beside it; nobody else does.`,
    gaveBack: (need) => text`“${need}” is open again. You are still in to help.`,
    youTook: (needs) => text`You take ${listed(needs.map((need) => `“${need}”`))}.`,
    whoTook: text`Who takes what, for you who lead it:`,
    tookBy: (need, name) => text`${need}: ${name}`,

    stances: { run: 'Run by', support: 'Supported by', 'pass on': 'Passed on by' },
    names: (names, more) => text`${andMore(names, more)}`,
    stanceSaid: (name, stance, title) =>
      text`${strong(name)} ${{ run: 'runs', support: 'supports', 'pass on': 'passes on' }[stance]} ${strong(title)} now. Every post shows it.`,
    stanceGone: (name, title) => text`${strong(name)} says nothing of ${strong(title)} now.`,
    stanceNote: text`Any of its representatives can change this as long as the action is to come, and take it back at any time.`,

    asked: (name, title) => text`Asked: ${strong(name)}, to lead ${strong(title)} with you.`,
    askedNote: text`You hear of it if they say yes. Otherwise you hear nothing.`,
    wouldYou: (name, title) => text`${strong(name)} asks you to lead ${strong(title)} together.`,
    wouldYouNote: text`With a yes you can change and cancel it and add its results. A no is told to nobody.`,
    youLead: (title) => text`You lead ${strong(title)} too. Change it with ${typed('action edit')}.`,
    declined: (title) => text`You do not lead ${strong(title)}. Nobody is told.`,
    ended: (name, title) => text`${strong(name)} does not lead ${strong(title)}, and is not asked any more.`,
    endedNote: text`You can ask them again once its time, place or task has changed.`,
    leadsToo: (name, title) => text`${strong(name)} said yes and leads ${strong(title)} with you.`,
    carriesOn: (title) => text`You carry on with ${strong(title)}: whoever announced it has left.`,
    carriesOnNote: text`You lead it now. Change or cancel it with ${typed('action edit')} or ${typed('action cancel')}.`,
    ledWith: (names) => text`Led together with ${listed(names)}.`,
    waitsAsk: (title) => text`You are asked to lead ${strong(title)} together.`,

    tactics,
    muted: (tactic) => text`Left out from now on: ${strong(tactics[tactic])}.`,
    mutedNote: text`Lists and requests to share come without them. What you are in stays.`,
    unmuted: (tactic) => text`You hear of ${strong(tactics[tactic])} again.`,
    mutedNone: text`Nothing is left out. You hear of every kind of action.`,
    mutedThese: (list) => text`Left out from now on: ${listed(list.map((tactic) => tactics[tactic]))}.`,

    calls: (name, title, near) =>
      near.length === 0
        ? text`${strong(name)} calls with ${strong(title)}. Its own spaces see it at once, all others an hour later.`
        : text`${strong(name)} calls with ${strong(title)}. Its spaces and those of ${listed(near)} see it at once, all others an hour later.`,
    callsNot: (name, title) =>
      text`${strong(name)} does not call with ${strong(title)}: everybody sees it at once.`,
    callsNow: (name) => text`${strong(name)} is under pressure and calls for support.`,

    nothingOpen: text`Everything is taken already. You can still press I can help.`,
    needGone: text`This is not needed any more. ${typed('action show')} shows what is.`,
    takenBefore: text`Somebody has taken this already. ${typed('action show')} shows what is still needed.`,
    notTaken: text`You have not taken this. ${typed('action show')} shows what you take.`,
    notPosted: text`This action is not posted yet. Post it first, then say where your organisation stands.`,
    representsNone: text`Only representatives say where an organisation stands. Ask to represent yours under ${typed('organisation list')}.`,
    whichOrganisation: 'You represent several. Say which one you mean.',
    notYours: text`You do not represent that organisation. ${typed('organisation list')} shows who does.`,
    unlisted: (name) =>
      text`${name} is unlisted, so nobody would see where it stands. List it first with ${typed('organisation edit')}.`,
    nobody: text`There is nobody like that here any more. ${typed('find people')} shows who is.`,
    thatIsYou: 'That is you, and you lead it already. Choose somebody else.',
    notVouched: 'Nobody has vouched for them yet. Vouch for them first, or choose somebody else.',
    leadsAlready: 'They lead it already.',
    announcedIt: 'They announced it. Only they themselves can end that.',
    notAsked: text`There is nothing to answer any more. ${typed('action list which:mine')} shows what is yours.`,
    speaksForNoHub: text`Only a representative of a hub can let it call. ${typed('hub list')} shows who represents yours.`,
    whichHub: 'You represent several. Say which one you mean.',
    notYourHub: text`You do not represent that hub. ${typed('hub list')} shows who does.`,

    buttons: {
      take: 'Take something we need',
      giveBack: 'Give it back',
      stance: 'Our organisation…',
      organise: 'Ask a co-organiser',
      yes: 'Yes, together',
      no: 'No thanks',
      end: 'Lead it without…',
      unmute: 'Hear of them again',
      mutes: 'What you leave out',
      call: 'Our hub is under pressure',
    },
    takeThis: (need) => `I take: ${need}`,
    giveThisBack: (need) => `Give back: ${need}`,
    lessOf: (tactic) => `Less of this: ${tactics[tactic]}`,
    about: {
      organise: 'somebody asks you to lead an action together',
      organised: 'who leads your actions with you',
    },
  },
};
