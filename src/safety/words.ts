import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { Overseers } from './oversight.ts';

const { counted, plural, listed } = english;

/** One line of the log, as names: undefined for what has none any more. */
export interface Logged {
  readonly by: string | undefined;
  readonly subject: string | undefined;
  readonly other: string | undefined;
  readonly detail: Readonly<Record<string, string>>;
}

interface SafetyWords {
  about: Readonly<Record<'raise' | 'suspend' | 'remove' | 'restore', string>>;
  kinds: Readonly<
    Record<'concern' | 'answered' | 'standing' | 'overseen' | 'hidden' | 'walk' | 'contact', string>
  >;
  titles: Readonly<Record<'raise' | 'suspend' | 'remove' | 'contacts' | 'hide', string>>;
  fields: Readonly<
    Record<
      | 'happened'
      | 'happenedHint'
      | 'aboutWhom'
      | 'aboutHint'
      | 'person'
      | 'reason'
      | 'reasonHint'
      | 'until'
      | 'untilHint'
      | 'keptOut'
      | 'contact'
      | 'contactHint',
      string
    >
  >;
  buttons: Readonly<
    Record<'read' | 'take' | 'close' | 'contacts' | 'hide' | 'show' | 'log' | 'older', string>
  > & {
    hideTitled(title: string): string;
  };
  reader(name: string, as: 'contact' | 'operator' | 'principal'): string;
  raiseIntro(readers: readonly string[], outside: boolean): Text;
  raised(readers: readonly string[]): Text;
  noneOutside: Text;
  raisedNote: Text;
  danger: Text;
  tooManyConcerns: Text;
  nobodyReads: Text;
  concern(readers: number): Text;
  concernNote: Text;
  concernShown(raisedBy: string | undefined, about: string | undefined, at: Temporal.Instant): Text;
  takenBy(name: string | undefined): Text;
  closedOn(at: Temporal.Instant, days: number): Text;
  taken(by: string): Text;
  closed(by: string): Text;
  concernWaits(taken: boolean, at: Temporal.Instant): Text;
  concernsOpen(count: number, days: number): Text;
  contactTwice: string;
  fewContacts: Text;
  contactsIntro: Text;
  contactsNow(names: readonly string[]): Text;
  isContact(by: string): Text;
  contactNext: Text;
  noContact(by: string): Text;
  notFound: Text;
  notYourself: Text;
  lastOperator: Text;
  beingRemoved(name: string): Text;
  past: string;
  suspendedBy(by: string, until: Temporal.Instant | undefined): Text;
  removedBy(by: string): Text;
  reason(words: string): Text;
  turnTo(names: readonly string[]): Text;
  suspendedNext: Text;
  removedNext: Text;
  restoredBy(by: string | undefined): Text;
  suspended(name: string, until: Temporal.Instant | undefined): Text;
  removed(name: string): Text;
  removedLimits: Text;
  restored(name: string | undefined): Text;
  theyAreTold(overseers: Overseers): Text;
  onlyTold(overseers: Overseers): Text;
  suspendedOn(name: string, day: string): string;
  removedOn(day: string, by: string | undefined): string;
  hiddenOn(title: string, day: string): string;
  barred(coalition: string): Text;
  overseen: Readonly<{
    suspended(by: string, name: string): Text;
    removed(by: string, name: string): Text;
    restored(by: string, name: string): Text;
    lifted(by: string): Text;
    hidden(by: string, title: string): Text;
    shown(by: string, title: string): Text;
    contacts(by: string, names: readonly string[]): Text;
    note: Text;
  }>;
  hideIntro(title: string): Text;
  /** of what stays with its name: a hub, an organisation */
  hideWordsIntro(title: string): Text;
  wordsHidden(title: string): Text;
  wordsOfYoursHidden(title: string, by: string): Text;
  hiddenBefore: Text;
  hiddenNow(title: string): Text;
  shownNow(title: string): Text;
  yoursHidden(title: string, by: string): Text;
  yoursShown(title: string, by: string): Text;
  yoursNext: Text;
  walk(name: string, people: number): Text;
  walkNext: Text;
  comeBackTomorrow: Text;
  logOnly: Text;
  log: Text;
  logEmpty: Text;
  line(at: Temporal.Instant, what: Text): Text;
  acts: Readonly<Record<string, (of: Logged) => Text>>;
  first: Text;
}

