import {
  button,
  buttons,
  calendar,
  facts,
  type Language,
  type Message,
  message,
  note,
  paragraph,
  quote,
} from '#chat/index.ts';
import type { Hub } from '#directory/index.ts';
import { dayButtons, placeButtons } from './buttons.ts';
import type { NextCall } from './call.ts';
import type { Called } from './called.ts';
import { entryOf } from './entry.ts';
import type { Day } from './find.ts';
import type { Place } from './held.ts';
import { ask, by, offering, placeFacts, when, whenText } from './message-parts.ts';
import { words } from './words.ts';

/** Somebody who had heard of a day hears that it was moved; `before` is the day as they know it, if that is known. */
export function movedMessage(before: Day | undefined, one: Day, zone: string, language: Language): Message {
  const say = words[language];
  return message(
    say.moved(one.name),
    facts(when(one, language)),
    before && note(say.movedFrom(whenText(before, language))),
    buttons(button(dayButtons.details, say.buttons.details, one.id)),
    calendar(entryOf(one, zone)),
  );
}

/** Somebody who had heard of a day hears that it does not take place. */
export function cancelledMessage(one: Day, zone: string, language: Language): Message {
  const say = words[language];
  return message(
    say.cancelled(one.name),
    quote(one.reason),
    facts(when(one, language)),
    calendar(entryOf(one, zone)),
  );
}

/** The same of a day that operators hid: when it was to be, and nothing of what somebody wrote. */
export const cancelledHiddenMessage = (one: Day, language: Language): Message =>
  message(words[language].cancelledHidden, facts(when(one, language)));

/** Representatives are asked to host. */
export function askedMessage(
  one: Called,
  places: readonly Place[],
  zone: string,
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.asked(
      one.name,
      places.map(({ host }) => host),
    ),
    facts(when(one, language), ask(one, language), by(one, language)),
    buttons(
      button(dayButtons.host, say.buttons.host, one.id, 'main'),
      button(dayButtons.details, say.buttons.details, one.id),
    ),
    note(say.askedNote),
    calendar(entryOf(one, zone)),
  );
}

/** One person is asked by another. */
export function askedPersonMessage(one: Called, asker: string, zone: string, language: Language): Message {
  const say = words[language];
  return message(
    say.askedPerson(asker, one.name),
    facts(when(one, language), ask(one, language), by(one, language)),
    buttons(button(dayButtons.details, say.buttons.details, one.id)),
    note(say.askedPersonNote),
    calendar(entryOf(one, zone)),
  );
}

/** Somebody was named to lead a place. */
export function leadMessage(one: Day, place: Place, zone: string, language: Language): Message {
  const say = words[language];
  return message(
    say.youLead(place.host, one.name, place.place),
    facts(when(one, language), ...placeFacts(place, language)),
    buttons(
      button(placeButtons.confirm, say.buttons.confirm, place.id, 'main'),
      button(placeButtons.release, say.buttons.release, place.id),
    ),
    calendar(entryOf(one, zone)),
  );
}

/** A hub has lost its last host. */
export function uncoveredMessage(one: Day, hub: Hub, language: Language): Message {
  const say = words[language];
  return message(
    say.uncovered(hub.name, one.name),
    facts(when(one, language)),
    buttons(...offering(one, language)),
  );
}

/** Somebody who may change the day withdrew a place of another’s. */
export function withdrawnMessage(one: Day, place: Place, language: Language): Message {
  const say = words[language];
  return message(
    say.withdrawnByOthers(one.name, say.yourPlace(place.host, place.place)),
    facts(when(one, language)),
    buttons(button(dayButtons.details, say.buttons.details, one.id)),
  );
}

/** The organisation that hosted a place has left; nobody is told its name any more. */
export function hostLeftMessage(one: Day, place: Place, language: Language): Message {
  const say = words[language];
  return message(
    say.hostLeft(one.name, place.place),
    facts(when(one, language)),
    buttons(button(dayButtons.details, say.buttons.details, one.id)),
  );
}

/** Somebody who may change the day freed a role of another’s. */
export function freedMessage(one: Day, role: string, language: Language): Message {
  const say = words[language];
  return message(
    say.freed(role, one.name),
    facts(when(one, language)),
    buttons(button(dayButtons.details, say.buttons.details, one.id)),
  );
}

/** Nobody leads a place any more. */
export function leaderlessMessage(one: Day, place: Place, language: Language): Message {
  const say = words[language];
  return message(
    say.leaderlessNow(one.name, say.yourPlace(place.host, place.place)),
    facts(when(one, language)),
    buttons(
      button(placeButtons.accept, say.buttons.change, place.id, 'main'),
      button(placeButtons.withdraw, say.buttons.withdraw, place.id),
    ),
  );
}

/** The next hour of a recurring call. */
export function callMessage(one: Day, { at, outside }: NextCall, language: Language): Message {
  const say = words[language];
  return message(
    say.call(one.name),
    paragraph(say.callAt(at)),
    note(outside.length === 0 ? say.callNobody : say.callOutside(outside)),
    buttons(button(dayButtons.next, say.buttons.next, one.id, 'main')),
  );
}
