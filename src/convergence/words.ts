import { english, type Language, link, moment, strong, type Text, text, typed } from '#chat/index.ts';
import { outside, outsideRange } from '#directory/index.ts';
import type { EventRefusal } from './events.ts';
import type { repeatings } from './form.ts';
import { limits } from './limits.ts';
import type { ParsedHours } from './parse-hours.ts';
import type { Round } from './rounds.ts';

type Problem = Exclude<ParsedHours['problem'], undefined>;
type Plain<Names extends string> = Readonly<Record<Names, string>>;

/** A figure, and how sure it is. */
interface Figure {
  readonly least: number;
  readonly most: number;
  readonly preliminary: boolean;
  readonly reported: number;
  readonly places: number;
  readonly before: { readonly least: number; readonly most: number } | undefined;
}

interface ConvergeWords {
  /** ≤ 40 characters each */
  commands: Plain<'plan' | 'list' | 'show' | 'host' | 'edit' | 'cancel'>;
  label: Plain<
    | 'name'
    | 'day'
    | 'hours'
    | 'ask'
    | 'repeats'
    | 'hubs'
    | 'hosts'
    | 'roles'
    | 'which'
    | 'reason'
    | 'host'
    | 'what'
    | 'place'
    | 'expected'
    | 'lead'
    | 'bring'
    | 'hub'
    | 'count'
    | 'source'
    | 'final'
    | 'person'
  >;
  hint: Plain<
    | 'day'
    | 'hours'
    | 'ask'
    | 'repeats'
    | 'hubs'
    | 'hosts'
    | 'roles'
    | 'reason'
    | 'host'
    | 'what'
    | 'place'
    | 'lead'
    | 'bring'
    | 'hub'
    | 'source'
    | 'final'
    | 'person'
  >;
  repeatings: Plain<(typeof repeatings)[number]>;
  planTitle: string;
  whoTitle: string;
  editTitle: string;
  cancelTitle: string;
  hostTitle: string;
  moreTitle: string;
  cameTitle: string;
  askTitle: string;
  planIntro: Text;
  cancelIntro(name: string): Text;
  // what was written wrong
  notDay: string;
  notHours(problem: Problem, zones: readonly string[]): string;
  past: string;
  tooFar: string;
  tooManyDays(most: number): string;
  oneDay: string;
  onlyMoments: string;
  noSuch(name: string, known: readonly string[]): string;
  tooManyRoles(most: number): string;
  roleTooLong(name: string): string;
  oneOwnHub: string;
  ownHubOnly: string;
  notYours: string;
  countsForItself: string;
  hubClosed: string;
  notYourHub: string;
  tooManySources(most: number): string;
  noLead: string;
  sayWhom: string;
  finalStands(count: number): string;
  // what cannot be done
  plannersOnly: Text;
  principalsOnly: Text;
  leadersOnly: Text;
  hostsOnly: Text;
  askersOnly: Text;
  tooManyDrafts: Text;
  tooManyPlaces: Text;
  draftGone: Text;
  draftPassed: Text;
  movedOften: Text;
  editedOften: Text;
  countedAlready(name: string): Text;
  tooManyOwnRoles: Text;
  roleNotYours(name: string): Text;
  plannedOften: Text;
  noDay: Text;
  hidden: Text;
  hiddenEvent: string;
  dayHidden: Text;
  noneToCome: Text;
  noPlace: Text;
  hasNumbers: Text;
  roleTaken(name: string): Text;
  isCancelled(name: string): Text;
  isOver(name: string): Text;
  notYet(name: string): Text;
  tooLate(name: string): Text;
  hubWasClosed: string;
  // when and where
  dates(first: Temporal.PlainDate, last: Temporal.PlainDate): string;
  localHours(dates: string, hours: string): Text;
  oneMoment(from: Temporal.Instant, until: Temporal.Instant, there: string): Text;
  there(dates: string, hours: string, zone: string): string;
  whereverAt(hours: string): string;
  everywhere: string;
  facts: Plain<
    | 'when'
    | 'ask'
    | 'what'
    | 'bring'
    | 'expected'
    | 'hubs'
    | 'held'
    | 'asked'
    | 'by'
    | 'goesTo'
    | 'repeats'
    | 'address'
  >;
  held(places: number, hubs: number): Text;
  notHeld: Text;
  expected(count: number): Text;
  everyHub: string;
  // posts
  named(name: string): Text;
  cancelled(name: string): Text;
  cancelledHidden: Text;
  rounds: (round: Round, name: string) => Text;
  openHubs(count: number): Text;
  moved(name: string): Text;
  movedFrom(before: Text): Text;
  tally(name: string, figure: Figure): Text;
  lastTally(name: string, figure: Figure): Text;
  before(figure: { readonly least: number; readonly most: number }): Text;
  tallyLine(hub: string, figure: Figure, sources: readonly string[]): Text;
  otherPlaces: string;
  otherPlacesToo: string;
  tallyNote: Text;
  noNumbers(name: string): Text;
  silent(places: readonly string[], more: number): Text;
  stillPreliminary(places: readonly string[], more: number): Text;
  // to people outside
  outsideDays(count: number): string;
  outsideDay(name: string, dates: string, figure: Figure): string;
  // to people
  letter(round: Round, name: string): Text;
  yourPlace(host: string, place: string): string;
  missing(what: readonly ('expected' | 'bring')[]): Text;
  isConfirmed: Text;
  askConfirm: Text;
  askedFor(host: string): Text;
  leaderless(host: string, place: string): Text;
  leaderlessYet(place: string): Text;
  leaderlessNow(name: string, place: string): Text;
  gapsLead: string;
  gapHub(name: string, asked: boolean): Text;
  gapPlace(hub: string, place: string): Text;
  gapRole(name: string): Text;
  more(count: number): Text;
  morePlaces(count: number): Text;
  asked(name: string, hosts: readonly string[]): Text;
  askedNote: Text;
  askedPersonNote: Text;
  askedPerson(by: string, name: string): Text;
  youLead(host: string, name: string, place: string): Text;
  uncovered(hub: string, name: string): Text;
  withdrawnByOthers(name: string, place: string): Text;
  hostLeft(name: string, place: string): Text;
  freed(role: string, name: string): Text;
  call(name: string): Text;
  callAt(at: Temporal.Instant): Text;
  callNobody: Text;
  callOutside(hubs: readonly string[]): Text;
  // answers
  draft(name: string): Text;
  draftNote: Text;
  reach(spaces: readonly string[]): Text;
  noChannel(spaces: readonly string[]): Text;
  outsideNow(hubs: readonly string[]): Text;
  planned(name: string, spaces: number): Text;
  plannedNote: Text;
  dropped(name: string): Text;
  edited(name: string, told: number): Text;
  cancelledNow(name: string, told: number): Text;
  hosted(name: string, place: string): Text;
  hostedNote: Text;
  confirmed(name: string): Text;
  withdrawn(name: string): Text;
  released(name: string): Text;
  tookRole(role: string, name: string): Text;
  leftRole(role: string, name: string): Text;
  askedNow(name: string, count: number): Text;
  came(count: number, name: string, final: boolean): Text;
  cameBefore(count: number): Text;
  calendar(name: string): Text;
  calendarNote: Text;
  address(href: string): Text;
  ownCount: string;
  /** in the place of what was written by somebody who was deleted */
  somebody: string;
  somewhere: string;
  list(count: number): Text;
  listNone: Text;
  line(name: string, by: string, when: Text): Text;
  placesLead: string;
  placeLine(
    host: string,
    hub: string | undefined,
    place: string,
    what: string,
    lead: string | undefined,
  ): Text;
  rolesLead: string;
  roleLine(name: string, taken: boolean, by: string | undefined): Text;
  noEvent(name: string, space: string, refusal: EventRefusal): Text;
  digestCovered(name: string, dates: string, places: number): Text;
  digestGaps(
    name: string,
    dates: string,
    open: Readonly<Record<'hubs' | 'places' | 'roles' | 'leaders', number>>,
    hubs: readonly string[],
  ): Text;
  first: Text;
  waitsDraft(name: string): Text;
  waitsAsked(name: string, host: string): Text;
  waitsCame(name: string, place: string): Text;
  statusNoChannel(spaces: readonly string[]): Text;
  buttons: Plain<
    | 'plan'
    | 'change'
    | 'drop'
    | 'details'
    | 'host'
    | 'calendar'
    | 'ask'
    | 'edit'
    | 'cancel'
    | 'confirm'
    | 'withdraw'
    | 'release'
    | 'came'
    | 'final'
    | 'next'
    | 'accept'
  >;
  takeRole(name: string): string;
  leaveRole(name: string): string;
  freeRole(name: string): string;
  withdrawPlace(place: string): string;
  /** what settings call each kind of message */
  about: Plain<
    | 'remind'
    | 'asked'
    | 'named'
    | 'invited'
    | 'uncovered'
    | 'changed'
    | 'call'
    | 'post'
    | 'round'
    | 'numbers'
    | 'event'
  >;
}

