import {
  type Block,
  type Button,
  button,
  buttons,
  type Fact,
  type Language,
  literal,
  type Text,
} from '#chat/index.ts';
import { dayButtons } from './buttons.ts';
import type { Called } from './called.ts';
import type { Day } from './find.ts';
import type { Holding, Hosting } from './held.ts';
import { spanIn } from './hours.ts';
import { clock } from './parse-hours.ts';
import { words } from './words.ts';

/** When a day is: a moment in the reader’s own zone, or hours that are theirs wherever they are. */
export function whenText(one: Day, language: Language): Text {
  const say = words[language];
  const hours = `${clock(one.fromMinute)} to ${clock(one.untilMinute)}`;
  const dates = say.dates(Temporal.PlainDate.from(one.firstDay), Temporal.PlainDate.from(one.lastDay));
  if (one.zone === null) return say.localHours(dates, hours);
  const { from, until } = spanIn(one, one.zone);
  return say.oneMoment(from, until, say.there(dates, hours, one.zone));
}

/** When it is, as a fact. */
export const when = (one: Day, language: Language): Fact => ({
  label: words[language].facts.when,
  value: whenText(one, language),
});

/** Whose day it is. */
export const by = (one: Called, language: Language): Fact => ({
  label: words[language].facts.by,
  value: literal(one.by),
});

/** What is asked of everyone. */
export const ask = (one: Day, language: Language): Fact => ({
  label: words[language].facts.ask,
  value: literal(one.ask),
});

/** In how many places it is held; nothing where it is over and no place was named. */
export function held({ places }: Holding, isOver: boolean, language: Language): readonly Fact[] {
  const say = words[language];
  const hosting = places.filter(({ state }) => state === 'hosting');
  if (hosting.length === 0 && isOver) return [];
  const hubs = new Set(hosting.flatMap(({ hubId }) => hubId ?? [])).size;
  const value = hosting.length === 0 ? say.notHeld : say.held(hosting.length, hubs);
  return [{ label: say.facts.held, value }];
}

/** How one joins: where it is, hosting it, one’s own calendar. */
export function joining(one: Day, language: Language): Block {
  const say = words[language].buttons;
  return buttons(
    button(dayButtons.details, say.details, one.id),
    button(dayButtons.host, say.host, one.id),
    button(dayButtons.calendar, say.calendar, one.id),
  );
}

/** What was said of a place, as far as anything was, but where it is: what they stand under says that. */
export function placeFacts({ what, expected, bring }: Hosting, language: Language): readonly Fact[] {
  const say = words[language];
  return [
    ...(what === '' ? [] : [{ label: say.facts.what, value: literal(what) }]),
    ...(expected === null ? [] : [{ label: say.facts.expected, value: say.expected(expected) }]),
    ...(bring === '' ? [] : [{ label: say.facts.bring, value: literal(bring) }]),
  ];
}

/** How one covers a gap: hosting, asking somebody, seeing more. */
export function offering(one: Day, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(dayButtons.host, say.host, one.id, 'main'),
    button(dayButtons.ask, say.ask, one.id),
    button(dayButtons.details, say.details, one.id),
  ];
}
