import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { ChannelUse } from '#directory/index.ts';

const { counted, number, plural } = english;

/** What can be left to do in a set-up. */
export type Item = 'purpose' | 'organisations' | 'weaver' | 'operator' | 'principal' | 'hub';

export interface OnboardingWords {
  typeInSpace: Text;
  operatorsSetUp(name: string): Text;
  begin: Text;
  beginMore: Text;
  beginButton: string;
  codeButton: string;
  setUpIntro: Text;
  inviteDoesNotWork: Text;
  boundNow(name: string, vouches: boolean, channel: boolean): Text;
  begun(name: string): Text;
  begunNext: Text;
  left(many: number): Text;
  nothingLeft: Text;
  done: string;
  toDo: string;
  items: Readonly<Record<Item, Text>>;
  channelNone(use: ChannelUse, space: string, here: boolean): Text;
  channelUnseen(use: ChannelUse, space: string): Text;
  channelGood(use: ChannelUse, space: string): Text;
  channelBad(use: ChannelUse, space: string, why: string): Text;
  noObstacle: string;
  weeklyPulse: Text;
  openers: Readonly<Record<Item | 'channel' | 'check', string>>;
  channelIntro(space: string): Text;
  about(name: string): Text;
  noPurpose: Text;
  facts: Readonly<Record<'people' | 'organisations' | 'hubs' | 'spaces' | 'operators', string>>;
  more(many: number): string;
  operators(many: number): string;
  noSecond: Text;
  joinHow: Text;
  notice(open: boolean, days: number): Text;
  principles(words: string): Text;
  speaks(words: string): Text;
  cut: string;
  alreadyIn(name: string): Text;
  joined(name: string): Text;
  vouchedHere: Text;
  askedToVouch(many: number): Text;
  joinedNext: Text;
  joinAnew: Text;
  here(person: string, coalition: string): Text;
  hereButton: string;
  hereDone: Text;
  link(person: string): Text;
  linkButton: string;
  codeDoesNotWork: Text;
  tooLateToLink: Text;
  linkCode(code: string, until: Temporal.Instant): Text;
  linkHow(code: string): Text;
  linked: Text;
  inviteCode(code: string, until: Temporal.Instant): Text;
  inviteHow(code: string): Text;
  vouch(person: string, organisation: string | undefined, space: string): Text;
  vouchWhy: Text;
  vouchButton: string;
  waitsForVouch(person: string, organisation: string | undefined): Text;
  manyWaitForVouch(count: number): Text;
  digest(of: { joined: number; left: number; people: number }): Text;
  didVouch(person: string): Text;
  wasVouched(person: string): Text;
  mayNotVouch: Text;
  vouched: Text;
  lastOperator: Text;
  leaveIntro(name: string): Text;
  leaveDone(name: string, kept: boolean): Text;
  purposeSet: Text;
  settingsIntro(space: string | undefined): Text;
  settingsSet(changed: readonly string[]): Text;
  settingsSame: Text;
  settings: Readonly<Record<'name' | 'zone' | 'vouches' | ChannelUse, string>>;
  first: Text;
  form: Readonly<
    Record<
      | 'zone'
      | 'zoneHint'
      | 'purpose'
      | 'principles'
      | 'principlesHint'
      | 'speaks'
      | 'speaksHint'
      | 'coalitionName'
      | 'channel'
      | 'channelHint'
      | 'actions'
      | 'actionsHint'
      | 'pulseChannel'
      | 'pulseChannelHint'
      | 'code'
      | 'setUpTitle'
      | 'firstTitle'
      | 'called'
      | 'own'
      | 'ownHint'
      | 'organisations'
      | 'organisationsHint'
      | 'codeTitle'
      | 'channelsTitle'
      | 'purposeTitle'
      | 'settingsTitle'
      | 'vouches'
      | 'vouchesHint'
      | 'leaveTitle'
      | 'keep'
      | 'keepHint'
      | 'whoTitle'
      | 'organisation'
      | 'organisationHint'
      | 'offers'
      | 'offersHint'
      | 'needs'
      | 'needsHint'
      | 'place'
      | 'placeHint'
      | 'whereTitle'
      | 'spoken'
      | 'spokenHint'
      | 'consentTitle'
      | 'found'
      | 'unanswered'
      | 'suggested'
      | 'suggestedHint'
      | 'amplify'
      | 'amplifyHint'
      | 'pulse'
      | 'pulseHint'
      | 'reach'
      | 'reachHint',
      string
    >
  > & {
    readonly foundBy: Readonly<Record<'nobody' | 'weavers' | 'members', string>>;
    readonly reachBy: Readonly<Record<'direct' | 'thread', string>>;
  };
  commands: Readonly<
    Record<'setup' | 'about' | 'join' | 'leave' | 'link' | 'invite' | 'purpose' | 'settings', string>
  >;
}

