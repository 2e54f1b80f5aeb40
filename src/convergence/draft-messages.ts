import {
  button,
  buttons,
  facts,
  heading,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
} from '#chat/index.ts';
import { dayButtons, draftButtons } from './buttons.ts';
import type { Called } from './called.ts';
import type { Day } from './find.ts';
import { repeatings } from './form.ts';
import type { Holding } from './held.ts';
import { ask, by, when } from './message-parts.ts';
import type { DaySpace } from './spaces.ts';
import { words } from './words.ts';

/** A draft, as it will look, where it goes, and who would sit up at night for it. */
export function draftMessage(
  one: Called,
  given: {
    readonly holding: Holding;
    readonly spaces: readonly DaySpace[];
    readonly outside: readonly string[];
  },
  language: Language,
): Message {
  const say = words[language];
  const { holding, spaces, outside } = given;
  const without = spaces.filter(({ channel }) => channel === undefined).map(({ name }) => name);
  const hubs = holding.hubs.map(({ name }) => name);
  const asked = holding.places.map(({ host }) => host);
  const again = repeatings.find((weeks) => Number(weeks) === one.repeats);
  return message(
    say.draft(one.name),
    facts(
      when(one, language),
      ask(one, language),
      by(one, language),
      { label: say.facts.hubs, value: hubs.length > 8 ? literal(say.everyHub) : say.reach(hubs) },
      { label: say.facts.goesTo, value: say.reach(spaces.map(({ name }) => name)) },
      ...(asked.length === 0 ? [] : [{ label: say.facts.asked, value: say.reach(asked) }]),
      ...(again === undefined ? [] : [{ label: say.facts.repeats, value: literal(say.repeatings[again]) }]),
    ),
    holding.roles.length > 0 && heading(literal(say.rolesLead)),
    items(...holding.roles.map(({ name }) => literal(name))),
    outside.length > 0 && note(say.outsideNow(outside)),
    without.length > 0 && note(say.noChannel(without)),
    buttons(...draftChoices(one, language)),
    note(say.draftNote),
  );
}

/** What one can do with a draft. */
export function draftChoices(one: Day, language: Language) {
  const say = words[language].buttons;
  return [
    button(draftButtons.plan, say.plan, one.id, 'main'),
    button(draftButtons.change, say.change, one.id),
    button(draftButtons.drop, say.drop, one.id),
  ];
}

/** It is planned. */
export function plannedMessage(one: Day, spaces: readonly DaySpace[], language: Language): Message {
  const say = words[language];
  const without = spaces.filter(({ channel }) => channel === undefined).map(({ name }) => name);
  return message(
    say.planned(one.name, spaces.length - without.length),
    without.length > 0 && note(say.noChannel(without)),
    note(say.plannedNote),
    buttons(
      button(dayButtons.host, say.buttons.host, one.id),
      button(dayButtons.ask, say.buttons.ask, one.id),
      button(dayButtons.calendar, say.buttons.calendar, one.id),
    ),
  );
}
