import {
  type Block,
  button,
  buttons,
  heading,
  items,
  joined,
  type Language,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import type { Coalition, DigestItem } from '#directory/index.ts';
import type { Digest } from './ask.ts';
import { digestButtons } from './buttons.ts';
import { type Composed, type ComposedSection, isEmpty } from './compose.ts';
import type { GoesTo } from './goes-to.ts';
import type { Plan } from './plan.ts';
import type { Reader } from './tables.ts';
import { words } from './words.ts';

/** Whose digest, and whether nobody in particular reads it. */
interface ReadIn {
  readonly reader: Reader;
  readonly inChannel: boolean;
}

/** A digest: what to do next, then each part with its figures. */
export function digestMessage(
  {
    next,
    sections,
    stillOpen = 0,
    since,
  }: Pick<Composed, 'next' | 'sections'> & Partial<Composed> & { readonly since: Temporal.Instant },
  coalition: Pick<Coalition, 'name'>,
  { reader, inChannel }: ReadIn,
  language: Language,
): Message {
  const say = words[language];
  return message(
    next.length > 0 ? say.leadNext(coalition.name, next.length, inChannel) : say.lead(reader, coalition.name),
    next.length > 0 && heading(say.next),
    ...next.flatMap(pressedBlocks),
    ...sections.flatMap((section) => sectionBlocks(section, language)),
    stillOpen > 0 && note(say.stillOpen(stillOpen)),
    note(say.since(since)),
  );
}

/** As few blocks as can be: what is only read is one list, and how many more there are stands at its end or in the lead. */
function sectionBlocks(
  { name, lead, items: some, more, blocks = [] }: ComposedSection,
  language: Language,
): readonly Block[] {
  const say = words[language];
  const isPressed = ({ buttons: presses = [] }: DigestItem) => presses.length > 0;
  const read = some.filter((item) => !isPressed(item)).map(({ text }) => text);
  // How many pairs are in the queue is what their lead says.
  const isCounted = more > 0 && name !== 'suggestions';
  const bare = isCounted && read.length === 0 ? [say.didNotFit(more, name)] : [];
  return [
    heading(say.sections[name]),
    paragraph(joined([...(lead ? [lead] : []), ...bare], ' ')),
    ...some.filter(isPressed).flatMap(pressedBlocks),
    items(...read, ...(isCounted && read.length > 0 ? [say.more(more, name)] : [])),
    ...blocks,
  ];
}

function pressedBlocks({ text, buttons: some = [] }: DigestItem): Block[] {
  return [paragraph(text), buttons(...some.map((one) => ({ ...one, apart: true as const })))];
}

/** A digest as it would be sent now, to whoever asked for it only. */
export function previewMessage(
  composed: Composed & { readonly since: Temporal.Instant },
  coalition: Pick<Coalition, 'name'>,
  to: ReadIn,
  language: Language,
): Message {
  const say = words[language];
  if (isEmpty(composed)) {
    const open = composed.stillOpen;
    return message(say.nothingToSay(to.reader), open > 0 && note(say.stillOpen(open)), note(say.notSent));
  }
  const shown = digestMessage(composed, coalition, to, language);
  return { text: say.preview(to.reader), blocks: [paragraph(shown.text), ...shown.blocks] };
}

/** Whom a digest goes to, to be confirmed. */
export function confirmMessage(
  one: Digest,
  { people, place, obstacle }: GoesTo,
  language: Language,
): Message {
  const say = words[language];
  const names = people.map(({ name }) => name);
  return message(
    place ? say.sendsToChannel(one.reader, place.called, place.space) : say.sendsTo(one.reader, names),
    obstacle !== undefined && paragraph(say.channelBad(obstacle.space, obstacle.why)),
    buttons(
      button(digestButtons.send, say.buttons.send, one.id, 'main'),
      button(digestButtons.not, say.buttons.not, one.id),
    ),
    note(say.minute),
  );
}

/** A digest on its way. */
export function waitingMessage(one: Digest, language: Language): Message {
  const say = words[language];
  return message(
    say.waiting(one.sendsAt ?? one.madeAt),
    buttons(button(digestButtons.undo, say.buttons.undo, one.id)),
  );
}

/** When and where a digest comes. */
export function planMessage(plan: Plan, language: Language): Message {
  const say = words[language];
  const { reader, weekday, hour, zone, nextAt, channel } = plan;
  if (nextAt === null) return message(say.never(reader), note(say.neverNote(reader)));
  return message(
    say.planned(reader, say.weekdays[weekday - 1] ?? '', hour, zone, channel !== null),
    note(say.nextOne(nextAt, zone)),
  );
}
