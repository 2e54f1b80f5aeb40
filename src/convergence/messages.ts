import {
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
} from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { dayButtons, placeButtons } from './buttons.ts';
import { entryOf } from './entry.ts';
import type { Eventless } from './events.ts';
import { type Day, mayChange } from './find.ts';
import { gaps, type Holding, type Hosting, speaksFor } from './held.ts';
import { gapBlocks, roleBlock } from './letter-messages.ts';
import { limits } from './limits.ts';
import { ask, held, placeFacts, when, whenText } from './message-parts.ts';
import type { DayResult } from './numbers.ts';
import { cancelledDay } from './post-messages.ts';
import type { Tally } from './tally.ts';
import { words } from './words.ts';

/** A day as one person sees it. */
export function detailsMessage(
  context: JoinedContext,
  one: Day,
  given: {
    readonly holding: Holding;
    readonly tally: Tally;
    /** of those who lead places, names that everybody may read */
    readonly leads: ReadonlyMap<string | null, string>;
    /** this person looks after coverage */
    readonly watches: boolean;
    /** somewhere on earth it has begun, and everywhere it is over */
    readonly hasBegun: boolean;
    readonly isOver: boolean;
    /** spaces in which its event was refused, and why */
    readonly eventless: readonly Eventless[];
  },
): Message {
  const { language, person } = context;
  const say = words[language];
  const { holding, tally, leads, watches, hasBegun, isOver, eventless } = given;
  if (one.state === 'cancelled') return cancelledDay(one, language);
  const hosting = holding.places.filter(({ state }) => state === 'hosting');
  const lines = hosting
    .slice(0, limits.lines)
    .map(({ host, hub, place, what, leadId }) =>
      say.placeLine(host, hub?.name, place, what, leads.get(leadId)),
    );
  const own = hosting
    .filter((place) => place.leadId === person.id || speaksFor(context, place))
    .slice(0, limits.places);
  return message(
    say.named(one.name),
    facts(when(one, language), ask(one, language), ...held(holding, isOver, language)),
    lines.length > 0 && heading(literal(say.placesLead)),
    items(...lines, ...(hosting.length > lines.length ? [say.more(hosting.length - lines.length)] : [])),
    tally.total && paragraph(say.tally(one.name, tally.total)),
    holding.roles.length > 0 && heading(literal(say.rolesLead)),
    items(...holding.roles.map(({ name, takenById }) => say.roleLine(name, takenById !== null))),
    !isOver && roleBlock(holding.roles, person.id, language),
    ...own.map((place) =>
      buttons(
        !isOver && button(placeButtons.confirm, say.buttons.confirm, place.id),
        hasBegun && button(placeButtons.came, say.buttons.came, place.id),
        !isOver && place.leadId === person.id && button(placeButtons.release, say.buttons.release, place.id),
        !isOver && speaksFor(context, place) && button(placeButtons.withdraw, say.buttons.withdraw, place.id),
      ),
    ),
    // Its roles stand above, with who may take them.
    ...(watches && !isOver ? gapBlocks({ ...gaps(holding), roles: [] }, language) : []),
    ...(mayChange(context, one) && !isOver
      ? eventless.map(({ space, refusal }) => note(say.noEvent(one.name, space, refusal)))
      : []),
    !isOver &&
      buttons(
        button(dayButtons.host, say.buttons.host, one.id),
        watches && button(dayButtons.ask, say.buttons.ask, one.id),
        button(dayButtons.calendar, say.buttons.calendar, one.id),
        mayChange(context, one) && button(dayButtons.edit, say.buttons.edit, one.id),
        mayChange(context, one) && button(dayButtons.cancel, say.buttons.cancel, one.id, 'danger'),
      ),
  );
}

/** Days in a list, each with a way to it. */
export function listMessage(days: readonly Day[], language: Language): Message {
  const say = words[language];
  if (days.length === 0) return message(say.listNone);
  return message(
    say.list(days.length),
    ...days.flatMap((one) => [
      paragraph(say.line(one.name, whenText(one, language))),
      buttons(button(dayButtons.details, say.buttons.details, one.id)),
    ]),
  );
}

/** A place holds the day now. */
export function hostedMessage(one: Day, place: Hosting, zone: string, language: Language): Message {
  const say = words[language];
  return message(
    say.hosted(one.name, place.place),
    facts(when(one, language), ...placeFacts(place, language)),
    note(say.hostedNote),
    buttons(
      button(placeButtons.withdraw, say.buttons.withdraw, place.id),
      button(dayButtons.details, say.buttons.details, one.id),
    ),
    calendar(entryOf(one, zone)),
  );
}

/** A number was kept. */
export function cameMessage(
  one: Day,
  result: DayResult,
  before: DayResult | undefined,
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.came(result.count, one.name, result.final),
    before && note(say.cameBefore(before.count)),
  );
}

/** A day for one’s own calendar. */
export function calendarMessage(
  one: Day,
  zone: string,
  address: string | undefined,
  language: Language,
): Message {
  const say = words[language];
  return message(
    say.calendar(one.name),
    facts(
      when(one, language),
      ...(address === undefined ? [] : [{ label: say.facts.address, value: say.address(address) }]),
    ),
    note(say.calendarNote),
    calendar(entryOf(one, zone)),
  );
}
