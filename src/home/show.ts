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
import { bundledFor, unreachedFor } from '#delivery/index.ts';
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
  const missed = (await missedBy(context, features)).filter((one) => !isBeside(one.message));
  const count = late.length + missed.length + waiting.length;
  if (count === 0) return message(say.nothing, paragraph(say.first));
  const blocks: Block[] = [
    ...late.flatMap(({ answer }) => [
      note(literal(say.late)),
      paragraph(answer.message.text),
      ...apart(answer.message.blocks),
    ]),
    ...missed.flatMap((one) => [
      note(literal(say[one.why])),
      paragraph(one.message.text),
      ...apart(one.message.blocks),
    ]),
    ...waiting
      .slice(0, shown)
      .flatMap((one) => [paragraph(one.text), ...apart([buttons(...(one.buttons ?? []))])]),
  ];
  return message(say.waits(count), ...blocks);
}

interface Missed {
  readonly message: Message;
  readonly why: 'unreached' | 'bundled';
}

/** Messages that could not reach the person, then those that wait for their bundle. */
async function missedBy(context: JoinedContext, features: readonly Feature[]): Promise<readonly Missed[]> {
  const kinds = features.flatMap((feature) => feature.kinds ?? []);
  const since = context.now.subtract({ hours: 7 * 24 });
  const unreached = await unreachedFor(context.tx, context.person.id, since);
  const bundled = await bundledFor(context.tx, context.person.id, context.now);
  return [
    ...(await stillWanted(context, kinds, unreached)).map(
      ({ message }) => ({ message, why: 'unreached' }) as const,
    ),
    ...(await stillWanted(context, kinds, bundled)).map(
      ({ message }) => ({ message, why: 'bundled' }) as const,
    ),
  ];
}

/** Whether a message asks for something that is among what waits: it is not shown twice. */
function isAmong(waiting: readonly Waiting[]): (message: Message) => boolean {
  const deed = ({ press, subject = '' }: Button) => `${press} ${subject}`;
  const asked = new Set(waiting.flatMap((one) => (one.buttons ?? []).map(deed)));
  return ({ blocks }) =>
    blocks.some((block) => block.kind === 'buttons' && block.buttons.some((one) => asked.has(deed(one))));
}
