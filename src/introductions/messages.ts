import {
  type Block,
  type Button,
  button,
  buttons,
  facts,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  secret,
} from '#chat/index.ts';
import type { Accepted } from './accept.ts';
import { introButtons as press } from './buttons.ts';
import { limits } from './limits.ts';
import type { Mine } from './mine.ts';
import type { Party } from './parties.ts';
import type { Reason } from './suggest.ts';
import type { Ask, Introduction } from './tables.ts';
import { words } from './words.ts';

export type Names = (id: string | null) => Party;

/** The weightiest reasons as sentences; to one of the two if `reader` is given. */
export function whyText(
  reasons: readonly Reason[],
  party: Names,
  language: Language,
  reader?: string,
): string {
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
    facts(
      ...(of.offers === '' ? [] : [{ label: say.offers(of.name), value: literal(of.offers) }]),
      ...(of.needs === '' ? [] : [{ label: say.needs(of.name), value: literal(of.needs) }]),
    ),
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

/** What one can answer to an offer. */
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
    other.place !== '' && facts({ label: say.place, value: literal(other.place) }),
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

/** The name of their conversation, at most 80 characters. */
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
    facts({ label: say.reach, value: secret(given.address) }),
    paragraph(literal(whyText(one.reasons, (id) => (id === me.id ? me : other), me.language, me.id))),
    ...declared(other, me.language),
    quote(one.note, weaver.name),
    note(say.afterwards),
  );
}

/** Asks one of two who both said yes how they may be reached. */
export function addressMessage({ sideId, me, other }: { sideId: string; me: Party; other: Party }): Message {
  const say = words[me.language];
  return message(say.addressAsk(other), buttons(button(press.address, say.buttons.address, sideId, 'main')));
}

/** Asks one of the two whether they met. */
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

/** What one can answer when asked whether they met. */
export function followButtons(followId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press.met, say.met, followId, 'main'),
    button(press['not-yet'], say.notYet, followId),
    button(press['could-not'], say.couldNot, followId),
    button(press['rather-not'], say.ratherNot, followId),
  ];
}

/** What can have come of a meeting. */
export function outcomeButtons(followId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press['nothing-yet'], say.nothingYet, followId),
    button(press.exchange, say.exchange, followId),
    button(press.action, say.action, followId),
  ];
}

/** Tells somebody that they rest, with a way back. */
export function restingMessage(me: Party): Message {
  const say = words[me.language];
  return message(
    say.resting,
    paragraph(say.restingNote),
    buttons(button(press.back, say.buttons.back, me.id, 'main')),
  );
}

/** Tells the asker that no weaver has answered. */
export function aloneMessage(me: Party, one: Ask): Message {
  const say = words[me.language];
  return message(
    say.alone(one.words),
    paragraph(say.aloneNote),
    buttons(...aloneButtons(one.id, me.language)),
  );
}

/** What an asker can do then. */
export function aloneButtons(askId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [button(press.alone, say.alone, askId, 'main'), button(press['close-ask'], say.closeAsk, askId)];
}

/** What one can say to somebody who says they know one. */
export function claimButtons(claimId: string, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press['tie-yes'], say.tieYes, claimId, 'main'),
    button(press['tie-later'], say.tieLater, claimId),
  ];
}

/** Confirms an ask, with a way to close it. */
export function askedMessage(one: Ask, language: Language): Message {
  const say = words[language];
  return message(
    say.asked,
    quote(one.words),
    note(say.askedNote(one.askedAt.add({ hours: limits.askHours }))),
    buttons(button(press['close-ask'], say.buttons.closeAsk, one.id)),
  );
}
