import { english, type Language, link, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { Audience, Tactic } from './choices.ts';
import type { None, Which } from './list.ts';
import type { How, Numbers } from './parts.ts';
import type { Reminder } from './remind.ts';

interface ActionWords {
  // forms
  announceTitle: string;
  editTitle: string;
  moreTitle: string;
  cancelTitle: string;
  label: Readonly<
    Record<
      | 'action'
      | 'title'
      | 'what'
      | 'when'
      | 'place'
      | 'exact'
      | 'link'
      | 'tactic'
      | 'needs'
      | 'audience'
      | 'names'
      | 'which'
      | 'reason',
      string
    >
  >;
  hint: Readonly<
    Record<'what' | 'when' | 'newWhen' | 'place' | 'exact' | 'link' | 'needs' | 'names' | 'reason', string>
  >;
  tactics: Readonly<Record<Tactic, string>>;
  audiences: Readonly<Record<Audience, string>>;
  which: Readonly<Record<'coming' | 'near' | 'hubs' | 'mine', string>>;
  digest(of: { announced: number; past: number; parts: number }): Text;
  announceIntro: Text;
  editIntro(people: number): Text;
  cancelIntro(title: string, people: number, copies: number): Text;
  // what may be wrong
  past: string;
  tooFar: string;
  tooManyNeeds: string;
  needTooLong(words: string): string;
  noOwnHub: string;
  noSpaceHere: string;
  nameThem: string;
  noSuch(written: string, known: readonly string[]): string;
  noAction: Text;
  leadersOnly: Text;
  isOver: Text;
  isCancelled: Text;
  draftPast: Text;
  draftGone: Text;
  tooLateToUndo: Text;
  undoneAlready: Text;
  nobodyToReach: Text;
  tooManyDrafts: Text;
  tooManyPosted: Text;
  changedOften: Text;
  whichAction: Text;
  // drafts
  draft(title: string): Text;
  posting(title: string, spaces: number): Text;
  postingNote: Text;
  dropped(title: string): Text;
  goesTo: string;
  reach(spaces: readonly string[], people: number): Text;
  noChannel(spaces: readonly string[]): Text;
  lessonLead: Text;
  draftNote: Text;
  // posts
  facts: Readonly<Record<'when' | 'where' | 'exactly' | 'link' | 'tactic' | 'hubs' | 'numbers', string>>;
  when(at: Temporal.Instant, zone: string): Text;
  /** “Saturday 15 May 2027, 18:00 in Chicago” */
  inWords(at: Temporal.Instant, zone: string): string;
  titled(title: string): Text;
  labelled(title: string, at: Temporal.Instant, zone: string): string;
  address(href: string): Text;
  numbers(numbers: Numbers): string;
  announcedBy(name: string | undefined): Text;
  speaksDefault(coalition: string): Text;
  speaks(coalition: string, words: string): Text;
  cancelled(title: string): Text;
  cancelledNote: Text;
  /** in the place of a title whose writer was deleted */
  deletedTitle: string;
  hidden: Text;
  // answers
  joined(title: string, parts: readonly How[]): Text;
  /** the reminders that are still to come, and what being in means */
  joinedNote(reminders: readonly Reminder[]): Text;
  isIn: Text;
  out(title: string): Text;
  wasOut(title: string): Text;
  share: Text;
  shareNote: Text;
  shareText(title: string, when: string, place: string): string;
  sharedIt(numbers: Numbers): Text;
  principles(coalition: string): Text;
  noPrinciples: Text;
  purpose: string;
  edited(title: string, told: number): Text;
  cancelledNow(title: string, told: number): Text;
  // lists
  list: Readonly<Record<Which, (count: number) => Text>>;
  listNone: Readonly<Record<None | 'led', Text>>;
  listMuted: Text;
  listMore(count: number, which: Which): Text;
  mutedOut(count: number): Text;
  line(title: string, at: Temporal.Instant, place: string, numbers: string): Text;
  first: Text;
  waitsDraft(title: string): Text;
  carries(count: number): string;
  statusUnposted(spaces: readonly string[]): Text;
  // messages to those who are in
  remind: Readonly<Record<Reminder, (title: string) => Text>>;
  changed(title: string): Text;
  changedNote: Text;
  toldCancelled(title: string): Text;
  announced(title: string): Text;
  buttons: Readonly<
    Record<
      | 'in'
      | 'help'
      | 'share'
      | 'shared'
      | 'details'
      | 'principles'
      | 'out'
      | 'edit'
      | 'cancel'
      | 'post'
      | 'undo'
      | 'change'
      | 'drop',
      string
    >
  >;
  /** what settings call each kind of message */
  about: Readonly<
    Record<'post' | 'numbers' | 'tomorrow' | 'soon' | 'changed' | 'cancelled' | 'announced', string>
  >;
}

const { counted: many, cut, listed, number, plural } = english;
const people = (count: number) => many(count, 'person', 'people');
/** “3 people who are in are told.”, or nothing. */
const told = (count: number, are: 'are' | 'were') =>
  count === 0
    ? ''
    : ` ${people(count)} who ${are === 'are' ? plural(count, 'is', 'are') : plural(count, 'was', 'were')} in ${plural(count, 'is', 'are')} told.`;
const town = (zone: string) => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

function inWords(at: Temporal.Instant, zone: string): string {
  const there = at.toZonedDateTimeISO(zone);
  const day = there
    .toPlainDate()
    .toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    .replace(',', '');
  return `${day}, ${there.toPlainTime().toString({ smallestUnit: 'minute' })} in ${town(zone)}`;
}

const few = (names: readonly string[]) => english.andMore(names.slice(0, 5), Math.max(0, names.length - 5));

export const words: Readonly<Record<Language, ActionWords>> = {
  en: {
    announceTitle: 'Announce an action',
    editTitle: 'Change the action',
    moreTitle: 'More about it',
    cancelTitle: 'Cancel the action',
    label: {
      action: 'Action',
      title: 'What is it called?',
      what: 'What will people do?',
      when: 'When?',
      place: 'Where, roughly?',
      exact: 'Where exactly?',
      link: 'Link',
      tactic: 'What kind of action?',
      needs: 'What do you need?',
      audience: 'Whom is it for?',
      names: 'Which hubs or spaces?',
      which: 'Which ones?',
      reason: 'Why is it cancelled?',
    },
    hint: {
      what: 'What happens, and what somebody who comes should know or bring.',
      when: 'Like “Saturday 6pm” or “2027-03-04 18:00”, in your time. It is shown back before it is posted.',
      newWhen: 'Like “Saturday 6pm” or “2027-03-04 18:00”, in your time.',
      place: 'A town or a part of it, or “online”. Everybody sees it.',
      exact: 'Shown to those who are in. Forgotten 30 days after, or 1 where the risk is high.',
      link: 'It begins with https://',
      needs:
        'One a line, each for one person or group, like “a van” or “steward at the bridge”. At most ten.',
      names: 'Names with commas between. Empty: your hubs.',
      reason: 'In a sentence. It goes to those who are in and into the posts.',
    },
    tactics: {
      meeting: 'Meeting',
      canvass: 'Canvass',
      'phone bank': 'Phone bank',
      petition: 'Petition',
      rally: 'Rally',
      vigil: 'Vigil',
      march: 'March',
      picket: 'Picket',
      boycott: 'Boycott',
      'civil disobedience': 'Civil disobedience',
      legal: 'Legal',
      training: 'Training',
      care: 'Care',
      arts: 'Arts',
      media: 'Media',
      other: 'Something else',
    },
    audiences: {
      space: 'This space',
      hubs: 'Hubs',
      spaces: 'Chosen spaces',
      coalition: 'The whole coalition',
    },
    which: { coming: 'Coming', near: 'Near me', hubs: 'In my hubs', mine: 'Mine' },
    digest: ({ announced, past, parts }) =>
      text`${many(announced, 'action was', 'actions were')} announced, and ${past === 0 ? 'none took place' : `${number(past)} took place: people took part ${plural(parts, 'once', `${number(parts)} times`)}`}.`,
    announceIntro: text`Everything is shown back to you before it is posted. No action needs anybody’s approval.`,
    editIntro: (count) =>
      text`The posts change at once. ${count === 0 ? 'Nobody is in yet.' : `A new time, place or task is told to ${people(count)} who ${plural(count, 'is', 'are')} in.`}`,
    cancelIntro: (title, count, copies) =>
      text`${strong(title)} is cancelled in ${many(copies, 'post', 'posts')}.${count === 0 ? ' Nobody is in yet.' : told(count, 'are')}`,

    past: 'That is in the past. Write a moment to come, with the year if it is not this one.',
    tooFar: 'That is more than two years ahead. Write an earlier date.',
    tooManyNeeds: 'Too many lines: at most ten things fit.',
    needTooLong: (written) => `Too long: “${cut(written, 30)}”. A need has at most 100 characters.`,
    noOwnHub: 'You are in no hub. Name hubs, or choose another audience.',
    noSpaceHere: 'This is no space of your coalition. Choose another audience, or announce it in a space.',
    nameThem: 'Name the spaces it goes to, with commas between.',
    noSuch: (written, known) =>
      known.length === 0
        ? `There is no “${cut(written, 60)}” here.`
        : `There is no “${cut(written, 60)}” here. There is: ${few(known)}.`,
    noAction: text`There is no action like that for you here. ${typed('action list')} shows what is coming.`,
    leadersOnly: text`Only whoever announced this action, or organises it too, can do this. ${typed('action list which:mine')} shows yours.`,
    isOver: text`This action has begun or is over, so nothing was changed. ${typed('action list')} shows what is coming.`,
    isCancelled: text`This action is cancelled, so nothing was changed. ${typed('action list')} shows what is coming.`,
    draftPast: text`Its time has passed meanwhile. Change the date first, then post it.`,
    draftGone: text`This draft is posted or gone. ${typed('action list which:mine')} shows what is yours.`,
    tooLateToUndo: text`It is posted already. Change it with ${typed('action edit')}, or cancel it with ${typed('action cancel')}.`,
    undoneAlready: text`This is a draft again already, and goes out only once you post it. ${typed('home show')} shows it.`,
    nobodyToReach: text`It would go to nobody: no space is among those it is for. Change its audience first.`,
    tooManyDrafts: text`You have ten drafts, and no more fit. Post or drop one first: ${typed('home show')} shows them.`,
    tooManyPosted: text`You have posted ten actions within a day, and no more fit. The draft is kept: post it tomorrow.`,
    changedOften: text`Its time, place or task changed three times within a day, and those who are in are told each time. Wait until tomorrow, or cancel it with ${typed('action cancel')}. Nothing was changed.`,
    whichAction: text`There are several. Which action do you mean?`,

    draft: (title) => text`Not posted yet: ${strong(title)}. This is how it will look.`,
    posting: (title, spaces) =>
      spaces === 0
        ? text`${strong(title)} is announced in a minute. No space it goes to has a channel for actions; people find it with ${typed('action list')}.`
        : text`${strong(title)} goes out in a minute, to ${many(spaces, 'space', 'spaces')}.`,
    postingNote: text`Until then you can take it back. Afterwards you change it with ${typed('action edit')}.`,
    dropped: (title) => text`Dropped: ${strong(title)}. Nobody has seen it.`,
    goesTo: 'Goes to',
    reach: (spaces, count) =>
      text`${many(spaces.length, 'space', 'spaces')}, about ${people(count)}: ${few(spaces)}`,
    noChannel: (spaces) =>
      text`${listed(spaces.slice(0, 5))} ${spaces.length === 1 ? 'has' : 'have'} no channel for actions that Weft may post in, so nothing is posted there. Its people find it with ${typed('action list')}. Operators choose the channel with ${typed('coalition settings')}.`,
    lessonLead: text`What others learnt from something similar:`,
    draftNote: text`The draft is yours alone and is kept for seven days.`,

    facts: {
      when: 'When',
      where: 'Where',
      exactly: 'Where exactly',
      link: 'Link',
      tactic: 'Kind',
      hubs: 'Hubs',
      numbers: 'So far',
    },
    when: (at, zone) => text`${moment(at)} (${inWords(at, zone)})`,
    inWords,
    titled: (title) => text`${strong(title)}`,
    labelled: (title, at, zone) =>
      `${cut(title, 60)}, ${at
        .toZonedDateTimeISO(zone)
        .toPlainDate()
        .toLocaleString('en-GB', { day: 'numeric', month: 'short' })}`,
    address: (href) => text`${link(href)}`,
    numbers({ in: there, help, both, shared }) {
      const parts = [
        ...(there > 0 ? [there === 1 ? '1 person is in' : `${number(there)} are in`] : []),
        ...(help > 0 ? [`${number(help)} can help${both > 0 ? ' (some are both)' : ''}`] : []),
        ...(shared > 0 ? [`${number(shared)} shared it`] : []),
      ];
      return parts.join(', ');
    },
    announcedBy: (name) => (name === undefined ? text`Announced by a member.` : text`Announced by ${name}.`),
    speaksDefault: (coalition) =>
      text`Nobody speaks for ${coalition} by announcing an action. Organisations speak for themselves.`,
    speaks: (coalition, said) => text`Who speaks for ${coalition}: ${said}`,
    cancelled: (title) => text`Cancelled: ${strong(title)}`,
    cancelledNote: text`It does not take place. Whoever was in is told.`,
    deletedTitle: 'An action that was deleted',
    hidden: text`Hidden by the operators. The reason they gave:`,

    joined(title, parts) {
      if (!parts.includes('help')) return text`You are in: ${strong(title)}.`;
      return parts.includes('in')
        ? text`You are in, and you can help: ${strong(title)}.`
        : text`You can help with ${strong(title)}.`;
    },
    joinedNote(reminders) {
      const before = { tomorrow: 'the day before', soon: 'two hours before' };
      const when = listed(reminders.map((one) => before[one]));
      return text`${when === '' ? '' : `Weft reminds you ${when}. `}Weft shows a number, never your name, and being in endorses nothing.`;
    },
    isIn: text`You are in.`,
    out: (title) => text`You are no longer in ${strong(title)}, and get no reminders of it. Nobody is told.`,
    wasOut: (title) => text`You were not in ${strong(title)}. Nothing was changed.`,
    share: text`Post it yourself, in your own words. Here is something to start from:`,
    shareNote: text`Weft never posts in your name. If you tell it that you shared it, that counts in a number, never with your name.`,
    shareText: (title, when, place) => [title, when, place].filter((one) => one !== '').join('\n'),
    sharedIt: ({ shared }) =>
      text`Thank you. ${shared === 1 ? 'You are the first to share it.' : `${number(shared)} people shared it, you among them.`}`,
    principles: (coalition) => text`What ${strong(coalition)} agreed on.`,
    noPrinciples: text`No principles are written down yet. A principal writes them with ${typed('coalition purpose')}.`,
    purpose: 'Purpose',
    edited: (title, count) => text`Changed: ${strong(title)}.${told(count, 'are')}`,
    cancelledNow: (title, count) => text`Cancelled: ${strong(title)}.${told(count, 'were')}`,

    list: {
      coming: (count) => text`${many(count, 'action is', 'actions are')} coming.`,
      near: (count) => text`${many(count, 'action is', 'actions are')} coming near you.`,
      hubs: (count) => text`${many(count, 'action is', 'actions are')} coming in your hubs.`,
      mine: (count) => text`${many(count, 'action', 'actions')} you lead or are in.`,
    },
    listNone: {
      coming: text`Nothing is coming yet. Announce the first with ${typed('action announce')}.`,
      near: text`Nothing is coming near you. See everything: ${typed('action list')}`,
      placeless: text`Nothing is coming near you. Say where you are with ${typed('profile edit')}, or see everything: ${typed('action list')}`,
      hubs: text`Nothing is coming in your hubs. See everything: ${typed('action list')}`,
      hubless: text`You are in no hub. Join one with ${typed('hub join')}, or see everything: ${typed('action list')}`,
      mine: text`You lead no action and are in none. See what is coming: ${typed('action list')}, or announce one: ${typed('action announce')}`,
      led: text`You lead no action that is coming. Announce one with ${typed('action announce')}.`,
    },
    listMuted: text`Nothing else is coming.`,
    listMore: (count, which) =>
      which === 'coming'
        ? text`And ${number(count)} more. Narrow it down: ${typed('action list which:near')}`
        : text`And ${number(count)} more. Find one by its title: ${typed('action show')}`,
    mutedOut: (count) =>
      text`${many(count, 'action is', 'actions are')} left out, of kinds you do not want to hear of.`,
    line: (title, at, place, numbers) =>
      text`${strong(title)}, ${moment(at)}${place === '' ? '' : ` · ${place}`}${numbers === '' ? '' : ` · ${numbers}`}`,
    first: text`Announce what you do, and others join: ${typed('action announce')}`,
    carries: (count) => many(count, 'action to come', 'actions to come'),
    waitsDraft: (title) => text`Your draft is not posted yet: ${strong(title)}`,
    statusUnposted: (spaces) =>
      text`No channel for actions in ${few(spaces)}, so actions are not posted there. Choose one with ${typed('coalition settings')}.`,

    remind: {
      tomorrow: (title) => text`Tomorrow: ${strong(title)}. You are in.`,
      soon: (title) => text`In two hours: ${strong(title)}. You are in.`,
    },
    changed: (title) => text`Changed: ${strong(title)}. You are in; this is how it is now.`,
    changedNote: text`Reminders follow the new time.`,
    announced: (title) => text`Announced: ${strong(title)}`,
    toldCancelled: (title) => text`Cancelled: ${strong(title)}. It does not take place.`,
    buttons: {
      in: 'I’m in',
      help: 'I can help',
      share: 'Share it',
      shared: 'I shared it',
      details: 'Details',
      principles: 'Principles',
      out: 'I can’t come after all',
      edit: 'Change it',
      cancel: 'Cancel it',
      post: 'Post it',
      undo: 'Undo',
      change: 'Change',
      drop: 'Drop',
    },
    about: {
      post: 'posts of actions in channels',
      numbers: 'new numbers in posts of actions',
      tomorrow: 'reminders the day before something you are in',
      soon: 'reminders two hours before something you are in',
      changed: 'changes of something you are in',
      cancelled: 'cancellations of something you were in',
      announced: 'actions that were announced, for weavers',
    },
  },
};
