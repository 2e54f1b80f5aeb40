import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { SectionName } from '#directory/index.ts';
import type { Reader } from './tables.ts';

interface DigestWords {
  kinds: Readonly<Record<Reader, string>>;
  about: Readonly<Record<'preview' | 'send' | 'schedule', string>>;
  first: Text;
  // the digest itself
  lead(reader: Reader, coalition: string): Text;
  leadNext(coalition: string, count: number, inChannel: boolean): Text;
  next: Text;
  sections: Readonly<Record<SectionName, Text>>;
  more(count: number, name: SectionName): Text;
  didNotFit(count: number, name: SectionName): Text;
  since(at: Temporal.Instant): Text;
  // preview and sending
  preview(reader: Reader): Text;
  nothingToSay(reader: Reader): Text;
  notSent: Text;
  sendsTo(reader: Reader, names: readonly string[]): Text;
  sendsToChannel(reader: Reader, channel: string | undefined, space: string): Text;
  channelBad(space: string | undefined, why: string | undefined): Text;
  minute: Text;
  stillOpen(count: number): Text;
  waiting(at: Temporal.Instant): Text;
  undone: Text;
  dropped: Text;
  nobody(reader: Reader): Text;
  weaversOnly: Text;
  askedTooLongAgo: Text;
  tooLateToUndo: Text;
  // the plan
  planned(reader: Reader, day: string, hour: number, zone: string, channel: boolean): Text;
  nextOne(at: Temporal.Instant, zone: string): Text;
  never(reader: Reader): Text;
  neverNote(reader: Reader): Text;
  weekdays: readonly string[];
  neverOption: string;
  unknownZone: string;
  channelHere: string;
  channelForOperators: string;
  channelOrDirect: string;
  planTitle: string;
  direct: string;
  labels: Readonly<Record<'which' | 'day' | 'hour' | 'zone' | 'channel', string>>;
  hints: Readonly<Record<'day' | 'hour' | 'zone' | 'channel', string>>;
  readers: Readonly<Record<Reader | 'external', string>>;
  buttons: Readonly<Record<'send' | 'not' | 'undo', string>>;
}

const whose = (reader: Reader) => (reader === 'operator' ? 'The operators’ digest' : 'The weavers’ digest');

/** The command that shows the rest of a part, where there is one for whoever reads it. */
const shownBy: Readonly<Partial<Record<SectionName, string>>> = {
  people: 'home show',
  actions: 'action list',
  roles: 'role list',
  convergence: 'converge list',
  deliveries: 'status show',
  asks: 'intro queue',
};

const dated = (at: Temporal.Instant, zone: string) =>
  at.toLocaleString('en-GB', {
    ...{ timeZone: zone, weekday: 'long', day: 'numeric', month: 'long' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });

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
    leadNext: (coalition, count, inChannel) =>
      text`${english.counted(count, 'thing waits', 'things wait')} for ${inChannel ? 'an operator' : 'you'} in ${strong(coalition)}.`,
    next: text`Next`,
    sections: {
      people: text`Who came and who left`,
      introductions: text`Introductions`,
      actions: text`Actions`,
      support: text`Support, given and received`,
      network: text`The network`,
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
    more: (count, name) =>
      name in shownBy ? text`And ${count} more: ${typed(shownBy[name] ?? '')}` : text`And ${count} more.`,
    didNotFit: (count, name) =>
      text`${english.counted(count, 'thing', 'things')} did not fit here${name in shownBy ? [...text`: `, typed(shownBy[name] ?? '')] : '.'}`,
    since: (at) => text`Since ${moment(at, 'day')}. What has not changed since the last digest is left out.`,
    preview: (reader) => text`${whose(reader)}, as it would be sent now. Only you see this.`,
    nothingToSay: (reader) => text`${whose(reader)} has nothing new to say.`,
    notSent: text`An empty digest is not sent.`,
    sendsTo: (reader, names) =>
      text`${whose(reader)} goes to ${english.counted(names.length, 'person', 'people')}: ${english.listed(names)}.`,
    sendsToChannel: (reader, channel, space) =>
      text`${whose(reader)} goes into ${channel === undefined ? 'the channel chosen for it' : strong(channel)} in ${space}.`,
    channelBad: (space, why) =>
      text`The operators’ digest cannot go into the channel chosen for it${space === undefined ? '' : ` in ${space}`}${why === undefined ? '' : `: ${why}`}. Each operator gets it by direct message until you choose another: ${typed('digest schedule')}`,
    minute: text`It goes out a minute after you press, and until then you can take it back.`,
    stillOpen: (count) =>
      text`${english.counted(count, 'thing', 'things')} to do that you were told of before ${count === 1 ? 'is' : 'are'} still there.`,
    waiting: (at) => text`Goes out at ${moment(at)}. Until then you can take it back.`,
    undone: text`Taken back. Nobody got it.`,
    dropped: text`Not sent.`,
    nobody: (reader) =>
      text`Nobody is ${reader === 'operator' ? 'an operator' : 'a weaver'}, so nobody would get it. ${typed('role grant')} changes that.`,
    weaversOnly: text`Only weavers read this: it names people whom only weavers may find. ${typed('digest send weaver')} sends it to them, and ${typed('role grant')} makes somebody one.`,
    askedTooLongAgo: text`That was asked more than an hour ago, or it was sent already. Type ${typed('digest send')} again.`,
    tooLateToUndo: text`It is too late: it was sent.`,
    planned: (reader, day, hour, zone, channel) =>
      text`${whose(reader)} comes on ${day}s at ${String(hour).padStart(2, '0')}:00 in ${zone}, ${channel ? 'in the channel you chose' : 'by direct message'}.`,
    nextOne: (at, zone) => text`Next: ${dated(at, zone)}, ${zone}.`,
    never: (reader) => text`${whose(reader)} does not come by itself.`,
    neverNote: (reader) =>
      text`${typed(reader === 'operator' ? 'digest send' : 'digest send weaver')} sends one when you want it.`,
    weekdays: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    neverOption: 'Never',
    unknownZone: 'Not a time zone. Write one like Europe/Berlin or America/New_York.',
    channelHere: 'Choose a channel in a space, not in a direct message.',
    channelForOperators: 'Only the operators’ digest can come in a channel. Leave this open.',
    channelOrDirect: 'Choose a channel or direct messages, not both.',
    planTitle: 'When digests come',
    direct: 'For operators, by direct message',
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
      channel: 'For operators, one that only they read. Left open, it stays as it is.',
    },
    readers: { operator: 'For operators', weaver: 'For weavers', external: 'For people outside' },
    buttons: {
      send: 'Send it',
      not: 'Not now',
      undo: 'Undo',
    },
  },
};
