import { english, type Language, strong, type Text, text, typed } from '#chat/index.ts';
import type { Organisation } from '#directory/index.ts';

interface OrganisationWords {
  // forms
  addTitle: string;
  addMoreTitle: string;
  editTitle: string;
  speakersTitle: string;
  leaveTitle: string;
  name: string;
  nameHint: string;
  several: string;
  severalHint: string;
  kind: string;
  kinds: Readonly<Record<Organisation['kind'], string>>;
  listed: string;
  listedHint: string;
  about: string;
  moreHint: string;
  issues: string;
  issuesHint: string;
  place: string;
  placeHint: string;
  mine: string;
  mineHint: string;
  addSpeaker: string;
  addSpeakerHint: string;
  endSpeaker: string;
  endSpeakerHint: string;
  sure: string;
  sureHint: string;
  sureWord: string;
  exportWord: string;
  exportFirst(name: string): Text;
  notSure: string;
  which: Text;
  // refusals and errors
  noName: string;
  tooMany(most: number): string;
  nameTooLong(name: string, most: number): string;
  taken(name: string): string;
  representsNone: Text;
  notYours: Text;
  noPurpose: Text;
  purposeChanged: Text;
  notOfIt(name: string): string;
  vouchFirst: string;
  speaksAlready: string;
  speaksNot(name: string): string;
  youSpeakAlready(name: string): Text;
  belongsElsewhere(name: string): Text;
  nowElsewhere(person: string, name: string): Text;
  askedAlready: Text;
  declinedLately: Text;
  speakersConfirm(name: string): Text;
  operatorsConfirm(name: string): Text;
  anotherOperator: Text;
  // answers
  added(count: number, name: string): Text;
  addedNone: Text;
  addedNames(names: readonly string[], more: number): Text;
  skipped(names: readonly string[], more: number): Text;
  youSpeak(name: string): Text;
  nobodySpeaks: Text;
  signNext: Text;
  edited(name: string): Text;
  unlisted: Text;
  speakersIntro(names: readonly string[]): Text;
  speakersChanged(started: string | undefined, ended: string | undefined, name: string): Text;
  speakersSame: Text;
  readFirst(name: string, again: boolean): Text;
  coalitionBy(name: string): string;
  signMeaning(name: string): Text;
  signed(name: string): Text;
  signedBefore(name: string, at: Text): Text;
  leaveIntro(name: string): Text;
  left(name: string, people: number): Text;
  leftExport: Text;
  leaveFrom(name: string, at: Text): Text;
  leftAlready(name: string): Text;
  asked(name: string, by: 'representatives' | 'operators'): Text;
  confirmed(person: string, name: string): Text;
  declined: Text;
  // lists
  listLead(total: number): Text;
  listNone: Text;
  noneFound(written: string): Text;
  line(of: {
    name: string;
    kind: string;
    place: string;
    people: number;
    speakers: readonly string[];
    hasSpeaker: boolean;
    signed: boolean;
    listed: boolean;
  }): Text;
  more(count: number): Text;
  first: Text;
  unrepresented(count: number, names: readonly string[]): Text;
  // buttons
  signButton: string;
  signFor(name: string): string;
  editButton(name: string): string;
  speakersButton: string;
  representButton(name: string): string;
  confirmButton: string;
  declineButton: string;
  // messages to others
  asks(person: string, name: string): Text;
  asksMeans: Text;
  nowSpeaks(name: string): Text;
  speaksMeans: Text;
  noLongerSpeaks(name: string): Text;
  notConfirmed(name: string): Text;
  toldLeft(name: string): Text;
  toldLeftNext: Text;
  takenOut(name: string, by: string): Text;
  takenOutNext: Text;
  aboutAsked: string;
  aboutSpeaks: string;
  aboutLeft: string;
  aboutTakenOut: string;
  aboutExport: string;
}

const { andMore, counted, listed, plural } = english;

