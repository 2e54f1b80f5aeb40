import { and, eq } from 'drizzle-orm';
import { closestLanguage, Refusal } from '#chat/index.ts';
import { type Kind, type Recipient, tell } from '#delivery/index.ts';
import {
  type Act,
  type Feature,
  isSomewhere,
  type JoinedContext,
  tables,
  writeAudit,
} from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import type { Digest } from './ask.ts';
import { isEmpty } from './compose.ts';
import { goesTo } from './goes-to.ts';
import { aboutWhom, channelKind, operatorKind, weaverKind } from './kinds.ts';
import { digestMessage } from './messages.ts';
import { askOnce } from './once.ts';
import { keepSaid, type ReadBySome, readDigest, scopeOf } from './read.ts';
import { digest } from './tables.ts';
import { words } from './words.ts';

/** How long sending can be undone, and how long it can be confirmed. */
const undoneFor = { seconds: 60 };
const askedFor = { hours: 1 };
/** What is later than this is skipped: the next one comes soon. */
export const latest = { hours: 24 * 3 };

/** Confirms a digest: it goes out in a minute. A Refusal where that was too long ago, or it is on its way. */
export async function confirmDigest(context: JoinedContext, one: Digest): Promise<Digest> {
  const isFresh = Temporal.Instant.compare(one.madeAt.add(askedFor), context.now) > 0;
  if (one.state !== 'asked' || !isFresh) throw new Refusal(words[context.language].askedTooLongAgo);
  await writeAudit(context, {
    ...{ coalitionId: one.coalitionId, personId: context.person.id, act: 'digest.sent', subject: one.id },
    detail: { reader: one.reader },
  });
  return await set(context, one, { state: 'waiting', sendsAt: context.now.add(undoneFor) });
}

/** Takes sending back within its minute. */
export async function undoDigest(context: JoinedContext, one: Digest): Promise<Digest> {
  if (one.state !== 'waiting') throw new Refusal(words[context.language].tooLateToUndo);
  return await set(context, one, { state: 'undone', sendsAt: null });
}

/** A digest that was only asked for is not to be sent any more. */
export async function leaveDigest(context: JoinedContext, one: Digest): Promise<void> {
  if (one.state === 'asked') await set(context, one, { state: 'undone' });
}

/** One digest behind a button, locked. */
export async function digestBehind({ tx }: Pick<Act, 'tx'>, id: string): Promise<Digest | undefined> {
  const [found] = await tx.select().from(digest).where(eq(digest.id, id)).for('update');
  return found;
}

/**
 * What is to be sent is written and sent: to each reader what is theirs, or into the channel of the plan. What an outage
 * kept for three days is not sent any more.
 */
export const sendDue = (features: () => readonly Feature[]): Due => ({
  name: 'digest.send',
  table: digest,
  id: digest.id,
  dueAt: digest.sendsAt,
  coalitionId: digest.coalitionId,
  where: isSomewhere(digest.coalitionId),
  async carryOut(act, id) {
    const one = await digestBehind(act, id);
    if (one?.state !== 'waiting' || !one.sendsAt) return;
    const isLate = Temporal.Instant.compare(one.sendsAt.add(latest), act.now) <= 0;
    if (!isLate) await write(act, features(), one);
    await set(act, one, { state: isLate ? 'undone' : 'sent', sendsAt: null });
  },
});

/** A digest is deleted a year after it was made. */
export const forgetDue: Due = {
  name: 'digest.forget',
  table: digest,
  id: digest.id,
  dueAt: digest.madeAt,
  after: { hours: 24 * 365 },
  coalitionId: digest.coalitionId,
  async carryOut({ tx }, id) {
    await tx.delete(digest).where(eq(digest.id, id));
  },
};

/** Tells each reader what is theirs, or the channel of the plan. Who has nothing to read is not written to. */
async function write(act: Act, features: readonly Feature[], one: Digest): Promise<void> {
  const { id: subject, coalitionId, reader } = one;
  const { coalition: coalitions } = tables;
  // Of two due at once the second reads what the first has said.
  const [coalition] = await act.tx
    .select()
    .from(coalitions)
    .where(eq(coalitions.id, coalitionId))
    .for('no key update');
  if (!coalition) return;
  const { people, place } = await goesTo(act, coalitionId, reader);
  const asks = askOnce();
  const sendTo = async (by: ReadBySome, to: Recipient, kind: Kind) => {
    const language = by.language ?? people[0]?.language ?? closestLanguage(undefined);
    const composed = await readDigest(act, features, { coalition, reader, by, language }, asks);
    const inChannel = by.personId === undefined;
    const message = digestMessage(composed, coalition, { reader, inChannel }, language);
    if (!isEmpty(composed))
      await tell(act, kind, { coalitionId, subject, to, message, occurrence: aboutWhom(by) });
    // What went is news when it comes back, though nobody was written to.
    await keepSaid(act, coalitionId, scopeOf(reader, by.personId), composed);
  };
  if (place) {
    const { spaceId, channel, zone } = place;
    return await sendTo({ zone }, { kind: 'channel', spaceId, channel }, channelKind);
  }
  const kind = reader === 'operator' ? operatorKind : weaverKind;
  for (const by of people) await sendTo(by, { kind: 'person', personId: by.personId }, kind);
}

async function set(
  { tx }: Pick<Act, 'tx'>,
  one: Digest,
  changes: Partial<typeof digest.$inferInsert>,
): Promise<Digest> {
  const [changed] = await tx
    .update(digest)
    .set(changes)
    .where(and(eq(digest.id, one.id), eq(digest.coalitionId, one.coalitionId)))
    .returning();
  return changed ?? one;
}
