import { and, eq } from 'drizzle-orm';
import { closestLanguage, type Language, Refusal } from '#chat/index.ts';
import { tell } from '#delivery/index.ts';
import { type Act, type Feature, type JoinedContext, tables, writeAudit } from '#directory/index.ts';
import type { Due } from '#schedule/index.ts';
import { newId } from '#store/index.ts';
import type { Composed } from './compose.ts';
import { channelKind, operatorKind, weaverKind } from './kinds.ts';
import { digestMessage } from './messages.ts';
import { type Plan, planOf } from './plan.ts';
import { keepSaid, readDigest, scopeOf } from './read.ts';
import { type ReadBy, readersOf } from './readers.ts';
import { digest, type Reader } from './tables.ts';
import { words } from './words.ts';

export type Digest = typeof digest.$inferSelect;

/** How long sending can be undone, and how long it can be confirmed. */
const undoneFor = { seconds: 60 };
const askedFor = { hours: 1 };

/** Writes down that a digest is to be sent: at a moment, or once somebody has confirmed it. */
export async function askDigest(
  { tx, now }: Act,
  given: {
    readonly coalitionId: string;
    readonly reader: Reader;
    readonly madeById?: string;
    readonly sendsAt?: Temporal.Instant;
  },
): Promise<Digest> {
  const { sendsAt = null, madeById = null, ...of } = given;
  const state = sendsAt === null ? 'asked' : 'waiting';
  const [made] = await tx
    .insert(digest)
    .values({ id: newId(now), ...of, state, madeById, madeAt: now, sendsAt })
    .returning();
  if (!made) throw new Error('a digest was not made');
  return made;
}

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

/** One digest behind a button, locked. */
export async function digestBehind({ tx }: Pick<Act, 'tx'>, id: string): Promise<Digest | undefined> {
  const [found] = await tx.select().from(digest).where(eq(digest.id, id)).for('update');
  return found;
}

/** What is to be sent is written and sent: to each reader what is theirs, or into the channel of the plan. */
export const sendDue = (features: () => readonly Feature[]): Due => ({
  name: 'digest.send',
  table: digest,
  id: digest.id,
  dueAt: digest.sendsAt,
  coalitionId: digest.coalitionId,
  async carryOut(act, id) {
    const one = await digestBehind(act, id);
    if (one?.state !== 'waiting') return;
    await write(act, features(), one);
    await set(act, one, { state: 'sent', sendsAt: null });
  },
});

/** Tells each reader what is theirs, or the channel of the plan. Who has nothing to read is not written to. */
async function write(act: Act, features: readonly Feature[], one: Digest): Promise<void> {
  const [coalition] = await act.tx
    .select()
    .from(tables.coalition)
    .where(eq(tables.coalition.id, one.coalitionId));
  if (!coalition) return;
  const of = { coalitionId: one.coalitionId, subject: one.id };
  const { people, place } = await goesTo(act, one.coalitionId, one.reader);
  const read = async (by: ReadBy, language: Language) => {
    const given = { coalition, reader: one.reader, by, language, ...(place && { inChannel: true as const }) };
    const composed = await readDigest(act, features, given);
    return { composed, message: digestMessage(composed, coalition, one.reader, language) };
  };
  if (place) {
    const [by] = people;
    if (!by) return;
    const { composed, message } = await read({ ...by, zone: place.plan.zone }, closestLanguage('en'));
    if (composed.sections.length + composed.next.length === 0) return;
    const to = { kind: 'channel', spaceId: place.spaceId, channel: place.channel } as const;
    await tell(act, channelKind, { ...of, to, message });
    return await keepSaid(act, one.coalitionId, scopeOf(one.reader, by.personId), composed);
  }
  // Operators read the same: what one of them was told first is not left out for the next.
  const said = new Map<string, Composed>();
  for (const by of people) {
    const { composed, message } = await read(by, by.language);
    if (composed.sections.length + composed.next.length === 0) continue;
    const kind = one.reader === 'operator' ? operatorKind : weaverKind;
    await tell(act, kind, { ...of, to: { kind: 'person', personId: by.personId }, message });
    said.set(scopeOf(one.reader, by.personId), composed);
  }
  for (const [scope, told] of said) await keepSaid(act, one.coalitionId, scope, told);
}

/** Whom a digest goes to: those who hold the role, or the channel of its plan. */
export async function goesTo(
  act: Pick<Act, 'tx'>,
  coalitionId: string,
  reader: Reader,
): Promise<{
  readonly people: readonly ReadBy[];
  readonly place: { readonly spaceId: string; readonly channel: string; readonly plan: Plan } | undefined;
}> {
  const plan = await planOf(act, coalitionId, reader);
  const people = await readersOf(act, coalitionId, reader);
  const isChannel = reader === 'operator' && plan?.spaceId && plan.channel;
  return {
    people,
    place:
      isChannel && plan.spaceId && plan.channel
        ? { spaceId: plan.spaceId, channel: plan.channel, plan }
        : undefined,
  };
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
