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
  quote,
} from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { dayButtons, placeButtons } from './buttons.ts';
import type { Called } from './called.ts';
import { entryOf } from './entry.ts';
import type { Eventless } from './events.ts';
import { type Day, mayChange } from './find.ts';
import { type DayGaps, type Holding, type Hosting, type Place, speaksFor } from './held.ts';
import { gapBlocks, roleBlock } from './letter-messages.ts';
import { limits } from './limits.ts';
import { ask, by, held, placeFacts, when, whenText } from './message-parts.ts';
import type { DayResult } from './numbers.ts';
import { cancelledDay } from './post-messages.ts';
import type { Tally } from './tally.ts';
import { words } from './words.ts';

/** A day as one person sees it. */
export function detailsMessage(
  context: JoinedContext,
  one: Called,
  given: {
    readonly holding: Holding;
    readonly tally: Tally;
    /** of those who lead places, by place, names that this person may read */
    readonly leads: ReadonlyMap<string, string>;
    /** of those who took roles, names, for who may change the day */
    readonly holders: ReadonlyMap<string | null, string>;
    /** what this person is shown of what is uncovered */
    readonly open: DayGaps | undefined;
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
  const { holding, tally, leads, holders, open, watches, hasBegun, isOver, eventless } = given;
  if (one.state === 'cancelled') return cancelledDay(one, language);
  const hosting = holding.places.filter(({ state }) => state === 'hosting');
  const lines = hosting
    .slice(0, limits.lines)
    .map(({ id, host, hub, place, what }) => say.placeLine(host, hub?.name, place, what, leads.get(id)));
  const isOwn = (place: Place) => place.leadId === person.id || speaksFor(context, place);
  const own = hosting.filter(isOwn).slice(0, limits.places);
  const isTheirs = mayChange(context, one);
  const others = isTheirs ? hosting.filter((place) => !isOwn(place)) : [];
  return message(
    say.named(one.name),
    one.hidden !== undefined && paragraph(say.hidden),
    one.hidden !== undefined && quote(one.hidden),
    facts(when(one, language), ask(one, language), by(one, language), ...held(holding, isOver, language)),
    lines.length > 0 && heading(literal(say.placesLead)),
    items(...lines, ...(hosting.length > lines.length ? [say.more(hosting.length - lines.length)] : [])),
    tally.total && paragraph(say.tally(one.name, tally.total)),
    holding.roles.length > 0 && heading(literal(say.rolesLead)),
    items(
      ...holding.roles.map(({ name, takenById }) =>
        say.roleLine(name, takenById !== null, holders.get(takenById)),
      ),
    ),
    !isOver && roleBlock(holding.roles, person.id, language, isTheirs),
    ...own.map((place) =>
      buttons(
        !isOver && button(placeButtons.confirm, say.buttons.confirm, place.id),
        hasBegun && button(placeButtons.came, say.buttons.came, place.id),
        !isOver && place.leadId === person.id && button(placeButtons.release, say.buttons.release, place.id),
        !isOver && speaksFor(context, place) && button(placeButtons.withdraw, say.buttons.withdraw, place.id),
      ),
    ),
    !isOver && buttons(...newest(others).map((place) => withdrawing(place, language))),
    // Its roles stand above, with who may take them.
    ...(open && !isOver ? gapBlocks({ ...open, roles: [] }, language) : []),
    ...(isTheirs && !isOver
      ? eventless.map(({ space, refusal }) => note(say.noEvent(one.name, space, refusal)))
      : []),
    !isOver &&
      buttons(
        button(dayButtons.host, say.buttons.host, one.id),
        watches && button(dayButtons.ask, say.buttons.ask, one.id),
        button(dayButtons.calendar, say.buttons.calendar, one.id),
        isTheirs && button(dayButtons.edit, say.buttons.edit, one.id),
        isTheirs && button(dayButtons.cancel, say.buttons.cancel, one.id, 'danger'),
      ),
  );
}

/** What was hosted last: who may change the day can take back what is not to stand there. */
const newest = (places: readonly Place[]): readonly Place[] =>
  places
    .toSorted((a, b) => (b.hostedAt?.epochMilliseconds ?? 0) - (a.hostedAt?.epochMilliseconds ?? 0))
    .slice(0, limits.shown);

const withdrawing = ({ id, host, place }: Place, language: Language) => {
  const say = words[language];
  return button(placeButtons.withdraw, say.withdrawPlace(say.yourPlace(host, place)), id);
};

/** Some of so many days in a list, each with a way to it. */
export function listMessage(days: readonly Called[], count: number, language: Language): Message {
  const say = words[language];
  if (days.length === 0) return message(say.listNone);
  return message(
    say.list(count),
    ...days.flatMap((one) => [
      paragraph(say.line(one.name, one.by, whenText(one, language))),
      buttons(button(dayButtons.details, say.buttons.details, one.id)),
    ]),
    count > days.length && paragraph(say.more(count - days.length)),
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
