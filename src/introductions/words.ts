import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { FollowAnswer, Outcome } from './follow.ts';
import { limits } from './limits.ts';
import type { Party } from './parties.ts';
import type { Reason } from './suggest.ts';
import type { Aside } from './weave.ts';

type Name = (id: string) => string;

interface IntroWords {
  /** Why two people should know each other, as a person would say it; to one of them if `reader` is given. */
  reason(reason: Reason, name: Name, reader?: string): string;
  gone: string;
  two(a: Party, b: Party): string;
  buttons: Readonly<
    Record<
      | 'offer'
      | 'note'
      | 'known'
      | 'drop'
      | 'later'
      | 'queue'
      | 'yes'
      | 'no'
      | 'takeBack'
      | 'details'
      | 'address'
      | 'alone'
      | 'closeAsk'
      | 'met'
      | 'notYet'
      | 'couldNot'
      | 'ratherNot'
      | 'nothingYet'
      | 'exchange'
      | 'action'
      | 'tieYes'
      | 'tieLater'
      | 'back',
      string
    >
  > & { lift(name: string): string };

  offer(other: Party): Text;
  offerBy(weaver: Party): Text;
  offerTerms(other: Party, lapsesAt: Temporal.Instant): Text;
  offerAddress: Text;
  detailsOf(other: Party): Text;
  place: string;
  offers(name: string): string;
  needs(name: string): string;
  nothingDeclared(name: string): Text;
  howTogether(join: string | undefined): Text;
  howAddresses: Text;
  addressIntro(other: Party): Text;
  said: { yes(other: Party, lapsesAt: Temporal.Instant): Text; no(other: Party): Text };
  together(other: Party, space: string): Text;
  addressesComing(other: Party): Text;
  addressesAsked(other: Party): Text;
  addressKept(other: Party): Text;
  addressAsk(other: Party): Text;

  title(a: Party, b: Party): string;
  opening(a: Party, b: Party): Text;
  weaverHere(name: string): Text;
  readers(roles: readonly string[]): Text;
  afterwards: Text;
  introduced(other: Party): Text;
  reach: string;

  follow(other: Party): Text;
  followNote: Text;
  followed: Readonly<Record<FollowAnswer, (other: Party) => Text>>;
  whatCame: Text;
  came: Readonly<Record<Outcome, (other: Party) => Text>>;
  resting: Text;
  restingNote: Text;
  back: Text;

  asked: Text;
  askedNote(until: Temporal.Instant): Text;
  alone(words: string): Text;
  aloneNote: Text;
  offeredAlone: Text;
  askClosed(words: string): Text;
  mine: { first: Text; offers: Text; yes: Text; introduced: Text; asks: Text; none: Text; empty: Text };
  mineYes(other: Party, lapsesAt: Temporal.Instant): Text;
  mineIntroduced(
    other: Party,
    at: Temporal.Instant,
    answer: FollowAnswer | null,
    outcome: Outcome | null,
  ): Text;
  mineAsk(words: string, state: string, aloneAt: Temporal.Instant): Text;

  queue(count: number): Text;
  queueEmpty: Text;
  queueHeld: Text;
  queueMore(count: number): Text;
  inQueue(count: number): Text;
  asksOpen(asks: number): Text;
  askWaits(name: string, words: string, since: Temporal.Instant): Text;
  apart(kind: 'hub' | 'organisation', one: string, other: string): Text;
  digest(of: { suggested: number; introduced: number; met: number }): Text;
  unconnected(count: number, people: number): Text;
  askWithout(name: string, words: string): Text;
  yourNote: string;
  joins: Text;
  offered(a: Party, b: Party): Text;
  aside: Readonly<Record<Aside, Text>>;
  noteKept: Text;
  yourOffers: Text;
  yourOffer(a: Party, b: Party, lapsesAt: Temporal.Instant): Text;
  yourCounts(introduced: number, lapsed: number): Text;

  blocked: Text;
  blockNote: Text;
  lifted(name: string): Text;
  blocks: Text;
  noBlocks: Text;
  tieNamed(other: Party): Text;
  tieCounts(other: Party): Text;
  tieLater(other: Party): Text;
  ties(count: number): Text;
  noTies: Text;
  tiesAsked: Text;
  claims(by: Party): Text;
  tiesNamed: Text;
  waitsOffer(other: Party, lapsesAt: Temporal.Instant): Text;
  waitsFollow(other: Party): Text;
  waitsAlone(words: string): Text;
  waitsClaim(by: Party): Text;
  noWeaver: string;
  statusQueue(count: number): Text;
  statusAsks(count: number): Text;
  first: Text;

