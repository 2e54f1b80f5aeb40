import {
  button,
  buttons,
  calendar,
  facts,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  quote,
  type Text,
} from '#chat/index.ts';
import { dayButtons } from './buttons.ts';
import { entryOf } from './entry.ts';
import type { Day } from './find.ts';
import { gaps, type Holding, type Place } from './held.ts';
import { limits } from './limits.ts';
import { ask, held, joining, when, whenText } from './message-parts.ts';
import type { Round } from './rounds.ts';
import type { Tally } from './tally.ts';
import { words } from './words.ts';

/** The announcement of a day in a channel, as it stands now. */
export function postMessage(one: Day, language: Language): Message {
  const say = words[language];
  if (one.state === 'cancelled') return cancelledPost(one, language);
  return message(say.named(one.name), facts(when(one, language), ask(one, language)), joining(one, language));
}

/** What a round before the day, or on it, says in a channel. */
export function roundPost(one: Day, round: Round, holding: Holding, language: Language): Message {
  const say = words[language];
  const open = gaps(holding).hubs.length;
  return message(
    say.rounds(round, one.name),
    facts(when(one, language), ask(one, language), held(holding, language)),
    round < 0 && round >= -limits.gapsFrom && open > 0 && paragraph(say.openHubs(open)),
    joining(one, language),
  );
}

/** What a day came to, a day and a week after it. */
export function resultPost(
  one: Day,
  round: Round,
  tally: Tally,
  holding: Holding,
  language: Language,
): Message {
  const say = words[language];
  if (!tally.total) return message(say.noNumbers(one.name));
  const drawn = tallyMessage(one, tally, holding.places, language);
  // A week after, what is not final is named rather than waited for.
  const open = round === 7 && tally.total.preliminary;
  return open ? { ...drawn, blocks: [...drawn.blocks, note(notFinal(tally, holding, language))] } : drawn;
}

function notFinal(tally: Tally, { places, hubs }: Holding, language: Language): Text {
  const say = words[language];
  const names = new Map(hubs.map(({ id, name }) => [id, name]));
  const hosting = places.filter(({ state }) => state === 'hosting');
  const open = [...new Set(hosting.map(({ hubId }) => hubId ?? ''))].filter(
    (id) => tally.hubs.get(id)?.preliminary ?? true,
  );
  const named = open.map((id) => names.get(id) ?? say.otherPlaces);
  return say.stillPreliminary(named.slice(0, limits.shown), named.length - limits.shown);
}

/** What all places have come to so far, per hub, and where each number is from. */
export function tallyMessage(one: Day, tally: Tally, places: readonly Place[], language: Language): Message {
  const say = words[language];
  const names = new Map(places.flatMap(({ hub }) => (hub ? [[hub.id, hub.name]] : [])));
  if (!tally.total) return message(say.noNumbers(one.name));
  const lines = [...tally.hubs].map(([id, line]) =>
    say.tallyLine(names.get(id) ?? say.otherPlaces, line, line.sources),
  );
  // Four hundred hubs do not fit into a message: those with most, and how many more there are.
  const shown = lines.slice(0, limits.lines);
  return message(
    say.tally(one.name, tally.total),
    tally.total.before && paragraph(literal(say.before(tally.total.before))),
    items(...shown, ...(lines.length > shown.length ? [say.more(lines.length - shown.length)] : [])),
    note(say.tallyNote),
    buttons(button(dayButtons.details, say.buttons.details, one.id)),
  );
}

/** An event for those who have no events: the same in words. */
export function eventMessage(one: Day, language: Language): Message {
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

/** A channel hears that a day does not take place. */
export function cancelledPost(one: Day, language: Language): Message {
  const say = words[language];
  return message(say.cancelled(one.name), quote(one.reason), facts(when(one, language)));
}
