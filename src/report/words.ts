import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';

/** What a report itself says, to people who do not know Weft: plain strings, escaped when they are written. */
interface Report {
  title(name: string): string;
  span(from: Temporal.PlainDate, until: Temporal.PlainDate): string;
  line(label: string, value: string): string;
  purpose: string;
  who: string;
  people: string;
  organisations: string;
  /** instead of a number that would say how few are not named */
  namedBelow: string;
  signed: string;
  mostOfThem: string;
  hubs: string;
  together: string;
  introduced: string;
  met: string;
  asMany: string;
  done: string;
  actions: string;
  parts: string;
  came: string;
  named: string;
  /** a number as people outside read it */
  more(count: string): string;
  note: string;
}

interface ReportWords {
  kinds: Readonly<Record<'shown' | 'ready', string>>;
  report: Report;
  // to operators
  preview: Text;
  names(count: number): Text;
  previewNote: Text;
  tooSoon(since: Temporal.Instant, from: Temporal.Instant): Text;
  onItsWay(readyAt: Temporal.Instant): Text;
  onItsWayNote: Text;
  askedTooLongAgo: Text;
  shown(people: number, readyAt: Temporal.Instant): Text;
  dropped: Text;
  notShown: Text;
  gone: Text;
  isOut: Text;
  atRisk: Text;
  ready: Text;
  readyNote: Text;
  changed: Text;
  none: Text;
  tooEarly(readyAt: Temporal.Instant): Text;
  given: Text;
  givenNote: Text;
  // to representatives
  shownTo(readyAt: Temporal.Instant): Text;
  says(organisation: string, isNamed: boolean): Text;
  shownNote: Text;
  agreed(organisation: string): Text;
  withdrawn(organisation: string): Text;
  changeNote: Text;
  notYours(organisation: string): Text;
  notListed(organisation: string): Text;
  buttons: Readonly<Record<'show' | 'not' | 'drop' | 'name' | 'unname', string>>;
}

const date = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });

/** What this room says. */
export const words: Readonly<Record<Language, ReportWords>> = {
  en: {
    kinds: {
      shown: 'reports for people outside, before they go out',
      ready: 'reports for people outside that can go out',
    },
    report: {
      title: (name) => name,
      span: (from, until) => `A report of the coalition, from ${date.format(from)} to ${date.format(until)}.`,
      line: (label, value) => `${label}: ${value}`,
      purpose: 'What it is for',
      who: 'Who is in it',
      people: 'People',
      organisations: 'Organisations',
      namedBelow: 'those named below, and fewer than five more',
      signed: 'Organisations that signed the purpose',
      mostOfThem: 'most or all of them',
      hubs: 'Chapters, districts and groups',
      together: 'People brought together',
      introduced: 'Introductions made, each after both had said yes',
      met: 'Introductions after which people met',
      asMany: 'about as many',
      done: 'What was done',
      actions: 'Actions that took place',
      parts: 'Times somebody took part or helped',
      came: 'What it came to',
      named: 'Organisations',
      more: (count) => `And ${count} more organisations.`,
      note: 'Numbers are those people gave, and no number under five is told. Final and preliminary numbers are not added to each other; where sources of one action differ, both ends are shown. Nobody is named but organisations that agreed to it.',
    },
    preview: text`The report for people outside, as it would be sent now. Only you see this.`,
    names: (count) =>
      count === 0
        ? text`It names no organisation yet.`
        : text`It names ${english.counted(count, 'organisation', 'organisations')} that agreed to it.`,
    previewNote: text`Representatives see it for 72 hours before it can go out, and say whether it names their organisation. Weft itself sends it to nobody outside.`,
    tooSoon: (since, from) =>
      text`The last report is of ${moment(since, 'day')}; ${typed('digest send external')} gives it to you. The next one can be made from ${moment(from, 'day')} on.`,
    onItsWay: (readyAt) =>
      text`Representatives read a report until ${moment(readyAt)}. Then operators get it.`,
    onItsWayNote: text`There is one at a time. Until then you can drop it, and make another.`,
    askedTooLongAgo: text`That report was looked at more than an hour ago, or there is another one. Type ${typed('digest preview external')} again.`,
    shown: (people, readyAt) =>
      people === 0
        ? text`Nobody represents a listed organisation, so nobody was asked. It can go out from ${moment(readyAt)} on.`
        : text`Shown to ${english.counted(people, 'representative', 'representatives')}. It can go out from ${moment(readyAt)} on.`,
    dropped: text`Dropped. It will not go out.`,
    notShown: text`Not shown to anybody.`,
    gone: text`That report was dropped before.`,
    atRisk: text`No report goes to people outside while the risk of this coalition is high: sums of few people say who they are. Operators change that with ${typed('coalition settings')}.`,
    isOut: text`Operators have that report, so it cannot be dropped any more. Send it to nobody if it is wrong.`,
    ready: text`The report can go out now.`,
    readyNote: text`Organisations are named as of now. ${typed('digest send external')} gives it to you again, as it is then.`,
    changed: text`An organisation no longer wants to be named. Use this report from now on, and not the one before.`,
    none: text`No report was shown to representatives in the past year. Type ${typed('digest preview external')} first.`,
    tooEarly: (readyAt) => text`Representatives still read it. It can go out from ${moment(readyAt)} on.`,
    given: text`This is the report, to send to whom you choose.`,
    givenNote: text`Organisations are named as of now. Weft itself sends it to nobody outside.`,
    shownTo: (readyAt) =>
      text`A report for people outside can go out from ${moment(readyAt)} on. Until then representatives and operators alone see it.`,
    says: (organisation, isNamed) =>
      isNamed
        ? text`It names ${strong(organisation)}, and says nothing else of it.`
        : text`It does not name ${strong(organisation)}, which is only counted.`,
    shownNote: text`It holds sums and no names of people. You can change whether it names yours at any time. What was sent on by then stays as it is.`,
    agreed: (organisation) => text`Reports for people outside name ${strong(organisation)} from now on.`,
    withdrawn: (organisation) => text`Reports for people outside do not name ${strong(organisation)}.`,
    changeNote: text`It holds at once, also for a report that is ready. What was sent on before stays as it is.`,
    notYours: (organisation) =>
      text`You do not represent ${strong(organisation)}. ${typed('organisation list')} shows who does.`,
    notListed: (organisation) =>
      text`${strong(organisation)} is not in the list of organisations, so no report names it. ${typed('organisation edit')} changes that.`,
    buttons: {
      show: 'Show it to representatives',
      not: 'Not now',
      drop: 'Drop it',
      name: 'Name us',
      unname: 'Do not name us',
    },
  },
};