  notNow: Text;
  alreadyTied: Text;
  notAgainYet: Text;
  answeredBefore: Text;
  introducedBefore: Text;
  settledBefore: Text;
  lapsed: Text;
  otherLeft: Text;
  youBlocked(name: string): Text;
  addressNeeded: string;
  tooManyAsks(most: number): Text;
  askOver: Text;
  askTooSoon(from: Temporal.Instant): Text;
  nobodyForAsk: Text;
  itemGone: Text;
  heldByOther(until: Temporal.Instant): Text;
  notYourHub: Text;
  samePerson: string;
  notYourself: Text;
  aMember: string;
  noSuchBlock: Text;
}

const { counted: many, number, plural } = english;
const nameOf = (party: Party) => (party.gone ? words.en.gone : party.name);
const full = (party: Party) =>
  party.organisation === null || party.gone ? nameOf(party) : `${party.name}, ${party.organisation}`;

/** "Zoning law" as what somebody needs: "help with zoning law"; what names a thing or a person stays as it is. */
function needed(entry: string): string {
  const bare = entry.replace(/^(?:i|we)?\s*(?:am|are)?\s*(?:need|needs|looking for|want)\s+/i, '');
  const lower =
    /^\p{Lu}\p{Ll}*(?=\s|$)/u.test(bare) && !/^I\b/.test(bare)
      ? bare.charAt(0).toLowerCase() + bare.slice(1)
      : bare;
  return /^(?:help|some|someone|somebody|people|a|an|the|advice|support|contacts|money|more|another|to)\b/i.test(
    lower,
  )
    ? lower
    : `help with ${lower}`;
}

