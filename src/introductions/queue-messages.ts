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
  strong,
  type Text,
  text,
} from '#chat/index.ts';
import { introButtons as press } from './buttons.ts';
import { limits } from './limits.ts';
import { type Names, whyText } from './messages.ts';
import { shownOrder } from './parties.ts';
import type { QueueItem } from './queue.ts';
import type { Ask, Introduction, Queued } from './tables.ts';
import { words } from './words.ts';

/** One item of the queue: who, why, and what a weaver can do. */
export function itemBlocks({ row }: QueueItem, party: Names, language: Language): readonly Block[] {
  const say = words[language];
  return [
    paragraph(itemText(row, party, language)),
    ...(row.note === '' ? [] : [facts({ label: say.yourNote, value: literal(row.note) })]),
    ...(row.withWeaver ? [note(say.joins)] : []),
    buttons(...itemButtons(row, language)),
  ];
}

/** Two people who might be introduced, and why. */
export function itemText({ firstId, secondId, reasons }: Queued, party: Names, language: Language): Text {
  const [a, b] = shownOrder(party(firstId), party(secondId));
  return text`${strong(words[language].two(a, b))}. ${whyText(reasons, party, language)}`;
}

/** What a weaver can do with them. */
export function itemButtons({ id }: Queued, language: Language): readonly Button[] {
  const say = words[language].buttons;
  return [
    button(press.offer, say.offer, id, 'main'),
    button(press.note, say.note, id),
    button(press.known, say.known, id),
    button(press.drop, say.drop, id),
    button(press.later, say.later, id),
  ];
}

/** What a weaver has open, and how it went lately. */
export interface WeaverTally {
  readonly open: readonly Introduction[];
  readonly introduced: number;
  readonly lapsed: number;
}

/** The queue as one weaver sees it, after a line about what they just did. */
export function queueMessage(given: {
  lead?: Message['text'];
  items: readonly QueueItem[];
  more: number;
  without: readonly Ask[];
  tally: WeaverTally;
  party: Names;
  language: Language;
}): Message {
  const { items: shown, more, without, tally, party, language } = given;
  const say = words[language];
  const first = shown.length > 0 ? say.queue(shown.length) : more > 0 ? say.queueHeld : say.queueEmpty;
  const asks = without
    .slice(0, limits.best)
    .map((one) => say.askWithout(party(one.personId).name, one.words));
  return message(
    given.lead ?? first,
    given.lead !== undefined && paragraph(first),
    ...shown.flatMap((item) => itemBlocks(item, party, language)),
    shown.length > 0 && more > 0 && note(say.queueMore(more)),
    items(...asks),
    ...tallyBlocks(tally, party, language),
  );
}

function tallyBlocks(
  { open, introduced, lapsed }: WeaverTally,
  party: Names,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const lines = open
    .slice(0, 5)
    .map((one) =>
      say.yourOffer(...shownOrder(party(one.firstId), party(one.secondId)), one.lapsesAt ?? one.offeredAt),
    );
  return [
    ...(lines.length > 0 ? [heading(say.yourOffers), items(...lines)] : []),
    ...(introduced + lapsed > 0 ? [note(say.yourCounts(introduced, lapsed))] : []),
  ];
}