const who = (name: string | undefined) => (name === undefined ? 'somebody who has left' : name);
/** Whoever may be here without others finding them: the log tells only that they came. */
const someone = (name: string | undefined) => name ?? 'Somebody';
/** Nobody in particular: the space vouched, or time did it. */
const itself = (name: string | undefined) => (name === undefined ? 'Weft' : name);
const hub = (name: string | undefined) => (name === undefined ? 'a hub' : `the hub ${name}`);
const role = (detail: Logged['detail']) => detail.role ?? '(which one is not known)';
const kind = (detail: Logged['detail']) => detail.what ?? 'something';

export const words: Readonly<Record<Language, SafetyWords>> = {
  en: {
    about: {
      raise: 'Say that something is wrong',
      suspend: 'Suspend somebody for a while',
      remove: 'Remove somebody, with a bar',
      restore: 'Let back, or show again',
    },
    kinds: {
      concern: 'somebody raised a concern with you',
      answered: 'what became of a concern of yours',
      standing: 'you were suspended, or are here again',
      overseen: 'what operators did to people and posts',
      hidden: 'something of yours was hidden',
      walk: 'somebody looks through the directory',
      contact: 'whether people can turn to you',
    },
    titles: {
      raise: 'Raise a concern',
      suspend: 'Suspend somebody',
      remove: 'Remove somebody',
      contacts: 'Name contacts',
      hide: 'Hide it',
    },
    fields: {
      happened: 'What is wrong?',
      happenedHint: 'As much or as little as you like. You can also just ask to be called.',
      aboutWhom: 'About somebody here?',
      aboutHint:
        'A name as it stands above, or in the search. They never see it. Empty: if it is in neither.',
      person: 'Who?',
      reason: 'Why?',
      reasonHint: 'They read it, and lead organisers or other operators. Do not name who told you.',
      until: 'Until when?',
      untilHint: 'Empty: until an operator restores them.',
      keptOut: 'Who or what comes back?',
      contact: 'Contact',
      contactHint: 'Their name is shown to whoever raises a concern.',
    },
    buttons: {
      read: 'Read it',
      take: 'I take this',
      close: 'Close it',
      contacts: 'Name contacts',
      hide: 'Hide',
      hideTitled: (title) => `Hide: ${english.cut(title, 60)}`,
      show: 'Show again',
      log: 'Who did what',
      older: 'Older',
    },
    reader: (name, as) =>
      `${name} (${as === 'contact' ? 'contact' : as === 'operator' ? 'operator' : 'lead organiser'})`,
    raiseIntro: (readers, outside) =>
      readers.length === 0
        ? text`Nobody here could read a concern of yours just now. If you send it, you are told so, and nothing is kept.`
        : text`Read by ${listed(readers)}, who see your name, and by nobody else. If it is about one of them, name them below: they never see it.${outside ? '' : ' Nobody outside your organisation can read it just now.'}`,
    raised: (readers) => text`Your concern is with ${listed(readers)}, and with nobody else.`,
    noneOutside: text`All of them are of your own organisation: there is nobody else whom Weft could ask.`,
    raisedNote: text`You hear who takes it, and when it is closed. Its words are deleted 30 days later. It is in no digest and in no log.`,
    danger: text`If somebody is in danger now, call for help where you are. Do not wait for an answer here.`,
    tooManyConcerns: text`You raised five concerns within a day, so this one was not kept. Talk to one of those who have the others.`,
    nobodyReads: text`Nobody is left here who could read this, so nothing was kept. Talk to somebody you trust, in the coalition or outside it, and ask them to be named as a contact.`,
    concern: (readers) =>
      text`Somebody raised a concern. ${plural(readers, 'You are the only one who', `You are one of ${readers} who`)} can read it.`,
    concernNote: text`Its words stay in Weft, so that they are not left in this conversation. Whoever raised it hears who takes it.`,
    concernShown: (raisedBy, about, at) =>
      text`${strong(who(raisedBy))} raised this on ${moment(at, 'day')}${about === undefined ? '' : text`, about ${strong(about)}, who was not told`}.`,
    takenBy: (name) => text`${who(name)} sees to it.`,
    closedOn: (at, days) => text`Closed on ${moment(at, 'day')}. Its words are deleted ${days} days later.`,
    taken: (by) => text`${by} has read your concern and sees to it.`,
    closed: (by) =>
      text`${by} closed your concern. If nothing is better, raise it again with ${typed('safety raise')}; you can say that you do not want the same person to read it.`,
    concernWaits: (taken, at) =>
      taken
        ? text`You see to a concern that was raised on ${moment(at, 'day')}.`
        : text`A concern raised on ${moment(at, 'day')} waits for somebody to take it.`,
    concernsOpen: (count, days) =>
      text`${counted(count, 'concern has', 'concerns have')} been open for more than ${days} days. Ask the contacts whether they need somebody else.`,
    contactTwice: 'This person is named above already.',
    fewContacts: text`Concerns have fewer than two people to go to, or people of one organisation only. Name contacts from two organisations.`,
    contactsIntro: text`Whom can people turn to when something is wrong? Best two or more, from different organisations. Where nobody is named, it is the operators.`,
    contactsNow: (names) =>
      names.length === 0
        ? text`Nobody is named: concerns go to the operators.`
        : text`Concerns go to ${listed(names)}. Whoever is new, or is none any more, is told by you.`,
    isContact: (by) =>
      text`You are a contact now: people can turn to you when something is wrong. ${by} named you.`,
    contactNext: text`Whoever raises a concern reads your name. You hear of it at any hour; what they wrote stays with you. If you would rather not, tell an operator.`,
    noContact: (by) =>
      text`You are no contact any more: ${by} named others. What you were told before stays with you.`,
    notFound: text`That person has not joined this coalition here. ${typed('safety restore')} shows who is kept out.`,
    notYourself: text`You cannot do this to yourself. To take a rest, use ${typed('profile snooze')}; to go, ${typed('coalition leave')}.`,
    lastOperator: text`There would be no operator left. Make somebody else one first, with ${typed('role grant')}.`,
    beingRemoved: (name) =>
      text`${name} is being removed, and will have left within the hour. ${typed('safety restore')} takes it back until then.`,
    past: 'This moment has passed. Leave it empty, or name a later one.',
    suspendedBy: (by, until) =>
      until === undefined
        ? text`You are suspended: ${by} did it. It lasts until an operator restores you.`
        : text`You are suspended until ${moment(until, 'full')}: ${by} did it.`,
    removedBy: (by) => text`You are removed from this coalition: ${by} did it.`,
    reason: (said) => text`The reason they gave: ${said}`,
    turnTo: (names) =>
      names.length === 0
        ? text`Weft knows nobody else here whom you could turn to.`
        : text`If you think this is wrong, turn to ${listed(names)}.`,
    suspendedNext: text`You can still see and take what is kept of you with ${typed('privacy export')}, say that something is wrong with ${typed('safety raise')}, or leave with ${typed('coalition leave')}. Nothing else works, and Weft sends you nothing else.`,
    removedNext: text`Within an hour your profile is deleted; what you published stays without your name. Until then you can take what is kept of you with ${typed('privacy export')}, or have all of it deleted with ${typed('privacy delete')}. Your accounts cannot join again unless an operator allows it.`,
    restoredBy: (by) =>
      by === undefined
        ? text`Your suspension has ended. Everything works again as before.`
        : text`${by} restored you. Everything works again as before.`,
    suspended: (name, until) =>
      until === undefined
        ? text`${strong(name)} is suspended until somebody restores them.`
        : text`${strong(name)} is suspended until ${moment(until, 'full')}.`,
    removed: (name) => text`${strong(name)} is removed, and their accounts cannot join again.`,
    removedLimits: text`Whoever makes a new account can still come back: in a space that does not vouch for its people, somebody has to vouch for them.`,
    restored: (name) =>
      name === undefined
        ? text`The bar is lifted: whoever it was can join again, as somebody new.`
        : text`${strong(name)} is here again.`,
    theyAreTold: (overseers) => {
      const others = {
        principal: text`They are told why and that you did it, and so are the lead organisers.`,
        operator: text`They are told why and that you did it, and so are the other operators.`,
        nobody: text`They are told why and that you did it. There is nobody else here to tell.`,
      };
      return text`${others[overseers]} It is in the log for a year.`;
    },
    onlyTold: (overseers) => {
      const others = {
        principal: text`The lead organisers are told.`,
        operator: text`The other operators are told.`,
        nobody: text`There is nobody else here to tell.`,
      };
      return text`Nobody represents it. ${others[overseers]} It is in the log for a year.`;
    },
    suspendedOn: (name, day) => `${name}, suspended on ${day}`,
    removedOn: (day, by) => `Removed on ${day}${by === undefined ? '' : ` by ${by}`}`,
    hiddenOn: (title, day) => `${english.cut(title, 50)}, hidden on ${day}`,
    barred: (name) =>
      text`This account cannot join ${name}: its operators removed whoever had it, or they left while they were suspended. If that is wrong, talk to somebody of the coalition outside Weft; an operator can lift it.`,
    overseen: {
      suspended: (by, name) => text`${by} suspended ${strong(name)}.`,
      removed: (by, name) => text`${by} removed ${strong(name)}, whose accounts cannot come back.`,
      restored: (by, name) => text`${by} restored ${strong(name)}.`,
      lifted: (by) => text`${by} lifted the bar on somebody who was removed.`,
      hidden: (by, title) => text`${by} hid “${title}”.`,
      shown: (by, title) => text`${by} shows “${title}” again.`,
      contacts: (by, names) =>
        text`${by} changed to whom concerns go: ${names.length === 0 ? 'the operators' : listed(names)}.`,
      note: text`You hear of it so that somebody else knows. ${typed('coalition about')} leads to who did what.`,
    },
    hideIntro: (title) =>
      text`“${title}” goes out of every list and search, and where it was posted one reads the reason instead. Its author is told, and so are lead organisers or other operators. Nobody’s words are changed.`,
    hideWordsIntro: (title) =>
      text`What “${title}” says of itself goes out of every list and search; its name stays. Whoever represents it is told, and so are lead organisers or other operators. Nobody’s words are changed.`,
    hiddenBefore: text`It is hidden already.`,
    hiddenNow: (title) => text`“${title}” is hidden.`,
    wordsHidden: (title) => text`What “${title}” says of itself is hidden; its name stays in lists.`,
    wordsOfYoursHidden: (title, by) =>
      text`${by} hid what “${title}” says of itself. Its name stays in lists.`,
    shownNow: (title) => text`“${title}” is shown again.`,
    yoursHidden: (title, by) => text`${by} hid your “${title}”: nobody but you and operators sees it now.`,
    yoursShown: (title, by) => text`${by} shows your “${title}” again.`,
    yoursNext: text`If you think this is wrong, say so with ${typed('safety raise')}.`,
    walk: (name, people) =>
      text`${strong(name)} was shown more than ${people} people today, more than anyone usually needs.`,
    walkNext: text`There may be a good reason: ask them. At 200 the search ends for them until tomorrow. If somebody copies the directory, ${typed('safety suspend')} stops it at once.`,
    comeBackTomorrow: text`You have seen 200 people today, and the search rests until tomorrow: Weft lets nobody copy the directory. Say whom you need with ${typed('intro ask')}; weavers know people too.`,
    logOnly: text`Only operators and lead organisers can read who did what. ${typed('role list')} shows who they are.`,
    log: text`Who did what, the newest first. It is kept for a year, and nobody can change it.`,
    logEmpty: text`Nothing is older than that.`,
    line: (at, what) => text`${moment(at, 'full')}: ${what}`,
    acts: {
      'coalition.set up': ({ by }) => text`${who(by)} began the coalition.`,
      'space.bound': ({ subject, by }) =>
        text`${subject ?? 'A space'} became part of the coalition${by === undefined ? '' : `: ${by} did it`}.`,
      'space.invited': ({ by }) => text`${who(by)} made an invite for another space.`,
      'space.taken out': ({ by, subject }) => text`${who(by)} decided to take out ${subject ?? 'a space'}.`,
      'space.kept': ({ by, subject }) =>
        text`${who(by)} kept ${subject ?? 'a space'} that was to be taken out.`,
      'space.gone': ({ subject }) => text`Weft was taken out of ${subject ?? 'a space'} on its platform.`,
      'space.left': () => text`A space has left, with everything of its own.`,
      'person.joined': ({ subject }) => text`${someone(subject)} joined.`,
      'person.left': ({ subject }) => text`${someone(subject)} left.`,
      'person.vouched': ({ by, subject }) => text`${by ?? 'The space'} vouched for ${who(subject)}.`,
      'person.suspended': ({ by, subject, detail }) =>
        text`${who(by)} suspended ${who(subject)}${detail.until === undefined ? '' : text` until ${moment(Temporal.Instant.from(detail.until), 'day')}`}.`,
      'person.removed': ({ by, subject }) => text`${who(by)} removed ${who(subject)}.`,
      'person.restored': ({ by, subject }) =>
        by === undefined
          ? text`The suspension of ${who(subject)} ended.`
          : text`${by} restored ${who(subject)}.`,
      'removal.lifted': ({ by }) => text`${who(by)} lifted the bar on somebody who was removed.`,
      'post.hidden': ({ by, detail }) => text`${who(by)} hid ${kind(detail)}.`,
      'post.shown': ({ by, detail }) => text`${who(by)} shows ${kind(detail)} again.`,
      'contact.named': ({ by, subject }) => text`${who(by)} named ${who(subject)} as a contact.`,
      'contact.ended': ({ by, subject }) => text`${who(by)} ended that ${who(subject)} is a contact.`,
      'account.added': ({ subject }) => text`${someone(subject)} came from another space too.`,
      'account.linked': ({ subject }) => text`${someone(subject)} linked another account.`,
      'role.granted': ({ by, subject, detail }) =>
        text`${itself(by)} gave ${who(subject)} the role ${role(detail)}.`,
      'role.revoked': ({ by, subject, detail }) =>
        text`${itself(by)} took the role ${role(detail)} back from ${who(subject)}.`,
      'role.left': ({ detail }) => text`Somebody who left held the role ${role(detail)}.`,
      'purpose.changed': ({ by }) => text`${who(by)} changed the purpose.`,
      'settings.changed': ({ by, detail }) =>
        text`${who(by)} changed settings${detail.changed === undefined ? '' : `: ${detail.changed}`}.`,
      'risk.taken': ({ by, detail }) =>
        text`${who(by)} changed the risk from ${detail.from ?? 'another one'} to ${detail.to ?? 'another one'}.`,
      'organisation.added': ({ by, subject }) => text`${who(by)} added ${subject ?? 'organisations'}.`,
      'organisation.edited': ({ by, subject }) => text`${who(by)} edited ${subject ?? 'an organisation'}.`,
      'organisation.signed': ({ by, subject }) =>
        text`${who(by)} signed the purpose for ${subject ?? 'an organisation'}.`,
      'organisation.left': ({ by, subject }) => text`${who(by)} took ${subject ?? 'an organisation'} out.`,
      'organisation.representative': ({ by, subject, other }) =>
        text`${who(by)} made ${who(other)} speak for ${subject ?? 'an organisation'}.`,
      'organisation.representative.ended': ({ by, subject, other }) =>
        text`${who(by)} ended that ${who(other)} speaks for ${subject ?? 'an organisation'}.`,
      'organisation.representative.declined': ({ by, subject, other }) =>
        text`${who(by)} did not let ${who(other)} speak for ${subject ?? 'an organisation'}.`,
      'representative.ended': ({ subject }) =>
        text`${subject ?? 'Somebody'} speaks for an organisation no more.`,
      'hub.added': ({ by, subject }) => text`${who(by)} added ${hub(subject)}.`,
      'hub.edited': ({ by, subject }) => text`${who(by)} edited ${hub(subject)}.`,
      'hub.closed': ({ by, subject }) => text`${who(by)} closed ${hub(subject)}.`,
      'hub.representative': ({ by, subject, other }) =>
        text`${who(by)} made ${who(other)} speak for ${hub(subject)}.`,
      'hub.representative.ended': ({ by, subject, other }) =>
        text`${who(by)} ended that ${who(other)} speaks for ${hub(subject)}.`,
      'pulse.scheduled': ({ by }) => text`${who(by)} changed when the pulse opens.`,
      'pulse.opened': ({ by }) => text`${who(by)} opened a pulse.`,
      'pulse.did': ({ by }) => text`${who(by)} wrote what was done about a pulse.`,
      'pulse.question.added': ({ by }) => text`${who(by)} added a question to the pulse.`,
      'pulse.question.retired': ({ by }) => text`${who(by)} took a question out of the pulse.`,
      'convergence.planned': ({ by }) => text`${who(by)} planned a convergence day.`,
      'convergence.edited': ({ by }) => text`${who(by)} edited a convergence day.`,
      'convergence.moved': ({ by }) => text`${who(by)} moved a convergence day.`,
      'convergence.cancelled': ({ by }) => text`${who(by)} cancelled a convergence day.`,
      'convergence.withdrawn': ({ by }) => text`${who(by)} withdrew somebody’s hosting of a day.`,
      'digest.sent': ({ by }) => text`${who(by)} sent the digest.`,
      'report.shown': ({ by }) => text`${who(by)} showed a report for people outside to representatives.`,
      'report.dropped': ({ by }) => text`${who(by)} dropped a report for people outside.`,
      'report.sent': ({ by }) => text`${who(by)} took a report for people outside.`,
      'report.named': ({ by }) => text`${who(by)} let reports name their organisation.`,
      'report.unnamed': ({ by }) => text`${who(by)} no longer lets reports name their organisation.`,
      'digest.scheduled': ({ by }) => text`${who(by)} changed when the digest comes.`,
      'network.exported': ({ by }) => text`${who(by)} took the ties of the network as a file.`,
      'delivery.resent': ({ by }) => text`${who(by)} had a message sent again.`,
      'due.retried': ({ by }) => text`${who(by)} had something tried again that was stuck.`,
    },
    first: text`Something is wrong, or somebody? Say so with ${typed('safety raise')}; it is read by few.`,
  },
};