const { andMore, counted, cut, listed, number, plural } = english;

const range = ({ least, most }: { readonly least: number; readonly most: number }): string =>
  least === most ? number(least) : `${number(least)} to ${number(most)}`;

const dated = (date: Temporal.PlainDate): string =>
  date
    .toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
    .replace(',', '');

const town = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

const figureOf = (figure: Figure): string => {
  const places = `${number(figure.reported)} of ${counted(figure.places, 'place', 'places')}`;
  return `${range(figure)} ${plural(figure.most, 'person', 'people')}${figure.preliminary ? ', preliminary' : ', final'} (${places})`;
};

const problems: Readonly<Record<Problem, string>> = {
  unknown: 'Not understood. Write “noon to two”, “12:00-14:00”, or “19:00 in Berlin” for one moment for all.',
  backwards: 'It ends before it begins. Write “18:00-24:00” at most, or give the next day a day of its own.',
  'which half': 'Morning or afternoon? Write “2 to 4 pm” or “14:00-16:00”.',
  zone: 'No such time zone. Write a place such as “Berlin” or a zone such as “Europe/Berlin”.',
};

const notAllowed = (what: string) =>
  `Weft may not ${what}. Give its role “Create Events” in the server’s settings.`;
const notTaken = (code: string, otherwise: string) => `the server did not take it (${code}). ${otherwise}`;

