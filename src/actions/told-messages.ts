import {
  type Block,
  button,
  buttons,
  type Fact,
  facts,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  secret,
  type Text,
} from '#chat/index.ts';
import { actionButtons as press } from './buttons.ts';
import { exactPlaceOf } from './exact-place.ts';
import type { Action } from './find.ts';
import type { Reminder } from './remind.ts';
import { words } from './words.ts';

/** It begins soon, and where exactly. */
export function reminderMessage(one: Action, which: Reminder, language: Language): Message {
  return aboutTheirs(one, words[language].remind[which](one.title), language);
}

/** What somebody is in has changed; with a new time their reminders have too. */
export function changedMessage(one: Action, isMoved: boolean, language: Language): Message {
  const say = words[language];
  return aboutTheirs(
    one,
    say.changed(one.title),
    language,
    paragraph(literal(one.what)),
    ...(isMoved ? [note(say.changedNote)] : []),
  );
}

/** What somebody was in does not take place. */
export function cancelledMessage(one: Action, language: Language): Message {
  const say = words[language];
  return message(
    say.toldCancelled(one.title),
    quote(one.reason),
    facts({ label: say.facts.when, value: say.when(one.startsAt, one.zone) }),
  );
}

function aboutTheirs(one: Action, lead: Text, language: Language, ...more: readonly Block[]): Message {
  const say = words[language];
  return message(
    lead,
    facts(...whenAndWhere(one, language)),
    ...more,
    buttons(button(press.details, say.buttons.details, one.id), button(press.out, say.buttons.out, one.id)),
  );
}

/** When and where, for those who are in: the exact place too. */
export function whenAndWhere(one: Action, language: Language): readonly Fact[] {
  const say = words[language];
  const exact = exactPlaceOf(one);
  return [
    { label: say.facts.when, value: say.when(one.startsAt, one.zone) },
    ...(one.place === '' ? [] : [{ label: say.facts.where, value: literal(one.place) }]),
    ...(exact === '' ? [] : [{ label: say.facts.exactly, value: secret(exact) }]),
    ...(one.link === null ? [] : [{ label: say.facts.link, value: say.address(one.link) }]),
  ];
}
