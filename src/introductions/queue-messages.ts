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
  strong,
  text,
} from '#chat/index.ts';
import { introButtons as press } from './buttons.ts';
import { limits } from './limits.ts';
import { type Names, whyText } from './messages.ts';
import { type Party, shownOrder } from './parties.ts';
import type { QueueItem } from './queue.ts';
import type { Ask, Introduction } from './tables.ts';
import { words } from './words.ts';

/** One item of the queue: who, why, and what a weaver can do. */
export function itemBlocks({ row }: QueueItem, party: Names, language: Language): readonly Block[] {
  const say = words[language];
  const [a, b] = shownOrder(party(row.firstId), party(row.secondId));
  return [
    paragraph(text`${strong(say.two(a, b))}. ${whyText(row.reasons, party, language)}`),
    ...(row.note === '' ? [] : [facts({ label: say.yourNote, value: literal(row.note) })]),
    ...(row.withWeaver ? [note(say.joins)] : []),
    buttons(
      button(press.offer, say.buttons.offer, row.id, 'main'),
      button(press.note, say.buttons.note, row.id),
      button(press.known, say.buttons.known, row.id),
      button(press.drop, say.buttons.drop, row.id),
      button(press.later, say.buttons.later, row.id),
    ),
  ];
}

/** The best of the week, for one weaver. */
export function bestMessage(given: {
  me: Party;
  items: readonly QueueItem[];
  more: number;
  asks: number;
  party: Names;
}): Message {
  const { me, items: best, more, asks, party } = given;
  const say = words[me.language];
  if (best.length === 0) return message(say.bestOnlyAsks(asks));
  return message(
    say.best(best.length),
    ...best.flatMap((item) => itemBlocks(item, party, me.language)),
    asks > 0 && note(say.asksOpen(asks)),
    more > 0 && note(say.queueMore(more)),
  );
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
