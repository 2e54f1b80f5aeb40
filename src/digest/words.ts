import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { SectionName } from '#directory/index.ts';
import type { Reader } from './tables.ts';

interface DigestWords {
  kinds: Readonly<Record<Reader, string>>;
  about: Readonly<Record<'preview' | 'send' | 'schedule', string>>;
  first: Text;
  // the digest itself
  lead(reader: Reader, coalition: string): Text;
  leadNext(reader: Reader, coalition: string, count: number): Text;
  next: Text;
  sections: Readonly<Record<SectionName, Text>>;
  more(count: number): Text;
  since(at: Temporal.Instant): Text;
  // preview and sending
  preview(reader: Reader): Text;
  nothingToSay(reader: Reader): Text;
  notSent: Text;
  sendsTo(reader: Reader, names: readonly string[]): Text;
  sendsToChannel(reader: Reader): Text;
  minute: Text;
  waiting: Text;
  undone: Text;
  dropped: Text;
  nobody(reader: Reader): Text;
  askedTooLongAgo: Text;
  tooLateToUndo: Text;
  // the plan
  planned(reader: Reader, day: string, hour: number, zone: string, channel: boolean): Text;
  nextOne(at: Temporal.Instant): Text;
  never(reader: Reader): Text;
  neverNote: Text;
  weekdays: readonly string[];
  neverOption: string;
  unknownZone: string;
  channelHere: string;
  planTitle: string;
  labels: Readonly<Record<'which' | 'day' | 'hour' | 'zone' | 'channel', string>>;
  hints: Readonly<Record<'day' | 'hour' | 'zone' | 'channel', string>>;
  readers: Readonly<Record<Reader, string>>;
  buttons: Readonly<Record<'send' | 'not' | 'undo', string>>;
}

const whose = (reader: Reader) => (reader === 'operator' ? 'The operators’ digest' : 'The weavers’ digest');

/** What this room says. */
export const words: Readonly<Record<Language, DigestWords>> = {
  en: {
    kinds: {
      operator: 'the weekly digest for operators',
      weaver: 'the weekly digest for weavers',
    },
    about: {
      preview: 'See a digest before anybody else',
      send: 'Send a digest now',
      schedule: 'When and where digests come',
    },
    first: text`${typed('digest preview')} shows the week from above, to you only.`,
    lead: (reader, coalition) =>
      reader === 'operator'
        ? text`${strong(coalition)}, the week from above.`
        : text`${strong(coalition)}, for those who connect people.`,
    leadNext: (_reader, coalition, count) =>
      text`${english.counted(count, 'thing waits', 'things wait')} for you in ${strong(coalition)}.`,
    next: text`Next`,
    sections: {
      people: text`Who came and who left`,
      introductions: text`Introductions`,
      actions: text`Actions`,
      support: text`Support, given and received`,
      pulse: text`The pulse`,
      roles: text`Roles`,
      convergence: text`Convergence days`,
      requests: text`Requests nobody answered`,
      concerns: text`Concerns`,
      deliveries: text`Messages that did not arrive`,
      suggestions: text`Who should meet`,
      asks: text`Who asked and waits`,
      apart: text`Groups that have not met`,
    },
    more: (count) => text`And ${count} more.`,
    since: (at) => text`Since ${moment(at, 'day')}. What has not changed since the last digest is left out.`,
    preview: (reader) => text`${whose(reader)}, as it would be sent now. Only you see this.`,
    nothingToSay: (reader) => text`${whose(reader)} has nothing to say this week.`,
    notSent: text`An empty digest is not sent.`,
    sendsTo: (reader, names) =>
      text`${whose(reader)} goes to ${english.counted(names.length, 'person', 'people')}: ${english.listed(names)}.`,
    sendsToChannel: (reader) => text`${whose(reader)} goes into the channel chosen for it.`,
    minute: text`It goes out a minute after you press, and until then you can take it back.`,
    waiting: text`Sent in a minute.`,
    undone: text`Taken back. Nobody got it.`,
    dropped: text`Not sent.`,
    nobody: (reader) =>
      text`Nobody is ${reader === 'operator' ? 'an operator' : 'a weaver'}, so nobody would get it. ${typed('role grant')} changes that.`,
    askedTooLongAgo: text`That was asked more than an hour ago, or it was sent already. Type ${typed('digest send')} again.`,
    tooLateToUndo: text`It is too late: it was sent.`,
    planned: (reader, day, hour, zone, channel) =>
      text`${whose(reader)} comes on ${day}s at ${String(hour).padStart(2, '0')}:00 in ${zone}, ${channel ? 'in the channel you chose' : 'by direct message'}.`,
    nextOne: (at) => text`Next: ${moment(at)}.`,
    never: (reader) => text`${whose(reader)} no longer comes by itself.`,
    neverNote: text`${typed('digest send')} sends one when you want it.`,
    weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    neverOption: 'Never',
    unknownZone: 'Not a time zone. Write one like Europe/Berlin or America/New_York.',
    channelHere: 'Choose a channel in a space, not in a direct message.',
    planTitle: 'When digests come',
    labels: {
      which: 'Which digest?',
      day: 'Which day?',
      hour: 'At what hour?',
      zone: 'In which time zone?',
      channel: 'In which channel?',
    },
    hints: {
      day: 'Left open, the day stays as it is.',
      hour: 'From 8 to 20.',
      zone: 'Like Europe/Berlin. Left open, it stays as it is.',
      channel: 'A channel only operators can read. Left open, it comes by direct message.',
    },
    readers: { operator: 'For operators', weaver: 'For weavers' },
    buttons: {
      send: 'Send it',
      not: 'Not now',
      undo: 'Undo',
    },
  },
};
