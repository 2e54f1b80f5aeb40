import {
  type Block,
  button,
  buttons,
  facts,
  heading,
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
  quote,
  text,
} from '#chat/index.ts';
import { networkButtons } from './buttons.ts';
import type { Health, Success } from './health.ts';
import { limits } from './limits.ts';
import type { Quarter } from './quarters.ts';
import { elements, pitfalls, type Signal } from './signals.ts';
import { stages } from './tables.ts';
import { words } from './words.ts';

/** How the network does: what to act on first, then each signal with its reason, stages, and the last quarter. */
export function healthMessage(
  health: Health,
  coalition: { readonly id: string; readonly name: string },
  language: Language,
  asksView: boolean,
): Message {
  const say = words[language];
  const { signals, unknown, counted, compared, success } = health;
  const toDo = signals.filter(({ level }) => level === 'act').map(({ name }) => say.signals[name]);
  return message(
    toDo.length > 0 ? say.healthLead(coalition.name, toDo) : say.healthNothing(coalition.name),
    ...signalBlocks(signals, elements, heading(say.elements), language),
    ...signalBlocks(signals, pitfalls, heading(say.pitfalls), language),
    unknown.length > 0 && paragraph(say.unknown(unknown.map((name) => say.signals[name]))),
    ...stageBlocks(health, language),
    ...(success ? successBlocks(success, language) : []),
    asksView && buttons(button(networkButtons.view, say.buttons.view, coalition.id, 'main')),
    note(say.healthNote(counted && noon(counted), compared && noon(compared))),
  );
}

/** A date that is the same one wherever it is read. */
const noon = (date: Temporal.PlainDate) =>
  date.toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' }).toInstant();

function signalBlocks(
  signals: readonly Signal[],
  names: readonly Signal['name'][],
  head: Block,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const lines = signals
    .filter(({ name }) => names.includes(name))
    .map(({ name, level, because, trend }) =>
      say.signal(
        say.levels[level],
        say.signals[name],
        because.map(({ name: of, part, whole }) => say.measures[of](part, whole ?? 0)),
        trend === 'new' ? undefined : say.trends[trend],
      ),
    );
  return lines.length > 0 ? [head, items(...lines)] : [];
}

function stageBlocks({ stages: found }: Health, language: Language): readonly Block[] {
  const say = words[language];
  if (stages.every((stage) => found.at[stage] === 0)) return [];
  const lines = stages.map((stage) => text`${say.stage[stage]}: ${found.at[stage]}`);
  return [heading(say.stages), items(...lines), note(say.moved(found.closer, found.apart))];
}

function successBlocks(success: Success, language: Language): readonly Block[] {
  const say = words[language];
  const { quarter, figures, before, weeks, said } = success;
  const { pastActions, pastWithResult = 0, ties, met = 0, drivers, newcomersLeading = 0 } = figures ?? {};
  const few = say.tooFew(limits.principals);
  return [
    heading(say.success(say.quarter(quarter))),
    facts(
      {
        label: say.facts.wins,
        value: pastActions === undefined ? say.notCounted : say.wins(pastWithResult, pastActions),
      },
      { label: say.facts.climate, value: said ? say.middle(said.climate, said.of) : few },
      {
        label: say.facts.relationships,
        value: ties === undefined ? say.notCounted : say.ties(ties, before?.ties, met),
      },
      {
        label: say.facts.leaders,
        value:
          drivers === undefined ? say.notCounted : say.leaders(drivers, before?.drivers, newcomersLeading),
      },
      { label: say.facts.skills, value: said ? say.middle(said.skills, said.of) : few },
    ),
    ...(said && said.wins.length > 0
      ? [paragraph(say.principalsSay), ...said.wins.slice(0, limits.wins).map((win) => quote(win))]
      : []),
    note(say.quarterNote(weeks)),
  ];
}

/** What a principal said is kept. */
export function viewMessage(quarter: Quarter, language: Language): Message {
  const say = words[language];
  return message(say.viewKept(say.quarter(quarter)), note(say.viewKeptNote(limits.principals)));
}
