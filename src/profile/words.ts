import { type Language, type Text, text, typed } from '#chat/index.ts';
import type { ConsentKind, RoleName } from '#directory/index.ts';

type MannerName = 'now' | 'bundle' | 'never';

interface ProfileWords {
  about: { edit: string; show: string; snooze: string; notifications: string };
  titles: { you: string; work: string; consents: string; notify: string };
  labels: Readonly<
    Record<'name' | 'organisation' | 'offers' | 'needs' | 'place' | 'issues' | 'zone' | 'spoken', string>
  >;
  hints: Readonly<
    Record<
      'organisation' | 'offers' | 'needs' | 'place' | 'issues' | 'zone' | 'spoken' | 'found' | 'reach',
      string
    >
  >;
  /** the same things, said of somebody */
  facts: Readonly<Record<'organisation' | 'offers' | 'needs' | 'place' | 'issues' | 'spoken', string>>;
  questions: Readonly<Record<ConsentKind, string>>;
  consents: Readonly<Record<ConsentKind, string>>;
  found: Readonly<Record<'nobody' | 'weavers' | 'members', string>>;
  yesNo: Readonly<Record<'yes' | 'no', string>>;
  reach: Readonly<Record<'direct' | 'thread' | 'nothing', string>>;
  roles: Readonly<Record<RoleName, string>>;
  editIntro: Text;
  saved: Text;
  stepped(organisation: string): Text;
  noZone: string;
  noOrganisation: string;
  whose: string;
  own(name: string): Text;
  hubs: string;
  held: string;
  heldFor(role: string, hub: string): string;
  empty: Text;
  notFoundPerson: Text;
  seenBy: string;
  unsaid: string;
  waitsForVouching: Text;
  edit: string;
  leads: string;
  leadsNot: string;
  leadsNow: Text;
  leadsNoMore: Text;
  askThem: Text;
  until: string;
  untilHint: string;
  offWords: readonly string[];
  tooFar: string;
  paused(until: Text): Text;
  pausedMore: Text;
  pausedFact: string;
  unpaused: Text;
  wasNotPaused: Text;
  past: string;
  kind: string;
  kindHint: string;
  manner: string;
  manners: Readonly<Record<MannerName, string>>;
  list: Text;
  listMore: Text;
  change: string;
  set(about: string, manner: MannerName): Text;
  bundleInItself: string;
  first: Text;
}

export const words: Readonly<Record<Language, ProfileWords>> = {
  en: {
    about: {
      edit: 'Change your profile and your consents',
      show: 'Your profile, or somebody else’s',
      snooze: 'Pause what you did not ask for',
      notifications: 'How each kind of message comes to you',
    },
    titles: {
      you: 'You',
      work: 'What and where',
      consents: 'What you agree to',
      notify: 'Change how it comes',
    },
    labels: {
      name: 'What should we call you?',
      organisation: 'Your organisation',
      offers: 'What I can offer',
      needs: 'What I need',
      place: 'Where you are, roughly',
      issues: 'Issues you work on',
      zone: 'Your time zone',
      spoken: 'Languages you speak',
    },
    facts: {
      organisation: 'Organisation',
      offers: 'Offers',
      needs: 'Needs',
      place: 'Place',
      issues: 'Issues',
      spoken: 'Languages',
    },
    hints: {
      organisation: 'Type a few letters. Leave it empty if you are here on your own.',
      offers: 'Skills, rooms, contacts, time. Weavers match it with what others need.',
      needs: 'What would help you most just now.',
      place: 'A town or a district, never an address.',
      issues: 'Like “lead pipes, schools”.',
      zone: 'The nearest big city, like “Chicago”. Every time is shown in it.',
      spoken: 'Like “English, Spanish”.',
      found: 'Until you decide: nobody.',
      reach: 'Until you decide, Weft never writes to you on Discord. Private threads exist only there.',
    },
    questions: {
      found: 'Who may find you?',
      suggested: 'May we suggest introductions to you?',
      amplify: 'May we ask you to carry things further?',
      pulse: 'May we ask you the weekly pulse?',
      reach: 'How may Weft reach you?',
    },
    consents: {
      found: 'Found by',
      suggested: 'Suggested for introductions',
      amplify: 'Gets amplification requests',
      pulse: 'Answers the pulse',
      reach: 'Reached by',
    },
    found: { nobody: 'Nobody', weavers: 'Weavers only', members: 'All members' },
    yesNo: { yes: 'Yes', no: 'No' },
    reach: {
      direct: 'Direct message',
      thread: 'Private thread',
      nothing: 'On Discord not at all: I look in “home show”',
    },
    roles: { principal: 'lead organiser', driver: 'leads actions', weaver: 'weaver', operator: 'operator' },
    editIntro: text`Change what you like; the rest stays as it is. The last step is what you agree to.`,
    saved: text`Saved. This is how others see you.`,
    stepped: (organisation) =>
      text`You no longer speak for ${organisation}, because you changed your organisation.`,
    noZone: 'Not a time zone. Write the nearest big city, like “Chicago”.',
    noOrganisation: 'No such organisation here. Leave it empty, or have it added with “organisation add”.',
    whose: 'Whose',
    own: (name) => text`${name}, this is how others see you.`,
    hubs: 'Hubs',
    held: 'Roles',
    heldFor: (role, hub) => `${role} (${hub})`,
    empty: text`Nothing is written here yet.`,
    notFoundPerson: text`There is nobody here whom you can see. See whom you can find with ${typed('find people')}, or ask for somebody with ${typed('intro ask')}.`,
    seenBy: 'What you agreed to',
    unsaid: 'not said yet, so as little as possible',
    waitsForVouching: text`Nobody has vouched for you yet, so you cannot be suggested or search for people until then.`,
    edit: 'Change it',
    leads: 'I lead actions',
    leadsNot: 'I no longer lead actions',
    leadsNow: text`Others see that you lead actions. It ends by itself 180 days after today, or after the last action you announce.`,
    leadsNoMore: text`It no longer says that you lead actions. Announcing one says so again.`,
    askThem: text`To meet them, type ${typed('intro ask')} and say what for.`,
    until: 'Until when?',
    untilHint: 'Like “in 3 weeks” or “2027-03-04”. Write “off” to end a pause.',
    offWords: ['off', 'end', 'stop', 'over'],
    tooFar: 'At most a year ahead. For longer, say no under “profile edit”.',
    paused: (until) => text`Paused until ${until}.`,
    pausedMore: text`Until then nothing comes that you did not ask for, and nobody is suggested to you. What you signed up for still comes. ${typed('profile snooze off')} ends it.`,
    pausedFact: 'Paused until',
    unpaused: text`The pause is over: messages and suggestions come again.`,
    wasNotPaused: text`You were not paused, and nothing has changed.`,
    past: 'That moment has passed. Name one to come, or “off” to end a pause.',
    kind: 'Which kind?',
    kindHint: 'Type a few letters of what it is about.',
    manner: 'How should it come?',
    manners: { now: 'At once', bundle: 'In the weekly message', never: 'Never' },
    list: text`This is how each kind of message comes to you.`,
    listMore: text`To pause all of it for a while, type ${typed('profile snooze')}.`,
    change: 'Change one',
    set: (about, manner) =>
      text`${{ now: 'At once', bundle: 'In the weekly message', never: 'Never again' }[manner]}: that is how this comes from now on. It was about: ${about}.`,
    bundleInItself: 'The weekly message cannot be part of itself. Choose at once, or never.',
    first: text`Say what you offer and what you need with ${typed('profile edit')}.`,
  },
};
