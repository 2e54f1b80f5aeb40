import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Message } from '#chat/index.ts';
import { arrivedOf, type Telling, tellMany } from '#delivery/index.ts';
import type { Act } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { called } from './called.ts';
import { type Day, isHidden, overAt } from './find.ts';
import { spanIn } from './hours.ts';
import { postKind } from './kinds.ts';
import { postMessage } from './post-messages.ts';
import type { DaySpace } from './spaces.ts';
import { dayCopy } from './tables.ts';

export type Copy = typeof dayCopy.$inferSelect;

/** The announcement of a day in each space that has a channel for it. */
export async function announce(act: Act, one: Day, spaces: readonly DaySpace[]): Promise<void> {
  const message = postMessage(await called(act, one), 'en');
  const posted = spaces.flatMap(({ id: spaceId, channel, zone }) =>
    channel === undefined ? [] : [{ spaceId, channel, zone }],
  );
  const ids = await tellMany(
    act,
    postKind,
    posted.map(
      ({ spaceId, channel, zone }): Telling => ({
        ...{ coalitionId: one.coalitionId, subject: one.id, occurrence: 'announced', message },
        ...{ to: { kind: 'channel', spaceId, channel }, expiresAt: spanIn(one, zone).until },
      }),
    ),
  );
  // They come back in the order in which they were written; none was told before.
  if (ids.length !== posted.length) throw new Error('a day was announced twice');
  await keepCopies(
    act,
    one,
    spaces.map(({ id: spaceId }) => ({
      spaceId,
      postId: ids[posted.findIndex((to) => to.spaceId === spaceId)] ?? null,
    })),
  );
}

/** Keeps what stands of a day in some spaces; without a post, that there is none. */
export async function keepCopies(
  { tx }: Act,
  { id: dayId, coalitionId }: Day,
  copies: readonly Pick<Copy, 'spaceId' | 'postId'>[],
): Promise<void> {
  if (copies.length === 0) return;
  await tx
    .insert(dayCopy)
    .values(copies.map((copy) => ({ ...copy, dayId, coalitionId })))
    .onConflictDoUpdate({
      target: [dayCopy.dayId, dayCopy.spaceId],
      set: { postId: sql`excluded.post_id` },
    });
}

/** Draws the announcements of a day anew, as it is now. */
export async function changeCopies(act: Act, one: Day): Promise<void> {
  const copies = (await copiesOf(act, one)).flatMap(({ postId }) => postId ?? []);
  const message = postMessage(await called(act, one), 'en');
  const occurrence = newId(act.now);
  await tellMany(
    act,
    postKind,
    copies.map((deliveryId) => ({
      ...{ coalitionId: one.coalitionId, subject: one.id, occurrence, message },
      to: { kind: 'delivered', deliveryId },
      // A row is kept until its last change may go out: it is to be found again when the day has moved far ahead.
      ...(one.state === 'planned' && { expiresAt: overAt(one) }),
    })),
  );
}

/**
 * Posts something new about a day in every channel that has its announcement, once; one that waits says it itself. Of a day
 * that operators hid nothing is posted.
 */
export async function postEverywhere(
  act: Act,
  one: Day,
  spaces: readonly DaySpace[],
  occurrence: string,
  message: Message,
): Promise<void> {
  if (await isHidden(act, one)) return;
  const copies = await copiesOf(act, one);
  const arrived = await arrivedOf(
    act.tx,
    copies.flatMap(({ postId }) => postId ?? []),
  );
  const announced = new Set(
    copies.filter(({ postId }) => postId !== null && arrived.has(postId)).map(({ spaceId }) => spaceId),
  );
  await tellMany(
    act,
    postKind,
    spaces.flatMap(({ id: spaceId, channel }): Telling[] =>
      channel === undefined || !announced.has(spaceId)
        ? []
        : [
            {
              ...{ coalitionId: one.coalitionId, subject: one.id, occurrence, message },
              to: { kind: 'channel', spaceId, channel },
            },
          ],
    ),
  );
}

/** Spaces in which a day was announced. */
export async function copiesOf({ tx }: Pick<Act, 'tx'>, one: Day): Promise<readonly Copy[]> {
  return await tx
    .select()
    .from(dayCopy)
    .where(
      and(eq(dayCopy.dayId, one.id), eq(dayCopy.coalitionId, one.coalitionId), isNotNull(dayCopy.postId)),
    );
}
