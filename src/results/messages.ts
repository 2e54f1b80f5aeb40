import type { Action } from '#actions/index.ts';
import {
  type Block,
  type Button,
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
  paragraph,
  quote,
} from '#chat/index.ts';
import type { Hub, Organisation } from '#directory/index.ts';
import { resultButton, resultButtons } from './buttons.ts';
import { limits } from './limits.ts';
import type { Result } from './numbers.ts';
import type { Kept } from './report.ts';
import { type Reported, rollUp } from './roll-up.ts';
import { words } from './words.ts';

/** What is shown of an action that has a result: what counts, whom it is credited to, and the lesson. */
export interface Shown {
  readonly action: Action;
  /** every number, those that were corrected among them */
  readonly numbers: readonly Result[];
  readonly credited: readonly Organisation[];
}

/** A number was kept or corrected; all that counts now, and what can be done about it. */
export function keptMessage({ action, now, before, isNew }: Kept, shown: Shown, language: Language): Message {
  const say = words[language];
  const lead = before
    ? say.corrected(action.title, before, now)
    : isNew
      ? say.kept(action.title, now)
      : say.same(action.title, now);
  return message(
    lead,
    ...resultBlocks(shown, language),
    shown.action.lesson !== '' && note(say.lessonNote),
    buttons(button(resultButton.result, say.buttons.another, action.id), ...aroundButtons(shown, language)),
    buttons(
      ...counting(shown)
        .slice(-5)
        .map((one) => button(resultButtons.correct, say.buttons.correct(one), one.id)),
    ),
  );
}

/** What an action came to; nothing where nothing is known. */
export function resultBlocks(shown: Shown, language: Language): readonly Block[] {
  const say = words[language];
  const all = counting(shown);
  if (all.length === 0) return [];
  const more = all.length - limits.shown;
  return [
    heading(literal(say.came)),
    items(...all.slice(0, limits.shown).map((one) => say.line(one))),
    ...(more > 0 ? [note(say.more(more))] : []),
    ...(shown.credited.length > 0
      ? [facts({ label: say.with, value: literal(shown.credited.map(({ name }) => name).join(', ')) })]
      : []),
    ...(shown.action.lesson === '' ? [] : [quote(shown.action.lesson, say.lesson)]),
  ];
}

/** To look at what it added up to with others, and at what was corrected. */
export function aroundButtons({ action, numbers }: Shown, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(resultButtons.sums, say.sums, action.id),
    ...(numbers.some((one) => one.correctedById !== null)
      ? [button(resultButtons.history, say.history, action.id)]
      : []),
  ];
}

/** The numbers of an action that were corrected, with their dates. */
export function historyMessage({ action, numbers }: Shown, language: Language): Message {
  const say = words[language];
  const replaced = new Map(numbers.map((one) => [one.id, one]));
  const old = numbers.flatMap((one) => {
    const by = one.correctedById === null ? undefined : replaced.get(one.correctedById);
    return by ? [{ one, at: by.reportedAt }] : [];
  });
  if (old.length === 0) return message(say.noHistory(action.title));
  const last = old.toReversed().slice(0, limits.shown);
  return message(
    say.history(action.title),
    items(...last.map(({ one, at }) => say.oldLine(one, at))),
    old.length > last.length && note(say.more(old.length - last.length)),
  );
}

/** What the actions of a coalition, or of one of its hubs, added up to: final and preliminary numbers apart. */
export function sumsMessage(
  {
    whose,
    numbers,
    hubs,
  }: { readonly whose: string; readonly numbers: readonly Reported[]; readonly hubs: readonly Hub[] },
  language: Language,
): Message {
  const say = words[language];
  const sums = rollUp(numbers);
  const hubButtons = buttons(...hubs.slice(0, 5).map((hub) => button(resultButtons.hub, hub.name, hub.id)));
  if (sums.length === 0) return message(say.noSums(whose), hubButtons);
  const more = sums.length - limits.shown;
  return message(
    say.sums(whose),
    facts(
      ...sums.slice(0, limits.shown).map(({ unit, final, preliminary }) => ({
        label: unit,
        value: literal(
          [
            ...(final ? [say.figure(true, final)] : []),
            ...(preliminary ? [say.figure(false, preliminary)] : []),
          ].join(' · '),
        ),
      })),
    ),
    more > 0 && note(say.more(more)),
    note(say.sumsNote),
    hubs.length > 0 && note(say.hubsNote),
    hubButtons,
  );
}

/** How did it go? */
export function askMessage(one: Action, language: Language): Message {
  const say = words[language];
  return message(
    say.ask(one.title),
    paragraph(say.askNote),
    buttons(button(resultButton.result, say.buttons.add, one.id, 'main')),
  );
}

const counting = ({ numbers }: Shown): readonly Result[] =>
  numbers.filter(({ correctedById }) => correctedById === null);