/** Why there is no event, by the code it was refused with. */
const unmade: Readonly<Record<string, string>> = {
  50001: notAllowed('make one'),
  50013: notAllowed('make one'),
  full: 'the server has 100 already. Cancel one there, and make this one by hand.',
  past: 'the day had begun there already.',
};

/** Why an event stands as it was. */
const unchanged: Readonly<Record<string, string>> = {
  10070: 'somebody deleted it there. Make one by hand if you want one.',
  180000: 'it is over there. Make one by hand if you want one.',
  50001: notAllowed('change it'),
  50013: notAllowed('change it'),
  past: 'it had begun there already. Change it there by hand.',
};

export const words: Readonly<Record<Language, ConvergeWords>> = {
  en: {
    commands: {
      plan: 'Plan a day on which everyone acts',
      list: 'Days that are planned',
      show: 'When, where and what of a day',
      host: 'Host a day, here',
      edit: 'Change a planned day',
      cancel: 'Cancel a planned day',
    },
    label: {
      name: 'Name',
      day: 'Which day, or days?',
      hours: 'At what hours?',
      ask: 'What do you ask of everyone?',
      repeats: 'Does it come again?',
      hubs: 'Which hubs is it for?',
      hosts: 'Who is asked to host?',
      roles: 'Roles for the day',
      which: 'Which day?',
      reason: 'Why?',
      host: 'Who hosts?',
      what: 'What will you do?',
      place: 'Where, roughly?',
      expected: 'How many do you expect?',
      lead: 'Who leads it?',
      bring: 'What should people bring?',
      hub: 'Which hub does it count for?',
      count: 'How many came?',
      source: 'Where is the number from?',
      final: 'Is it final?',
      person: 'Or one person',
    },
    hint: {
      day: 'Like “15 May 2027” or “15 to 16 May”. It is shown back before anybody hears of it.',
      hours: '“Noon to two” is local, wherever one is. “19:00 in Berlin” is one moment for all.',
      ask: 'One thing everyone can do, in plain words.',
      repeats: 'For calls at one moment: Weft proposes the next hour, so that nights are shared.',
      hubs: 'Names with commas between. Empty: every hub.',
      hosts: 'Names of hubs and organisations, with commas between. They are asked once.',
      roles: 'One a line, like “first aid” or “press”. At most eight.',
      reason: 'In a sentence. It goes to everyone who had heard of it.',
      host: 'A hub or an organisation that you represent.',
      what: 'In a sentence. Everybody sees it.',
      place: 'A town or a part of it. Everybody sees it.',
      lead: 'Empty: you.',
      bring: 'Reminders say it. Empty: nothing.',
      hub: 'For organisations: the hub you are part of, if any.',
      source: 'Like “stewards at the gate”. Empty: the count of whoever leads it.',
      final: 'A final number ends the counting of this place.',
      person: 'Somebody you can find here. They are asked once.',
    },
    repeatings: { '1': 'Every week', '2': 'Every two weeks', '4': 'Every four weeks' },
    planTitle: 'A convergence day',
    whoTitle: 'Who takes part',
    editTitle: 'Change the day',
    cancelTitle: 'Cancel the day',
    hostTitle: 'Host it',
    moreTitle: 'For those who come',
    cameTitle: 'How many came?',
    askTitle: 'Ask somebody',
    planIntro: text`Nobody hears of it before you press “Plan it”.`,
    cancelIntro: (name) => text`Everyone who has heard of ${name} is told, once.`,
    notDay: 'No such day. Write “15 May 2027”, “15 to 16 May” or “2027-05-15”.',
    notHours: (problem, zones) =>
      problem === 'zone' && zones.length > 1 ? `Which one: ${zones.join(', ')}?` : problems[problem],
    past: 'That has passed. Choose a day that is still to come.',
    tooFar: 'That is more than two years ahead. Plan it nearer to the day.',
    tooManyDays: (most) => `At most ${most} days in a row. Plan the others as a day of their own.`,
    oneDay: 'One moment for all is on one day. Leave the last day out, or make the hours local.',
    onlyMoments: 'Only one moment for all comes again. Write the hours as “19:00 in Berlin”.',
    noSuch: (name, known) =>
      known.length === 0
        ? `There is no “${cut(name, 40)}” here.`
        : `There is no “${cut(name, 40)}” here. There are: ${andMore(known.slice(0, 8), known.length - 8)}.`,
    tooManyRoles: (most) => `At most ${most} roles.`,
    roleTooLong: (name) => `Shorter, please: “${cut(name, 30)}”.`,
    oneOwnHub: 'Name one hub that you represent: it is a day of that hub.',
    ownHubOnly: 'You plan days of hubs that you represent. Principals plan days of the whole coalition.',
    notYours: 'Choose a hub or an organisation that you represent.',
    countsForItself: 'A hub’s own place counts for that hub. Leave this empty.',
    hubClosed: 'That hub is closed. Choose another, or leave it empty.',
    notYourHub: 'You are not part of that hub. Choose one that you are part of, or leave it empty.',
    tooManySources: (most) =>
      `This place has ${most} sources already. Correct one of them: write it as it stands there.`,
    noLead: 'That person has not joined yet. Name somebody who has, or leave it empty to lead it yourself.',
    sayWhom: 'Name a hub, an organisation or a person.',
    finalStands: (count) =>
      `A final number stands already: ${number(count)}. Say that yours is final to replace it.`,
    plannersOnly: text`Principals plan convergence days, and who represents a hub plans days of that hub. See who they are with ${typed('role list')}.`,
    principalsOnly: text`Principals change it, and for a hub’s own day who represents the hub. See who they are with ${typed('role list')}.`,
    leadersOnly: text`Whoever leads this place does that, or who represents its host.`,
    hostsOnly: text`Only who represents its host, or may change the day, withdraws it. If you cannot lead it, press “Not me”.`,
    askersOnly: text`Principals, weavers and representatives ask others to host. You can tell somebody yourself.`,
    tooManyDrafts: text`You have several drafts already. Plan or drop one of them first: ${typed('home show')}.`,
    tooManyPlaces: text`That is as many places as one host can name. Change one of them instead.`,
    draftGone: text`This draft is planned or gone. See what is planned with ${typed('converge list')}.`,
    draftPassed: text`Its day has passed meanwhile. Press “Change” and choose another.`,
    plannedOften: text`You planned five days within 24 hours, and each was announced. Plan the next one tomorrow.`,
    movedOften: text`It was moved three times within a day, and everyone was told each time. Wait until tomorrow.`,
    editedOften: text`It was changed five times within a day, and each time in every space. Wait until tomorrow.`,
    countedAlready: (name) =>
      text`${name} has numbers already, so its time stays. Plan another day with ${typed('converge plan')}.`,
    tooManyOwnRoles: text`You have two roles of this day already. Leave one of them, or leave this one to others.`,
    roleNotYours: (name) => text`You do not have “${name}”. Nothing changed.`,
    hidden: text`Hidden by the operators. The reason they gave:`,
    hiddenEvent: 'Hidden by the operators',
    dayHidden: text`Operators have hidden this day, so nobody is told of it and nobody can join in. See whom to ask with ${typed('role list')}.`,
    noDay: text`There is no such day any more. See what is planned with ${typed('converge list')}.`,
    noneToCome: text`No day is planned. Principals plan one with ${typed('converge plan')}.`,
    noPlace: text`Nobody hosts this place now. Host it with ${typed('converge host')}.`,
    hasNumbers: text`This place has a number already, which stays. Correct the number instead.`,
    roleTaken: (name) => text`Somebody else took “${name}” a moment ago. Thank you all the same.`,
    isCancelled: (name) => text`${name} was cancelled. See what is planned with ${typed('converge list')}.`,
    isOver: (name) => text`${name} is over. See what is planned with ${typed('converge list')}.`,
    notYet: (name) => text`${name} has not begun anywhere yet. Say how many came once it has.`,
    tooLate: (name) => text`${name} was too long ago: numbers are taken for 60 days.`,
    hubWasClosed: 'Its hub was closed.',
    dates: (first, last) => (first.equals(last) ? dated(first) : `${dated(first)} to ${dated(last)}`),
    localHours: (dates, hours) => text`${dates}, ${hours}, wherever you are`,
    oneMoment: (from, until, there) =>
      text`${moment(from)} to ${moment(until, 'time')}, all at once (${there})`,
    there: (dates, hours, zone) => `${dates}, ${hours} in ${town(zone)}`,
    whereverAt: (hours) => `Wherever you are, ${hours} local time`,
    everywhere: 'Everywhere at once',
    facts: {
      when: 'When',
      ask: 'What is asked',
      what: 'What',
      bring: 'Bring',
      expected: 'Expected',
      hubs: 'Hubs',
      held: 'Hosted',
      asked: 'Asked to host',
      by: 'Called by',
      address: 'To subscribe',
      goesTo: 'Goes to',
      repeats: 'Comes again',
    },
    held: (places, hubs) =>
      hubs === 0
        ? text`in ${counted(places, 'place', 'places')}`
        : text`in ${counted(places, 'place', 'places')}, of ${counted(hubs, 'hub', 'hubs')}`,
    notHeld: text`nowhere yet. Be the first`,
    expected: (count) => text`about ${number(count)}`,
    everyHub: 'every hub',
    named: (name) => text`${name}: everyone, everywhere, together.`,
    cancelled: (name) => text`Cancelled: ${name}.`,
    cancelledHidden: text`Cancelled: a convergence day you had heard of.`,
    rounds: (round, name) =>
      round === 0 ? text`Today: ${name}.` : text`${name} is coming. Here is how you join.`,
    openHubs: (count) => text`${counted(count, 'hub has', 'hubs have')} nobody hosting yet.`,
    moved: (name) => text`Moved: ${name}.`,
    movedFrom: (before) => text`It was ${before}.`,
    tally: (name, figure) =>
      text`${name}, ${figure.preliminary ? 'so far' : 'in the end'}: ${figureOf(figure)}.`,
    lastTally: (name, figure) =>
      text`${name}, ${figure.preliminary ? 'a week later' : 'in the end'}: ${figureOf(figure)}.`,
    before: (figure) => text`${range(figure)} was shown before.`,
    tallyLine: (hub, figure, sources) => {
      const before = figure.before ? `; ${range(figure.before)} was shown before` : '';
      return text`${hub}: ${figureOf(figure)}. From: ${andMore(
        sources.slice(0, 3).map((one) => cut(one, limits.short)),
        sources.length - 3,
      )}${before}.`;
    },
    otherPlaces: 'Other places',
    otherPlacesToo: 'other places',
    tallyNote: text`Each number is what a place said. This message changes at most every ten minutes.`,
    noNumbers: (name) => text`${name} is over, and no place has said yet how many came.`,
    silent: (places, more) => text`No number yet: ${andMore(places, more)}.`,
    stillPreliminary: (places, more) => text`Not final yet: ${andMore(places, more)}.`,
    outsideDays: (count) => `Convergence days that were held: ${outside(count, 'en')}.`,
    outsideDay: (name, dates, { least, most, places }) =>
      `${name}, ${dates}: ${outsideRange(least, most, 'en')} people, final, from ${outside(places, 'en')} places.`,
    letter: (round, name) => {
      if (round < 0) return text`${name} is coming. Here is your part.`;
      if (round === 0) return text`Today: ${name}. Say how many came once it is over.`;
      return round === 1 ? text`How was ${name}?` : text`The final numbers of ${name} are due.`;
    },
    yourPlace: (host, place) => (place === '' ? host : `${host}, ${place}`),
    missing: (what) => {
      const named = {
        expected: 'how many you expect',
        bring: 'what people should bring',
      };
      return text`Still missing: ${listed(what.map((one) => named[one]))}.`;
    },
    isConfirmed: text`You said that it is on.`,
    askConfirm: text`Is it still on?`,
    askedFor: (host) => text`${host} was asked to host it. Will you?`,
    leaderless: (host, place) => text`${host}, ${place}: nobody leads it yet`,
    leaderlessYet: (place) => text`Nobody leads ${place} yet.`,
    leaderlessNow: (name, place) =>
      text`Nobody leads ${place} for ${name} any more. Name somebody, or withdraw it.`,
    gapsLead: 'Not covered yet',
    gapHub: (name, asked) => (asked ? text`${name}: asked, no answer yet` : text`${name}: nobody hosts yet`),
    gapPlace: (hub, place) => text`${hub}: nobody in ${place}`,
    gapRole: (name) => text`${name}: nobody has taken it yet`,
    more: (count) => text`and ${number(count)} more`,
    morePlaces: (count) =>
      text`And ${counted(count, 'place', 'places')} more: see ${typed('converge show')}.`,
    asked: (name, hosts) =>
      text`Will you host ${name}? ${listed(hosts)} ${plural(hosts.length, 'was', 'were')} named for it.`,
    askedNote: text`To say no, do nothing. You can still host later.`,
    askedPersonNote: text`To say no, do nothing.`,
    askedPerson: (by, name) => text`${by} asks whether you can take something on for ${name}.`,
    youLead: (host, name, place) => text`${host} named you: you lead ${name} in ${place}.`,
    uncovered: (hub, name) => text`${hub} has nobody hosting ${name} any more.`,
    withdrawnByOthers: (name, place) =>
      text`${place} is no longer part of ${name}: who may change the day withdrew it.`,
    hostLeft: (name, place) =>
      text`${place === '' ? 'The place you lead' : place} is no longer part of ${name}: the organisation that hosted it has left the coalition.`,
    freed: (role, name) =>
      text`${role} is no longer yours, for ${name}: who may change the day gave it back.`,
    call: (name) => text`${name}: the next hour that shares the nights fairly.`,
    callAt: (at) => text`Proposed: ${moment(at)}.`,
    callNobody: text`Nobody sits outside 08:00 to 21:00 then.`,
    callOutside: (hubs) => text`Outside 08:00 to 21:00 this time: ${listed(hubs)}.`,
    draft: (name) => text`Not planned yet: ${name}`,
    draftNote: text`Nobody else sees this. It is kept for seven days.`,
    reach: (spaces) => text`${listed(spaces)}`,
    noChannel: (spaces) =>
      text`No channel for it in ${listed(spaces)}: an operator names one there with ${typed('coalition settings')}.`,
    outsideNow: (hubs) => text`Outside 08:00 to 21:00 for ${listed(hubs)}.`,
    planned: (name, spaces) =>
      text`${name} is planned, and announced in ${counted(spaces, 'space', 'spaces')}.`,
    plannedNote: text`Weft reminds hosts and channels 28, 14, 7, 2 and 1 days before, on the day, and afterwards.`,
    dropped: (name) => text`Dropped: ${name}. Nobody heard of it.`,
    edited: (name, told) =>
      told === 0
        ? text`Changed: ${name}.`
        : text`Changed: ${name}. ${counted(told, 'person is', 'people are')} told.`,
    cancelledNow: (name, told) =>
      told === 0
        ? text`Cancelled: ${name}. The spaces are told.`
        : text`Cancelled: ${name}. The spaces and ${counted(told, 'person', 'people')} are told.`,
    hosted: (name, place) => text`You host ${name}: ${place}.`,
    hostedNote: text`Whoever leads it is reminded, and asked how many came.`,
    confirmed: (name) => text`Good: ${name} is on.`,
    withdrawn: (name) => text`Withdrawn. ${name} takes place without you.`,
    released: (name) => text`You no longer lead it. The place stays part of ${name}, and its host is told.`,
    tookRole: (role, name) => text`Yours: ${role}, for ${name}.`,
    leftRole: (role, name) => text`${role} is free again, for ${name}.`,
    askedNow: (name, count) =>
      count === 0
        ? text`They have been asked about ${name} already.`
        : text`${counted(count, 'invitation is', 'invitations are')} on the way, for ${name}.`,
    came: (count, name, final) =>
      text`Kept for ${name}: ${counted(count, 'person', 'people')}, ${final ? 'final' : 'preliminary'}.`,
    cameBefore: (count) => text`Before it was ${number(count)}, which stays in the record.`,
    calendar: (name) => text`${name}, for your calendar.`,
    calendarNote: text`After a change, ask for it again: the new file takes the place of the old one.`,
    address: (href) => text`${link(href)}`,
    ownCount: 'whoever leads it',
    somebody: 'somebody',
    somewhere: 'somewhere',
    list: (count) => text`${counted(count, 'day is', 'days are')} planned.`,
    listNone: text`No day is planned yet. Principals plan one with ${typed('converge plan')}.`,
    line: (name, by, when) => text`${name}, called by ${by}: ${when}`,
    placesLead: 'Where',
    placeLine: (host, hub, place, what, lead) => {
      const by = hub === undefined || hub === host ? host : `${host}, for ${hub}`;
      const said = cut(what.replace(/\.+$/, ''), limits.short);
      const stop = said === '' || /[…?]$/.test(said) ? '' : '.';
      const where = said === '' ? `${place} (${by})` : `${place} (${by}): ${said}`;
      return text`${where}${lead === undefined ? '' : `${stop} Led by ${lead}`}`;
    },
    rolesLead: 'Roles for the day',
    roleLine: (name, taken, by) => {
      if (!taken) return text`${name}: free`;
      return by === undefined ? text`${name}: taken` : text`${name}: ${by}`;
    },
    noEvent: (name, space, { code, ofChange }) =>
      ofChange
        ? text`The event of ${name} in ${space} could not be changed: ${unchanged[code] ?? notTaken(code, 'Change it there by hand.')}`
        : text`No event for ${name} in ${space}: ${unmade[code] ?? notTaken(code, 'Make one there by hand.')}`,
    first: text`See which days are planned with ${typed('converge list')}.`,
    digestCovered: (name, dates, places) =>
      text`${strong(name)}, ${dates}: held in ${counted(places, 'place', 'places')}, and nothing is uncovered.`,
    digestGaps: (name, dates, { hubs, places, roles, leaders }, named) =>
      text`${strong(name)}, ${dates}. Nobody covers ${listed([
        ...(hubs > 0 ? [`${counted(hubs, 'hub', 'hubs')} (${andMore(named, hubs - named.length)})`] : []),
        ...(places > 0 ? [counted(places, 'place', 'places')] : []),
        ...(roles > 0 ? [counted(roles, 'role', 'roles')] : []),
        ...(leaders > 0 ? [`who leads ${counted(leaders, 'place', 'places')}`] : []),
      ])} yet.`,
    waitsDraft: (name) => text`Not planned yet: ${name}`,
    waitsAsked: (name, host) => text`${host} was asked to host ${name}.`,
    waitsCame: (name, place) => text`How many came to ${name} in ${place}?`,
    statusNoChannel: (spaces) =>
      text`Convergence days are not announced in ${listed(spaces)}: name a channel for actions there with ${typed('coalition settings')}.`,
    buttons: {
      plan: 'Plan it',
      change: 'Change',
      drop: 'Drop',
      details: 'Where',
      host: 'We host it',
      calendar: 'Into my calendar',
      ask: 'Ask someone',
      edit: 'Change',
      cancel: 'Cancel it',
      confirm: 'It is on',
      withdraw: 'We cannot',
      release: 'Not me',
      came: 'How many came?',
      final: 'The final number',
      next: 'Plan it',
      accept: 'We host it',
    },
    takeRole: (name) => cut(`I take: ${name}`, 75),
    leaveRole: (name) => cut(`Not me: ${name}`, 75),
    freeRole: (name) => cut(`Free again: ${name}`, 75),
    withdrawPlace: (place) => cut(`Withdraw: ${place}`, 75),
    about: {
      remind: 'reminders of convergence days you host or look after',
      asked: 'being asked to host a convergence day',
      named: 'being named to lead a place of a convergence day',
      invited: 'being asked by somebody to help with a convergence day',
      uncovered: 'hubs, places and roles of yours that lose somebody',
      changed: 'convergence days that are moved or cancelled',
      call: 'the next hour of a recurring call',
      post: 'convergence days in channels',
      round: 'reminders of convergence days in channels',
      numbers: 'how many came to a convergence day, in channels',
      event: 'events for convergence days',
    },
  },
};
