import {
  type Block,
  type Button,
  button,
  buttons,
  heading,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  strong,
  text,
} from '#chat/index.ts';
import type { Accepted } from './accept.ts';
import { introButtons as press } from './buttons.ts';
import { limits } from './limits.ts';
import type { Mine, MyAsk } from './mine.ts';
import type { Party } from './parties.ts';
import type { QueueItem } from './queue.ts';
import type { Reason } from './suggest.ts';
import type { Ask, Introduction } from './tables.ts';
import { words } from './words.ts';

type Names = (id: string | null) => Party;

/** The weightiest reasons as sentences; to one of the two if `reader` is given. */
function whyText(reasons: readonly Reason[], party: Names, language: Language, reader?: string): string {
  const say = words[language];
  const name = (id: string) => (party(id).gone ? say.gone : party(id).name);
  return reasons
    .slice(0, 2)
    .map((reason) => say.reason(reason, name, reader))
    .join(' ');
}

/** Somebody's own words, as they wrote them in their profile. */
function declared(of: Party, language: Language): readonly Block[] {
  const say = words[language];
  if (of.offers === '' && of.needs === '') return [paragraph(say.nothingDeclared(of.name))];
  return [
    ...(of.offers === '' ? [] : [quote(of.offers, say.offers(of.name))]),
    ...(of.needs === '' ? [] : [quote(of.needs, say.needs(of.name))]),
  ];
}

/** The offer, to one of the two. */
export function offerMessage(given: {
  introduction: Introduction;
  sideId: string;
  me: Party;
  other: Party;
  weaver: Party;
}): Message {
  const { introduction: one, me, other, weaver } = given;
  const say = words[me.language];
  const party: Names = (id) => (id === me.id ? me : other);
  return message(
    say.offer(other),
    paragraph(literal(whyText(one.reasons, party, me.language, me.id))),
    one.weaverId !== null && paragraph(say.offerBy(weaver)),
    quote(one.note, weaver.name),
    note(say.offerTerms(other, one.lapsesAt ?? one.offeredAt)),
    one.reach === 'addresses' && note(say.offerAddress),
    buttons(...offerButtons(one, given.sideId, me.language)),
  );
}

export function offerButtons(one: Introduction, sideId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(one.reach === 'together' ? press.accept : press['accept-with-address'], say.yes, sideId, 'main'),
    button(press.decline, say.no, sideId),
    button(press.details, say.details, sideId),
  ];
}

/** What a yes came to. */
export function acceptedMessage(accepted: Accepted, language: Language): Message {
  const say = words[language];
  const { other } = accepted;
  if (accepted.kind === 'waiting') return message(say.said.yes(other, accepted.lapsesAt));
  const { how } = accepted;
  if (how.kind === 'addresses')
    return message(how.complete ? say.addressesComing(other) : say.addressesAsked(other));
  return message(say.together(other, how.space), how.readers !== undefined && note(say.readers(how.readers)));
}

/** More about the other, and what a yes leads to. */
export function detailsMessage({ introduction: one, other, weaver }: Mine, language: Language): Message {
  const say = words[language];
  const joins = one.withWeaver ? weaver.name : undefined;
  return message(
    say.detailsOf(other),
    ...declared(other, language),
    other.place !== '' && { kind: 'facts', facts: [{ label: say.place, value: literal(other.place) }] },
    paragraph(one.reach === 'together' ? say.howTogether(joins) : say.howAddresses),
    note(say.offerTerms(other, one.lapsesAt ?? one.offeredAt)),
  );
}

/** The first message of the conversation: each one's own words, and why. */
export function togetherMessage(given: {
  introduction: Introduction;
  both: readonly [Party, Party];
  weaver: Party;
  present: boolean;
  readers: readonly string[] | undefined;
}): Message {
  const { introduction: one, both, weaver } = given;
  const [a, b] = both;
  const language = a.language === b.language ? a.language : 'en';
  const say = words[language];
  const party: Names = (id) => (id === a.id ? a : id === b.id ? b : weaver);
  const reasons = one.reasons.filter((reason) => reason.kind !== 'triangle');
  return message(
    say.opening(a, b),
    paragraph(literal(whyText(reasons, party, language))),
    ...declared(a, language),
    ...declared(b, language),
    quote(one.note, weaver.name),
    given.present && paragraph(say.weaverHere(weaver.name)),
    given.readers !== undefined && note(say.readers(given.readers)),
    note(say.afterwards),
  );
}

export function togetherTitle([a, b]: readonly [Party, Party]): string {
  return words[a.language].title(a, b);
}

