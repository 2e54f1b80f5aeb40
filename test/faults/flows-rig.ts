import { and, eq } from 'drizzle-orm';
import { literal, message } from '#chat/index.ts';
import { type Act, type Kind, tell, withdraw } from '#delivery/index.ts';
import { delivery } from '#delivery/tables.ts';
import { channelsOf, command, type Feature, type JoinedContext, joined } from '#directory/index.ts';
import { newId } from '#store/index.ts';

/** What no feature does yet and delivery promises all the same: posts in a channel, their edits, what is taken back. */
export const noticeKind: Kind = {
  name: 'rig.notice',
  lane: 3,
  quiet: 'ignore',
  unasked: false,
  about: { en: 'notices of the sweep' },
  keepFor: { days: 8 },
};

const editKind: Kind = { ...noticeKind, name: 'rig.edit' };
const laterKind: Kind = { ...noticeKind, name: 'rig.later', lane: 4 };

/** Posts a notice in the space's channel, to whoever typed it as well, and writes one that is not due for a day. */
async function post(context: JoinedContext): Promise<void> {
  const { coalition, space, person, now } = context;
  if (!space) throw new Error('typed nowhere');
  const channel = (await channelsOf(context.tx, space.id)).introductions?.channel ?? '';
  const subject = coalition.id;
  const to = [
    { kind: 'channel', spaceId: space.id, channel },
    { kind: 'person', personId: person.id },
  ] as const;
  for (const each of to)
    await tell(context, noticeKind, {
      ...{ coalitionId: coalition.id, subject, to: each },
      message: message(literal('The hall opens at nine.')),
    });
  await tell(context, laterKind, {
    ...{ coalitionId: coalition.id, subject, to: { kind: 'person', personId: person.id } },
    message: message(literal('Bring a chair.')),
    dueAt: now.add({ hours: 24 }),
  });
}

/** Corrects every notice there is, twice: only the second correction is to be seen. */
async function edit(context: JoinedContext): Promise<void> {
  for (const words of ['The hall opens at ten.', 'The hall opens at eleven.'])
    for (const { id } of await noticesOf(context, context.coalition.id))
      await tell(context, editKind, {
        coalitionId: context.coalition.id,
        subject: id,
        occurrence: newId(context.now),
        to: { kind: 'delivered', deliveryId: id },
        message: message(literal(words)),
      });
}

async function noticesOf({ tx }: Act, coalitionId: string) {
  return await tx
    .select({ id: delivery.id })
    .from(delivery)
    .where(and(eq(delivery.coalitionId, coalitionId), eq(delivery.kind, noticeKind.name)));
}

/** A feature for the sweep alone. */
export const rig: Feature = {
  name: 'rig',
  commands: (
    [
      ['post', post],
      ['edit', edit],
      ['withdraw', (context) => withdraw(context, { subject: context.coalition.id, kinds: [laterKind] })],
    ] satisfies [string, (context: JoinedContext) => Promise<unknown>][]
  ).map(([verb, run]) =>
    command({
      topic: 'rig',
      verb,
      about: { en: `For the sweep: ${verb}` },
      example: `rig ${verb}`,
      may: 'joined',
      async run(context) {
        await run(joined(context));
        return message(literal('Done.'));
      },
    }),
  ),
  presses: {},
  kinds: [noticeKind, editKind, laterKind],
};
