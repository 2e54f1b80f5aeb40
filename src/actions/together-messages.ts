import {
  type Block,
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
} from '#chat/index.ts';
import { actionButtons } from './buttons.ts';
import { type Stance, stances, type Tactic } from './choices.ts';
import type { Action } from './find.ts';
import { isOpen, type Need } from './needs.ts';
import type { Standing } from './stances.ts';
import { togetherPress as press } from './together-buttons.ts';
import { words } from './together-words.ts';
import { words as actionWords } from './words.ts';

/** So many organisations are named for each stance, the rest is counted: a post fits one message of Discord. */
const named = 5;

/** What an action needs, a line each; never by whom it was taken. */
export function needBlocks(needs: readonly Need[], language: Language): readonly Block[] {
  const say = words[language];
  if (needs.length === 0) return [];
  return [heading(say.weNeed), items(...needs.map((need) => say.need(need.words, !isOpen(need))))];
}

/** Who runs it, supports it and passes it on. */
export function stanceBlocks(standings: readonly Standing[], language: Language): readonly Block[] {
  const say = words[language];
  const of = (stance: Stance) => standings.filter((one) => one.stance === stance).map(({ name }) => name);
  const lines = stances.flatMap((stance) => {
    const names = of(stance);
    if (names.length === 0) return [];
    const value = say.names(names.slice(0, named), Math.max(0, names.length - named));
    return [{ label: say.stances[stance], value }];
  });
  return lines.length === 0 ? [] : [facts(...lines)];
}

/** Which of the needs somebody takes, and who sees it, before anybody does. */
export function whichNeedMessage(needs: readonly Need[], language: Language): Message {
  const say = words[language];
  return message(
    say.whichNeed,
    buttons(...needs.map((need) => button(press['take-this'], say.takeThis(need.words), need.id))),
    note(say.tookNote),
  );
}

/** Somebody took a need. */
export function tookMessage(one: Action, need: Need, language: Language): Message {
  const say = words[language];
  return message(
    say.took(need.words, one.title),
    note(say.tookNote),
    buttons(button(press['give-back'], say.buttons.giveBack, need.id)),
  );
}

/** What somebody took themselves, with a way to give it back. */
export function ownNeedBlocks(needs: readonly Need[], language: Language): readonly Block[] {
  const say = words[language];
  if (needs.length === 0) return [];
  return [
    paragraph(say.youTook(needs.map((need) => need.words))),
    buttons(...needs.map((need) => button(press['give-back'], say.giveThisBack(need.words), need.id))),
  ];
}

/** For those who lead an action: who takes what, and who leads it with them. */
export function leaderBlocks(
  taken: readonly { readonly words: string; readonly by: string }[],
  others: readonly string[],
  language: Language,
): readonly Block[] {
  const say = words[language];
  return [
    ...(taken.length === 0
      ? []
      : [paragraph(say.whoTook), items(...taken.map((need) => say.tookBy(need.words, need.by)))]),
    ...(others.length === 0 ? [] : [paragraph(say.ledWith(others))]),
  ];
}

/** Asks somebody to lead an action together. */
export function organiseMessage(id: string, one: Action, by: string, language: Language): Message {
  const say = words[language];
  return message(
    say.wouldYou(by, one.title),
    whenAndWhere(one, language),
    paragraph(literal(one.what)),
    note(say.wouldYouNote),
    buttons(...organiseButtons(id, language), detailsButton(one, language)),
  );
}

/** What one can answer to that. */
export const organiseButtons = (id: string, language: Language) => [
  button(press['organise-yes'], words[language].buttons.yes, id, 'main'),
  button(press['organise-no'], words[language].buttons.no, id),
];

/** Somebody leads an action with them. */
export function organisedMessage(one: Action, name: string, language: Language): Message {
  return message(words[language].leadsToo(name, one.title));
}

/** Whoever announced an action left, and somebody carries on. */
export function carriesOnMessage(one: Action, language: Language): Message {
  const say = words[language];
  return message(
    say.carriesOn(one.title),
    whenAndWhere(one, language),
    note(say.carriesOnNote),
    buttons(detailsButton(one, language)),
  );
}

function whenAndWhere(one: Action, language: Language): Block {
  const say = actionWords[language];
  return facts(
    { label: say.facts.when, value: say.when(one.startsAt, one.zone) },
    ...(one.place === '' ? [] : [{ label: say.facts.where, value: literal(one.place) }]),
  );
}

const detailsButton = (one: Action, language: Language) =>
  button(actionButtons.details, actionWords[language].buttons.details, one.id);

/** Where somebody changes what they leave out, under a list that leaves something out too. */
export const mutesButton = (language: Language) => button(press.mutes, words[language].buttons.mutes);

/** Under anything of a tactic: the words of the button that leaves it out from now on. */
export const lessOf = (tactic: Tactic, language: Language): string => words[language].lessOf(tactic);

/** A tactic is left out from now on, with a way back: by one press where it came with an action. */
export function mutedMessage(
  { tactic, actionId }: { readonly tactic: Tactic; readonly actionId: string | null },
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.muted(tactic),
    note(say.mutedNote),
    buttons(actionId !== null && button(press.unmute, say.buttons.unmute, actionId), mutesButton(language)),
  );
}

/** What is left out from now on. */
export function mutesMessage(tactics: readonly Tactic[], language: Language): Message {
  const say = words[language];
  return message(
    tactics.length === 0 ? say.mutedNone : say.mutedThese(tactics),
    tactics.length > 0 && note(say.mutedNote),
  );
}
