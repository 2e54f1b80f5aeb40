import {
  type Block,
  button,
  buttons,
  calendar,
  facts,
  heading,
  items,
  type Language,
  literal,
  type Message,
  message,
  note,
  paragraph,
  type Text,
} from '#chat/index.ts';
import { dayButtons, placeButtons, roleButtons } from './buttons.ts';
import { entryOf } from './entry.ts';
import type { Day } from './find.ts';
import type { DayGaps, DayRole, Holding, Place } from './held.ts';
import type { Heard, Letter } from './letters.ts';
import { limits } from './limits.ts';
import { offering, placeFacts, when } from './message-parts.ts';
import { type Round, rounds } from './rounds.ts';
import { words } from './words.ts';

/** What one person hears in one round. */
export interface Shown {
  readonly round: Round;
  readonly letter: Letter<Place>;
  readonly gaps: DayGaps;
  readonly holding: Holding;
  readonly heard: Heard;
  readonly now: Temporal.Instant;
}

/** Everything that a round has for one person, in one message. */
export function letterMessage(one: Day, shown: Shown, zone: string, language: Language): Message {
  const { round, letter, gaps: open, holding, heard } = shown;
  const say = words[language];
  const silent = holding.places.filter(({ id, state }) => state === 'hosting' && !heard.numbers.has(id));
  const isWatching = letter.watches === 'all' || letter.watches.length > 0;
  const leads = letter.leads.slice(0, limits.places);
  const speaks = letter.speaks.slice(0, Math.max(1, limits.places - leads.length));
  const hidden = letter.leads.length + letter.speaks.length - leads.length - speaks.length;
  const names = silent.map(({ host, place }) => say.yourPlace(host, place));
  const shownGaps = isWatching && round < 0 ? gapBlocks(unsaid(open, speaks), language) : [];
  // Four hundred letters at one ten o’clock with a file each are more than Slack takes: later ones have a button instead.
  const hasFile = round === rounds[0] && letter.leads.length > 0;
  return message(
    say.letter(round, one.name),
    facts(when(one, language)),
    ...leads.flatMap((place) => ownBlocks(place, round, heard, language)),
    ...speaks.flatMap((place) => hostBlocks(place, round, language)),
    hidden > 0 && note(say.morePlaces(hidden)),
    ...shownGaps,
    isWatching &&
      round === 1 &&
      paragraph(say.silent(names.slice(0, limits.shown), names.length - limits.shown)),
    round < 0 &&
      buttons(
        ...(shownGaps.length > 0 ? offering(one, language) : []),
        !hasFile && button(dayButtons.calendar, say.buttons.calendar, one.id),
      ),
    hasFile && calendar(entryOf(one, zone)),
  );
}

/** The gaps without places that stand above them by themselves. */
function unsaid(open: DayGaps, said: readonly Place[]): DayGaps {
  const ids = new Set(said.map(({ id }) => id));
  return { ...open, leaderless: open.leaderless.filter(({ id }) => !ids.has(id)) };
}

function ownBlocks(place: Place, round: Round, heard: Heard, language: Language): readonly Block[] {
  const say = words[language];
  const title = heading(literal(say.yourPlace(place.host, place.place)));
  if (round >= 0) return [title, countBlock(place, round, heard, language)];
  const missing = [
    ...(place.expected === null ? (['expected'] as const) : []),
    ...(place.bring === '' ? (['bring'] as const) : []),
  ];
  const isOn = place.confirmedAt !== null;
  return [
    title,
    facts(...placeFacts(place, language)),
    ...(missing.length > 0 ? [note(say.missing(missing))] : []),
    paragraph(isOn ? say.isConfirmed : say.askConfirm),
    buttons(
      !isOn && button(placeButtons.confirm, say.buttons.confirm, place.id, 'main'),
      button(placeButtons.release, say.buttons.release, place.id),
    ),
  ];
}

function countBlock({ id }: Place, round: Round, heard: Heard, language: Language): Block {
  const say = words[language];
  const isFinal = round === 7 && heard.numbers.has(id);
  return buttons(button(placeButtons.came, isFinal ? say.buttons.final : say.buttons.came, id, 'main'));
}

function hostBlocks(place: Place, round: Round, language: Language): readonly Block[] {
  const say = words[language];
  if (place.state === 'asked')
    return [
      paragraph(say.askedFor(place.host)),
      buttons(button(placeButtons.accept, say.buttons.accept, place.id, 'main')),
    ];
  if (round >= 0) return [heading(literal(say.yourPlace(place.host, place.place))), came(place, language)];
  return [
    paragraph(say.leaderlessYet(say.yourPlace(place.host, place.place))),
    buttons(button(placeButtons.accept, say.buttons.change, place.id)),
  ];
}

const came = ({ id }: Place, language: Language): Block =>
  buttons(button(placeButtons.came, words[language].buttons.came, id, 'main'));

/** What nobody covers, five of each, and roles that one can take. */
export function gapBlocks(open: DayGaps, language: Language): readonly Block[] {
  const say = words[language];
  const some = <T>(all: readonly T[], line: (each: T) => Text): Text[] => [
    ...all.slice(0, limits.shown).map(line),
    ...(all.length > limits.shown ? [say.more(all.length - limits.shown)] : []),
  ];
  const lines = [
    ...some(open.hubs, ({ hub, asked }) => say.gapHub(hub.name, asked)),
    ...some(open.places, ({ hub, place }) => say.gapPlace(hub.name, place)),
    ...some(open.leaderless, (place) => say.leaderless(place.host, place.place)),
    ...some(open.roles, ({ name }) => say.gapRole(name)),
  ];
  if (lines.length === 0) return [];
  return [heading(literal(say.gapsLead)), items(...lines), roleBlock(open.roles, undefined, language)];
}

/** Roles that are free, or this person’s own; `frees`: those of others too. */
export function roleBlock(
  roles: readonly DayRole[],
  personId: string | undefined,
  language: Language,
  frees = false,
): Block {
  const say = words[language];
  return buttons(
    ...roles
      .filter(({ takenById }) => frees || takenById === null || takenById === personId)
      .slice(0, frees ? limits.roles : limits.shown)
      .map(({ id, name, takenById }) => {
        if (takenById === null) return button(roleButtons.take, say.takeRole(name), id);
        const label = takenById === personId ? say.leaveRole(name) : say.freeRole(name);
        return button(roleButtons.leave, label, id);
      }),
  );
}
