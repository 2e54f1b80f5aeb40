import { and, eq } from 'drizzle-orm';
import { phrasesOf } from '#chat/index.ts';
import { type Kind, tellMany } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import { type Action, findAction } from './find.ts';
import { postMessage } from './post-message.ts';
import { readPost } from './read.ts';
import { action, actionCopy } from './tables.ts';
import { words } from './words.ts';

/** The post of an action in a channel, and what replaces it when the action changes. */
export const postKind: Kind = {
  name: 'action.post',
  lane: 2,
  quiet: 'ignore',
  unasked: false,
  about: phrasesOf(words)((say) => say.about.post),
  inChannels: true,
  keepFor: { days: 2 },
  async wanted(act, row) {
    if (row.edits !== null) return true;
    const one = await findAction(act, row.coalitionId, row.subject);
    return one?.state === 'posted';
  },
};

/** New numbers in the posts: they wait for everything else. */
export const numbersKind: Kind = {
  name: 'action.numbers',
  lane: 4,
  quiet: 'ignore',
  unasked: false,
  about: phrasesOf(words)((say) => say.about.numbers),
  inChannels: true,
  keepFor: { days: 2 },
};

/** Redraws every copy of an action. */
export async function changeCopies(act: Act, one: Action, kind: Kind = postKind): Promise<void> {
  const copies = await copiesOf(act, one);
  if (copies.length === 0) return;
  const begun = Temporal.Instant.compare(one.startsAt, act.now) <= 0;
  const message = postMessage(await readPost(act, one), begun);
  const occurrence = newId(act.now);
  await tellMany(
    act,
    kind,
    copies.map((deliveryId) => ({
      coalitionId: one.coalitionId,
      subject: one.id,
      occurrence,
      to: { kind: 'delivered', deliveryId },
      message,
    })),
  );
}

/** The deliveries that are the posts of an action. */
export async function copiesOf({ tx }: Pick<Act, 'tx'>, one: Action): Promise<readonly string[]> {
  const rows = await tx
    .select({ deliveryId: actionCopy.deliveryId })
    .from(actionCopy)
    .where(and(eq(actionCopy.actionId, one.id), eq(actionCopy.coalitionId, one.coalitionId)));
  return rows.flatMap(({ deliveryId }) => deliveryId ?? []);
}

/** The copies are drawn anew; once an action is cancelled, they stay as they are. */
export const countDue: Due = {
  name: 'action.count',
  table: action,
  id: action.id,
  dueAt: action.countAt,
  coalitionId: action.coalitionId,
  async carryOut(act, id) {
    const [one] = await act.tx
      .update(action)
      .set({ countAt: null, countedAt: act.now })
      .where(eq(action.id, id))
      .returning();
    if (one?.state === 'posted') await changeCopies(act, one, numbersKind);
  },
};