/** How to reach the other, after both said yes. */
export function introducedMessage(given: {
  introduction: Introduction;
  me: Party;
  other: Party;
  weaver: Party;
  address: string;
}): Message {
  const { introduction: one, me, other, weaver } = given;
  const say = words[me.language];
  return message(
    say.introduced(other),
    quote(given.address, say.reach),
    paragraph(literal(whyText(one.reasons, (id) => (id === me.id ? me : other), me.language, me.id))),
    ...declared(other, me.language),
    quote(one.note, weaver.name),
    note(say.afterwards),
  );
}

export function addressMessage({ sideId, me, other }: { sideId: string; me: Party; other: Party }): Message {
  const say = words[me.language];
  return message(say.addressAsk(other), buttons(button(press.address, say.buttons.address, sideId, 'main')));
}

export function followMessage({
  followId,
  me,
  other,
}: {
  followId: string;
  me: Party;
  other: Party;
}): Message {
  const say = words[me.language];
  return message(say.follow(other), buttons(...followButtons(followId, me.language)), note(say.followNote));
}

export function followButtons(followId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press.met, say.met, followId, 'main'),
    button(press['not-yet'], say.notYet, followId),
    button(press['could-not'], say.couldNot, followId),
    button(press['rather-not'], say.ratherNot, followId),
  ];
}

export function outcomeButtons(followId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press['nothing-yet'], say.nothingYet, followId),
    button(press.exchange, say.exchange, followId),
    button(press.action, say.action, followId),
  ];
}

export function restingMessage(me: Party): Message {
  const say = words[me.language];
  return message(
    say.resting,
    paragraph(say.restingNote),
    buttons(button(press.back, say.buttons.back, me.id, 'main')),
  );
}

export function aloneMessage(me: Party, one: Ask): Message {
  const say = words[me.language];
  return message(
    say.alone(one.words),
    paragraph(say.aloneNote),
    buttons(...aloneButtons(one.id, me.language)),
  );
}

export function aloneButtons(askId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [button(press.alone, say.alone, askId, 'main'), button(press['close-ask'], say.closeAsk, askId)];
}

export function claimButtons(claimId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press['tie-yes'], say.tieYes, claimId, 'main'),
    button(press['tie-later'], say.tieLater, claimId),
  ];
}

/** One item of the queue: who, why, and what a weaver can do. */
export function itemBlocks({ row }: QueueItem, party: Names, language: Language): readonly Block[] {
  const say = words[language];
  const [a, b] = [party(row.firstId), party(row.secondId)];
  return [
    paragraph(text`${strong(say.two(a, b))}. ${whyText(row.reasons, party, language)}`),
    ...(row.note === '' ? [] : [quote(row.note, say.yourNote)]),
    ...(row.withWeaver ? [note(say.joins)] : []),
    buttons(
      button(press.offer, say.buttons.offer, row.id, 'main'),
      button(press.note, say.buttons.note, row.id),
      button(press.known, say.buttons.known, row.id),
      button(press.drop, say.buttons.drop, row.id),
      button(press.later, say.buttons.later, row.id),
    ),
  ];
}

/** The best of the week, for one weaver. */
export function bestMessage(given: {
  me: Party;
  items: readonly QueueItem[];
  more: number;
  asks: number;
  party: Names;
}): Message {
  const { me, items: best, more, asks, party } = given;
  const say = words[me.language];
  if (best.length === 0) return message(say.bestOnlyAsks(asks));
  return message(
    say.best(best.length),
    ...best.flatMap((item) => itemBlocks(item, party, me.language)),
    asks > 0 && note(say.asksOpen(asks)),
    more > 0 && note(say.queueMore(more)),
  );
}

/** What a weaver has open, and how it went lately. */
export interface WeaverTally {
  readonly open: readonly Introduction[];
  readonly introduced: number;
  readonly lapsed: number;
}

/** The queue as one weaver sees it, after a line about what they just did. */
export function queueMessage(given: {
  lead?: Message['text'];
  items: readonly QueueItem[];
  more: number;
  without: readonly Ask[];
  tally: WeaverTally;
  party: Names;
  language: Language;
}): Message {
  const { items: shown, more, without, tally, party, language } = given;
  const say = words[language];
  const first = shown.length > 0 ? say.queue(shown.length) : more > 0 ? say.queueHeld : say.queueEmpty;
  const asks = without
    .slice(0, limits.best)
    .map((one) => say.askWithout(party(one.personId).name, one.words));
  return message(
    given.lead ?? first,
    given.lead !== undefined && paragraph(first),
    ...shown.flatMap((item) => itemBlocks(item, party, language)),
    shown.length > 0 && more > 0 && note(say.queueMore(more)),
    items(...asks),
    ...tallyBlocks(tally, party, language),
  );
}

function tallyBlocks(
  { open, introduced, lapsed }: WeaverTally,
  party: Names,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const lines = open
    .slice(0, 5)
    .map((one) => say.yourOffer(party(one.firstId), party(one.secondId), one.lapsesAt ?? one.offeredAt));
  return [
    ...(lines.length > 0 ? [heading(say.yourOffers), items(...lines)] : []),
    ...(introduced + lapsed > 0 ? [note(say.yourCounts(introduced, lapsed))] : []),
  ];
}

