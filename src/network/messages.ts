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
import { type Coverage, givenRoles, hubRoles } from './coverage.ts';
import type { Health, Success } from './health.ts';
import { limits } from './limits.ts';
import { type Quarter, toldFrom } from './quarters.ts';
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
    ...coverageBlocks(health.coverage, language),
    ...supportBlocks(health.support, language),
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

/** Who there is for what: each role for the whole coalition, then what hubs lack. */
function coverageBlocks({ roles, supporters, hubs }: Coverage, language: Language): readonly Block[] {
  const say = words[language];
  const lines = givenRoles.map((role) =>
    say.covered(say.roleNames[role], roles[role].holders, roles[role].left),
  );
  const named = (speakers: number) => hubs.filter((hub) => hub.speakers === speakers).map(({ name }) => name);
  const [nobody, one] = [named(0), named(1)].map(
    (names) => [names.slice(0, limits.hubsNamed), Math.max(0, names.length - limits.hubsNamed)] as const,
  );
  const empty = hubs.filter(({ members }) => members === 0).length;
  const isMissing = (role: (typeof hubRoles)[number]) => hubs.every(({ holders }) => holders[role] === 0);
  const missing = hubRoles.filter(isMissing).map((role) => say.roleNames[role]);
  const ofHubs = hubRoles
    .filter((role) => !isMissing(role))
    .map((role) => {
      const [none, alone] = [0, 1].map(
        (count) => hubs.filter(({ holders }) => holders[role] === count).length,
      );
      return say.hubRole(say.roleNames[role], none ?? 0, alone ?? 0, hubs.length);
    });
  return [
    heading(say.coverage),
    items(...lines, say.supporters(supporters)),
    ...(hubs.length > 0
      ? [
          heading(say.hubs),
          items(
            nobody && nobody[0].length > 0 ? say.unspoken(...nobody) : say.allSpoken(hubs.length),
            ...(one && one[0].length > 0 ? [say.spokenByOne(...one)] : []),
            ...ofHubs,
            ...(missing.length > 0 ? [say.noHubHas(missing)] : []),
            ...(empty > 0 ? [say.emptyHubs(empty)] : []),
          ),
        ]
      : []),
  ];
}

/** To operators: who received least for its size first. */
function supportBlocks(support: Health['support'], language: Language): readonly Block[] {
  const say = words[language];
  if (support.length === 0) return [];
  const lines = support.slice(0, limits.supported).map(({ now, before }) => say.support(now, before));
  const more = support.length - lines.length;
  return [
    heading(say.supportHead),
    items(...lines),
    note(more > 0 ? say.supportMore(more) : say.supportNote),
  ];
}

function stageBlocks({ stages: found }: Health, language: Language): readonly Block[] {
  const say = words[language];
  if (stages.every((stage) => found.at[stage] === 0)) return [];
  const lines = stages.map((stage) => text`${say.stage[stage]}: ${found.at[stage]}`);
  return [heading(say.stages), items(...lines), note(say.moved(found.closer, found.apart))];
}

function successBlocks(success: Success, language: Language): readonly Block[] {
  const say = words[language];
  const { quarter, figures, before, weeks, said, toldFrom: from } = success;
  const { pastActions, pastWithResult = 0, ties, drivers, newcomersLeading = 0 } = figures ?? {};
  const { suggested = 0, introduced, met = 0 } = figures ?? {};
  const made = introduced === undefined ? undefined : { suggested, introduced, met };
  const untold = from ? say.toldLater(noon(from)) : say.tooFew(limits.principals);
  return [
    heading(say.success(say.quarter(quarter))),
    facts(
      {
        label: say.facts.wins,
        value: pastActions === undefined ? say.notCounted : say.wins(pastWithResult, pastActions),
      },
      { label: say.facts.climate, value: said ? say.middle(said.climate) : untold },
      {
        label: say.facts.relationships,
        value: ties === undefined ? say.notCounted : say.ties(ties, before?.ties, made, limits.toldFrom),
      },
      {
        label: say.facts.leaders,
        value:
          drivers === undefined ? say.notCounted : say.leaders(drivers, before?.drivers, newcomersLeading),
      },
      { label: say.facts.skills, value: said ? say.middle(said.skills) : untold },
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
  return message(
    say.viewKept(say.quarter(quarter)),
    note(say.viewKeptNote(limits.principals, noon(toldFrom(quarter)))),
  );
}