const uses: Readonly<Record<ChannelUse, string>> = {
  introductions: 'introductions',
  actions: 'actions',
  pulse: 'the pulse',
};

export const words: Readonly<Record<Language, OnboardingWords>> = {
  en: {
    typeInSpace: text`Type this in a channel of the Slack workspace or Discord server it is about: from here Weft cannot tell which one you mean.`,
    operatorsSetUp: (name) =>
      text`This space belongs to ${name}, and its operators see to the set-up. ${typed('coalition about')} shows who they are, and ${typed('coalition join')} lets you in.`,
    begin: text`This space has no coalition yet. You administer it, so you can begin one here.`,
    beginMore: text`You are asked for a name, the purpose, your organisations and your channels; everything can be changed later. You become the first operator. If your coalition uses Weft elsewhere already, its operators get you a code with ${typed('coalition invite')}.`,
    beginButton: 'Begin a coalition',
    codeButton: 'I have a code',
    setUpIntro: text`A purpose in one or two sentences that everyone can repeat is enough. Whoever thinks of joining reads it first.`,
    inviteDoesNotWork: text`This code does not work: an invite lasts 7 days and works once. Ask an operator of the coalition for a new one, made with ${typed('coalition invite')}.`,
    boundNow: (name, vouches, channel) =>
      text`This space belongs to ${name} now. Everyone here can join with ${typed('coalition join')}, you too. ${
        vouches
          ? 'Whoever joins from here counts as vouched for; its operators can change that.'
          : 'Somebody vouches for each person who joins from here; its operators can change that.'
      }${
        channel
          ? text` Introductions, actions and the pulse are posted in this channel until an operator chooses another with ${typed('coalition settings')}.`
          : ''
      }`,
    begun: (name) => text`${name} is set up here, and you are its first operator.`,
    begunNext: text`You have consented to nothing yet: say what you offer and need, and who may find you, with ${typed('profile edit')}. Come back to this list at any time with ${typed('coalition setup')}.`,
    left: (many) => text`${plural(many, 'One thing is', `${many} things are`)} left to set up.`,
    nothingLeft: text`Set-up is complete.`,
    done: 'Done',
    toDo: 'To do',
    items: {
      purpose: text`name and purpose`,
      organisations: text`the organisations of the coalition`,
      weaver: text`a weaver, who connects people`,
      operator: text`a second operator, from another organisation`,
      principal: text`a principal, who holds the purpose and calls convergence days`,
      hub: text`hubs: chapters, districts or working groups, if you have any`,
    },
    channelNone: (use, space, here) =>
      here
        ? text`a channel for ${uses[use]} in ${space}`
        : text`a channel for ${uses[use]} in ${space}: type ${typed('coalition setup')} there`,
    channelUnseen: (use, space) =>
      text`a channel for ${uses[use]} in ${space}; whether Weft can post there is looked at within a minute`,
    channelGood: (use, space) => text`a channel for ${uses[use]} in ${space}, and Weft can post there`,
    channelBad: (use, space, why) =>
      text`Weft cannot post in the channel for ${uses[use]} of ${space}. ${why}`,
    noObstacle: 'Invite it there, then look again.',
    weeklyPulse: text`The weekly pulse is already scheduled: Tuesday at 10:00, in each person’s own time, unless an operator chose otherwise. To change it: ${typed('pulse open')}.`,
    openers: {
      purpose: 'Write the purpose',
      organisations: 'Add organisations',
      weaver: 'Name a weaver',
      operator: 'Name an operator',
      principal: 'Name a principal',
      hub: 'Add a hub',
      channel: 'Choose the channels',
      check: 'Look again',
    },
    channelIntro: (space) =>
      text`Where in ${space} may Weft post? On Discord, private threads are opened under the channel for introductions. One channel can be all three.`,
    about: (name) => text`${strong(name)} works together here.`,
    noPurpose: text`Its purpose is not written down yet.`,
    facts: {
      people: 'People',
      organisations: 'Organisations',
      hubs: 'Hubs',
      spaces: 'Spaces',
      operators: 'Run by',
    },
    more: (many) => `and ${many} more`,
    operators: (many) => counted(many, 'operator', 'operators'),
    noSecond: text`There is no second operator from another organisation yet. Weft asks every coalition for one, so that nobody runs it alone.`,
    joinHow: text`Join with ${typed('coalition join')}.`,
    notice: (open, days) =>
      text`What Weft keeps: what you write about yourself, what you consent to, and what you do with its buttons and commands. Whoever may vouch for you sees your name and organisation; ${open ? 'other members see your profile only if you let them' : 'otherwise only weavers see your profile, and only if you let them'}. Leaving empties your profile at once. Texts of messages are deleted after ${days === 1 ? 'a day' : `${days} days`}, the log of who changed what after a year. Never: Weft does not read conversations, post for you, rank people, or show who declined, blocked or did not answer. All of it, before and after you join: ${typed('privacy notice')}.`,
    principles: (said) => text`Principles: ${said}`,
    speaks: (said) => text`Who may speak for it: ${said}`,
    cut: '…',
    alreadyIn: (name) =>
      text`You are in ${name} already. Change what you said with ${typed('profile edit')}, and see what waits for you with ${typed('home show')}.`,
    joined: (name) => text`You are in ${name}.`,
    vouchedHere: text`You are vouched for: this space vouches for its people.`,
    askedToVouch: (many) =>
      many === 0
        ? text`Somebody must vouch for you before you can search people or be suggested. Ask a representative of your organisation, a weaver or an operator. Until then you can read, take part and ask for help.`
        : text`Somebody must vouch for you before you can search people or be suggested; ${counted(many, 'person was', 'people were')} asked to. Until then you can read, take part and ask for help.`,
    joinedNext: text`Next: say whom you would like to meet with ${typed('intro ask')}, and join a hub with ${typed('hub join')}. What you agreed to can be changed with ${typed('profile edit')}.`,
    joinAnew: text`You are not in this coalition under this account. Join with ${typed('coalition join')}.`,
    here: (person, name) =>
      text`You are in ${name} already, as ${person}, from another space. One press makes this account yours too.`,
    hereButton: 'Yes, this is me',
    hereDone: text`This account is yours too now. Your profile, consents and limits are the same everywhere.`,
    link: (person) =>
      text`This code was made by ${person}. If that is you, one press makes this account yours too.`,
    linkButton: 'Yes, make it mine',
    codeDoesNotWork: text`This code does not work here: it lasts one hour, works once, and only in a space of the same coalition. Make a new one in the other space with ${typed('coalition link')}.`,
    tooLateToLink: text`This account has joined on its own already, so it cannot become part of another. Leave here first with ${typed('coalition leave')}, then join with the code.`,
    linkCode: (code, until) =>
      text`Your code is ${strong(code)}. It works once, until ${moment(until, 'time')}.`,
    linkHow: (code) =>
      text`In the other space of this coalition, before you join there, type ${typed(`coalition join code:${code}`)}. Give it to nobody: whoever has it becomes you.`,
    linked: text`This account is yours too now. Your profile, consents and limits are the same everywhere.`,
    inviteCode: (code, until) =>
      text`The code is ${strong(code)}. It binds one space to this coalition, until ${moment(until, 'full')}.`,
    inviteHow: (code) =>
      text`In the other space, once Weft is added there, an administrator types ${typed(`coalition setup code:${code}`)}.`,
    vouch: (person, organisation, space) =>
      organisation === undefined
        ? text`${strong(person)} joined from ${space}. Do you know them?`
        : text`${strong(person)} joined from ${space} and says they belong to ${organisation}. Do you know them?`,
    vouchWhy: text`Until somebody vouches for them, they cannot search people, be suggested, announce or request. If you do not know them, leave it to somebody who does.`,
    vouchButton: 'I vouch for them',
    waitsForVouch: (person, organisation) =>
      organisation === undefined
        ? text`${strong(person)} joined and waits for somebody to vouch for them.`
        : text`${strong(person)} of ${organisation} joined and waits for somebody to vouch for them.`,
    manyWaitForVouch: (count) =>
      text`${counted(count, 'person waits', 'people wait')} for somebody to vouch for them: operators find them in ${typed('home show')}.`,
    digest: ({ joined, left, people }) =>
      text`${counted(joined, 'person', 'people')} joined and ${number(left)} left; ${plural(people, 'one person is', `${number(people)} people are`)} here.`,
    didVouch: (person) => text`You vouched for ${person}. They are told that somebody did.`,
    wasVouched: (person) => text`${person} is vouched for already. Nothing is left to do.`,
    mayNotVouch: text`You cannot vouch for this person: a representative of their organisation, a weaver or an operator can, and nobody for themselves.`,
    vouched: text`Somebody vouched for you. You can now search people with ${typed('find people')} and, if you agreed to it, be suggested for introductions.`,
    lastOperator: text`You are the only operator, so you cannot leave or give up the role yet. Make somebody else one with ${typed('role grant')}, best from another organisation, then leave.`,
    leaveIntro: (name) =>
      text`You are about to leave ${name}. Your profile, consents, roles and ties are deleted at once, in every space, and this cannot be undone. Weft’s messages to you, and what else is kept for a time, stay until it is over: to delete those too, type ${typed('privacy delete')} in place of this, since nobody can do it once you have left. You may join again later as a new person.`,
    leaveDone: (name, kept) =>
      kept
        ? text`You left ${name}. Your profile is gone; what you published stays without your name.`
        : text`You left ${name}. Your profile and what you published are gone.`,
    purposeSet: text`The purpose is changed. Everyone reads it in ${typed('coalition about')}.`,
    settingsIntro: (space) =>
      space === undefined
        ? text`Vouching and the channels belong to a space: type this in a channel of it to change them.`
        : text`Vouching and the channels are settings of ${space}; the name and the time zone count for the whole coalition.`,
    settingsSet: (changed) => text`Changed: ${changed.join(', ')}.`,
    settingsSame: text`Nothing was changed.`,
    settings: {
      name: 'the name',
      zone: 'the time zone',
      vouches: 'whether this space vouches for its people',
      introductions: 'the channel for introductions',
      actions: 'the channel for actions',
      pulse: 'the channel for the pulse',
    },
    first: text`Join with ${typed('coalition join')}; an administrator of a new space begins with ${typed('coalition setup')}.`,
    form: {
      zone: 'Time zone',
      zoneHint: 'Type a big city near you, like “Chicago”, and choose.',
      purpose: 'Purpose',
      principles: 'Principles',
      principlesHint: 'How you work together. A few sentences; can wait.',
      speaks: 'Who may speak for the coalition?',
      speaksHint: 'Shown wherever an action uses its name. Empty: nobody does by announcing one.',
      coalitionName: 'Name of the coalition',
      channel: 'Channel for introductions',
      channelHint: 'Where Weft may post about introductions.',
      actions: 'Channel for actions',
      actionsHint: 'Where actions are announced to everyone in this space.',
      pulseChannel: 'Channel for the pulse',
      pulseChannelHint: 'Where its results are posted and, on Discord, where people are asked to answer.',
      code: 'Code',
      setUpTitle: 'A coalition',
      firstTitle: 'You and your groups',
      called: 'Name you want to be called by',
      own: 'Your organisation',
      ownHint: 'It is added to the list. Leave it empty if you have none.',
      organisations: 'Other organisations, one a line',
      organisationsHint: 'Paste a list. Names that appear twice are added once.',
      codeTitle: 'Use a code',
      channelsTitle: 'Channels',
      purposeTitle: 'Purpose',
      settingsTitle: 'Settings',
      vouches: 'Does being in this space vouch for people?',
      vouchesHint: 'If no, somebody vouches for each person who joins from here.',
      leaveTitle: 'Leave',
      keep: 'Keep what you published, without your name?',
      keepHint: 'If no, it is deleted.',
      whoTitle: 'Who you are',
      organisation: 'Your organisation',
      organisationHint:
        'Leave it empty if you have none or it is not listed; “organisation add” adds one later.',
      offers: 'What I can offer',
      offersHint: 'For example: zoning law, a hall, Spanish.',
      needs: 'What I need',
      needsHint: 'For example: someone who tests water.',
      place: 'Place',
      placeHint: 'A town or region is enough. Never an address.',
      whereTitle: 'Place, time, language',
      spoken: 'Languages you speak',
      spokenHint: 'For example: English, Spanish.',
      consentTitle: 'What you agree to',
      found: 'Who may find you?',
      unanswered: 'Until you decide: nobody.',
      suggested: 'May you be suggested for introductions?',
      suggestedHint: 'You are asked before anybody is introduced. Until you decide: no.',
      amplify: 'May you get amplification requests?',
      amplifyHint: 'Asks to carry something further in your own voice. Until you decide: no.',
      pulse: 'May Weft ask you the weekly pulse?',
      pulseHint:
        'Two questions. After it closes, nobody can trace your answers to you. Until you decide: no.',
      reach: 'How may Weft reach you?',
      reachHint: 'Until you decide, Weft never writes to you on Discord: look in “home show”.',
      foundBy: { nobody: 'Nobody', weavers: 'Weavers only', members: 'Members of the coalition' },
      reachBy: { direct: 'A direct message', thread: 'A private thread (on Discord)' },
    },
    commands: {
      setup: 'Set up Weft, step by step',
      about: 'Purpose, principles, who runs it',
      join: 'Join this coalition',
      leave: 'Leave this coalition',
      link: 'A code for your account elsewhere',
      invite: 'A code that binds another space',
      purpose: 'Change purpose and principles',
      settings: 'Risk, contacts, channels, spaces, name',
    },
  },
};