/** Everything of one's own: offers to answer, yeses, introductions and what came of them, asks. */
export function mineMessage(given: {
  waiting: readonly Mine[];
  yes: readonly Mine[];
  introduced: readonly Mine[];
  asks: readonly MyAsk[];
  language: Language;
}): Message {
  const { waiting, yes, introduced, asks, language } = given;
  const say = words[language];
  if (waiting.length + yes.length + introduced.length + asks.length === 0) {
    return message(say.mine.none, paragraph(say.mine.empty));
  }
  return message(
    say.mine.first,
    waiting.length > 0 && heading(say.mine.offers),
    ...waiting.flatMap(({ introduction: one, side, other }) => [
      paragraph(say.waitsOffer(other, one.lapsesAt ?? one.offeredAt)),
      buttons(...offerButtons(one, side.id, language)),
    ]),
    yes.length > 0 && heading(say.mine.yes),
    ...yes.flatMap(({ introduction: one, side, other }) => [
      paragraph(say.mineYes(other, one.lapsesAt ?? one.offeredAt)),
      buttons(button(press.decline, say.buttons.takeBack, side.id)),
    ]),
    introduced.length > 0 && heading(say.mine.introduced),
    ...introduced.slice(0, 5).flatMap((one) => introducedBlocks(one, language)),
    asks.length > 0 && heading(say.mine.asks),
    ...asks.flatMap((one) => askBlocks(one, language)),
  );
}

function introducedBlocks(
  { introduction: one, side, other, follow }: Mine,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const line = say.mineIntroduced(
    other,
    one.introducedAt ?? one.offeredAt,
    follow?.answer ?? null,
    follow?.outcome ?? null,
  );
  const needsAddress = one.state === 'introduced' && one.reach === 'addresses' && side.address === '';
  const asks = other.gone ? [] : followUpButtons(follow, language);
  return [
    paragraph(line),
    buttons(...(needsAddress ? [button(press.address, say.buttons.address, side.id, 'main')] : []), ...asks),
  ];
}

function followUpButtons(follow: Mine['follow'], language: Language): readonly Button[] {
  if (follow === undefined) return [];
  if (follow.answer === null || follow.answer === 'not yet') return followButtons(follow.id, language);
  const more = follow.answer === 'met' && (follow.outcome === null || follow.outcome === 'nothing yet');
  return more ? outcomeButtons(follow.id, language) : [];
}

function askBlocks({ ask: one, mayGoAlone }: MyAsk, language: Language): readonly Block[] {
  const say = words[language];
  const aloneAt = one.aloneAt ?? one.askedAt.add({ hours: limits.askHours });
  return [
    paragraph(say.mineAsk(one.words, one.state, aloneAt)),
    buttons(...aloneButtons(one.id, language).filter((each) => mayGoAlone || each.press !== press.alone)),
  ];
}

export function askedMessage(one: Ask, language: Language): Message {
  const say = words[language];
  return message(
    say.asked,
    quote(one.words),
    note(say.askedNote(one.askedAt.add({ hours: limits.askHours }))),
    buttons(button(press['close-ask'], say.buttons.closeAsk, one.id)),
  );
}

export function blocksMessage(
  blocked: readonly { readonly id: string; readonly name: string }[],
  language: Language,
  lead?: Message['text'],
): Message {
  const say = words[language];
  if (blocked.length === 0) return message(lead ?? say.noBlocks);
  const lift = blocked.slice(-25).map((one) => button(press.unblock, say.buttons.lift(one.name), one.id));
  const rows = [0, 5, 10, 15, 20].map((from) => buttons(...lift.slice(from, from + 5)));
  return message(lead ?? say.blocks, ...rows, note(say.blockNote));
}

export function tiesMessage(
  given: {
    known: readonly Party[];
    asked: readonly { readonly id: string; readonly by: Party }[];
    named: readonly Party[];
  },
  language: Language,
  lead?: Message['text'],
): Message {
  const { known, asked, named } = given;
  const say = words[language];
  const first = known.length > 0 ? say.ties(known.length) : say.noTies;
  return message(
    lead ?? first,
    known.length > 0 && paragraph(literal(listed(known.map((one) => one.name)))),
    asked.length > 0 && heading(say.tiesAsked),
    ...asked
      .slice(0, 4)
      .flatMap(({ id, by }) => [paragraph(say.claims(by)), buttons(...claimButtons(id, language))]),
    named.length > 0 && heading(say.tiesNamed),
    named.length > 0 && paragraph(literal(listed(named.map((one) => one.name)))),
  );
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 30);
  return names.length > shown.length
    ? `${shown.join(', ')} (${names.length - shown.length}+)`
    : shown.join(', ');
}