export const words: Readonly<Record<Language, OrganisationWords>> = {
  en: {
    addTitle: 'Add organisations',
    addMoreTitle: 'More about it',
    editTitle: 'Edit the organisation',
    speakersTitle: 'Who represents it',
    leaveTitle: 'Leave the coalition',
    name: 'Name',
    nameHint: 'Up to 100 characters. Leave it empty if you paste a list below.',
    several: 'Or several, one per line',
    severalHint: 'Up to 200 lines. Those that are here already are skipped.',
    kind: 'What kind?',
    kinds: { formal: 'Formal organisation', informal: 'Informal group', funder: 'Funder' },
    listed: 'Shown in lists and searches?',
    listedHint: 'If not, only its own people see it. Yes, unless you say no.',
    about: 'What it does',
    moreHint: 'For a list: the same for each.',
    issues: 'Issues',
    issuesHint: 'A few words, with commas between.',
    place: 'Place',
    placeHint: 'A town or region, nothing more exact.',
    mine: 'Do you belong to it?',
    mineHint:
      'Then you represent it first. Unanswered: yes, if you have no organisation yet. Not for a list.',
    addSpeaker: 'Add a representative',
    addSpeakerHint: 'Somebody of your organisation who joined. They may sign, host and vouch in its name.',
    endSpeaker: 'End somebody’s representing',
    endSpeakerHint: 'A representative’s name, or your own to step down.',
    sure: 'To go on, write: leave',
    sureHint: 'Or write: export. Then you only get everything of it, and nothing changes.',
    sureWord: 'leave',
    exportWord: 'export',
    exportFirst: (name) =>
      text`Everything of ${name} is on its way to you as a direct message, as two files. Nothing else has changed: it is still here.`,
    notSure: 'Write “leave” to go on, or “export” to only get everything of it.',
    which: text`You represent several organisations. Which one?`,

    noName: 'Needed. Give a name here, or paste a list below.',
    tooMany: (most) => `At most ${most} lines fit in one list. Paste it in parts.`,
    nameTooLong: (name, most) =>
      `“${name.slice(0, 40)}…” is longer than ${most} characters. One name per line; shorten it.`,
    taken: (name) => `“${name}” is the name of another organisation here. Choose another.`,
    representsNone: text`You represent no organisation. If you belong to one, ${typed('organisation list')} has the button to ask for it.`,
    notYours: text`Only its representatives can do this, and you are none of them. ${typed('organisation list')} shows who represents it.`,
    noPurpose: text`There is no purpose to sign yet. A principal writes it with ${typed('coalition purpose')}.`,
    purposeChanged: text`The purpose changed after it was shown to you, so nothing was signed. Read it again: ${typed('organisation sign')}.`,
    notOfIt: (name) => `They do not belong to ${name}. They can say so with /weft profile edit.`,
    vouchFirst: 'Nobody has vouched for them yet. Vouch for them first, in your home.',
    speaksAlready: 'They represent it already.',
    speaksNot: (name) => `They do not represent ${name}.`,
    youSpeakAlready: (name) => text`You represent ${name} already.`,
    belongsElsewhere: (name) =>
      text`You belong to another organisation. Change that with ${typed('profile edit')} before you ask to represent ${name}.`,
    nowElsewhere: (person, name) =>
      text`${person} belongs to another organisation now. They can change that with ${typed('profile edit')}, then ask for ${name} again.`,
    askedAlready: text`You have asked already, and it waits for an answer. You will be told.`,
    declinedLately: text`This was not confirmed a few days ago. Talk to a representative or an operator of your coalition, or ask again after a week.`,
    speakersConfirm: (name) => text`${name} has a representative, and its representatives confirm others.`,
    operatorsConfirm: (name) =>
      text`Only an operator can confirm the first representative of ${name}. They have been told.`,
    anotherOperator: text`This is about you, so another operator decides it. They have been told.`,

    added: (count, name) =>
      count === 1
        ? text`${strong(name)} is in the coalition now.`
        : text`${counted(count, 'organisation is', 'organisations are')} in the coalition now.`,
    addedNone: text`Nothing was added: all of it is here already.`,
    addedNames: (names, more) => text`Added: ${andMore(names, more)}.`,
    skipped: (names, more) =>
      text`Skipped, because it is here already or was written twice: ${andMore(names, more)}.`,
    youSpeak: (name) =>
      text`You represent ${name}: you can edit it, sign in its name and vouch for its people.`,
    nobodySpeaks: text`Nobody represents it yet. Whoever belongs to it can ask for that under ${typed('organisation list')}.`,
    signNext: text`Next: read the purpose and sign it with ${typed('organisation sign')}.`,
    edited: (name) => text`${strong(name)} is changed.`,
    unlisted: text`It is not shown in lists and searches; its own people see it.`,
    speakersIntro: (names) => text`Now: ${listed(names)}.`,
    speakersChanged: (started, ended, name) =>
      text`${[started && `${started} represents ${name} now.`, ended && `${ended} no longer represents ${name}.`].filter(Boolean).join(' ')}`,
    speakersSame: text`Nothing was changed: you named nobody.`,
    readFirst: (name, again) =>
      again
        ? text`The purpose changed since ${name} signed it. Read it before you sign anew.`
        : text`Read the purpose before you sign it for ${name}.`,
    coalitionBy: (name) => name,
    signMeaning: (name) =>
      text`Signing says that ${name} shares this purpose. It binds nobody to anything else, and everyone in the coalition sees it.`,
    signed: (name) => text`${strong(name)} has signed the purpose.`,
    signedBefore: (name, at) =>
      text`${strong(name)} signed the purpose already, on ${at}. When it changes, you can sign anew.`,
    leaveIntro: (name) =>
      text`You are about to take ${name} out of the coalition. Deleted: what is said of it, its signature and stances, where it hosts, its credits, who represents it, and its name in what waits to be sent. What stays: its people, as themselves; what they announced and asked for; and numbers it reported for a hub, as the hub’s. You get everything of it as two files; to have them before you decide, write “export” below. This cannot be undone; it can be added anew.`,
    left: (name, people) =>
      text`${name} has left the coalition, and nothing is kept of it. ${people === 0 ? 'It had no people here.' : `${counted(people, 'person stays', 'people stay')} as themselves, without it.`}`,
    leaveFrom: (name, at) =>
      text`You represent ${name} for less than three days. You can take it out from ${at} on; another of its representatives can before.`,
    leftAlready: (name) => text`Somebody else took ${name} out just now. Its representatives are told who.`,
    leftExport: text`Everything that was kept of it is on its way to you as a direct message, as two files.`,
    asked: (name, by) =>
      text`Asked. ${by === 'representatives' ? `The representatives of ${name}` : 'The operators'} have been told, and you will hear when one of them has answered.`,
    confirmed: (person, name) => text`${person} represents ${name} now, and has been told.`,
    declined: text`Not confirmed. They have been told, without your name.`,

    listLead: (total) =>
      text`${plural(total, 'There is one organisation.', `There are ${total} organisations.`)}`,
    listNone: text`There is no organisation here yet.`,
    noneFound: (written) => text`No organisation here has all of “${written.slice(0, 60)}”. Try fewer words.`,
    line: ({ name, kind, place, people, speakers, hasSpeaker, signed, listed }) =>
      text`${strong(name)}: ${[
        `${kind.toLowerCase()}${place === '' ? '' : `, ${place}`}`,
        counted(people, 'person', 'people'),
        speakers.length > 0
          ? `represented by ${english.listed(speakers)}`
          : hasSpeaker
            ? 'has a representative'
            : 'nobody represents it',
        signed ? 'signed the purpose' : 'has not signed the purpose',
        ...(listed ? [] : ['not listed']),
      ].join(' · ')}`,
    more: (count) =>
      text`And ${count} more. Narrow it down with words: ${typed('organisation list schools')}.`,
    first: text`Add the first organisations with ${typed('organisation add')}: one, or a pasted list.`,
    unrepresented: (count, names) =>
      text`${counted(count, 'organisation has', 'organisations have')} nobody to speak for ${plural(count, 'it', 'them')}: ${andMore(names, count - names.length)}. Ask one of its people to press “Represent” under ${typed('organisation list')}, then confirm them.`,

    signButton: 'Sign it',
    signFor: (name) => `Sign for ${name}`,
    editButton: (name) => `Edit ${name}`,
    speakersButton: 'Who represents it',
    representButton: (name) => `Represent ${name}`,
    confirmButton: 'Confirm',
    declineButton: 'Not this one',

    asks: (person, name) => text`${strong(person)} asks to represent ${strong(name)}.`,
    asksMeans: text`A representative may sign the purpose, host and vouch for people in its name. Confirm only whom you know, or have asked about.`,
    nowSpeaks: (name) => text`You represent ${strong(name)} now.`,
    speaksMeans: text`You can change what is said of it with ${typed('organisation edit')}, sign the purpose with ${typed('organisation sign')}, and vouch for its people in ${typed('home show')}.`,
    noLongerSpeaks: (name) =>
      text`You no longer represent ${strong(name)}. Its other representatives can tell you why.`,
    notConfirmed: (name) =>
      text`Your asking to represent ${strong(name)} was not confirmed. Talk to its people or to an operator, then ask again after a week.`,
    toldLeft: (name) => text`${strong(name)} has left the coalition.`,
    takenOut: (name, by) => text`${by} took ${strong(name)} out of the coalition. Nothing is kept of it.`,
    takenOutNext: text`You represented it. If that was not agreed, talk to them or to an operator; it can be added anew with ${typed('organisation add')}.`,
    toldLeftNext: text`You are still in it, as yourself. If you belong to another organisation, say so with ${typed('profile edit')}.`,
    aboutAsked: 'somebody asks to represent an organisation, and you can confirm it',
    aboutSpeaks: 'you begin or cease to represent an organisation',
    aboutTakenOut: 'somebody took an organisation out that you represent',
    aboutLeft: 'your organisation left the coalition',
    aboutExport: 'what is kept of an organisation, when you ask for it',
  },
};
