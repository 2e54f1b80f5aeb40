import {
  apart,
  type Block,
  type Button,
  buttons,
  literal,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import { type Bundled, bundledFor, unreachedFor } from '#delivery/index.ts';
import type { Feature, JoinedContext, Waiting } from '#directory/index.ts';
import { takeWaiting } from '#inbox/index.ts';
import { stillWanted } from './bundle.ts';
import { words } from './words.ts';

/** At most this many things are shown; the rest is counted. */
const shown = 8;

/** A person's home: late answers first, then messages that could not reach them, then what each feature says waits. */
export async function showHome(context: JoinedContext, features: readonly Feature[]): Promise<Message> {
  const say = words[context.language];
  const taken = await takeWaiting(context, {
    platform: context.platform,
    account: context.sender.account,
    tenant: context.space?.tenant ?? '',
  });
  const waiting: Waiting[] = [];
  for (const feature of features) waiting.push(...((await feature.waits?.(context)) ?? []));
  waiting.sort((a, b) => Temporal.Instant.compare(a.since, b.since));
  const isBeside = isAmong(waiting);
  const late = taken.filter(({ answer }) => !isBeside(answer.message));
  const unreached = (await unreachedFrom(context, features)).filter((one) => !isBeside(one.message));
  const count = late.length + unreached.length + waiting.length;
  if (count === 0) return message(say.nothing, paragraph(say.first));
  const blocks: Block[] = [
    ...late.flatMap(({ answer }) => [
      note(literal(say.late)),
      paragraph(answer.message.text),
      ...apart(answer.message.blocks),
    ]),
    ...unreached.flatMap((one) => [
      note(literal(say.unreached)),
      paragraph(one.message.text),
      ...apart(one.message.blocks),
    ]),
    ...waiting
      .slice(0, shown)
      .flatMap((one) => [paragraph(one.text), ...apart([buttons(...(one.buttons ?? []))])]),
  ];
  return message(say.waits(count), ...blocks);
}

/** Messages that could not reach the person, or wait for their bundle. */
async function unreachedFrom(
  context: JoinedContext,
  features: readonly Feature[],
): Promise<readonly Bundled[]> {
  const kinds = features.flatMap((feature) => feature.kinds ?? []);
  return await stillWanted(context, kinds, [
    ...(await unreachedFor(context.tx, context.person.id, context.now.subtract({ hours: 7 * 24 }))),
    ...(await bundledFor(context.tx, context.person.id, context.now)),
  ]);
}

/** Whether a message asks for something that is among what waits: it is not shown twice. */
function isAmong(waiting: readonly Waiting[]): (message: Message) => boolean {
  const deed = ({ press, subject = '' }: Button) => `${press} ${subject}`;
  const asked = new Set(waiting.flatMap((one) => (one.buttons ?? []).map(deed)));
  return ({ blocks }) =>
    blocks.some((block) => block.kind === 'buttons' && block.buttons.some((one) => asked.has(deed(one))));
}
