import {
  type Block,
  button,
  buttons,
  calendar,
  facts,
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
  quote,
  type Text,
  withBlocks,
} from '#chat/index.ts';
import { dayButtons } from './buttons.ts';
import type { Called } from './called.ts';
import { entryOf } from './entry.ts';
import type { Day } from './find.ts';
import { gaps, type Holding, type Place } from './held.ts';
import { limits } from './limits.ts';
import { ask, by, held, joining, when, whenText } from './message-parts.ts';
import type { Round } from './rounds.ts';
import type { Tally } from './tally.ts';
import { words } from './words.ts';

/** The announcement of a day in a channel, as it stands now, with its calendar file: where edits replace files, it stays. */
export function postMessage(one: Called, language: Language): Message {
  const say = words[language];
  if (one.hidden !== undefined) return message(say.hidden, quote(one.hidden));
  if (one.state === 'cancelled') return cancelledPost(one, language);
  return message(
    say.named(one.name),
    facts(when(one, language), ask(one, language), by(one, language)),
    joining(one, language),
    calendar(entryOf(one)),
  );
}

/** What a round before the day, or on it, says in a channel. */
export function roundPost(one: Called, round: Round, holding: Holding, language: Language): Message {
  const say = words[language];
  const open = gaps(holding).hubs.length;
  return message(
    say.rounds(round, one.name),
    facts(when(one, language), ask(one, language), by(one, language), ...held(holding, false, language)),
    round < 0 && round >= -limits.gapsFrom && open > 0 && paragraph(say.openHubs(open)),
    joining(one, language),
  );
}

/** What a day came to, a day and a week after it: this stands as it is, while the tally goes on. */
export function resultPost(
  one: Day,
  round: Round,
  tally: Tally,
  holding: Holding,
  language: Language,
): Message {
  const say = words[language];
  if (!tally.total) return message(say.noNumbers(one.name));
  const isLast = round === 7;
  return message(
    isLast ? say.lastTally(one.name, tally.total) : say.tally(one.name, tally.total),
    ...tallyBlocks(tally, holding.places, language),
    // A week after, what is not final is named rather than waited for.
    isLast && tally.total.preliminary && note(notFinal(tally, holding, language)),
    details(one, language),
  );
}

function notFinal(tally: Tally, { places, hubs }: Holding, language: Language): Text {
  const say = words[language];
  const names = new Map(hubs.map(({ id, name }) => [id, name]));
  const hosting = places.filter(({ state }) => state === 'hosting');
  const open = [...new Set(hosting.map(({ hubId }) => hubId ?? ''))].filter(
    (id) => tally.hubs.get(id)?.preliminary ?? true,
  );
  const named = open.map((id) => names.get(id) ?? say.otherPlacesToo);
  return say.stillPreliminary(named.slice(0, limits.shown), named.length - limits.shown);
}

/** What all places have come to so far, per hub, and where each number is from. */
export function tallyMessage(one: Day, tally: Tally, places: readonly Place[], language: Language): Message {
  const say = words[language];
  if (!tally.total) return message(say.noNumbers(one.name));
  return message(
    say.tally(one.name, tally.total),
    ...tallyBlocks(tally, places, language),
    note(say.tallyNote),
    details(one, language),
  );
}

function tallyBlocks({ hubs, total }: Tally, places: readonly Place[], language: Language): readonly Block[] {
  const say = words[language];
  const names = new Map(places.flatMap(({ hub }) => (hub ? [[hub.id, hub.name]] : [])));
  const most = [...hubs].toSorted(([, a], [, b]) => b.most - a.most);
  const lines = most.map(([id, line]) => say.tallyLine(names.get(id) ?? say.otherPlaces, line, line.sources));
  // Four hundred hubs do not fit into a message: those with most, and how many more there are.
  const shown = lines.slice(0, limits.lines);
  // Of one hub alone its own line says so.
  const isSaidBelow = hubs.size === 1 && [...hubs.values()].every(({ before }) => before !== undefined);
  return [
    ...(total?.before && !isSaidBelow ? [paragraph(say.before(total.before))] : []),
    items(...shown, ...(lines.length > shown.length ? [say.more(lines.length - shown.length)] : [])),
  ];
}

const details = (one: Day, language: Language): Block =>
  buttons(button(dayButtons.details, words[language].buttons.details, one.id));

/** An event for those who have no events: the same in words. */
export function eventMessage(one: Called, language: Language): Message {
  if (one.hidden !== undefined) return message(words[language].hidden, quote(one.hidden));
  if (one.state === 'cancelled') return cancelledDay(one, language);
  return message(words[language].named(one.name), facts(when(one, language), ask(one, language)));
}

/** A channel hears that a day was moved. */
export function movedPost(before: Day, one: Day, language: Language): Message {
  const say = words[language];
  return message(
    say.moved(one.name),
    facts(when(one, language)),
    note(say.movedFrom(whenText(before, language))),
    joining(one, language),
    calendar(entryOf(one)),
  );
}

/** A channel hears that a day does not take place, and so do calendars. */
export const cancelledPost = (one: Day, language: Language): Message =>
  withBlocks(cancelledDay(one, language), calendar(entryOf(one)));

/** A day that does not take place, to whoever looks at it. */
export function cancelledDay(one: Day, language: Language): Message {
  const say = words[language];
  return message(say.cancelled(one.name), quote(one.reason), facts(when(one, language)));
}