/** Everything this room says. */
export const words: Readonly<Record<Language, IntroWords>> = {
  en: {
    reason(reason, name, reader) {
      const you = (id: string) => id === reader;
      switch (reason.kind) {
        case 'ask':
          if (you(reason.by))
            return `You asked for “${reason.need}”, and what ${name(reason.other)} offers comes close.`;
          if (you(reason.other))
            return `${name(reason.by)} asks for “${reason.need}”, and what you offer comes close.`;
          return `${name(reason.by)} asks for “${reason.need}”; what ${name(reason.other)} offers comes close.`;
        case 'need':
          if (you(reason.by)) return `You need ${needed(reason.need)}; ${name(reason.other)} offers it.`;
          if (you(reason.other)) return `${name(reason.by)} needs ${needed(reason.need)}; you offer it.`;
          return `${name(reason.by)} needs ${needed(reason.need)}; ${name(reason.other)} offers it.`;
        case 'issue':
          return `${reader === undefined ? 'Both' : 'You both'} work on ${reason.shared}.`;
        case 'place':
          return `${reader === undefined ? 'Both' : 'You both'} are in ${reason.shared}.`;
        case 'language':
          return `${reader === undefined ? 'Both' : 'You both'} speak ${reason.shared}.`;
        case 'triangle':
          return reader === undefined
            ? `Both know ${name(reason.through)}.`
            : 'You both know somebody in common.';
        case 'bridge':
          return `${reader === undefined ? 'Their' : 'Your'} ${reason.between} have no tie with each other yet.`;
        case 'newcomer':
          return you(reason.who)
            ? 'You are new here.'
            : `${name(reason.who)} is new and has met nobody here yet.`;
      }
    },
    gone: 'somebody who has left',
    two: (a, b) => `${nameOf(a)} and ${nameOf(b)}`,
    buttons: {
      offer: 'Offer',
      note: 'Edit the note',
      known: 'They know each other',
      drop: 'Not these two',
      later: 'Later',
      queue: 'Open the queue',
      yes: 'Yes',
      no: 'Rather not',
      takeBack: 'Take it back',
      details: 'Details',
      address: 'Say how',
      alone: 'Offer without a weaver',
      closeAsk: 'Close this ask',
      met: 'Met',
      notYet: 'Not yet',
      couldNot: 'Could not',
      ratherNot: 'Rather not',
      nothingYet: 'Nothing yet',
      exchange: 'An exchange',
      action: 'An action together',
      tieYes: 'We know each other',
      tieLater: 'Not yet',
      back: 'I am back',
      lift: (name) => `Lift: ${[...name].slice(0, 60).join('')}`,
    },

    offer: (other) => text`May Weft introduce you to ${strong(full(other))}?`,
    offerBy: (weaver) => text`${nameOf(weaver)}, a weaver, thought of the two of you.`,
    offerTerms: (other, lapsesAt) =>
      text`${nameOf(other)} is asked the same, separately. Nobody is told who said what unless both say yes. The offer ends ${moment(lapsesAt, 'day')}.`,
    offerAddress: text`You share no space, so saying yes asks how you may be reached. It is shown only once both have said yes.`,
    detailsOf: (other) => text`About ${strong(full(other))}, in their own words:`,
    place: 'Place',
    offers: (name) => `${name} offers`,
    needs: (name) => `${name} needs`,
    nothingDeclared: (name) => text`${name} has not written what they offer or need.`,
    howTogether: (join) =>
      join === undefined
        ? text`If both say yes, a conversation opens with the two of you and Weft.`
        : text`If both say yes, a conversation opens with the two of you, ${join} and Weft.`,
    howAddresses: text`If both say yes, each is shown how the other may be reached.`,
    addressIntro: (other) =>
      text`You and ${nameOf(other)} share no space. What you write is shown to ${nameOf(other)} only once both have said yes.`,
    said: {
      yes: (other, lapsesAt) =>
        text`Your yes is kept. If ${nameOf(other)} says yes too, you are introduced. If not by ${moment(lapsesAt, 'day')}, the offer ends and nothing more happens.`,
      no: (other) => text`Kept to yourself: no introduction to ${nameOf(other)}. Nobody is told.`,
    },
    together: (other, space) =>
      text`You both said yes. A conversation with ${nameOf(other)} opens in ${space} in a moment.`,
    addressesComing: (other) =>
      text`You both said yes. How to reach ${nameOf(other)} comes in a message of its own in a moment.`,
    addressesAsked: (other) =>
      text`You both said yes. Weft now asks how each may be reached, because you and ${nameOf(other)} share no space.`,
    addressKept: (other) =>
      text`Kept. ${nameOf(other)} sees it, and you see theirs, once both have said how.`,
    addressAsk: (other) =>
      text`You and ${strong(nameOf(other))} both said yes, but no conversation could be opened for you. How may ${nameOf(other)} reach you?`,

    title: (a, b) => [...`${nameOf(a)} and ${nameOf(b)}`].slice(0, 80).join(''),
    opening: (a, b) => text`${strong(full(a))}, meet ${strong(full(b))}. You both said yes to this.`,
    weaverHere: (name) => text`${name}, a weaver, is here too.`,
    readers: (roles) =>
      roles.length === 0
        ? text`This thread is private. People who may manage threads on this server can read it too.`
        : text`This thread is private, but people with these roles can read it too: ${roles.join(', ')}.`,
    afterwards: text`In a week Weft asks each of you whether you met. It does not read what you write here.`,
    introduced: (other) => text`You are introduced to ${strong(full(other))}. You both said yes.`,
    reach: 'How to reach them',

    follow: (other) => text`Did you and ${strong(nameOf(other))} meet?`,
    followNote: text`Your answer is shown to nobody. If you met, Weft counts you as knowing each other.`,
    followed: {
      met: (other) => text`Good to hear. You and ${nameOf(other)} now count as knowing each other.`,
      'not yet': (other) => text`Noted: you and ${nameOf(other)} have not met yet.`,
      'could not': (other) => text`Noted: it did not work out with ${nameOf(other)}. Nobody is told.`,
      'rather not': (other) => text`Noted: no meeting with ${nameOf(other)}. Nobody is told.`,
    },
    whatCame: text`What came of it?`,
    came: {
      'nothing yet': (other) =>
        text`Noted: nothing yet with ${nameOf(other)}. You can change it later under ${typed('intro mine')}.`,
      exchange: (other) => text`Noted: an exchange with ${nameOf(other)}.`,
      action: (other) => text`Noted: an action together with ${nameOf(other)}.`,
    },
    resting: text`You are resting from introductions: ${String(limits.restAfter)} in a row stayed without an answer, so you are not suggested to anybody for now.`,
    restingNote: text`Come back whenever you like, with this button or by typing ${typed('intro mine')}.`,
    back: text`You are back. You may be suggested for introductions again, if you agreed to it.`,

    asked: text`Asked. Weavers see your words on top of their queue, and whoever might answer sees them with an offer.`,
    askedNote: (until) => text`If no weaver has answered by ${moment(until)}, you may offer it without one.`,
    alone: (asked) => text`No weaver has answered your ask yet: “${asked}”`,
    aloneNote: text`You can go on alone: Weft then asks the person whose offer comes closest, if there is one who is free. Or leave it with the weavers.`,
    offeredAlone: text`Offered. You and the person whose offer comes closest are both asked now, each separately.`,
    askClosed: (asked) => text`Closed: “${asked}”`,
    mine: {
      first: text`Your introductions.`,
      offers: text`Waiting for your answer`,
      yes: text`You said yes`,
      introduced: text`Introduced`,
      asks: text`You asked for`,
      none: text`You have no introductions yet.`,
      empty: text`Ask for somebody: ${typed('intro ask someone who knows zoning law')}`,
    },
    mineYes: (other, lapsesAt) => text`${strong(full(other))}: open until ${moment(lapsesAt, 'day')}.`,
    mineIntroduced(other, at, answer, outcome) {
      const since = text`${strong(full(other))}, ${moment(at, 'day')}.`;
      if (outcome === 'exchange') return [...since, ...text` You met, and an exchange came of it.`];
      if (outcome === 'action') return [...since, ...text` You met, and an action together came of it.`];
      if (answer === 'met') return [...since, ...text` You met.`];
      if (answer === null) return since;
      return [...since, ...text` You said: ${answer}.`];
    },
    mineAsk: (asked, state, aloneAt) =>
      state === 'offered'
        ? text`“${asked}” An offer for it is open.`
        : text`“${asked}” Weavers have it; without an answer you may go on alone from ${moment(aloneAt)}.`,

    queue: (count) =>
      text`${many(count, 'suggestion', 'suggestions')} for you to look at. They are yours for ${String(limits.holdMinutes)} minutes.`,
    queueEmpty: text`The queue is empty: nobody who agreed to be suggested is both free and a good match just now. Connect two people yourself with ${typed('intro make')}.`,
    queueHeld: text`Other weavers have everything that is in the queue just now. Look again in half an hour.`,
    queueMore: (count) => text`${many(count, 'more is', 'more are')} in the queue: ${typed('intro queue')}`,
    inQueue: (count) =>
      text`${plural(count, 'One pair is', `${count} pairs are`)} in the queue for you to connect: ${typed('intro queue')}`,
    asksOpen: (asks) => text`${many(asks, 'ask waits', 'asks wait')} for a weaver.`,
    askWaits: (name, asked, since) =>
      text`${strong(name)} has waited since ${moment(since, 'day')} for “${asked}”.`,
    apart: (kind, one, other) =>
      kind === 'hub'
        ? text`Nobody in the hub ${strong(one)} knows anybody in ${strong(other)}.`
        : text`Nobody of ${strong(one)} knows anybody of ${strong(other)}.`,
    digest: ({ suggested, introduced, met }) =>
      text`${many(suggested, 'introduction was', 'introductions were')} offered, ${number(introduced)} made, and ${many(met, 'pair', 'pairs')} met.`,
    unconnected: (count, people) =>
      text`${number(count)} of ${many(people, 'person', 'people')} whom members can find ${plural(count, 'has', 'have')} no tie to another of them yet.`,
    askWithout: (name, asked) =>
      text`${name} asks for “${asked}”. Nobody who offers this is free; you may know somebody: ${typed('intro make')}`,
    yourNote: 'Your note',
    joins: text`You join their conversation.`,
    offered: (a, b) =>
      text`Offered to ${strong(nameOf(a))} and ${strong(nameOf(b))}, each separately. They have seven days.`,
    aside: {
      known: text`Put aside for a year. It counts as a tie only when both say so themselves.`,
      drop: text`Put aside: these two are not suggested for twelve weeks.`,
      later: text`Back in the queue in a week.`,
    },
    noteKept: text`Your note is kept, and goes with the offer.`,
    yourOffers: text`Your open offers`,
    yourOffer: (a, b, lapsesAt) => text`${nameOf(a)} and ${nameOf(b)}, until ${moment(lapsesAt, 'day')}`,
    yourCounts: (introduced, lapsed) =>
      text`Your offers of the last twelve weeks: ${String(introduced)} introduced, ${String(lapsed)} lapsed.`,

    blocked: text`Blocked. You will not be introduced, and nobody is told.`,
    blockNote: text`Shown to you alone. Lift it here whenever you like.`,
    lifted: (name) => text`Lifted: ${name} can be suggested to you again.`,
    blocks: text`Whom you blocked. Only you see this.`,
    noBlocks: text`You have blocked nobody. Block a person or an organisation with ${typed('intro block person:name')} or ${typed('intro block organisation:name')}.`,
    tieNamed: (other) =>
      text`Kept. It counts once ${strong(nameOf(other))} says so too; they find it in their home.`,
    tieCounts: (other) =>
      text`You and ${strong(nameOf(other))} know each other. Weft will not introduce you.`,
    tieLater: (other) => text`Left open. ${nameOf(other)} is not told.`,
    ties: (count) => text`You know ${many(count, 'person', 'people')} here.`,
    noTies: text`Say whom you already work with, so that you are not introduced to them: ${typed('intro ties person:name')}`,
    tiesAsked: text`They say that they know you`,
    claims: (by) => text`${strong(full(by))}`,
    tiesNamed: text`Waiting for their word`,
    waitsOffer: (other, lapsesAt) =>
      text`May Weft introduce you to ${strong(full(other))}? Open until ${moment(lapsesAt, 'day')}.`,
    waitsFollow: (other) => text`Did you and ${strong(nameOf(other))} meet?`,
    waitsAlone: (asked) => text`No weaver has answered your ask yet: “${asked}”`,
    waitsClaim: (by) => text`${strong(full(by))} says that you know each other.`,
    noWeaver: 'Nobody is a weaver yet, so nobody offers introductions. Make somebody one:',
    statusQueue: (count) =>
      text`${many(count, 'introduction waits', 'introductions wait')} in the weavers’ queue.`,
    statusAsks: (count) =>
      text`${many(count, 'ask for an introduction has', 'asks for introductions have')} had no answer for three days.`,
    first: text`Ask for somebody you would like to know: ${typed('intro ask someone who knows zoning law')}`,

    notNow: text`Not possible just now: one of them cannot be introduced at the moment. Choose somebody else, or try again in a few weeks.`,
    alreadyTied: text`They know each other already. Choose two who do not.`,
    notAgainYet: text`These two were offered to each other in the last twelve weeks. Choose somebody else for now.`,
    answeredBefore: text`You have answered this already. ${typed('intro mine')} shows where your introductions are.`,
    introducedBefore: text`You are introduced already. ${typed('intro mine')} shows it.`,
    settledBefore: text`There is nothing left to answer here. ${typed('intro mine')} shows what is open.`,
    lapsed: text`This offer has ended. You can ask for somebody yourself with ${typed('intro ask')}.`,
    otherLeft: text`They have left the coalition, so there is nothing to do here. ${typed('intro ask')} finds somebody else.`,
    youBlocked: (name) =>
      text`You have blocked ${name} or their organisation. Lift that first with ${typed('intro block')}, then say yes.`,
    addressNeeded: 'Needed: an e-mail address, a phone number, or another way to reach you.',
    tooManyAsks: (most) =>
      text`You have ${String(most)} asks open, which is the most. Close one of them under ${typed('intro mine')}.`,
    askOver: text`This ask is not open any more. Ask again with ${typed('intro ask')}.`,
    askTooSoon: (from) =>
      text`Weavers have this ask until ${moment(from)}. After that you may offer it without one.`,
    nobodyForAsk: text`Nobody who offers this is free just now. Your ask stays with the weavers.`,
    itemGone: text`This pair is not in the queue any more. See what is: ${typed('intro queue')}`,
    heldByOther: (until) =>
      text`Another weaver is looking at these two until ${moment(until, 'time')}. Take others: ${typed('intro queue')}`,
    notYourHub: text`Neither of them is in a hub you weave for. Take others: ${typed('intro queue')}`,
    samePerson: 'Choose two different people.',
    notYourself: text`That is you. Choose somebody else.`,
    aMember: 'A member',
    noSuchBlock: text`There is no such block any more. ${typed('intro block')} shows what there is.`,
  },
};
