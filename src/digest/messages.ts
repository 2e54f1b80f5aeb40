import {
  type Block,
  button,
  buttons,
  heading,
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import type { Coalition, DigestItem } from '#directory/index.ts';
import { digestButtons } from './buttons.ts';
import type { Composed } from './compose.ts';
import type { Plan } from './plan.ts';
import type { Digest } from './send.ts';
import type { Reader } from './tables.ts';
import { words } from './words.ts';

/** A digest: what to do next, then each part with its figures. */
export function digestMessage(
  { next, sections, since }: Composed & { readonly since: Temporal.Instant },
  coalition: Pick<Coalition, 'name'>,
  reader: Reader,
  language: Language,
): Message {
  const say = words[language];
  return message(
    next.length > 0 ? say.leadNext(reader, coalition.name, next.length) : say.lead(reader, coalition.name),
    next.length > 0 && heading(say.next),
    ...next.flatMap(itemBlocks),
    ...sections.flatMap(({ name, lead, items: some, more, blocks = [] }): Block[] => [
      heading(say.sections[name]),
      ...(lead ? [paragraph(lead)] : []),
      ...some.flatMap(itemBlocks),
      ...(more > 0 ? [note(say.more(more))] : []),
      ...blocks,
    ]),
    note(say.since(since)),
  );
}

function itemBlocks({ text, buttons: some = [] }: DigestItem): Block[] {
  return some.length === 0
    ? [items(text)]
    : [paragraph(text), buttons(...some.map((one) => ({ ...one, apart: true as const })))];
}

/** A digest as it would be sent now, to whoever asked for it only. */
export function previewMessage(
  composed: Composed & { readonly since: Temporal.Instant },
  coalition: Pick<Coalition, 'name'>,
  reader: Reader,
  language: Language,
): Message {
  const say = words[language];
  const isEmpty = composed.next.length + composed.sections.length === 0;
  if (isEmpty) return message(say.nothingToSay(reader), note(say.notSent));
  const shown = digestMessage(composed, coalition, reader, language);
  return { text: say.preview(reader), blocks: [paragraph(shown.text), ...shown.blocks] };
}

/** Whom a digest goes to, to be confirmed. */
export function confirmMessage(
  one: Digest,
  to: { readonly names: readonly string[]; readonly channel: boolean },
  language: Language,
): Message {
  const say = words[language];
  return message(
    to.channel ? say.sendsToChannel(one.reader) : say.sendsTo(one.reader, to.names),
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
  return message(say.waiting, buttons(button(digestButtons.undo, say.buttons.undo, one.id)));
}

/** When and where a digest comes. */
export function planMessage(plan: Plan, language: Language): Message {
  const say = words[language];
  const { reader, weekday, hour, zone, nextAt, channel } = plan;
  if (nextAt === null) return message(say.never(reader), note(say.neverNote));
  return message(
    say.planned(reader, say.weekdays[weekday - 1] ?? '', hour, zone, channel !== null),
    note(say.nextOne(nextAt)),
  );
}
